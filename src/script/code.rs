//! Compiled code: what the parser's tree is made into once everything in it is known to be right.

use super::functions::Builtin;
use super::pattern::Pattern;
use super::value::Value;
use crate::document::Step;
use crate::source::{Source, Span};
use std::sync::Arc;

/// A function, a closure or a whole script.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) code: Expr,
    /// The number of its parameters, which are its first variables.
    pub(super) params: usize,
    /// The number of its variables.
    pub(super) slots: usize,
    /// The file that the spans of its code are of.
    pub(super) source: Arc<Source>,
}

/// A closure, with the values that it took along.
#[derive(Debug)]
pub(super) struct Closure {
    pub(super) body: Arc<Body>,
    /// Values and the variables that hold them.
    pub(super) taken: Vec<(usize, Value)>,
    /// How deep the values nest, itself included.
    pub(super) depth: u32,
}

/// A piece of code and its bytes in the file.
#[derive(Debug)]
pub(super) struct Expr {
    pub(super) op: Op,
    pub(super) at: Span,
}

impl Expr {
    /// Goes through the pieces that it is made of, in their order; the body of a closure is one.
    pub(super) fn each_part(&self, go: &mut dyn FnMut(&Self)) {
        match &self.op {
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
                        LinkStep::Call(call) => call.arguments.iter().for_each(&mut *go),
                    }
                }
            }
            Op::Call(call) => call.arguments.iter().for_each(&mut *go),
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
}

/// What a piece of code does.
#[derive(Debug)]
pub(super) enum Op {
    /// A literal; `()` too.
    Literal(Value),
    /// Text with values in it.
    Join(Box<[Expr]>),
    List(Box<[Expr]>),
    Map(Box<[(Arc<str>, Expr)]>),
    Variable(Variable),
    Local(usize),
    /// A value and steps from it.
    Chain(Box<Expr>, Box<[Link]>),
    Call(Call),
    Closure(Lambda),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    And(Box<[Expr]>),
    Or(Box<[Expr]>),
    /// The first that is not absent.
    Coalesce(Box<[Expr]>),
    /// Whether a value is absent, or is not: `== ()`, `!= ()`.
    Asks(Box<Expr>, bool),
    Compare(Comparison, Box<(Expr, Expr)>),
    Arithmetic(Arithmetic, Box<(Expr, Expr)>),
    /// Whether the first is in the second.
    In(Box<(Expr, Expr)>),
    Range(Box<(Expr, Expr)>, bool),
    Block(Box<[Expr]>),
    If(Box<(Expr, Expr, Expr)>),
    While(Box<(Expr, Expr)>),
    /// The body, and the condition that it goes on while it is as given.
    DoWhile(Box<(Expr, Expr)>, bool),
    For(Box<Loop>),
    /// Gives a variable a value: `let`, `=`.
    Set(usize, Box<Expr>),
    /// `+=` and its kin.
    Update(usize, Arithmetic, Box<Expr>),
    Return(Option<Box<Expr>>),
    Break(Option<Box<Expr>>),
    Continue,
}

/// The names that come from the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Variable {
    It,
    Doc,
    File,
    Siblings,
    Today,
    Service(Arc<str>),
    Fact(Arc<str>),
    Data(Arc<str>),
}

/// One step of a chain.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) step: LinkStep,
    /// `?.` or `?[`: where the value before it is absent, so is the rest of the chain.
    pub(super) lenient: bool,
    pub(super) at: Span,
}

/// What a step of a chain does.
#[derive(Debug)]
pub(super) enum LinkStep {
    Field(Step),
    Index(Expr),
    /// A call with the value before it as its first argument, which is not among the arguments.
    Call(Call),
}

/// A call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) target: Target,
    pub(super) arguments: Box<[Expr]>,
    /// The regex that is written as its last argument.
    pub(super) regex: Option<Arc<Pattern>>,
}

/// What is called.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Builtin(Builtin),
    /// A function of the pack, by its number.
    Function(usize),
}

/// A closure as it is written.
#[derive(Debug)]
pub(super) struct Lambda {
    pub(super) body: Arc<Body>,
    /// Variables around it and the variables of its own that hold their values.
    pub(super) takes: Box<[(usize, usize)]>,
}

/// A `for` loop.
#[derive(Debug)]
pub(super) struct Loop {
    pub(super) element: usize,
    pub(super) counter: Option<usize>,
    pub(super) over: Expr,
    pub(super) body: Expr,
}

/// The comparing operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The calculating operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}
