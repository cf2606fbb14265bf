//! Asking what a value is, and taking it leniently.

use super::Builtin;
use crate::script::built::Built;
use crate::script::value::{Value, View, What};
use std::sync::Arc;

/// `is_map` and its kin.
pub(super) fn is(builtin: Builtin, value: &Value) -> Value {
    let view = value.view();
    Value::bool(match builtin {
        Builtin::IsMap => matches!(view, View::Map),
        Builtin::IsList => matches!(view, View::List),
        Builtin::IsText => matches!(view, View::Text(_)),
        Builtin::IsNumber => matches!(view, View::Int(_) | View::Float(_)),
        Builtin::IsInteger => matches!(view, View::Int(_)),
        _ => matches!(view, View::Bool(_)),
    })
}

/// `list`, `map`, `text`: the value, or an empty one that keeps its place.
pub(super) fn or_empty(builtin: Builtin, value: &Value) -> Value {
    let (fits, empty) = match builtin {
        Builtin::List => (
            matches!(value.view(), View::List),
            What::List(Arc::new(Built::list(Vec::new()))),
        ),
        Builtin::Map => {
            let empty = What::Map(Arc::new(Built::map(std::collections::BTreeMap::new())));
            (matches!(value.view(), View::Map), empty)
        }
        _ => (matches!(value.view(), View::Text(_)), What::Text("".into())),
    };
    if fits {
        return value.clone();
    }
    let place = value
        .place_node()
        .or_else(|| value.as_missing().map(|missing| &missing.node));
    let empty = Value::plain(empty);
    match place {
        Some(node) => empty.placed(node.clone()),
        None => empty,
    }
}
