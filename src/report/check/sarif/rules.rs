//! The rules of a SARIF run: the mandates, and what else can count.

use super::log::{Code, Configuration, Message, Rule};
use crate::diagnostic::page;
use crate::policy::{Level, Mandate, Phase};
use crate::project::CheckReport;
use crate::report::check::entries::{Entry, Subject};
use crate::report::markup;
use crate::report::page::one_line;
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What counts and is no mandate; the slash keeps the ids apart from those of mandates.
const OTHERS: [(&str, &str); 2] = [
    (
        "mustmay/exception",
        "An exception is in a state that counts",
    ),
    (
        "mustmay/unanswered",
        "A manifest does not say whether a mandate applies",
    ),
];

/// The mandates by id, then the others.
pub(super) fn rules(report: &CheckReport) -> Vec<Rule<'_>> {
    let mandates = report.set.iter().flat_map(|set| &set.mandates);
    let mandates = mandates.map(|mandate| of_mandate(mandate, report.run.as_of));
    let others = OTHERS.iter().map(|(id, title)| Rule {
        id,
        short_description: text(title),
        full_description: text(title),
        help: text(title),
        help_uri: None,
        default_configuration: Configuration { level: "warning" },
        properties: Map::new(),
    });
    mandates.chain(others).collect()
}

/// The codes of notifications with their pages, by code.
pub(super) fn codes<'r>(notifications: impl Iterator<Item = &'r Entry<'r>>) -> Vec<Code> {
    let ids: BTreeSet<&str> = notifications.map(|entry| entry.id).collect();
    let pages = ids.into_iter().filter_map(page);
    pages
        .map(|page| Code {
            id: page.code,
            short_description: text(page.title),
            full_description: text(page.finds),
            help: Message {
                text: [page.matters, page.remedy].join("\n"),
                markdown: Some(page.docs()),
            },
        })
        .collect()
}

/// The rule of a result, and its place in the list.
pub(super) fn of<'r>(entry: &Entry<'r>, report: &'r CheckReport) -> (&'r str, usize) {
    let mandates = report.set.as_ref().map_or(&[][..], |set| &set.mandates);
    let other = match (entry.subject, entry.mandate) {
        (Subject::Finding | Subject::More, Some(mandate)) => {
            let at = mandates.iter().position(|one| one.id == mandate.id);
            return (&mandate.id, at.unwrap_or(mandates.len()));
        }
        (Subject::Unanswered, _) => 1,
        _ => 0,
    };
    let [exception, unanswered] = OTHERS;
    let id = if other == 0 {
        exception.0
    } else {
        unanswered.0
    };
    (id, mandates.len() + other)
}

/// The level of SARIF.
pub(super) const fn level(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Advise | Level::Allow => "note",
    }
}

fn of_mandate(mandate: &Mandate, today: Date) -> Rule<'_> {
    let owner = format!("owned by {}", one_line(&mandate.owner));
    let docs = mandate.docs.as_deref();
    let help_uri = docs.and_then(markup::link);
    let mut lines = vec![one_line(&mandate.rationale), owner];
    lines.extend(docs.map(one_line));
    let mut marked = vec![
        markup::inline(&mandate.rationale),
        format!("Owned by {}.", markup::inline(&mandate.owner)),
    ];
    marked.extend(
        help_uri
            .as_ref()
            .map(|uri| ["[Read more](", uri, ")"].concat()),
    );
    let mut properties = Map::new();
    let controls = mandate.controls.iter().map(|tag| one_line(tag));
    let controls: Vec<String> = controls.collect();
    if !controls.is_empty() {
        properties.insert("tags".to_owned(), controls.into());
    }
    properties.insert("owner".to_owned(), one_line(&mandate.owner).into());
    let review_by = mandate.review_by.to_string();
    properties.insert("reviewBy".to_owned(), Value::from(review_by));
    Rule {
        id: &mandate.id,
        short_description: text(&mandate.title),
        full_description: text(&mandate.rationale),
        help: Message {
            text: lines.join("\n").replace("](", "]\\("),
            markdown: Some(marked.join("\n\n")),
        },
        help_uri,
        default_configuration: Configuration {
            level: level(in_force(mandate, today)),
        },
        properties,
    }
}

/// The level that a mandate has reached on a day for those whom its phases do not spare.
fn in_force(mandate: &Mandate, today: Date) -> Level {
    let begun = |phase: &&Phase| phase.from.is_none_or(|from| from <= today);
    mandate
        .phases
        .iter()
        .rfind(begun)
        .map_or(Level::Advise, |phase| phase.level)
}

fn text(text: &str) -> Message {
    Message {
        text: one_line(text).replace("](", "]\\("),
        markdown: None,
    }
}
