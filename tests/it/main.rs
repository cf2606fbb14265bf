//! Tests.
mod report;
