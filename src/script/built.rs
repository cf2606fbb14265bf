//! Containers that scripts make.

use super::value::Value;
use crate::document::Path;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The entries of a map, sorted by their names.
pub(super) type Entries = Vec<(Arc<str>, Value)>;

/// A container that a script made, with what it costs to walk it.
#[derive(Clone, Debug, Default)]
pub(super) struct Built<T> {
    pub(super) content: T,
    /// How deep containers and functions nest in it, itself included.
    pub(super) depth: u32,
    /// How many values it holds, however often each of them.
    pub(super) weight: u64,
}

/// An element of a container, or a scalar below it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its name in a map, its index in a list.
    pub(super) key: Value,
    pub(super) value: Value,
    /// The way to it from the root of its document, else from what was asked for its entries.
    pub(super) path: Path,
}

impl Entry {
    /// One of its three fields.
    pub(super) fn field(&self, name: &str) -> Option<Value> {
        match name {
            "key" => Some(self.key.clone()),
            "value" => Some(self.value.clone()),
            "path" => Some(Value::text(self.path.to_string())),
            _ => None,
        }
    }
}

impl Built<Vec<Value>> {
    pub(super) fn list(content: Vec<Value>) -> Self {
        let (depth, weight) = measure(content.iter());
        Self {
            content,
            depth,
            weight,
        }
    }

    /// Adds elements behind the others.
    pub(super) fn extend(&mut self, more: &[Value]) {
        let (depth, weight) = measure(more.iter());
        self.content.extend_from_slice(more);
        self.depth = self.depth.max(depth);
        self.weight = self.weight.saturating_add(weight);
    }
}

impl Built<Entries> {
    pub(super) fn map(entries: BTreeMap<Arc<str>, Value>) -> Self {
        let (depth, weight) = measure(entries.values());
        Self {
            content: entries.into_iter().collect(),
            depth,
            weight,
        }
    }

    /// The value of an entry.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let at = self.content.binary_search_by(|(key, _)| (**key).cmp(name));
        self.content.get(at.ok()?).map(|(_, value)| value)
    }
}

fn measure<'v>(values: impl Iterator<Item = &'v Value>) -> (u32, u64) {
    values.fold((1, 1), |(depth, weight), value| {
        (
            depth.max(1 + value.depth()),
            weight.saturating_add(value.weight()),
        )
    })
}
