//! mustmay.
