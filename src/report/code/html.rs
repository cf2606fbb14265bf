//! Pages in the browser: one, or all on one page with a table of contents. They need no network and no script.

use super::blocks::{Block, blocks, spans};
use super::{FIX, sentence};
use crate::project::CodePage;
use crate::report::html::text;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The look of the charter, and what only these pages have.
const STYLE: [&str; 2] = [
    include_str!("../mandate/html/style.css"),
    "pre { background: var(--ground); padding: 12px 16px; margin: 12px 0; overflow-x: auto; }\n\
     pre code { overflow-wrap: normal; }\n\
     .mandate h3 { margin: 22px 0 6px; }\n\
     .mandate p, .mandate li { max-width: 76ch; }\n\
     .contents code { margin-right: 10px; }\n",
];

/// The page of a code.
pub(super) fn one(code: &CodePage) -> String {
    page(code.code, &html! { main { (article(code)) } })
}

/// The pages of all codes.
pub(super) fn all(codes: &[CodePage]) -> String {
    let title = "The codes of mustmay";
    let body = html! {
        header.charter {
            h1 { (title) }
            p.lead { "What each means, why it matters, what causes it, what to do." }
            nav aria-label="Codes" {
                ul.contents {
                    @for code in codes {
                        li { a href=(["#", code.code].concat()) { code { (code.code) } } (code.title) }
                    }
                }
            }
        }
        main { @for code in codes { (article(code)) } }
    };
    page(title, &body)
}

fn article(code: &CodePage) -> Markup {
    html! {
        article.mandate id=(code.code) {
            p.kicker { (code.weight) }
            h2 { code { (code.code) } }
            p.why { (sentence(code.title)) }
            @for block in blocks(&code.docs) {
                @match block {
                    Block::Heading(heading) => h3 { (text(&heading)) },
                    Block::Text(words) => p { (marked(&words)) },
                    Block::Item(words) => ul { li { (marked(&words)) } },
                    Block::Code(lines) => pre { code { (lines) } },
                }
            }
            @if code.fixable { p { (marked(FIX)) } }
        }
    }
}

fn marked(words: &str) -> Markup {
    html! {
        @for (is_code, part) in spans(words) {
            @if is_code { code { (text(part)) } } @else { (text(part)) }
        }
    }
}

fn page(title: &str, body: &Markup) -> String {
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
                style { (PreEscaped(STYLE.concat())) }
            }
            body {
                (body)
                footer { p { "Made by " (concat!("mustmay ", env!("CARGO_PKG_VERSION"))) "." } }
            }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}
