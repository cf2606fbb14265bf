//! A picture with its name, its legend and its numbers as a table.

use super::chart::{Caption, Column};
use super::text;
use maud::{Markup, html};

/// A stack in words.
pub(super) fn told(columns: &[Column], series: &[String]) -> String {
    let column = |column: &Column| match &column.counts {
        None => format!("{}: not known", column.label),
        Some(counts) => {
            let parts = series.iter().zip(counts).filter(|(_, count)| **count > 0);
            let parts: Vec<String> = parts
                .map(|(name, count)| format!("{count} {}", text(name)))
                .collect();
            format!(
                "{}: {}",
                column.label,
                if parts.is_empty() {
                    "none".to_owned()
                } else {
                    parts.join(", ")
                }
            )
        }
    };
    columns.iter().map(column).collect::<Vec<_>>().join("; ")
}

/// A picture with its legend, and the table of its numbers.
pub(super) fn figure(
    caption: &Caption<'_>,
    picture: &Markup,
    legend: Option<&Markup>,
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Markup {
    html! {
        figure.wide[head.len() > 7] {
            figcaption { (caption.title) }
            (picture)
            @if let Some(legend) = legend { (legend) }
            details {
                summary { "The numbers" }
                div.scroll tabindex="0" role="region" aria-label=(caption.title) {
                    table {
                        thead { tr { @for (at, cell) in head.iter().enumerate() { th.number[at > 0] scope="col" { (text(cell)) } } } }
                        tbody {
                            @for row in rows {
                                tr {
                                    @for (at, cell) in row.iter().enumerate() {
                                        @if at == 0 { th scope="row" { (cell) } } @else { td.number { (cell) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What stands where nothing is known.
pub(super) fn unknown() -> String {
    "–".to_owned()
}

/// Words as a sentence begins.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
