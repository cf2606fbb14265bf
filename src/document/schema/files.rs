//! The schema files of a pack, which `$ref: FILE#/pointer` leads to.

use crate::document::Tree;
use std::sync::Arc;

/// The `*.schema.json` and `*.schema.yaml` files of a pack, by file name, read by our reader.
#[derive(Clone, Debug, Default)]
pub struct SchemaFiles {
    files: Vec<(String, Arc<Tree>)>,
}

impl SchemaFiles {
    /// The files, each with the name that references use.
    pub fn new(files: Vec<(String, Arc<Tree>)>) -> Self {
        Self { files }
    }
}
