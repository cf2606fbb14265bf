//! The tree as the validator sees it: in place, nothing is copied.

use crate::document::{Kind, Node};
use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node as JsonNode, NodeIdentity, Object};
use jsonschema_value::LazyInstance;
use serde_json::{Number, Value};
use std::borrow::Cow;

/// Our tree as a representation of JSON.
pub(super) struct InTree;

/// A value to judge.
#[derive(Clone, Copy)]
pub(super) enum Instance<'t> {
    Node(Node<'t>),
    /// The name of a field, which `propertyNames` judges as if it were a value.
    Name(&'t str),
}

impl Json for InTree {
    type Node<'a> = Instance<'a>;
    type PreparedKey = Box<str>;
    type StringBuffer = ();
    // A lookup goes through the entries, as a pass over the members does.
    const KEYS_PER_LOOKUP: usize = 1;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Instance<'_>) -> T) -> T {
        f(Instance::Name(string))
    }
}

impl<'t> Instance<'t> {
    fn node_of(&self, kind: Kind) -> Option<Node<'t>> {
        match *self {
            Self::Node(node) if node.kind() == kind => Some(node),
            _ => None,
        }
    }

    fn text(&self) -> Option<&'t str> {
        match *self {
            Self::Name(name) => Some(name),
            Self::Node(node) if self.json_type() == JsonType::String => node.text(),
            Self::Node(_) => None,
        }
    }
}

/// A number of the tree.
pub(super) struct TreeNumber<'t>(Node<'t>);

impl JsonNumber for TreeNumber<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.as_u64()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn as_str(&self) -> Cow<'_, str> {
        let text = self.0.text().unwrap_or_default();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let is_decimal = digits.bytes().all(|byte| byte.is_ascii_digit());
        if self.0.kind() == Kind::Int && is_decimal {
            let digits = digits.trim_start_matches('0');
            return if digits.is_empty() {
                "0".into()
            } else {
                format!("{sign}{digits}").into()
            };
        }
        Cow::Owned(self.to_number().to_string())
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(match self.0.to_json() {
            Value::Number(number) => number,
            _ => Number::from(0),
        })
    }

    fn is_integer(&self) -> bool {
        self.0.kind() == Kind::Int || self.as_f64().is_some_and(|number| number.fract() == 0.0)
    }

    fn is_written_as_integer(&self) -> bool {
        self.0.kind() == Kind::Int
    }
}

impl<'t> JsonNode<'t, InTree> for Instance<'t> {
    type Object = Fields<'t>;
    type Array = Items<'t>;
    type Number = TreeNumber<'t>;

    fn as_object(&self) -> Option<Fields<'t>> {
        self.node_of(Kind::Map).map(Fields)
    }

    fn as_array(&self) -> Option<Items<'t>> {
        self.node_of(Kind::Seq).map(Items)
    }

    fn as_string(&self) -> Option<Cow<'t, str>> {
        self.text().map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<TreeNumber<'t>> {
        match *self {
            Self::Node(node) if self.json_type() == JsonType::Number => Some(TreeNumber(node)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        self.node_of(Kind::Bool).and_then(Node::as_bool)
    }

    fn is_null(&self) -> bool {
        self.node_of(Kind::Null).is_some()
    }

    fn json_type(&self) -> JsonType {
        match *self {
            Self::Name(_) => JsonType::String,
            Self::Node(node) => match node.kind() {
                Kind::Null => JsonType::Null,
                Kind::Bool => JsonType::Boolean,
                Kind::Seq => JsonType::Array,
                Kind::Map => JsonType::Object,
                Kind::Str => JsonType::String,
                // JSON has no infinity: those are text, as in `Node::to_json`.
                Kind::Int | Kind::Float
                    if node.as_f64().is_none_or(|number| !number.is_finite()) =>
                {
                    JsonType::String
                }
                Kind::Int | Kind::Float => JsonType::Number,
            },
        }
    }

    fn to_value(&self) -> Cow<'t, Value> {
        Cow::Owned(match *self {
            Self::Node(node) => node.to_json(),
            Self::Name(name) => Value::String(name.to_owned()),
        })
    }

    /// Errors lead back to the node by their path. A copy of the value in each of them would let a large
    /// document with many faults take many times its size.
    fn lazy_value(&self) -> LazyInstance<'t> {
        LazyInstance::Ready(match *self {
            Self::Node(_) => Cow::Borrowed(&Value::Null),
            Self::Name(name) => Cow::Owned(Value::String(name.to_owned())),
        })
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (expected, self.text()) {
            (Value::String(expected), found) => found == Some(expected),
            (_, Some(_)) => false,
            _ => jsonschema::json::cmp::equal(&self.to_value(), expected),
        }
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(match *self {
            Self::Node(node) => {
                NodeIdentity::tagged(std::ptr::from_ref(node.tree()) as usize, node.id().number())
            }
            Self::Name(name) => NodeIdentity::tagged(name.as_ptr() as usize, u32::MAX),
        })
    }
}

/// The entries of a map.
pub(super) struct Fields<'t>(Node<'t>);

impl<'t> Object<'t, InTree> for Fields<'t> {
    type Node = Instance<'t>;
    type MemberName = &'t str;
    type MembersIter = Members<'t>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &Box<str>) -> Option<Instance<'t>> {
        self.0.get(key).map(Instance::Node)
    }

    fn members(&self) -> Members<'t> {
        Members {
            map: self.0,
            next: 0,
        }
    }
}

/// The entries of a map, one after the other.
pub(super) struct Members<'t> {
    map: Node<'t>,
    next: usize,
}

impl<'t> Iterator for Members<'t> {
    type Item = (&'t str, Instance<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.map.entry_at(self.next)?;
        self.next += 1;
        Some((key.text().unwrap_or_default(), Instance::Node(value)))
    }
}

/// The items of a list.
pub(super) struct Items<'t>(Node<'t>);

impl<'t> Array<'t, InTree> for Items<'t> {
    type Node = Instance<'t>;
    type ElementsIter = Elements<'t>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn elements(&self) -> Elements<'t> {
        Elements {
            list: self.0,
            next: 0,
        }
    }
}

/// The items of a list, one after the other.
pub(super) struct Elements<'t> {
    list: Node<'t>,
    next: usize,
}

impl<'t> Iterator for Elements<'t> {
    type Item = Instance<'t>;

    fn next(&mut self) -> Option<Instance<'t>> {
        let item = self.list.item(self.next)?;
        self.next += 1;
        Some(Instance::Node(item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, read};
    use crate::source::Source;

    #[test]
    fn the_tree_keeps_the_validators_contract() {
        let text = jsonschema::json::conformance::document().to_string();
        let reading = read(&Source::new("a.json", text), &Limits::default());
        let document = reading.tree.documents().next().unwrap();
        jsonschema::json::conformance::assert_conformance::<InTree>(&Instance::Node(
            document.root(),
        ));
    }
}
