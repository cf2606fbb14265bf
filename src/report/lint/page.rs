//! The page of a code.

use crate::lint::Code;
use crate::report::Style;
use crate::report::page::{Page, Tone};
use std::io::{self, Write};

/// Writes the page of a code for people: its headings, its texts, its example.
///
/// # Errors
/// Where the stream cannot be written.
pub fn render(code: &Code, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    let head = format!("{} ({})", code.code, code.level);
    page.line(&page.paint(Tone::Strong, &head))?;
    page.line(code.title)?;
    page.gap()?;
    for line in code.docs.lines() {
        match line.strip_prefix("## ") {
            Some(heading) => page.line(&page.paint(Tone::Strong, heading))?,
            None if line.starts_with("```") => page.gap()?,
            None => page.line(line)?,
        }
    }
    if code.fixable {
        page.gap()?;
        page.line("`mustmay lint --fix` mends it where that changes no judgement.")?;
    }
    Ok(())
}
