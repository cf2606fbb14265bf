//! `mustmay exceptions`: one file per verb.

pub mod adopt;
pub mod approve;
pub mod audit;
pub mod list;
pub mod payload;
pub mod prune;
pub mod renew;
pub mod request;
pub mod revoke;

mod say;
