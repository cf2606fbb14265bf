//! The review as one page to present: no script, no network, every text escaped, every number also in a table.

mod card;
mod chart;
mod figure;
mod gate;
mod measures;
mod overview;
mod scaled;
mod trends;

use super::Extras;
use crate::project::ReviewReport;
use crate::report::html::text;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::io;

const STYLE: &str = include_str!("style.css");

pub(super) fn render(
    report: &ReviewReport,
    extras: Extras,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let title = report.review.as_ref().map_or_else(
        || "Nothing was reviewed".to_owned(),
        |review| format!("Mandate review {}", review.quarter),
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("mustmay ", env!("CARGO_PKG_VERSION")));
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (chart::fills())
                main {
                    @match &report.review {
                        Some(review) => {
                            (overview::overview(review, report))
                            (gate::gate(review))
                            @for mandate in &review.mandates {
                                (card::card(mandate, review, extras))
                            }
                        }
                        None => { h1 { (title) } }
                    }
                    (problems(report))
                }
                footer {
                    p {
                        "Made by " (concat!("mustmay ", env!("CARGO_PKG_VERSION")))
                        @if let Some(digest) = &report.policies { " from the policy set " code { (digest) } }
                        ". Groups too small to stay anonymous are withheld; no single answer is shown."
                    }
                }
            }
        }
    };
    out.write_all(page.into_string().as_bytes())?;
    out.write_all(b"\n")
}

fn problems(report: &ReviewReport) -> Markup {
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
        @if let Some(reason) = &report.reason { p.reason { (text(reason)) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_closes_nothing_and_fetches_nothing() {
        for word in ["</", "url(h", "url(\"", "@import", "http", "//"] {
            assert!(!STYLE.contains(word), "{word}");
        }
    }
}
