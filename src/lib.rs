#![doc = "mustmay"]
pub mod diagnostic;
pub mod document;
pub mod script;
pub mod source;
