//! Texts inside of Markdown.

use crate::source::shown_text;

/// A text that means nothing but itself: no markup, no link, no mention, no cell's end.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in shown_text(text).chars() {
        match character {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '@' => plain.push_str("&#64;"),
            '#' => plain.push_str("&#35;"),
            '|' => plain.push_str("&#124;"),
            ':' => plain.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '!' | '~' => {
                plain.push('\\');
                plain.push(character);
            }
            other => plain.push(other),
        }
    }
    plain.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case 62.
    #[test]
    fn a_text_means_nothing_but_itself() {
        for (hostile, forbidden) in [
            ("<img src=x onerror=alert(1)>", "<img"),
            ("[x](javascript:alert(1))", "[x]("),
            ("a | b", "a | b"),
            ("```\n# x", "```"),
            ("https://evil.example", "https://"),
            ("@everyone", "@"),
            ("www.evil.example", "www."),
            ("a\u{2028}b", "\u{2028}"),
            ("a\nb", "\n"),
        ] {
            let shown = plain(hostile);
            assert!(!shown.contains(forbidden), "{hostile:?} became {shown:?}");
        }
        assert_eq!(plain("58% (29 of 50)"), "58% (29 of 50)");
    }
}
