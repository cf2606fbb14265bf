//! The functions that scripts may call: LANGUAGE section 2, and nothing else.
//!
//! All of them are methods too. None changes its argument.

mod dates;
mod documents;
mod lists;
mod places;
pub(super) mod report;
pub(super) mod text;
mod types;

use super::eval::{Flow, Machine};
use super::pattern::Pattern;
use super::value::{From, Value, What};
use crate::source::Span;

/// A function of the language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Builtin {
    All,
    Any,
    Captures,
    Contains,
    Count,
    Date,
    DaysSince,
    DaysUntil,
    EndsWith,
    Entries,
    Fail,
    Filter,
    Find,
    FindAll,
    Flatten,
    Glob,
    IsBool,
    IsEmpty,
    IsInteger,
    IsList,
    IsMap,
    IsNumber,
    IsText,
    Item,
    Json,
    Key,
    Keys,
    Len,
    List,
    Lower,
    Map,
    Matches,
    None,
    Parent,
    Path,
    Reduce,
    Replace,
    Semver,
    Sort,
    Split,
    StartsWith,
    SubString,
    Text,
    ToFloat,
    ToInt,
    Trim,
    Unique,
    Upper,
    Values,
    Walk,
    Yaml,
}

/// A function's name and how many arguments it takes, the receiver of a method call counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signature {
    pub(super) name: &'static str,
    pub(super) builtin: Builtin,
    pub(super) least: usize,
    pub(super) most: usize,
}

const fn sign(name: &'static str, builtin: Builtin, least: usize, most: usize) -> Signature {
    Signature {
        name,
        builtin,
        least,
        most,
    }
}

/// All of them.
pub(super) const SIGNATURES: &[Signature] = &[
    sign("all", Builtin::All, 2, 2),
    sign("any", Builtin::Any, 2, 2),
    sign("captures", Builtin::Captures, 2, 2),
    sign("contains", Builtin::Contains, 2, 2),
    sign("count", Builtin::Count, 2, 2),
    sign("date", Builtin::Date, 1, 1),
    sign("days_since", Builtin::DaysSince, 1, 1),
    sign("days_until", Builtin::DaysUntil, 1, 1),
    sign("ends_with", Builtin::EndsWith, 2, 2),
    sign("entries", Builtin::Entries, 1, 1),
    sign("fail", Builtin::Fail, 1, 3),
    sign("filter", Builtin::Filter, 2, 2),
    sign("find", Builtin::Find, 2, 2),
    sign("find_all", Builtin::FindAll, 2, 2),
    sign("flatten", Builtin::Flatten, 1, 1),
    sign("glob", Builtin::Glob, 2, 2),
    sign("is_bool", Builtin::IsBool, 1, 1),
    sign("is_empty", Builtin::IsEmpty, 1, 1),
    sign("is_integer", Builtin::IsInteger, 1, 1),
    sign("is_list", Builtin::IsList, 1, 1),
    sign("is_map", Builtin::IsMap, 1, 1),
    sign("is_number", Builtin::IsNumber, 1, 1),
    sign("is_text", Builtin::IsText, 1, 1),
    sign("item", Builtin::Item, 2, 2),
    sign("json", Builtin::Json, 1, 1),
    sign("key", Builtin::Key, 1, 1),
    sign("keys", Builtin::Keys, 1, 1),
    sign("len", Builtin::Len, 1, 1),
    sign("list", Builtin::List, 1, 1),
    sign("lower", Builtin::Lower, 1, 1),
    sign("map", Builtin::Map, 1, 2),
    sign("matches", Builtin::Matches, 2, 2),
    sign("none", Builtin::None, 2, 2),
    sign("parent", Builtin::Parent, 1, 1),
    sign("path", Builtin::Path, 1, 1),
    sign("reduce", Builtin::Reduce, 3, 3),
    sign("replace", Builtin::Replace, 3, 3),
    sign("semver", Builtin::Semver, 1, 1),
    sign("sort", Builtin::Sort, 1, 2),
    sign("split", Builtin::Split, 2, 2),
    sign("starts_with", Builtin::StartsWith, 2, 2),
    sign("sub_string", Builtin::SubString, 2, 3),
    sign("text", Builtin::Text, 1, 1),
    sign("to_float", Builtin::ToFloat, 1, 1),
    sign("to_int", Builtin::ToInt, 1, 1),
    sign("trim", Builtin::Trim, 1, 1),
    sign("unique", Builtin::Unique, 1, 1),
    sign("upper", Builtin::Upper, 1, 1),
    sign("values", Builtin::Values, 1, 1),
    sign("walk", Builtin::Walk, 1, 1),
    sign("yaml", Builtin::Yaml, 1, 1),
];

/// The function of a name.
pub(super) fn signature(name: &str) -> Option<&'static Signature> {
    let at = SIGNATURES.binary_search_by(|signature| signature.name.cmp(name));
    SIGNATURES.get(at.ok()?)
}

/// Calls a function. The number of arguments was checked when the script was compiled.
pub(super) fn call(
    machine: &mut Machine<'_>,
    builtin: Builtin,
    arguments: &[Value],
    regex: Option<&Pattern>,
    at: Span,
) -> Flow {
    machine.spend(1, at)?;
    if let [value] = arguments
        && takes_absent(builtin)
    {
        return Ok(match builtin {
            Builtin::List | Builtin::Map | Builtin::Text => types::or_empty(builtin, value),
            _ => types::is(builtin, value),
        });
    }
    // A null has a key and a place, though it is absent.
    let sees_null = matches!(builtin, Builtin::Key | Builtin::Path | Builtin::Parent);
    for argument in arguments {
        let is_null = argument
            .as_missing()
            .is_some_and(|missing| missing.path.is_empty());
        if argument.is_absent() && !(sees_null && is_null) {
            return Err(machine.unanswered(argument, at));
        }
    }
    match (builtin, arguments) {
        (Builtin::Fail, _) => report::fail(machine, arguments, at),
        (Builtin::Sort, [value, rest @ ..]) => lists::sort(machine, value, rest.first(), at),
        (Builtin::SubString, [value, bounds @ ..]) => text::sub_string(machine, value, bounds, at),
        (_, [value]) => of_one(machine, builtin, value, at),
        (_, [first, second]) => of_two(machine, builtin, (first, second), regex, at),
        (Builtin::Reduce, [first, second, third]) => {
            lists::reduce(machine, [first, second, third], at)
        }
        (Builtin::Replace, [first, second, third]) => {
            text::replace(machine, [first, second, third], at)
        }
        _ => Err(machine.fault(
            "script::internal",
            "wrong number of arguments".to_owned(),
            at,
        )),
    }
}

fn of_one(machine: &mut Machine<'_>, builtin: Builtin, value: &Value, at: Span) -> Flow {
    match builtin {
        Builtin::Len
        | Builtin::IsEmpty
        | Builtin::Keys
        | Builtin::Values
        | Builtin::Flatten
        | Builtin::Unique => lists::whole(machine, builtin, value, at),
        Builtin::Entries => places::entries(machine, value, at),
        Builtin::Walk => places::walk(machine, value, at),
        Builtin::Key | Builtin::Path | Builtin::Parent => places::of(machine, builtin, value, at),
        Builtin::Date | Builtin::DaysSince | Builtin::DaysUntil => {
            dates::call(machine, builtin, value, at)
        }
        Builtin::Yaml | Builtin::Json => documents::read_text(machine, builtin, value, at),
        Builtin::ToInt | Builtin::ToFloat => text::to_number(machine, builtin, value, at),
        _ => text::of_one(machine, builtin, value, at),
    }
}

fn of_two(
    machine: &mut Machine<'_>,
    builtin: Builtin,
    arguments: (&Value, &Value),
    regex: Option<&Pattern>,
    at: Span,
) -> Flow {
    match builtin {
        Builtin::All
        | Builtin::Any
        | Builtin::None
        | Builtin::Filter
        | Builtin::Map
        | Builtin::Find
        | Builtin::Count => lists::each(machine, builtin, arguments, at),
        Builtin::Contains => machine
            .is_in(arguments.1, arguments.0, true, at)
            .map(Value::bool),
        Builtin::Item => places::item(machine, arguments, at),
        Builtin::Matches | Builtin::Captures | Builtin::FindAll => {
            text::search(machine, builtin, arguments, regex, at)
        }
        _ => text::of_two(machine, builtin, arguments, at),
    }
}

/// Whether a function of one argument takes what is absent.
const fn takes_absent(builtin: Builtin) -> bool {
    matches!(
        builtin,
        Builtin::IsMap
            | Builtin::IsList
            | Builtin::IsText
            | Builtin::IsNumber
            | Builtin::IsInteger
            | Builtin::IsBool
            | Builtin::List
            | Builtin::Map
            | Builtin::Text
    )
}

/// The absent value that a function gives where its argument is not what it would have to be.
fn none_of(value: &Value, wanted: &'static str) -> Value {
    match value.place_node() {
        Some(node) => Value {
            what: What::Absent,
            from: From::NoneOf(node.clone(), wanted),
        },
        None => Value::absent(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(SIGNATURES.is_sorted_by_key(|signature| signature.name));
        assert_eq!(signature("walk").unwrap().builtin, Builtin::Walk);
    }
}
