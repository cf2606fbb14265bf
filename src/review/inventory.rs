//! The inventory: which repositories the fleet has, so that a missing one is seen.

use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Document, Fields};
use crate::source::Place;
use std::collections::BTreeSet;

/// The repositories of the fleet.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// Their names, such as `shop/checkout`.
    pub repositories: BTreeSet<String>,
    /// Where they are listed.
    pub place: Place,
}

/// What lists no repository: all of the fleet would be known.
pub fn empty(what: &str) -> Diagnostic {
    Diagnostic::error("policy::no-value", format!("{what} names no repository"))
        .help("list every repository of the fleet, such as shop/checkout")
}

/// Decodes an inventory.
pub(super) fn read(document: &Document, problems: &Problems) -> Option<Inventory> {
    let before = problems.len();
    let root = document.root();
    let mut fields = Fields::of(root, "an inventory", problems)?;
    let _head = (fields.optional("apiVersion"), fields.optional("kind"));
    let there = fields.required("repositories");
    let listed = there
        .and(fields.given_texts("repositories"))
        .unwrap_or_default();
    fields.finish();
    if let Some(node) = there.filter(|_| listed.is_empty() && problems.len() == before) {
        problems.push(empty("`repositories`").at_place(node.place()));
    }
    let mut repositories = BTreeSet::new();
    for name in listed {
        if !repositories.insert(name.value.clone()) {
            let message = format!("`{}` is listed twice", name.escape_debug());
            let problem = Diagnostic::error("evidence::twice", message);
            problems.push(problem.at(document.tree().source(), name.span));
        }
    }
    (problems.len() == before).then_some(Inventory {
        repositories,
        place: root.place(),
    })
}
