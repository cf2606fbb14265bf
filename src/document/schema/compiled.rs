//! A schema of a policy.

use super::breach::{self, Breach};
use super::check::check;
use super::cost::{Growth, height, height_of_value};
use super::files::SchemaFiles;
use super::instance::{InTree, Instance};
use super::known::Known;
use super::pattern;
use super::plain::{Plain, plain};
use crate::diagnostic::Problems;
use crate::document::{Node, Path};
use crate::source::Place;
use jsonschema::json::{Json, SerdeJson};
use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value;
use std::fmt;
use std::sync::OnceLock;

const ENTANGLED: &str =
    "must meet its schema, which leads back to itself in too many ways to say where it is broken";

/// A schema of a policy: checked when it is loaded, compiled when it is first used.
pub struct Schema {
    place: Place,
    plain: Plain,
    in_tree: OnceLock<Result<Validator<InTree>, String>>,
    in_memory: OnceLock<Result<Validator<SerdeJson>, String>>,
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema")
            .field("place", &self.place)
            .field("plain", &self.plain)
            .finish_non_exhaustive()
    }
}

impl Schema {
    /// Checks a schema and everything that it refers to; `#/..` in a reference is a place below `node`, or
    /// below the root of the file in which the reference stands.
    ///
    /// Every problem is noted at its place; `None` if there is one.
    pub fn load(node: Node<'_>, files: &SchemaFiles, problems: &Problems) -> Option<Self> {
        let checked = check(node, files);
        if !checked.problems.is_empty() {
            problems.extend(checked.problems);
            return None;
        }
        Some(Self {
            place: node.place(),
            plain: plain(node, &checked),
            in_tree: OnceLock::new(),
            in_memory: OnceLock::new(),
        })
    }

    /// Where it stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether a node meets it.
    ///
    /// # Errors
    /// Where the schema cannot be compiled after all; nothing was checked then.
    pub fn allows(&self, node: Node<'_>) -> Result<bool, String> {
        Ok(self.in_tree()?.is_valid(Instance::Node(node)))
    }

    fn in_tree(&self) -> Result<&Validator<InTree>, String> {
        let validator = self.in_tree.get_or_init(|| compile(&self.plain));
        validator.as_ref().map_err(Clone::clone)
    }

    /// All places at which a node breaks it, in the order of the document.
    ///
    /// # Errors
    /// Where the schema cannot be compiled after all; nothing was checked then.
    pub fn breaches<'t>(&self, node: Node<'t>) -> Result<Vec<Breach<'t>>, String> {
        let validator = self.in_tree()?;
        let mut breaches = Vec::new();
        // Collecting errors is many times slower than finding none.
        if validator.is_valid(Instance::Node(node)) {
            return Ok(breaches);
        }
        if !Growth::of(&self.plain).is_bearable(|| height(node)) {
            return Ok(vec![Breach {
                node,
                at_key: false,
                message: ENTANGLED.to_owned(),
                path: node.path(),
            }]);
        }
        let mut finder = breach::Finder::default();
        for error in validator.iter_errors(Instance::Node(node)) {
            breach::breaches(&error, node, &mut finder, &self.plain, &mut breaches);
        }
        breaches.sort_by_key(|breach| (breach.node.id(), !breach.at_key));
        breaches.dedup_by(|one, other| one.node == other.node && one.message == other.message);
        if breaches.is_empty() {
            return Err("the validator refuses the value and does not say why".to_owned());
        }
        Ok(breaches)
    }

    /// What is wrong with a value that stands in no document, each with its JSON pointer.
    ///
    /// # Errors
    /// Where the schema cannot be compiled after all; nothing was checked then.
    pub fn breaches_of_value(&self, value: &Value) -> Result<Vec<String>, String> {
        let validator = self
            .in_memory
            .get_or_init(|| compile(&self.plain))
            .as_ref()
            .map_err(Clone::clone)?;
        let mut messages = Vec::new();
        if validator.is_valid(value) {
            return Ok(messages);
        }
        if !Growth::of(&self.plain).is_bearable(|| height_of_value(value)) {
            return Ok(vec![ENTANGLED.to_owned()]);
        }
        for error in validator.iter_errors(value) {
            breach::messages(&error, &self.plain, &mut messages);
        }
        if messages.is_empty() {
            return Err("the validator refuses the value and does not say why".to_owned());
        }
        Ok(messages)
    }

    /// The schema as it judges: titles and other words left out, what references lead to in `$defs`.
    pub fn value(&self) -> &Value {
        &self.plain.value
    }

    /// Whether a path from the judged value is possible under it. A path with `[*]` is possible if it is for
    /// one of the elements.
    pub fn knows(&self, path: &Path) -> Known {
        self.plain.knows(path)
    }

    /// The names that a map at `path` may hold, if it may hold no others; empty where no map may be there.
    pub fn closed_at(&self, path: &Path) -> Option<Vec<String>> {
        self.plain.closed_at(path)
    }
}

fn compile<F: Json>(schema: &Plain) -> Result<Validator<F>, String> {
    jsonschema::options_for::<F>()
        .with_draft(Draft::Draft202012)
        .offline()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(
            PatternOptions::regex()
                .size_limit(pattern::SIZE)
                .dfa_size_limit(pattern::SIZE),
        )
        .with_format("regex", |text: &str| pattern::compile(text).is_ok())
        .build(&schema.value)
        .map_err(|error| format!("the schema cannot be compiled: {}", words(&error)))
}

fn words(error: &jsonschema::ValidationError<'_>) -> String {
    error.to_string().replace(['\n', '\r'], " ")
}
