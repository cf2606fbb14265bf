//! Scripts in policies: rhai behind one door, knowing documents and nothing of mandates.

mod code;
mod host;
mod library;
mod names;
mod node;
mod run;
mod script;
mod value;

pub use host::Host;
pub use library::Library;
pub use names::Names;
pub use node::NodeRef;
pub use run::{Failure, Fault, Outcome, Read, Reason, Run, Unanswered};
pub use script::{Base, Script, Use};
pub use value::{Element, Missing, Value};
