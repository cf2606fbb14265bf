//! What it may cost to say why a value breaks a schema that contains itself.
//!
//! Whether a value is valid is decided in good time. To say why not, the validator goes into every branch, and
//! where several branches lead back into the schema, each level of the value multiplies the work.

use super::plain::Plain;
use crate::document::Node;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Steps that are taken to say why; about a second.
const STEPS: u64 = 1 << 16;

/// How a schema's cost grows with the nesting of the value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    /// How often, at most, one part of a value is gone into by way of references that come back.
    width: u64,
    /// How many references that come back may follow one another on one level.
    chain: u32,
}

impl Growth {
    /// Of a schema.
    pub(super) fn of(schema: &Plain) -> Self {
        let mut places = BTreeMap::from([("", &schema.value)]);
        let definitions = schema.value.get("$defs").and_then(Value::as_object);
        places.extend(
            definitions
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.as_str(), value)),
        );
        let leads: BTreeMap<&str, BTreeSet<&str>> = places
            .iter()
            .map(|(name, value)| (*name, targets(value)))
            .collect();
        let reach: BTreeMap<&str, BTreeSet<&str>> = leads
            .keys()
            .map(|name| (*name, reachable(name, &leads)))
            .collect();
        let comes_back =
            |from: &str, to: &str| reach.get(to).is_some_and(|reached| reached.contains(from));
        let width = places
            .iter()
            .map(|(name, value)| visits(value, &|target| comes_back(name, target)));
        let circling = reach
            .iter()
            .filter(|(name, reached)| reached.contains(*name))
            .count();
        Self {
            width: width.max().unwrap_or_default(),
            chain: u32::try_from(circling).unwrap_or(u32::MAX),
        }
    }

    /// Whether the reasons can be found in good time for a value in which containers nest so deep.
    pub(super) fn is_bearable(self, height: impl FnOnce() -> u32) -> bool {
        let steps = || self.width.checked_pow(height().saturating_mul(self.chain));
        self.width <= 1 || steps().is_some_and(|steps| steps <= STEPS)
    }
}

/// How deep containers nest in a node; reading limits it.
pub(super) fn height(node: Node<'_>) -> u32 {
    let below = node.elements().into_iter().map(height).max();
    below.map_or(0, |below| below + 1)
}

/// How deep containers nest in a value.
pub(super) fn height_of_value(value: &Value) -> u32 {
    let below = match value {
        Value::Array(items) => items.iter().map(height_of_value).max(),
        Value::Object(fields) => fields.values().map(height_of_value).max(),
        _ => return 0,
    };
    below.unwrap_or_default() + 1
}

/// The definitions that references of a schema lead to.
fn targets(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Object(map) => {
            let own = map.get("$ref").and_then(target);
            // The root's definitions are places of their own.
            let below = map
                .iter()
                .filter(|(name, _)| *name != "$defs")
                .flat_map(|(_, value)| targets(value));
            own.into_iter().chain(below).collect()
        }
        Value::Array(items) => items.iter().flat_map(targets).collect(),
        _ => BTreeSet::new(),
    }
}

fn target(reference: &Value) -> Option<&str> {
    reference.as_str()?.strip_prefix("#/$defs/")
}

fn reachable<'s>(from: &str, leads: &BTreeMap<&'s str, BTreeSet<&'s str>>) -> BTreeSet<&'s str> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&str> = leads.get(from).into_iter().flatten().copied().collect();
    while let Some(next) = waiting.pop() {
        if found.insert(next) {
            waiting.extend(leads.get(next).into_iter().flatten());
        }
    }
    found
}

/// How many references that come back a schema may follow for one part of a value: fields of different names
/// are different parts, everything else may be the same.
fn visits(value: &Value, comes_back: &impl Fn(&str) -> bool) -> u64 {
    let Value::Object(map) = value else {
        return match value {
            Value::Array(items) => items.iter().map(|item| visits(item, comes_back)).sum(),
            _ => 0,
        };
    };
    let own = map.get("$ref").and_then(target).is_some_and(comes_back);
    let most = |map: &Map<String, Value>| map.values().map(|value| visits(value, comes_back)).max();
    let below = map
        .iter()
        .map(|(keyword, value)| match (keyword.as_str(), value) {
            ("$defs" | "const" | "enum", _) => 0,
            ("properties", Value::Object(fields)) => most(fields).unwrap_or_default(),
            ("patternProperties" | "dependentSchemas", Value::Object(fields)) => {
                fields.values().map(|value| visits(value, comes_back)).sum()
            }
            _ => visits(value, comes_back),
        });
    u64::from(own) + below.sum::<u64>()
}
