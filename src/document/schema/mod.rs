//! JSON Schema 2020-12, checked when a policy is loaded and held against the tree in place.
//!
//! [`Schema::load`] reports every fault of a schema at its place and keeps nothing of a faulty one. A schema
//! is compiled when it is first used. [`Schema::breaches`] says where a node breaks it, in our words, and
//! [`Schema::knows`] whether a path is possible under it at all.

mod breach;
mod check;
mod compiled;
mod cost;
mod files;
mod instance;
mod known;
mod narrow;
mod pattern;
mod plain;
mod shapes;
mod vocabulary;
mod words;

pub use breach::Breach;
pub use compiled::Schema;
pub use files::SchemaFiles;
pub use known::Known;
pub use pattern::{compile as compile_regex, surely_compiles};
