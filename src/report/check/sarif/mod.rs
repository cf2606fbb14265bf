//! SARIF 2.1.0: findings and exceptions that count are results, what could not be understood or was not judged is a
//! notification.
//!
//! Positions count code points from 1. Paths are relative to the root of the repository and percent-encoded; what
//! lies outside of it has an absolute address.

mod log;
mod rules;

use super::entries::{Entry, Subject, Weight, entries};
use super::unchecked::{Item, Unchecked, unchecked};
use crate::project::CheckReport;
use crate::report::markup;
use crate::report::page::one_line;
use crate::report::{Style, json};
use crate::source::{Place, named_path};
use crate::verdict::Exit;
use log::{
    Artifact, ArtifactLocation, BaseId, Descriptor, Driver, Invocation, Location, Log,
    LogicalLocation, Message, Notification, Outcome, PhysicalLocation, Region, Run, Snippet,
    Suppression, Tool,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The base of all relative addresses.
const ROOT: &str = "ROOT";

/// Under which a result keeps its identity across edits.
const FINGERPRINT: &str = "mustmayFinding/v1";

/// What stands in a path as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Writes the report. Results that an exception covers are shown only where that was asked for.
pub(super) fn render(
    report: &CheckReport,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let all = entries(report, style.show_excepted);
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [run(report, &all)],
    };
    // Artifacts and results stand one a line.
    json::write_deep(&log, 3, out)
}

fn run<'r>(report: &'r CheckReport, all: &'r [Entry<'r>]) -> Run<'r> {
    let base = BaseId {
        description: text("the root of the checked repository"),
    };
    let artifacts = report.files.iter().map(|file| Artifact {
        location: artifact(&file.path),
        hashes: BTreeMap::from([("sha-256", &*file.sha256)]),
    });
    Run {
        tool: Tool {
            driver: Driver {
                name: "mustmay",
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: rules::rules(report),
                notifications: rules::codes(all.iter().filter(|entry| !is_result(entry))),
            },
        },
        invocations: [invocation(report, all)],
        original_uri_base_ids: BTreeMap::from([(ROOT, base)]),
        column_kind: "unicodeCodePoints",
        artifacts: artifacts.collect(),
        results: all
            .iter()
            .filter(|entry| is_result(entry))
            .map(|entry| result(entry, report))
            .collect(),
        properties: properties(report),
    }
}

const fn is_result(entry: &Entry<'_>) -> bool {
    matches!(
        entry.subject,
        Subject::Finding | Subject::Exception | Subject::Unanswered
    )
}

fn invocation<'r>(report: &'r CheckReport, all: &'r [Entry<'r>]) -> Invocation<'r> {
    let notes = all.iter().filter(|entry| !is_result(entry));
    let notes = notes.map(|entry| Notification {
        descriptor: Descriptor { id: entry.id },
        level: level(entry.weight),
        message: message(entry),
        locations: own_location(entry).into_iter().collect(),
    });
    let unchecked = unchecked(report);
    Invocation {
        execution_successful: matches!(report.exit, Exit::Ok | Exit::Findings),
        exit_code: report.exit.code(),
        exit_code_description: report.reason.as_deref().map(one_line),
        tool_execution_notifications: notes
            .chain(unchecked.iter().flat_map(of_unchecked))
            .collect(),
    }
}

/// What was not judged: the first of a sort with their places, and then how many more there are.
fn of_unchecked<'r>(sort: &Unchecked<'_>) -> Vec<Notification<'r>> {
    let note = |what: &str, locations| Notification {
        descriptor: Descriptor { id: sort.word },
        level: "note",
        message: text(&sort.message(what)),
        locations,
    };
    let (first, more) = sort.first();
    let own = |item: &Item<'_>| note(&item.name(), vec![location(item.file, None)]);
    let mut notes: Vec<Notification<'r>> = first.iter().map(own).collect();
    if notes.is_empty() {
        notes.push(note(&sort.count, Vec::new()));
    } else if more > 0 {
        notes.push(note(&format!("{more} more"), Vec::new()));
    }
    notes
}

fn result<'r>(entry: &'r Entry<'r>, report: &'r CheckReport) -> Outcome<'r> {
    let (rule_id, rule_index) = rules::of(entry, report);
    let related = entry.related.iter().enumerate();
    let mut properties = Map::new();
    properties.insert("level".to_owned(), entry.weight.word().into());
    properties.insert("condition".to_owned(), one_line(entry.id).into());
    if let Some(service) = entry.service {
        properties.insert("service".to_owned(), one_line(&service.name).into());
        properties.insert("kind".to_owned(), one_line(&service.kind).into());
        properties.insert("document".to_owned(), service.document.into());
        let owner = service.owner.as_deref().map(one_line);
        properties.insert("owner".to_owned(), owner.into());
    }
    if let Some(account) = entry.account {
        let states = account.states.iter().map(|one| one.state.word());
        properties.insert("states".to_owned(), states.collect::<Vec<_>>().into());
    }
    let fingerprint = entry.finding.map(|finding| &*finding.fingerprint);
    Outcome {
        rule_id,
        rule_index,
        level: match (entry.weight, entry.finding) {
            (Weight::Excepted, Some(finding)) => rules::level(finding.level),
            (weight, _) => level(weight),
        },
        message: message(entry),
        locations: own_location(entry).into_iter().collect(),
        related_locations: related
            .map(|(at, related)| Location {
                id: Some(at + 1),
                message: Some(text(&related.label)),
                ..location(&related.place.file, Some(&related.place))
            })
            .collect(),
        partial_fingerprints: fingerprint
            .map(|own| (FINGERPRINT, own))
            .into_iter()
            .collect(),
        suppressions: suppression(entry).into_iter().collect(),
        properties,
    }
}

/// That an exception covers a finding, with its reason.
fn suppression(entry: &Entry<'_>) -> Option<Suppression> {
    let id = entry.finding?.exception.as_deref()?;
    let record = entry.record;
    let reason = record.map_or("", |record| &record.reason);
    let mut properties = Map::new();
    properties.insert("exception".to_owned(), one_line(id).into());
    if let Some(record) = record {
        let expires = record.expires.value.to_string();
        properties.insert("expires".to_owned(), expires.into());
        properties.insert("owner".to_owned(), one_line(&record.owner).into());
        properties.insert("category".to_owned(), record.category.value.word().into());
    }
    Some(Suppression {
        kind: "external",
        status: "accepted",
        justification: one_line(reason),
        location: record.map(|record| {
            let place = record.place(record.id.span);
            location(&place.file, Some(&place))
        }),
        properties,
    })
}

const fn level(weight: Weight) -> &'static str {
    match weight {
        Weight::Error | Weight::Deny => "error",
        Weight::Warn => "warning",
        Weight::Advise | Weight::Excepted => "note",
    }
}

/// What is wrong and what helps. A viewer makes links of brackets, but finds none here.
fn message(entry: &Entry<'_>) -> Message {
    let mut lines = vec![one_line(&entry.message)];
    lines.extend(entry.notes.iter().map(|note| one_line(note)));
    let marked = markup::inline(&entry.message);
    let notes = entry.notes.iter();
    let notes = notes.map(|note| ["\n- ", &*markup::inline(note)].concat());
    let notes: String = notes.collect();
    Message {
        text: lines.join("\n").replace("](", "]\\("),
        markdown: Some(if notes.is_empty() {
            marked
        } else {
            [marked, "\n".to_owned(), notes].concat()
        }),
    }
}

fn text(text: &str) -> Message {
    Message {
        text: one_line(text).replace("](", "]\\("),
        markdown: None,
    }
}

fn own_location(entry: &Entry<'_>) -> Option<Location> {
    let file = entry.file?;
    let path = entry.finding.map(|finding| finding.path.as_str());
    Some(Location {
        logical_locations: path
            .filter(|path| !path.is_empty())
            .map(|path| LogicalLocation {
                fully_qualified_name: one_line(path),
                kind: "member",
            })
            .into_iter()
            .collect(),
        ..location(file, entry.place)
    })
}

fn location(file: &str, place: Option<&Place>) -> Location {
    Location {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: artifact(file),
            region: place.map(region),
        },
        logical_locations: Vec::new(),
        message: None,
    }
}

/// The address of a file that is printed so.
fn artifact(file: &str) -> ArtifactLocation {
    let encoded = percent_encode(&named_path(file), PATH).to_string();
    let embedded = file
        .strip_prefix("builtin:")
        .map(|_| encoded.replacen("%3A", ":", 1));
    match embedded {
        Some(uri) => ArtifactLocation {
            uri,
            uri_base_id: None,
        },
        None if encoded.starts_with('/') => ArtifactLocation {
            uri: ["file://", &*encoded].concat(),
            uri_base_id: None,
        },
        None => ArtifactLocation {
            uri: encoded,
            uri_base_id: Some(ROOT),
        },
    }
}

fn region(place: &Place) -> Region {
    let one_line = place.start.line == place.end.line;
    let cut = place.excerpt.text.get(place.underlined());
    // A place may be longer than what is kept of its line.
    let cut = cut.filter(|cut| one_line && cut.len() == place.span().len() as usize);
    Region {
        start_line: place.start.line,
        start_column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
        byte_offset: place.start.offset,
        byte_length: place.span().len(),
        snippet: cut.map(|cut| Snippet {
            text: cut.to_owned(),
        }),
    }
}

fn properties(report: &CheckReport) -> Map<String, Value> {
    let run = &report.run;
    let packs = report.set.iter().flat_map(|set| &set.packs);
    let packs: Vec<Value> = packs
        .map(|pack| json!({ "id": pack.id, "version": pack.version, "digest": pack.digest.as_str() }))
        .collect();
    let counts = &report.counts;
    let value = json!({
        "asOf": run.as_of.to_string(),
        "repository": run.repository,
        "repositoryVerified": run.repository_verified,
        "commit": run.commit,
        "dirty": run.dirty,
        "staged": run.staged,
        "loosened": run.loosened,
        "failLevel": run.fail_level.word(),
        "policySet": packs,
        "counts": {
            "files": counts.files,
            "services": counts.services,
            "mandates": counts.mandates,
            "pass": counts.pass,
            "fail": counts.fail,
            "excepted": counts.excepted,
            "notApplicable": counts.not_applicable,
            "error": counts.error,
        },
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
