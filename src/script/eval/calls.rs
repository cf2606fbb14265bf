//! Calls of functions and closures.

use super::{Flow, Machine, Stop};
use crate::script::code::{Call, Closure, Lambda, Target};
use crate::script::functions;
use crate::script::limits;
use crate::script::value::{Value, What};
use crate::source::Span;
use std::sync::Arc;

impl Machine<'_> {
    pub(super) fn call(
        &mut self,
        frame: &mut [Value],
        call: &Call,
        receiver: Option<Value>,
        at: Span,
    ) -> Flow {
        let mut arguments: Vec<Value> = receiver.into_iter().collect();
        for argument in &call.arguments {
            arguments.push(self.eval(frame, argument)?);
        }
        match call.target {
            Target::Builtin(builtin) => {
                functions::call(self, builtin, &arguments, call.regex.as_deref(), at)
            }
            Target::Function(number) => self.function(number, arguments, at),
        }
    }

    fn function(&mut self, number: usize, mut frame: Vec<Value>, at: Span) -> Flow {
        let Some(body) = self.library.body(number) else {
            let message = format!(
                "there is something wrong with `{}`",
                self.library.name(number)
            );
            return Err(self.fault("script::call", message, at));
        };
        if self.calls >= limits::CALLS {
            return Err(self.limit("functions call one another too deeply", at));
        }
        self.calls += 1;
        frame.resize_with(body.slots, Value::absent);
        let result = self.within(&body.source, |this| this.eval(&mut frame, &body.code));
        self.calls -= 1;
        result
    }

    /// A closure as a value: it takes along what it mentions.
    pub(super) fn closure(&mut self, frame: &[Value], lambda: &Lambda, at: Span) -> Flow {
        let taken: Vec<(usize, Value)> = lambda
            .takes
            .iter()
            .filter_map(|&(outer, inner)| Some((inner, frame.get(outer)?.clone())))
            .collect();
        let depth = taken
            .iter()
            .map(|(_, value)| value.depth())
            .max()
            .unwrap_or(0)
            + 1;
        let closure = Closure {
            body: Arc::clone(&lambda.body),
            taken,
            depth,
        };
        self.built(Value::plain(What::Function(Arc::new(closure))), at)
    }

    /// Calls a closure. It may have fewer parameters than there are arguments, but not more.
    pub(in crate::script) fn apply(
        &mut self,
        closure: &Closure,
        arguments: &[Value],
        at: Span,
    ) -> Flow {
        let body = &closure.body;
        if body.params > arguments.len() {
            let message = format!(
                "the closure takes {} parameters, and gets at most {}",
                body.params,
                arguments.len()
            );
            return Err(self.fault("script::call", message, at));
        }
        let mut frame: Vec<Value> = arguments.iter().take(body.params).cloned().collect();
        frame.resize_with(body.slots, Value::absent);
        for (slot, value) in &closure.taken {
            if let Some(variable) = frame.get_mut(*slot) {
                variable.clone_from(value);
            }
        }
        self.within(&body.source, |this| this.eval(&mut frame, &body.code))
    }

    /// Runs code of a file; `return` ends there.
    fn within(
        &mut self,
        source: &Arc<crate::source::Source>,
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        let around = std::mem::replace(&mut self.source, Arc::clone(source));
        let result = run(self);
        self.source = around;
        result.or_else(|stop| match *stop {
            Stop::Return(value) => Ok(value),
            other => Err(Box::new(other)),
        })
    }
}
