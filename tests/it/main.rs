//! Tests.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test may fail by panic, and says what it skips"
)]

mod corpus; // every file of the corpus is read or refused for a known reason
mod documents; // helpers: reading text, and the shared test data
mod hostile_yaml; // hand-made traps, each with its outcome
mod reading; // JSON strictness, streams, document numbers, limits
mod schema; // schemas: faults at load, breaches, known paths
mod spans; // the text at a span is the text of its node
mod yaml_suite; // yaml-test-suite: every valid case right, every invalid one refused
