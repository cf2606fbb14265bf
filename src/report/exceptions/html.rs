//! The table as one page that needs nothing else: no network, readable without scripts, everything escaped.

use super::row::{Row, account_of, rows};
use crate::policy::{Level, State};
use crate::project::exceptions::AuditReport;
use crate::source::shown_text;
use jiff::civil::Date;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};
use std::io;

const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");

/// Height of one line of the timeline.
const STEP: i64 = 24;

/// Where the bars end, of 1000.
const RIGHT: i64 = 980;

/// Characters of an id that are shown before its bar, and how wide one is.
const LABEL: usize = 30;
const CHARACTER: i64 = 8;

pub(super) fn render(report: &AuditReport, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = rows(report);
    // What the page may do is said in it: its own style and script, and nothing from anywhere.
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(STYLE)),
        base64(&Sha256::digest(SCRIPT))
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { "Exceptions on " (report.run.as_of) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Exceptions" }
                p { (account_of(report)) }
                p.dim {
                    @if let Some(repository) = &report.run.repository { (shown_text(repository)) ", " }
                    "mustmay " (env!("CARGO_PKG_VERSION"))
                    @if let Some(digest) = &report.exceptions.ledger.digest { ", ledger " code { (digest) } }
                }
                (missing(report))
                (problems(report))
                @if !rows.is_empty() {
                    h2 { "Timeline" }
                    div.scroll { (timeline(&rows, report.run.as_of)) }
                    h2 { "Records" }
                    div.scroll { (table(&rows)) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    out.write_all(page.into_string().as_bytes())?;
    out.write_all(b"\n")
}

fn missing(report: &AuditReport) -> Markup {
    html! {
        @if !report.missing.is_empty() {
            h2.deny { "Sent no report" }
            ul { @for name in &report.missing { li { (shown_text(name)) } } }
        }
    }
}

fn problems(report: &AuditReport) -> Markup {
    html! {
        @if !report.diagnostics.is_empty() {
            h2 { "Problems" }
            ul {
                @for problem in &report.diagnostics {
                    li {
                        (problem.severity.word()) ": " (shown_text(&problem.message))
                        @if let Some(place) = &problem.place {
                            " " code.dim { (shown_text(&place.file)) ":" (place.start.line) }
                        }
                    }
                }
            }
        }
    }
}

/// Characters of a word that is never broken.
const SHORT: usize = 14;

const HEADS: &[&str] = &[
    "Id",
    "State",
    "Days left",
    "Expires",
    "Mandate",
    "Service",
    "Owner",
    "Approved by",
    "Category",
    "Age",
    "Renewals",
];

fn table(rows: &[Row<'_>]) -> Markup {
    html! {
        table.sortable {
            thead { tr { @for head in HEADS { th scope="col" { button type="button" { (head) } } } } }
            tbody { @for row in rows { (line(row)) } }
        }
    }
}

fn line(row: &Row<'_>) -> Markup {
    let (record, account) = (row.record, row.account);
    let approvers: Vec<_> = record
        .approved_by
        .iter()
        .map(|name| breakable(name))
        .collect();
    // Only addresses of the web become links.
    let ticket = record
        .ticket
        .as_ref()
        .filter(|ticket| ticket.starts_with("https://") || ticket.starts_with("http://"));
    let shown = breakable;
    html! {
        tr {
            td.id data-head="Id" { (shown(&record.id)) }
            td.wide data-head="State" data-key=(account.state().word()) {
                span class=(row.level().word()) { (row.states().join(", ")) }
                @let whys = account.states.iter().filter(|why| why.state != State::Active);
                ul {
                    @for why in whys {
                        li { (shown(&why.message)) " " code.dim { (shown(&why.place.file)) ":" (why.place.start.line) } }
                    }
                    @if account.mandate_changed { li { "its mandate was changed since it was approved" } }
                }
                p.dim {
                    (shown(&record.reason))
                    @if let Some(ticket) = ticket { " " a href=(ticket.value) rel="noreferrer" { "ticket" } }
                    @else if let Some(ticket) = &record.ticket { " (" (shown(ticket)) ")" }
                }
            }
            td.number data-head="Days left" data-key=(row.left) { (row.left) }
            td.whole data-head="Expires" { time datetime=(record.expires.value) { (record.expires.value) } }
            td data-head="Mandate" { (shown(&record.mandate)) @if let Some(condition) = &record.condition { "/" wbr; (shown(condition)) } }
            td data-head="Service" { (shown(&record.service)) }
            td.people data-head="Owner" { (shown(&record.owner)) }
            td.people data-head="Approved by" {
                @for approver in &approvers { div { (approver) } }
                div.dim { (account.signers.signed.word()) }
            }
            td data-head="Category" { (record.category.value.word()) }
            td.number data-head="Age" data-key=(row.age) { (row.age) }
            td.number data-head="Renewals" data-key=(record.renewals.value) { (record.renewals.value) }
        }
    }
}

fn timeline(rows: &[Row<'_>], today: Date) -> Markup {
    let labels = rows
        .iter()
        .map(|row| clipped(&row.record.id).chars().count());
    let left = i64::try_from(labels.max().unwrap_or_default()).unwrap_or(0) * CHARACTER + 12;
    // A century-long record must not squeeze all others.
    let near = |day: i64| day.clamp(-200, 200);
    let from = rows
        .iter()
        .map(|row| near(-row.age))
        .min()
        .unwrap_or(0)
        .min(0)
        - 5;
    let to = rows
        .iter()
        .map(|row| near(row.left))
        .max()
        .unwrap_or(0)
        .max(0)
        + 5;
    let at =
        |day: i64| left + (near(day).clamp(from, to) - from) * (RIGHT - left) / (to - from).max(1);
    let height = STEP * i64::try_from(rows.len() + 1).unwrap_or(1) + 8;
    html! {
        svg viewBox=(format!("0 0 1000 {height}")) role="img" aria-label="When each exception begins and ends" {
            line.tick x1=(left) y1=(STEP) x2=(RIGHT) y2=(STEP) {}
            line.now x1=(at(0)) y1="16" x2=(at(0)) y2=(height) {}
            text x=(at(0)) y="12" text-anchor="middle" { (today) }
            @for (row, index) in rows.iter().zip(1_i64..) {
                @let y = STEP * index + 8;
                @let (begins, ends) = (at(-row.age), at(row.left));
                g {
                    title {
                        (shown_text(&row.record.id)) ": " (row.record.created.value) " to " (row.record.last_day())
                    }
                    text x="0" y=(y + 11) { (clipped(&row.record.id)) }
                    rect class=(format!("bar-{}", word(row.level()))) x=(begins) y=(y) width=((ends - begins).max(3)) height="14" rx="3" {}
                }
            }
        }
    }
}

const fn word(level: Level) -> &'static str {
    level.word()
}

/// A text in which words that are too long for a column are broken behind their hyphens and dots, and only where there
/// are none anywhere else.
fn breakable(text: &str) -> Markup {
    let shown = shown_text(text);
    html! {
        @for (index, word) in shown.split(' ').enumerate() {
            @if index > 0 { " " }
            @if word.chars().count() <= SHORT { (word) } @else {
                @for (index, part) in parts(word).iter().enumerate() { @if index > 0 { wbr; } (part) }
            }
        }
    }
}

fn parts(word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in word.chars() {
        if let Some(part) = parts.last_mut() {
            part.push(c);
            let ends = matches!(c, '-' | '/' | '.' | '_' | '@' | ':');
            if ends || part.chars().count() == SHORT {
                parts.push(String::new());
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn clipped(id: &str) -> String {
    let shown = shown_text(id);
    if shown.chars().count() <= LABEL {
        return shown.into_owned();
    }
    let start: String = shown.chars().take(LABEL - 1).collect();
    format!("{start}…")
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut bits = 0_u32;
        for index in 0..3 {
            bits = bits << 8 | u32::from(chunk.get(index).copied().unwrap_or(0));
        }
        for index in 0..4_usize {
            let digit = (bits >> (18 - 6 * index)) & 63;
            let digit = DIGITS.get(digit as usize).copied().unwrap_or(b'=');
            text.push(if index <= chunk.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_of_the_page_policy_are_base64() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
