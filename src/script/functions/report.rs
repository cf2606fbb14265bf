//! `fail`: pointing at what is wrong.

use crate::document::{Path, Step};
use crate::script::eval::{Flow, Machine, derived};
use crate::script::limits;
use crate::script::node::NodeRef;
use crate::script::run::Target;
use crate::script::value::{Missing, Value, What};
use crate::source::Span;

/// Steps that a failure costs that is kept.
const FAILING: usize = 40;
/// Steps that one costs that is only counted.
const COUNTING: usize = 2;

/// The path of a failure below its node.
///
/// # Errors
/// Why it is none.
pub(in crate::script) fn below(path: &str) -> Result<Path, String> {
    let path = Path::parse(path).map_err(|error| format!("not a path: {error}"))?;
    if path.is_exact() {
        Ok(path)
    } else {
        Err("a failure points at one place: `[*]` names many".to_owned())
    }
}

/// `fail(message)`, `fail(node, message)`, `fail(node, path, message)`; all give true.
pub(super) fn fail(machine: &mut Machine<'_>, arguments: &[Value], at: Span) -> Flow {
    let is_kept = machine.failed() < limits::FAILURES;
    machine.spend(if is_kept { FAILING } else { COUNTING }, at)?;
    let (message, target) = match arguments {
        [message] => (message, None),
        [value, message] => (message, target_of(value, &Path::default())),
        [value, written, message] => {
            let text = machine.as_text(written, at)?;
            let theirs = written.place_node().is_some_and(|node| !node.is_policy());
            let path = match below(text) {
                Ok(path) => path,
                // A key of the manifest, whatever is in it: what a team calls a field is no fault of the script.
                Err(_) if theirs => Path::new(vec![Step::Key(text.into())]),
                Err(message) => return Err(machine.fault("script::path", message, at)),
            };
            (message, target_of(value, &path))
        }
        _ => {
            return Err(machine.fault(
                "script::internal",
                "wrong number of arguments".to_owned(),
                at,
            ));
        }
    };
    let message = machine.display(message, at)?;
    if message.len() > limits::TEXT_BYTES {
        return Err(machine.limit("the message is too long", at));
    }
    machine.fail(message, target, at);
    Ok(derived(What::Bool(true), &[]))
}

/// Where a path below a value leads. Of an item, the fields count that the manifest does not have itself.
fn target_of(value: &Value, path: &Path) -> Option<Target> {
    let node = value.place_node()?;
    match path.find(node.node()) {
        Ok(found) => Some(Target::Node(node.with(found.id()))),
        Err((steps, deepest)) => {
            let field = value.find(path);
            if let Some(field) = field.place_node().filter(|_| !field.is_absent()) {
                return Some(Target::Node(NodeRef::clone(field)));
            }
            let rest = path.steps().get(steps..).unwrap_or_default().to_vec();
            Some(Target::Missing(Missing {
                node: node.with(deepest.id()),
                path: Path::new(rest),
            }))
        }
    }
}
