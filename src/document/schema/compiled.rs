//! A schema of a policy.

use super::{Breach, Known, SchemaFiles};
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Node, Path};
use crate::source::Place;
use serde_json::Value;

/// A schema of a policy: checked when it is loaded, compiled when it is first used.
#[derive(Debug)]
pub struct Schema {
    place: Place,
}

impl Schema {
    /// Checks a schema and everything that it refers to; `#/..` in a reference is a place below `node`.
    ///
    /// Every problem is noted at its place; `None` if there is one.
    pub fn load(node: Node<'_>, files: &SchemaFiles, problems: &Problems) -> Option<Self> {
        let _ = files;
        problems.push(
            Diagnostic::error("schema::unfinished", "schemas are not read yet")
                .at_place(node.place()),
        );
        None
    }

    /// Where it stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// All places at which a node breaks it, in the order of the document.
    ///
    /// # Errors
    /// Where the schema cannot be compiled after all; nothing was checked then.
    pub fn breaches<'t>(&self, node: Node<'t>) -> Result<Vec<Breach<'t>>, String> {
        let _ = node;
        Err("schemas are not read yet".to_owned())
    }

    /// What is wrong with a value that stands in no document, each with its path.
    ///
    /// # Errors
    /// Where the schema cannot be compiled after all; nothing was checked then.
    pub fn breaches_of_value(&self, value: &Value) -> Result<Vec<String>, String> {
        let _ = value;
        Err("schemas are not read yet".to_owned())
    }

    /// Whether a path from the judged value is possible under it.
    pub fn knows(&self, path: &Path) -> Known {
        let _ = path;
        Known::Unknown
    }

    /// The names that a map at `path` may hold, if the schema allows there no others.
    pub fn closed_at(&self, path: &Path) -> Option<Vec<String>> {
        let _ = path;
        None
    }
}
