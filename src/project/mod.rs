//! The use cases: load, check, explain, test, init. No command line, no printing.
//!
//! A [`Setup`] says what was asked for; each use case gives a report that the `report` floor shows.

mod check;
mod explain;
mod init;
mod ledger;
mod load;
mod packs;
mod setup;
mod test;
mod visit;

pub use check::{
    CheckOptions, CheckReport, Counts, Exceptions, FileRecord, Inputs, RunInfo, Unrecognised, check,
};
pub use explain::{ExplainOptions, ExplainReport, explain};
pub use init::{Ci, InitOptions, InitReport, Step, init};
pub use ledger::{ledger_home, read_ledger};
pub use load::{Loading, load};
pub use packs::read_source;
pub use setup::{RepositoryName, Setup};
pub use test::{TestOptions, TestReport, test};
