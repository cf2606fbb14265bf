//! Constants that scripts see as `data`.

use crate::document::{Document, Node, NodeId, Tree};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Named constants: the pack's `data/NAME.yaml` files and the entries of a mandate's `data:`.
#[derive(Clone, Debug, Default)]
pub struct DataSet {
    entries: BTreeMap<String, (Arc<Tree>, NodeId)>,
}

impl DataSet {
    /// The same with a document as one more constant. `false` if the name is taken.
    pub fn insert_document(&mut self, name: &str, document: &Document) -> bool {
        self.insert(name, Arc::clone(document.tree()), document.root().id())
    }

    /// The same with the entries of a map as more constants; gives back the entries whose names are taken.
    pub fn insert_entries<'t>(&mut self, tree: &Arc<Tree>, map: Node<'t>) -> Vec<Node<'t>> {
        let entries = map.entries().filter(|(key, value)| {
            !self.insert(key.text().unwrap_or_default(), Arc::clone(tree), value.id())
        });
        entries.map(|(key, _)| key).collect()
    }

    fn insert(&mut self, name: &str, tree: Arc<Tree>, id: NodeId) -> bool {
        if self.entries.contains_key(name) {
            return false;
        }
        self.entries.insert(name.to_owned(), (tree, id));
        true
    }

    /// The same with the constants of another set whose names are not taken.
    pub fn fill_from(&mut self, other: &Self) {
        for (name, (tree, id)) in &other.entries {
            self.insert(name, Arc::clone(tree), *id);
        }
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The node of a constant.
    pub fn get(&self, name: &str) -> Option<(&Arc<Tree>, NodeId)> {
        self.entries.get(name).map(|(tree, id)| (tree, *id))
    }
}
