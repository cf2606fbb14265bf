//! What running a script gives.

use super::node::NodeRef;
use super::value::{Missing, Value};
use crate::diagnostic::Diagnostic;
use crate::source::Place;
use std::sync::Arc;

/// One run of a script.
#[derive(Clone, Debug)]
pub struct Run {
    /// What it ended in.
    pub outcome: Outcome,
    /// The calls of `fail`, in order, also where the outcome is no value.
    pub failures: Vec<Failure>,
    /// How many more calls of `fail` there were than are kept.
    pub more_failures: usize,
    /// What it read of manifests and facts, in order; never of the policy's own data.
    pub reads: Vec<Read>,
}

impl Run {
    /// A run that did not begin.
    pub(super) fn faulty(fault: Fault) -> Self {
        Self {
            outcome: Outcome::Fault(fault),
            failures: Vec::new(),
            more_failures: 0,
            reads: Vec::new(),
        }
    }
}

/// How a script ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It gave a value; whether that is a boolean is for the caller to see.
    Value(Value),
    /// It needs a value that the manifest lacks or has in the wrong type.
    Unanswered(Unanswered),
    /// Its author made a mistake, or it exceeded a limit.
    Fault(Fault),
}

/// A question to a manifest that has no answer.
#[derive(Clone, Debug)]
pub struct Unanswered {
    /// What is absent, or the mistyped value itself with an empty path. None where no place is known.
    pub missing: Option<Missing>,
    /// What it was read as, where that tells more: `facts.exposure`, `service.tier`.
    pub name: Option<Arc<str>>,
    /// Why it is no answer.
    pub reason: Reason,
    /// The operator or function that asked.
    pub place: Place,
}

/// Why a value of a manifest is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// It is not there.
    Absent,
    /// It is of another type than what asked for it takes.
    Mistyped {
        /// What it is: `text`.
        found: &'static str,
        /// What is needed: `an integer`.
        wanted: String,
    },
    /// It is no text that tells the field or fact of this name.
    Untold(Arc<str>),
    /// It is a day that has not come, where one was asked for that has.
    Future,
}

/// A mistake of the policy's author, or a limit exceeded.
#[derive(Clone, Debug)]
pub struct Fault {
    /// A stable code, `script::..`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<Box<str>>,
    /// The place in the policy's file.
    pub place: Place,
}

impl Fault {
    /// The error as a problem of the policy.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(self.code, self.message.clone())
            .at_place(self.place.clone())
            .maybe_help(self.help.as_deref().map(str::to_owned))
    }
}

/// A call of `fail`.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What the script says.
    pub message: String,
    /// Where it points; none where the script names no place, or a value without one.
    pub target: Option<Target>,
    /// The call.
    pub place: Place,
}

/// Where a failure points.
#[derive(Clone, PartialEq, Debug)]
pub enum Target {
    /// At this node.
    Node(NodeRef),
    /// At something that is not there.
    Missing(Missing),
}

/// Something that a script read.
#[derive(Clone, PartialEq, Debug)]
pub enum Read {
    /// A node.
    Node(NodeRef),
    /// Something that is not there.
    Missing(Arc<Missing>),
    /// A fact.
    Fact(Arc<str>),
}
