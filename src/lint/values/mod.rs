//! The values that a schema lets through, seen from above: every value that meets the schema is among them, and
//! some that do not may be. Where nothing is among them, nothing meets the schema.

mod bound;
mod clash;
mod inside;
mod schema;
mod set;
mod types;
mod words;

pub(super) use clash::{Apart, Clash};
pub(super) use schema::refuses_nothing;
pub(super) use set::Values;
