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
        (0..self.size()?)
            .map(|index| {
                let (key, value) = self.nth(index)?;
                let key = key.as_str().map(Arc::from);
                Some(Element { key, value })
            })
            .collect()
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
                let size = end.saturating_sub(*start).max(0);
                Some(usize::try_from(size).unwrap_or(usize::MAX))
            }
            _ => None,
        }
    }

    /// The element at an index, with its key: text in a map, the index in a list. There is one at every index below
    /// [`Value::size`]: whoever asks for all of them misses none.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, read};
    use crate::script::built::Built;
    use crate::source::Source;

    #[test]
    fn there_is_an_element_at_every_index_below_the_size() {
        let text = "list: [a, ~, [], {}]\nmap: { a: 1, b: ~, c: [] }\nalias: &x [1]\nother: *x\nnone: []\n";
        let reading = read(&Source::new("service.yaml", text), &Limits::default());
        assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
        let document = reading.tree.documents().next().unwrap();
        let root = Value::node(NodeRef::root_of(&document));
        let made = [("a".into(), Value::int(1)), ("b".into(), Value::absent())];
        let range = |start, end| Value::plain(What::Range(start, end));
        let mut all = vec![
            (Value::list(vec![Value::absent(), Value::int(1)]), 2),
            (
                Value::plain(What::Map(Arc::new(Built::map(made.into())))),
                2,
            ),
            (range(2, 5), 3),
            (range(5, 2), 0),
            (range(i64::MAX - 2, i64::MAX), 2),
            (range(i64::MAX, i64::MIN), 0),
        ];
        for (name, size) in [
            ("list", 4),
            ("map", 3),
            ("alias", 1),
            ("other", 1),
            ("none", 0),
        ] {
            all.push((root.step(&Step::Key(name.into())), size));
        }
        all.push((root, 5));
        for (value, size) in all {
            assert_eq!(value.size(), Some(size), "{value:?}");
            assert!(
                (0..size).all(|index| value.nth(index).is_some()),
                "{value:?}"
            );
            assert!(value.nth(size).is_none(), "{value:?}");
            assert_eq!(value.elements().map(|all| all.len()), Some(size));
        }
    }
}
