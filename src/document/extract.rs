//! A part of a document as a document of its own.

use super::node::Node;
use super::tree::{Document, NodeId, ROOT, Raw, Root, Tree};
use std::sync::Arc;

impl Tree {
    /// The node as the only document of a tree: paths begin at it, places stay where they are. What aliases
    /// brought no longer knows its alias.
    pub fn extract(&self, id: NodeId) -> Arc<Self> {
        let mut tree = Self::empty(&self.source);
        tree.decoded.clone_from(&self.decoded);
        copy(self.node(id), ROOT, &mut tree);
        tree.roots.push(Root { number: 1, node: 0 });
        Arc::new(tree)
    }
}

impl Document {
    /// The document of a tree that holds just one.
    pub fn only(tree: &Arc<Tree>) -> Option<Self> {
        let mut documents = tree.documents();
        documents.next().filter(|_| documents.next().is_none())
    }
}

/// Copies a node with all below it; a value stays the node behind its key.
fn copy(node: Node<'_>, parent: u32, tree: &mut Tree) -> u32 {
    let id = u32::try_from(tree.nodes.len()).unwrap_or(ROOT);
    tree.nodes.push(Raw {
        parent,
        ..*node.raw()
    });
    let mut children = Vec::new();
    for (key, value) in node.entries() {
        children.push(copy(key, id, tree));
        children.push(copy(value, id, tree));
    }
    for item in node.items() {
        children.push(copy(item, id, tree));
    }
    if node.is_container() {
        let first = u32::try_from(tree.children.len()).unwrap_or(ROOT);
        let count = u32::try_from(children.len()).unwrap_or(ROOT);
        tree.children.extend(children);
        if let Some(raw) = tree.nodes.get_mut(id as usize) {
            (raw.a, raw.b) = (first, count);
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use crate::document::{Limits, Path, read};
    use crate::source::Source;

    #[test]
    fn a_part_has_paths_of_its_own_and_places_of_the_whole() {
        let source = Source::new(
            "t.yaml",
            "cases:\n  - manifest:\n      spec: { a: [1, \"x\\ty\"] }\n",
        );
        let reading = read(&source, &Limits::default());
        let document = reading.tree.documents().next().unwrap();
        let node = Path::parse("cases[0].manifest")
            .unwrap()
            .find(document.root())
            .unwrap();
        let part = reading.tree.extract(node.id());
        let root = part.documents().next().unwrap();
        let found = Path::parse("spec.a[1]").unwrap().find(root.root()).unwrap();
        assert_eq!(found.text(), Some("x\ty"));
        assert_eq!(found.path().to_string(), "spec.a[1]");
        assert_eq!(source.slice(found.span()), "\"x\\ty\"");
    }
}
