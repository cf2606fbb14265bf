//! A regex written in a script: held against the grammar when the script is read, compiled when it is first used.

use super::functions::text::compile;
use super::limits;
use crate::document::surely_compiles;
use regex::Regex;
use std::sync::OnceLock;

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
        let regex = if surely_compiles(text, limits::REGEX_BYTES) {
            OnceLock::new()
        } else {
            OnceLock::from(Ok(compile(text)?))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_waits_and_what_may_be_large_does_not() {
        let waits = |text: &str| Pattern::new(text).map(|pattern| pattern.regex.get().is_none());
        assert_eq!(waits("^(PASSWORD|SECRET)$"), Ok(true));
        assert_eq!(waits("[a-z]{1,40}"), Ok(true));
        assert_eq!(waits(r"\w{10}"), Ok(false));
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
