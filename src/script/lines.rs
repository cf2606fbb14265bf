//! Lines of code: which there are, and which ran.

use super::code::{Expr, Op};
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
    code.each_part(&mut |part| of(part, source, lines));
}
