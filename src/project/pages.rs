//! The pages of codes, whichever part of the program says them.

use crate::diagnostic::{self, Diagnostic, closest};
use crate::lint::{self, CODES};

/// The page of a code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodePage {
    /// The code, `area::problem`.
    pub code: &'static str,
    /// How much it counts: the level of a remark of `mustmay lint`, else the worst severity of the diagnostic.
    pub weight: &'static str,
    /// What it says, in one line.
    pub title: &'static str,
    /// Markdown with [`diagnostic::HEADINGS`].
    pub docs: String,
    /// Whether `mustmay lint --fix` mends some of what it is said of.
    pub fixable: bool,
}

/// All pages, by code.
pub fn code_pages() -> Vec<CodePage> {
    let lints = CODES.iter().map(|code| of_lint(code));
    let mut pages: Vec<CodePage> = diagnostic::pages()
        .into_iter()
        .map(of)
        .chain(lints)
        .collect();
    pages.sort_by_key(|page| page.code);
    pages
}

/// The page of a code.
///
/// # Errors
/// Where there is no such code.
pub fn code_page(code: &str) -> Result<CodePage, Diagnostic> {
    let own = diagnostic::page(code).map(of);
    own.or_else(|| lint::code(code).map(of_lint))
        .ok_or_else(|| {
            let message = format!("there is no code `{}`", code.escape_debug());
            let help = match closest(code, codes()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`mustmay explain --codes` lists them all".to_owned(),
            };
            Diagnostic::error("usage::code", message).help(help)
        })
}

/// Whether a word is written as codes are, and no id of a mandate can be.
pub fn is_code(word: &str) -> bool {
    word.contains("::")
}

/// The code whose second half a word is, where there is exactly one.
pub(super) fn code_of_half(word: &str) -> Option<&'static str> {
    let halves = |code: &&str| code.split_once("::").is_some_and(|(_, half)| half == word);
    let mut found = codes().filter(halves);
    found.next().filter(|_| found.next().is_none())
}

fn codes() -> impl Iterator<Item = &'static str> {
    let lints = CODES.iter().map(|code| code.code);
    diagnostic::pages()
        .into_iter()
        .map(|page| page.code)
        .chain(lints)
}

fn of(page: &diagnostic::Page) -> CodePage {
    CodePage {
        code: page.code,
        weight: page.severity.word(),
        title: page.title,
        docs: page.docs(),
        fixable: false,
    }
}

fn of_lint(code: &lint::Code) -> CodePage {
    CodePage {
        code: code.code,
        weight: code.level.word(),
        title: code.title,
        docs: code.docs.to_owned(),
        fixable: code.fixable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_enough_where_it_is_of_one_code() {
        assert_eq!(code_of_half("duplicate-key"), Some("yaml::duplicate-key"));
        assert_eq!(code_of_half("contradiction"), Some("lint::contradiction"));
        // Of policies and of exceptions.
        assert_eq!(code_of_half("duplicate-id"), None);
        assert_eq!(code_of_half("sign-in"), None);
    }

    #[test]
    fn what_is_misspelt_is_named() {
        let help = |code: &[&str]| code_page(&code.join("::")).unwrap_err().help.unwrap();
        assert_eq!(help(&["yaml", "aliass"]), "did you mean `yaml::alias`?");
        let near = help(&["lint", "until-pased"]);
        assert_eq!(near, "did you mean `lint::until-passed`?");
        assert!(help(&["a", "b"]).contains("explain --codes"));
    }
}
