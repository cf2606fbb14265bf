//! From the parser's tree to code of ours: everything that can be known to be wrong is said here.
//!
//! Names become what they mean (variables of the host, places of local variables, functions), spans become
//! bytes of the file, and a script keeps what it uses, so that the floors above can check it against manifest
//! kinds and schemas.

mod calls;
mod chains;
mod expressions;
mod scopes;
mod statements;
mod uses;

pub(super) use uses::{StaticPath, Uses};

use super::code::{Body, Expr, Op};
use super::library::Library;
use super::names::Names;
use super::parse::{Function, Parsed, Text};
use super::value::Value;
use crate::diagnostic::{Diagnostic, Problems};
use rhai::{Position, Stmt};
use scopes::Frame;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The functions of a pack by name: how many parameters they take, and their numbers.
pub(super) type Functions = BTreeMap<Box<str>, Vec<(usize, usize)>>;

/// The functions of the pack that can be called.
#[derive(Clone, Copy)]
pub(super) enum Known<'a> {
    /// Those found so far, of the pack that is being compiled.
    Found(&'a Functions),
    /// Those of a pack, which is compiled once a script asks for one.
    Of(&'a Library),
}

impl<'a> Known<'a> {
    fn by_name(self) -> &'a Functions {
        match self {
            Self::Found(functions) => functions,
            Self::Of(library) => library.by_name(),
        }
    }
}

/// One text of code on its way.
pub(super) struct Lowering<'a> {
    text: &'a Text<'a>,
    parsed: &'a Parsed,
    functions: Known<'a>,
    names: &'a Names,
    problems: &'a Problems,
    uses: Uses,
    frames: Vec<Frame>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(
        text: &'a Text<'a>,
        parsed: &'a Parsed,
        functions: Known<'a>,
        names: &'a Names,
        problems: &'a Problems,
    ) -> Self {
        Self {
            text,
            parsed,
            functions,
            names,
            problems,
            uses: Uses::default(),
            frames: Vec::new(),
        }
    }

    /// The whole text as one body, and what it uses.
    pub(super) fn script(mut self) -> (Body, Uses) {
        for function in &self.parsed.functions {
            if let Some(at) = function.at {
                self.refuse(at, "script::refused", |problem| {
                    problem
                        .because(format!("`{}` is defined inside of a script", function.name))
                        .help("functions stand in the pack's `.rhai` files")
                });
            }
        }
        // Calls of a function that must not be here would only be reported again.
        let refused = self
            .parsed
            .functions
            .iter()
            .any(|function| function.at.is_some());
        let statements: &[Stmt] = if refused {
            &[]
        } else {
            &self.parsed.statements
        };
        let body = self.body(&[], statements);
        let only = match &body.code.op {
            Op::Block(parts) => match &**parts {
                [only] => only,
                _ => &body.code,
            },
            _ => &body.code,
        };
        self.uses.gives = self.path_of(only);
        (body, self.uses)
    }

    /// A function of the text as a body, and what it uses.
    pub(super) fn function(mut self, function: &Function) -> (Body, Uses) {
        let body = self.body(&function.params, &function.statements);
        (body, self.uses)
    }

    /// A body in a frame of its own.
    fn body(&mut self, params: &[Box<str>], statements: &[Stmt]) -> Body {
        self.frames.push(Frame::default());
        for name in params {
            self.define(name, Position::NONE, None, false);
        }
        let code = self.block(statements, Position::NONE);
        let slots = self.frames.pop().map_or(0, |frame| frame.slots);
        Body {
            code,
            params: params.len(),
            slots,
            source: Arc::clone(self.text.source),
        }
    }

    /// Says that something at a position is wrong, and gives code that stands for it.
    fn refuse(
        &self,
        at: Position,
        code: &'static str,
        words: impl FnOnce(Problem) -> Problem,
    ) -> Expr {
        let problem = words(Problem::default());
        let span = self.text.at(at);
        self.problems.push(
            Diagnostic::error(code, problem.message)
                .at(self.text.source, span)
                .maybe_help(problem.help),
        );
        Expr {
            op: Op::Literal(Value::absent()),
            at: span,
        }
    }
}

/// The words of a problem.
#[derive(Default)]
struct Problem {
    message: String,
    help: Option<String>,
}

impl Problem {
    fn because(self, message: String) -> Self {
        Self { message, ..self }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    fn maybe_help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }
}
