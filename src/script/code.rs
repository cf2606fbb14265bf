//! Compiled code.

/// A closure.
#[derive(Debug)]
pub(super) struct Closure {}
