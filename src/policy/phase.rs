//! Phases: since when a mandate counts how much.

use super::condition::{Selector, selector};
use super::level::Level;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::document::{Fields, Kind, Node, decode};
use crate::source::Place;
use jiff::civil::Date;

/// One step of a mandate's enforcement.
#[derive(Debug)]
pub struct Phase {
    /// How much findings count.
    pub level: Level,
    /// Since which day; `None`: always.
    pub from: Option<Date>,
    /// For which services.
    pub when: Selector,
    /// Where it is written.
    pub place: Place,
}

/// Decodes `enforce:`, a level or a list of phases in ascending order.
pub(super) fn phases(node: Node<'_>, scope: &Scope<'_>) -> Option<Vec<Phase>> {
    if node.kind() != Kind::Seq {
        let level = decode::word(node, "enforce", Level::OF_MANDATES, scope.problems)?;
        return Some(vec![Phase {
            level: level.value,
            from: None,
            when: Selector::default(),
            place: node.place(),
        }]);
    }
    let nodes: Vec<_> = node.items().collect();
    if nodes.is_empty() {
        let problem = Diagnostic::error("policy::no-value", "`enforce` has no phase");
        scope.problems.push(
            problem
                .at_place(node.place())
                .help("write `enforce: deny`, or a list of phases"),
        );
        return None;
    }
    let phases: Vec<_> = nodes
        .iter()
        .filter_map(|node| phase(*node, scope))
        .collect();
    for pair in phases.windows(2) {
        let [before, after] = pair else { continue };
        if before.from > after.from {
            let problem = Diagnostic::error(
                "policy::phases",
                "phases stand in ascending order of `from`",
            );
            scope.problems.push(
                problem
                    .at_place(after.place.clone())
                    .related("begins later", before.place.clone()),
            );
        }
    }
    (phases.len() == nodes.len()).then_some(phases)
}

fn phase(node: Node<'_>, scope: &Scope<'_>) -> Option<Phase> {
    let mut fields = Fields::of(node, "a phase", scope.problems)?;
    let level = fields
        .required("level")
        .and_then(|node| decode::word(node, "level", Level::OF_MANDATES, scope.problems));
    let from = fields.optional("from");
    let when = fields.optional("when");
    fields.finish();
    let from = match from {
        Some(node) => Some(decode::date(node, "from", scope.problems)?.value),
        None => None,
    };
    let when = selector(when, scope)?;
    Some(Phase {
        level: level?.value,
        from,
        when,
        place: node.place(),
    })
}
