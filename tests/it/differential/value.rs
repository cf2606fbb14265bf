//! Plain values: what lies at a path, and whether a schema holds. Written from LANGUAGE.md and JSON Schema's text.

use super::model::{Path, Step};
use regex::Regex;
use serde_json::Value;

/// What a path leads to.
pub(crate) enum Found<V> {
    /// A value that is no null, and where it is.
    There(Path, V),
    /// Nothing, or a null: where it should be.
    Absent(Path),
    /// `[*]` of what is neither list nor map.
    NoContainer(Path),
}

/// Everything that a path leads to, from a value at `base`.
pub(crate) fn find<'v>(value: &'v Value, base: &[Step], path: &[Step]) -> Vec<Found<&'v Value>> {
    let Some((first, rest)) = path.split_first() else {
        return vec![match value {
            Value::Null => Found::Absent(base.to_vec()),
            value => Found::There(base.to_vec(), value),
        }];
    };
    if *first == Step::Each {
        let elements = elements(value);
        return match elements {
            // An empty container is like an absent one.
            None if value.is_null() => vec![Found::Absent(base.to_vec())],
            None => vec![Found::NoContainer(base.to_vec())],
            Some(elements) if elements.is_empty() => vec![Found::Absent(base.to_vec())],
            Some(elements) => {
                let below = |(step, element)| find(element, &child(base, step), rest);
                elements.into_iter().flat_map(below).collect()
            }
        };
    }
    if let Some(below) = step(value, first) {
        find(below, &child(base, first.clone()), rest)
    } else {
        // What is missing is all that was asked for, up to where a container should have been.
        let plain = path.iter().take_while(|step| **step != Step::Each);
        vec![Found::Absent(base.iter().chain(plain).cloned().collect())]
    }
}

/// The value one step down.
pub(crate) fn step<'v>(value: &'v Value, step: &Step) -> Option<&'v Value> {
    match step {
        Step::Key(key) => value.as_object()?.get(key),
        Step::Index(index) => value.as_array()?.get(*index),
        Step::Each => None,
    }
}

/// The elements of a list and the values of a map, nulls included.
pub(crate) fn elements(value: &Value) -> Option<Vec<(Step, &Value)>> {
    match value {
        Value::Array(items) => {
            let steps = items.iter().enumerate();
            Some(
                steps
                    .map(|(index, item)| (Step::Index(index), item))
                    .collect(),
            )
        }
        Value::Object(entries) => {
            let steps = entries.iter();
            Some(
                steps
                    .map(|(key, value)| (Step::Key(key.clone()), value))
                    .collect(),
            )
        }
        _ => None,
    }
}

pub(crate) fn child(base: &[Step], step: Step) -> Path {
    base.iter().cloned().chain([step]).collect()
}

/// Equality as JSON Schema has it: 1 and 1.0 are one number.
pub(crate) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(key, value)| other.get(key).is_some_and(|other| equal(value, other));
            one.len() == other.len() && one.iter().all(same)
        }
        (one, other) => one == other,
    }
}

/// Whether a schema holds. Knows the keywords that are generated, and no other.
pub(crate) fn holds(schema: &Value, value: &Value) -> bool {
    let Value::Object(keywords) = schema else {
        return schema == &Value::Bool(true);
    };
    keywords
        .iter()
        .all(|(keyword, wanted)| match keyword.as_str() {
            "type" => match wanted {
                Value::Array(types) => types.iter().any(|one| is_of(value, one.as_str().unwrap())),
                one => is_of(value, one.as_str().unwrap()),
            },
            "const" => equal(value, wanted),
            "enum" => wanted
                .as_array()
                .unwrap()
                .iter()
                .any(|one| equal(value, one)),
            "not" => !holds(wanted, value),
            "anyOf" => wanted
                .as_array()
                .unwrap()
                .iter()
                .any(|one| holds(one, value)),
            "allOf" => wanted
                .as_array()
                .unwrap()
                .iter()
                .all(|one| holds(one, value)),
            "oneOf" => {
                wanted
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|one| holds(one, value))
                    .count()
                    == 1
            }
            "minimum" => value
                .as_f64()
                .is_none_or(|number| number >= wanted.as_f64().unwrap()),
            "maximum" => value
                .as_f64()
                .is_none_or(|number| number <= wanted.as_f64().unwrap()),
            "exclusiveMaximum" => value
                .as_f64()
                .is_none_or(|number| number < wanted.as_f64().unwrap()),
            "pattern" => value
                .as_str()
                .is_none_or(|text| Regex::new(wanted.as_str().unwrap()).unwrap().is_match(text)),
            "minLength" => value
                .as_str()
                .is_none_or(|text| text.chars().count() >= size(wanted)),
            "maxLength" => value
                .as_str()
                .is_none_or(|text| text.chars().count() <= size(wanted)),
            "minItems" => value
                .as_array()
                .is_none_or(|items| items.len() >= size(wanted)),
            "maxItems" => value
                .as_array()
                .is_none_or(|items| items.len() <= size(wanted)),
            "uniqueItems" => value.as_array().is_none_or(|items| {
                let twice = |(at, one)| items[..at].iter().any(|other| equal(one, other));
                wanted == &Value::Bool(false) || !items.iter().enumerate().any(twice)
            }),
            "items" => value
                .as_array()
                .is_none_or(|items| items.iter().all(|item| holds(wanted, item))),
            "required" => value.as_object().is_none_or(|entries| {
                let names = wanted.as_array().unwrap();
                names
                    .iter()
                    .all(|name| entries.contains_key(name.as_str().unwrap()))
            }),
            "properties" => value.as_object().is_none_or(|entries| {
                let mut own = wanted.as_object().unwrap().iter();
                own.all(|(name, schema)| entries.get(name).is_none_or(|value| holds(schema, value)))
            }),
            "additionalProperties" => value.as_object().is_none_or(|entries| {
                let known = keywords.get("properties").and_then(Value::as_object);
                let mut others = entries
                    .iter()
                    .filter(|(name, _)| !known.is_some_and(|known| known.contains_key(*name)));
                others.all(|(_, value)| holds(wanted, value))
            }),
            other => panic!("`{other}` is not generated"),
        })
}

fn size(number: &Value) -> usize {
    usize::try_from(number.as_u64().unwrap()).unwrap()
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("`{other}` is no type"),
    }
}
