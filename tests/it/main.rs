//! The integration tests: one binary, one module for each subject.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test may fail by panic, says what it skips, is the outside world, and may be a long table"
)]

mod acceptance; // twelve mandates over real manifests
mod accounts; // record, reports, workarounds, challenges
mod bypasses; // ways round the gate, recorded and reviewed
mod challenges; // answers in records of every style
mod charter; // mandates described, and the charter in a browser
mod cli; // the command line: usage, environment, exit codes, closed pipes
mod contradictions; // declared facts against the other manifests, each with a near miss
mod corpus; // every file of the corpus is read or refused for a known reason
mod dice; // helper: chance that is the same on every run
mod differential; // a second evaluator over mandates, services and exceptions by chance
mod documents; // helpers: reading text, and the shared test data
mod emit; // helper: values written as YAML in many ways
mod evidence; // surveys, measures and challenges are read strictly, and answers stay private
mod exceptions; // exceptions: cover, terms, dates, verbs, writing, the page
mod facts; // what the embedded kinds read from manifests
#[cfg(unix)]
mod faults; // what disks, systems and other processes do to a run
mod fleet; // the example fleet's review against figures reckoned another way
mod fleet_page; // its page against the raw files, its generator, and a browser
mod fuzzing; // the targets of the fuzzers: seeds replayed, and changed by chance
mod git; // what git is asked, and that it starts nothing
mod hostile; // the numbered hostile cases, through the program and in every format
mod hostile_scripts; // scripts that try to hang, to crash or to look around
mod hostile_yaml; // hand-made traps, each with its outcome
mod init; // what a set-up writes, leaves and passes
mod integrations; // hooks, the action and the CI examples, as the files stand
mod judging; // what judging says, where, and what a run comes to
mod layering; // the floor plan and the door-guarded words
mod lint; // the broken pack, fixes, exit codes of lint
mod odd_elements; // no odd element of a manifest takes a fact of the others with it
mod oracle; // what another YAML reader reads, or why it differs
mod pages; // the page of every code, and that its example brings it about
mod plain;
mod reading; // JSON strictness, streams, document numbers, limits
mod report; // what a check prints, for people and as JSON
mod review; // every threshold just below, at and above it
mod rewriting; // a failing manifest fails in every way of writing it
mod schema; // schemas: faults at load, breaches, known paths
mod schemas; // our own schemas say what the decoders say
mod script; // what scripts see and do, sentence by sentence
mod script_twin; // our evaluator of scripts against rhai's own
mod script_world; // helper: a world for scripts to run in
mod shells; // completions and manual pages
mod snapshots; // no forgotten snapshots
mod spans; // the text at a span is the text of its node
mod staged; // what is about to be committed is judged as the index holds it
mod support; // helpers: folders, repositories and the program under test
mod test_verb; // selection, coverage, required tests, open verdicts, JUnit
mod walking; // which files are found, and which are named as not checked
mod yaml_suite; // yaml-test-suite: every valid case right, every invalid one refused
