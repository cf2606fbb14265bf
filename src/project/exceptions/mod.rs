//! The use cases around exceptions: look at them, ask for one, decide on one, put old ones away.
//!
//! What writes takes the [`Desk`] first: one at a time, on files as they are now, each change read again and compared
//! before it takes the place of the old text.

mod adopt;
mod audit;
mod change;
mod decide;
mod desk;
mod difference;
mod edit;
mod inventory;
mod names;
mod new;
mod prune;
mod reports;
mod request;
mod terms;

pub use adopt::{AdoptOptions, Adopted, adopt};
pub use audit::{AuditOptions, AuditReport, Filter, audit, list};
pub use change::{RenewOptions, RevokeOptions, renew, revoke};
pub use decide::{ApproveOptions, Approved, approve, payload_of};
pub use desk::{Desk, Written};
pub use difference::{Difference, Hunk};
pub use new::{NewRecord, Scope};
pub use prune::{Move, PruneOptions, Pruned, prune};
pub use request::{Asked, RequestOptions, prepare, request};
