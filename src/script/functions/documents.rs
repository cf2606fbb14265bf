//! Documents inside strings: `yaml(text)`, `json(text)`.

use super::{Builtin, none_of};
use crate::document::{Limits, read};
use crate::script::eval::{Flow, Machine};
use crate::script::limits;
use crate::script::node::NodeRef;
use crate::script::value::Value;
use crate::source::{Source, Span};

/// Steps that reading a text costs, however short it is.
const READING: usize = 500;

/// The one document of a text, whose nodes keep their places in the file; absent where it is none, or several.
pub(super) fn read_text(
    machine: &mut Machine<'_>,
    builtin: Builtin,
    value: &Value,
    at: Span,
) -> Flow {
    let text = machine.as_text(value, at)?;
    machine.spend(READING + (text.len() >> 1), at)?;
    let (name, wanted) = match builtin {
        Builtin::Json => ("inside.json", "the text of a JSON document"),
        _ => ("inside.yaml", "the text of a YAML document"),
    };
    let limits = Limits {
        bytes: limits::DOCUMENT_BYTES,
        nodes: 100_000,
        copied: 10_000,
        problems: 1,
        ..Limits::default()
    };
    let reading = read(&Source::new(name, text), &limits);
    let mut documents = reading.tree.documents();
    let (Some(document), None, true) = (
        documents.next(),
        documents.next(),
        reading.diagnostics.is_empty(),
    ) else {
        return Ok(none_of(value, wanted));
    };
    let root = NodeRef::inside(value.as_node(), value.place_node(), &document);
    let found = Value::node(root);
    machine.note(&found);
    Ok(found)
}
