//! GitLab's code quality report: one list, where each entry has a place and an identity of its own.

use super::entries::{Entry, Weight, entries};
use crate::project::CheckReport;
use crate::report::inert::lookup_path;
use crate::report::page::one_line;
use crate::report::{Style, json};
use crate::source::sha256;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// Where an entry is shown that is about no file.
const NOWHERE: &str = "mustmay.yaml";

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// Writes the report.
pub(super) fn render(
    report: &CheckReport,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut seen = BTreeMap::new();
    let all = entries(report, style.show_excepted);
    let issues: Vec<Issue> = all.iter().map(|entry| issue(entry, &mut seen)).collect();
    json::write_list(&issues, out)
}

fn issue(entry: &Entry<'_>, seen: &mut BTreeMap<String, u32>) -> Issue {
    let mut parts = vec![one_line(&entry.message)];
    parts.extend(entry.notes.iter().map(|note| one_line(note)));
    Issue {
        description: parts.join("; "),
        check_name: one_line(&entry.title()),
        fingerprint: fingerprint(entry, seen),
        severity: match entry.weight {
            Weight::Error => "blocker",
            Weight::Deny => "critical",
            Weight::Warn => "minor",
            Weight::Advise | Weight::Excepted => "info",
        },
        location: Location {
            path: entry
                .file
                .map_or_else(|| NOWHERE.to_owned(), |file| lookup_path(file)),
            lines: Lines {
                begin: entry.place.map_or(1, |place| place.start.line),
            },
        },
    }
}

/// GitLab shows one of those that are alike, so what is alike is numbered.
fn fingerprint(entry: &Entry<'_>, seen: &mut BTreeMap<String, u32>) -> String {
    let own = match entry.finding {
        Some(finding) => &*finding.fingerprint,
        None => &entry.message,
    };
    let file = entry.file.map_or("", |file| &**file);
    let key = [entry.subject.word(), entry.id, own, file].join("\0");
    let number = seen.entry(key.clone()).or_default();
    *number += 1;
    sha256(format!("{key}\0{number}").as_bytes())
}
