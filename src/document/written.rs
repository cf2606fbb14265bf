//! Where nodes are really written: the parser gives an absent value, a block scalar and a sequence in its key's
//! column the place of some neighbour.
//!
//! All of it is a walk forward from the end of the token before, so that no text inside a comment, a key or a
//! value is ever taken for an indicator.

use crate::source::Span;

/// What the builder waits for where a scalar turns out to be absent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Slot {
    /// The root of a document.
    Root,
    /// An item of a list.
    Item,
    /// A key of a map.
    Key,
    /// A value of a map.
    Value,
}

/// The empty span of a scalar that is absent: right behind the `:`, `-` or `?` that announces it.
pub(super) fn absent(text: &str, last: u32, slot: Slot, given: u32) -> Span {
    let bytes = text.as_bytes();
    let ends = |at: usize| {
        bytes
            .get(at)
            .is_none_or(|byte| byte.is_ascii_whitespace() || b",]}".contains(byte))
    };
    let announced = |at: usize, indicator: u8| bytes.get(at) == Some(&indicator) && ends(at + 1);
    let at = match slot {
        Slot::Root => given as usize,
        Slot::Item | Slot::Value => {
            let indicator = if slot == Slot::Item { b'-' } else { b':' };
            // Those before the `:` are of an absent key.
            let properties = if slot == Slot::Item {
                Properties::Stop
            } else {
                Properties::Skip
            };
            let at = skip(bytes, last as usize, b"", properties);
            if announced(at, indicator) {
                at + 1
            } else {
                last as usize
            }
        }
        Slot::Key => {
            let at = skip(bytes, last as usize, b",", Properties::Stop);
            if announced(at, b'?') { at + 1 } else { at }
        }
    };
    let at = Span::offset(at.min(bytes.len()));
    Span::new(at, at)
}

/// Where the dash of the first item of a block sequence stands.
pub(super) fn first_dash(text: &str, last: u32, given: u32) -> u32 {
    let at = skip(text.as_bytes(), last as usize, b":?", Properties::Skip);
    if text.as_bytes().get(at) == Some(&b'-') {
        Span::offset(at)
    } else {
        given
    }
}

/// The span of a block scalar, from its `|` or `>` to its last character of content. The parser's begins behind
/// the header and runs to the next token.
pub(super) fn block_scalar(text: &str, last: u32, given: Span, indicator: u8, value: &str) -> Span {
    let start = skip(text.as_bytes(), last as usize, b":?-", Properties::Skip);
    if text.as_bytes().get(start) != Some(&indicator) {
        return given;
    }
    let written = text.get(start..given.end as usize).unwrap_or_default();
    let mut lines = written.split_inclusive('\n');
    let header = lines.next().unwrap_or_default();
    let header_end = header
        .split('#')
        .next()
        .unwrap_or_default()
        .trim_end()
        .len();
    let ends_at = |end: usize| Span::new(Span::offset(start), Span::offset(start + end));
    if value.bytes().all(|byte| byte == b'\n') {
        return ends_at(header_end);
    }
    let Some(indent) = content_indent(written, value) else {
        // Spaces only: how many of them are content cannot be told.
        return ends_at(written.trim_end_matches(['\n', '\r']).len());
    };
    let mut at = header.len();
    let mut end = header_end;
    for line in lines {
        let content = line.trim_end_matches(['\n', '\r']);
        let spaces = leading_spaces(content);
        if spaces < indent && spaces < content.len() {
            break;
        }
        if content.len() > indent {
            end = at + content.len();
        }
        at += line.len();
    }
    ends_at(end)
}

/// How far the content of a block scalar is indented: as its first line with text is, less what the value keeps.
fn content_indent(written: &str, value: &str) -> Option<usize> {
    let first = written
        .lines()
        .skip(1)
        .find(|line| leading_spaces(line) < line.len())?;
    let kept = leading_spaces(value.trim_start_matches('\n'));
    leading_spaces(first).checked_sub(kept)
}

fn leading_spaces(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Properties {
    /// Anchors and tags are what is looked for.
    Stop,
    /// Anchors and tags stand before what is looked for.
    Skip,
}

/// The first byte from `at` on that is no white space, comment or one of the indicators.
fn skip(bytes: &[u8], mut at: usize, indicators: &[u8], properties: Properties) -> usize {
    let until = |at: usize, stop: fn(&u8) -> bool| {
        let rest = bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(stop).unwrap_or(rest.len())
    };
    while let Some(byte) = bytes.get(at) {
        at = match byte {
            byte if byte.is_ascii_whitespace() || indicators.contains(byte) => at + 1,
            // A byte-order mark stands before a document.
            0xef if bytes
                .get(at..)
                .is_some_and(|rest| rest.starts_with("\u{feff}".as_bytes())) =>
            {
                at + 3
            }
            // The end marks of documents without content.
            b'.' if ends_document(bytes, at) => at + 3,
            b'#' => until(at, |byte| matches!(byte, b'\n' | b'\r')),
            b'&' | b'!' if properties == Properties::Skip => until(at, u8::is_ascii_whitespace),
            _ => return at,
        };
    }
    at
}

fn ends_document(bytes: &[u8], at: usize) -> bool {
    let (before, rest) = bytes.split_at_checked(at).unwrap_or_default();
    let begins_line = before.last().is_none_or(|byte| *byte == b'\n');
    let alone = rest.get(3).is_none_or(u8::is_ascii_whitespace);
    begins_line && alone && rest.starts_with(b"...")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_scalar_ends_with_its_content() {
        for (text, value, expected) in [
            ("|\n  x\n# c\nb: 1\n", "x\n", "|\n  x"),
            ("|-  # a | b\n   x\n  \n\n", "x", "|-  # a | b\n   x"),
            ("|2\n   x\n  y  \nb: 1\n", " x\ny  \n", "|2\n   x\n  y  "),
            ("|\n  x\n    \n", "x\n  \n", "|\n  x\n    "),
            ("|+ # c\n\n\n# d\n", "\n\n", "|+"),
            ("|\r\n  x\r\n  y\r\nb: 1\r\n", "x\ny\n", "|\r\n  x\r\n  y"),
        ] {
            let given = Span::new(0, Span::offset(text.len()));
            let span = block_scalar(text, 0, given, b'|', value);
            assert_eq!(text.get(span.range()), Some(expected), "{text:?}");
        }
    }
}
