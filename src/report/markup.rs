//! Texts of others in Markdown, where they mean nothing but themselves.

use super::inert::{plain, plain_whole};

/// A text of others on one line, of a bearable length: no markup, no link, no mention, no end of a table's cell.
/// What stands in backticks is shown as code.
pub(super) fn inline(text: &str) -> String {
    marked(&plain(text))
}

/// The same, however long.
pub(super) fn inline_whole(text: &str) -> String {
    marked(&plain_whole(text))
}

/// A text of others as code on one line, of a bearable length.
pub(super) fn code(text: &str) -> String {
    in_code(&plain(text))
}

/// The same, however long.
pub(super) fn code_whole(text: &str) -> String {
    in_code(&plain_whole(text))
}

/// An address as the target of a link; `None` where it is none that a report should lead to.
pub(super) fn link(address: &str) -> Option<String> {
    let web = address.starts_with("https://") || address.starts_with("http://");
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    (web && address.chars().all(harmless)).then(|| address.to_owned())
}

fn marked(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of backticks pairs with nothing.
    let paired = parts.len() % 2 == 1;
    let shown = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        1 if paired && !part.is_empty() => in_code(part),
        _ => escaped(part),
    });
    if paired {
        shown.collect()
    } else {
        shown.collect::<Vec<_>>().join("&#96;")
    }
}

fn in_code(text: &str) -> String {
    ["<code>", &*escaped(text), "</code>"].concat()
}

/// Every character that Markdown, HTML or a forge could take for more than itself, as an entity: entities are
/// never markup. What forges look for once markup is done (mentions and references) is cut by an empty comment.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    for character in text.chars() {
        match character {
            '@' => escaped.push_str("&#64;<!-- -->"),
            '#' => escaped.push_str("&#35;<!-- -->"),
            '!' => escaped.push_str("&#33;<!-- -->"),
            '.' if matches!(before, 'w' | 'W') => escaped.push_str("&#46;"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' | '$' | '\'' | '(' | ')' | '*' | ':' | '[' | '\\' | ']' | '^' | '_' | '`' | '{'
            | '|' | '}' | '~' => {
                escaped.push_str("&#");
                escaped.push_str(&u32::from(character).to_string());
                escaped.push(';');
            }
            other => escaped.push(other),
        }
        before = character;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case 62.
    #[test]
    fn a_text_means_nothing_but_itself() {
        for (hostile, forbidden) in [
            ("<img src=x onerror=alert(1)>", "<img"),
            ("[x](javascript:alert(1))", "["),
            ("a | b", "|"),
            ("```\n# x", "`"),
            ("`` \" | x", "|"),
            ("https://evil.example", "://"),
            ("`<b>` and `x`", "<b>"),
            ("hello @everyone", "@"),
            ("fixes #12", "#1"),
            ("www.evil.example", "www."),
            ("a\u{2028}b", "\u{2028}"),
            ("a\nb", "\n"),
            ("*a* _b_ ~c~ $d$", "*"),
        ] {
            let shown = inline(hostile);
            assert!(!shown.contains(forbidden), "{hostile:?} became {shown:?}");
        }
        assert_eq!(inline("58%, 29 of 50"), "58%, 29 of 50");
    }

    #[test]
    fn what_stands_in_backticks_is_code() {
        assert_eq!(inline("found `basic`"), "found <code>basic</code>");
        assert_eq!(inline("a ` b"), "a &#96; b");
        assert_eq!(inline("`a` ` b"), "&#96;a&#96; &#96; b");
        assert_eq!(inline("a `` b"), "a  b");
        assert_eq!(
            inline("`a`, b.c and `d`"),
            "<code>a</code>, b.c and <code>d</code>"
        );
    }

    #[test]
    fn only_what_is_asked_for_in_full_is_not_cut() {
        let long = "long ".repeat(1000);
        assert!(inline(&long).ends_with('…') && code(&long).ends_with("…</code>"));
        assert_eq!(inline_whole(&long), long.trim_end());
        let text = "a\n\n  b\u{2028}c";
        assert_eq!(inline_whole(text), "a  b&#92;u&#123;2028&#125;c");
        assert_eq!(inline_whole(text), inline(text));
        assert_eq!(code_whole(text), code(text));
    }

    #[test]
    fn links_lead_to_the_web_only() {
        assert_eq!(
            link("https://a.example/b?c=d"),
            Some("https://a.example/b?c=d".to_owned())
        );
        assert!(link("http://a.example").is_some());
        for address in [
            "javascript:alert(1)",
            "a-b",
            "https://a.example/ x",
            "https://a.example/)",
            "docs/a.md",
        ] {
            assert_eq!(link(address), None);
        }
    }
}
