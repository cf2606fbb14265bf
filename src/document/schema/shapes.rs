//! What stands behind each keyword: the shape of its value.

use super::pattern;
use super::vocabulary::{FORMATS, Keyword, MEANT, NAMED, Shape, Types};
use crate::diagnostic::{Diagnostic, closest};
use crate::document::{Kind, Node, Number};
use std::collections::BTreeSet;

/// The types that a well-formed `type` names.
pub(super) fn types(value: Node<'_>) -> Option<Types> {
    match value.kind() {
        Kind::Str => Types::named(value.text()?),
        Kind::Seq if !value.is_empty() => value.items().try_fold(Types::NONE, |all, item| {
            Some(all.with(Types::named(item.as_str()?)?))
        }),
        _ => None,
    }
}

/// What is wrong with a keyword's value.
pub(super) fn problem(keyword: &Keyword, key: Node<'_>, value: Node<'_>) -> Option<Diagnostic> {
    let name = keyword.name;
    // Something that a person forgot, not the value null: `~` and `null` are written out.
    if value.span().is_empty() && value.is_null() {
        let message = format!("`{name}` has no value");
        return Some(Diagnostic::error("schema::shape", message).at_place(key.place()));
    }
    let is_list = value.kind() == Kind::Seq;
    let filled = is_list && !value.is_empty();
    let is_map = value.kind() == Kind::Map;
    let (right, wanted) = match keyword.shape {
        // The schemas themselves are looked at on their own.
        Shape::Inside if name == "items" && is_list => {
            return Some(
                mistyped(name, "one schema for all items", value)
                    .help("a list of schemas is `prefixItems`"),
            );
        }
        Shape::Same | Shape::Inside | Shape::Name | Shape::Anything => (true, ""),
        Shape::SameEach | Shape::InsideEach => (filled, "a list of at least one schema"),
        Shape::SameNamed | Shape::InsideNamed | Shape::Definitions => {
            (is_map, "a map of names to schemas")
        }
        Shape::InsideMatched => {
            let bad = value.entries().find_map(|(key, _)| regex(key));
            if bad.is_some() {
                return bad;
            }
            (is_map, "a map of regexes to schemas")
        }
        Shape::Reference => (value.as_str().is_some(), "`#/pointer` or `FILE#/pointer`"),
        Shape::Type => return type_problem(value),
        Shape::Constant => return constant(value),
        Shape::Options => {
            if let Some(bad) = value.items().find_map(constant) {
                return Some(bad);
            }
            (filled, "a list of at least one value")
        }
        Shape::Count => (value.as_u64().is_some(), "a whole number, not below 0"),
        Shape::Number => (is_number(value), "a number"),
        Shape::Positive => (
            is_number(value) && value.as_f64() > Some(0.0),
            "a number above 0",
        ),
        Shape::Flag => (value.kind() == Kind::Bool, "`true` or `false`"),
        Shape::Pattern => {
            let bad = regex(value);
            if bad.is_some() {
                return bad;
            }
            (value.as_str().is_some(), "a regex")
        }
        Shape::Format => return format_problem(value),
        Shape::Names => (names(value), "a list of names, each once"),
        Shape::NamesNamed => {
            let right = is_map && value.entries().all(|(_, list)| names(list));
            (right, "a map of names to lists of names, each once")
        }
        Shape::Text => (value.as_str().is_some(), "text"),
        Shape::Dialect => {
            let text = value.as_str().unwrap_or_default().trim_end_matches('#');
            (
                text == "https://json-schema.org/draft/2020-12/schema",
                "`https://json-schema.org/draft/2020-12/schema`",
            )
        }
    };
    (!right).then(|| mistyped(name, wanted, value))
}

/// Options that the `type` beside them can never let pass.
pub(super) fn impossible(schema: Node<'_>, types: Option<Types>) -> Option<Diagnostic> {
    let types = types?;
    let constant = schema.get("const").into_iter();
    let options = schema.get("enum").into_iter().flat_map(Node::items);
    let node = constant
        .chain(options)
        .find(|value| !types.meets(type_of(*value)))?;
    let message = format!("`type: {types}` never allows {} here", node.kind().word());
    let text = node.text().filter(|_| types.meets(Types::STRING));
    let quoted = text.map(|text| format!("quote it: \"{}\"", text.escape_debug()));
    Some(
        Diagnostic::error("schema::impossible", message)
            .at_place(node.place())
            .maybe_help(quoted),
    )
}

/// The types that a value has.
fn type_of(value: Node<'_>) -> Types {
    match value.kind() {
        Kind::Null => Types::NULL,
        Kind::Bool => Types::BOOLEAN,
        Kind::Int => Types::INTEGER,
        Kind::Float => match value.as_f64() {
            Some(number) if number.fract() == 0.0 => Types::INTEGER,
            _ => Types::NUMBER,
        },
        Kind::Str => Types::STRING,
        Kind::Seq => Types::ARRAY,
        Kind::Map => Types::OBJECT,
    }
}

fn mistyped(name: &str, wanted: &str, value: Node<'_>) -> Diagnostic {
    let found = match value.text() {
        Some(text) if value.kind() != Kind::Null => format!("`{}`", text.escape_debug()),
        _ => value.kind().word().to_owned(),
    };
    Diagnostic::error(
        "schema::shape",
        format!("`{name}` must be {wanted}, not {found}"),
    )
    .at_place(value.place())
}

fn type_problem(value: Node<'_>) -> Option<Diagnostic> {
    let wanted = "the name of a type, or a list of them, each once";
    let named: Vec<Node<'_>> = match value.kind() {
        Kind::Seq if !value.is_empty() => value.items().collect(),
        Kind::Seq | Kind::Map => return Some(mistyped("type", wanted, value)),
        _ => vec![value],
    };
    let mut seen = BTreeSet::new();
    for node in named {
        // `type: null` is the name of a type, as YAML reads it a null.
        let Some(name) = node.as_str() else {
            let problem = mistyped("type", wanted, node);
            let quoted = node.is_null().then(|| "quote it: \"null\"".to_owned());
            return Some(problem.maybe_help(quoted));
        };
        if Types::named(name).is_none() {
            let lower = name.to_lowercase();
            let meant = MEANT
                .iter()
                .find(|(other, _)| *other == lower)
                .map(|(_, meant)| *meant);
            let names = NAMED.map(|(name, _)| name);
            let help = match meant.or_else(|| closest(name, names)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the types are {}", names.join(", ")),
            };
            let message = format!("`{}` is no type of JSON Schema", name.escape_debug());
            return Some(
                Diagnostic::error("schema::type", message)
                    .at_place(node.place())
                    .help(help),
            );
        }
        if !seen.insert(name) {
            return Some(mistyped("type", wanted, value));
        }
    }
    None
}

fn format_problem(value: Node<'_>) -> Option<Diagnostic> {
    let Some(name) = value.as_str() else {
        return Some(mistyped("format", "the name of a format", value));
    };
    let names = FORMATS.map(|(name, _)| name);
    if names.contains(&name) {
        return None;
    }
    let help = match closest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the formats are {}", names.join(", ")),
    };
    let message = format!("`{}` is no format that is checked", name.escape_debug());
    Some(
        Diagnostic::error("schema::format", message)
            .at_place(value.place())
            .help(help),
    )
}

/// Numbers beyond 64 bits would be compared rounded.
fn constant(value: Node<'_>) -> Option<Diagnostic> {
    if value.kind() == Kind::Int && value.as_i64().is_none() && value.as_u64().is_none() {
        return Some(
            Diagnostic::error("schema::shape", "this number does not fit into 64 bits")
                .at_place(value.place()),
        );
    }
    value.elements().into_iter().find_map(constant)
}

fn is_number(value: Node<'_>) -> bool {
    match value.as_number() {
        Some(Number::Int(_)) => true,
        Some(Number::Float(number)) => {
            number.is_finite() && (value.kind() == Kind::Float || value.as_u64().is_some())
        }
        None => false,
    }
}

fn names(value: Node<'_>) -> bool {
    let mut seen = BTreeSet::new();
    value.kind() == Kind::Seq
        && value
            .items()
            .all(|item| item.as_str().is_some_and(|name| seen.insert(name)))
}

fn regex(value: Node<'_>) -> Option<Diagnostic> {
    let reason = pattern::problem(value.text()?)?;
    Some(
        Diagnostic::error("schema::pattern", format!("not a regex: {reason}"))
            .at_place(value.place()),
    )
}
