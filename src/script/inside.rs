//! What is inside a value: elements by number, and what is or would be a step below, each with its place.

use super::node::NodeRef;
use super::value::{From, Value, What};
use crate::document::{Key, Kind, Path, Step};
use std::sync::Arc;

/// An element of a value, as `each` and `may` take them apart.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name in a map; `None` in a list.
    pub key: Option<Arc<str>>,
    /// What stands there; absent for a null.
    pub value: Value,
}

/// What the host asks.
impl Value {
    /// The elements of a list or map; `None` where it is neither.
    pub fn elements(&self) -> Option<Vec<Element>> {
        let size = self.size()?;
        let elements = (0..size).filter_map(|index| self.nth(index));
        Some(
            elements
                .map(|(key, value)| Element {
                    key: key.as_str().map(Arc::from),
                    value,
                })
                .collect(),
        )
    }

    /// Follows an exact path through nodes, lists, maps and items; an entry has `key`, `value` and `path`.
    /// What is not there is an absent value that knows its place where one is known.
    #[must_use]
    pub fn find(&self, path: &Path) -> Self {
        path.steps()
            .iter()
            .fold(self.clone(), |value, step| value.step(step))
    }
}

/// What the machine needs.
impl Value {
    /// The number of elements of a list or map; `None` where it is neither.
    pub(super) fn size(&self) -> Option<usize> {
        match &self.what {
            What::Node(node) => match node.node().kind() {
                Kind::Seq | Kind::Map => Some(node.node().len()),
                _ => None,
            },
            What::List(list) => Some(list.content.len()),
            What::Map(map) => Some(map.content.len()),
            What::Range(start, end) => {
                Some(usize::try_from(end.saturating_sub(*start)).unwrap_or(0))
            }
            _ => None,
        }
    }

    /// The element at an index, with its key: text in a map, the index in a list.
    pub(super) fn nth(&self, index: usize) -> Option<(Self, Self)> {
        let number = i64::try_from(index).ok()?;
        match &self.what {
            What::Node(node) if node.node().kind() == Kind::Map => {
                let (key, value) = node.node().entry_at(index)?;
                let name = Self::text(key.text().unwrap_or_default()).placed(node.with(value.id()));
                Some((name, Self::node(node.with(value.id()))))
            }
            What::Node(node) => {
                let item = node.node().item(index)?;
                let key = Self::number_in(node.clone(), number);
                Some((key, Self::node(node.with(item.id()))))
            }
            What::List(list) => Some((Self::int(number), list.content.get(index)?.clone())),
            What::Map(map) => {
                let (key, value) = map.content.get(index)?;
                Some((Self::text(Arc::clone(key)), value.clone()))
            }
            What::Range(start, end) => {
                let value = start.checked_add(number).filter(|value| value < end)?;
                Some((Self::int(number), Self::int(value)))
            }
            _ => None,
        }
    }

    /// The value one step below; absent, with its place, where nothing is there.
    #[must_use]
    pub(super) fn step(&self, step: &Step) -> Self {
        let found = match (&self.what, step) {
            (What::Node(node), _) => node.child(step).map(Self::node),
            (What::Entry(entry), Step::Key(name)) => entry.field(name),
            (What::Map(map), Step::Key(name)) => map
                .get(name)
                .map(|value| value.clone().untold(|| name.as_ref().into())),
            (What::List(_) | What::Range(..), Step::Index(index)) => {
                self.nth(*index).map(|(_, value)| value)
            }
            _ => None,
        };
        found.unwrap_or_else(|| self.hole(step))
    }

    /// Whether a map has an entry of a name, a null's included.
    pub(super) fn has(&self, name: &str) -> bool {
        match &self.what {
            What::Node(node) => node.node().entry(name).is_some(),
            What::Map(map) => map.get(name).is_some(),
            _ => false,
        }
    }

    /// The absent value one step below.
    fn hole(&self, step: &Step) -> Self {
        match (&self.from, self.place_node()) {
            (From::Missing(missing), _) => {
                Self::missing(missing.node.clone(), missing.path.child(step.clone()))
            }
            (From::NoneOf(node, wanted), _) => Self {
                what: What::Absent,
                from: From::NoneOf(node.clone(), wanted),
            },
            (From::Untold(node, name), _) => Self {
                what: What::Absent,
                from: From::Untold(node.clone(), Arc::clone(name)),
            },
            (From::Named(name), _) if self.is_absent() => Self {
                what: What::Absent,
                from: From::Named(Arc::clone(name)),
            },
            (_, Some(node)) => Self::missing(node.clone(), Path::new(vec![step.clone()])),
            _ => Self::absent(),
        }
    }

    const fn number_in(list: NodeRef, number: i64) -> Self {
        Self {
            what: What::Int(number),
            from: From::List(list),
        }
    }
}

/// The key of a node as a value: text in a map, the index in a list.
pub(super) fn key_of(node: &NodeRef) -> Value {
    match node.node().key() {
        Some(Key::Name(key)) => Value::text(key.text().unwrap_or_default()).placed(node.clone()),
        Some(Key::Index(index)) => match (i64::try_from(index), node.parent()) {
            (Ok(number), Some(list)) => Value::number_in(list, number),
            _ => Value::absent(),
        },
        None => Value::absent(),
    }
}
