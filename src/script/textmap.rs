//! From the bytes of a decoded scalar back to the bytes of its file.

use crate::document::{Node, Style};
use crate::source::{Source, Span};

/// Where each byte of a decoded scalar stands in its file.
#[derive(Clone, Debug, Default)]
pub(super) struct TextMap {
    /// Runs of bytes that stand together, in ascending order.
    runs: Vec<Run>,
    /// The length of the decoded text.
    length: u32,
}

/// `decoded` bytes from the start of the text stand from `file` on.
#[derive(Clone, Copy, Debug)]
struct Run {
    decoded: u32,
    file: u32,
}

impl TextMap {
    /// The map of a text that is a file from a byte on.
    pub(super) fn of_file(source: &Source, from: usize) -> Self {
        Self {
            runs: vec![Run {
                decoded: 0,
                file: Span::offset(from),
            }],
            length: Span::offset(source.text().len().saturating_sub(from)),
        }
    }

    /// The map of a scalar; `None` where lines were joined, so that places are lost.
    pub(super) fn of_scalar(source: &Source, node: Node<'_>) -> Option<Self> {
        let text = node.text()?;
        let span = node.span();
        let runs = match node.style() {
            Style::Literal => lines(source, span, text)?,
            Style::Plain => {
                let raw = source.slice(span);
                (raw == text).then(|| {
                    vec![Run {
                        decoded: 0,
                        file: span.start,
                    }]
                })?
            }
            Style::Single | Style::Double => quoted(source.slice(span), span.start, text)?,
            Style::Folded | Style::Flow | Style::Block => return None,
        };
        Some(Self {
            runs,
            length: Span::offset(text.len()),
        })
    }

    /// The byte of the file at which a byte of the text stands.
    pub(super) fn offset(&self, decoded: u32) -> u32 {
        let decoded = decoded.min(self.length);
        let after = self.runs.partition_point(|run| run.decoded <= decoded);
        let run = after.checked_sub(1).and_then(|index| self.runs.get(index));
        run.map_or(0, |run| run.file + (decoded - run.decoded))
    }

    /// The span of the file at which a span of the text stands.
    pub(super) fn span(&self, decoded: Span) -> Span {
        let start = self.offset(decoded.start);
        // The last byte decides, since the byte behind it may stand on another line.
        let end = match decoded.end.checked_sub(1) {
            Some(last) if last >= decoded.start => self.offset(last) + 1,
            _ => start,
        };
        Span::new(start, end.max(start))
    }
}

/// Each line of a block scalar is the end of a line of the file.
fn lines(source: &Source, span: Span, text: &str) -> Option<Vec<Run>> {
    let header = source.position(span.start).line;
    let mut runs = Vec::new();
    let mut decoded = 0;
    for (index, line) in (1_u32..).zip(text.split('\n')) {
        let Some(there) = source.line_span(header + index) else {
            // Behind the last line break of a file that ends in it.
            break;
        };
        let indent = source.slice(there).len().checked_sub(line.len());
        match indent {
            Some(indent) if source.slice(there).ends_with(line) => {
                runs.push(Run {
                    decoded,
                    file: there.start + Span::offset(indent),
                });
            }
            _ if line.is_empty() => runs.push(Run {
                decoded,
                file: there.end,
            }),
            _ => return None,
        }
        decoded += Span::offset(line.len()) + 1;
    }
    (!runs.is_empty()).then_some(runs)
}

/// A quoted scalar on one line; an escape stands for one character.
fn quoted(raw: &str, start: u32, text: &str) -> Option<Vec<Run>> {
    if raw.contains('\n') {
        return None;
    }
    let double = raw.starts_with('"');
    let mut runs = vec![Run {
        decoded: 0,
        file: start + 1,
    }];
    let mut at = 1;
    for (decoded, c) in text.char_indices() {
        let rest = raw.get(at..)?;
        let escape = match rest.as_bytes() {
            [b'\\', b'x', ..] if double => 4,
            [b'\\', b'u', ..] if double => 6,
            [b'\\', b'U', ..] if double => 10,
            [b'\\', ..] if double => 2,
            [b'\'', b'\'', ..] if !double => 2,
            _ => 0,
        };
        if escape == 0 {
            rest.starts_with(c).then_some(())?;
            at += c.len_utf8();
            continue;
        }
        let here = Span::offset(decoded);
        runs.push(Run {
            decoded: here,
            file: start + Span::offset(at),
        });
        at += escape;
        runs.push(Run {
            decoded: here + Span::offset(c.len_utf8()),
            file: start + Span::offset(at),
        });
    }
    Some(runs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, read};

    /// Every character of the scalar at `a` stands where the map says, escapes apart.
    fn holds(yaml: &str) -> bool {
        let source = Source::new("a.yaml", yaml);
        let tree = read(&source, &Limits::default()).tree;
        let document = tree.documents().next().unwrap();
        let node = document.root().get("a").unwrap();
        let Some(map) = TextMap::of_scalar(&source, node) else {
            return false;
        };
        let text = node.text().unwrap();
        text.char_indices().all(|(at, c)| {
            let there = source
                .text()
                .get(map.offset(Span::offset(at)) as usize..)
                .unwrap();
            there.starts_with(c)
                || there.starts_with(['\\', '\'', '\r'])
                || (c == '\n' && there.is_empty())
        })
    }

    #[test]
    fn every_character_of_a_script_has_its_place() {
        for yaml in [
            "a: it.x == 1\n",
            "a: 'it.x == \"é\"'\n",
            "a: 'it''s.x'\nb: 1\n",
            "a: \"it.x == \\\"a\\\" && \\u00e9 > 1\"\n",
            "a: |\n  let x = 1;\n    x\n\n  y\n",
            "b: 1\na: |2-\n    let x = 1;\n  é\n# end\n",
            "a: |\r\n  x\r\n  y\r\n",
            "a: |\n\n  x",
            "a: |+\n  x\n\n\nb: 1\n",
        ] {
            assert!(holds(yaml), "{yaml:?}");
        }
    }

    #[test]
    fn joined_lines_have_none() {
        for yaml in ["a: >\n  x\n  y\n", "a: x\n  y\n", "a: 'x\n  y'\n"] {
            assert!(!holds(yaml), "{yaml:?}");
        }
    }
}
