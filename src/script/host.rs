//! How facts, data and the world reach a script.

use super::run::Fault;
use super::value::Value;
use jiff::civil::Date;

/// What scripts see of the world; the engine implements it for each service.
pub trait Host {
    /// What is judged.
    fn it(&self) -> Value;

    /// The root of the document.
    fn doc(&self) -> Value;

    /// The roots of all documents of the file.
    ///
    /// # Errors
    /// Where a document of the file was unreadable: the reason.
    fn file(&self) -> Result<Vec<Value>, String>;

    /// A field of `service`: `name`, `owner`, `kind`, `tier`, `lifecycle`, `file` or `node`.
    ///
    /// # Errors
    /// Where the field is read by a fact whose script is faulty.
    fn service(&self, field: &str) -> Result<Value, Fault>;

    /// A fact of the service; absent where its script did not answer.
    ///
    /// # Errors
    /// Where the fact's script is faulty.
    fn fact(&self, name: &str) -> Result<Value, Fault>;

    /// A constant by name.
    fn data(&self, name: &str) -> Option<Value>;

    /// How many siblings the service has.
    fn siblings(&self) -> usize;

    /// A field of a sibling: `kind` or `doc`.
    fn sibling(&self, index: usize, field: &str) -> Value;

    /// A fact of a sibling.
    ///
    /// # Errors
    /// Where the fact's script is faulty.
    fn sibling_fact(&self, index: usize, name: &str) -> Result<Value, Fault>;

    /// The day of the judgement.
    fn today(&self) -> Date;
}
