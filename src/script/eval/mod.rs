//! Running code.
//!
//! The parser is rhai's, the running is ours, and for one reason: the language is strict where rhai's own
//! evaluator is lenient, and each value must know its place in the manifest, scalars too. Every step is paid
//! from one budget, also what functions do between two steps, so that a limit does not depend on the machine.

mod calls;
mod comparing;
mod operators;
mod statements;
mod values;

pub(super) use comparing::Order;
pub(super) use operators::derived;
pub(super) use values::at_node;

use super::code::{Body, Expr, Op};
use super::host::Host;
use super::library::Library;
use super::run::{Failure, Fault, Outcome, Read, Run, Target, Unanswered};
use super::value::{From, Value, What};
use super::{limits, lines};
use crate::source::{Source, Span};
use std::cell::Cell;
use std::sync::Arc;
use std::time::Instant;

/// What a piece of code gives, if it goes on from there.
pub(super) type Flow<T = Value> = Result<T, Box<Stop>>;

/// Why code does not go on.
#[derive(Debug)]
pub(super) enum Stop {
    Return(Value),
    Break(Value),
    Continue,
    Unanswered(Unanswered),
    Fault(Fault),
}

thread_local! {
    /// How deep the runs are that wait for the one that runs now.
    static WAITING: Cell<u32> = const { Cell::new(0) };
}

/// One run.
pub(super) struct Machine<'r> {
    pub(super) host: &'r dyn Host,
    library: &'r Library,
    /// The file of the code that runs now.
    source: Arc<Source>,
    reads: Vec<Read>,
    failures: Vec<Failure>,
    more_failures: usize,
    spent: u64,
    deadline: Instant,
    depth: u32,
    calls: u32,
    waiting: u32,
    /// Whether the lines that run are noted.
    covered: bool,
}

/// Runs a body that takes nothing.
pub(super) fn run(body: &Body, library: &Library, host: &dyn Host) -> Run {
    let mut machine = Machine {
        host,
        library,
        source: Arc::clone(&body.source),
        reads: Vec::new(),
        failures: Vec::new(),
        more_failures: 0,
        spent: 0,
        deadline: Instant::now() + limits::TIME,
        depth: 0,
        calls: 0,
        waiting: WAITING.get(),
        covered: lines::is_wanted(),
    };
    let mut frame = vec![Value::absent(); body.slots];
    let result = machine
        .eval(&mut frame, &body.code)
        .or_else(|stop| match *stop {
            Stop::Return(value) | Stop::Break(value) => Ok(value),
            Stop::Continue => Ok(Value::absent()),
            Stop::Unanswered(_) | Stop::Fault(_) => Err(stop),
        });
    let outcome = match result {
        Ok(value) if holds_function(&value) => Err(machine.fault(
            "script::type",
            "a function is no result of a script".to_owned(),
            body.code.at,
        )),
        other => other,
    };
    let outcome = match outcome.map_err(|stop| *stop) {
        Ok(value) | Err(Stop::Return(value) | Stop::Break(value)) => Outcome::Value(value),
        Err(Stop::Unanswered(unanswered)) => Outcome::Unanswered(unanswered),
        Err(Stop::Fault(fault)) => Outcome::Fault(fault),
        Err(Stop::Continue) => Outcome::Value(Value::absent()),
    };
    Run {
        outcome,
        failures: machine.failures,
        more_failures: machine.more_failures,
        reads: machine.reads,
    }
}

impl Machine<'_> {
    /// Runs a piece of code.
    pub(super) fn eval(&mut self, frame: &mut [Value], expr: &Expr) -> Flow {
        self.spend(1, expr.at)?;
        self.depth += 1;
        if self.depth > limits::DEPTH || self.waiting + self.depth > limits::TOTAL_DEPTH {
            return Err(self.limit("the script nests too deeply", expr.at));
        }
        if self.covered {
            lines::ran(&self.source, expr);
        }
        let result = self.eval_op(frame, expr);
        self.depth -= 1;
        result
    }

    fn eval_op(&mut self, frame: &mut [Value], expr: &Expr) -> Flow {
        let at = expr.at;
        match &expr.op {
            Op::Literal(value) => Ok(value.clone()),
            Op::Local(slot) => Ok(frame.get(*slot).cloned().unwrap_or_else(Value::absent)),
            Op::Variable(variable) => self.variable(variable, at),
            Op::Chain(base, links) => self.chain(frame, base, links),
            Op::Call(call) => self.call(frame, call, None, at),
            Op::Closure(lambda) => self.closure(frame, lambda, at),
            Op::Join(parts) => self.join(frame, parts, at),
            Op::List(items) => self.list(frame, items, at),
            Op::Map(entries) => self.map(frame, entries, at),
            Op::Not(operand) => {
                let value = self.truth(frame, operand)?;
                Ok(Value::bool(!value))
            }
            Op::Negate(operand) => self.negate(frame, operand, at),
            Op::And(parts) => self.connect(frame, parts, false),
            Op::Or(parts) => self.connect(frame, parts, true),
            Op::Coalesce(parts) => self.coalesce(frame, parts),
            Op::Asks(asked, negated) => {
                let value = self.eval(frame, asked)?;
                Ok(Value::bool(value.is_absent() != *negated))
            }
            Op::Compare(comparison, operands) => self.compare(frame, *comparison, operands, at),
            Op::Arithmetic(arithmetic, operands) => {
                let left = self.eval(frame, &operands.0)?;
                let right = self.eval(frame, &operands.1)?;
                self.calculate(*arithmetic, left, &right, at)
            }
            Op::In(operands) => {
                let needle = self.eval(frame, &operands.0)?;
                let container = self.eval(frame, &operands.1)?;
                self.is_in(&needle, &container, false, at).map(Value::bool)
            }
            Op::Range(bounds, inclusive) => self.range(frame, bounds, *inclusive, at),
            _ => self.statement(frame, expr),
        }
    }

    /// Pays for steps.
    pub(super) fn spend(&mut self, steps: usize, at: Span) -> Flow<()> {
        let before = self.spent;
        self.spent = before.saturating_add(steps as u64);
        if self.spent > limits::OPERATIONS {
            return Err(self.limit("the script takes too many steps", at));
        }
        if before >> 12 != self.spent >> 12 && Instant::now() > self.deadline {
            return Err(self.limit("the script takes too long", at));
        }
        Ok(())
    }

    /// Notes that a value was read, if it is a manifest's.
    pub(super) fn note(&mut self, value: &Value) {
        match (&value.what, &value.from) {
            (What::Node(node), _) if !node.is_policy() => self.reads.push(Read::Node(node.clone())),
            (What::Absent, From::Missing(missing)) if !missing.node.is_policy() => {
                self.reads.push(Read::Missing(Arc::clone(missing)));
            }
            _ => {}
        }
    }

    /// How many calls of `fail` are kept.
    pub(super) fn failed(&self) -> usize {
        self.failures.len()
    }

    /// Keeps a call of `fail`, if there are not too many.
    pub(super) fn fail(&mut self, message: String, target: Option<Target>, at: Span) {
        if self.failures.len() < limits::FAILURES {
            let place = self.source.place(at);
            self.failures.push(Failure {
                message,
                target,
                place,
            });
        } else {
            self.more_failures += 1;
        }
    }

    /// Lets the host run other scripts while this one waits.
    fn waiting<T>(&self, ask: impl FnOnce(&dyn Host) -> T) -> T {
        let before = WAITING.replace(self.waiting + self.depth);
        let result = ask(self.host);
        WAITING.set(before);
        result
    }
}

/// Whether a function hides in a value. The depth and weight of values are limited where they are made.
fn holds_function(value: &Value) -> bool {
    match &value.what {
        What::Function(_) => true,
        What::List(list) => list.content.iter().any(holds_function),
        What::Map(map) => map.content.iter().any(|(_, value)| holds_function(value)),
        What::Entry(entry) => holds_function(&entry.value),
        _ => false,
    }
}
