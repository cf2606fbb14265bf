//! A checked schema as the value that the validator compiles: only what judges, references all inside.

use super::check::{Checked, Id, id_of};
use super::pattern;
use super::vocabulary::{Shape, keyword};
use crate::document::Node;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A schema without its text.
#[derive(Debug)]
pub(super) struct Plain {
    /// The schema; what references lead to stands in its `$defs`.
    pub(super) value: Value,
    /// The regexes as their author wrote them, by what stands in the schema.
    pub(super) patterns: BTreeMap<String, String>,
}

struct Writer<'c, 'a> {
    checked: &'c Checked<'a>,
    names: BTreeMap<Id, String>,
    waiting: Vec<(String, Node<'a>)>,
    patterns: BTreeMap<String, String>,
}

/// Writes a schema in which the check found no fault.
pub(super) fn plain<'a>(root: Node<'a>, checked: &Checked<'a>) -> Plain {
    let mut writer = Writer {
        checked,
        names: BTreeMap::new(),
        waiting: Vec::new(),
        patterns: BTreeMap::new(),
    };
    let mut value = writer.schema(root);
    let mut definitions = Map::new();
    while let Some((name, node)) = writer.waiting.pop() {
        definitions.insert(name, writer.schema(node));
    }
    if let (Value::Object(map), false) = (&mut value, definitions.is_empty()) {
        map.insert("$defs".to_owned(), Value::Object(definitions));
    }
    Plain {
        value,
        patterns: writer.patterns,
    }
}

impl<'a> Writer<'_, 'a> {
    fn schema(&mut self, node: Node<'a>) -> Value {
        if let Some(flag) = node.as_bool() {
            return Value::Bool(flag);
        }
        let mut map = Map::new();
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            let Some(keyword) = keyword(name) else {
                continue;
            };
            if let Some(value) = self.keyword(keyword.shape, value, name) {
                map.insert(name.to_owned(), value);
            }
        }
        Value::Object(map)
    }

    /// What the validator must see of a keyword; `None` for what is for people or for finding schemas.
    fn keyword(&mut self, shape: Shape, value: Node<'a>, name: &str) -> Option<Value> {
        Some(match shape {
            Shape::Same | Shape::Inside | Shape::Name => self.schema(value),
            Shape::SameEach | Shape::InsideEach => {
                value.items().map(|item| self.schema(item)).collect()
            }
            Shape::SameNamed | Shape::InsideNamed => Value::Object(
                value
                    .entries()
                    .map(|(key, value)| {
                        (
                            key.text().unwrap_or_default().to_owned(),
                            self.schema(value),
                        )
                    })
                    .collect(),
            ),
            Shape::InsideMatched => self.matched(value),
            Shape::Reference => self.reference(value),
            Shape::Pattern => Value::String(self.pattern(value.text().unwrap_or_default())),
            Shape::Flag if name != "uniqueItems" => return None,
            Shape::Type
            | Shape::Constant
            | Shape::Options
            | Shape::Count
            | Shape::Number
            | Shape::Positive
            | Shape::Flag
            | Shape::Format
            | Shape::Names
            | Shape::NamesNamed => value.to_json(),
            Shape::Definitions | Shape::Text | Shape::Anything | Shape::Dialect => return None,
        })
    }

    fn matched(&mut self, value: Node<'a>) -> Value {
        let mut map = Map::new();
        for (key, value) in value.entries() {
            let schema = self.schema(value);
            // Two regexes may be the same once written out; both count.
            let pattern = self.pattern(key.text().unwrap_or_default());
            let both = match map.remove(&pattern) {
                Some(other) => serde_json::json!({ "allOf": [other, schema] }),
                None => schema,
            };
            map.insert(pattern, both);
        }
        Value::Object(map)
    }

    fn pattern(&mut self, text: &str) -> String {
        // The check compiled it: it parses.
        let plain = pattern::plain(text).unwrap_or_else(|| text.to_owned());
        self.patterns
            .entry(plain.clone())
            .or_insert_with(|| text.to_owned());
        plain
    }

    fn reference(&mut self, value: Node<'a>) -> Value {
        let Some(&target) = self.checked.targets.get(&id_of(value)) else {
            // The check found every target; without one this does not compile, which is an error and no pass.
            return Value::Null;
        };
        let next = format!("r{}", self.names.len());
        let name = self.names.entry(id_of(target)).or_insert_with(|| {
            self.waiting.push((next.clone(), target));
            next
        });
        Value::String(format!("#/$defs/{name}"))
    }
}
