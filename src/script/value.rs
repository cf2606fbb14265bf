//! Values of scripts: what a manifest holds, seen in place, and what scripts make of it.

use super::node::NodeRef;
use crate::document::{Kind, Path};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value, with the place of the manifest that it is or stems from.
#[derive(Clone, Debug)]
pub struct Value {
    pub(super) what: What,
    pub(super) from: From,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// Nothing: `()`.
    Absent,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Arc<str>),
    Date(jiff::civil::Date),
    Version(Arc<semver::Version>),
    /// A node of a document: a list, a map or a scalar that is not null.
    Node(NodeRef),
    /// One element of a list or map, or one scalar below a node: `entries`, `walk`.
    Entry(Arc<Entry>),
    /// A list that a script made.
    List(Arc<Vec<Value>>),
    /// A map that a script made; with a node in [`Value::from`] an `item`.
    Map(Arc<BTreeMap<Arc<str>, Value>>),
    /// `facts`, `service`, `data`, a sibling or a sibling's facts.
    Part(Part),
    /// A closure.
    Function(Arc<super::code::Closure>),
}

/// An element of a container, or a scalar below it.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name in a map, its index in a list.
    pub(super) key: Value,
    pub(super) value: Value,
    /// The way to it from what was asked for its entries.
    pub(super) path: Path,
}

/// A door to the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Facts,
    Service,
    Data,
    Sibling(usize),
    SiblingFacts(usize),
}

/// Where a value comes from.
#[derive(Clone, Debug, Default)]
pub(super) enum From {
    /// The script itself, or a policy file.
    #[default]
    Script,
    /// Made of, or placed at, this node.
    Node(NodeRef),
    /// It is absent, and would stand here.
    Missing(Arc<Missing>),
}

/// Something that is not there.
#[derive(Clone, PartialEq, Debug)]
pub struct Missing {
    /// The nearest node that is there; none where no manifest was asked.
    pub node: Option<NodeRef>,
    /// The way from that node, or the whole way where there is none (`service.tier`). Empty for a null.
    pub path: Path,
}

/// An element of a value, as `each` and `may` take them apart.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name in a map; `None` in a list.
    pub key: Option<Arc<str>>,
    /// What stands there.
    pub value: Value,
}

impl Value {
    /// Nothing, from nowhere.
    pub const fn absent() -> Self {
        Self {
            what: What::Absent,
            from: From::Script,
        }
    }

    /// Nothing, with the place where it would stand.
    pub fn missing(missing: Missing) -> Self {
        Self {
            what: What::Absent,
            from: From::Missing(Arc::new(missing)),
        }
    }

    /// A node of a manifest or of a policy's data. A null is absent, with its place.
    pub fn node(node: NodeRef) -> Self {
        if node.node().kind() == Kind::Null {
            return Self::missing(Missing {
                node: Some(node),
                path: Path::default(),
            });
        }
        Self::plain(What::Node(node))
    }

    /// A boolean of the host's own.
    pub const fn bool(value: bool) -> Self {
        Self::plain(What::Bool(value))
    }

    /// A whole number of the host's own.
    pub const fn int(value: i64) -> Self {
        Self::plain(What::Int(value))
    }

    /// Text of the host's own.
    pub fn text(value: impl Into<Arc<str>>) -> Self {
        Self::plain(What::Text(value.into()))
    }

    /// A list of the host's own.
    pub fn list(values: Vec<Self>) -> Self {
        Self::plain(What::List(Arc::new(values)))
    }

    pub(super) const fn plain(what: What) -> Self {
        Self {
            what,
            from: From::Script,
        }
    }

    /// The same, placed at a node.
    #[must_use]
    pub fn placed(self, node: NodeRef) -> Self {
        Self {
            what: self.what,
            from: From::Node(node),
        }
    }

    /// Whether there is nothing.
    pub const fn is_absent(&self) -> bool {
        matches!(self.what, What::Absent)
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        todo!()
    }

    /// The text of what is text.
    pub fn as_str(&self) -> Option<&str> {
        todo!()
    }

    /// The word that messages use for what it is: `text`, `a list`, `nothing`.
    pub fn word(&self) -> &'static str {
        todo!()
    }

    /// The node that it is, that it keeps the place of, or that it was made of.
    pub fn place_node(&self) -> Option<&NodeRef> {
        todo!()
    }

    /// What is missing, where it is absent and knows where it would stand.
    pub fn as_missing(&self) -> Option<&Missing> {
        todo!()
    }

    /// The elements of a list or map, nulls included as absent values; `None` where it is neither.
    pub fn elements(&self) -> Option<Vec<Element>> {
        todo!()
    }

    /// Follows an exact path, through nodes, lists, maps, items and entries (an entry is read as its value). What is not there is an
    /// absent value that knows its place.
    #[must_use]
    pub fn find(&self, _path: &Path) -> Self {
        todo!()
    }

    /// The value as JSON, for what a schema judges and no node holds. `None` where it is, or holds, a function
    /// or a door to the host. Absent values are null.
    pub fn to_json(&self) -> Option<serde_json::Value> {
        todo!()
    }
}
