//! Functions that tell where values stand, and keep it.

use super::Builtin;
use crate::document::{Path, Step};
use crate::script::built::Entry;
use crate::script::eval::{Flow, Machine, derived};
use crate::script::inside::key_of;
use crate::script::node::NodeRef;
use crate::script::value::{From, Value, View, What};
use crate::source::Span;
use std::sync::Arc;

/// Steps that an entry costs: it knows its path.
const MAKING: usize = 4;

/// `entries(x)`: one for each element.
pub(super) fn entries(machine: &mut Machine<'_>, value: &Value, at: Span) -> Flow {
    let size = machine.size(value, at)?;
    machine.spend(size.saturating_mul(MAKING), at)?;
    let base = place_path(value).unwrap_or_default();
    let entries: Vec<Value> = (0..size)
        .filter_map(|index| value.nth(index))
        .map(|(key, element)| entry(key, element, &base))
        .collect();
    for entry in &entries {
        if let What::Entry(entry) = &entry.what {
            machine.note(&entry.value);
        }
    }
    machine.list_of(entries, value, at)
}

/// `walk(x)`: one for each scalar below, nulls left out.
pub(super) fn walk(machine: &mut Machine<'_>, value: &Value, at: Span) -> Flow {
    machine.size(value, at)?;
    let mut found = Vec::new();
    let mut waiting = vec![(
        Value::absent(),
        value.clone(),
        place_path(value).unwrap_or_default(),
    )];
    while let Some((key, value, path)) = waiting.pop() {
        machine.spend(1, at)?;
        match value.size() {
            Some(size) => {
                machine.spend(size.saturating_mul(MAKING), at)?;
                for (key, element) in (0..size).rev().filter_map(|index| value.nth(index)) {
                    let path = place_path(&element).unwrap_or_else(|| path.child(step_of(&key)));
                    waiting.push((key, element, path));
                }
            }
            None if value.is_absent() => {}
            None => {
                machine.note(&value);
                found.push(Value::plain(What::Entry(Arc::new(Entry {
                    key,
                    value,
                    path,
                }))));
            }
        }
    }
    machine.list_of(found, value, at)
}

fn entry(key: Value, value: Value, base: &Path) -> Value {
    let path = place_path(&value).unwrap_or_else(|| base.child(step_of(&key)));
    Value::plain(What::Entry(Arc::new(Entry { key, value, path })))
}

fn step_of(key: &Value) -> Step {
    match key.view() {
        View::Int(index) => Step::Index(usize::try_from(index).unwrap_or_default()),
        View::Text(name) => Step::Key(name.into()),
        _ => Step::Each,
    }
}

/// The path of a value that stands at a node; not of one that was made of it.
fn place_path(value: &Value) -> Option<Path> {
    standing(value).map(NodeRef::path)
}

/// The node at which a value stands: its own, its item's or entry's, or the null that it is.
fn standing(value: &Value) -> Option<&NodeRef> {
    match (&value.what, &value.from) {
        (What::Absent, From::Missing(missing)) if missing.path.is_empty() => Some(&missing.node),
        _ => value.place_node(),
    }
}

/// `key`, `path`, `parent`.
pub(super) fn of(machine: &Machine<'_>, builtin: Builtin, value: &Value, at: Span) -> Flow {
    if let What::Entry(entry) = &value.what {
        match builtin {
            Builtin::Key => return Ok(entry.key.clone()),
            Builtin::Path => return Ok(Value::text(entry.path.to_string())),
            _ => {}
        }
    }
    let Some(node) = standing(value) else {
        let message = format!(
            "{} of the script's own has no place in a manifest",
            value.word()
        );
        return Err(machine.fault("script::place", message, at));
    };
    Ok(match builtin {
        Builtin::Key => key_of(node),
        Builtin::Path => Value::text(node.path().to_string()).placed(node.clone()),
        _ => node.parent().map_or_else(Value::absent, Value::node),
    })
}

/// `item(node, #{ .. })`: the map, at the place of the node.
pub(super) fn item(machine: &Machine<'_>, arguments: (&Value, &Value), at: Span) -> Flow {
    let (place, fields) = arguments;
    let Some(node) = standing(place) else {
        let message =
            "an item keeps the place of a value of the manifest; this value has none".to_owned();
        return Err(machine.fault("script::place", message, at));
    };
    match &fields.what {
        What::Map(_) => Ok(Value {
            what: fields.what.clone(),
            from: From::Node(node.clone()),
        }),
        _ => Err(machine.mistyped(&derived(fields.what.clone(), &[]), "a map, `#{ .. }`", at)),
    }
}
