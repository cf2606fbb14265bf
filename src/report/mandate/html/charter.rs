//! The charter: all mandates on one page to be searched and printed, and a page for each.

use super::{mandate, page, problems};
use crate::project::DescribeReport;
use crate::report::html::text;
use maud::{Markup, html};

/// One file of the charter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Its name in the folder.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// The files of the charter: `index.html`, and `ID.html` for each mandate.
pub fn charter(report: &DescribeReport) -> Vec<Page> {
    let mut pages = vec![Page {
        file: "index.html".to_owned(),
        text: page("Charter", report, &index(report), true),
    }];
    for described in &report.mandates {
        let body = html! {
            nav.back { a href="index.html" { "All mandates" } }
            main { (mandate::full(described, None)) }
        };
        pages.push(Page {
            file: file_of(&described.id),
            text: page(&described.title, report, &body, false),
        });
    }
    pages
}

/// Ids are kebab-case; `index` alone would be the page of all.
fn file_of(id: &str) -> String {
    if id == "index" {
        "index-mandate.html".to_owned()
    } else {
        [id, ".html"].concat()
    }
}

fn index(report: &DescribeReport) -> Markup {
    let count = report.mandates.len();
    html! {
        header.charter {
            h1 { "Charter" }
            p.lead { "What every service must do, what its team may choose, and what stays free." }
            form.search role="search" hidden {
                label for="search" { "Search the mandates" }
                input id="search" type="search" autocomplete="off" spellcheck="false" aria-controls="mandates";
                p.found role="status" { (count) @if count == 1 { " mandate" } @else { " mandates" } }
            }
            nav aria-label="Mandates" {
                ul.contents {
                    @for described in &report.mandates {
                        li data-for=(described.id) {
                            a href={ "#" (described.id) } { (text(&described.title)) }
                            span.owner { (text(&described.owner)) }
                        }
                    }
                }
            }
        }
        main id="mandates" {
            @for described in &report.mandates {
                (mandate::full(described, Some(&file_of(&described.id))))
            }
            (problems(report))
        }
    }
}
