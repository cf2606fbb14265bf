//! What a check tells and keeps while it runs.

use crate::engine::Judged;
use crate::policy::PolicySet;
use std::fmt;

/// Is told how many of how many files are done, from any thread.
pub type Tell<'t> = dyn Fn(usize, usize) + Sync + 't;

/// Is given services as soon as they are judged, in the order of the report.
pub type Take<'t> = dyn FnMut(&PolicySet, &[Judged]) + 't;

/// What a report keeps of the services that were judged. Whatever is not kept was counted: the report has its numbers.
///
/// Everything is kept all the same where an exception is on record: the ledger is held against all outcomes.
pub enum Keep<'t> {
    /// Every outcome.
    Everything,
    /// What is [remarkable](crate::engine::Outcome::is_unremarkable), for reports that list nothing else.
    Remarkable,
    /// Nothing: somebody takes each service as soon as it is judged.
    Nothing(&'t mut Take<'t>),
}

impl Keep<'_> {
    /// Gives away, or drops, what is not kept of services that were counted.
    pub(super) fn sift(&mut self, set: &PolicySet, services: &mut Vec<Judged>) {
        match self {
            Self::Everything => {}
            Self::Remarkable => {
                for service in &mut *services {
                    service.outcomes.retain(|one| !one.is_unremarkable());
                    service.outcomes.shrink_to_fit();
                }
                services.retain(|service| !service.outcomes.is_empty());
                services.shrink_to_fit();
            }
            Self::Nothing(take) => take(set, &std::mem::take(services)),
        }
    }
}

impl fmt::Debug for Keep<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Everything => "Everything",
            Self::Remarkable => "Remarkable",
            Self::Nothing(_) => "Nothing",
        })
    }
}
