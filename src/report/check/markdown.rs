//! The report for a comment in a pull request and for the summary of a job: the worst first, never longer than a
//! forge takes, and nothing in it is markup but ours.

use super::entries::{Entry, Weight, entries};
use super::findings::coming;
use super::summary;
use super::unchecked::{Unchecked, in_brief, unchecked};
use crate::project::CheckReport;
use crate::report::Style;
use crate::report::markup::{code, inline, link};
use crate::report::page::plural;
use crate::source::Place;
use crate::verdict::Exit;
use std::io::{self, Write};

/// Bytes of all rows together. Forges take 65,536 characters; the rest is for what stands around the rows.
const ROOM: usize = 48_000;

/// Notes of one entry that are shown.
const NOTES: usize = 4;

/// Writes the report.
pub(super) fn render(report: &CheckReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = String::from("<!-- mustmay -->\n");
    let unchecked = unchecked(report);
    line(&mut page, &["### ", &*heading(report, &unchecked)].concat());
    if let Some(why) = summary::why(report) {
        let code = report.exit.code();
        line(&mut page, &format!("exit {code}: {}", inline(&why)));
    }
    let all = entries(report, style.show_excepted);
    let mut room = ROOM;
    for weight in all.chunk_by(|a, b| a.weight == b.weight) {
        section(weight, &mut room, &mut page);
    }
    section_of_unchecked(&unchecked, room, &mut page);
    line(&mut page, &summary::counts_line(report));
    line(&mut page, &ending(report));
    out.write_all(page.as_bytes())?;
    out.flush()
}

/// What it comes to. That all is well is never said without what was not judged.
fn heading(report: &CheckReport, unchecked: &[Unchecked<'_>]) -> String {
    let heading = match report.exit {
        Exit::Ok if report.counts.fail > 0 => "✅ mustmay: nothing fails the run",
        Exit::Ok if report.counts.excepted > 0 => "✅ mustmay: all mandates are met or excepted",
        Exit::Ok => "✅ mustmay: all mandates are met",
        Exit::Findings if report.counts.fail > 0 => "❌ mustmay: mandates are not met",
        Exit::Findings => "❌ mustmay: the run fails",
        Exit::NotUnderstood => "❌ mustmay: not everything could be judged",
        Exit::NothingChecked => "❌ mustmay: nothing was checked",
    };
    match in_brief(unchecked) {
        Some(brief) if report.exit == Exit::Ok => [heading, "; ", &*brief].concat(),
        _ => heading.to_owned(),
    }
}

fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push_str("\n\n");
}

/// Entries of one weight: a table, folded where they do not fail a run by default.
fn section(entries: &[Entry<'_>], room: &mut usize, page: &mut String) {
    let Some(first) = entries.first() else { return };
    let count = entries.len();
    let title = match first.weight {
        Weight::Error => plural(count, "error"),
        Weight::Excepted => format!("{count} excepted"),
        weight => format!("{count} at {}", weight.word()),
    };
    let folded = first.weight > Weight::Deny;
    if folded {
        line(page, &format!("<details><summary>{title}</summary>"));
    } else {
        line(page, &format!("**{title}**"));
    }
    let mut shown = 0;
    for entry in entries {
        let row = row(entry);
        if row.len() > *room {
            // What is worse stands above; what is left must not squeeze in below a gap.
            *room = 0;
            break;
        }
        if shown == 0 {
            page.push_str("| where | what | mandate, service |\n|---|---|---|\n");
        }
        *room -= row.len();
        page.push_str(&row);
        shown += 1;
    }
    page.push('\n');
    if shown < count {
        let more = count - shown;
        line(
            page,
            &format!("and {more} more, for which there is no room here"),
        );
    }
    if folded {
        line(page, "</details>");
    }
}

/// The first names of what was not judged, folded.
fn section_of_unchecked(all: &[Unchecked<'_>], mut room: usize, page: &mut String) {
    let Some(brief) = in_brief(all) else { return };
    line(page, &format!("<details><summary>{brief}</summary>"));
    for sort in all {
        let (first, mut more) = sort.first();
        let mut names = Vec::new();
        for item in first {
            let note = item.note.as_deref().map(inline);
            let note = note.map(|note| [" (", &*note, ")"].concat());
            let name = [code(item.file), note.unwrap_or_default()].concat();
            if name.len() > room {
                room = 0;
                more += 1;
            } else {
                room -= name.len();
                names.push(name);
            }
        }
        if names.is_empty() {
            names.push(sort.count.clone());
        } else if more > 0 {
            names.push(format!("and {more} more"));
        }
        line(page, &sort.message(&names.join(", ")));
    }
    line(page, "</details>");
}

fn row(entry: &Entry<'_>) -> String {
    let mut what = inline(&entry.message);
    for note in entry.notes.iter().take(NOTES) {
        what.push_str("<br>");
        what.push_str(&inline(note));
    }
    if let Some(next) = entry.next {
        what.push_str("<br>");
        what.push_str(&coming(next));
    }
    let place = entry.file.map(|file| code(&at(file, entry.place)));
    let title = code(&entry.title());
    let title = match entry
        .mandate
        .and_then(|mandate| link(mandate.docs.as_deref()?))
    {
        Some(docs) => format!("<a href=\"{}\">{title}</a>", docs.replace('&', "&amp;")),
        None => title,
    };
    let service = entry
        .service
        .map(|service| ["<br>", &*code(&service.name)].concat());
    format!(
        "| {} | {what} | {title}{} |\n",
        place.unwrap_or_default(),
        service.unwrap_or_default()
    )
}

fn at(file: &str, place: Option<&Place>) -> String {
    match place {
        Some(place) => format!("{file}:{}:{}", place.start.line, place.start.column),
        None => file.to_owned(),
    }
}

/// What was judged, and by what.
fn ending(report: &CheckReport) -> String {
    let run = &report.run;
    let mut parts = vec![format!("as of {}", run.as_of)];
    parts.extend(run.repository.as_deref().map(code));
    let pinned = report.set.as_ref().filter(|set| set.can_be_pinned());
    parts.extend(pinned.map(|set| format!("policies {}", code(&set.digest()))));
    if !report.never_applied.is_empty() {
        let never = plural(report.never_applied.len(), "mandate");
        parts.push(format!("{never} applied to no service"));
    }
    ["<sub>", &*parts.join(" · "), "</sub>"].concat()
}
