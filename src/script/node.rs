//! Nodes that own their document, so that values outlive what they were read from.

use crate::document::{Document, Node, NodeId, Path, Tree};
use crate::source::Place;
use std::sync::Arc;

/// A node of a manifest, of a policy's data, or of a document inside a string of either.
#[derive(Clone)]
pub struct NodeRef {
    tree: Arc<Tree>,
    id: NodeId,
    home: Home,
}

/// Whose document it is.
#[derive(Clone, Debug)]
enum Home {
    Manifest,
    Policy,
    Inside(Arc<NodeRef>),
}

impl std::fmt::Debug for NodeRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}#{}", self.tree.source().path(), self.path())
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
            tree: Arc::clone(tree),
            id,
            home: Home::Policy,
        }
    }

    /// The node itself.
    pub fn node(&self) -> Node<'_> {
        self.tree.node(self.id)
    }

    /// Where it stands in the file, also where it lies in a document inside a string.
    pub fn place(&self) -> Place {
        todo!()
    }

    /// Where its key stands, or itself where it has none.
    pub fn key_place(&self) -> Place {
        todo!()
    }

    /// The way to it from the root of the file's document.
    pub fn path(&self) -> Path {
        todo!()
    }

    /// Whether it belongs to a policy's file.
    pub fn is_policy(&self) -> bool {
        todo!()
    }
}
