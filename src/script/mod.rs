//! Scripts in policies: rhai behind one door, knowing documents and nothing of mandates.
//!
//! [`Library::compile`] takes a pack's functions, [`Script::compile`] one script of a policy file; what can be
//! known to be wrong is known then, at its own line. [`Script::run`] gives a [`Run`]: a value, a question that
//! the manifest did not answer, or a fault of the author's; with the calls of `fail` and everything that was
//! read. Who asked decides what follows. Facts, data and the document reach a script through a [`Host`].
//!
//! rhai parses, and we run: its own evaluator gives scalars no place, cannot tell which absent value an operator
//! asked for, does not pay for what its built-ins do, and lets no closure mention its receiver. Lowered code carries
//! the place of every value, so that a finding points at what was really read, and every step is paid for.
//!
//! How it goes: `parse` (rhai's parser) → `lower` (names, checks) → `code` → `eval` (strict, paid step by step)
//! with `functions`, over `value`s that know their place.

mod built;
mod code;
mod compared;
mod compiled;
mod eval;
mod foreign;
mod functions;
mod host;
mod inside;
mod json;
mod library;
mod limits;
mod lines;
mod lower;
mod names;
mod node;
mod parse;
mod pattern;
mod run;
mod spine;
mod textmap;
mod vacuous;
mod value;

pub use compared::{Compared, FieldComparison};
pub use compiled::{Base, FactUse, FieldUse, Script};
pub use host::Host;
pub use inside::Element;
pub use json::TooLarge;
pub use library::Library;
pub use lines::{Lines, covered};
pub use names::Names;
pub use node::NodeRef;
pub use run::{Failure, Fault, Outcome, Read, Reason, Run, Target, Unanswered};
pub use vacuous::Constant;
pub use value::{Missing, Value};
