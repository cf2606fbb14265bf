//! Exceptions and how they stand: the table of the platform team.

mod json;
mod states;

pub(super) use json::ExceptionRecord;
pub(super) use states::states;
