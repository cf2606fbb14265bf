//! The functions of a pack.

use crate::diagnostic::Problems;
use crate::source::{Place, Source};
use std::sync::Arc;

/// The functions of a pack's `*.rhai` files, compiled.
#[derive(Debug)]
pub struct Library {}

impl Library {
    /// Compiles the files of a pack; what is wrong with them goes to `problems`, and the functions that are
    /// right remain.
    pub fn compile(_files: &[Arc<Source>], _problems: &Problems) -> Arc<Self> {
        todo!()
    }

    /// A library without functions.
    pub fn empty() -> Arc<Self> {
        todo!()
    }

    /// The functions by name, with the places of their names.
    pub fn functions(&self) -> impl Iterator<Item = (&str, Place)> {
        std::iter::empty()
    }
}
