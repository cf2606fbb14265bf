//! The arena: nodes with spans, read-only once built.

use super::path::{Path, Step};
use super::scalar;
use crate::source::{Place, Source, Span};
use serde_json::Value;
use std::sync::Arc;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number, of any length.
    Int,
    /// A number with a point or exponent, an infinity or not a number.
    Float,
    /// Text.
    Str,
    /// A list.
    Seq,
    /// A map.
    Map,
}

impl Kind {
    /// The word that messages use for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Int => "an integer",
            Self::Float => "a number",
            Self::Str => "text",
            Self::Seq => "a list",
            Self::Map => "a map",
        }
    }
}

/// How a node is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// `'single'`.
    Single,
    /// `"double"`.
    Double,
    /// `|` block scalar.
    Literal,
    /// `>` block scalar.
    Folded,
    /// `[..]` or `{..}`.
    Flow,
    /// Indented lines.
    Block,
}

/// The number of a node in its tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The id as a number, for tables kept beside a tree.
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// A number as scripts and schemas see it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    /// A whole number of 64 bits.
    Int(i64),
    /// Any other number.
    Float(f64),
}

/// Scalars: `a` and `b` are offset and length of the decoded text, in the source or, where decoding changed
/// it, in the tree's own buffer. Containers: first slot and number of slots in `children`; a map has two
/// slots for each entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    pub(super) span: Span,
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) parent: u32,
    pub(super) kind: Kind,
    pub(super) style: Style,
    pub(super) decoded: bool,
}

/// A readable document: its number in the stream as written, from 1, and its root.
#[derive(Clone, Copy, Debug)]
pub(super) struct Root {
    pub(super) number: u32,
    pub(super) node: u32,
}

/// A run of nodes that an alias brought: copies of the anchored ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Copied {
    pub(super) first: u32,
    pub(super) end: u32,
    pub(super) alias: Span,
}

/// No parent: a root.
pub(super) const ROOT: u32 = u32::MAX;

/// All documents of one file.
#[derive(Debug)]
pub struct Tree {
    pub(super) source: Arc<Source>,
    pub(super) decoded: String,
    pub(super) nodes: Vec<Raw>,
    pub(super) children: Vec<u32>,
    pub(super) roots: Vec<Root>,
    pub(super) copied: Vec<Copied>,
    pub(super) unreadable: u32,
}

impl Tree {
    pub(super) fn empty(source: &Arc<Source>) -> Self {
        Self {
            source: Arc::clone(source),
            decoded: String::new(),
            nodes: Vec::new(),
            children: Vec::new(),
            roots: Vec::new(),
            copied: Vec::new(),
            unreadable: 0,
        }
    }

    /// The tree of a file that is refused as a whole.
    pub(super) fn refused(source: &Arc<Source>) -> Self {
        Self {
            unreadable: 1,
            ..Self::empty(source)
        }
    }

    /// The file.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// How many documents of the file could not be read.
    pub fn unreadable(&self) -> u32 {
        self.unreadable
    }

    /// The readable documents, in order; those without content are left out.
    pub fn documents(self: &Arc<Self>) -> impl ExactSizeIterator<Item = Document> {
        self.roots.iter().map(|root| Document {
            tree: Arc::clone(self),
            root: *root,
        })
    }

    /// The node of an id of this tree.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node {
            tree: self,
            id: id.0,
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by the builder of this very arena"
    )]
    fn raw(&self, id: u32) -> &Raw {
        &self.nodes[id as usize]
    }

    fn slots(&self, raw: &Raw) -> &[u32] {
        match raw.kind {
            Kind::Seq | Kind::Map => self
                .children
                .get(raw.a as usize..(raw.a + raw.b) as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }
}

/// One readable document of a file.
#[derive(Clone, Debug)]
pub struct Document {
    tree: Arc<Tree>,
    root: Root,
}

impl Document {
    /// The file's tree.
    pub fn tree(&self) -> &Arc<Tree> {
        &self.tree
    }

    /// Its number in the file as written, from 1.
    pub fn number(&self) -> u32 {
        self.root.number
    }

    /// Its root node.
    pub fn root(&self) -> Node<'_> {
        Node {
            tree: &self.tree,
            id: self.root.node,
        }
    }
}

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
