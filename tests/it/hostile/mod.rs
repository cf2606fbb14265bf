//! Hostile cases, by their numbers.

mod exceptions; // 38 to 52
