//! Regexes: one dialect everywhere, that of Rust's `regex`.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// Bytes that one state of a compiled regex takes, rounded up.
const STATE_BYTES: usize = 64;

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

/// Whether a regex is sure to compile within a limit of bytes, which is told without compiling it. `false` says
/// nothing.
pub fn surely_compiles(text: &str, limit: usize) -> bool {
    regex_syntax::parse(text).is_ok_and(|hir| states(&hir).saturating_mul(STATE_BYTES) <= limit)
}

/// Says in one line what is wrong with a regex, if something is.
pub(super) fn problem(text: &str) -> Option<String> {
    if surely_compiles(text, SIZE) {
        return None;
    }
    compile(text).err()
}

/// More states than a regex of this shape compiles to.
fn states(hir: &Hir) -> usize {
    let all = |parts: &[Hir]| {
        let parts = parts.iter().map(states);
        parts.fold(1, usize::saturating_add)
    };
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len() + 1,
        // A range of characters is up to ten sequences of four bytes.
        HirKind::Class(Class::Unicode(class)) => 40 * class.ranges().len() + 1,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() + 1,
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1));
            let times = usize::try_from(times.max(1)).unwrap_or(usize::MAX);
            states(&repetition.sub)
                .saturating_add(2)
                .saturating_mul(times)
        }
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => all(parts),
    }
}

/// The same regex with its classes written out, so that no other dialect reads it in another way: in
/// ECMA-262, which the validator translates from, `\d` and `.` match other characters and `(?i)` is an error.
pub(super) fn plain(text: &str) -> Option<String> {
    regex_syntax::parse(text)
        .ok()
        .map(|parsed| parsed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each `+` doubles the estimate. What the regex compiles to does not grow so.
    #[test]
    fn an_estimate_beyond_counting_says_nothing() {
        let nested = format!("a{}", "+".repeat(100));
        assert!(!surely_compiles(&nested, SIZE));
        assert_eq!(problem(&nested), None);
    }
}
