//! Where a finding points: a node, or something that would stand below it.

use crate::document::Path;
use crate::script::{Missing, NodeRef, Value};
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

    /// The spot of what is missing; where no node is known, `fallback` is the nearest one.
    pub(super) fn of_missing(missing: &Missing, fallback: &NodeRef) -> Self {
        let node = missing.node.clone().unwrap_or_else(|| fallback.clone());
        Self {
            node,
            missing: missing.path.clone(),
        }
    }

    /// The spot of a value: itself, where it would stand, or `fallback`.
    pub(super) fn of_value(value: &Value, fallback: &NodeRef) -> Self {
        if let Some(missing) = value.as_missing() {
            return Self::of_missing(missing, fallback);
        }
        Self::of_node(value.place_node().unwrap_or(fallback).clone())
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
