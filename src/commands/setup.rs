//! What all verbs share, as the use cases take it.

pub use crate::project::{RepositoryName, Setup};
