#![doc = "mustmay"]
pub mod diagnostic;
pub mod document;
pub mod engine;
pub mod policy;
pub mod script;
pub mod source;
