//! Calls: what is called, with how many arguments, and what is known of them.

use super::{Lowering, StaticPath};
use crate::diagnostic::{Diagnostic, closest};
use crate::script::code::{Call, Expr, Op, Target};
use crate::script::foreign;
use crate::script::functions::{self, Builtin, SIGNATURES, Signature};
use crate::script::parse::refused_word;
use crate::script::pattern::Pattern;
use crate::script::value::Value;
use rhai::{Expr as Parsed, FnCallExpr, Position};
use std::sync::Arc;

/// The value that a method is called on.
pub(super) struct Receiver {
    pub(super) path: Option<StaticPath>,
}

impl Lowering<'_> {
    /// A call that is no method call, operators included.
    pub(super) fn call(&mut self, call: &FnCallExpr, at: Position) -> Expr {
        if let Some(operator) = self.operator(call, at) {
            return operator;
        }
        match self.target(call, at, None) {
            Some(call) => Expr {
                op: Op::Call(call),
                at: self.text.at(at),
            },
            None => Expr {
                op: Op::Literal(Value::absent()),
                at: self.text.at(at),
            },
        }
    }

    /// What a call does; `None` where it was refused.
    pub(super) fn target(
        &mut self,
        call: &FnCallExpr,
        at: Position,
        receiver: Option<&Receiver>,
    ) -> Option<Call> {
        let name = call.name.as_str();
        let given = call.args.len() + usize::from(receiver.is_some());
        if call.capture_parent_scope {
            self.refuse(at, "script::refused", |problem| {
                problem.because(format!("`{name}!(..)` is not part of the language"))
            });
            return None;
        }
        if let Some(signature) = functions::signature(name) {
            if !(signature.least..=signature.most).contains(&given) {
                self.wrong_arity(signature, given, receiver.is_some(), at);
            }
            return Some(self.builtin(signature.builtin, call, receiver));
        }
        let number = self.pack_function(name, given, receiver.is_some(), at)?;
        let span = self.text.at(at);
        self.uses.calls.entry(number).or_insert(span);
        let arguments = call
            .args
            .iter()
            .map(|argument| self.argument(argument, None, true))
            .collect();
        Some(Call {
            target: Target::Function(number),
            arguments,
            regex: None,
        })
    }

    fn builtin(
        &mut self,
        builtin: Builtin,
        call: &FnCallExpr,
        receiver: Option<&Receiver>,
    ) -> Call {
        let mut path = receiver.and_then(|receiver| receiver.path.clone());
        let mut arguments = Vec::with_capacity(call.args.len());
        for (index, argument) in call.args.iter().enumerate() {
            let element = element_param(builtin).zip(path.as_ref().map(StaticPath::each));
            let lowered = self.argument(argument, element.as_ref(), false);
            if index == 0 && receiver.is_none() {
                path = self.path_of(&lowered);
            }
            if let (Op::Closure(lambda), Some(most)) = (&lowered.op, most_params(builtin))
                && lambda.body.params > most
            {
                self.refuse(argument.position(), "script::call", |problem| {
                    problem.because(format!(
                        "`{}` gives its closure at most {most} arguments, and it takes {}",
                        call.name, lambda.body.params
                    ))
                });
            }
            arguments.push(lowered);
        }
        let regex = match (builtin, call.args.last()) {
            (
                Builtin::Matches | Builtin::Captures | Builtin::FindAll,
                Some(Parsed::StringConstant(pattern, at)),
            ) => self.regex(pattern, *at),
            (Builtin::Glob, Some(Parsed::StringConstant(pattern, at))) => {
                self.check(
                    *at,
                    "script::glob",
                    functions::text::glob_matcher(pattern).err(),
                );
                None
            }
            _ => None,
        };
        if builtin == Builtin::Fail
            && call.args.len() + usize::from(receiver.is_some()) == 3
            && let [.., Parsed::StringConstant(path, at), _] = &*call.args
        {
            self.check(*at, "script::path", functions::report::below(path).err());
        }
        Call {
            target: Target::Builtin(builtin),
            arguments: arguments.into(),
            regex,
        }
    }

    fn regex(&self, pattern: &str, at: Position) -> Option<Arc<Pattern>> {
        match Pattern::new(pattern) {
            Ok(pattern) => Some(Arc::new(pattern)),
            Err(message) => {
                self.check(at, "script::regex", Some(message));
                None
            }
        }
    }

    /// Says what is wrong with a literal, if something is.
    fn check(&self, at: Position, code: &'static str, message: Option<String>) {
        if let Some(message) = message {
            self.problems
                .push(Diagnostic::error(code, message).at(self.text.source, self.text.at(at)));
        }
    }

    /// The number of a function of the pack.
    fn pack_function(&self, name: &str, given: usize, method: bool, at: Position) -> Option<usize> {
        let Some(overloads) = self.functions.by_name().get(name) else {
            self.unknown_function(name, at);
            return None;
        };
        if method {
            self.refuse(at, "script::call", |problem| {
                problem
                    .because(format!("`{name}` is a function of the pack, and no method"))
                    .help(format!("write `{name}(value, ..)`"))
            });
            return None;
        }
        let found = overloads.iter().find(|(params, _)| *params == given);
        if found.is_none() {
            let takes: Vec<String> = overloads
                .iter()
                .map(|(params, _)| params.to_string())
                .collect();
            self.refuse(at, "script::call", |problem| {
                problem.because(format!(
                    "`{name}` takes {} arguments, not {given}",
                    takes.join(" or ")
                ))
            });
        }
        found.map(|(_, number)| *number)
    }

    fn unknown_function(&self, name: &str, at: Position) {
        if let Some((message, help)) = refused_word(name) {
            self.refuse(at, "script::refused", |problem| {
                problem.because(message).help(help)
            });
            return;
        }
        let known = SIGNATURES
            .iter()
            .map(|signature| signature.name)
            .chain(self.functions.by_name().keys().map(|key| &**key));
        let help = foreign::function(name)
            .map(|instead| format!("write {instead}"))
            .or_else(|| closest(name, known).map(|near| format!("did you mean `{near}`?")));
        self.refuse(at, "script::call", |problem| {
            problem
                .because(format!("unknown function `{name}`"))
                .maybe_help(help)
        });
    }

    fn wrong_arity(&self, signature: &Signature, given: usize, method: bool, at: Position) {
        let own = usize::from(method);
        let (least, most) = (
            signature.least.saturating_sub(own),
            signature.most.saturating_sub(own),
        );
        let takes = if least == most {
            least.to_string()
        } else {
            format!("{least} to {most}")
        };
        let plural = if takes == "1" { "" } else { "s" };
        let behind = if method { " behind the dot" } else { "" };
        self.refuse(at, "script::call", |problem| {
            problem.because(format!(
                "`{}` takes {takes} argument{plural}{behind}, not {}",
                signature.name,
                given.saturating_sub(own)
            ))
        });
    }
}

/// Which parameter of its closure a function gives elements of its first argument to.
fn element_param(builtin: Builtin) -> Option<usize> {
    match builtin {
        Builtin::All
        | Builtin::Any
        | Builtin::None
        | Builtin::Filter
        | Builtin::Find
        | Builtin::Count
        | Builtin::Map
        | Builtin::Sort => Some(0),
        Builtin::Reduce => Some(1),
        _ => None,
    }
}

/// How many arguments a function gives its closure at most.
fn most_params(builtin: Builtin) -> Option<usize> {
    match builtin {
        Builtin::Reduce => Some(3),
        other => element_param(other).map(|_| 2),
    }
}

/// What is known of what a function gives, if something is known of its first argument.
pub(super) fn path_through(builtin: Builtin, path: &StaticPath) -> Option<StaticPath> {
    match builtin {
        Builtin::Filter
        | Builtin::Sort
        | Builtin::Unique
        | Builtin::List
        | Builtin::Text
        | Builtin::Values => Some(path.clone()),
        Builtin::Find => Some(path.each()),
        _ => None,
    }
}
