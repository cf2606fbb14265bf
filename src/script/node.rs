//! Nodes that own their document, so that values outlive what they were read from.

use super::textmap::TextMap;
use crate::document::{Document, Key, Node, NodeId, Path, Step, Tree};
use crate::source::{Place, Source, Span};
use std::fmt;
use std::sync::Arc;

/// A node of a manifest, of a policy's data, or of a document inside a string of either.
#[derive(Clone)]
pub struct NodeRef {
    tree: Arc<Tree>,
    id: NodeId,
    home: Home,
}

/// Whose document it is.
#[derive(Clone)]
enum Home {
    Manifest,
    Policy,
    Inside(Arc<Inside>),
}

/// The string that a document was read from, and where its bytes stand. Without a map every node of it has
/// the place of the string.
struct Inside {
    host: NodeRef,
    map: Option<TextMap>,
}

impl fmt::Debug for NodeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.source().path(), self.path())
    }
}

impl PartialEq for NodeRef {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.tree, &other.tree) && self.id == other.id
    }
}

impl NodeRef {
    /// A node of a manifest.
    pub fn new(tree: &Arc<Tree>, id: NodeId) -> Self {
        Self {
            tree: Arc::clone(tree),
            id,
            home: Home::Manifest,
        }
    }

    /// The root of a manifest's document.
    pub fn root_of(document: &Document) -> Self {
        Self::new(document.tree(), document.root().id())
    }

    /// A node of a policy's file: what is wrong or absent there is the author's mistake.
    pub fn of_policy(tree: &Arc<Tree>, id: NodeId) -> Self {
        Self {
            home: Home::Policy,
            ..Self::new(tree, id)
        }
    }

    /// The root of a document that was read from the text of a node, as it stands (`exact`) or as a script made
    /// another text of it (`place`). From a text of the script's own it is the policy's.
    pub(super) fn inside(exact: Option<&Self>, place: Option<&Self>, document: &Document) -> Self {
        let root = Self::root_of(document);
        let home = match (exact, place) {
            (Some(host), _) => Home::Inside(Arc::new(Inside {
                host: host.clone(),
                map: TextMap::of_scalar(host.tree.source(), host.node()),
            })),
            (None, Some(host)) => Home::Inside(Arc::new(Inside {
                host: host.clone(),
                map: None,
            })),
            (None, None) => Home::Policy,
        };
        Self { home, ..root }
    }

    /// The node itself.
    pub fn node(&self) -> Node<'_> {
        self.tree.node(self.id)
    }

    /// Another node of the same document.
    #[must_use]
    pub fn with(&self, id: NodeId) -> Self {
        Self { id, ..self.clone() }
    }

    /// The file that it stands in.
    pub fn source(&self) -> &Arc<Source> {
        match &self.home {
            Home::Inside(inside) => inside.host.source(),
            Home::Manifest | Home::Policy => self.tree.source(),
        }
    }

    /// The bytes of the file at which it stands, also where it lies in a document inside a string.
    pub fn span(&self) -> Span {
        self.outward(self.node().span())
    }

    /// [`NodeRef::span`] made ready to be shown.
    pub fn place(&self) -> Place {
        self.source().place(self.span())
    }

    /// Where its key stands, or itself where it has none.
    pub fn key_place(&self) -> Place {
        match self.node().key() {
            Some(Key::Name(key)) => self.source().place(self.outward(key.span())),
            _ => self.place(),
        }
    }

    /// The way to it from the root of the file's document; a document inside a string continues the string's.
    pub fn path(&self) -> Path {
        let own = self.node().path();
        match &self.home {
            Home::Inside(inside) => inside.host.path().join(&own),
            Home::Manifest | Home::Policy => own,
        }
    }

    /// Whether it belongs to a policy's file.
    pub fn is_policy(&self) -> bool {
        match &self.home {
            Home::Manifest => false,
            Home::Policy => true,
            Home::Inside(inside) => inside.host.is_policy(),
        }
    }

    /// Whether it is another node of a manifest or lies in it, also by way of a document inside a string.
    pub fn is_within(&self, outer: &Self) -> bool {
        let mut node = self.clone();
        loop {
            if node == *outer {
                return true;
            }
            node = match (node.parent(), &node.home) {
                (Some(parent), _) => parent,
                (None, Home::Inside(inside)) => inside.host.clone(),
                (None, Home::Manifest | Home::Policy) => return false,
            };
        }
    }

    /// Whether both stand in one document of a file.
    pub fn is_beside(&self, other: &Self) -> bool {
        let root = |node: &Self| {
            let mut node = node.clone();
            loop {
                node = match (node.parent(), &node.home) {
                    (Some(parent), _) => parent,
                    (None, Home::Inside(inside)) => inside.host.clone(),
                    (None, Home::Manifest | Home::Policy) => return node,
                };
            }
        };
        root(self) == root(other)
    }

    /// The node one step below, null included.
    pub fn child(&self, step: &Step) -> Option<Self> {
        step.from(self.node()).map(|node| self.with(node.id()))
    }

    /// The container that it lies in.
    pub fn parent(&self) -> Option<Self> {
        self.node().parent().map(|node| self.with(node.id()))
    }

    /// A span of the tree's own source as a span of the file.
    fn outward(&self, span: Span) -> Span {
        let Home::Inside(inside) = &self.home else {
            return span;
        };
        match &inside.map {
            Some(map) => inside.host.outward(map.span(span)),
            None => inside.host.span(),
        }
    }
}
