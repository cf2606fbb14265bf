//! States that are no findings and still count: of exceptions, and of selectors without an answer.

use super::level::Level;

/// A state of an exception, or of a selector.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// It covers what it names.
    Active,
    /// It covers, and ends within 14 days.
    Expiring,
    /// Nobody has approved it yet.
    Pending,
    /// Its last day is over.
    Expired,
    /// Who approved it may not, or too few did, or a signature is bad or missing.
    Unapproved,
    /// It lasts longer than the mandate allows.
    Overlong,
    /// The mandate allows none.
    Forbidden,
    /// It was created in the future.
    NotYet,
    /// It was taken back.
    Revoked,
    /// What it covers passes.
    Unneeded,
    /// It covers more findings than when it was approved.
    Grown,
    /// Its mandate, service or owner is gone.
    Orphaned,
    /// A selector asked for something that the manifest does not say.
    Unanswered,
}

impl State {
    /// All of them with the words that users write.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("active", Self::Active),
        ("expiring", Self::Expiring),
        ("pending", Self::Pending),
        ("expired", Self::Expired),
        ("unapproved", Self::Unapproved),
        ("overlong", Self::Overlong),
        ("forbidden", Self::Forbidden),
        ("not-yet", Self::NotYet),
        ("revoked", Self::Revoked),
        ("unneeded", Self::Unneeded),
        ("grown", Self::Grown),
        ("orphaned", Self::Orphaned),
        ("unanswered", Self::Unanswered),
    ];

    /// The word that users write for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Unapproved => "unapproved",
            Self::Overlong => "overlong",
            Self::Forbidden => "forbidden",
            Self::NotYet => "not-yet",
            Self::Revoked => "revoked",
            Self::Unneeded => "unneeded",
            Self::Grown => "grown",
            Self::Orphaned => "orphaned",
            Self::Unanswered => "unanswered",
        }
    }

    /// How much it counts where no pack says.
    pub const fn default_level(self) -> Level {
        match self {
            Self::Active | Self::Revoked => Level::Allow,
            Self::Expiring
            | Self::Pending
            | Self::Unneeded
            | Self::Grown
            | Self::Orphaned
            | Self::Unanswered => Level::Warn,
            Self::Expired | Self::Unapproved | Self::Overlong | Self::Forbidden | Self::NotYet => {
                Level::Deny
            }
        }
    }
}
