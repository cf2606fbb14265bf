#![doc = "mustmay"]
pub mod diagnostic;
pub mod document;
pub mod policy;
pub mod script;
pub mod source;
