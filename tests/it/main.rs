//! The integration tests: one binary, one module for each subject.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test helper may panic, and the tests are the outside world"
)]

/// The command line: usage, environment, exit codes, closed pipes.
mod cli;
/// What git is asked, and that it starts nothing.
mod git;
/// The floor plan and the door-guarded words.
mod layering;
/// No forgotten snapshots.
mod snapshots;
/// Folders, repositories and the program under test.
mod support;
/// Which files are found, and which are named as not checked.
mod walking;
