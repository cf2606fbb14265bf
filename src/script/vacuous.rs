//! Defaults that answer in place of the manifest: `(it.days ?? 0) <= 60` is true where nobody says `days`.

use super::code::{Call, Comparison, Expr, LinkStep, Op, Target};
use super::functions::Builtin;
use super::value::{Value, View};
use crate::source::{Place, Source, Span};
use std::cmp::Ordering;

/// The defaults that by themselves make a part of the code true on which the whole rests, with the wanted truth.
pub(super) fn vacuous(code: &Expr, source: &Source) -> Vec<Place> {
    let mut found = Vec::new();
    walk(code, true, &mut found);
    found.into_iter().map(|span| source.place(span)).collect()
}

/// What a piece of code gives whatever a manifest says.
pub(super) fn constant(expr: &Expr) -> Option<Constant> {
    let truth = |expr: &Expr| match constant(expr) {
        Some(Constant::Truth(truth)) => Some(truth),
        _ => None,
    };
    let answer = match &expr.op {
        Op::Literal(value) => match value.as_bool() {
            Some(truth) => truth,
            None => return Some(Constant::Other(value.word())),
        },
        Op::Negate(inner) => match constant(inner)? {
            Constant::Other(word) => return Some(Constant::Other(word)),
            Constant::Truth(_) => return None,
        },
        Op::Block(parts) => match &**parts {
            [only] => return constant(only),
            _ => return None,
        },
        Op::Not(inner) => !truth(inner)?,
        Op::And(parts) => parts
            .iter()
            .map(truth)
            .collect::<Option<Vec<_>>>()?
            .iter()
            .all(|one| *one),
        Op::Or(parts) => parts
            .iter()
            .map(truth)
            .collect::<Option<Vec<_>>>()?
            .contains(&true),
        Op::Compare(comparison, operands) => {
            compare(*comparison, literal(&operands.0)?, literal(&operands.1)?)?
        }
        Op::In(operands) => contains(&operands.1, literal(&operands.0)?)?,
        _ => return None,
    };
    Some(Constant::Truth(answer))
}

/// What a script gives whatever a manifest says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Constant {
    /// True or false.
    Truth(bool),
    /// Neither, said in a word.
    Other(&'static str),
}

/// Follows only what must be as `wanted` for the whole to be true; of everything else nothing is said.
fn walk(expr: &Expr, wanted: bool, found: &mut Vec<Span>) {
    match &expr.op {
        Op::Block(parts) => {
            if let Some(last) = parts.last() {
                walk(last, wanted, found);
            }
        }
        Op::And(parts) if wanted => parts.iter().for_each(|part| walk(part, wanted, found)),
        Op::Or(parts) if !wanted => parts.iter().for_each(|part| walk(part, wanted, found)),
        Op::Not(inner) => walk(inner, !wanted, found),
        Op::Coalesce(_) => note(default_of(expr), Value::as_bool, wanted, found),
        Op::Compare(comparison, operands) => {
            let (left, right) = (&operands.0, &operands.1);
            note(
                default_of(left),
                |value| compare(*comparison, value, literal(right)?),
                wanted,
                found,
            );
            note(
                default_of(right),
                |value| compare(*comparison, literal(left)?, value),
                wanted,
                found,
            );
        }
        Op::In(operands) => note(
            default_of(&operands.0),
            |value| contains(&operands.1, value),
            wanted,
            found,
        ),
        Op::Chain(_, links) => {
            if let Some(LinkStep::Call(call)) = links.last().map(|link| &link.step) {
                elements(call, wanted, found);
            }
        }
        Op::Call(call) => elements(call, wanted, found),
        _ => {}
    }
}

/// What `all` and `none` ask of each element.
fn elements(call: &Call, wanted: bool, found: &mut Vec<Span>) {
    let each = match call.target {
        Target::Builtin(Builtin::All) if wanted => true,
        Target::Builtin(Builtin::None) if wanted => false,
        _ => return,
    };
    if let Some(Op::Closure(lambda)) = call.arguments.last().map(|last| &last.op) {
        walk(&lambda.body.code, each, found);
    }
}

/// Takes note of a default if the test of it comes out as wanted.
fn note<'e>(
    default: Option<(&'e Value, Span)>,
    test: impl FnOnce(&'e Value) -> Option<bool>,
    wanted: bool,
    found: &mut Vec<Span>,
) {
    if let Some((value, at)) = default
        && test(value) == Some(wanted)
    {
        found.push(at);
    }
}

/// The literal at the end of a `??`, where what stands before it is none.
fn default_of(expr: &Expr) -> Option<(&Value, Span)> {
    let Op::Coalesce(parts) = &expr.op else {
        return None;
    };
    let (last, before) = parts.split_last()?;
    if before.is_empty() || before.iter().any(|part| literal(part).is_some()) {
        return None;
    }
    literal(last).map(|value| (value, last.at))
}

fn literal(expr: &Expr) -> Option<&Value> {
    match &expr.op {
        Op::Literal(value) if !value.is_absent() => Some(value),
        _ => None,
    }
}

fn contains(list: &Expr, value: &Value) -> Option<bool> {
    let equal = |other: &Value| compare(Comparison::Equal, value, other);
    match &list.op {
        Op::List(items) => {
            let answers: Option<Vec<bool>> =
                items.iter().map(|item| equal(literal(item)?)).collect();
            answers.map(|answers| answers.contains(&true))
        }
        Op::Literal(list) => {
            let answers: Option<Vec<bool>> = list
                .elements()?
                .iter()
                .map(|item| equal(&item.value))
                .collect();
            answers.map(|answers| answers.contains(&true))
        }
        _ => None,
    }
}

/// How two literals compare; `None` where they do not.
fn compare(comparison: Comparison, left: &Value, right: &Value) -> Option<bool> {
    let order = match (left.view(), right.view()) {
        (View::Int(a), View::Int(b)) => a.cmp(&b),
        (View::Float(a), View::Float(b)) => a.partial_cmp(&b)?,
        (View::Text(a), View::Text(b)) => a.cmp(b),
        (View::Bool(a), View::Bool(b)) => match comparison {
            Comparison::Equal | Comparison::Unequal => a.cmp(&b),
            _ => return None,
        },
        _ => return None,
    };
    Some(match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::Unequal => order != Ordering::Equal,
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    })
}
