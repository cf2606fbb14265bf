//! Comparing, and looking for values in others: strict about absent values and types.

use super::{Flow, Machine, Stop};
use crate::document::Step;
use crate::script::code::{Comparison, Expr};
use crate::script::limits;
use crate::script::value::{Value, View, What};
use crate::source::Span;
use std::cmp::Ordering;

/// How two values compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::script) enum Order {
    Of(Ordering),
    /// They are of one type that knows no order between them: not a number, booleans, maps. Whether they are
    /// equal is known.
    Apart(bool),
    /// They are of different types.
    Types,
}

impl Machine<'_> {
    pub(super) fn compare(
        &mut self,
        frame: &mut [Value],
        comparison: Comparison,
        operands: &(Expr, Expr),
        at: Span,
    ) -> Flow {
        let left = self.eval(frame, &operands.0)?;
        let right = self.eval(frame, &operands.1)?;
        let order = self.order(&left, &right, at)?;
        let answer = match (comparison, order) {
            (_, Order::Types) => return Err(self.mismatch(&left, &right, at)),
            (Comparison::Equal, Order::Of(order)) => order.is_eq(),
            (Comparison::Unequal, Order::Of(order)) => order.is_ne(),
            (Comparison::Less, Order::Of(order)) => order.is_lt(),
            (Comparison::LessOrEqual, Order::Of(order)) => order.is_le(),
            (Comparison::Greater, Order::Of(order)) => order.is_gt(),
            (Comparison::GreaterOrEqual, Order::Of(order)) => order.is_ge(),
            (Comparison::Equal, Order::Apart(equal)) => equal,
            (Comparison::Unequal, Order::Apart(equal)) => !equal,
            (_, Order::Apart(_)) => {
                return Err(self.orderless(&left, &right, "numbers, texts, days or versions", at));
            }
        };
        Ok(Value::bool(answer))
    }

    /// The end of code that asked for the order of two values that have none.
    pub(in crate::script) fn orderless(
        &self,
        left: &Value,
        right: &Value,
        wanted: &str,
        at: Span,
    ) -> Box<Stop> {
        // What is not a number may have been reckoned from the manifest's.
        let is_nan = |value: &&Value| matches!(value.view(), View::Float(it) if it.is_nan());
        match [left, right].into_iter().find(is_nan) {
            Some(nan) => self.unfit(nan, "a number that has an order", at),
            None if left.as_node().is_some() => self.mistyped(left, wanted, at),
            None => self.mistyped(right, wanted, at),
        }
    }

    /// How two values compare; an absent one does not answer.
    pub(in crate::script) fn order(
        &mut self,
        left: &Value,
        right: &Value,
        at: Span,
    ) -> Flow<Order> {
        for value in [left, right] {
            if value.is_absent() {
                return Err(self.unanswered(value, at));
            }
        }
        Ok(match (left.view(), right.view()) {
            (View::Int(a), View::Int(b)) => Order::Of(a.cmp(&b)),
            (View::Int(a), View::Float(b)) => numbers(compare_mixed(a, b)),
            (View::Float(a), View::Int(b)) => numbers(compare_mixed(b, a).map(Ordering::reverse)),
            (View::Float(a), View::Float(b)) => numbers(a.partial_cmp(&b)),
            (View::Text(a), View::Text(b)) => {
                self.spend(a.len().min(b.len()) >> 5, at)?;
                Order::Of(a.cmp(b))
            }
            (View::Bool(a), View::Bool(b)) => Order::Apart(a == b),
            (View::Date(a), View::Date(b)) => Order::Of(a.cmp(&b)),
            (View::Version(a), View::Version(b)) => Order::Of(a.cmp_precedence(b)),
            (View::List, View::List) | (View::Map, View::Map) => {
                match self.same(left, right, at)? {
                    Some(equal) => Order::Apart(equal),
                    None => Order::Types,
                }
            }
            _ => Order::Types,
        })
    }

    /// Whether two containers are equal; `None` where elements at one place are of different types. Nulls are
    /// equal to each other here.
    fn same(&mut self, left: &Value, right: &Value, at: Span) -> Flow<Option<bool>> {
        let (Some(size), Some(other)) = (left.size(), right.size()) else {
            return Ok(None);
        };
        if size != other {
            return Ok(Some(false));
        }
        self.spend(1 + size, at)?;
        let mut answer = Some(true);
        for index in 0..size {
            let Some((key, value)) = left.nth(index) else {
                continue;
            };
            let twin = match key.view() {
                View::Text(name) => {
                    self.spend(size >> 4, at)?;
                    let step = Step::Key(name.into());
                    right.has(name).then(|| right.step(&step))
                }
                _ => right.nth(index).map(|(_, value)| value),
            };
            let Some(twin) = twin else {
                return Ok(Some(false));
            };
            let equal = match (value.is_absent(), twin.is_absent()) {
                (true, true) => Some(true),
                (false, false) => match self.nested(&value, &twin, at)? {
                    Order::Of(order) => Some(order.is_eq()),
                    Order::Apart(equal) => Some(equal),
                    Order::Types => None,
                },
                _ => None,
            };
            match equal {
                Some(false) => return Ok(Some(false)),
                Some(true) => {}
                None => answer = None,
            }
        }
        Ok(answer)
    }

    /// [`Machine::order`] one level deeper.
    fn nested(&mut self, left: &Value, right: &Value, at: Span) -> Flow<Order> {
        self.depth += 1;
        if self.depth > limits::DEPTH {
            return Err(self.limit("the script nests too deeply", at));
        }
        let order = self.order(left, right, at);
        self.depth -= 1;
        order
    }

    /// The end of code that compared what does not compare. Of two values of manifests the one in the document that is
    /// judged is to blame.
    pub(in crate::script) fn mismatch(&self, left: &Value, right: &Value, at: Span) -> Box<Stop> {
        let is_theirs = |value: &Value| {
            value.numbering_list().is_some()
                || value.as_node().is_some_and(|node| !node.is_policy())
        };
        let it = self.host.it();
        let is_judged = |value: &Value| {
            let node = value.manifest_node().zip(it.manifest_node());
            node.is_some_and(|(node, it)| node.is_beside(it))
        };
        if is_theirs(left) && (is_judged(left) || !is_theirs(right) || !is_judged(right)) {
            self.mistyped(left, &other_than(left, right), at)
        } else if is_theirs(right) {
            self.mistyped(right, &other_than(right, left), at)
        } else {
            let message = format!("{} and {} do not compare", left.word(), right.word());
            self.fault("script::type", message, at)
        }
    }

    /// Whether a value is in a container: an element of a list, a key of a map, with `substring` also a part of
    /// a text.
    pub(in crate::script) fn is_in(
        &mut self,
        needle: &Value,
        container: &Value,
        substring: bool,
        at: Span,
    ) -> Flow<bool> {
        for value in [needle, container] {
            if value.is_absent() {
                return Err(self.unanswered(value, at));
            }
        }
        match container.view() {
            View::Text(text) if substring => {
                let View::Text(part) = needle.view() else {
                    return Err(self.mistyped(needle, "text", at));
                };
                self.spend(text.len() >> 4, at)?;
                Ok(text.contains(part))
            }
            View::Map => {
                let View::Text(name) = needle.view() else {
                    return Err(self.mistyped(needle, "text, the name of an entry", at));
                };
                self.spend(container.size().unwrap_or(0) >> 4, at)?;
                Ok(container.has(name))
            }
            View::List => self.is_element(needle, container, at),
            _ if substring => Err(self.mistyped(container, "a list, a map or text", at)),
            _ => Err(self.mistyped(container, "a list or a map", at)),
        }
    }

    fn is_element(&mut self, needle: &Value, list: &Value, at: Span) -> Flow<bool> {
        if let (What::Range(start, end), View::Int(number)) = (&list.what, needle.view()) {
            return Ok((*start..*end).contains(&number));
        }
        let mut other = None;
        for index in 0..list.size().unwrap_or(0) {
            self.spend(1, at)?;
            let Some((_, element)) = list.nth(index) else {
                continue;
            };
            if element.is_absent() {
                other.get_or_insert(element);
                continue;
            }
            match self.order(needle, &element, at)? {
                Order::Of(Ordering::Equal) | Order::Apart(true) => {
                    self.note(&element);
                    return Ok(true);
                }
                Order::Types => {
                    other.get_or_insert(element);
                }
                _ => {}
            }
        }
        match other {
            Some(element) if element.is_absent() => Err(self.unanswered(&element, at)),
            Some(element) => Err(self.mismatch(needle, &element, at)),
            None => Ok(false),
        }
    }
}

/// What a value would have to be to compare with another one; within containers the kinds may be the same.
fn other_than(value: &Value, other: &Value) -> String {
    if value.word() == other.word() {
        "elements that compare".to_owned()
    } else {
        other.word().to_owned()
    }
}

fn numbers(order: Option<Ordering>) -> Order {
    order.map_or(Order::Apart(false), Order::Of)
}

/// Compares exactly, without rounding the integer to a float.
fn compare_mixed(int: i64, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    // The bounds are powers of two, so that they are floats.
    if float >= 9_223_372_036_854_775_808.0 {
        return Some(Ordering::Less);
    }
    if float < -9_223_372_036_854_775_808.0 {
        return Some(Ordering::Greater);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within the bounds just checked, and the rest compared apart"
    )]
    let whole = float.trunc() as i64;
    Some(
        int.cmp(&whole)
            .then_with(|| 0.0_f64.total_cmp(&(float.fract() + 0.0))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_floats_compare_exactly() {
        for (int, float, order) in [
            (1, 1.0, Some(Ordering::Equal)),
            (1, 1.5, Some(Ordering::Less)),
            (-1, -1.5, Some(Ordering::Greater)),
            (0, -0.0, Some(Ordering::Equal)),
            (i64::MAX, 9_223_372_036_854_775_807.0, Some(Ordering::Less)),
            (
                i64::MIN,
                -9_223_372_036_854_775_808.0,
                Some(Ordering::Equal),
            ),
            (
                9_007_199_254_740_993,
                9_007_199_254_740_992.0,
                Some(Ordering::Greater),
            ),
            (0, f64::NAN, None),
            (0, f64::INFINITY, Some(Ordering::Less)),
        ] {
            assert_eq!(compare_mixed(int, float), order, "{int} {float}");
        }
    }
}
