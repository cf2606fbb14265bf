//! `lint::hidden-text`

use crate::document::{Edit, Limits, Node, Tree, read};
use crate::lint::code::Code;
use crate::lint::remark::{Fix, Remark};
use crate::lint::subject::Subject;
use crate::policy::Level;
use crate::source::{Source, Span};
use std::sync::Arc;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::hidden-text",
    level: Level::Deny,
    title: "a policy file holds characters that nobody sees or that reorder what is shown",
    docs: "\
## What it finds

Zero-width and bidirectional control characters in policy files and scripts. A joiner between letters of a script that
needs it, and a byte-order mark at the beginning of a file, are left alone.

## Why it matters

What a reviewer reads is not what is judged: `adm\u{200b}in` is not `admin`, and a bidirectional control can show a
condition as a comment. Policies are approved by reading them.

## Example

```yaml
must:
  - id: a
    at: spec.tier
    schema: { enum: [\"gold\u{200b}\"] }
    otherwise: say which tier it is
```

## What to do

Remove the character; in comments `--fix` does. If a value needs it, write it as an escape in double quotes
(`\"\\u200b\"`), so that a reader sees it.
",
    fixable: true,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let own = subject.set.packs.iter().filter(|pack| !pack.embedded);
    own.flat_map(|pack| &pack.files).flat_map(in_file).collect()
}

fn in_file(source: &Arc<Source>) -> Vec<Remark> {
    let text = source.text();
    let mut remarks = Vec::new();
    let mut covered: Option<Vec<Span>> = None;
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, character)) = chars.next() {
        let after = chars.peek().map(|(_, next)| *next);
        if is_hidden(character)
            && !belongs(character, before, after)
            && !(at == 0 && character == BOM)
        {
            let span = Span::new(Span::offset(at), Span::offset(at + character.len_utf8()));
            let values = covered.get_or_insert_with(|| values_of(source));
            remarks.push(remark(source, span, character, values));
        }
        before = Some(character);
    }
    remarks
}

const BOM: char = '\u{feff}';

fn remark(source: &Arc<Source>, span: Span, character: char, values: &[Span]) -> Remark {
    let message = format!(
        "a character that nobody sees: {} (U+{:04X})",
        name(character),
        u32::from(character)
    );
    let remark = Remark::at(source.place(span), message)
        .help("remove it, or write it as an escape in double quotes");
    // Outside of every value it stands in a comment, and taking it out changes nothing.
    let is_yaml = !source.path().ends_with(".rhai");
    if is_yaml && !values.iter().any(|value| value.contains(span)) {
        return remark.fix(Fix {
            file: Arc::clone(source.path()),
            edits: vec![Edit {
                span,
                text: String::new(),
            }],
            changes: Vec::new(),
        });
    }
    remark
}

/// The spans of all scalars and keys of a file.
pub(in crate::lint) fn values_of(source: &Arc<Source>) -> Vec<Span> {
    let tree: Arc<Tree> = read(source, &Limits::default()).tree;
    let mut spans = Vec::new();
    for document in tree.documents() {
        collect(document.root(), &mut spans);
    }
    spans
}

fn collect(node: Node<'_>, spans: &mut Vec<Span>) {
    if !node.is_container() {
        spans.push(node.span());
    }
    for (key, value) in node.entries() {
        spans.push(key.span());
        collect(value, spans);
    }
    node.items().for_each(|item| collect(item, spans));
}

const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Joiners belong between letters of scripts that need them, and between the parts of an emoji.
fn belongs(character: char, before: Option<char>, after: Option<char>) -> bool {
    let shapes = |other: Option<char>| {
        other.is_some_and(|other| !other.is_ascii() && (other >= '\u{600}') && !is_hidden(other))
    };
    matches!(character, '\u{200c}' | '\u{200d}') && shapes(before) && shapes(after)
}

const fn name(character: char) -> &'static str {
    match character {
        '\u{200b}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner",
        '\u{feff}' | '\u{2060}' => "a zero-width no-break space",
        '\u{ad}' => "a soft hyphen",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a bidirectional control"
        }
        '\u{e0000}'..='\u{e007f}' => "a tag character",
        _ => "an invisible character",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::{pointed, remarks_of, wrapped};

    #[test]
    fn in_comments_it_can_be_taken_out_and_in_values_not() {
        let text = wrapped(
            "# see\u{200b} here\nmust: [{ id: a, at: spec.tier, otherwise: \"x\u{202e}y\" }]\n",
        );
        let remarks = remarks_of(
            &CODE,
            &[("x.yaml", &text), ("x.rhai", "// \u{2066}\nfn f() { 1 }\n")],
        );
        let found: Vec<(&str, bool)> = remarks
            .iter()
            .map(|remark| (&*remark.place.file, remark.fix.is_some()))
            .collect();
        assert_eq!(
            found,
            [
                ("policies/x.rhai", false),
                ("policies/x.yaml", true),
                ("policies/x.yaml", false)
            ]
        );
        assert_eq!(pointed(&text, &remarks[1]), "\u{200b}");
        assert_eq!(
            remarks[2].message,
            "a character that nobody sees: a bidirectional control (U+202E)"
        );
    }

    #[test]
    fn joiners_where_they_belong_escapes_and_a_byte_order_mark_are_fine() {
        let text = wrapped(
            "must: [{ id: a, at: spec.tier, otherwise: \"می\u{200c}خواهم 👩\u{200d}💻 \\u200b\" }]\n",
        );
        let text = ["\u{feff}", &text].concat();
        assert!(remarks_of(&CODE, &[("x.yaml", &text)]).is_empty());
    }
}
