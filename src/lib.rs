//! **mustmay** checks service manifests against mandates: mandate the *what*, leave the *how* to the team, keep the
//! escape hatch honest, and let the mandate answer for itself.
//!
//! This page is the map. Files become documents, documents describe services, mandates judge services, and
//! reports show the judgement; each arrow is one pure function with one home, and input and output happen at the
//! two ends only:
//!
//! ```text
//! paths ─source::walk→ sources ─document::read→ Document ─engine::survey→ Service*
//! policy files ─project::read_source→ PackFiles ─PolicySet::load→ PolicySet
//! PolicySet × Service ─engine::judge→ Judged { Outcome*, Finding*, Taken* }
//! Judged* ─verdict::Tally→ exit code ─report→ bytes
//! HistoryLine* × Evidence ─Review::of→ health of each mandate
//! ```
//!
//! # Floors
//!
//! A module names only modules on lower floors; `tests/it/layering.rs` holds the plan and fails when it is broken.
//!
//! | floor | module | knows |
//! |---|---|---|
//! | 0 | [`source`] | text, files, byte spans, lines; finding files in a tree and in the git index |
//! | 1 | [`diagnostic`] | problems in what we read or how we were called, with a page for each code |
//! | 2 | [`document`] | the spanned tree; paths; typed decoding; JSON Schema over it |
//! | 3 | [`config`] · [`script`] | the project file as data · scripts, and nothing about mandates |
//! | 4 | [`policy`] | mandates, manifest kinds, conditions, choices, phases, packs |
//! | 5 | [`engine`] | recognise, divide, facts, evaluate: services × mandates → outcomes |
//! | 6 | [`exception`] | records, ledger, scope, terms, signatures, states: findings × exceptions × today |
//! | 7 | [`verdict`] | the exit code: the only place that decides how a run ends |
//! | 8 | [`lint`] · [`testing`] · [`review`] | what authors regret · tests of mandates · the health of mandates |
//! | 9 | [`project`] | the use cases: load, check, test, explain; no command line, no printing |
//! | 10 | [`report`] | one folder for each thing shown, one file for each format |
//! | 11 | [`commands`] | one file for each verb; the outside world comes in through its `Context` |
//! | 12 | [`cli`] | the clap tree; `main` is one expression |
//!
//! # Two streams that never mix
//!
//! *Findings* say that a service does not meet a mandate (exit 1). *Diagnostics* say that something could not be
//! read or understood; those of severity error end a run with 2. Nothing unchecked is ever a pass.

pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnostic;
pub mod document;
pub mod engine;
pub mod exception;
pub mod lint;
pub mod policy;
pub mod project;
pub mod report;
pub mod review;
pub mod script;
pub mod source;
pub mod testing;
pub mod verdict;
