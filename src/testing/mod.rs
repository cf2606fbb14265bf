//! Tests of mandates: `MandateTest` files, judged and compared.
//!
//! [`suites`] decodes the tests of a policy set; [`run()`] judges every case and tells the differences.

mod compare;
mod coverage;
mod run;
mod suite;

pub use compare::Difference;
pub use coverage::{Coverage, FileCoverage, MandateCoverage, PartCoverage, coverage};
pub use run::{Bench, CaseResult, Files, SuiteResult, run};
pub use suite::{Case, Expected, Manifest, Suite, suites};
