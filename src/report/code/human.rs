//! Pages and the list, for people.

use super::blocks::{Block, blocks};
use super::{FIX, sentence};
use crate::project::CodePage;
use crate::report::Style;
use crate::report::page::{Page, Tone};
use std::io::{self, Write};

/// Writes a page.
pub(super) fn one(code: &CodePage, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    let head = format!("{} ({})", code.code, code.weight);
    page.line(&page.paint(Tone::Strong, &head))?;
    page.wrapped("", 0, &sentence(code.title))?;
    let blocks = blocks(&code.docs);
    for (at, block) in blocks.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| blocks.get(before));
        let joined = matches!(
            (before, block),
            (Some(Block::Heading(_)), Block::Text(_) | Block::Item(_))
                | (Some(Block::Item(_)), Block::Item(_))
        );
        if !joined {
            page.gap()?;
        }
        match block {
            Block::Heading(heading) => page.line(&page.paint(Tone::Strong, heading))?,
            Block::Text(text) => page.wrapped("", 0, text)?,
            Block::Item(text) => page.wrapped("- ", 2, text)?,
            Block::Code(text) => {
                for line in text.lines() {
                    page.line(&["    ", line].concat())?;
                }
            }
        }
    }
    if code.fixable {
        page.gap()?;
        page.line(FIX)?;
    }
    Ok(())
}

/// Writes a line for each code.
pub(super) fn list(codes: &[CodePage], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    let longest = codes.iter().map(|code| code.code.len()).max();
    let width = longest.unwrap_or_default();
    for code in codes {
        let name = format!("{:width$}", code.code);
        let line = [&*page.paint(Tone::Strong, &name), "  ", code.title].concat();
        page.line(&line)?;
    }
    page.gap()?;
    page.line("`mustmay explain CODE` shows the page of one of them.")
}
