//! What a script compares with what is written: `service.tier == "1"`, `it.spec.exposure in ["public"]`.

use super::code::{Comparison, Expr, LinkStep, Op, Variable};
use super::value::Value;
use crate::document::Path;
use crate::source::{Place, Source};
use serde_json::Value as Json;

/// What is compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Compared {
    /// A path from the service's node, or from the element.
    It(Path),
    /// A path from the service's node.
    ServiceNode(Path),
    /// A path from the document.
    Doc(Path),
    /// A field of `service` that is text.
    Service(Box<str>),
}

/// A field that is compared with literals.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldComparison {
    /// What is compared.
    pub what: Compared,
    /// What it is compared with: one value, or those of a list.
    pub with: Vec<Json>,
    /// Whether it is asked to be one of them; `false`: another, or before or after it.
    pub is_equality: bool,
    /// Where the comparison stands.
    pub place: Place,
}

/// All of a piece of code that compare a field with literals.
pub(super) fn comparisons(code: &Expr, source: &Source, found: &mut Vec<FieldComparison>) {
    let mut note = |what: Option<Compared>, with: Option<Vec<Json>>, is_equality: bool| {
        if let (Some(what), Some(with)) = (what, with) {
            found.push(FieldComparison {
                what,
                with,
                is_equality,
                place: source.place(code.at),
            });
        }
    };
    match &code.op {
        Op::Compare(comparison, sides) => {
            let equality = *comparison == Comparison::Equal;
            note(field(&sides.0), one(&sides.1), equality);
            note(field(&sides.1), one(&sides.0), equality);
        }
        Op::In(sides) => note(field(&sides.0), list(&sides.1), true),
        _ => {}
    }
    code.each_part(&mut |part| comparisons(part, source, found));
}

/// The field that an expression is, and nothing but that.
fn field(expr: &Expr) -> Option<Compared> {
    let (from, links) = match &expr.op {
        Op::Chain(from, links) => (&**from, &**links),
        _ => (expr, &[][..]),
    };
    let Op::Variable(variable) = &from.op else {
        return None;
    };
    let steps = links.iter().map(|link| match &link.step {
        LinkStep::Field(step) => Some(step.clone()),
        LinkStep::Index(_) | LinkStep::Call(_) => None,
    });
    let path = Path::new(steps.collect::<Option<_>>()?);
    match variable {
        Variable::It => Some(Compared::It(path)),
        Variable::Doc => Some(Compared::Doc(path)),
        Variable::Service(name) if **name == *"node" => Some(Compared::ServiceNode(path)),
        Variable::Service(name) => path
            .is_empty()
            .then(|| Compared::Service(name.as_ref().into())),
        _ => None,
    }
}

fn one(expr: &Expr) -> Option<Vec<Json>> {
    match &expr.op {
        Op::Literal(value) => Some(vec![json(value)?]),
        _ => None,
    }
}

fn list(expr: &Expr) -> Option<Vec<Json>> {
    match &expr.op {
        Op::List(items) => items
            .iter()
            .map(|item| one(item)?.pop())
            .collect::<Option<Vec<_>>>(),
        Op::Literal(list) => list
            .elements()?
            .iter()
            .map(|item| json(&item.value))
            .collect(),
        _ => None,
    }
    .filter(|list| !list.is_empty())
}

/// A literal scalar.
fn json(value: &Value) -> Option<Json> {
    let json = value.to_json(1).ok()?;
    (json.is_string() || json.is_number() || json.is_boolean()).then_some(json)
}
