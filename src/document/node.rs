//! A node of a tree: what it is, where it stands, what lies around it.

use super::path::{Path, Step};
use super::scalar;
use super::tree::{Kind, NodeId, Number, ROOT, Raw, Style, Tree};
use crate::source::{Place, Span};
use serde_json::Value;

/// The step that leads to a node from its parent.
#[derive(Clone, Copy, Debug)]
pub enum Key<'t> {
    /// The key of a map's entry, as a node.
    Name(Node<'t>),
    /// The place in a list, from 0.
    Index(usize),
}

/// A node of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: u32,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl<'t> Node<'t> {
    /// The node of an id of a tree.
    pub(super) fn new(tree: &'t Tree, id: u32) -> Self {
        Self { tree, id }
    }

    pub(super) fn raw(self) -> &'t Raw {
        self.tree.raw(self.id)
    }

    fn with(self, id: u32) -> Self {
        Self {
            tree: self.tree,
            id,
        }
    }

    /// Its id.
    pub fn id(self) -> NodeId {
        NodeId(self.id)
    }

    /// Its tree.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.raw().kind
    }

    /// How it is written.
    pub fn style(self) -> Style {
        self.raw().style
    }

    /// Where its text stands. Quotes and the indicator of a block scalar are part of it; anchors, tags and
    /// comments are not. For what an alias or merge key brought, that is the anchored text.
    pub fn span(self) -> Span {
        self.raw().span
    }

    /// [`Node::span`] made ready to be shown.
    pub fn place(self) -> Place {
        self.tree.source.place(self.span())
    }

    /// The place of its key, or its own where it has none.
    pub fn key_place(self) -> Place {
        match self.key() {
            Some(Key::Name(key)) => key.place(),
            _ => self.place(),
        }
    }

    /// The alias (`*name`) that brought it here, if one did.
    pub fn alias(self) -> Option<Span> {
        let copied = &self.tree.copied;
        let after = copied.partition_point(|run| run.first <= self.id);
        copied
            .get(after.checked_sub(1)?)
            .filter(|run| self.id < run.end)
            .map(|run| run.alias)
    }

    /// The decoded text of a scalar; `None` for containers.
    pub fn text(self) -> Option<&'t str> {
        let raw = self.raw();
        if raw.kind > Kind::Str {
            return None;
        }
        let range = Span::new(raw.a, raw.a + raw.b).range();
        let buffer = if raw.decoded {
            &*self.tree.decoded
        } else {
            self.tree.source.text()
        };
        Some(buffer.get(range).unwrap_or_default())
    }

    /// The text of a scalar that is text.
    pub fn as_str(self) -> Option<&'t str> {
        if self.kind() == Kind::Str {
            self.text()
        } else {
            None
        }
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        if self.kind() != Kind::Bool {
            return None;
        }
        self.text().map(|text| text.starts_with(['t', 'T']))
    }

    /// The value of an integer that fits.
    pub fn as_i64(self) -> Option<i64> {
        if self.kind() == Kind::Int {
            scalar::parse_i64(self.text()?)
        } else {
            None
        }
    }

    /// The value of an unsigned integer that fits.
    pub fn as_u64(self) -> Option<u64> {
        if self.kind() == Kind::Int {
            scalar::parse_u64(self.text()?)
        } else {
            None
        }
    }

    /// The value of any number, rounded if need be.
    pub fn as_f64(self) -> Option<f64> {
        match self.kind() {
            Kind::Int | Kind::Float => {
                let text = self.text()?;
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "a float view of an integer is rounded"
                )]
                let whole = scalar::parse_i64(text).map(|value| value as f64);
                whole.or_else(|| scalar::parse_f64(text))
            }
            _ => None,
        }
    }

    /// The value of a number: an integer where it is one and fits.
    pub fn as_number(self) -> Option<Number> {
        self.as_i64()
            .map(Number::Int)
            .or_else(|| self.as_f64().map(Number::Float))
    }

    /// Whether it is a list or a map.
    pub fn is_container(self) -> bool {
        self.kind() > Kind::Str
    }

    /// Whether it is null; null counts as absent wherever a value is asked for.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The number of items of a list or entries of a map; 0 for scalars.
    pub fn len(self) -> usize {
        let slots = self.tree.slots(self.raw()).len();
        if self.kind() == Kind::Map {
            slots / 2
        } else {
            slots
        }
    }

    /// Whether it is a container without content, or a scalar.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of a list; nothing for other nodes.
    pub fn items(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        let slots = if self.kind() == Kind::Seq {
            self.tree.slots(self.raw())
        } else {
            &[]
        };
        slots.iter().map(move |&id| self.with(id))
    }

    /// The item of a list at an index from 0.
    pub fn item(self, index: usize) -> Option<Self> {
        if self.kind() != Kind::Seq {
            return None;
        }
        self.tree
            .slots(self.raw())
            .get(index)
            .map(|&id| self.with(id))
    }

    /// The entries of a map as (key, value), as written, what merge keys brought at the end; nothing for
    /// other nodes.
    pub fn entries(self) -> impl ExactSizeIterator<Item = (Self, Self)> + Clone {
        let slots = if self.kind() == Kind::Map {
            self.tree.slots(self.raw())
        } else {
            &[]
        };
        let (pairs, _) = slots.as_chunks::<2>();
        pairs
            .iter()
            .map(move |&[key, value]| (self.with(key), self.with(value)))
    }

    /// The (key, value) of a map's entry at an index from 0, in the order of [`Node::entries`].
    pub fn entry_at(self, index: usize) -> Option<(Self, Self)> {
        if self.kind() != Kind::Map {
            return None;
        }
        let (pairs, _) = self.tree.slots(self.raw()).as_chunks::<2>();
        let &[key, value] = pairs.get(index)?;
        Some((self.with(key), self.with(value)))
    }

    /// The items of a list or the values of a map.
    pub fn elements(self) -> Vec<Self> {
        match self.kind() {
            Kind::Map => self.entries().map(|(_, value)| value).collect(),
            _ => self.items().collect(),
        }
    }

    /// The (key, value) of a map's entry.
    pub fn entry(self, key: &str) -> Option<(Self, Self)> {
        self.entries().find(|(name, _)| name.text() == Some(key))
    }

    /// The value of a map's entry, null included.
    pub fn get(self, key: &str) -> Option<Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The container it lies in.
    pub fn parent(self) -> Option<Self> {
        let parent = self.raw().parent;
        (parent != ROOT).then(|| self.with(parent))
    }

    /// The root of its document.
    #[must_use]
    pub fn root(self) -> Self {
        let mut node = self;
        while let Some(parent) = node.parent() {
            node = parent;
        }
        node
    }

    /// The step that leads to it from its parent; `None` for a root.
    pub fn key(self) -> Option<Key<'t>> {
        let parent = self.parent()?;
        match parent.kind() {
            // Keys are scalars, so that a value is always the node behind its key.
            Kind::Map => Some(Key::Name(self.with(self.id.checked_sub(1)?))),
            _ => self
                .tree
                .slots(parent.raw())
                .binary_search(&self.id)
                .ok()
                .map(Key::Index),
        }
    }

    /// The name of its entry in a map.
    pub fn key_text(self) -> Option<&'t str> {
        match self.key()? {
            Key::Name(key) => key.text(),
            Key::Index(_) => None,
        }
    }

    /// The way to it from the root of its document.
    pub fn path(self) -> Path {
        self.path_below(None)
    }

    /// The way to it from `top`, or from the root where `top` is not above it.
    pub fn path_below(self, top: Option<Self>) -> Path {
        let mut steps = Vec::new();
        let mut node = self;
        while Some(node) != top
            && let Some(key) = node.key()
            && let Some(parent) = node.parent()
        {
            steps.push(match key {
                Key::Name(key) => Step::Key(key.text().unwrap_or_default().into()),
                Key::Index(index) => Step::Index(index),
            });
            node = parent;
        }
        steps.reverse();
        Path::new(steps)
    }

    /// The same as a JSON value. What JSON has no number for (an infinity, a number too large for 64 bits)
    /// becomes its text; a whole number beyond 64 bits is rounded.
    pub fn to_json(self) -> Value {
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.as_bool().unwrap_or_default()),
            Kind::Int | Kind::Float => {
                let number = (self.as_i64().map(serde_json::Number::from))
                    .or_else(|| self.as_u64().map(serde_json::Number::from))
                    .or_else(|| self.as_f64().and_then(serde_json::Number::from_f64));
                number.map_or_else(|| self.text().unwrap_or_default().into(), Value::Number)
            }
            Kind::Str => self.text().unwrap_or_default().into(),
            Kind::Seq => self.items().map(Self::to_json).collect(),
            Kind::Map => Value::Object(
                self.entries()
                    .map(|(key, value)| {
                        (key.text().unwrap_or_default().to_owned(), value.to_json())
                    })
                    .collect(),
            ),
        }
    }

    /// Whether `other` is this node or lies below it.
    pub fn holds(self, other: Self) -> bool {
        let mut node = Some(other);
        while let Some(at) = node {
            if at == self {
                return true;
            }
            node = at.parent();
        }
        false
    }
}
