//! Which paths a schema knows.

/// Whether a path is possible under a schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Known {
    /// The schema names it.
    Yes,
    /// Nothing can be there.
    No {
        /// The step of the path, from 0, that leads nowhere.
        step: usize,
        /// What may stand in its place, the nearest by spelling first.
        names: Vec<String>,
    },
    /// The schema is open there: it may be, or not.
    Unknown,
}
