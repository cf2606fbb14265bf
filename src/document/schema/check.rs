//! The walk over a schema when a policy is loaded: every fault of its author, at its place, with the fix.

use super::files::SchemaFiles;
use super::shapes;
use super::vocabulary::{KEYWORDS, REFUSED, Shape, Types, keyword};
use crate::diagnostic::{Diagnostic, closest};
use crate::document::{Kind, Node, NodeId};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Schemas inside one another, by text or by reference, of which one may consist: to compile them takes stack.
const MOST: usize = 10_000;

/// A schema object, wherever it stands.
pub(super) type Id = (usize, NodeId);

/// The identity of a node among several trees.
pub(super) fn id_of(node: Node<'_>) -> Id {
    (std::ptr::from_ref(node.tree()) as usize, node.id())
}

/// A schema to check: with the root that `#` stands for, and the types that the schema around allows.
#[derive(Clone, Copy)]
struct Task<'a> {
    node: Node<'a>,
    root: Node<'a>,
    around: Types,
}

/// What the walk found.
#[derive(Default)]
pub(super) struct Checked<'a> {
    pub(super) problems: Vec<Diagnostic>,
    /// Where each reference leads, by the node of its text.
    pub(super) targets: BTreeMap<Id, Node<'a>>,
}

struct Walk<'a> {
    files: &'a SchemaFiles,
    checked: Checked<'a>,
    /// References are followed one after the other, not one inside the other.
    waiting: Vec<Task<'a>>,
    followed: BTreeSet<Id>,
    /// From each schema to those that judge the same value.
    same_value: BTreeMap<Id, Vec<Edge<'a>>>,
    walked: usize,
    noted: BTreeSet<(Option<Box<str>>, Option<Span>, String)>,
}

/// A schema for the same value, and where the way to it is written.
#[derive(Clone, Copy)]
struct Edge<'a> {
    to: Node<'a>,
    written: Node<'a>,
}

/// Checks a schema and everything that it refers to.
pub(super) fn check<'a>(root: Node<'a>, files: &'a SchemaFiles) -> Checked<'a> {
    let mut walk = Walk {
        files,
        checked: Checked::default(),
        waiting: vec![Task {
            node: root,
            root,
            around: Types::NONE,
        }],
        followed: BTreeSet::from([id_of(root)]),
        same_value: BTreeMap::new(),
        walked: 0,
        noted: BTreeSet::new(),
    };
    while let Some(task) = walk.waiting.pop() {
        walk.schema(task);
    }
    if walk.walked > MOST {
        let message = format!("this schema consists of more than {MOST} schemas");
        walk.note(Diagnostic::error("schema::too-large", message).at_place(root.key_place()));
    }
    walk.circles();
    walk.checked
}

impl<'a> Walk<'a> {
    fn note(&mut self, problem: Diagnostic) {
        // A schema that several references lead to, or that stands inside another, is walked more than once.
        let place = problem.place.as_ref();
        let key = (
            place.map(|place| (&*place.file).into()),
            place.map(|place| place.span()),
            problem.message.clone(),
        );
        if self.noted.insert(key) {
            self.checked.problems.push(problem);
        }
    }

    fn schema(&mut self, task: Task<'a>) {
        let node = task.node;
        self.walked += 1;
        if self.walked > MOST {
            return;
        }
        match node.kind() {
            Kind::Bool => return,
            Kind::Map => {}
            _ => {
                let message = format!(
                    "a schema is a map, `true` or `false`, not {}",
                    node.kind().word()
                );
                let place = if node.span().is_empty() {
                    node.key_place()
                } else {
                    node.place()
                };
                return self.note(Diagnostic::error("schema::shape", message).at_place(place));
            }
        }
        let own = node.get("type").and_then(shapes::types);
        let scope = own.unwrap_or(task.around);
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            let Some(keyword) = keyword(name) else {
                self.note(unknown(key, name));
                continue;
            };
            if let Some(problem) = shapes::problem(keyword, key, value) {
                self.note(problem);
            }
            if let Some(types) = keyword.constrains
                && node.get("type").is_none_or(|_| own.is_some())
                && let Some(problem) = untyped(key, name, types, scope)
            {
                self.note(problem);
            }
            if !keyword.beside.is_empty()
                && !keyword.beside.iter().any(|other| node.get(other).is_some())
            {
                let others = keyword.beside.join("` or `");
                let message = format!("`{name}` says nothing without `{others}` beside it");
                self.note(Diagnostic::error("schema::alone", message).at_place(key.place()));
            }
            if matches!(name, "$id" | "$schema") && task.node != task.root {
                let message = format!("`{name}` stands at the top of a schema only");
                self.note(
                    Diagnostic::error("schema::keyword", message)
                        .at_place(key.place())
                        .help("remove it"),
                );
            }
            self.below(task, keyword.shape, value, scope);
        }
        if let Some(problem) = shapes::impossible(node, own) {
            self.note(problem);
        }
    }

    /// Goes on to the schemas in a keyword's value. What has another shape was reported already.
    fn below(&mut self, task: Task<'a>, shape: Shape, value: Node<'a>, scope: Types) {
        let values = || value.entries().map(|(_, value)| value);
        let (schemas, around): (Vec<Node<'a>>, Types) = match shape {
            Shape::Same => (vec![value], scope),
            Shape::SameEach => (value.items().collect(), scope),
            Shape::SameNamed => (values().collect(), scope),
            // An old form of `items`, which was reported.
            Shape::Inside if value.kind() == Kind::Seq => return,
            Shape::Inside => (vec![value], Types::NONE),
            Shape::Name => (vec![value], Types::STRING),
            Shape::InsideEach => (value.items().collect(), Types::NONE),
            Shape::InsideNamed | Shape::InsideMatched | Shape::Definitions => {
                (values().collect(), Types::NONE)
            }
            Shape::Reference => return self.reference(task, value),
            _ => return,
        };
        if matches!(shape, Shape::Same | Shape::SameEach | Shape::SameNamed) {
            self.same_value
                .entry(id_of(task.node))
                .or_default()
                .extend(schemas.iter().map(|&to| Edge { to, written: to }));
        }
        for node in schemas {
            self.schema(Task {
                node,
                around,
                ..task
            });
        }
    }

    fn reference(&mut self, task: Task<'a>, value: Node<'a>) {
        let Some(text) = value.as_str() else { return };
        match self.files.resolve(text, task.root) {
            Ok((root, node)) => {
                self.checked.targets.insert(id_of(value), node);
                self.same_value
                    .entry(id_of(task.node))
                    .or_default()
                    .push(Edge {
                        to: node,
                        written: value,
                    });
                if self.followed.insert(id_of(node)) {
                    // What a reference leads to must be right on its own: nothing around it counts.
                    self.waiting.push(Task {
                        node,
                        root,
                        around: Types::NONE,
                    });
                }
            }
            Err(lost) => {
                let problem =
                    Diagnostic::error("schema::reference", lost.message).at_place(value.place());
                self.note(problem.maybe_help(lost.help));
            }
        }
    }

    /// Schemas that come back to themselves without having gone into the value would be judged for ever.
    fn circles(&mut self) {
        let mut done = BTreeSet::new();
        let starts: Vec<Id> = self.same_value.keys().copied().collect();
        let mut found = Vec::new();
        for start in starts {
            let mut on_way = Vec::from([(start, 0)]);
            let mut way = BTreeSet::from([start]);
            while let Some((at, next)) = on_way.last_mut() {
                let at = *at;
                let following = self
                    .same_value
                    .get(&at)
                    .and_then(|nodes| nodes.get(*next))
                    .copied();
                *next += 1;
                let Some(edge) = following.filter(|_| !done.contains(&at)) else {
                    done.insert(at);
                    way.remove(&at);
                    on_way.pop();
                    continue;
                };
                let id = id_of(edge.to);
                if way.contains(&id) {
                    found.push(edge.written);
                } else if !done.contains(&id) {
                    way.insert(id);
                    on_way.push((id, 0));
                }
            }
        }
        for node in found {
            let problem = Diagnostic::error(
                "schema::circle",
                "this schema leads back to itself for the same value",
            )
            .at_place(node.place());
            self.note(problem.help(
                "a reference may come back only inside `properties`, `items` and their like",
            ));
        }
    }
}

fn unknown(key: Node<'_>, name: &str) -> Diagnostic {
    if let Some((_, instead)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        let message = format!("the keyword `{name}` is not read");
        return Diagnostic::error("schema::keyword", message)
            .at_place(key.place())
            .help(*instead);
    }
    let near = closest(name, KEYWORDS.iter().map(|keyword| keyword.name));
    let message = format!(
        "`{}` is no keyword of JSON Schema 2020-12",
        name.escape_debug()
    );
    Diagnostic::error("schema::keyword", message)
        .at_place(key.place())
        .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
}

/// A keyword that only constrains some types lets every other value pass.
fn untyped(key: Node<'_>, name: &str, constrains: Types, scope: Types) -> Option<Diagnostic> {
    if scope.meets(constrains) {
        return None;
    }
    let or = if constrains == Types::NUMBER {
        " or `type: integer`"
    } else {
        ""
    };
    let (message, help) = if scope == Types::NONE {
        let message = format!("`{name}` lets every value pass that is no {constrains}");
        (message, format!("write `type: {constrains}`{or} beside it"))
    } else {
        let message = format!("`{name}` says nothing about `type: {scope}`");
        (message, format!("it constrains `type: {constrains}`{or}"))
    };
    Some(
        Diagnostic::error("schema::untyped", message)
            .at_place(key.place())
            .help(help),
    )
}
