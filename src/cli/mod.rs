//! The command line: its tree, its values, and the one way in and out of the process.

mod accountability;
mod args;
mod exceptions;
mod resolve;
mod run;
mod shells;
mod tooling;
mod values;
mod variables;

pub use run::{main, run};
