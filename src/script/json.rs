//! Values as JSON, for what a schema judges and no node holds.

use super::value::{Value, View, What};
use crate::document::{Kind, Node, Number};
use serde_json::Value as Json;

/// A value that is no JSON: too large, or with a function or a sibling in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the value is too large for JSON, or holds a function")]
pub struct TooLarge;

impl Value {
    /// The value as JSON of at most `nodes` values. What is absent is null, an entry a map of its fields.
    ///
    /// # Errors
    /// Where it has more values, or holds what no JSON can.
    pub fn to_json(&self, nodes: usize) -> Result<Json, TooLarge> {
        let mut left = nodes;
        of_value(self, &mut left)
    }
}

fn of_value(value: &Value, left: &mut usize) -> Result<Json, TooLarge> {
    *left = left.checked_sub(1).ok_or(TooLarge)?;
    if let What::Node(node) = &value.what {
        return of_node(node.node(), left);
    }
    let elements = |left: &mut usize| {
        (0..value.size().unwrap_or(0))
            .map_while(|index| value.nth(index))
            .map(|(key, value)| {
                let key = key.as_str().unwrap_or_default().to_owned();
                Ok((key, of_value(&value, left)?))
            })
            .collect::<Result<Vec<(String, Json)>, TooLarge>>()
    };
    Ok(match value.view() {
        View::Absent => Json::Null,
        View::Bool(value) => Json::Bool(value),
        View::Int(value) => Json::from(value),
        View::Float(value) => Json::from(value),
        View::Text(text) => Json::from(text),
        View::Date(date) => Json::from(date.to_string()),
        View::Version(version) => Json::from(version.to_string()),
        View::List => Json::Array(
            elements(left)?
                .into_iter()
                .map(|(_, value)| value)
                .collect(),
        ),
        View::Map => Json::Object(elements(left)?.into_iter().collect()),
        View::Entry(entry) => {
            let fields = [("key", entry.key.clone()), ("value", entry.value.clone())];
            let mut map = serde_json::Map::new();
            for (name, field) in fields {
                map.insert(name.to_owned(), of_value(&field, left)?);
            }
            map.insert("path".to_owned(), Json::from(entry.path.to_string()));
            Json::Object(map)
        }
        View::Part | View::Function => return Err(TooLarge),
    })
}

fn of_node(node: Node<'_>, left: &mut usize) -> Result<Json, TooLarge> {
    *left = left.checked_sub(1).ok_or(TooLarge)?;
    Ok(match node.kind() {
        Kind::Null => Json::Null,
        Kind::Bool => Json::from(node.as_bool()),
        Kind::Int | Kind::Float => match (node.as_u64(), node.as_number()) {
            (Some(number), _) => Json::from(number),
            (None, Some(Number::Int(number))) => Json::from(number),
            (None, Some(Number::Float(number))) => Json::from(number),
            (None, None) => Json::Null,
        },
        Kind::Str => Json::from(node.text()),
        Kind::Seq => Json::Array(
            node.items()
                .map(|item| of_node(item, left))
                .collect::<Result<_, _>>()?,
        ),
        Kind::Map => {
            let mut map = serde_json::Map::new();
            for (key, value) in node.entries() {
                map.insert(
                    key.text().unwrap_or_default().to_owned(),
                    of_node(value, left)?,
                );
            }
            Json::Object(map)
        }
    })
}
