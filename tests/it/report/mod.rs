//! The report of a check, in every format.

mod build;
mod human;
