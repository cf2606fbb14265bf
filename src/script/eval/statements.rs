//! Statements, and the values that are put together.

use super::{Flow, Machine, Stop};
use crate::script::built::Built;
use crate::script::code::{Arithmetic, Expr, Loop, Op};
use crate::script::limits;
use crate::script::value::{Value, View, What};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Machine<'_> {
    pub(super) fn statement(&mut self, frame: &mut [Value], expr: &Expr) -> Flow {
        let at = expr.at;
        match &expr.op {
            Op::Block(statements) => self.block(frame, statements),
            Op::If(parts) => {
                let (condition, then, otherwise) = &**parts;
                let branch = if self.truth(frame, condition)? {
                    then
                } else {
                    otherwise
                };
                self.eval(frame, branch)
            }
            Op::While(parts) => self.while_loop(frame, &parts.0, &parts.1),
            Op::DoWhile(parts, goes_on) => self.do_loop(frame, &parts.0, &parts.1, *goes_on),
            Op::For(parts) => self.for_loop(frame, parts, at),
            Op::Set(slot, value) => {
                let value = self.eval(frame, value)?;
                set(frame, *slot, value);
                Ok(Value::absent())
            }
            Op::Update(slot, arithmetic, value) => {
                self.update(frame, *slot, *arithmetic, value, at)
            }
            Op::Return(value) => Err(Box::new(Stop::Return(
                self.optional(frame, value.as_deref())?,
            ))),
            Op::Break(value) => Err(Box::new(Stop::Break(
                self.optional(frame, value.as_deref())?,
            ))),
            Op::Continue => Err(Box::new(Stop::Continue)),
            _ => Err(self.fault(
                "script::internal",
                "this code is no statement".to_owned(),
                at,
            )),
        }
    }

    fn optional(&mut self, frame: &mut [Value], value: Option<&Expr>) -> Flow {
        value.map_or_else(|| Ok(Value::absent()), |value| self.eval(frame, value))
    }

    fn block(&mut self, frame: &mut [Value], statements: &[Expr]) -> Flow {
        let mut last = Value::absent();
        for statement in statements {
            last = self.eval(frame, statement)?;
        }
        Ok(last)
    }

    fn update(
        &mut self,
        frame: &mut [Value],
        slot: usize,
        arithmetic: Arithmetic,
        value: &Expr,
        at: Span,
    ) -> Flow {
        let right = self.eval(frame, value)?;
        // Taken out of its variable, so that a list that nothing else holds grows in place.
        let left = frame
            .get_mut(slot)
            .map_or_else(Value::absent, |old| std::mem::replace(old, Value::absent()));
        let value = self.calculate(arithmetic, left, &right, at)?;
        set(frame, slot, value);
        Ok(Value::absent())
    }

    fn while_loop(&mut self, frame: &mut [Value], condition: &Expr, body: &Expr) -> Flow {
        while self.truth(frame, condition)? {
            if let Some(value) = self.round(frame, body)? {
                return Ok(value);
            }
        }
        Ok(Value::absent())
    }

    fn do_loop(
        &mut self,
        frame: &mut [Value],
        body: &Expr,
        condition: &Expr,
        goes_on: bool,
    ) -> Flow {
        loop {
            if let Some(value) = self.round(frame, body)? {
                return Ok(value);
            }
            if self.truth(frame, condition)? != goes_on {
                return Ok(Value::absent());
            }
        }
    }

    fn for_loop(&mut self, frame: &mut [Value], parts: &Loop, at: Span) -> Flow {
        let over = self.eval(frame, &parts.over)?;
        let Some(size) = over.size() else {
            return Err(self.mistyped(&over, "a list or a map", parts.over.at));
        };
        for (key, value) in (0..size).map_while(|index| over.nth(index)) {
            self.spend(1, at)?;
            self.note(&value);
            set(frame, parts.element, value);
            if let Some(counter) = parts.counter {
                set(frame, counter, key);
            }
            if let Some(value) = self.round(frame, &parts.body)? {
                return Ok(value);
            }
        }
        Ok(Value::absent())
    }

    /// One round of a loop: what `break` gives, if it ends the loop.
    fn round(&mut self, frame: &mut [Value], body: &Expr) -> Flow<Option<Value>> {
        match self.eval(frame, body) {
            Ok(_) => Ok(None),
            Err(stop) => match *stop {
                Stop::Continue => Ok(None),
                Stop::Break(value) => Ok(Some(value)),
                other => Err(Box::new(other)),
            },
        }
    }

    pub(super) fn list(&mut self, frame: &mut [Value], items: &[Expr], at: Span) -> Flow {
        let items: Vec<Value> = items
            .iter()
            .map(|item| self.eval(frame, item))
            .collect::<Flow<_>>()?;
        self.built(Value::list(items), at)
    }

    pub(super) fn map(
        &mut self,
        frame: &mut [Value],
        entries: &[(Arc<str>, Expr)],
        at: Span,
    ) -> Flow {
        let mut content = BTreeMap::new();
        for (name, value) in entries {
            content.insert(Arc::clone(name), self.eval(frame, value)?);
        }
        self.built(Value::plain(What::Map(Arc::new(Built::map(content)))), at)
    }

    pub(super) fn range(
        &mut self,
        frame: &mut [Value],
        bounds: &(Expr, Expr),
        inclusive: bool,
        at: Span,
    ) -> Flow {
        let start = self.eval(frame, &bounds.0)?;
        let end = self.eval(frame, &bounds.1)?;
        let number = |this: &Self, value: &Value| match value.view() {
            View::Int(number) => Ok(number),
            _ => Err(this.mistyped(value, "an integer", at)),
        };
        let first = number(self, &start)?;
        let last = number(self, &end)?.checked_add(i64::from(inclusive));
        let Some(last) = last else {
            return Err(self.unfit(&end, "an integer that has a next one", at));
        };
        Ok(Value::plain(What::Range(first, last)))
    }

    /// A text with values in it.
    pub(super) fn join(&mut self, frame: &mut [Value], parts: &[Expr], at: Span) -> Flow {
        let mut text = String::new();
        let mut values = Vec::new();
        for part in parts {
            let value = self.eval(frame, part)?;
            text += &self.display(&value, part.at)?;
            if text.len() > limits::TEXT_BYTES {
                break;
            }
            values.push(value);
        }
        let values: Vec<&Value> = values.iter().collect();
        self.text(text, &values, at)
    }

    /// A value as text: a scalar of a manifest as it is written, containers as JSON.
    pub(in crate::script) fn display(&mut self, value: &Value, at: Span) -> Flow<String> {
        let text = match (value.view(), value.as_node()) {
            (View::Absent, _) => return Err(self.unanswered(value, at)),
            (View::Function | View::Part, _) => {
                return Err(self.mistyped(value, "a value with a text", at));
            }
            (View::List | View::Map | View::Entry(_), _) => {
                let json = value
                    .to_json(limits::TEXT_BYTES)
                    .map(|json| json.to_string());
                match json {
                    Ok(json) => json,
                    Err(_) => return Err(self.limit("a list or map is too long for a text", at)),
                }
            }
            (_, Some(node)) => node.node().text().unwrap_or_default().to_owned(),
            (View::Text(text), _) => text.to_owned(),
            (View::Bool(value), _) => value.to_string(),
            (View::Int(value), _) => value.to_string(),
            (View::Float(value), _) => format!("{value:?}"),
            (View::Date(date), _) => date.to_string(),
            (View::Version(version), _) => version.to_string(),
        };
        self.spend(text.len() >> 4, at)?;
        Ok(text)
    }
}

fn set(frame: &mut [Value], slot: usize, value: Value) {
    if let Some(variable) = frame.get_mut(slot) {
        *variable = value;
    }
}
