//! Exit codes.

use std::process::{ExitCode, Termination};

/// How a run ends, the same in every format.
///
/// | code | means |
/// |---|---|
/// | 0 | everything selected was read and judged, and nothing counts at or above `--fail-level` |
/// | 1 | a `fail`, or an exception state, at or above `--fail-level` |
/// | 2 | something could not be understood or judged: usage, config, policy, exception file, manifest, script. Beats 1 |
/// | 3 | nothing was checked: no mandates, no manifests, no mandate applied, or fewer services than expected |
///
/// A crash of ours is 2 as well: it is never a pass, and never the fault of a service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[must_use]
#[repr(u8)]
pub enum Exit {
    /// All is well.
    Ok = 0,
    /// Findings that count.
    Findings = 1,
    /// Something was not understood or not judged.
    NotUnderstood = 2,
    /// Nothing was checked.
    NothingChecked = 3,
}

impl Exit {
    /// The code as a number.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
