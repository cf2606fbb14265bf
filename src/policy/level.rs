//! How much something counts.

use std::fmt;

/// How much a finding or an exception's state counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Counts for nothing; only for states of exceptions.
    Allow,
    /// Said, and that is all.
    Advise,
    /// Said with weight; does not fail a run by default.
    Warn,
    /// Fails a run.
    Deny,
}

impl Level {
    /// The levels that a mandate may be enforced at.
    pub const OF_MANDATES: &'static [(&'static str, Self)] = &[
        ("advise", Self::Advise),
        ("warn", Self::Warn),
        ("deny", Self::Deny),
    ];

    /// All levels.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("allow", Self::Allow),
        ("advise", Self::Advise),
        ("warn", Self::Warn),
        ("deny", Self::Deny),
    ];

    /// The word that users write for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Advise => "advise",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Where a choice stands on the platform's radar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// The first to be offered.
    Preferred,
    /// As good as any.
    Allowed,
    /// Still met, on its way out.
    Retiring,
    /// Known, and not allowed any more.
    Retired,
}

impl Standing {
    /// All of them.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("preferred", Self::Preferred),
        ("allowed", Self::Allowed),
        ("retiring", Self::Retiring),
        ("retired", Self::Retired),
    ];

    /// The word that users write for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Allowed => "allowed",
            Self::Retiring => "retiring",
            Self::Retired => "retired",
        }
    }

    /// Whether a team is free to take it today.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Preferred | Self::Allowed)
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
