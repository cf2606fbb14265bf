//! What a piece of code uses of the world, known before it runs.

use crate::document::Step;
use crate::script::compiled::Base;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a body uses, its closures included and what it calls not.
#[derive(Clone, Debug, Default)]
pub(in crate::script) struct Uses {
    /// Variables of the host, each with its first place.
    pub(in crate::script) variables: BTreeMap<&'static str, Span>,
    pub(in crate::script) facts: Vec<(Arc<str>, Span)>,
    /// Fields of `service`.
    pub(in crate::script) service: BTreeSet<Arc<str>>,
    pub(in crate::script) data: Vec<(Arc<str>, Span)>,
    pub(in crate::script) fields: Vec<StaticPath>,
    /// Where the value stands that a whole script gives.
    pub(in crate::script) gives: Option<StaticPath>,
    /// Functions of the pack by their numbers, each with its first place.
    pub(in crate::script) calls: BTreeMap<usize, Span>,
}

/// A way from a document that is known before the script runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::script) struct StaticPath {
    pub(in crate::script) base: Base,
    /// The steps and where each is written.
    pub(in crate::script) steps: Vec<(Step, Span)>,
}

impl StaticPath {
    pub(super) const fn of(base: Base) -> Self {
        Self {
            base,
            steps: Vec::new(),
        }
    }

    /// The way one step on.
    pub(super) fn child(&self, step: Step, at: Span) -> Self {
        let mut path = self.clone();
        path.steps.push((step, at));
        path
    }

    /// The way to any element.
    pub(super) fn each(&self) -> Self {
        let at = self.steps.last().map_or_else(Span::default, |(_, at)| *at);
        self.child(Step::Each, at)
    }
}
