//! Days. The only clock is the day of the judgement.

use super::{Builtin, none_of};
use crate::script::eval::{Flow, Machine, at_node, derived};
use crate::script::run::Reason;
use crate::script::value::{Value, View, What};
use crate::source::Span;
use jiff::civil::Date;

/// `date`, `days_since`, `days_until`.
pub(super) fn call(machine: &mut Machine<'_>, builtin: Builtin, value: &Value, at: Span) -> Flow {
    let day = match value.view() {
        View::Date(day) => Some(day),
        View::Text(text) => parse(text),
        _ => return Err(machine.mistyped(value, "a day such as 2026-05-10", at)),
    };
    let Some(day) = day else {
        let none = none_of(value, "a day such as 2026-05-10");
        return match builtin {
            Builtin::Date => Ok(none),
            _ => Err(machine.unfit(value, "a day such as 2026-05-10", at)),
        };
    };
    if builtin == Builtin::Date {
        return Ok(derived(What::Date(day), &[value]));
    }
    let today = machine.host.today();
    let (from, to) = if builtin == Builtin::DaysSince {
        (day, today)
    } else {
        (today, day)
    };
    let days = from.until(to).map(|span| i64::from(span.get_days()));
    match days {
        Ok(days) if builtin == Builtin::DaysSince && days < 0 => match value.place_node() {
            Some(node) => Err(machine.no_answer(Some(at_node(node)), None, Reason::Future, at)),
            None => Err(machine.fault("script::value", format!("{day} has not come yet"), at)),
        },
        Ok(days) => Ok(derived(What::Int(days), &[value])),
        Err(_) => Err(machine.unfit(value, "a day nearer to today", at)),
    }
}

/// A day as `2026-05-10`, and in no other form.
fn parse(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes
            .get(range)
            .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let formed = bytes.len() == 10
        && digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && bytes.get(4) == Some(&b'-')
        && bytes.get(7) == Some(&b'-');
    formed.then(|| text.parse().ok())?
}
