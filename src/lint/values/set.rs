//! A set of values, and what two of them have in common or make together.

use super::bound::{Bound, looser, stricter};
use super::types::{ARRAY, INTEGER, NULL, NUMBER, OBJECT, STRING, same, type_of};
use crate::document::Step;
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A set of values.
#[derive(Clone, Debug)]
pub(in crate::lint) struct Values {
    pub(super) types: u8,
    /// These alone, if they are so few.
    pub(in crate::lint) only: Option<Vec<Value>>,
    pub(super) low: Bound,
    pub(super) high: Bound,
    /// Characters of texts, items of lists, entries of maps.
    pub(super) sizes: [(f64, f64); 3],
    /// What may stand one step inside, if anything stands there: `[*]` speaks of the items of lists alone.
    pub(super) inside: BTreeMap<Step, Self>,
    /// The steps at which something must stand.
    pub(super) required: BTreeSet<Step>,
    /// The only names that maps may have, where there are no others.
    pub(super) closed: Option<BTreeSet<Box<str>>>,
    /// Plain keywords of schemas that hold, and schemas that do not.
    pub(super) said: Vec<Value>,
    pub(super) denied: Vec<Value>,
}

impl Values {
    pub(super) const fn of_types(types: u8) -> Self {
        Self {
            types,
            only: None,
            low: Bound {
                at: f64::NEG_INFINITY,
                open: false,
            },
            high: Bound {
                at: f64::INFINITY,
                open: false,
            },
            sizes: [(0.0, f64::INFINITY); 3],
            inside: BTreeMap::new(),
            required: BTreeSet::new(),
            closed: None,
            said: Vec::new(),
            denied: Vec::new(),
        }
    }

    /// Whether there is none.
    pub(in crate::lint) fn is_empty(&self) -> bool {
        self.types == 0 || self.only.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether a list is among them.
    pub(in crate::lint) const fn has_lists(&self) -> bool {
        self.types & ARRAY != 0
    }

    pub(super) fn meet(&self, other: &Self) -> Self {
        let only = match (&self.only, &other.only) {
            (Some(own), Some(others)) => Some(
                own.iter()
                    .filter(|value| others.iter().any(|other| same(value, other)))
                    .cloned()
                    .collect(),
            ),
            (own, others) => own.clone().or_else(|| others.clone()),
        };
        let mut sizes = self.sizes;
        for (own, other) in sizes.iter_mut().zip(&other.sizes) {
            *own = (own.0.max(other.0), own.1.min(other.1));
        }
        let mut met = Self {
            types: self.types & other.types,
            only,
            low: stricter(self.low, other.low, Ordering::Greater),
            high: stricter(self.high, other.high, Ordering::Less),
            sizes,
            said: [&*self.said, &*other.said].concat(),
            denied: [&*self.denied, &*other.denied].concat(),
            ..Self::of_types(0)
        };
        met.meet_inside(self, other);
        met.tidy();
        met
    }

    pub(super) fn join(&self, other: &Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return if self.is_empty() { other } else { self }.clone();
        }
        let only = match (&self.only, &other.only) {
            (Some(own), Some(others)) => Some(own.iter().chain(others).cloned().collect()),
            _ => None,
        };
        let mut sizes = self.sizes;
        for (own, other) in sizes.iter_mut().zip(&other.sizes) {
            *own = (own.0.min(other.0), own.1.max(other.1));
        }
        let mut joined = Self {
            types: self.types | other.types,
            only,
            low: looser(self.low, other.low, Ordering::Less),
            high: looser(self.high, other.high, Ordering::Greater),
            sizes,
            ..Self::of_types(0)
        };
        joined.join_inside(self, other);
        joined
    }

    /// Lets the parts draw their conclusions from each other.
    pub(super) fn tidy(&mut self) {
        let (low, high) = (self.low, self.high);
        // Beyond this floats do not tell neighbours apart.
        let exact = low.at.abs() < 9e15 && high.at.abs() < 9e15;
        let shut = (low.open || high.open) && exact;
        if low.at > high.at || (low.at >= high.at && shut) {
            self.types &= !NUMBER;
        }
        if exact {
            let first = low.at.ceil() + f64::from(u8::from(low.open && low.at.fract() == 0.0));
            let last = high.at.floor() - f64::from(u8::from(high.open && high.at.fract() == 0.0));
            if first > last {
                self.types &= !INTEGER;
            }
        }
        for (size, types) in self.sizes.iter().zip([STRING, ARRAY, OBJECT]) {
            if size.0 > size.1 {
                self.types &= !types;
            }
        }
        self.tidy_inside();
        if self.is_denied() {
            // What says something of a value says nothing of an absent one.
            self.types &= NULL;
        }
        let kept = self.only.take().map(|only| {
            let fits = |value: &Value| self.admits(value);
            only.into_iter().filter(fits).collect::<Vec<_>>()
        });
        if let Some(only) = &kept {
            self.types &= only.iter().fold(0, |types, value| types | type_of(value));
        }
        self.only = kept;
    }

    /// Whether a value is among them, but for those that are listed alone.
    pub(super) fn admits(&self, value: &Value) -> bool {
        if self.types & type_of(value) == 0 {
            return false;
        }
        let sized = |size: usize, (low, high): (f64, f64)| {
            #[expect(clippy::cast_precision_loss, reason = "sizes of literals are small")]
            let size = size as f64;
            low <= size && size <= high
        };
        let [texts, lists, maps] = self.sizes;
        match value {
            Value::Number(number) => number.as_f64().is_none_or(|number| {
                let above = number > self.low.at || (number >= self.low.at && !self.low.open);
                let below = number < self.high.at || (number <= self.high.at && !self.high.open);
                above && below
            }),
            Value::String(text) => sized(text.chars().count(), texts),
            Value::Array(list) => sized(list.len(), lists) && self.admits_items(list),
            Value::Object(map) => sized(map.len(), maps) && self.admits_fields(map),
            Value::Null | Value::Bool(_) => true,
        }
    }
}
