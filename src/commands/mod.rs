//! One file per verb: each takes what was asked, lets [`crate`] do it, and writes through its [`Context`].

pub mod challenges;
pub mod check;
pub mod exceptions;
pub mod explain;
pub mod init;
pub mod lint;
pub mod record;
pub mod review;
pub mod schema;
pub mod test;
pub mod workarounds;

mod complain;
mod context;
mod output;
mod progress;
mod setup;

pub use complain::complain;
pub use context::{BadVariable, Color, Context, Environment, Pipe, RELEASED, Terminals};
pub use output::{Output, Render, Target, deliver};
pub use setup::{RepositoryName, Setup};
