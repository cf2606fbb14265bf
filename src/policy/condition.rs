//! Conditions and selectors: what is asked of a value.

use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::document::{Fields, Kind, Node, Path, Schema, Spanned, decode};
use crate::script::Script;
use crate::source::Place;
use std::collections::BTreeSet;

/// Which value a condition is about.
#[derive(Debug)]
pub enum Subject {
    /// What is judged.
    It,
    /// What stands at a path below it.
    At(Spanned<Path>),
    /// What a script gives.
    Value(Box<Script>),
}

/// One thing that is asked.
#[derive(Debug)]
pub enum Test {
    /// A script that ends in true or false.
    Script(Box<Script>),
    /// A value that must be there, and hold against a schema if there is one.
    Value {
        /// Which value.
        subject: Subject,
        /// What it must look like; nothing more than being there where it is left out.
        schema: Option<Box<Schema>>,
        /// Whether it may be absent.
        optional: bool,
    },
}

/// One thing that must hold, with what to do where it does not.
#[derive(Debug)]
pub struct Condition {
    /// Its id, unique in the mandate.
    pub id: Spanned<String>,
    /// What is asked.
    pub test: Test,
    /// What to do: the headline of its findings.
    pub otherwise: String,
    /// Where it is written.
    pub place: Place,
}

/// A test that selects; nothing selects everything.
#[derive(Debug, Default)]
pub struct Selector {
    /// All must hold.
    pub tests: Vec<(Test, Place)>,
}

impl Selector {
    /// Whether it selects everything.
    pub fn is_everything(&self) -> bool {
        self.tests.is_empty()
    }
}

/// Decodes a list of conditions; ids already taken in the mandate are refused.
pub(super) fn conditions(
    nodes: &[Node<'_>],
    scope: &Scope<'_>,
    taken: &mut BTreeSet<String>,
) -> Vec<Condition> {
    nodes
        .iter()
        .filter_map(|node| condition(*node, scope, taken))
        .collect()
}

fn condition(node: Node<'_>, scope: &Scope<'_>, taken: &mut BTreeSet<String>) -> Option<Condition> {
    let mut fields = Fields::of(node, "a condition", scope.problems)?;
    let id = fields
        .required("id")
        .and_then(|node| super::id(node, "id", scope.problems));
    let otherwise = fields.text("otherwise");
    let test = test(&mut fields, scope);
    fields.finish();
    let id = id?;
    if !taken.insert(id.value.clone()) {
        let problem = Diagnostic::error(
            "policy::duplicate-id",
            format!("the id `{}` is taken in this mandate", id.value),
        );
        scope.problems.push(problem.at(scope.source, id.span));
        return None;
    }
    let place = scope.source.place(id.span);
    Some(Condition {
        id,
        test: test?,
        otherwise: otherwise?.value,
        place,
    })
}

/// Decodes a selector: a script, a condition, or a list of both.
pub(super) fn selector(node: Option<Node<'_>>, scope: &Scope<'_>) -> Option<Selector> {
    let Some(node) = node else {
        return Some(Selector::default());
    };
    let entries = match node.kind() {
        Kind::Seq if node.is_empty() => {
            scope.problems.push(
                Diagnostic::error(
                    "policy::no-value",
                    "this list selects nothing in particular",
                )
                .at_place(node.place()),
            );
            return None;
        }
        Kind::Seq => node.items().collect(),
        _ => vec![node],
    };
    let tests: Vec<_> = entries
        .iter()
        .filter_map(|entry| selecting(*entry, scope))
        .collect();
    (tests.len() == entries.len()).then_some(Selector { tests })
}

fn selecting(node: Node<'_>, scope: &Scope<'_>) -> Option<(Test, Place)> {
    if node.kind() != Kind::Map {
        return Some((Test::Script(Box::new(scope.script(node)?)), node.place()));
    }
    let mut fields = Fields::of(node, "a selecting condition", scope.problems)?;
    let test = test(&mut fields, scope);
    fields.finish();
    Some((test?, node.place()))
}

/// The part that conditions and selectors share.
fn test(fields: &mut Fields<'_, '_>, scope: &Scope<'_>) -> Option<Test> {
    let before = scope.problems.len();
    let script = fields.optional("script");
    let at = fields.optional("at");
    let value = fields.optional("value");
    let schema = fields.optional("schema");
    let optional = fields.optional_bool("optional");
    let alone = |other: Option<Node<'_>>, what: &str| {
        if let Some(other) = other {
            let problem = Diagnostic::error(
                "policy::condition",
                format!("`{what}` cannot stand beside it here"),
            );
            scope
                .problems
                .push(problem.at_place(other.key_place()).help(FORMS));
        }
    };
    if let Some(script) = script {
        alone(at, "at");
        alone(value, "value");
        alone(schema, "schema");
        if let Some(optional) = &optional {
            let problem =
                Diagnostic::error("policy::condition", "`optional` says nothing of a script");
            scope.problems.push(
                problem
                    .at(scope.source, optional.span)
                    .help("ask for absent values in the script: `x == ()`, `x ?? default`"),
            );
        }
        let script = scope.script(script)?;
        return (scope.problems.len() == before).then(|| Test::Script(Box::new(script)));
    }
    if at.is_some() {
        alone(value, "value");
    }
    if at.is_none() && value.is_none() && schema.is_none() {
        let problem = Diagnostic::error("policy::condition", "this condition asks for nothing");
        scope
            .problems
            .push(problem.at_place(fields.node().place()).help(FORMS));
        return None;
    }
    let subject = subject(at, value, scope)?;
    let schema = match schema {
        Some(node) => Some(Box::new(scope.schema(node)?)),
        None => None,
    };
    let optional = optional.is_some_and(|optional| optional.value);
    (scope.problems.len() == before).then_some(Test::Value {
        subject,
        schema,
        optional,
    })
}

/// The subject that `at` or `value` name.
pub(super) fn subject(
    at: Option<Node<'_>>,
    value: Option<Node<'_>>,
    scope: &Scope<'_>,
) -> Option<Subject> {
    match (at, value) {
        (Some(node), _) => {
            let path = decode::path_from_it(node, "at", scope.problems)?;
            scope.check_path(&path);
            Some(Subject::At(path))
        }
        (None, Some(node)) => Some(Subject::Value(Box::new(scope.script(node)?))),
        (None, None) => Some(Subject::It),
    }
}

const FORMS: &str = "a condition is `at` or `value` with a `schema`, or a `script`";
