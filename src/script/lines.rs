//! Lines of code: which there are, and which ran.

use super::code::{Call, Expr, LinkStep, Op};
use crate::source::Source;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Lines by file and number, from 1.
pub type Lines = BTreeSet<(Arc<str>, u32)>;

thread_local! {
    static RUNNING: RefCell<Option<Lines>> = const { RefCell::new(None) };
}

/// Does some work, and gives the lines of all code that ran meanwhile in this thread.
pub fn covered<T>(work: impl FnOnce() -> T) -> (T, Lines) {
    let around = RUNNING.replace(Some(Lines::new()));
    let result = work();
    let lines = RUNNING.replace(around).unwrap_or_default();
    (result, lines)
}

/// Whether somebody wants to know what runs.
pub(super) fn is_wanted() -> bool {
    RUNNING.with_borrow(Option::is_some)
}

/// Notes that a piece of code ran.
pub(super) fn ran(source: &Source, expr: &Expr) {
    let line = source.position(expr.at.start).line;
    RUNNING.with_borrow_mut(|lines| {
        if let Some(lines) = lines {
            lines.insert((Arc::clone(source.path()), line));
        }
    });
}

/// The lines on which code stands that can run by itself.
pub(super) fn of(code: &Expr, source: &Source, lines: &mut Lines) {
    // Blocks stand where they begin, which may be a line without code of its own.
    let silent = match &code.op {
        Op::Block(_) => true,
        // An `else` that nobody wrote.
        Op::Literal(value) => value.is_absent(),
        _ => false,
    };
    if !silent {
        lines.insert((
            Arc::clone(source.path()),
            source.position(code.at.start).line,
        ));
    }
    let mut go = |expr: &Expr| of(expr, source, lines);
    match &code.op {
        Op::Literal(_) | Op::Variable(_) | Op::Local(_) | Op::Continue => {}
        Op::Join(parts)
        | Op::List(parts)
        | Op::And(parts)
        | Op::Or(parts)
        | Op::Coalesce(parts)
        | Op::Block(parts) => parts.iter().for_each(go),
        Op::Map(entries) => entries.iter().for_each(|(_, value)| go(value)),
        Op::Chain(base, links) => {
            go(base);
            for link in links {
                match &link.step {
                    LinkStep::Field(_) => {}
                    LinkStep::Index(index) => go(index),
                    LinkStep::Call(call) => of_call(call, &mut go),
                }
            }
        }
        Op::Call(call) => of_call(call, &mut go),
        Op::Closure(lambda) => go(&lambda.body.code),
        Op::Not(inner)
        | Op::Negate(inner)
        | Op::Asks(inner, _)
        | Op::Set(_, inner)
        | Op::Update(_, _, inner) => go(inner),
        Op::Compare(_, pair) | Op::Arithmetic(_, pair) | Op::In(pair) | Op::Range(pair, _) => {
            go(&pair.0);
            go(&pair.1);
        }
        Op::If(parts) => {
            go(&parts.0);
            go(&parts.1);
            go(&parts.2);
        }
        Op::While(parts) | Op::DoWhile(parts, _) => {
            go(&parts.0);
            go(&parts.1);
        }
        Op::For(parts) => {
            go(&parts.over);
            go(&parts.body);
        }
        Op::Return(value) | Op::Break(value) => value.iter().for_each(|value| go(value)),
    }
}

fn of_call(call: &Call, go: &mut dyn FnMut(&Expr)) {
    call.arguments.iter().for_each(go);
}
