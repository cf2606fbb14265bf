//! What stands inside maps and lists, and what two sets say of it together.

use super::Values;
use super::types::{ALL, ARRAY, FRACTION, INTEGER, NULL, NUMBER, OBJECT, same, type_of};
use crate::document::{Path, Step};
use serde_json::{Map, Value};

/// Paths that go deeper are none that people write.
const DEEPEST: usize = 64;

impl Values {
    /// Services of which something at a path is among these values; `optional`: or nothing is there.
    pub(in crate::lint) fn below(self, path: &Path, optional: bool) -> Self {
        if path.steps().len() > DEEPEST {
            return Self::of_types(ALL);
        }
        let mut values = self;
        if optional {
            values.types |= NULL;
            values
                .only
                .as_mut()
                .into_iter()
                .for_each(|only| only.push(Value::Null));
        }
        for step in path.steps().iter().rev() {
            let mut outer = Self::of_types(match step {
                _ if optional => ALL,
                Step::Key(_) => OBJECT,
                Step::Index(_) => ARRAY,
                Step::Each => return Self::of_types(ALL),
            });
            if !optional {
                outer.required.insert(step.clone());
            }
            outer.inside.insert(step.clone(), values);
            outer.tidy();
            values = outer;
        }
        values
    }

    /// What may stand one step inside, if anything stands there.
    pub(super) fn step(&self, step: &Step) -> Self {
        let refused = match (step, &self.closed) {
            (Step::Key(name), Some(names)) => !names.contains(name),
            _ => false,
        };
        if refused {
            return Self::of_types(0);
        }
        let items = self
            .inside
            .get(&Step::Each)
            .filter(|_| matches!(step, Step::Index(_)));
        match (self.inside.get(step), items) {
            (Some(own), Some(items)) => own.meet(items),
            (Some(own), None) | (None, Some(own)) => own.clone(),
            (None, None) => Self::of_types(ALL),
        }
    }

    /// What may stand at a path, if anything stands there.
    pub(in crate::lint) fn at(&self, path: &Path) -> Self {
        let mut values = self.clone();
        for step in path.steps() {
            values = values.step(step);
        }
        values
    }

    pub(super) fn meet_inside(&mut self, one: &Self, other: &Self) {
        self.inside.clone_from(&one.inside);
        for (step, values) in &other.inside {
            let met = match self.inside.get(step) {
                Some(own) => own.meet(values),
                None => values.clone(),
            };
            self.inside.insert(step.clone(), met);
        }
        self.required = &one.required | &other.required;
        self.closed = match (&one.closed, &other.closed) {
            (Some(own), Some(others)) => Some(own & others),
            (own, others) => own.clone().or_else(|| others.clone()),
        };
    }

    /// Only what both say, or what one says of what the other cannot be.
    pub(super) fn join_inside(&mut self, one: &Self, other: &Self) {
        let can_be = |values: &Self, step: &Step| match step {
            Step::Key(_) => values.types & OBJECT != 0,
            Step::Index(_) | Step::Each => values.types & ARRAY != 0,
        };
        let both = [(one, other), (other, one)];
        for (own, others) in both {
            for (step, values) in &own.inside {
                let joined = match others.inside.get(step) {
                    _ if !can_be(others, step) => values.clone(),
                    Some(theirs) => values.join(theirs),
                    None => continue,
                };
                self.inside.insert(step.clone(), joined);
            }
            let needed = own
                .required
                .iter()
                .filter(|step| others.required.contains(*step) || !can_be(others, step));
            self.required.extend(needed.cloned());
        }
        let [lacks, misses] = [one, other].map(|values| values.types & OBJECT == 0);
        self.closed = match (&one.closed, &other.closed) {
            (Some(own), Some(others)) => Some(own | others),
            (own, _) if misses => own.clone(),
            (_, others) if lacks => others.clone(),
            _ => None,
        };
    }

    /// Takes out maps and lists that must have something inside that they cannot have.
    pub(super) fn tidy_inside(&mut self) {
        let [_, (least, _), _] = self.sizes;
        let empty = |step: &Step| self.inside.get(step).is_some_and(Self::is_empty);
        let impossible = |step: &Step| match (step, &self.closed) {
            (Step::Key(name), Some(names)) if !names.contains(name) => OBJECT,
            (Step::Key(_), _) if empty(step) => OBJECT,
            (Step::Index(_), _) if empty(step) || empty(&Step::Each) => ARRAY,
            _ => 0,
        };
        self.types &= !self
            .required
            .iter()
            .map(impossible)
            .fold(0, |all, types| all | types);
        let items = self.inside.get(&Step::Each);
        if least >= 1.0 && items.is_some_and(Self::is_empty) {
            self.types &= !ARRAY;
        }
    }

    /// Whether a value is among them.
    pub(in crate::lint) fn holds(&self, value: &Value) -> bool {
        let listed = self
            .only
            .as_ref()
            .is_none_or(|only| only.iter().any(|one| same(one, value)));
        listed && self.admits(value)
    }

    /// Whether a value of the type of another is among them.
    pub(in crate::lint) fn has_type_of(&self, value: &Value) -> bool {
        let types = match type_of(value) {
            INTEGER | FRACTION => NUMBER,
            other => other,
        };
        self.types & types != 0
    }

    pub(super) fn admits_items(&self, list: &[Value]) -> bool {
        let items = self.inside.get(&Step::Each);
        items.is_none_or(|items| list.iter().all(|value| items.holds(value)))
    }

    pub(super) fn admits_fields(&self, map: &Map<String, Value>) -> bool {
        let there = |step: &Step| match step {
            Step::Key(name) => map.contains_key(&**name),
            Step::Index(_) | Step::Each => true,
        };
        self.required.iter().all(there)
            && map
                .iter()
                .all(|(name, value)| self.step(&Step::Key(name.as_str().into())).holds(value))
    }

    /// Whether a schema that must not hold is a part of one that does.
    pub(super) fn is_denied(&self) -> bool {
        self.denied.iter().any(|denied| {
            let Value::Object(denied) = denied else {
                return false;
            };
            self.said
                .iter()
                .any(|said| said.as_object().is_some_and(|said| is_part(denied, said)))
        })
    }
}

/// Whether a schema asks for nothing that plain keywords do not ask for in the same words.
fn is_part(part: &Map<String, Value>, whole: &Map<String, Value>) -> bool {
    // What these say depends on the words beside them, or on the schema around; as truths they are plain.
    const ENTANGLED: &[&str] = &[
        "$ref",
        "additionalProperties",
        "items",
        "contains",
        "minContains",
        "maxContains",
        "if",
        "then",
        "else",
        "unevaluatedProperties",
        "unevaluatedItems",
    ];
    !part.is_empty()
        && part.iter().all(|(keyword, value)| {
            !ENTANGLED.contains(&keyword.as_str())
                && whole.get(keyword).is_some_and(|other| same(value, other))
        })
}
