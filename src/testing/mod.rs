//! Tests of mandates: `MandateTest` files, judged and compared.
//!
//! [`suites`] decodes the tests of a policy set; [`run`] judges every case and tells the differences.

mod compare;
mod run;
mod suite;

pub use compare::Difference;
pub use run::{CaseResult, Files, SuiteResult, run};
pub use suite::{Case, Expected, Manifest, Suite, suites};
