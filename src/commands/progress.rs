//! How far a long run is, on the terminal of somebody who waits for it.

use super::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// How long a run must take before it is worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on standard error, unless that is no terminal or nobody wants it.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A bar that is not drawn yet.
    pub(super) fn new(context: &Context<'_>, quiet: bool) -> Self {
        let wanted = context.terminals.err && !quiet;
        let bar = wanted.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
            // A template that is not understood leaves the plain bar.
            match ProgressStyle::with_template("{bar:30} {pos} of {len} files") {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Self { bar }
    }

    /// Tells how many of how many files are done.
    pub(super) fn tell(&self, done: usize, of: usize) {
        let Some(bar) = &self.bar else { return };
        if bar.is_hidden() && bar.elapsed() >= PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if bar.length() != Some(of as u64) {
            bar.set_length(of as u64);
        }
        bar.set_position(done as u64);
    }
}

impl Drop for Progress {
    /// Leaves no trace on the terminal.
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
