//! A regex written in a script: held against the grammar when the script is read, compiled when it is first used.

use super::functions::text::compile;
use super::limits;
use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};
use std::sync::OnceLock;

/// Bytes that one state of a compiled regex takes, rounded up.
const STATE_BYTES: usize = 64;

/// A regex of which it is known that it will compile.
#[derive(Debug)]
pub(super) struct Pattern {
    text: Box<str>,
    regex: OnceLock<Result<Regex, String>>,
}

impl Pattern {
    /// Reads a regex. One that might be too large is compiled at once, so that it is refused where it stands.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let regex = match regex_syntax::parse(text) {
            Ok(hir) if states(&hir).saturating_mul(STATE_BYTES) <= limits::REGEX_BYTES => {
                OnceLock::new()
            }
            // What is wrong with it is said in one place.
            _ => OnceLock::from(Ok(compile(text)?)),
        };
        Ok(Self {
            text: text.into(),
            regex,
        })
    }

    /// The regex.
    ///
    /// # Errors
    /// Where it is too large after all.
    pub(super) fn regex(&self) -> Result<&Regex, String> {
        let regex = self.regex.get_or_init(|| compile(&self.text));
        regex.as_ref().map_err(Clone::clone)
    }
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
            (states(&repetition.sub) + 2).saturating_mul(times)
        }
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => all(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_waits_and_what_may_be_large_does_not() {
        let waits = |text: &str| Pattern::new(text).map(|pattern| pattern.regex.get().is_none());
        assert_eq!(waits("^(PASSWORD|SECRET)$"), Ok(true));
        assert_eq!(waits("[a-z]{1,40}"), Ok(true));
        assert_eq!(waits(r"\w{30}"), Ok(false));
        assert!(waits(r"\w{400}").is_err_and(|error| error.contains("size limit")));
        assert!(waits("(").is_err_and(|error| error.contains("unclosed group")));
    }

    #[test]
    fn nothing_that_waits_fails_to_compile() {
        for text in [
            "",
            "a|b",
            r"\bx\b",
            "(?i)straße",
            r"(?:a{0,50}){0,20}",
            r"[^\n]*",
            ".{0,30}",
            r"\p{L}+",
            r"(?-u)a",
        ] {
            let pattern = Pattern::new(text).unwrap();
            assert!(pattern.regex().is_ok(), "{text}");
        }
    }
}
