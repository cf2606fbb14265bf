//! The table of codes.

use super::codes;
use super::remark::Remark;
use super::subject::Subject;
use crate::policy::Level;

/// One kind of remark.
#[derive(Clone, Copy)]
pub struct Code {
    /// Its name, `lint::` and words joined by hyphens.
    pub code: &'static str,
    /// How much its remarks count.
    pub level: Level,
    /// What it finds, in one line.
    pub title: &'static str,
    /// Its page, with the headings of all codes: [`crate::diagnostic::HEADINGS`].
    pub docs: &'static str,
    /// Whether some of its remarks can be mended by `--fix`.
    pub fixable: bool,
    /// Looks for it.
    pub(super) check: fn(&Subject<'_>) -> Vec<Remark>,
}

/// All codes, by name.
pub const CODES: &[&Code] = &[
    &codes::choice_equal::CODE,
    &codes::choice_shadowed::CODE,
    &codes::choice_unreachable::CODE,
    &codes::closes_object_above_free::CODE,
    &codes::constrains_free_path::CODE,
    &codes::contradiction::CODE,
    &codes::few_reviewers::CODE,
    &codes::hidden_text::CODE,
    &codes::mixed_scripts::CODE,
    &codes::never_applies::CODE,
    &codes::never_equal::CODE,
    &codes::never_fails::CODE,
    &codes::never_passes::CODE,
    &codes::phase_loosens::CODE,
    &codes::repeated_value::CODE,
    &codes::retired_preferred_elsewhere::CODE,
    &codes::retiring_without_instead::CODE,
    &codes::retiring_without_until::CODE,
    &codes::review_far::CODE,
    &codes::review_overdue::CODE,
    &codes::single_choice::CODE,
    &codes::unknown_measure::CODE,
    &codes::until_passed::CODE,
    &codes::unused_allow::CODE,
    &codes::unused_data::CODE,
    &codes::unused_function::CODE,
    &codes::unused_kind::CODE,
    &codes::vacuous_default::CODE,
];

/// The code of a name.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().copied().find(|code| code.code == name)
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::HEADINGS;

    #[test]
    fn codes_stand_in_order_and_once() {
        let names: Vec<&str> = CODES.iter().map(|code| code.code).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_file_is_a_code_of_its_name() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/codes");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "mod.rs")
            .collect();
        files.sort();
        let expected: Vec<String> = CODES
            .iter()
            .map(|code| {
                format!("{}.rs", code.code.strip_prefix("lint::").unwrap()).replace('-', "_")
            })
            .collect();
        assert_eq!(files, expected);
    }

    #[test]
    fn every_page_has_the_headings_in_order_and_says_something_under_each() {
        for code in CODES {
            let headings: Vec<&str> = code
                .docs
                .lines()
                .filter(|line| line.starts_with('#'))
                .collect();
            assert_eq!(headings, HEADINGS, "{}", code.code);
            for part in code.docs.split("## ").skip(1) {
                let (_, body) = part.split_once('\n').unwrap();
                assert!(body.trim().len() > 20, "{}: {part}", code.code);
            }
            assert!(
                code.docs.contains("```yaml\n") || code.docs.contains("```rust\n"),
                "{}",
                code.code
            );
            let title = code.title;
            assert!(!title.ends_with('.') && !title.contains('\n'), "{title}");
            assert!(title.starts_with(|c: char| c.is_lowercase()), "{title}");
        }
    }
}
