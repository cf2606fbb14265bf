//! Where a finding points: a node, or something that would stand below it.

use crate::document::Path;
use crate::script::{Missing, NodeRef, Target, Value};
use crate::source::Place;

/// A node, or what is missing below it.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// The nearest node that is there.
    pub(super) node: NodeRef,
    /// The way from it to what is missing; empty where the node itself is meant.
    pub(super) missing: Path,
}

impl Spot {
    pub(super) fn of_node(node: NodeRef) -> Self {
        Self {
            node,
            missing: Path::default(),
        }
    }

    /// The spot of what is missing.
    pub(super) fn of_missing(missing: &Missing) -> Self {
        Self {
            node: missing.node.clone(),
            missing: missing.path.clone(),
        }
    }

    /// The spot that a script points at; `None` where that is in the policy's own data.
    pub(super) fn of_target(target: &Target) -> Option<Self> {
        let spot = match target {
            Target::Node(node) => Self::of_node(node.clone()),
            Target::Missing(missing) => Self::of_missing(missing),
        };
        (!spot.node.is_policy()).then_some(spot)
    }

    /// The spot of a value: itself, where it would stand, or `fallback`. What is looked up in the policy's own data
    /// stands nowhere in the manifest.
    pub(super) fn of_value(value: &Value, fallback: &NodeRef) -> Self {
        if let Some(missing) = value
            .as_missing()
            .filter(|missing| !missing.node.is_policy())
        {
            return Self::of_missing(missing);
        }
        Self::of_node(value.manifest_node().unwrap_or(fallback).clone())
    }

    /// The path from the root of the file's document.
    pub(super) fn path(&self) -> Path {
        self.node.path().join(&self.missing)
    }

    /// What a report underlines: the value, or the key of what lacks one.
    pub(super) fn place(&self) -> Place {
        let node = self.node.node();
        if !self.missing.is_empty() || node.is_null() {
            return self.node.key_place();
        }
        self.node.place()
    }
}
