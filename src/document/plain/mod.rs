//! The short way through the plain part of YAML that manifests consist of: block maps and lists, scalars and flow
//! collections of one line, literal and folded blocks, comments, `---`.
//!
//! It never judges. Whatever it does not know for certain, and whatever the builder refuses, is [`Odd`], and the whole
//! text is read by the parser instead; so a problem has one wording and one place. What it does read must be, node by
//! node, what the parser reads; `tests/it/reading.rs` holds the two against each other.

mod flow;
mod lines;
mod scalars;

use super::Reading;
use super::builder::{Builder, Stop};
use super::limits::Limits;
use super::tree::{Kind, Style};
use crate::source::{Source, Span};
use lines::Level;
use std::sync::Arc;

/// The text is not certainly plain: it is for the parser.
struct Odd;

impl From<Stop> for Odd {
    fn from(_: Stop) -> Self {
        Self
    }
}

/// Reads a text that is plain and without a problem; `None` for any other.
pub(super) fn read(source: &Arc<Source>, limits: &Limits) -> Option<Reading> {
    if !is_clean(source.text().as_bytes()) {
        return None;
    }
    let mut reader = Plain {
        text: source.text(),
        bytes: source.text().as_bytes(),
        builder: Builder::new(source, limits),
        levels: Vec::with_capacity(16),
        document: None,
    };
    reader.stream().ok()?;
    let (tree, diagnostics) = reader.builder.finish();
    diagnostics.is_empty().then(|| Reading {
        tree: Arc::new(tree),
        diagnostics,
    })
}

/// What is known of the document that is being read.
#[derive(Clone, Copy)]
struct Begun {
    /// Whether it began with `---`.
    explicit: bool,
    /// Whether its root was seen.
    rooted: bool,
}

/// A text on its way into the builder.
struct Plain<'s, 'l> {
    text: &'s str,
    bytes: &'s [u8],
    builder: Builder<'l>,
    /// The open block collections, the innermost last.
    levels: Vec<Level>,
    document: Option<Begun>,
}

impl Plain<'_, '_> {
    /// The byte at an offset; a line feed at and behind the end.
    fn at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    /// Where the line that holds an offset ends.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |length| at + length)
    }

    /// The first byte from an offset on that is no space.
    fn skip_spaces(&self, mut at: usize) -> usize {
        while self.at(at) == b' ' {
            at += 1;
        }
        at
    }

    /// Where the next line begins, if nothing but a comment stands on this one from an offset on.
    fn rest_of_line(&self, from: usize) -> Result<usize, Odd> {
        let at = self.skip_spaces(from);
        match self.at(at) {
            b'\n' => Ok(at + 1),
            b'#' if at > from => Ok(self.line_end(at) + 1),
            _ => Err(Odd),
        }
    }

    /// Whether a plain scalar may begin at an offset.
    fn begins_plain(&self, at: usize) -> bool {
        match self.at(at) {
            b'\n' | b' ' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|'
            | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`' => false,
            b'-' | b'?' | b':' => !matches!(self.at(at + 1), b' ' | b'\n'),
            _ => true,
        }
    }

    /// A scalar whose value is what stands there.
    fn verbatim(
        &mut self,
        (start, end): (usize, usize),
        span: Span,
        style: Style,
    ) -> Result<(), Odd> {
        let value = self.text.get(start..end).ok_or(Odd)?;
        Ok(self.builder.scalar(value, span, style, 0, None)?)
    }

    fn plain(&mut self, start: usize, end: usize) -> Result<(), Odd> {
        self.verbatim((start, end), span(start, end), Style::Plain)
    }

    /// The scalar that nobody wrote.
    fn absent(&mut self, at: usize) -> Result<(), Odd> {
        self.verbatim((at, at), span(at, at), Style::Plain)
    }

    fn open(&mut self, kind: Kind, at: usize, style: Style) -> Result<(), Odd> {
        let flow = style == Style::Flow;
        let span = span(at, at + usize::from(flow));
        Ok(self.builder.open(kind, span, style, flow, 0, None)?)
    }
}

fn span(start: usize, end: usize) -> Span {
    Span::new(Span::offset(start), Span::offset(end))
}

/// Whether there is no tab, carriage return or other control character, byte-order mark, line break of Unicode or
/// noncharacter in a text.
fn is_clean(bytes: &[u8]) -> bool {
    let mut at = 0;
    for chunk in bytes.chunks(64) {
        #[expect(
            clippy::needless_bitwise_bool,
            reason = "without branches the compiler takes many bytes at once"
        )]
        let odd = chunk.iter().fold(false, |odd, &byte| {
            odd | ((byte < b' ') & (byte != b'\n')) | (byte >= 0x7f)
        });
        if odd
            && !chunk
                .iter()
                .enumerate()
                .all(|(index, &byte)| is_clean_at(bytes, at + index, byte))
        {
            return false;
        }
        at += chunk.len();
    }
    true
}

fn is_clean_at(bytes: &[u8], at: usize, byte: u8) -> bool {
    let next = |by: usize| bytes.get(at + by).copied().unwrap_or_default();
    match byte {
        b'\n' | b' '..=b'~' => true,
        0..=0x1f | 0x7f => false,
        0xc2 => next(1) >= 0xa0,
        0xe2 => next(1) != 0x80 || !matches!(next(2), 0xa8 | 0xa9),
        0xef => (next(1), next(2)) != (0xbb, 0xbf) && (next(1) != 0xbf || next(2) < 0xbe),
        _ => true,
    }
}
