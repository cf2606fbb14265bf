//! Services × mandates → outcomes, findings, choices.
//!
//! [`survey()`] recognises the documents of a file and divides them into services; [`judge()`] holds one service
//! against every mandate of the policy set. Nothing here knows of exceptions, levels of a run or output.

mod answer;
mod choices;
mod conditions;
mod fingerprint;
mod host;
mod judge;
mod message;
mod observe;
mod outcome;
mod phases;
mod service;
mod spot;
mod survey;
mod trace;

pub use answer::{Answer, Trail, answer};
pub use host::{Siblings, World};
pub use judge::{judge, judge_mandate};
pub use observe::{Observation, Part, observe};
pub use outcome::{Finding, Judged, NextPhase, Outcome, Reason, Taken, Verdict};
pub use phases::in_force;
pub use service::{Service, ServiceInfo};
pub use survey::{Survey, survey};
pub use trace::{Trace, TraceRead, TraceStep, trace};
