//! The pages of all codes of diagnostics: what each means, why it matters, what causes it, what to do.
//!
//! A code without a page cannot be said: a diagnostic of one fails every debug build, and `tests/it/pages.rs` looks
//! for codes in the source. The codes of lints have their pages beside their checks.

mod evidence;
mod exception;
mod files;
mod manifest;
mod page;
mod policy_form;
mod policy_set;
mod run;
mod schema;
mod script_load;
mod script_run;
mod test;
mod usage;
mod yaml;

pub use page::{Example, HEADINGS, Page};

/// All of them, by subject; in each, by code.
const BY_SUBJECT: &[&[Page]] = &[
    yaml::PAGES,
    files::PAGES,
    run::PAGES,
    usage::PAGES,
    manifest::PAGES,
    policy_form::PAGES,
    policy_set::PAGES,
    schema::PAGES,
    script_load::PAGES,
    script_run::PAGES,
    exception::PAGES,
    evidence::PAGES,
    test::PAGES,
];

/// All pages, by code.
pub fn pages() -> Vec<&'static Page> {
    let mut pages: Vec<&Page> = BY_SUBJECT.iter().copied().flatten().collect();
    pages.sort_by_key(|page| page.code);
    pages
}

/// The page of a code.
pub fn page(code: &str) -> Option<&'static Page> {
    let mut all = BY_SUBJECT.iter().copied().flatten();
    all.find(|page| page.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_order_and_once() {
        for pages in BY_SUBJECT {
            assert!(pages.is_sorted_by(|a, b| a.code < b.code));
        }
        let all = pages();
        assert!(
            all.is_sorted_by(|a, b| a.code < b.code),
            "one is there twice"
        );
        assert_eq!(all.len(), BY_SUBJECT.concat().len());
    }

    #[test]
    fn every_page_says_something_under_each_heading() {
        for page in pages() {
            let code = page.code;
            let docs = page.docs();
            let headings = docs.lines().filter(|line| line.starts_with("## "));
            assert_eq!(headings.collect::<Vec<_>>(), HEADINGS, "{code}");
            for text in [page.finds, page.matters, page.remedy] {
                assert!(
                    text.ends_with('.') && !text.contains('\n'),
                    "{code}: {text}"
                );
                assert_eq!(text.matches('`').count() % 2, 0, "{code}: {text}");
                assert!(!text.contains("  ") && text.len() > 15, "{code}: {text}");
            }
            let title = page.title;
            assert!(!title.ends_with('.') && title.len() < 80, "{code}: {title}");
            let shown = !matches!(page.example, Example::Unreached(_));
            assert_eq!(docs.matches("```").count() >= 2, shown, "{code}");
            assert_eq!(docs.matches("```").count() % 2, 0, "{code}");
        }
    }
}
