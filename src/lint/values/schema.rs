//! What a schema lets through, and whether it refuses anything at all.

use super::Values;
use super::bound::{Bound, stricter};
use super::types::{ALL, ARRAY, NULL, OBJECT, same, types};
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// How deep schemas are followed.
const DEPTH: u32 = 24;

impl Values {
    /// What a schema lets through of what a manifest can hold somewhere: a null is nothing there.
    pub(in crate::lint) fn of(schema: &Value) -> Self {
        let mut values = of(schema, schema, DEPTH);
        values.types &= !NULL;
        values.tidy();
        values
    }
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
}
