//! Exceptions: recorded, owned, dated permissions to break one mandate for one service.
//!
//! [`Ledger::load`] reads the records, groups and signers of the places that exceptions come from. [`judge()`] holds
//! findings against them: a valid record turns exactly the findings that it covers from `fail` into `excepted`,
//! never an `error`, and every record gets its states, each with the line that is at fault.
//!
//! Of two records that match a finding the narrower decides. Records that nobody approved yet, or that begin in the
//! future, decide nothing.

mod approval;
mod days;
mod decide;
mod groups;
mod judge;
mod ledger;
mod meeting;
mod nothing;
mod outlook;
mod payload;
mod record;
mod renewal;
mod scope;
mod signature;
mod signers;
mod states;
mod terms;
mod written;

pub use approval::{Signed, Signers, may_approve};
pub use days::{days_between, plus_days};
pub use groups::{Groups, same_person};
pub use judge::{Account, ExceptionReport, Situation, Whole, judge, mandate_digest};
pub use ledger::{Ledger, LedgerFiles, Trust, is_reserved};
pub use meeting::Here;
pub use outlook::{Outlook, outlook};
pub use payload::payload;
pub use record::{Category, FIELDS, Record, Revoked};
pub use renewal::renewal;
pub use scope::Scopes;
pub use signature::NAMESPACE;
pub use states::{EXPIRING_DAYS, Standing};
pub use terms::{Room, room};
pub use written::{exact_path, has_wildcard};
