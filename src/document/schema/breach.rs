//! Where a value breaks a schema.

use crate::document::{Node, Path};
use crate::source::Place;

/// One place at which a value breaks its schema.
#[derive(Clone, Debug)]
pub struct Breach<'t> {
    /// The node at fault: the value, the map that lacks a field, or the value of a field that is not known.
    pub node: Node<'t>,
    /// Whether the fault lies in the node's key (an unknown field) or shows there (a map that lacks a field).
    pub at_key: bool,
    /// What was found and what is allowed.
    pub message: String,
    /// The way from the document's root to what is at fault; for a field that is missing, to where it should be.
    pub path: Path,
}

impl Breach<'_> {
    /// The place to underline.
    pub fn place(&self) -> Place {
        if self.at_key {
            self.node.key_place()
        } else {
            self.node.place()
        }
    }
}
