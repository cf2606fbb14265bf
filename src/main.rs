//! mustmay.
fn main() {}
