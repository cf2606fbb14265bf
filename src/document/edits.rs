//! Edits of a map that somebody wrote: a field is set, a list grows, and all else stays as it is.

use super::splice::Edit;
use super::{Kind, Node, Style};
use crate::source::{Source, Span};

/// A text as a YAML scalar: plain where that is safe, else quoted as JSON does.
pub fn scalar(text: &str) -> String {
    let safe = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '-' | '_' | '.' | '/' | '@' | '+' | '(' | ')' | ';')
    };
    let first = text
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '/');
    let plain = first
        && text.chars().all(safe)
        && !text.ends_with(' ')
        && !text.contains(" - ")
        && super::scalar::kind_of(text) == Kind::Str
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if plain {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

/// The edits that set a field of a block map to a value, given as YAML on one line. A field that is not there is put
/// in behind the last of `before` that is. A comment behind the colon stays there; those inside of the old value come
/// to stand above the field.
pub fn set_field(map: Node<'_>, name: &str, value: &str, before: &[&str]) -> Option<Vec<Edit>> {
    let source = map.tree().source();
    let Some((key, old)) = map.entry(name) else {
        return insert(map, &format!("{name}: {value}"), name, value, before);
    };
    let (from, to) = (key.span().end, written_end(source, old).max(key.span().end));
    let line = source.line_span(source.position(from).line)?;
    let head = source.slice(Span::new(from, to.max(line.end)));
    let colon = from + Span::offset(head.find(':')?) + 1;
    if old.span().is_empty() {
        return Some(vec![Edit {
            span: Span::new(colon, colon),
            text: format!(" {value}"),
        }]);
    }
    let literal = matches!(old.style(), Style::Literal | Style::Folded);
    if old.style() != Style::Block && !literal {
        let mut edits = above(source, key.span(), &comments(source, old, old.span()))?;
        edits.push(Edit {
            span: old.span(),
            text: value.to_owned(),
        });
        return Some(edits);
    }
    let first = source.line_span(source.position(colon).line)?;
    let head = source.slice(Span::new(colon, first.end));
    let comment = head.find('#').and_then(|at| head.get(at..));
    let inside = if literal || to <= first.end {
        Vec::new()
    } else {
        comments(source, old, Span::new(first.end, to))
    };
    let mut edits = above(source, key.span(), &inside)?;
    edits.push(Edit {
        span: Span::new(colon, to),
        text: match comment {
            Some(comment) if to > first.end => format!(" {value} {}", comment.trim_end()),
            _ => format!(" {value}"),
        },
    });
    Some(edits)
}

/// The comments in a part of the text of a node, each without its line break.
fn comments<'s>(source: &'s Source, node: Node<'_>, within: Span) -> Vec<&'s str> {
    let mut scalars = Vec::new();
    scalars_of(node, &mut scalars);
    let text = source.slice(within);
    let mut found = Vec::new();
    let mut done = 0;
    for (at, _) in text.match_indices('#') {
        let whole = within.start + Span::offset(at);
        let apart = text
            .get(..at)
            .is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace));
        if at < done
            || !apart
            || scalars
                .iter()
                .any(|span| span.start <= whole && whole < span.end)
        {
            continue;
        }
        let comment = text.get(at..).and_then(|rest| rest.lines().next());
        let comment = comment.unwrap_or_default();
        done = at + comment.len();
        found.push(comment.trim_end());
    }
    found
}

fn scalars_of(node: Node<'_>, spans: &mut Vec<Span>) {
    if !node.is_container() {
        spans.push(node.span());
    }
    for (key, value) in node.entries() {
        spans.push(key.span());
        scalars_of(value, spans);
    }
    node.items().for_each(|item| scalars_of(item, spans));
}

/// Comments as lines above the line of a key; none where something else stands before the key.
fn above(source: &Source, key: Span, comments: &[&str]) -> Option<Vec<Edit>> {
    if comments.is_empty() {
        return Some(Vec::new());
    }
    let line = source.line_span(source.position(key.start).line)?;
    let indent = source.slice(Span::new(line.start, key.start));
    let lines: Vec<String> = comments
        .iter()
        .map(|comment| [indent, comment, newline(source)].concat())
        .collect();
    indent.trim().is_empty().then(|| {
        vec![Edit {
            span: Span::new(line.start, line.start),
            text: lines.concat(),
        }]
    })
}

/// The edits that put a field at the end of a map that lacks it: `lines` of a block map, with the field's name and
/// without a last line break, or the `value` of a flow map, which is JSON.
pub fn add_field(map: Node<'_>, name: &str, lines: &str, value: &str) -> Option<Vec<Edit>> {
    if map.get(name).is_some() {
        return None;
    }
    let source = map.tree().source();
    let column = source.position(map.span().start).column;
    let indent = " ".repeat(column.checked_sub(1)? as usize);
    let broken = lines.replace('\n', &format!("{}{indent}", newline(source)));
    insert(map, &broken, name, value, &[])
}

/// The edits that append to a list of a block map: `item` as YAML on one line. A list that is not there is put in.
pub fn append(map: Node<'_>, name: &str, item: &str, before: &[&str]) -> Option<Vec<Edit>> {
    let source = map.tree().source();
    let Some(list) = map.get(name) else {
        return insert(
            map,
            &format!("{name}: [{item}]"),
            name,
            &format!("[{item}]"),
            before,
        );
    };
    if list.is_null() {
        return set_field(map, name, &format!("[{item}]"), before);
    }
    if list.kind() != Kind::Seq {
        return None;
    }
    if list.style() == Style::Flow {
        let closing = list.span().end.checked_sub(1)?;
        let last = list.items().next_back();
        let at = last.map_or(closing, |last| last.span().end);
        let text = if last.is_some() {
            format!(", {item}")
        } else {
            item.to_owned()
        };
        return Some(vec![Edit {
            span: Span::new(at, at),
            text,
        }]);
    }
    let last = list.items().next_back()?;
    let indent = source.position(list.span().start).column.checked_sub(1)? as usize;
    let at = line_end(source, written_end(source, last));
    Some(vec![Edit {
        span: Span::new(at, at),
        text: format!("{}{}- {item}", newline(source), " ".repeat(indent)),
    }])
}

fn insert(
    map: Node<'_>,
    line: &str,
    name: &str,
    value: &str,
    before: &[&str],
) -> Option<Vec<Edit>> {
    let source = map.tree().source();
    if map.style() == Style::Flow {
        let (key, last) = map.entries().last()?;
        let at = last.span().end;
        let name = serde_json::Value::from(name);
        let line = source.line_span(source.position(key.span().start).line)?;
        let head = source.slice(Span::new(line.start, key.span().start));
        let rest = source.slice(Span::new(at, line_end(source, at)));
        // A map with a line for each field gets one more, as far in as the one before; what stands behind that, such as
        // a comment, would come to stand behind the new one.
        let gap = if head.trim().is_empty() && rest.trim().is_empty() {
            [newline(source), head].concat()
        } else {
            " ".to_owned()
        };
        return Some(vec![Edit {
            span: Span::new(at, at),
            text: format!(",{gap}{name}: {value}"),
        }]);
    }
    let mut entries: Vec<_> = map.entries().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut known = entries
        .iter()
        .filter(|(key, _)| key.text().is_some_and(|text| before.contains(&text)));
    let (_, anchor) = known.next_back().or(entries.last())?;
    let indent = source
        .position(entries.first()?.0.span().start)
        .column
        .checked_sub(1)? as usize;
    let at = line_end(source, written_end(source, *anchor));
    Some(vec![Edit {
        span: Span::new(at, at),
        text: format!("{}{}{line}", newline(source), " ".repeat(indent)),
    }])
}

/// Where the text of a node ends, blanks and line breaks behind it left out.
fn written_end(source: &Source, node: Node<'_>) -> u32 {
    let span = node.span();
    let text = source.slice(span);
    span.start + Span::offset(text.trim_end().len())
}

/// The end of the line that holds a byte, without its line break.
fn line_end(source: &Source, at: u32) -> u32 {
    let line = source.line_span(source.position(at).line);
    line.map_or(at, |line| line.end.max(at))
}

fn newline(source: &Source) -> &'static str {
    if source.text().contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, read, splice};

    fn edited(text: &str, edit: impl Fn(Node<'_>) -> Option<Vec<Edit>>) -> String {
        let source = Source::new("a.yaml", text);
        let reading = read(&source, &Limits::default());
        let document = reading.tree.documents().next().unwrap();
        let edits = edit(document.root()).unwrap();
        splice(&source, &edits).unwrap().text().to_owned()
    }

    #[test]
    fn a_value_is_set_and_its_comment_stays() {
        let text = "a: 1 # one\nb:  # two\n  - x # ex\n  - y\nc: |\n  t\n\n# end\n";
        assert_eq!(
            edited(text, |map| set_field(map, "a", "2", &[])),
            text.replace("a: 1", "a: 2")
        );
        assert_eq!(
            edited(text, |map| set_field(map, "b", "[]", &[])),
            "a: 1 # one\n# ex\nb: [] # two\nc: |\n  t\n\n# end\n"
        );
        assert_eq!(
            edited(text, |map| set_field(map, "d", "x", &["a"])),
            text.replace("# one\n", "# one\nd: x\n")
        );
        assert_eq!(
            edited(text, |map| set_field(map, "d", "x", &[])),
            text.replace("  t\n", "  t\nd: x\n")
        );
    }

    #[test]
    fn a_list_grows_in_its_own_style() {
        for (text, expected) in [
            ("l: []   # none\n", "l: [n]   # none\n"),
            ("l: [a, b]\n", "l: [a, b, n]\n"),
            ("l:\n- a # x\nm: 1\n", "l:\n- a # x\n- n\nm: 1\n"),
            (
                "l:\n  - |\n    a\n  # c\nm: 1\n",
                "l:\n  - |\n    a\n  - n\n  # c\nm: 1\n",
            ),
            ("m: 1\n", "m: 1\nl: [n]\n"),
            ("{\"m\": 1}\n", "{\"m\": 1, \"l\": [n]}\n"),
            (
                "{\n  \"k\": 0,\n  \"m\": 1\n}\n",
                "{\n  \"k\": 0,\n  \"m\": 1,\n  \"l\": [n]\n}\n",
            ),
            ("l:\r\n  - a\r\n", "l:\r\n  - a\r\n  - n\r\n"),
            ("l:\n  - a", "l:\n  - a\n  - n"),
        ] {
            assert_eq!(
                edited(text, |map| append(map, "l", "n", &["m"])),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_scalar_is_quoted_where_it_must_be() {
        for (text, expected) in [
            ("team-checkout", "team-checkout"),
            ("sam@example.com", "sam@example.com"),
            ("no", "\"no\""),
            ("2026-01-01", "\"2026-01-01\""),
            ("null", "\"null\""),
            ("a: b", "\"a: b\""),
            ("a # b", "\"a # b\""),
            ("", "\"\""),
            ("l1\nl2", "\"l1\\nl2\""),
        ] {
            assert_eq!(scalar(text), expected);
        }
    }
}
