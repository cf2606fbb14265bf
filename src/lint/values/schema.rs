//! What a schema lets through, and whether it refuses anything at all.

use super::Values;
use super::bound::{Bound, stricter};
use super::types::{ALL, NULL, same, types};
use crate::document::Step;
use serde_json::{Map, Value};
use std::cell::Cell;
use std::cmp::Ordering;

/// How deep schemas are followed.
const DEPTH: u32 = 24;

impl Values {
    /// What a schema lets through of what a manifest can hold somewhere: a null is nothing there.
    pub(in crate::lint) fn of(schema: &Value) -> Self {
        let mut values = read(schema, None);
        values.types &= !NULL;
        values.tidy();
        values
    }

    /// What a schema of whole documents lets through, inside of them only what stands on a way.
    pub(in crate::lint) fn along(schema: &Value, steps: &[Step]) -> Self {
        read(schema, Some(steps))
    }
}

fn read(schema: &Value, steps: Option<&[Step]>) -> Values {
    let reader = Reader {
        root: schema,
        left: Cell::new(MOST),
    };
    reader.of(schema, steps, DEPTH)
}

/// Whether a schema refuses nothing that a manifest can hold.
pub(in crate::lint) fn refuses_nothing(schema: &Value) -> bool {
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

/// How many schemas are looked at for one set: those that refer to themselves have no end.
const MOST: u32 = 4_000;

/// What is read of one schema.
struct Reader<'s> {
    root: &'s Value,
    left: Cell<u32>,
}

impl Reader<'_> {
    /// What a schema lets through; with `steps`, of what lies inside only what stands on that way.
    fn of(&self, schema: &Value, steps: Option<&[Step]>, depth: u32) -> Values {
        let left = self.left.get();
        let map = match schema {
            Value::Bool(false) => return Values::of_types(0),
            Value::Object(map) if depth > 0 && left > 0 => map,
            _ => return Values::of_types(ALL),
        };
        self.left.set(left - 1);
        let into = |schema: &Value| self.of(schema, steps, depth - 1);
        let mut values = own(map);
        self.read_inside(&mut values, map, steps, depth);
        if let Some(not) = map.get("not") {
            values.types &= !surely_accepted(not);
            values.denied.push(not.clone());
        }
        if steps.is_none() {
            values.said.push(plain_keywords(map));
        }
        values.tidy();
        if let Some(target) = map
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| self.root.pointer(reference.strip_prefix('#')?))
        {
            values = values.meet(&into(target));
        }
        for part in list(map, "allOf") {
            values = values.meet(&into(part));
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(any) = list(map, keyword)
                .map(into)
                .reduce(|one, other| one.join(&other))
            {
                values = values.meet(&any);
            }
        }
        values
    }

    /// What must and may stand inside maps and lists.
    fn read_inside(
        &self,
        values: &mut Values,
        map: &Map<String, Value>,
        steps: Option<&[Step]>,
        depth: u32,
    ) {
        let rest = steps.map(|steps| steps.get(1..).unwrap_or_default());
        let wanted = |step: &Step| steps.is_none_or(|steps| steps.first() == Some(step));
        let properties = map.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let step = Step::Key(name.as_str().into());
            if wanted(&step) {
                // A null in a map is there: it stays among the values.
                let field = self.of(schema, rest, depth - 1);
                values.inside.insert(step, field);
            }
        }
        if map.get("additionalProperties") == Some(&Value::Bool(false))
            && !map.contains_key("patternProperties")
        {
            let names = properties.into_iter().flat_map(Map::keys);
            values.closed = Some(names.map(|name| name.as_str().into()).collect());
        }
        let names = list(map, "required").filter_map(Value::as_str);
        values
            .required
            .extend(names.map(|name| Step::Key(name.into())));
        if let Some(items) = map
            .get("items")
            .filter(|_| !map.contains_key("prefixItems"))
        {
            let items = self.of(items, rest, depth - 1);
            values.inside.insert(Step::Each, items);
        }
    }
}

/// What a schema says in keywords without schemas inside.
fn plain_keywords(map: &Map<String, Value>) -> Value {
    let plain = map.iter().filter(|(_, value)| match value {
        Value::Object(_) => false,
        Value::Array(list) => !list.iter().any(Value::is_object),
        _ => true,
    });
    let plain: Map<String, Value> = plain
        .map(|(keyword, value)| (keyword.clone(), value.clone()))
        .collect();
    plain.into()
}

/// The types of which a schema takes every value.
fn surely_accepted(schema: &Value) -> u8 {
    match schema {
        Value::Bool(true) => ALL,
        Value::Object(map) if map.keys().all(|keyword| keyword == "type") => {
            map.get("type").map_or(ALL, types)
        }
        Value::Object(map) if map.len() == 1 => list(map, "anyOf")
            .map(surely_accepted)
            .fold(0, |all, types| all | types),
        _ => 0,
    }
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

fn list<'s>(map: &'s Map<String, Value>, keyword: &str) -> std::slice::Iter<'s, Value> {
    map.get(keyword)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
            json!({ "not": {} }),
            json!({ "not": true }),
            json!({ "type": "string", "not": { "type": ["string", "number"] } }),
            json!({ "type": "string", "pattern": "^a", "not": { "pattern": "^a" } }),
            json!({ "type": "object", "required": ["a"], "properties": { "a": { "const": 1, "type": "string" } } }),
            json!({ "allOf": [{ "type": "object", "required": ["a"] }, { "type": "object", "properties": { "b": true }, "additionalProperties": false }] }),
            json!({ "const": { "a": 1 }, "allOf": [{ "type": "object", "required": ["b"] }] }),
        ] {
            assert!(Values::of(&schema).is_empty(), "{schema}");
        }
        for schema in [
            json!(true),
            json!({ "type": "array", "items": false }),
            json!({ "type": "object", "required": ["a"], "additionalProperties": false, "patternProperties": { "a": true } }),
            json!({ "anyOf": [false, { "type": "string" }] }),
            json!({ "type": "integer", "minimum": 4, "maximum": 4 }),
            json!({ "type": ["string", "integer"], "not": { "type": "string" } }),
            json!({ "type": "number", "not": { "type": "integer" } }),
            json!({ "type": "string", "not": { "type": "string", "pattern": "a" } }),
            // The inner schema closes maps that the outer one leaves more room in.
            json!({ "type": "object", "properties": { "a": true }, "additionalProperties": false, "not": { "additionalProperties": false } }),
            json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "null" } } }),
            json!({ "anyOf": [{ "type": "object", "required": ["a"] }, { "type": "string" }], "properties": { "a": false } }),
            json!({ "const": { "a": 1 }, "allOf": [{ "type": "object", "required": ["a"] }] }),
        ] {
            assert!(!Values::of(&schema).is_empty(), "{schema}");
        }
    }

    #[test]
    fn a_schema_without_end_is_read_to_an_end() {
        let both = json!({ "type": "object", "properties": { "a": { "$ref": "#/$defs/x" }, "b": { "$ref": "#/$defs/x" } } });
        let schema = json!({ "$ref": "#/$defs/x", "$defs": { "x": both } });
        assert!(!Values::of(&schema).is_empty());
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
}
