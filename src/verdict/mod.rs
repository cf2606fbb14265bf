//! What a run comes to: the only place that knows exit codes.

mod exit;
mod tally;

pub use exit::Exit;
pub use tally::Tally;
