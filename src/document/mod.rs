//! The spanned document tree: one strict reader for YAML 1.2 and JSON, and the views over its tree.
//!
//! [`read`] turns a [`Source`] into one [`Tree`] with a [`Document`] for each document of the stream, or into
//! diagnostics. Aliases and merge keys are copied into place, so that the tree is a tree: every node has one
//! parent and one path, and remembers the span where its text really stands.
//!
//! Views over the tree, none of which copies it: [`Path`] (places by name), [`Fields`] (typed decoding) and
//! [`Schema`] (JSON Schema).

mod aliases;
mod builder;
pub mod decode;
mod edits;
mod extract;
mod indentation;
mod json;
mod keys;
mod limits;
mod meant;
mod node;
mod path;
mod plain;
mod scalar;
mod schema;
mod splice;
mod tree;
mod written;
mod yaml;

pub use decode::{Fields, Spanned};
pub use edits::{add_field, append, scalar, set_field};
pub use limits::Limits;
pub use node::{Key, Node};
pub use path::{Path, PathError, Step};
pub use schema::{Breach, Known, Schema, SchemaFiles, compile_regex, surely_compiles};
pub use splice::{Edit, splice};
pub use tree::{Document, Kind, NodeId, Number, Style, Tree};

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::sync::Arc;

/// What reading a file gave: the documents that could be read, and what is wrong with the rest.
#[derive(Debug)]
pub struct Reading {
    /// The readable documents; none where the whole file is refused.
    pub tree: Arc<Tree>,
    /// What was refused, each with its place. Empty if and only if everything was read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a YAML stream, or a JSON file if the source's path ends in `.json`.
pub fn read(source: &Arc<Source>, limits: &Limits) -> Reading {
    read_with(source, limits, |source, limits| {
        plain::read(source, limits).unwrap_or_else(|| yaml::read(source, limits))
    })
}

/// Reads as [`read`] does, but never by the short way through plain text. The two give the same tree, and the tests
/// hold one against the other.
pub fn read_by_parser(source: &Arc<Source>, limits: &Limits) -> Reading {
    read_with(source, limits, yaml::read)
}

fn read_with(
    source: &Arc<Source>,
    limits: &Limits,
    read: impl Fn(&Arc<Source>, &Limits) -> Reading,
) -> Reading {
    let is_json = source.path().ends_with(".json");
    let problem = limits
        .refuse(source)
        .or_else(|| if is_json { json::refuse(source) } else { None });
    match problem {
        Some(problem) => Reading {
            tree: Arc::new(Tree::refused(source)),
            diagnostics: vec![problem],
        },
        None => read(source, limits),
    }
}
