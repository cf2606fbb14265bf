//! What a script may cost. Operations are the limit; the clock is only a backstop, so that what a script
//! gives does not depend on the machine.

use std::time::Duration;

/// Bytes of a script in a YAML file.
pub(super) const SCRIPT_BYTES: usize = 16 << 10;
/// Bytes of a pack's file of functions.
pub(super) const LIBRARY_BYTES: usize = 64 << 10;
/// Levels of expressions and statements inside one another.
pub(super) const NESTING: usize = 64;
/// Functions and closures of one file.
pub(super) const FUNCTIONS: usize = 256;

/// Steps of one run: each piece of code that is run, and each element, field or few bytes that a function
/// looks at.
pub(super) const OPERATIONS: u64 = 200_000;
/// Calls of the pack's functions inside one another.
pub(super) const CALLS: u32 = 16;
/// Pieces of code inside one another in one run, calls included.
pub(super) const DEPTH: u32 = 256;
/// The same over all runs that wait for one another, a fact's script for example. With 16 MB of stack far
/// from its end.
pub(super) const TOTAL_DEPTH: u32 = 1_024;
/// The wall time of one run.
pub(super) const TIME: Duration = Duration::from_secs(5);

/// Bytes of a text that a script puts together.
pub(super) const TEXT_BYTES: usize = 16 << 10;
/// Elements of a list or map that a script puts together.
pub(super) const ELEMENTS: usize = 10_000;
/// Lists, maps and closures inside one another.
pub(super) const VALUE_DEPTH: u32 = 64;
/// Values in a list or map that a script puts together, however often each of them.
pub(super) const WEIGHT: u64 = 200_000;
/// Calls of `fail` that are kept; later ones are counted.
pub(super) const FAILURES: usize = 1_000;
/// Bytes of the text that `yaml` and `json` read.
pub(super) const DOCUMENT_BYTES: usize = 1 << 20;
/// Bytes of a compiled regex.
pub(super) const REGEX_BYTES: usize = 1 << 20;
