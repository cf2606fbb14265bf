//! The values that a schema lets through, seen from above: every value that meets the schema is among them, and
//! some that do not may be. Where nothing is among them, nothing meets the schema.

use serde_json::{Map, Value};
use std::cmp::Ordering;

const NULL: u8 = 1;
const BOOLEAN: u8 = 1 << 1;
const INTEGER: u8 = 1 << 2;
/// Numbers that are not whole.
const FRACTION: u8 = 1 << 3;
const STRING: u8 = 1 << 4;
const ARRAY: u8 = 1 << 5;
const OBJECT: u8 = 1 << 6;
const ALL: u8 = (1 << 7) - 1;
const NUMBER: u8 = INTEGER | FRACTION;

/// How deep schemas are followed.
const DEPTH: u32 = 24;

/// A set of values.
#[derive(Clone, Debug)]
pub(super) struct Values {
    types: u8,
    /// These alone, if they are so few.
    pub(super) only: Option<Vec<Value>>,
    low: Bound,
    high: Bound,
    /// Characters of texts, items of lists, entries of maps.
    sizes: [(f64, f64); 3],
}

/// An end of an interval.
#[derive(Clone, Copy, Debug)]
struct Bound {
    at: f64,
    /// Whether the end itself is outside.
    open: bool,
}

/// Why two sets have nothing in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Clash {
    Types,
    Listed,
    Bounds,
    Sizes,
}

impl Clash {
    /// The keywords that bring it about.
    pub(super) const fn keywords(self) -> &'static [&'static str] {
        match self {
            Self::Types => &["type", "const", "enum"],
            Self::Listed => &["const", "enum", "type", "pattern"],
            Self::Bounds => &[
                "minimum",
                "exclusiveMinimum",
                "maximum",
                "exclusiveMaximum",
                "const",
                "enum",
            ],
            Self::Sizes => &[
                "minLength",
                "maxLength",
                "minItems",
                "maxItems",
                "minProperties",
                "maxProperties",
            ],
        }
    }
}

impl Values {
    const fn of_types(types: u8) -> Self {
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
        }
    }

    /// What a schema lets through of what a manifest can hold somewhere: a null is nothing there.
    pub(super) fn of(schema: &Value) -> Self {
        let mut values = of(schema, schema, DEPTH);
        values.types &= !NULL;
        values.tidy();
        values
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.types == 0 || self.only.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether a list is among them.
    pub(super) const fn has_lists(&self) -> bool {
        self.types & ARRAY != 0
    }

    /// Why the two have nothing in common, if they have nothing.
    pub(super) fn clash(&self, other: &Self) -> Option<Clash> {
        if self.types & other.types == 0 {
            return Some(Clash::Types);
        }
        let both = self.meet(other);
        if !both.is_empty() {
            return None;
        }
        let listed = self.only.is_some() || other.only.is_some();
        let sized = self
            .sizes
            .iter()
            .zip(&other.sizes)
            .any(|(own, other)| own.0.max(other.0) > own.1.min(other.1));
        Some(match (listed, sized) {
            (true, _) => Clash::Listed,
            (false, true) => Clash::Sizes,
            (false, false) => Clash::Bounds,
        })
    }

    fn meet(&self, other: &Self) -> Self {
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
        };
        met.tidy();
        met
    }

    fn join(&self, other: &Self) -> Self {
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
        Self {
            types: self.types | other.types,
            only,
            low: looser(self.low, other.low, Ordering::Less),
            high: looser(self.high, other.high, Ordering::Greater),
            sizes,
        }
    }

    /// Lets the parts draw their conclusions from each other.
    fn tidy(&mut self) {
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
        let kept = self.only.take().map(|only| {
            let fits = |value: &Value| self.admits(value);
            only.into_iter().filter(fits).collect::<Vec<_>>()
        });
        if let Some(only) = &kept {
            self.types &= only.iter().fold(0, |types, value| types | type_of(value));
        }
        self.only = kept;
    }

    fn admits(&self, value: &Value) -> bool {
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
            Value::Array(list) => sized(list.len(), lists),
            Value::Object(map) => sized(map.len(), maps),
            Value::Null | Value::Bool(_) => true,
        }
    }

    /// They in words: "`a` or `b`", "an integer from 1 to 5".
    pub(super) fn words(&self) -> String {
        if self.is_empty() {
            return "nothing".to_owned();
        }
        if let Some(only) = &self.only {
            let shown: Vec<String> = only
                .iter()
                .take(4)
                .map(|value| match value {
                    Value::String(text) => format!("`{}`", text.escape_debug()),
                    other => format!("`{other}`"),
                })
                .collect();
            let rest = only.len().saturating_sub(4);
            let shown = shown.join(" or ");
            return if rest > 0 {
                format!("{shown} or {rest} more")
            } else {
                shown
            };
        }
        let names = [
            (NUMBER, "a number"),
            (INTEGER, "an integer"),
            (STRING, "text"),
            (BOOLEAN, "true or false"),
            (ARRAY, "a list"),
            (OBJECT, "a map"),
        ];
        let mut left = self.types;
        let mut parts = Vec::new();
        for (types, name) in names {
            if left & types == types {
                left &= !types;
                parts.push(name);
            }
        }
        let mut words = if self.types == ALL & !NULL {
            "anything".to_owned()
        } else {
            parts.join(" or ")
        };
        if self.types & NUMBER != 0 && self.types & !NUMBER == 0 {
            let end = |bound: Bound, word: &str, open: &str| {
                let at = bound.at;
                at.is_finite()
                    .then(|| format!(" {} {at}", if bound.open { open } else { word }))
            };
            words.extend(end(self.low, "from", "above"));
            words.extend(end(self.high, "to", "below"));
        }
        let sized = [
            (STRING, "characters"),
            (ARRAY, "items"),
            (OBJECT, "entries"),
        ];
        for ((types, what), (low, high)) in sized.into_iter().zip(self.sizes) {
            if self.types & !types == 0 {
                if low > 0.0 {
                    words.extend([" of at least ", &low.to_string(), " ", what]);
                }
                if high.is_finite() {
                    words.extend([" of at most ", &high.to_string(), " ", what]);
                }
            }
        }
        words
    }
}

/// Whether a schema refuses nothing that a manifest can hold.
pub(super) fn refuses_nothing(schema: &Value) -> bool {
    let every = |value: &Value| match value {
        Value::Array(list) => list.iter().all(refuses_nothing),
        Value::Object(map) => map.values().all(refuses_nothing),
        other => refuses_nothing(other),
    };
    match schema {
        Value::Bool(flag) => *flag,
        Value::Object(map) => map.iter().all(|(keyword, value)| match keyword.as_str() {
            "$defs" => true,
            "type" => types(value) | NULL == ALL,
            "allOf" | "properties" | "patternProperties" | "prefixItems" => every(value),
            "anyOf" => value
                .as_array()
                .is_some_and(|list| list.iter().any(refuses_nothing)),
            "items"
            | "additionalProperties"
            | "propertyNames"
            | "unevaluatedProperties"
            | "unevaluatedItems" => refuses_nothing(value),
            "minLength" | "minItems" | "minProperties" => value.as_f64() == Some(0.0),
            "required" => value.as_array().is_some_and(Vec::is_empty),
            _ => false,
        }),
        _ => false,
    }
}

fn of(schema: &Value, root: &Value, depth: u32) -> Values {
    let anything = Values::of_types(ALL);
    let map = match schema {
        Value::Object(map) if depth > 0 => map,
        Value::Bool(false) => return Values::of_types(0),
        _ => return anything,
    };
    let into = |schema: &Value| of(schema, root, depth - 1);
    let mut values = own(map);
    remove_impossible(&mut values, map, &into);
    values.tidy();
    if let Some(target) = map
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| root.pointer(reference.strip_prefix('#')?))
    {
        values = values.meet(&into(target));
    }
    for part in list(map, "allOf") {
        values = values.meet(&into(part));
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(any) = list(map, keyword)
            .map(&into)
            .reduce(|one, other| one.join(&other))
        {
            values = values.meet(&any);
        }
    }
    values
}

/// What the keywords of one schema object say of the value itself.
fn own(map: &Map<String, Value>) -> Values {
    let mut values = Values::of_types(map.get("type").map_or(ALL, types));
    values.only = map
        .get("enum")
        .and_then(Value::as_array)
        .cloned()
        .or_else(|| map.get("const").map(|only| vec![only.clone()]));
    if let (Some(only), Some(one)) = (&mut values.only, map.get("const")) {
        only.retain(|value| same(value, one));
    }
    let number = |keyword: &str| map.get(keyword).and_then(Value::as_f64);
    for (keyword, open) in [("minimum", false), ("exclusiveMinimum", true)] {
        if let Some(at) = number(keyword) {
            values.low = stricter(values.low, Bound { at, open }, Ordering::Greater);
        }
    }
    for (keyword, open) in [("maximum", false), ("exclusiveMaximum", true)] {
        if let Some(at) = number(keyword) {
            values.high = stricter(values.high, Bound { at, open }, Ordering::Less);
        }
    }
    let sizes = [
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ];
    for (size, (least, most)) in values.sizes.iter_mut().zip(sizes) {
        *size = (
            number(least).unwrap_or(size.0),
            number(most).unwrap_or(size.1),
        );
    }
    values
}

/// Takes out maps that must have a field which they must not have, and lists of items that nothing can be.
fn remove_impossible(
    values: &mut Values,
    map: &Map<String, Value>,
    into: &dyn Fn(&Value) -> Values,
) {
    let properties = map.get("properties").and_then(Value::as_object);
    let closed = map.get("additionalProperties") == Some(&Value::Bool(false))
        && !map.contains_key("patternProperties");
    let impossible = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        match properties.and_then(|all| all.get(name)) {
            // A null in a map is there, so that only what refuses everything makes a field impossible.
            Some(schema) => into(schema).is_empty(),
            None => closed,
        }
    };
    if list(map, "required").any(impossible) {
        values.types &= !OBJECT;
    }
    let (least, _) = values.sizes.get(1).copied().unwrap_or_default();
    let items = map.get("items");
    if least >= 1.0
        && !map.contains_key("prefixItems")
        && items.is_some_and(|items| into(items).is_empty())
    {
        values.types &= !ARRAY;
    }
}

fn list<'s>(map: &'s Map<String, Value>, keyword: &str) -> std::slice::Iter<'s, Value> {
    map.get(keyword)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

fn types(value: &Value) -> u8 {
    let one = |name: &Value| match name.as_str() {
        Some("null") => NULL,
        Some("boolean") => BOOLEAN,
        Some("integer") => INTEGER,
        Some("number") => NUMBER,
        Some("string") => STRING,
        Some("array") => ARRAY,
        Some("object") => OBJECT,
        _ => ALL,
    };
    match value {
        Value::Array(names) => names.iter().fold(0, |types, name| types | one(name)),
        name => one(name),
    }
}

fn type_of(value: &Value) -> u8 {
    match value {
        Value::Null => NULL,
        Value::Bool(_) => BOOLEAN,
        Value::Number(number) => match number.as_f64() {
            Some(number) if number.fract() != 0.0 => FRACTION,
            _ => INTEGER,
        },
        Value::String(_) => STRING,
        Value::Array(_) => ARRAY,
        Value::Object(_) => OBJECT,
    }
}

/// Whether two JSON values are one to a schema, which knows no difference between 1 and 1.0.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}

/// The end that lies further to one side; of two at one point the one that leaves it out.
fn stricter(one: Bound, other: Bound, side: Ordering) -> Bound {
    further(one, other, side, one.open || other.open)
}

/// The end that lies further to one side; of two at one point the one that holds it.
fn looser(one: Bound, other: Bound, side: Ordering) -> Bound {
    further(one, other, side, one.open && other.open)
}

fn further(one: Bound, other: Bound, side: Ordering, open: bool) -> Bound {
    match other.at.partial_cmp(&one.at) {
        Some(Ordering::Equal) => Bound { at: one.at, open },
        Some(order) if order == side => other,
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn clash(one: &Value, other: &Value) -> Option<Clash> {
        Values::of(one).clash(&Values::of(other))
    }

    #[test]
    fn what_has_nothing_in_common() {
        let text = json!({ "type": "string" });
        assert_eq!(
            clash(&text, &json!({ "type": "integer" })),
            Some(Clash::Types)
        );
        assert_eq!(clash(&json!({ "const": 1 }), &text), Some(Clash::Types));
        let few = json!({ "enum": ["a", "b"] });
        assert_eq!(clash(&few, &json!({ "enum": ["c"] })), Some(Clash::Listed));
        assert_eq!(
            clash(
                &json!({ "type": "integer", "minimum": 3 }),
                &json!({ "type": "number", "maximum": 2.5 })
            ),
            Some(Clash::Bounds)
        );
        assert_eq!(
            clash(
                &json!({ "type": "integer", "exclusiveMinimum": 2 }),
                &json!({ "type": "integer", "exclusiveMaximum": 3 })
            ),
            Some(Clash::Bounds)
        );
        assert_eq!(
            clash(
                &json!({ "type": "string", "minLength": 3 }),
                &json!({ "type": "string", "maxLength": 2 })
            ),
            Some(Clash::Sizes)
        );
        assert_eq!(
            clash(
                &json!({ "anyOf": [{ "const": "x" }, { "const": "y" }] }),
                &few
            ),
            Some(Clash::Listed)
        );
    }

    #[test]
    fn what_has_something_in_common_or_might() {
        for (one, other) in [
            (json!({ "type": "integer" }), json!({ "type": "number" })),
            (json!({ "enum": [1] }), json!({ "const": 1.0 })),
            (
                json!({ "type": "integer", "minimum": 3 }),
                json!({ "type": "integer", "maximum": 3 }),
            ),
            (
                json!({ "type": "number", "exclusiveMinimum": 2 }),
                json!({ "type": "number", "exclusiveMaximum": 3 }),
            ),
            (
                json!({ "type": "string", "pattern": "^a" }),
                json!({ "type": "string", "pattern": "^b" }),
            ),
            (json!({ "not": { "const": 1 } }), json!({ "const": 1 })),
            (json!({}), json!({ "const": 1 })),
            (
                json!({ "anyOf": [{ "type": "number", "exclusiveMinimum": 2 }, { "type": "number", "minimum": 2 }] }),
                json!({ "const": 2 }),
            ),
        ] {
            assert_eq!(clash(&one, &other), None, "{one} {other}");
        }
    }

    #[test]
    fn what_nothing_meets() {
        for schema in [
            json!(false),
            json!({ "type": "null" }),
            json!({ "type": "string", "enum": [1, 2] }),
            json!({ "type": "integer", "minimum": 5, "maximum": 4 }),
            json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
            json!({ "type": "object", "required": ["a"], "additionalProperties": false }),
            json!({ "type": "object", "required": ["a"], "properties": { "a": false } }),
            json!({ "type": "array", "minItems": 1, "items": false }),
        ] {
            assert!(Values::of(&schema).is_empty(), "{schema}");
        }
        for schema in [
            json!(true),
            json!({ "type": "array", "items": false }),
            json!({ "type": "object", "required": ["a"], "additionalProperties": false, "patternProperties": { "a": true } }),
            json!({ "anyOf": [false, { "type": "string" }] }),
            json!({ "type": "integer", "minimum": 4, "maximum": 4 }),
        ] {
            assert!(!Values::of(&schema).is_empty(), "{schema}");
        }
    }

    #[test]
    fn what_refuses_nothing() {
        assert!(refuses_nothing(
            &json!({ "properties": { "a": {} }, "minLength": 0 })
        ));
        assert!(refuses_nothing(
            &json!({ "anyOf": [{}, { "type": "string" }] })
        ));
        assert!(!refuses_nothing(&json!({ "type": "string" })));
        assert!(!refuses_nothing(&json!({ "not": false })));
    }

    #[test]
    fn sets_in_words() {
        let words = |schema: Value| Values::of(&schema).words();
        assert_eq!(words(json!({ "enum": ["a", 2] })), "`a` or `2`");
        assert_eq!(
            words(json!({ "type": "integer", "minimum": 1, "exclusiveMaximum": 5 })),
            "an integer from 1 below 5"
        );
        assert_eq!(
            words(json!({ "type": ["string", "boolean"] })),
            "text or true or false"
        );
        assert_eq!(words(json!({})), "anything");
    }
}
