//! What a policy document is decoded in: its file, its pack, the names its scripts may use.

use super::pack::PackScope;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Node, Path, Schema, Spanned};
use crate::script::{Names, Script};
use crate::source::Source;
use std::cell::RefCell;
use std::sync::Arc;

/// The surroundings of one policy document.
pub(super) struct Scope<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) pack: &'a PackScope,
    pub(super) names: &'a Names,
    pub(super) problems: &'a Problems,
    /// Literal paths that the document asks for, to be held against closed schemas.
    pub(super) paths: RefCell<Vec<Spanned<Path>>>,
    /// Those that begin at the elements of `each`.
    pub(super) paths_from_elements: RefCell<Vec<Spanned<Path>>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        source: &'a Arc<Source>,
        pack: &'a PackScope,
        names: &'a Names,
        problems: &'a Problems,
    ) -> Self {
        Self {
            source,
            pack,
            names,
            problems,
            paths: RefCell::new(Vec::new()),
            paths_from_elements: RefCell::new(Vec::new()),
        }
    }

    /// A script of the document.
    pub(super) fn script(&self, node: Node<'_>) -> Option<Script> {
        if self.pack.proven {
            return Script::proven(self.source, node, &self.pack.library, self.problems);
        }
        Script::compile(
            self.source,
            node,
            &self.pack.library,
            self.names,
            self.problems,
        )
    }

    /// A schema of the document.
    pub(super) fn schema(&self, node: Node<'_>) -> Option<Schema> {
        Schema::load(node, &self.pack.schemas, self.problems)
    }

    /// Remembers a path from `it`, to be held against the schemas of the kinds.
    pub(super) fn check_path(&self, path: &Spanned<Path>) {
        self.paths.borrow_mut().push(path.clone());
    }

    /// Notes a problem where a regex is none.
    pub(super) fn check_regex(&self, regex: &Spanned<String>) {
        if let Err(error) = regex::Regex::new(regex) {
            let message = error.to_string();
            let reason = message
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            let problem = Diagnostic::error("policy::regex", format!("not a regex: {reason}"));
            self.problems.push(problem.at(self.source, regex.span));
        }
    }
}
