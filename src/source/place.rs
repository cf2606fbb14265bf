//! Places: spans that can be shown without their source.

use super::{Source, Span};
use std::sync::Arc;

/// Bytes of one line that an excerpt keeps at most on either side of what it shows.
const MARGIN: usize = 100;

/// A point in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in Unicode code points, from 1.
    pub column: u32,
    /// The byte, from 0.
    pub offset: u32,
}

/// A span with all that a report shows of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file's path as we print it.
    pub file: Arc<str>,
    /// Where it begins.
    pub start: Position,
    /// Where it ends (the position behind the last character).
    pub end: Position,
    /// The lines to show.
    pub excerpt: Excerpt,
}

/// The line of a place, cut to a bearable length.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Excerpt {
    /// Text of the line in which the place begins, without its line break.
    pub text: Box<str>,
    /// Code points of the line that were cut off before the text.
    pub skipped: u32,
    /// The byte of the file at which the text begins.
    pub offset: u32,
}

impl Place {
    /// The place's bytes.
    pub fn span(&self) -> Span {
        Span::new(self.start.offset, self.end.offset)
    }

    /// The part of the place that lies in the excerpt, as a range of the excerpt's bytes. Never empty unless
    /// the line is.
    pub fn underlined(&self) -> std::ops::Range<usize> {
        let length = self.excerpt.text.len();
        let from = (self.start.offset.saturating_sub(self.excerpt.offset) as usize).min(length);
        let to = (self.end.offset.saturating_sub(self.excerpt.offset) as usize).clamp(from, length);
        from..to
    }
}

/// See [`Source::place`].
pub(super) fn of(source: &Source, span: Span) -> Place {
    let start = source.position(span.start);
    let end = source.position(span.end.max(span.start));
    Place {
        file: Arc::clone(source.path()),
        start,
        end,
        excerpt: excerpt(source, start, span),
    }
}

fn excerpt(source: &Source, start: Position, span: Span) -> Excerpt {
    let Some(line) = source.line_span(start.line) else {
        return Excerpt::default();
    };
    let text = source.slice(line);
    let from = (span.start - line.start.min(span.start)) as usize;
    let to = ((span.end.min(line.end)).saturating_sub(line.start) as usize)
        .clamp(from.min(text.len()), text.len());
    let cut_start = if from > 2 * MARGIN {
        floor(text, from - MARGIN)
    } else {
        0
    };
    let cut_end = if text.len() - to > MARGIN || to - cut_start > 4 * MARGIN {
        ceil(text, (to + MARGIN).min(cut_start + 4 * MARGIN))
    } else {
        text.len()
    };
    let cut_start = if line.start == 0 && cut_start == 0 && text.starts_with('\u{feff}') {
        3
    } else {
        cut_start
    };
    let skipped = text
        .get(..cut_start)
        .unwrap_or_default()
        .trim_start_matches('\u{feff}')
        .chars()
        .count();
    Excerpt {
        text: text.get(cut_start..cut_end).unwrap_or_default().into(),
        skipped: Span::offset(skipped),
        offset: line.start + Span::offset(cut_start),
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    at.min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_the_line_and_shows_the_span() {
        let source = Source::new("a.yaml", "a: 1\nowner: team-a # who\nb: 2\n");
        let place = source.place(Span::new(12, 18));
        assert_eq!(&*place.excerpt.text, "owner: team-a # who");
        assert_eq!(place.excerpt.text.get(place.underlined()), Some("team-a"));
        assert_eq!(
            (place.start.line, place.start.column, place.end.column),
            (2, 8, 14)
        );
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides_of_the_span() {
        let text = format!("a: {}needle{}", "é".repeat(5_000), "x".repeat(5_000));
        let at = Span::offset(text.find("needle").unwrap());
        let place = Source::new("a.yaml", text).place(Span::new(at, at + 6));
        assert_eq!(place.excerpt.text.get(place.underlined()), Some("needle"));
        assert!(place.excerpt.text.len() < 500);
        assert_eq!(place.start.column, 5_004);
        assert_eq!(place.excerpt.skipped, 5_003 - 50);
    }

    #[test]
    fn a_span_over_many_lines_shows_its_first() {
        let place = Source::new("a", "a:\n  b: 1\n  c: 2\n").place(Span::new(5, 16));
        assert_eq!(&*place.excerpt.text, "  b: 1");
        assert_eq!(place.excerpt.text.get(place.underlined()), Some("b: 1"));
        assert_eq!(place.end.line, 3);
    }
}
