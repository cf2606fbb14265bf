//! Functions over the elements of lists and maps.

use super::Builtin;
use crate::script::code::Closure;
use crate::script::eval::{Flow, Machine, Order, derived};
use crate::script::limits;
use crate::script::value::{Value, View, What};
use crate::source::Span;
use std::cmp::Ordering;
use std::sync::Arc;

impl Machine<'_> {
    /// The number of elements; what has none does not answer.
    pub(super) fn size(&self, value: &Value, at: Span) -> Flow<usize> {
        value
            .size()
            .ok_or_else(|| self.mistyped(value, "a list or a map", at))
    }

    /// The elements of a list, or the values of a map.
    pub(in crate::script) fn elements(&mut self, value: &Value, at: Span) -> Flow<Vec<Value>> {
        let size = self.size(value, at)?;
        self.spend(size, at)?;
        let elements: Vec<Value> = (0..size)
            .filter_map(|index| value.nth(index))
            .map(|(_, value)| value)
            .collect();
        for element in &elements {
            self.note(element);
        }
        Ok(elements)
    }

    /// A list made of another value.
    pub(super) fn list_of(&self, items: Vec<Value>, of: &Value, at: Span) -> Flow {
        let list = Value::list(items);
        self.built(derived(list.what, &[of]), at)
    }
}

/// `len`, `is_empty`, `keys`, `values`, `flatten`, `unique`.
pub(super) fn whole(machine: &mut Machine<'_>, builtin: Builtin, value: &Value, at: Span) -> Flow {
    match builtin {
        Builtin::Len | Builtin::IsEmpty => {
            let size = match value.view() {
                View::Text(text) => {
                    machine.spend(text.len() >> 4, at)?;
                    text.chars().count()
                }
                _ => match value.size() {
                    Some(size) => size,
                    None => return Err(machine.mistyped(value, "a list, a map or text", at)),
                },
            };
            let what = if builtin == Builtin::Len {
                What::Int(i64::try_from(size).unwrap_or(i64::MAX))
            } else {
                What::Bool(size == 0)
            };
            Ok(derived(what, &[value]))
        }
        Builtin::Keys => {
            if !matches!(value.view(), View::Map) {
                return Err(machine.mistyped(value, "a map", at));
            }
            let size = machine.size(value, at)?;
            machine.spend(size, at)?;
            let keys = (0..size)
                .filter_map(|index| value.nth(index))
                .map(|(key, _)| key)
                .collect();
            machine.list_of(keys, value, at)
        }
        Builtin::Values => {
            let values = machine.elements(value, at)?;
            machine.list_of(values, value, at)
        }
        Builtin::Flatten => flatten(machine, value, at),
        _ => unique(machine, value, at),
    }
}

/// The elements of lists in a list; other elements stay, absent ones are left out.
fn flatten(machine: &mut Machine<'_>, value: &Value, at: Span) -> Flow {
    let mut items = Vec::new();
    for element in machine.elements(value, at)? {
        match element.view() {
            View::List => items.extend(machine.elements(&element, at)?),
            View::Absent => {}
            _ => items.push(element),
        }
        if items.len() as u64 > limits::WEIGHT {
            return Err(machine.limit("a list holds too much", at));
        }
    }
    machine.list_of(items, value, at)
}

/// The first of each group of equal elements; elements of different types are not equal.
fn unique(machine: &mut Machine<'_>, value: &Value, at: Span) -> Flow {
    let mut kept: Vec<Value> = Vec::new();
    for element in machine.elements(value, at)? {
        let mut is_new = true;
        for other in &kept {
            machine.spend(1, at)?;
            let same = match (element.is_absent(), other.is_absent()) {
                (true, true) => true,
                (false, false) => {
                    let order = machine.order(&element, other, at)?;
                    matches!(order, Order::Of(Ordering::Equal) | Order::Apart(true))
                }
                _ => false,
            };
            if same {
                is_new = false;
                break;
            }
        }
        if is_new {
            kept.push(element);
        }
    }
    machine.list_of(kept, value, at)
}

/// The closure of an argument.
fn closure_of<'v>(machine: &Machine<'_>, value: &'v Value, at: Span) -> Flow<&'v Arc<Closure>> {
    match &value.what {
        What::Function(closure) => Ok(closure),
        _ => Err(machine.mistyped(value, "a closure, `|x| ..`", at)),
    }
}

/// `all`, `any`, `none`, `filter`, `map`, `find`, `count`: the closure gets the element, and its key or index
/// if it takes two parameters.
pub(super) fn each(
    machine: &mut Machine<'_>,
    builtin: Builtin,
    arguments: (&Value, &Value),
    at: Span,
) -> Flow {
    let (value, function) = arguments;
    let size = machine.size(value, at)?;
    let closure = closure_of(machine, function, at)?;
    let mut kept = Vec::new();
    let mut count = 0;
    for index in 0..size {
        machine.spend(1, at)?;
        let Some((key, element)) = value.nth(index) else {
            break;
        };
        machine.note(&element);
        let result = machine.apply(closure, &[element.clone(), key], at)?;
        if builtin == Builtin::Map {
            kept.push(result);
            continue;
        }
        let holds = machine.as_truth(&result, closure.body.code.at)?;
        match builtin {
            Builtin::All if !holds => return Ok(Value::bool(false)),
            Builtin::Any if holds => return Ok(Value::bool(true)),
            Builtin::None if holds => return Ok(Value::bool(false)),
            Builtin::Find if holds => return Ok(element),
            _ if !holds => {}
            Builtin::Filter => kept.push(element),
            _ => count += 1,
        }
    }
    match builtin {
        Builtin::All | Builtin::None => Ok(Value::bool(true)),
        Builtin::Any => Ok(Value::bool(false)),
        Builtin::Find => Ok(super::none_of(value, "a list or map with such an element")),
        Builtin::Count => Ok(derived(What::Int(count), &[value])),
        _ => machine.list_of(kept, value, at),
    }
}

/// `reduce(list, |sum, element| .., start)`.
pub(super) fn reduce(machine: &mut Machine<'_>, arguments: [&Value; 3], at: Span) -> Flow {
    let [value, function, start] = arguments;
    let size = machine.size(value, at)?;
    let closure = closure_of(machine, function, at)?;
    let mut sum = start.clone();
    for index in 0..size {
        machine.spend(1, at)?;
        let Some((key, element)) = value.nth(index) else {
            break;
        };
        machine.note(&element);
        sum = machine.apply(closure, &[sum, element, key], at)?;
    }
    Ok(sum)
}

/// `sort(list)`, `sort(list, |x| key)`, `sort(list, |a, b| number)`: equal elements keep their order.
pub(super) fn sort(
    machine: &mut Machine<'_>,
    value: &Value,
    function: Option<&Value>,
    at: Span,
) -> Flow {
    let elements = machine.elements(value, at)?;
    let closure = match function {
        Some(function) => Some(closure_of(machine, function, at)?),
        None => None,
    };
    let mut sorted: Vec<(Value, Value)> = Vec::with_capacity(elements.len());
    for element in elements {
        let key = match closure {
            Some(closure) if closure.body.params < 2 => {
                machine.apply(closure, std::slice::from_ref(&element), at)?
            }
            _ => element.clone(),
        };
        // By halves: the order of a comparison that contradicts itself is no harm.
        let (mut low, mut high) = (0, sorted.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let Some((other, _)) = sorted.get(middle) else {
                break;
            };
            let order = match closure {
                Some(closure) if closure.body.params >= 2 => {
                    compared(machine, closure, &key, other, at)?
                }
                _ => ordered(machine, &key, other, at)?,
            };
            machine.spend(1, at)?;
            if order == Ordering::Less {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        machine.spend((sorted.len() - low.min(sorted.len())) >> 6, at)?;
        sorted.insert(low.min(sorted.len()), (key, element));
    }
    machine.list_of(
        sorted.into_iter().map(|(_, element)| element).collect(),
        value,
        at,
    )
}

fn ordered(machine: &mut Machine<'_>, a: &Value, b: &Value, at: Span) -> Flow<Ordering> {
    match machine.order(a, b, at)? {
        Order::Of(order) => Ok(order),
        Order::Types => Err(machine.mismatch(a, b, at)),
        Order::Apart(_) => Err(machine.orderless(a, b, "a number, text, a day or a version", at)),
    }
}

fn compared(
    machine: &mut Machine<'_>,
    closure: &Closure,
    a: &Value,
    b: &Value,
    at: Span,
) -> Flow<Ordering> {
    let result = machine.apply(closure, &[a.clone(), b.clone()], at)?;
    match result.view() {
        View::Int(number) => Ok(number.cmp(&0)),
        View::Bool(true) => Ok(Ordering::Less),
        View::Bool(false) => Ok(Ordering::Greater),
        _ => Err(machine.mistyped(&result, "a number below, at or above zero", at)),
    }
}
