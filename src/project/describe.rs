//! Mandates as those read them who are bound by them: what must be, what may be chosen, what stays free, since when,
//! and on which terms there are exceptions.

use super::check::repository_of;
use super::checked::Exceptions;
use super::ledger::{in_part, read_ledger};
use super::load::load;
use super::pages::code_of_half;
use super::setup::Setup;
use crate::diagnostic::{self, Diagnostic, closest};
use crate::document::Node;
use crate::exception::{Account, Record, days_between, judge};
use crate::policy::{Level, Mandate, PolicySet, Standing, State, Terms, Unless};
use crate::verdict::Exit;
use jiff::civil::Date;
use std::sync::Arc;

/// What describing needs to know.
#[derive(Debug)]
pub struct DescribeOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// The mandate; all where it is left out.
    pub mandate: Option<String>,
}

/// The mandates of a policy set, described.
#[derive(Debug)]
pub struct DescribeReport {
    /// The mandates, by id.
    pub mandates: Vec<Described>,
    /// The packs that they stand in, with their versions.
    pub packs: Vec<(String, Option<String>)>,
    /// The day of the description.
    pub today: Date,
    /// What could not be read or understood.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends: 0 where there was something to describe.
    pub exit: Exit,
}

/// One mandate, described.
#[derive(Debug)]
pub struct Described {
    /// Its id.
    pub id: String,
    /// What it asks for.
    pub title: String,
    /// Who answers for it.
    pub owner: String,
    /// Why it is there.
    pub rationale: String,
    /// Where to read more.
    pub docs: Option<String>,
    /// Tags for compliance mapping.
    pub controls: Vec<String>,
    /// Since when it is there.
    pub since: Option<Date>,
    /// By when it must be reviewed.
    pub review_by: Date,
    /// Whether that day is over.
    pub overdue: bool,
    /// The manifest kinds it applies to, with their titles.
    pub kinds: Vec<(String, String)>,
    /// The services it applies to, as written; empty: all of these kinds.
    pub when: Vec<String>,
    /// What is judged one by one, as written.
    pub each: Option<String>,
    /// Which of them, as written.
    pub filter: Vec<String>,
    /// What must hold.
    pub must: Vec<Asked>,
    /// What may be chosen.
    pub may: Option<Choices>,
    /// What stays the team's own.
    pub free: Vec<String>,
    /// The terms of exceptions; `None`: there are none.
    pub terms: Option<Terms>,
    /// Since when it counts how much, as written.
    pub phases: Vec<PhaseLine>,
    /// The exceptions that the ledger holds for it, closed and revoked ones left out.
    pub exceptions: Vec<OpenException>,
    /// The file it is written in.
    pub file: Arc<str>,
    /// The line of its id, from 1.
    pub line: u32,
    /// Its pack.
    pub pack: String,
}

/// One thing that is asked.
#[derive(Debug)]
pub struct Asked {
    /// Its id.
    pub id: String,
    /// What to do.
    pub otherwise: String,
    /// Of which value: a path, or a script that gives it; `None`: of the service itself.
    pub about: Option<String>,
    /// The schema or the script, as text; `None`: the value must just be there.
    pub test: Option<String>,
    /// Whether the value may be absent.
    pub optional: bool,
}

/// What may be chosen.
#[derive(Debug)]
pub struct Choices {
    /// Where the choice is named: a path, or a script that gives it; `None`: evidence tells.
    pub named_at: Option<String>,
    /// Whether exactly one may be chosen.
    pub one: bool,
    /// The choices: preferred first, then allowed, retiring, retired.
    pub choices: Vec<ChoiceLine>,
}

/// One choice.
#[derive(Debug)]
pub struct ChoiceLine {
    /// Its id.
    pub id: String,
    /// Other spellings.
    pub names: Vec<String>,
    /// Where it stands.
    pub standing: Standing,
    /// The last day of a retiring one.
    pub until: Option<Date>,
    /// What to take instead.
    pub instead: Option<String>,
    /// Who offers it.
    pub offered_by: Option<String>,
    /// The evidence that recognises it, as written.
    pub when: Vec<String>,
    /// What must be shown before it counts.
    pub requires: Vec<Asked>,
}

/// One phase.
#[derive(Debug)]
pub struct PhaseLine {
    /// How much findings count.
    pub level: Level,
    /// From which day.
    pub from: Option<Date>,
    /// In how many days it begins; `None`: it has begun.
    pub begins_in: Option<i64>,
    /// For which services, as written; empty: for all.
    pub when: Vec<String>,
}

/// An exception that the ledger holds.
#[derive(Debug)]
pub struct OpenException {
    /// Its id.
    pub id: String,
    /// The service.
    pub service: String,
    /// Who must close or renew it.
    pub owner: String,
    /// Its last day.
    pub expires: Date,
    /// The words of its states, the worst first, as a list of the ledger tells them without judging a service.
    pub states: Vec<&'static str>,
}

/// Describes one mandate or all of them.
pub fn describe(options: &DescribeOptions) -> DescribeReport {
    let today = options.setup.today;
    let mut report = DescribeReport {
        mandates: Vec::new(),
        packs: Vec::new(),
        today,
        diagnostics: Vec::new(),
        exit: Exit::NotUnderstood,
    };
    let loading = match load(&options.setup) {
        Ok(loading) => loading,
        Err(diagnostics) => {
            report.diagnostics = diagnostics;
            return report;
        }
    };
    let set = &loading.set;
    let (ledger, problems) = read_ledger(&options.setup, &loading);
    report.diagnostics.extend(problems);
    let repository = match repository_of(&options.setup, &loading.root) {
        Ok(repository) => repository,
        Err(problem) => {
            report.diagnostics = vec![problem];
            return report;
        }
    };
    let situation = in_part(&options.setup, set, &ledger, repository.as_deref());
    let states = judge(&mut [], &situation);
    let exceptions = Exceptions {
        ledger,
        report: states,
    };
    let wanted = |mandate: &&Mandate| {
        let asked = options.mandate.as_ref();
        asked.is_none_or(|id| *id == mandate.id)
    };
    report.mandates = set
        .mandates
        .iter()
        .filter(wanted)
        .map(|mandate| described(mandate, set, &exceptions, today))
        .collect();
    if let (Some(id), true) = (&options.mandate, report.mandates.is_empty()) {
        report.diagnostics.push(unknown(id, set));
    }
    report.packs = set
        .packs
        .iter()
        .filter(|pack| {
            report
                .mandates
                .iter()
                .any(|mandate| mandate.pack == pack.id)
        })
        .map(|pack| (pack.id.clone(), pack.version.clone()))
        .collect();
    report.diagnostics.extend(loading.diagnostics);
    diagnostic::sort(&mut report.diagnostics);
    report.exit = if report.diagnostics.iter().any(Diagnostic::is_error) {
        Exit::NotUnderstood
    } else if report.mandates.is_empty() {
        Exit::NothingChecked
    } else {
        Exit::Ok
    };
    report
}

/// The problem of an id that no mandate has.
pub(super) fn unknown(id: &str, set: &PolicySet) -> Diagnostic {
    let ids = || set.mandates.iter().map(|mandate| mandate.id.as_str());
    let help = match closest(id, ids()).or_else(|| code_of_half(id)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the policy set has {}",
            ids().collect::<Vec<_>>().join(", ")
        ),
    };
    let message = format!("no mandate has the id `{}`", id.escape_debug());
    Diagnostic::error("usage::mandate", message).help(help)
}

fn described(
    mandate: &Mandate,
    set: &PolicySet,
    exceptions: &Exceptions,
    today: Date,
) -> Described {
    let root = mandate.document.root();
    let field =
        |above: Option<Node<'_>>, name: &str| written(above.and_then(|node| node.get(name)));
    let kinds = mandate.kinds.iter().map(|kind| {
        let title = set
            .kind(kind)
            .map_or_else(String::new, |kind| kind.title.clone());
        (kind.value.clone(), title)
    });
    Described {
        id: mandate.id.clone(),
        title: mandate.title.clone(),
        owner: mandate.owner.clone(),
        rationale: mandate.rationale.clone(),
        docs: mandate.docs.clone(),
        controls: mandate.controls.clone(),
        since: mandate.since,
        review_by: mandate.review_by,
        overdue: mandate.review_by < today,
        kinds: kinds.collect(),
        when: field(root.get("appliesTo"), "when"),
        each: field(Some(root), "each").pop(),
        filter: field(Some(root), "where"),
        must: asked(root.get("must")),
        may: root.get("may").and_then(|may| choices(mandate, may)),
        free: mandate
            .free
            .iter()
            .map(|path| path.value.to_string())
            .collect(),
        terms: match &mandate.unless {
            Unless::Never => None,
            Unless::Granted(terms) => Some(terms.clone()),
        },
        phases: phases(mandate, today),
        exceptions: exceptions
            .report
            .accounts
            .iter()
            .filter(|account| account.state() != State::Revoked)
            .filter_map(|account| Some((exceptions.ledger.records.get(account.record)?, account)))
            .filter(|(record, _)| record.mandate.value == mandate.id)
            .map(|(record, account)| open_exception(record, account))
            .collect(),
        file: Arc::clone(&mandate.place.file),
        line: mandate.place.start.line,
        pack: mandate.pack.clone(),
    }
}

/// The entries of a selector, as written.
fn written(node: Option<Node<'_>>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    let entries = if node.is_container() && node.items().len() > 0 {
        node.elements()
    } else {
        vec![node]
    };
    entries
        .into_iter()
        .map(|entry| {
            if let Some(script) = entry.text() {
                return script.trim().to_owned();
            }
            let about = entry.get("at").or_else(|| entry.get("value"));
            match (about.and_then(Node::text), entry.get("schema")) {
                (Some(about), Some(test)) => format!("{about}: {}", schema_text(test)),
                (Some(about), None) => format!("{about} is there"),
                (None, _) => entry.to_json().to_string(),
            }
        })
        .collect()
}

fn asked(list: Option<Node<'_>>) -> Vec<Asked> {
    let nodes = list.into_iter().flat_map(Node::elements);
    let text = |node: Node<'_>, name: &str| {
        let text = node.get(name).and_then(Node::text);
        text.map(|text| text.trim().to_owned())
    };
    nodes
        .map(|node| Asked {
            id: text(node, "id").unwrap_or_default(),
            otherwise: text(node, "otherwise").unwrap_or_default(),
            about: text(node, "at").or_else(|| text(node, "value")),
            test: text(node, "script").or_else(|| node.get("schema").map(schema_text)),
            optional: node.get("optional").and_then(Node::as_bool) == Some(true),
        })
        .collect()
}

/// A schema in a line: words where a list of values says it all, else as JSON.
fn schema_text(schema: Node<'_>) -> String {
    let json = schema.to_json();
    let plain = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let only = |keyword: &str| {
        let map = json.as_object()?;
        let alone = map.keys().all(|key| key == keyword || key == "type");
        map.get(keyword).filter(|_| alone)
    };
    if let Some(value) = only("const") {
        return plain(value);
    }
    match only("enum").and_then(serde_json::Value::as_array) {
        Some(values) => {
            let words: Vec<String> = values.iter().map(plain).collect();
            format!("one of {}", words.join(", "))
        }
        None => json.to_string(),
    }
}

fn choices(mandate: &Mandate, node: Node<'_>) -> Option<Choices> {
    let may = mandate.may.as_ref()?;
    let nodes = node.get("choices").into_iter().flat_map(Node::elements);
    let mut choices: Vec<ChoiceLine> = may
        .choices
        .iter()
        .zip(nodes)
        .map(|(choice, node)| ChoiceLine {
            id: choice.id.value.clone(),
            names: choice
                .names
                .iter()
                .filter(|name| **name != choice.id.value)
                .cloned()
                .collect(),
            standing: choice.standing,
            until: choice.until,
            instead: choice.instead.clone(),
            offered_by: choice.offered_by.clone(),
            when: written(node.get("when")),
            requires: asked(node.get("requires")),
        })
        .collect();
    choices.sort_by_key(|choice| choice.standing);
    let named_at = node.get("at").or_else(|| node.get("value"));
    Some(Choices {
        named_at: named_at
            .and_then(Node::text)
            .map(|text| text.trim().to_owned()),
        one: may.pick == crate::policy::Pick::One,
        choices,
    })
}

fn phases(mandate: &Mandate, today: Date) -> Vec<PhaseLine> {
    let list = mandate.document.root().get("enforce");
    let nodes: Vec<Node<'_>> = list.into_iter().flat_map(Node::items).collect();
    let line = |(index, phase): (usize, &crate::policy::Phase)| PhaseLine {
        level: phase.level,
        from: phase.from,
        begins_in: phase
            .from
            .filter(|from| *from > today)
            .map(|from| days_between(today, from)),
        when: written(nodes.get(index).and_then(|node| node.get("when"))),
    };
    mandate.phases.iter().enumerate().map(line).collect()
}

fn open_exception(record: &Record, account: &Account) -> OpenException {
    OpenException {
        id: record.id.value.clone(),
        service: record.service.value.clone(),
        owner: record.owner.value.clone(),
        expires: record.expires.value,
        states: account.words(),
    }
}
