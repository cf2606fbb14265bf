//! Operators that connect and calculate.

use super::{Flow, Machine, Stop};
use crate::script::built::Built;
use crate::script::code::{Arithmetic, Expr};
use crate::script::limits;
use crate::script::node::NodeRef;
use crate::script::value::{From, Value, View, What};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Machine<'_> {
    pub(super) fn connect(&mut self, frame: &mut [Value], parts: &[Expr], stop_at: bool) -> Flow {
        for part in parts {
            if self.truth(frame, part)? == stop_at {
                return Ok(Value::bool(stop_at));
            }
        }
        Ok(Value::bool(!stop_at))
    }

    pub(super) fn coalesce(&mut self, frame: &mut [Value], parts: &[Expr]) -> Flow {
        let mut value = Value::absent();
        for part in parts {
            value = self.eval(frame, part)?;
            if !value.is_absent() {
                break;
            }
        }
        Ok(value)
    }

    pub(super) fn negate(&mut self, frame: &mut [Value], operand: &Expr, at: Span) -> Flow {
        let value = self.eval(frame, operand)?;
        let what = match value.view() {
            View::Int(number) => match number.checked_neg() {
                Some(number) => What::Int(number),
                None => return Err(self.unfit(&value, "a smaller number", at)),
            },
            View::Float(number) => What::Float(-number),
            _ => return Err(self.mistyped(&value, "a number", at)),
        };
        Ok(derived(what, &[&value]))
    }

    /// `+` and its kin. What the left operand holds is reused where nothing else holds it.
    pub(super) fn calculate(
        &mut self,
        arithmetic: Arithmetic,
        left: Value,
        right: &Value,
        at: Span,
    ) -> Flow {
        for value in [&left, right] {
            if value.is_absent() {
                return Err(self.unanswered(value, at));
            }
        }
        let what = match (left.view(), right.view()) {
            (View::Int(a), View::Int(b)) => match integers(arithmetic, a, b) {
                Some(number) => What::Int(number),
                None => return Err(self.no_number(arithmetic, &left, right, at)),
            },
            (View::Int(a), View::Float(b)) => What::Float(floats(arithmetic, as_float(a), b)),
            (View::Float(a), View::Int(b)) => What::Float(floats(arithmetic, a, as_float(b))),
            (View::Float(a), View::Float(b)) => What::Float(floats(arithmetic, a, b)),
            _ if arithmetic == Arithmetic::Add => return self.add(left, right, at),
            (View::Int(_) | View::Float(_), _) => return Err(self.mistyped(right, "a number", at)),
            _ => return Err(self.mistyped(&left, "a number", at)),
        };
        Ok(derived(what, &[&left, right]))
    }

    /// `+` of what are not both numbers: texts, lists and maps are joined, and the script's own text takes any
    /// scalar.
    fn add(&mut self, left: Value, right: &Value, at: Span) -> Flow {
        match (left.view(), right.view()) {
            (View::Text(a), View::Text(b)) => {
                let text = [a, b].concat();
                self.text(text, &[&left, right], at)
            }
            (View::List, View::List) => self.add_lists(left, right, at),
            (View::Map, View::Map) => self.add_maps(&left, right, at),
            (View::Text(own), _) if left.as_node().is_none() => {
                let text = format!("{own}{}", self.display(right, at)?);
                self.text(text, &[&left, right], at)
            }
            (_, View::Text(own)) if right.as_node().is_none() => {
                let text = format!("{}{own}", self.display(&left, at)?);
                self.text(text, &[&left, right], at)
            }
            (View::Int(_) | View::Float(_), _) => Err(self.mistyped(right, "a number", at)),
            (View::List, _) => Err(self.mistyped(right, "a list", at)),
            (View::Map, _) => Err(self.mistyped(right, "a map", at)),
            (_, View::Int(_) | View::Float(_)) => Err(self.mistyped(&left, "a number", at)),
            (View::Text(_), _) => Err(self.mistyped(right, "text", at)),
            _ => Err(self.mistyped(&left, "a number, text, a list or a map", at)),
        }
    }

    fn add_lists(&mut self, left: Value, right: &Value, at: Span) -> Flow {
        let more = self.elements(right, at)?;
        let from = left.from.clone();
        let mut list = match left.what {
            What::List(list) => {
                if Arc::strong_count(&list) > 1 {
                    self.spend(list.content.len(), at)?;
                }
                list
            }
            _ => Arc::new(Built::list(self.elements(&left, at)?)),
        };
        if list.content.len() + more.len() > limits::ELEMENTS {
            return Err(self.limit(
                "a list that the script puts together has too many elements",
                at,
            ));
        }
        Arc::make_mut(&mut list).extend(&more);
        self.built(
            Value {
                what: What::List(list),
                from,
            },
            at,
        )
    }

    fn add_maps(&mut self, left: &Value, right: &Value, at: Span) -> Flow {
        let mut content = BTreeMap::new();
        for map in [left, right] {
            let size = map.size().unwrap_or(0);
            self.spend(size, at)?;
            for (key, value) in (0..size).filter_map(|index| map.nth(index)) {
                content.insert(Arc::from(key.as_str().unwrap_or_default()), value);
            }
        }
        if content.len() > limits::ELEMENTS {
            return Err(self.limit(
                "a map that the script puts together has too many entries",
                at,
            ));
        }
        let value = Value {
            what: What::Map(Arc::new(Built::map(content))),
            from: left.from.clone(),
        };
        self.built(value, at)
    }

    /// A text that a script puts together.
    pub(in crate::script) fn text(&mut self, text: String, of: &[&Value], at: Span) -> Flow {
        if text.len() > limits::TEXT_BYTES {
            return Err(self.limit("a text that the script puts together is too long", at));
        }
        self.spend(text.len() >> 4, at)?;
        Ok(derived(What::Text(text.into()), of))
    }

    fn no_number(
        &self,
        arithmetic: Arithmetic,
        left: &Value,
        right: &Value,
        at: Span,
    ) -> Box<Stop> {
        let divides = matches!(arithmetic, Arithmetic::Divide | Arithmetic::Remainder);
        if divides && matches!(right.view(), View::Int(0)) {
            return self.unfit(right, "a number other than zero", at);
        }
        let theirs = if left.place_node().is_some() {
            left
        } else {
            right
        };
        self.unfit(theirs, "a number whose result fits into 64 bits", at)
    }
}

/// A value made of others: it keeps the place of the first of them that has one, in a manifest if any has.
pub(in crate::script) fn derived(what: What, of: &[&Value]) -> Value {
    let place = of
        .iter()
        .find_map(|value| value.manifest_node())
        .or_else(|| of.iter().find_map(|value| value.place_node()));
    Value {
        what,
        from: place.map_or(From::Script, |node: &NodeRef| From::Node(node.clone())),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "calculating with a float rounds"
)]
const fn as_float(int: i64) -> f64 {
    int as f64
}

fn integers(arithmetic: Arithmetic, a: i64, b: i64) -> Option<i64> {
    match arithmetic {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide => a.checked_div(b),
        Arithmetic::Remainder => a.checked_rem(b),
        Arithmetic::Power => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
    }
}

fn floats(arithmetic: Arithmetic, a: f64, b: f64) -> f64 {
    match arithmetic {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => a / b,
        Arithmetic::Remainder => a % b,
        Arithmetic::Power => a.powf(b),
    }
}
