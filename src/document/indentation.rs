//! The one looseness that is read: a closing bracket alone on its line, in the column of what it belongs to.
//!
//! ```yaml
//! command: [
//!   "--verbose",
//! ]
//! ```
//!
//! The specification wants the bracket further in; people, formatters and every other reader do not. A file that
//! breaks no other rule is parsed a second time without the parser's own rules of indentation, and these instead.

use crate::source::Span;

/// Watches over the indentation of what spans several lines.
#[derive(Debug, Default)]
pub(super) struct Indentation {
    /// The columns of the open block collections.
    blocks: Vec<usize>,
    /// Whether each open collection is a block.
    open: Vec<bool>,
    /// Where the outermost open flow collection begins.
    flow: Option<u32>,
}

impl Indentation {
    /// A collection begins.
    pub(super) fn open(&mut self, text: &str, block: bool, start: u32) {
        self.open.push(block);
        if block {
            self.blocks.push(column(text, start));
        } else if self.flow.is_none() {
            self.flow = Some(start);
        }
    }

    /// A collection ends. Gives the first byte of a line that stands too far out.
    pub(super) fn close(&mut self, text: &str, end: u32) -> Result<(), u32> {
        match self.open.pop() {
            Some(true) => {
                self.blocks.pop();
                Ok(())
            }
            Some(false) if self.open.last() != Some(&false) => {
                let start = self.flow.take().unwrap_or(end);
                self.check(text, Span::new(start, end), true)
            }
            _ => Ok(()),
        }
    }

    /// A quoted or plain scalar. Gives the first byte of a line that stands too far out.
    pub(super) fn scalar(&self, text: &str, span: Span) -> Result<(), u32> {
        if self.flow.is_some() {
            return Ok(());
        }
        self.check(text, span, false)
    }

    /// A document ends.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn check(&self, text: &str, span: Span, flow: bool) -> Result<(), u32> {
        let least = self.blocks.last().map_or(0, |column| column + 1);
        let written = text.get(span.range()).unwrap_or_default();
        let mut at = span.start;
        for (index, line) in written.split_inclusive('\n').enumerate() {
            let inside = line.trim_start_matches(' ');
            let spaces = line.len() - inside.len();
            let content = inside.trim_start_matches('\t').trim_end();
            let bracket = flow && content.starts_with([']', '}']);
            let needed = if bracket {
                least.saturating_sub(1)
            } else {
                least
            };
            let nothing = content.is_empty() || (flow && content.starts_with('#'));
            if index > 0 && !nothing && spaces < needed {
                return Err(at + Span::offset(spaces));
            }
            at += Span::offset(line.len());
        }
        Ok(())
    }
}

/// Whether a closing bracket stands at this byte, first on its line.
pub(super) fn is_lone_bracket(text: &str, at: usize) -> bool {
    let (before, behind) = (
        text.get(..at).unwrap_or_default(),
        text.get(at..).unwrap_or_default(),
    );
    let line = before.rsplit('\n').next().unwrap_or_default();
    behind.starts_with([']', '}']) && line.bytes().all(|byte| byte == b' ')
}

fn column(text: &str, start: u32) -> usize {
    let before = text.get(..start as usize).unwrap_or_default();
    before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .trim_start_matches('\u{feff}')
        .len()
}

#[cfg(test)]
mod tests {
    use crate::document::{Limits, read};
    use crate::source::Source;

    fn is_read(text: &str) -> bool {
        let reading = read(&Source::new("a.yaml", text), &Limits::default());
        reading.diagnostics.is_empty()
    }

    #[test]
    fn a_closing_bracket_may_stand_in_the_column_of_its_key_and_nothing_else_may() {
        for text in [
            "a: [\n  b,\n]\n",
            "a: {\n  b: c,\n}\nd: 1\n",
            "- x: [\n    b\n  ]\n",
            "x:\n  a: [\n    # a remark\n    b,\n\n  ]\n  c: [\n  ]\n",
            "x:\n  a: [\n    [b,\n    c], {d: e,\n    f: g}\n  ]\n",
        ] {
            assert!(is_read(text), "{text}");
        }
        for text in [
            "a: [\nb,\nc]\n",
            "x:\n  a: [\n    b\n]\n",
            "x:\n  a: [\n  b,\n  ]\n",
            "a: [\n  b,\n]\nc: \"d\ne\"\n",
            "a: [\n  b,\n]\nc: \"d\n\te\"\n",
            "a: [\n  b,\n]\nc: [\n\td,\n]\n",
        ] {
            assert!(!is_read(text), "{text}");
        }
    }
}
