//! What a run comes to: the only place that knows exit codes.

mod exit;

pub use exit::Exit;
