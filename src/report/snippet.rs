//! Excerpts as miette reads them: one line each, with its true file, line and column, made safe to print and cut to
//! the width.

use crate::source::{Place, shown_text};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use textwrap::core::display_width;

/// Columns that a label must have to itself to be worth printing beside its underline.
const LABEL: usize = 20;

/// Columns for one tab.
const TAB: &str = "    ";

/// The lines of one problem, each of its own file and place; they lie behind each other in one virtual text.
#[derive(Debug, Default)]
pub(super) struct Snippets {
    lines: Vec<Snippet>,
}

/// One line to show.
#[derive(Debug)]
struct Snippet {
    name: String,
    line: usize,
    column: usize,
    /// Where it begins in the virtual text.
    base: usize,
    text: String,
}

/// What a label came to.
pub(super) enum Labelled {
    /// It is printed at the underline.
    Yes,
    /// There is no room for it; it must be said elsewhere.
    No,
}

impl Snippets {
    /// Adds the line of a place for a report of `width` columns, and the label for what it underlines.
    pub(super) fn add(
        &mut self,
        place: &Place,
        label: &str,
        width: usize,
    ) -> (LabeledSpan, Labelled) {
        let base = self
            .lines
            .last()
            .map_or(0, |last| last.base + last.text.len() + 2);
        let gutter = place.start.line.to_string().len() + 4;
        let room = width.saturating_sub(gutter).max(10);
        let cut = Cut::new(place, room);
        let label = fit(label, room.saturating_sub(cut.middle() + 4));
        let labelled = if label.is_some() {
            Labelled::Yes
        } else {
            Labelled::No
        };
        let span = LabeledSpan::new(label, base + cut.from, cut.to - cut.from);
        self.lines.push(Snippet {
            name: shown_text(&place.file).into_owned(),
            line: (place.start.line as usize).saturating_sub(1),
            column: (place.start.column as usize).saturating_sub(1),
            base,
            text: cut.text,
        });
        (span, labelled)
    }
}

impl SourceCode for Snippets {
    /// The whole line that a span lies in. Spans over several lines do not exist, so that miette never joins two.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |line: &&Snippet| {
            line.base <= span.offset() && span.offset() + span.len() <= line.base + line.text.len()
        };
        let line = self
            .lines
            .iter()
            .find(holds)
            .ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            line.name.clone(),
            line.text.as_bytes(),
            (line.base, line.text.len()).into(),
            line.line,
            line.column,
            1,
        )))
    }
}

/// A line as it is printed, and the bytes of it to underline.
struct Cut {
    text: String,
    from: usize,
    to: usize,
    /// Columns of `text` before and under the underline.
    before: usize,
    under: usize,
}

impl Cut {
    fn new(place: &Place, room: usize) -> Self {
        let raw = &*place.excerpt.text;
        let range = place.underlined();
        let part = |range: std::ops::Range<usize>| raw.get(range).map(shown).unwrap_or_default();
        let mut left = part(0..range.start);
        let mut middle = part(range.clone());
        let mut right = part(range.end..raw.len());
        if middle.is_empty() {
            // An empty span is shown as one column.
            middle = right.chars().next().unwrap_or(' ').to_string();
            right = right.chars().skip(1).collect();
        }
        if place.excerpt.skipped > 0 {
            left.insert(0, '…');
        }
        // The underlined part comes first, then its right, then what is left for the left.
        if display_width(&middle) + display_width(&left) + display_width(&right) > room {
            middle = clip(&middle, room.saturating_sub(12).max(room / 2));
            let rest = room.saturating_sub(display_width(&middle));
            let keep = rest.saturating_sub(display_width(&right).min(rest / 2));
            left = clip_start(&left, keep);
            right = clip(&right, rest.saturating_sub(display_width(&left)));
        }
        let (from, to) = (left.len(), left.len() + middle.len());
        Self {
            before: display_width(&left),
            under: display_width(&middle),
            text: [left, middle, right].concat(),
            from,
            to,
        }
    }

    /// The column below which the label hangs.
    const fn middle(&self) -> usize {
        self.before + self.under / 2
    }
}

/// A line of a file as it is printed.
fn shown(text: &str) -> String {
    let parts: Vec<_> = text.split('\t').map(shown_text).collect();
    parts.join(TAB)
}

/// A label broken into the columns it has, or none where they are too few.
fn fit(label: &str, room: usize) -> Option<String> {
    if label.is_empty() {
        return None;
    }
    if display_width(label) <= room {
        return Some(label.to_owned());
    }
    let widest = label.split(' ').map(display_width).max();
    (room >= LABEL && widest <= Some(room)).then(|| textwrap::fill(label, options(room)))
}

/// Breaks between words only, and only at spaces: ids and paths stay whole.
pub(super) fn options<'a>(width: usize) -> textwrap::Options<'a> {
    textwrap::Options::new(width)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false)
}

/// The beginning of a text, cut to a number of columns.
pub(super) fn clip(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = take(text.chars(), columns.saturating_sub(1));
    if columns > 0 {
        kept.push('…');
    }
    kept
}

/// The end of a text, cut to a number of columns.
fn clip_start(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = take(text.chars().rev(), columns.saturating_sub(1));
    if columns > 0 {
        kept.push('…');
    }
    kept.chars().rev().collect()
}

fn take(chars: impl Iterator<Item = char>, columns: usize) -> String {
    let mut left = columns;
    let fits = |c: &char| {
        let width = display_width(c.encode_utf8(&mut [0; 4]));
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    chars.take_while(fits).collect()
}
