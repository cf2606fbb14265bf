//! Why git did not answer.

use crate::source::shown_path;
use std::io;
use std::path::PathBuf;

/// Why git did not answer. Each is an error of the run, never an empty listing.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program is missing, though there is a work tree.
    #[error(
        "`{}` is a git work tree, but git cannot be started: {source}",
        shown_path(top)
    )]
    NotStarted {
        /// The work tree.
        top: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The repository belongs to somebody else, and git refuses to read it.
    #[error(
        "git refuses the repository at `{}`, since another user owns it",
        shown_path(top)
    )]
    Owner {
        /// The work tree.
        top: PathBuf,
    },
    /// There is a `.git`, but git does not take the folder for the top of a work tree.
    #[error(
        "`{}` holds a `.git`, but is not the top of a git work tree",
        shown_path(top)
    )]
    NotTop {
        /// The folder.
        top: PathBuf,
    },
    /// Git ended with an error, or complained.
    #[error("`git {question}` failed in `{}`: {answer}", shown_path(top))]
    Failed {
        /// The work tree.
        top: PathBuf,
        /// What it was asked.
        question: String,
        /// What it said, on one line.
        answer: String,
    },
    /// A folder on the way up could not be looked into.
    #[error(
        "cannot look for a git repository in `{}`: {source}",
        shown_path(folder)
    )]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl GitError {
    /// The stable code of its diagnostic.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotStarted { .. } => "git::not-started",
            Self::Owner { .. } => "git::owner",
            Self::NotTop { .. } => "git::not-top",
            Self::Failed { .. } => "git::failed",
            Self::Unreadable { .. } => "git::unreadable",
        }
    }

    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotStarted { .. } => {
                Some("install git: it knows which files belong to the repository".to_owned())
            }
            Self::Owner { top } => Some(format!(
                "if you trust it: git config --global --add safe.directory '{}'",
                shown_path(top)
            )),
            Self::NotTop { .. } => {
                Some("remove the `.git` there, or make it a repository again".to_owned())
            }
            Self::Failed { .. } | Self::Unreadable { .. } => None,
        }
    }
}
