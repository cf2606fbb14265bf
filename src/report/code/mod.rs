//! The page of a code, and the list of all codes.

mod blocks;
mod html;
mod human;

use super::mandate::Format;
use super::{Style, json};
use crate::project::CodePage;
use crate::verdict::Exit;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the page of a code.
///
/// # Errors
/// Where the stream cannot be written.
pub fn render(
    page: &CodePage,
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::one(page, style, out),
        Format::Markdown => markdown(page, "#", out),
        Format::Json => json::write(&document(std::slice::from_ref(page)), out),
        Format::Html => out.write_all(html::one(page).as_bytes()),
    }
}

/// Writes all codes: for people as a list, else with their pages.
///
/// # Errors
/// Where the stream cannot be written.
pub fn render_all(
    pages: &[CodePage],
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::list(pages, style, out),
        Format::Markdown => {
            writeln!(out, "# The codes of mustmay")?;
            pages.iter().try_for_each(|page| {
                writeln!(out)?;
                markdown(page, "##", out)
            })
        }
        Format::Json => json::write(&document(pages), out),
        Format::Html => out.write_all(html::all(pages).as_bytes()),
    }
}

fn markdown(page: &CodePage, heading: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{heading} {} ({})\n", page.code, page.weight)?;
    writeln!(out, "{}\n", sentence(page.title))?;
    let below = ["\n", heading, "# "].concat();
    let docs = ["\n", &*page.docs].concat().replace("\n## ", &below);
    writeln!(out, "{}", docs.trim())?;
    if page.fixable {
        writeln!(out, "\n{FIX}")?;
    }
    Ok(())
}

fn document(pages: &[CodePage]) -> Value {
    let pages = pages.iter().map(|page| {
        json!({
            "code": page.code,
            "level": page.weight,
            "title": page.title,
            "docs": page.docs,
            "fixable": page.fixable,
        })
    });
    json!({
        "version": 1,
        "codes": pages.collect::<Vec<_>>(),
        "exitCode": Exit::Ok.code(),
    })
}

/// Said of codes that can be mended.
const FIX: &str = "`mustmay lint --fix` mends it where that changes no judgement.";

/// A title as a sentence.
fn sentence(title: &str) -> String {
    let mut characters = title.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).chain(['.']).collect()
}
