//! Scripts in policies: rhai behind one door, knowing documents and nothing of mandates.
//!
//! [`Library::compile`] takes a pack's functions, [`Script::compile`] one script of a policy file; what can be
//! known to be wrong is known then, at its own line. [`Script::run`] gives a [`Run`]: a value, a question that
//! the manifest did not answer, or a fault of the author's; with the calls of `fail` and everything that was
//! read. Who asked decides what follows. Facts, data and the document reach a script through a [`Host`].
//!
//! How it goes: `parse` (rhai's parser) → `lower` (names, checks) → `code` → `eval` (strict, paid step by step)
//! with `functions`, over `value`s that know their place.

mod built;
mod code;
mod compiled;
mod eval;
mod functions;
mod host;
mod json;
mod library;
mod limits;
mod lower;
mod names;
mod node;
mod parse;
mod run;
mod textmap;
mod value;

pub use compiled::{Base, FactUse, FieldUse, Script};
pub use host::Host;
pub use json::TooLarge;
pub use library::Library;
pub use names::Names;
pub use node::NodeRef;
pub use run::{Failure, Fault, Outcome, Read, Reason, Run, Target, Unanswered};
pub use value::{Element, Missing, Value};
