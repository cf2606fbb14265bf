//! What is shown, in every format: one folder per thing shown, one file per format.
//!
//! A report is rendered from what a use case gave, never from the world: no clock, no environment, no terminal. The
//! same report gives the same bytes.

pub mod challenges;
pub mod check;
pub mod code;
pub mod exceptions;
pub mod explain;
mod html;
mod inert;
mod json;
mod junit;
pub mod lint;
pub mod mandate;
mod markup;
mod page;
mod problems;
pub mod record;
pub mod review;
mod snippet;
mod table;
pub mod test;
pub mod workarounds;

/// A form of a report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// For people.
    Human,
    /// For programs: version 1 of the JSON output.
    Json,
}

impl Format {
    /// All of them with the words that `--format` takes, in the order of the help.
    pub const ALL: &'static [(&'static str, Self)] =
        &[("human", Self::Human), ("json", Self::Json)];

    /// The word that `--format` takes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
        }
    }
}

/// How much is shown, and how. Machine formats take no notice of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches of the command line, each by itself"
)]
pub struct Style {
    /// Whether to print colours.
    pub color: bool,
    /// Columns to print in.
    pub width: usize,
    /// Whether lines are drawn with box characters, or with plain ASCII.
    pub unicode: bool,
    /// Whether only findings, errors and the line of counts are printed.
    pub quiet: bool,
    /// How often `-v` was given.
    pub verbose: u8,
    /// Whether a runner reads the output line by line for commands: every line then begins with a bar.
    pub github_actions: bool,
    /// Whether findings that an exception covers are shown, and not only counted.
    pub show_excepted: bool,
}

impl Default for Style {
    /// Without colours, 100 columns wide, with box characters.
    fn default() -> Self {
        Self {
            color: false,
            width: 100,
            unicode: true,
            quiet: false,
            verbose: 0,
            github_actions: false,
            show_excepted: false,
        }
    }
}
