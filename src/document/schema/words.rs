//! What is wrong, in words: what must be, and what was found.

use super::narrow::Fault;
use super::plain::Plain;
use super::vocabulary::FORMATS;
use crate::document::{Kind, Node};
use jsonschema::error::{TypeKind, ValidationErrorKind as Is};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;
use std::fmt::Write as _;

/// Characters of a value that are shown at most.
const SHOWN: usize = 60;
/// Options that are listed at most.
const LISTED: usize = 12;

/// A value as messages show it.
pub(super) struct Found {
    kind: Kind,
    /// Of a scalar, its text; of a container, nothing.
    text: String,
    length: usize,
}

impl Found {
    pub(super) fn node(node: Node<'_>) -> Self {
        Self {
            kind: node.kind(),
            text: node.text().unwrap_or_default().to_owned(),
            length: node.len(),
        }
    }

    pub(super) fn name(name: &str) -> Self {
        Self {
            kind: Kind::Str,
            text: name.to_owned(),
            length: 0,
        }
    }

    pub(super) fn value(value: &Value) -> Self {
        let (kind, text, length) = match value {
            Value::Null => (Kind::Null, String::new(), 0),
            Value::Bool(flag) => (Kind::Bool, flag.to_string(), 0),
            Value::Number(number) if number.is_f64() => (Kind::Float, number.to_string(), 0),
            Value::Number(number) => (Kind::Int, number.to_string(), 0),
            Value::String(text) => (Kind::Str, text.clone(), 0),
            Value::Array(items) => (Kind::Seq, String::new(), items.len()),
            Value::Object(fields) => (Kind::Map, String::new(), fields.len()),
        };
        Self { kind, text, length }
    }

    fn plain(&self) -> String {
        match self.kind {
            Kind::Null | Kind::Seq | Kind::Map => self.kind.word().to_owned(),
            _ => quoted(&self.text),
        }
    }

    fn typed(&self) -> String {
        let word = match self.kind {
            Kind::Bool => "the boolean",
            Kind::Int => "the integer",
            Kind::Float => "the number",
            Kind::Str => "the text",
            Kind::Null | Kind::Seq | Kind::Map => return self.kind.word().to_owned(),
        };
        format!("{word} {}", quoted(&self.text))
    }
}

/// The message for a fault of a value.
pub(super) fn of_fault(fault: &Fault<'_>, found: &Found, schema: &Plain) -> String {
    let (mut wants, asked): (Vec<String>, &ValidationError<'_>) = match fault {
        Fault::One(error) => (vec![wanted(error, found, schema)], error),
        Fault::Either(error, all) => (
            all.iter()
                .map(|error| wanted(error, found, schema))
                .collect(),
            all.first().unwrap_or(error),
        ),
    };
    let mut seen = Vec::new();
    wants.retain(|want| {
        !seen.contains(want) && {
            seen.push(want.clone());
            true
        }
    });
    let mut message = format!("must {}", alternatives(&wants));
    if let Some(found) = found_for(asked.kind(), found) {
        message.push_str(", found ");
        message.push_str(&found);
    }
    message
}

/// What must be, one or another, the words that all begin with only once.
fn alternatives(wants: &[String]) -> String {
    for verb in ["be ", "have the field ", "match the regex "] {
        let rests: Option<Vec<String>> = wants
            .iter()
            .map(|want| want.strip_prefix(verb).map(str::to_owned))
            .collect();
        if let Some(rests) = rests {
            return format!("{verb}{}", joined(&rests, "or"));
        }
    }
    joined(wants, "or")
}

/// The message for faults of a field's name.
pub(super) fn of_name(faults: &[Fault<'_>], found: &Found, schema: &Plain) -> String {
    let each: Vec<String> = faults
        .iter()
        .map(|fault| of_fault(fault, found, schema))
        .collect();
    format!("the name of a field {}", each.join(" and "))
}

/// What must be, behind "must".
fn wanted(error: &ValidationError<'_>, found: &Found, schema: &Plain) -> String {
    let beside = |keyword: &str| schema.beside(error.schema_path().as_str(), keyword);
    match error.kind() {
        Is::Type { kind } => format!("be {}", types(kind)),
        Is::Constant { expected_value } => format!(
            "be {}",
            options(std::slice::from_ref(expected_value), found)
        ),
        Is::Enum { options: allowed } => format!(
            "be {}",
            options(
                allowed.as_array().map(Vec::as_slice).unwrap_or_default(),
                found
            )
        ),
        Is::Minimum { limit } => format!("be at least {limit}"),
        Is::Maximum { limit } => format!("be at most {limit}"),
        Is::ExclusiveMinimum { limit } => format!("be above {limit}"),
        Is::ExclusiveMaximum { limit } => format!("be below {limit}"),
        Is::MultipleOf { multiple_of } => format!("be a multiple of {multiple_of}"),
        Is::MinLength { limit } => format!("have at least {}", counted(*limit, "character")),
        Is::MaxLength { limit } => format!("have at most {}", counted(*limit, "character")),
        Is::MinItems { limit } => format!("have at least {}", counted(*limit, "item")),
        Is::MaxItems { limit } => format!("have at most {}", counted(*limit, "item")),
        Is::AdditionalItems { limit } => format!("have at most {}", counted(*limit as u64, "item")),
        Is::MinProperties { limit } => format!("have at least {}", counted(*limit, "field")),
        Is::MaxProperties { limit } => format!("have at most {}", counted(*limit, "field")),
        Is::Pattern { pattern } => format!("match the regex {}", quoted(schema.written(pattern))),
        Is::Format { format } => {
            let words = FORMATS
                .iter()
                .find(|(name, _)| name == format)
                .map(|(_, words)| *words);
            format!("be {}", words.unwrap_or(format))
        }
        Is::Required { property } => format!("have the field {}", value(property)),
        Is::FalseSchema => "be absent".to_owned(),
        Is::UniqueItems => "hold no item twice".to_owned(),
        Is::Contains => contains(
            beside("contains"),
            beside("minContains"),
            beside("maxContains"),
        ),
        Is::Not { schema: refused } => not(refused, found, schema),
        Is::OneOfMultipleValid { context } => {
            let met = context.iter().filter(|branch| branch.is_empty()).count();
            format!(
                "meet exactly one of {} alternatives and meets {met}",
                context.len()
            )
        }
        Is::UnevaluatedItems { unexpected } => {
            let count = counted(unexpected.len() as u64, "item");
            format!("have no items beyond those of the schema and has {count} more")
        }
        // What is left has words of the validator's own.
        _ => format!("meet its schema: {}", cut(&error.masked().to_string())),
    }
}

fn found_for(kind: &Is, found: &Found) -> Option<String> {
    Some(match kind {
        Is::Required { .. }
        | Is::UniqueItems
        | Is::OneOfMultipleValid { .. }
        | Is::UnevaluatedItems { .. }
        | Is::Contains => return None,
        Is::Not { .. } if matches!(found.kind, Kind::Seq | Kind::Map) => return None,
        Is::Type { .. } => found.typed(),
        Is::Constant { expected_value } if same_text(expected_value, found) => found.typed(),
        Is::Enum { options }
            if options
                .as_array()
                .is_some_and(|all| all.iter().any(|one| same_text(one, found))) =>
        {
            found.typed()
        }
        Is::MinItems { .. }
        | Is::MaxItems { .. }
        | Is::AdditionalItems { .. }
        | Is::MinProperties { .. }
        | Is::MaxProperties { .. } => {
            if found.length == 0 {
                "none".to_owned()
            } else {
                found.length.to_string()
            }
        }
        _ => found.plain(),
    })
}

fn contains(schema: Option<&Value>, least: Option<&Value>, most: Option<&Value>) -> String {
    let one = schema.and_then(|schema| schema.get("const")).map(value);
    let some = schema
        .and_then(|schema| schema.get("enum"))
        .and_then(Value::as_array);
    let what = match (one, some) {
        (Some(one), _) => one,
        (None, Some(some)) => joined(&some.iter().map(value).collect::<Vec<_>>(), "or"),
        (None, None) => "an item as `contains` describes it".to_owned(),
    };
    match (least, most) {
        (None, None) => format!("hold {what}"),
        (Some(least), None) => format!("hold {what} at least {least} times"),
        (None, Some(most)) => format!("hold {what}, and at most {most} times"),
        (Some(least), Some(most)) => format!("hold {what} {least} to {most} times"),
    }
}

fn not(refused: &Value, found: &Found, schema: &Plain) -> String {
    let only = |keyword: &str| {
        let map = refused.as_object()?;
        let rest = map.keys().all(|key| key == keyword || key == "type");
        map.get(keyword).filter(|_| rest)
    };
    if let Some(one) = only("const") {
        return format!("not be {}", options(std::slice::from_ref(one), found));
    }
    if let Some(some) = only("enum").and_then(Value::as_array) {
        return format!("not be {}", options(some, found));
    }
    if let Some(pattern) = only("pattern").and_then(Value::as_str) {
        return format!("not match the regex {}", quoted(schema.written(pattern)));
    }
    if let Some(names) = only("required").and_then(Value::as_array) {
        let names: Vec<String> = names.iter().map(value).collect();
        return format!("not have the field {}", joined(&names, "and"));
    }
    "not have the form that `not` describes".to_owned()
}

fn types(kind: &TypeKind) -> String {
    let word = |one: JsonType| match one {
        JsonType::Array => "a list",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "a map",
        JsonType::String => "text",
    };
    match kind {
        TypeKind::Single(one) => word(*one).to_owned(),
        TypeKind::Multiple(set) => {
            let words: Vec<String> = set.iter().map(|one| word(one).to_owned()).collect();
            joined(&words, "or")
        }
    }
}

/// The allowed values; with their types where the found one has the text of one of them, and another type.
fn options<V: std::borrow::Borrow<Value>>(allowed: &[V], found: &Found) -> String {
    let confusing = allowed.iter().any(|one| same_text(one.borrow(), found));
    let show = |one: &V| {
        if confusing {
            Found::value(one.borrow()).typed()
        } else {
            value(one.borrow())
        }
    };
    if allowed.len() <= LISTED {
        return joined(&allowed.iter().map(show).collect::<Vec<_>>(), "or");
    }
    let first: Vec<String> = allowed.iter().take(LISTED).map(show).collect();
    format!(
        "{} or one of {} more",
        first.join(", "),
        allowed.len() - LISTED
    )
}

/// Whether a value reads as the found one does and is of another type.
fn same_text(value: &Value, found: &Found) -> bool {
    let other = Found::value(value);
    let scalar = |kind| !matches!(kind, Kind::Null | Kind::Seq | Kind::Map);
    scalar(found.kind) && scalar(other.kind) && other.kind != found.kind && other.text == found.text
}

fn value(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Names in backticks, the last two with a word between them.
pub(super) fn listed(names: &[String], word: &str) -> String {
    joined(
        &names.iter().map(|name| quoted(name)).collect::<Vec<_>>(),
        word,
    )
}

fn joined(parts: &[String], word: &str) -> String {
    // A number and a text may look the same; each is said once.
    let mut said: Vec<&str> = Vec::new();
    for part in parts {
        if !said.contains(&part.as_str()) {
            said.push(part);
        }
    }
    match said.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// Text of others in backticks, cut, with nothing in it that a terminal would act on or a person not see.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", cut(text))
}

fn cut(text: &str) -> String {
    let mut shown = String::new();
    for (index, c) in text.chars().enumerate() {
        if index == SHOWN {
            shown.push('…');
            break;
        }
        if matches!(c, '\'' | '"' | '\\') {
            shown.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(shown, "{}", c.escape_debug());
        }
    }
    shown
}
