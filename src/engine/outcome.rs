//! What judging gives: outcomes and findings that hold no document.

use crate::diagnostic::{Diagnostic, Related};
use crate::policy::{Level, Standing};
use crate::source::Place;
use jiff::civil::Date;
use std::sync::Arc;
use thin_vec::ThinVec;

use super::service::ServiceInfo;

/// How one mandate stands with one service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// All of it holds.
    Pass,
    /// Some of it does not: there are findings.
    Fail,
    /// It would fail, and valid exceptions cover every finding.
    Excepted,
    /// It does not speak of this service.
    NotApplicable,
    /// It could not be judged.
    Error,
}

impl Verdict {
    /// All of them with the words that reports use.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("pass", Self::Pass),
        ("fail", Self::Fail),
        ("excepted", Self::Excepted),
        ("not-applicable", Self::NotApplicable),
        ("error", Self::Error),
    ];

    /// The word that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Excepted => "excepted",
            Self::NotApplicable => "not-applicable",
            Self::Error => "error",
        }
    }
}

/// Why a mandate does not speak of a service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reason {
    /// Not one of its kinds.
    Kind,
    /// Not selected by `appliesTo.when`.
    When,
    /// A selector asked for what the manifest does not say.
    Unanswered,
    /// `each` is not there.
    Absent,
    /// `each` is empty.
    Empty,
    /// `where` selects none of the elements.
    Where,
}

impl Reason {
    /// The word that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::When => "when",
            Self::Unanswered => "unanswered",
            Self::Absent => "absent",
            Self::Empty => "empty",
            Self::Where => "where",
        }
    }
}

/// One service with its outcomes for the mandates that speak of its kind, in order of mandate ids. All other
/// mandates are not applicable for the reason [`Reason::Kind`].
#[derive(Debug)]
pub struct Judged {
    /// The service.
    pub service: ServiceInfo,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
}

/// One mandate applied to one service.
/// Most have nothing in most fields, and a run keeps all of them: hence the thin vectors.
#[derive(Debug)]
pub struct Outcome {
    /// The mandate's place in the policy set.
    pub mandate: usize,
    /// How it stands.
    pub verdict: Verdict,
    /// Why it is not applicable.
    pub reason: Option<Reason>,
    /// The highest level of its findings; `None` where there is none.
    pub level: Option<Level>,
    /// The choices recognised: the adoption data.
    pub choices: ThinVec<Taken>,
    /// Where it is not met.
    pub findings: ThinVec<Finding>,
    /// How many findings more there were than are kept.
    pub more: usize,
    /// What comes next in its phases.
    pub next: Option<NextPhase>,
    /// What selectors asked for that the manifest does not say, in words.
    pub unanswered: ThinVec<String>,
    /// Whether it is `each` that asked for it: what is to be judged cannot be told.
    pub each_broke_off: bool,
    /// What a phase's `when` asked for that the manifest does not say: the stricter phase holds, and that is all.
    pub noted: ThinVec<String>,
    /// Facts that `appliesTo.when` rests on: the team's own declarations (`exposure = internal`).
    pub declared: ThinVec<String>,
    /// Why it could not be judged.
    pub faults: ThinVec<Diagnostic>,
}

impl Outcome {
    /// An outcome without findings.
    pub fn new(mandate: usize, verdict: Verdict) -> Self {
        Self {
            mandate,
            verdict,
            reason: None,
            level: None,
            choices: ThinVec::new(),
            findings: ThinVec::new(),
            more: 0,
            next: None,
            unanswered: ThinVec::new(),
            each_broke_off: false,
            noted: ThinVec::new(),
            declared: ThinVec::new(),
            faults: ThinVec::new(),
        }
    }

    /// Whether a report that lists what is wrong, and what will be, has nothing to say of it.
    pub fn is_unremarkable(&self) -> bool {
        // Taken apart in full: a field that is added must be thought of here.
        let Self {
            mandate: _,
            verdict,
            reason: _,
            level,
            choices: _,
            findings,
            more,
            next,
            unanswered,
            each_broke_off: _,
            noted,
            declared,
            faults,
        } = self;
        matches!(verdict, Verdict::Pass | Verdict::NotApplicable)
            && level.is_none()
            && findings.is_empty()
            && *more == 0
            && next.is_none()
            && unanswered.is_empty()
            && noted.is_empty()
            && declared.is_empty()
            && faults.is_empty()
    }

    /// Not applicable, for a reason.
    pub fn not_applicable(mandate: usize, reason: Reason) -> Self {
        Self {
            reason: Some(reason),
            ..Self::new(mandate, Verdict::NotApplicable)
        }
    }
}

/// The phase that a service will come under.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NextPhase {
    /// What findings will count then.
    pub level: Level,
    /// From which day.
    pub from: Date,
    /// In how many days.
    pub days: i32,
}

/// A choice that was recognised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// Its id.
    pub id: Arc<str>,
    /// Where it stands.
    pub standing: Standing,
    /// Who offers it.
    pub offered_by: Option<Arc<str>>,
    /// How many choices the team was free to take.
    pub alternatives: usize,
    /// The path at which it was recognised, if there is one.
    pub at: Option<String>,
}

/// One place where a condition or choice is not met.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The id of the condition, `may`, a choice, or a choice and its term.
    pub condition: Arc<str>,
    /// How much it counts.
    pub level: Level,
    /// What to do.
    pub headline: String,
    /// What was found.
    pub detail: String,
    /// What helps: the choices, the nearest of them, what it lacks.
    pub notes: Vec<String>,
    /// The path from the root of the document.
    pub path: String,
    /// Where it stands.
    pub place: Place,
    /// The mandate's line and others.
    pub related: Vec<Related>,
    /// Its identity across edits.
    pub fingerprint: String,
    /// The exception that covers it, once exceptions were judged.
    pub exception: Option<Arc<str>>,
}

impl Finding {
    /// What to do and what was found, in one line.
    pub fn message(&self) -> String {
        if self.detail.is_empty() {
            self.headline.clone()
        } else {
            format!("{}: {}", self.headline, self.detail)
        }
    }
}
