//! What a judgement says: how a mandate does, and what each line of evidence adds to it.

use std::fmt;

/// How a mandate does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Health {
    /// All that it answers for is shown to be well.
    Healthy,
    /// Nothing is triggered, and something is to be watched.
    Watch,
    /// Evidence that it asks for is missing.
    Unknown,
    /// A trigger is met: an executive review, and 90 days to improve.
    Review,
    /// Its renewal is in question.
    Sunset,
}

/// What a line of evidence says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sign {
    /// Something that is told and not judged.
    Note,
    /// A threshold that is kept.
    Good,
    /// Something to be watched.
    Watch,
    /// Evidence that is asked for and missing.
    Unknown,
    /// A trigger that is met.
    Trigger,
    /// What puts renewal in question.
    End,
}

/// One line of evidence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it is about.
    pub topic: &'static str,
    /// What it says.
    pub sign: Sign,
    /// In words, with the numbers.
    pub text: String,
}

impl Health {
    /// All of them, from the best to the worst.
    pub const ALL: &'static [Self] = &[
        Self::Healthy,
        Self::Watch,
        Self::Unknown,
        Self::Review,
        Self::Sunset,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Watch => "watch",
            Self::Unknown => "unknown",
            Self::Review => "review",
            Self::Sunset => "sunset",
        }
    }

    /// What follows from it.
    pub const fn consequence(self) -> &'static str {
        match self {
            Self::Healthy => "renew it as it is",
            Self::Watch => "renew it, and come back to the marked lines next quarter",
            Self::Unknown => "no renewal without the missing evidence",
            Self::Review => "an executive review, and a plan to improve within 90 days",
            Self::Sunset => "its renewal is in question: outside help, new leadership, or an end",
        }
    }

    /// Whether `--strict` takes it for a failure. What is unknown is one, or missing evidence would pass.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Unknown | Self::Review | Self::Sunset)
    }

    /// What lines come to.
    pub fn of(lines: &[Line]) -> Self {
        match lines.iter().map(|line| line.sign).max() {
            Some(Sign::End) => Self::Sunset,
            Some(Sign::Trigger) => Self::Review,
            Some(Sign::Unknown) | None => Self::Unknown,
            Some(Sign::Watch) => Self::Watch,
            Some(Sign::Good | Sign::Note) => Self::Healthy,
        }
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Sign {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Good => "good",
            Self::Watch => "watch",
            Self::Unknown => "unknown",
            Self::Trigger => "trigger",
            Self::End => "sunset",
        }
    }
}
