//! Descriptions as pages: they work from a file, without a network; every text is escaped.

mod charter;
mod mandate;

pub use charter::{Page, charter};

use crate::project::DescribeReport;
use crate::report::html::text;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");
const SEARCH: &str = include_str!("search.js");

/// The SHA-256 of [`SEARCH`], by which the page allows this script and no other.
const SEARCH_HASH: &str = "sha256-zXYSECHOM7vc7eWZw/03imHMjlqhKtN5dh42AKxuO3M=";

/// One page of all mandates of a report.
pub(super) fn single(report: &DescribeReport) -> String {
    let title = match report.mandates.as_slice() {
        [only] => only.title.clone(),
        _ => "Mandates".to_owned(),
    };
    let body = html! {
        main {
            @for mandate in &report.mandates { (mandate::full(mandate, None)) }
            (problems(report))
        }
    };
    page(&title, report, &body, false)
}

/// A whole page.
fn page(title: &str, report: &DescribeReport, body: &Markup, searchable: bool) -> String {
    let scripts = if searchable {
        format!("; script-src '{SEARCH_HASH}'")
    } else {
        String::new()
    };
    let policy = format!("default-src 'none'; style-src 'unsafe-inline'{scripts}");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("mustmay ", env!("CARGO_PKG_VERSION")));
                title { (text(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (body)
                footer {
                    p {
                        "As of " time datetime=(report.today) { (report.today) }
                        ", from "
                        @for (index, (pack, version)) in report.packs.iter().enumerate() {
                            @if index > 0 { ", " }
                            code { (text(pack)) } @if let Some(version) = version { " " (text(version)) }
                        }
                        ". Made by " (concat!("mustmay ", env!("CARGO_PKG_VERSION"))) "."
                    }
                }
                @if searchable { script { (PreEscaped(SEARCH)) } }
            }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}

fn problems(report: &DescribeReport) -> Markup {
    html! {
        @if !report.diagnostics.is_empty() {
            section.problems {
                h2 { "What was not read, or needs a word" }
                ul {
                    @for diagnostic in &report.diagnostics {
                        li {
                            strong { (diagnostic.severity.word()) } " " (text(&diagnostic.message))
                            @if let Some(file) = &diagnostic.file { " (" (text(file)) ")" }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::BASE64;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_page_allows_the_script_that_it_holds() {
        let hash = BASE64.encode(&Sha256::digest(SEARCH.as_bytes()));
        assert_eq!(SEARCH_HASH, format!("sha256-{hash}"));
    }

    #[test]
    fn style_and_script_close_nothing_and_fetch_nothing() {
        for word in ["</", "url(", "@import", "http", "//", "<!--"] {
            assert!(!STYLE.contains(word), "style: {word}");
            assert!(!SEARCH.contains(word), "script: {word}");
        }
        for word in ["innerHTML", "eval", "fetch", "document.write"] {
            assert!(!SEARCH.contains(word), "script: {word}");
        }
    }
}
