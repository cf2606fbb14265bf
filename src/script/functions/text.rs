//! Functions over text.

use super::{Builtin, none_of};
use crate::script::eval::{Flow, Machine, derived};
use crate::script::limits;
use crate::script::pattern::Pattern;
use crate::script::value::{MATCHED, PART, Value, View, What};
use crate::source::Span;
use globset::{GlobBuilder, GlobMatcher};
use regex::{Captures, Regex, RegexBuilder};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Patterns that a thread keeps compiled at most, of each sort.
const KEPT: usize = 128;
/// Steps that compiling a pattern costs.
const COMPILING: usize = 5_000;

thread_local! {
    static REGEXES: RefCell<BTreeMap<String, Regex>> = RefCell::default();
    static GLOBS: RefCell<BTreeMap<String, GlobMatcher>> = RefCell::default();
}

/// Compiles a regex: unanchored and linear.
///
/// # Errors
/// What is wrong with it, in one line.
pub(in crate::script) fn compile(pattern: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(pattern)
        .size_limit(limits::REGEX_BYTES)
        .build();
    built.map_err(|error| {
        let text = error.to_string();
        let last = text.lines().last().unwrap_or_default();
        format!("not a regex: {}", last.trim_start_matches("error: "))
    })
}

/// Compiles a glob: `*` and `?` stop at `/`, `**` does not.
///
/// # Errors
/// What is wrong with it, in one line.
pub(in crate::script) fn glob_matcher(pattern: &str) -> Result<GlobMatcher, String> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher())
        .map_err(|error| format!("not a glob: {}", error.kind()))
}

impl Machine<'_> {
    /// The text of what is text.
    pub(super) fn as_text<'v>(&mut self, value: &'v Value, at: Span) -> Flow<&'v str> {
        match value.view() {
            View::Text(text) => {
                self.spend(text.len() >> 4, at)?;
                Ok(text)
            }
            _ => Err(self.mistyped(value, "text", at)),
        }
    }
}

/// `lower`, `upper`, `trim`, `semver`.
pub(super) fn of_one(machine: &mut Machine<'_>, builtin: Builtin, value: &Value, at: Span) -> Flow {
    let text = machine.as_text(value, at)?;
    let what = match builtin {
        Builtin::Lower => What::Text(text.to_lowercase().into()),
        Builtin::Upper => What::Text(text.to_uppercase().into()),
        Builtin::Trim => What::Text(text.trim().into()),
        _ => match semver::Version::parse(text.strip_prefix('v').unwrap_or(text)) {
            Ok(version) => What::Version(version.into()),
            Err(_) => return Ok(none_of(value, "a version such as 1.2.3")),
        },
    };
    Ok(derived(what, &[value]))
}

/// `split`, `starts_with`, `ends_with`, `glob`.
pub(super) fn of_two(
    machine: &mut Machine<'_>,
    builtin: Builtin,
    arguments: (&Value, &Value),
    at: Span,
) -> Flow {
    let (value, written) = arguments;
    let text = machine.as_text(value, at)?;
    let other = machine.as_text(written, at)?;
    match builtin {
        Builtin::StartsWith => Ok(Value::bool(text.starts_with(other))),
        Builtin::EndsWith => Ok(Value::bool(text.ends_with(other))),
        Builtin::Glob => {
            let matcher = cached(&GLOBS, machine, (written, other), glob_matcher, at)?;
            Ok(Value::bool(matcher.is_match(text)))
        }
        _ => {
            let parts: Vec<Value> = if other.is_empty() {
                text.chars()
                    .map(|c| derived(What::Text(c.to_string().into()), &[value]))
                    .collect()
            } else {
                text.split(other)
                    .map(|part| derived(What::Text(part.into()), &[value]))
                    .collect()
            };
            machine.spend(parts.len(), at)?;
            machine.list_of(parts, value, at)
        }
    }
}

/// `matches`, `captures`, `find_all`.
pub(super) fn search(
    machine: &mut Machine<'_>,
    builtin: Builtin,
    arguments: (&Value, &Value),
    pattern_of_script: Option<&Pattern>,
    at: Span,
) -> Flow {
    let (value, written) = arguments;
    let text = machine.as_text(value, at)?;
    let pattern = machine.as_text(written, at)?;
    machine.spend(text.len() >> 3, at)?;
    let found;
    let regex = if let Some(pattern) = pattern_of_script {
        let regex = pattern.regex();
        regex.map_err(|message| machine.fault("script::regex", message, at))?
    } else {
        found = cached(&REGEXES, machine, (written, pattern), compile, at)?;
        &found
    };
    match builtin {
        Builtin::Matches => Ok(Value::bool(regex.is_match(text))),
        Builtin::Captures => match regex.captures(text) {
            Some(captures) => groups(machine, &captures, value, at),
            None => Ok(none_of(value, MATCHED)),
        },
        _ => {
            let mut all = Vec::new();
            for captures in regex.captures_iter(text) {
                machine.spend(1, at)?;
                all.push(groups(machine, &captures, value, at)?);
            }
            machine.list_of(all, value, at)
        }
    }
}

/// The groups of a match; one that took no part is absent.
fn groups(machine: &mut Machine<'_>, captures: &Captures<'_>, value: &Value, at: Span) -> Flow {
    machine.spend(2 * captures.len(), at)?;
    let groups = captures.iter().map(|group| match group {
        Some(group) => derived(What::Text(group.as_str().into()), &[value]),
        None => none_of(value, PART),
    });
    machine.list_of(groups.collect(), value, at)
}

/// A compiled pattern, from the thread's own store or for it.
fn cached<T: Clone>(
    store: &'static std::thread::LocalKey<RefCell<BTreeMap<String, T>>>,
    machine: &mut Machine<'_>,
    (written, pattern): (&Value, &str),
    compile: fn(&str) -> Result<T, String>,
    at: Span,
) -> Flow<T> {
    // Paid whether it is there or not, since what other scripts did must not decide about a limit.
    machine.spend(COMPILING, at)?;
    if let Some(found) = store.with_borrow(|kept| kept.get(pattern).cloned()) {
        return Ok(found);
    }
    let made = compile(pattern).map_err(|message| match written.place_node() {
        Some(node) if !node.is_policy() => machine.unfit(written, "a pattern", at),
        _ => machine.fault("script::regex", message, at),
    })?;
    store.with_borrow_mut(|kept| {
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(pattern.to_owned(), made.clone());
    });
    Ok(made)
}

/// `sub_string(text, start)` and `sub_string(text, start, length)`, in characters; a negative start counts from
/// the end.
pub(super) fn sub_string(
    machine: &mut Machine<'_>,
    value: &Value,
    bounds: &[Value],
    at: Span,
) -> Flow {
    let text = machine.as_text(value, at)?;
    let mut numbers = [0, i64::MAX];
    for (number, bound) in numbers.iter_mut().zip(bounds) {
        *number = match bound.view() {
            View::Int(bound) => bound,
            _ => return Err(machine.mistyped(bound, "an integer", at)),
        };
    }
    let [start, length] = numbers;
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let start = if start < 0 {
        start.saturating_add(count).max(0)
    } else {
        start
    };
    let skip = usize::try_from(start).unwrap_or(usize::MAX);
    let take = usize::try_from(length.max(0)).unwrap_or(usize::MAX);
    let part: String = text.chars().skip(skip).take(take).collect();
    Ok(derived(What::Text(part.into()), &[value]))
}

/// `replace(text, what, with)`.
pub(super) fn replace(machine: &mut Machine<'_>, arguments: [&Value; 3], at: Span) -> Flow {
    let [value, what, with] = arguments;
    let text = machine.as_text(value, at)?;
    let what = machine.as_text(what, at)?;
    let with = machine.as_text(with, at)?;
    let places = text.matches(what).count();
    let grown = text.len().saturating_add(places.saturating_mul(with.len()));
    if with.len() > what.len() && grown > limits::TEXT_BYTES {
        return Err(machine.limit("a text that the script puts together is too long", at));
    }
    machine.spend(grown >> 4, at)?;
    Ok(derived(
        What::Text(text.replace(what, with).into()),
        &[value],
    ))
}

/// `to_int`, `to_float`: of text and numbers.
pub(super) fn to_number(
    machine: &mut Machine<'_>,
    builtin: Builtin,
    value: &Value,
    at: Span,
) -> Flow {
    let to_int = builtin == Builtin::ToInt;
    let what = match value.view() {
        View::Int(number) if to_int => Some(What::Int(number)),
        View::Float(number) if to_int => whole(number).map(What::Int),
        View::Text(text) if to_int => text.trim().parse().ok().map(What::Int),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a float of an integer is rounded"
        )]
        View::Int(number) => Some(What::Float(number as f64)),
        View::Float(number) => Some(What::Float(number)),
        View::Text(text) => text
            .trim()
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
            .map(What::Float),
        _ => return Err(machine.mistyped(value, "text or a number", at)),
    };
    Ok(what.map_or_else(
        || none_of(value, if to_int { "a whole number" } else { "a number" }),
        |what| derived(what, &[value]),
    ))
}

/// A number without what is behind its point, if it fits.
fn whole(number: f64) -> Option<i64> {
    let fits = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&number);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within the bounds just checked"
    )]
    fits.then_some(number as i64)
}
