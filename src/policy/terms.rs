//! The terms of a mandate's escape hatch, and what the mandate itself answers for.

use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::document::{Fields, Kind, Node};
use crate::source::Globs;
use std::collections::BTreeSet;

/// On which terms exceptions are granted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unless {
    /// There are none.
    Never,
    /// Under these terms.
    Granted(Terms),
}

/// The terms of exceptions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    /// People, or groups of the ledger, who may approve; empty: the mandate's owner.
    pub reviewers: Vec<String>,
    /// How many distinct reviewers must approve.
    pub approvals: u32,
    /// Days that one exception may last.
    pub max_days: u32,
    /// How often one may be renewed.
    pub max_renewals: u32,
    /// Days of a break-glass exception; `None`: there is no break-glass.
    pub emergency_days: Option<u32>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            reviewers: Vec::new(),
            approvals: 1,
            max_days: 90,
            max_renewals: 1,
            emergency_days: None,
        }
    }
}

/// What the mandate answers for; every part may be left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Accountability {
    /// The least share of answers 4 or 5 of 5, in percent.
    pub satisfaction_floor: Option<u32>,
    /// The least share who would keep it if it became optional, in percent.
    pub would_keep_floor: Option<u32>,
    /// The largest share of services that needed an exception, in percent.
    pub max_exception_rate: Option<u32>,
    /// So many falls in a row put renewal in question.
    pub declining_quarters: Option<u32>,
    /// Calendar days within which a challenge is answered.
    pub respond_within: Option<u32>,
    /// Measures that may not fall behind their baseline.
    pub not_worse: Vec<String>,
}

/// A pattern that tells of a way round the mandate's platform.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Workaround {
    /// Its id, unique in the mandate.
    pub id: String,
    /// Globs of the files that are looked at.
    pub files: Vec<String>,
    /// Programs whose scripts are looked at, whatever their name: the last word of a `#!` line.
    pub shebang: Vec<String>,
    /// What a line of such a file matches; `None`: the file itself is the sign.
    pub regex: Option<String>,
}

/// Decodes `unless:`; left out, the defaults hold.
pub(super) fn unless(node: Option<Node<'_>>, scope: &Scope<'_>) -> Option<Unless> {
    let Some(node) = node else {
        return Some(Unless::Granted(Terms::default()));
    };
    if node.as_str() == Some("never") {
        return Some(Unless::Never);
    }
    if node.kind() != Kind::Map {
        let problem = Diagnostic::error("policy::type", "`unless` is `never`, or a map of terms");
        scope.problems.push(problem.at_place(node.place()));
        return None;
    }
    let before = scope.problems.len();
    let mut fields = Fields::of(node, "`unless`", scope.problems)?;
    let reviewers = fields.optional_texts("reviewers");
    let approvals = fields.optional_number("approvals", 1, 20);
    let max_days = fields.optional_number("maxDays", 1, 3650);
    let max_renewals = fields.optional_number("maxRenewals", 0, 100);
    let emergency = fields.optional("emergency");
    fields.finish();
    let emergency_days = match emergency {
        Some(node) => Some(emergency_terms(node, scope)?),
        None => None,
    };
    let default = Terms::default();
    (scope.problems.len() == before).then(|| {
        Unless::Granted(Terms {
            reviewers: reviewers
                .into_iter()
                .map(|reviewer| reviewer.value)
                .collect(),
            approvals: approvals.map_or(default.approvals, |number| number.value),
            max_days: max_days.map_or(default.max_days, |number| number.value),
            max_renewals: max_renewals.map_or(default.max_renewals, |number| number.value),
            emergency_days,
        })
    })
}

fn emergency_terms(node: Node<'_>, scope: &Scope<'_>) -> Option<u32> {
    let mut fields = Fields::of(node, "`emergency`", scope.problems)?;
    let days = fields.required("maxDays").is_some();
    let number = fields.optional_number("maxDays", 1, 365);
    fields.finish();
    number.filter(|_| days).map(|number| number.value)
}

/// Decodes `accountability:`.
pub(super) fn accountability(node: Option<Node<'_>>, scope: &Scope<'_>) -> Option<Accountability> {
    let Some(node) = node else {
        return Some(Accountability::default());
    };
    let before = scope.problems.len();
    let mut fields = Fields::of(node, "`accountability`", scope.problems)?;
    let mut number = |name, least, most| {
        fields
            .optional_number(name, least, most)
            .map(|number| number.value)
    };
    let satisfaction_floor = number("satisfactionFloor", 0, 100);
    let would_keep_floor = number("wouldKeepFloor", 0, 100);
    let max_exception_rate = number("maxExceptionRate", 0, 100);
    let declining_quarters = number("decliningQuarters", 1, 40);
    let respond_within = number("respondWithin", 0, 365);
    let not_worse = fields
        .optional_texts("notWorse")
        .into_iter()
        .map(|name| name.value)
        .collect();
    fields.finish();
    (scope.problems.len() == before).then_some(Accountability {
        satisfaction_floor,
        would_keep_floor,
        max_exception_rate,
        declining_quarters,
        respond_within,
        not_worse,
    })
}

/// Decodes `workarounds:`.
pub(super) fn workarounds(nodes: &[Node<'_>], scope: &Scope<'_>) -> Option<Vec<Workaround>> {
    let mut ids = BTreeSet::new();
    let patterns: Vec<_> = nodes
        .iter()
        .filter_map(|node| workaround(*node, scope, &mut ids))
        .collect();
    (patterns.len() == nodes.len()).then_some(patterns)
}

fn workaround(node: Node<'_>, scope: &Scope<'_>, ids: &mut BTreeSet<String>) -> Option<Workaround> {
    let before = scope.problems.len();
    let mut fields = Fields::of(node, "a workaround", scope.problems)?;
    let id = fields
        .required("id")
        .and_then(|node| super::id(node, "id", scope.problems));
    let programs = fields.optional_texts("shebang");
    let files = !programs.is_empty() || fields.required("files").is_some();
    let globs = fields.optional_texts("files");
    let regex = fields.optional_text("regex");
    fields.finish();
    for glob in &globs {
        if let Err(error) = Globs::new([glob.as_str()]) {
            let problem = Diagnostic::error("policy::glob", format!("not a glob: {}", error.why));
            scope.problems.push(problem.at(scope.source, glob.span));
        }
    }
    if let Some(regex) = &regex {
        scope.check_regex(regex);
    }
    let id = id?;
    if !ids.insert(id.value.clone()) {
        let problem = Diagnostic::error(
            "policy::duplicate-id",
            format!("the id `{}` is taken in this mandate", id.value),
        );
        scope.problems.push(problem.at(scope.source, id.span));
    }
    (files && scope.problems.len() == before).then(|| Workaround {
        id: id.value,
        files: globs.into_iter().map(|glob| glob.value).collect(),
        shebang: programs.into_iter().map(|program| program.value).collect(),
        regex: regex.map(|regex| regex.value),
    })
}
