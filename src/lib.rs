#![doc = "mustmay"]
pub mod cli;
pub mod commands;
pub mod diagnostic;
pub mod document;
pub mod source;
pub mod verdict;
