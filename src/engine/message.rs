//! The words of findings.

use super::spot::Spot;
use crate::document::Kind;
use crate::script::{NodeRef, Value};

/// Characters of a manifest's value that a message shows at most.
const SHOWN: usize = 60;

/// A manifest's text for a message: in backticks, control characters escaped, cut.
pub(super) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("`{}`", escape(&shown))
}

/// Text with control and invisible formatting characters escaped.
pub(super) fn escape(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            if needs_escape(c) {
                c.escape_unicode().collect::<String>()
            } else {
                c.to_string()
            }
            .chars()
            .collect::<Vec<_>>()
        })
        .collect()
}

fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A value for a message: its text, or what it is.
pub(super) fn shown(value: &Value) -> String {
    match super::service::scalar_text(value) {
        Some(text) => quoted(&text),
        None => match value.place_node() {
            Some(node) => format!("`{}`", node.path()),
            None => "the value".to_owned(),
        },
    }
}

/// What a value of the policy's own data was looked up by (" for `old`"); nothing for any other value.
pub(super) fn looked_up(value: &Value, by: &NodeRef) -> String {
    let is_data = value.place_node().is_some_and(NodeRef::is_policy);
    match by.node().text().filter(|_| is_data && !by.node().is_null()) {
        Some(text) => format!(" for {}", quoted(text)),
        None => String::new(),
    }
}

/// What stands at a spot: "`basic` is found at `spec.auth.protocol`".
pub(super) fn found(spot: &Spot) -> String {
    let path = spot.path();
    let node = spot.node.node();
    if !spot.missing.is_empty() || node.is_null() {
        return format!("says nothing at `{path}`");
    }
    match node.kind() {
        Kind::Seq | Kind::Map if path.is_empty() => String::new(),
        Kind::Seq | Kind::Map => format!("does not hold at `{path}`"),
        _ => format!("found {}", quoted(node.text().unwrap_or_default())),
    }
}

/// A list of words: `a`, `b` or `c`.
pub(super) fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_in_part_where_it_is_long() {
        let whole = "é".repeat(SHOWN);
        assert_eq!(quoted(&whole), format!("`{whole}`"));
        assert_eq!(quoted(&format!("{whole}x")), format!("`{whole}…`"));
        assert_eq!(quoted(""), "``");
    }

    #[test]
    fn a_value_cannot_move_what_stands_around_it() {
        assert_eq!(
            escape("a\u{1b}[1m\u{202e}\n\u{200b}"),
            "a\\u{1b}[1m\\u{202e}\\u{a}\\u{200b}"
        );
        assert_eq!(escape("Ünï `x` 1.2\u{2070}"), "Ünï `x` 1.2\u{2070}");
    }

    #[test]
    fn words_are_listed_as_people_list_them() {
        let of = |words: &[&str]| one_of(words.iter().copied());
        assert_eq!(of(&[]), "");
        assert_eq!(of(&["a"]), "a");
        assert_eq!(of(&["a", "b"]), "a or b");
        assert_eq!(of(&["a", "b", "c"]), "a, b or c");
    }
}
