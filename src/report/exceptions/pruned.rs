//! What moves to `closed/`, with the lines that leave one file and come into another.

use crate::project::exceptions::{Difference, Move, Pruned};
use crate::report::Style;
use crate::report::page::{Page, Tone};
use crate::source::shown_text;
use std::io::{self, Write};

/// Writes the moves, the difference, and how many there are.
///
/// # Errors
/// Where that could not be said.
pub fn pruned(pruned: &Pruned, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let mut page = Page::new(style, &mut out);
    for one in &pruned.moves {
        let line = format!("{} ({})", shown_text(&one.id), why(one));
        page.line(&page.paint(Tone::Strong, &line))?;
        page.line(&format!("  from {}", shown_text(&one.from)))?;
        page.line(&format!("  to {}", shown_text(&one.to)))?;
    }
    if !pruned.differences.is_empty() {
        page.gap()?;
    }
    for difference in &pruned.differences {
        lines(difference, &mut page)?;
    }
    if !pruned.differences.is_empty() {
        page.gap()?;
    }
    page.line(&match (pruned.moves.len(), pruned.written) {
        (0, _) => "no exception is over".to_owned(),
        (count, true) => format!("{count} moved to closed/"),
        (count, false) => format!("{count} would move to closed/: pass --write"),
    })?;
    out.flush()
}

fn why(one: &Move) -> String {
    if one.states.is_empty() {
        return "its move was cut short".to_owned();
    }
    let words: Vec<&str> = one.states.iter().map(|state| state.word()).collect();
    words.join(", ")
}

/// One file, as a patch shows it.
fn lines(difference: &Difference, page: &mut Page<'_>) -> io::Result<()> {
    let named = |file: &Option<String>| {
        let file = file.as_deref().unwrap_or("/dev/null");
        shown_text(file).into_owned()
    };
    let (from, to) = (named(&difference.from), named(&difference.to));
    page.line(&page.paint(Tone::Strong, &format!("--- {from}")))?;
    page.line(&page.paint(Tone::Strong, &format!("+++ {to}")))?;
    for hunk in &difference.hunks {
        let ((old, less), (new, more)) = (hunk.old, hunk.new);
        let head = format!("@@ -{old},{less} +{new},{more} @@");
        page.line(&page.paint(Tone::Advice, &head))?;
        for (sign, line) in &hunk.lines {
            let line = format!("{sign}{}", shown_text(line));
            let line = match sign {
                '+' => page.paint(Tone::Good, &line),
                '-' => page.paint(Tone::Bad, &line),
                _ => line,
            };
            page.line(&line)?;
        }
    }
    Ok(())
}
