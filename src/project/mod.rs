//! The use cases: load, check, explain, test, init. No command line, no printing.
//!
//! A [`Setup`] says what was asked for; each use case gives a report that the `report` floor shows.

mod challenges;
mod check;
mod checked;
mod describe;
mod dirt;
mod evidence;
pub mod exceptions;
mod explain;
mod init;
mod inside;
mod keep;
mod ledger;
mod lint;
mod load;
mod mend;
mod packs;
mod pages;
mod received;
mod record;
mod review;
mod setup;
mod sum;
mod test;
mod unclaimed;
mod visit;
mod workarounds;

pub use challenges::{
    ChallengeOptions, ChallengeReport, Challenged, Opening, Written, answer_challenge, answer_of,
    challenges, open_challenge,
};
pub use check::{check, check_telling};
pub use checked::{
    CheckOptions, CheckReport, Counts, Exceptions, FileRecord, Inputs, RunInfo, Unrecognised,
};
pub use describe::{
    Asked, ChoiceLine, Choices, DescribeOptions, DescribeReport, Described, OpenException,
    PhaseLine, describe,
};
pub use explain::{Consulted, ExplainOptions, ExplainReport, Explained, explain};
pub use init::{Ci, InitOptions, InitReport, Step, Surroundings, init};
pub use keep::{Keep, Take, Tell};
pub use ledger::{ledger_home, read_ledger};
pub use lint::{LintOptions, LintReport, lint};
pub use load::{Loading, load};
pub use packs::read_source;
pub use pages::{CodePage, code_page, code_pages, is_code};
pub use record::{RecordOptions, RecordReport, record};
pub use review::{ReviewOptions, ReviewReport, review};
pub use setup::{RepositoryName, Setup};
pub use test::{TestOptions, TestReport, test};
pub use workarounds::{WorkaroundOptions, WorkaroundReport, workarounds};
