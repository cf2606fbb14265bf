//! Regexes: one dialect everywhere, that of Rust's `regex`.

use regex::{Regex, RegexBuilder};

/// Bytes that a compiled regex may take.
pub(super) const SIZE: usize = 4 << 20;

/// Compiles a regex within the limits.
///
/// # Errors
/// Says in one line why it is none, or that it is too large.
pub fn compile(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text)
        .size_limit(SIZE)
        .dfa_size_limit(SIZE)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "it is too large when compiled".to_owned(),
            other => {
                let text = other.to_string();
                let last = text.lines().last().unwrap_or_default();
                last.strip_prefix("error: ").unwrap_or(last).to_owned()
            }
        })
}

/// The same regex with its classes written out, so that no other dialect reads it in another way: in
/// ECMA-262, which the validator translates from, `\d` and `.` match other characters and `(?i)` is an error.
pub(super) fn plain(text: &str) -> Option<String> {
    regex_syntax::parse(text)
        .ok()
        .map(|parsed| parsed.to_string())
}
