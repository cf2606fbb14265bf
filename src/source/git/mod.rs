//! Git, asked as a program: what a work tree tracks, what its index holds, where it came from.
//!
//! A repository can carry configuration that starts programs. So git is only asked for listings and objects,
//! never for `status` or `diff`, with everything switched off that could start something; only at the top of a
//! work tree that we found ourselves, so that a bare repository inside the tree is never entered; with an
//! environment of our choosing; and never for longer than two minutes. An answer counts only if git ended well.

mod errors;
mod listing;
mod origin;
mod program;
mod repository;

pub use errors::GitError;
pub use listing::{Committed, Entry, EntryKind, Untracked};
pub use program::Git;
pub use repository::{Hooks, Repository};
