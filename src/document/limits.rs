//! What reading refuses for its size.

/// Bounds on what one file may hold; beyond them it is refused as a whole.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: usize,
    /// Containers inside one another, aliases followed.
    pub depth: usize,
    /// Nodes of a file.
    pub nodes: usize,
    /// Nodes that aliases bring into a file.
    pub copied: usize,
    /// Problems reported of one file; more are counted only.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            depth: 100,
            nodes: 6_000_000,
            copied: 250_000,
            problems: 50,
        }
    }
}
