//! The arena: nodes with spans, read-only once built.

use super::node::Node;
use crate::source::{Source, Span};
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
        Node::new(self, id.0)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by the builder of this very arena"
    )]
    pub(super) fn raw(&self, id: u32) -> &Raw {
        &self.nodes[id as usize]
    }

    pub(super) fn slots(&self, raw: &Raw) -> &[u32] {
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
        Node::new(&self.tree, self.root.node)
    }
}
