//! Ways round the gate over quarters: a signal about all mandates, told once.

use super::chart::{self, Caption, Column};
use super::figure::{capital, figure, told, unknown};
use super::text;
use crate::report::review::words;
use crate::review::Review;
use maud::{Markup, html};
use std::collections::BTreeSet;

pub(super) fn gate(review: &Review) -> Markup {
    let Some(now) = review.gate.last() else {
        return html! {};
    };
    html! {
        section.gate aria-labelledby="the_gate" {
            div {
                h2 id="the_gate" { "Ways round the gate" }
                p { (text(&capital(&words::gate(now)))) "." }
                p.note {
                    "Switches that turn the gate off: hooks skipped with " code.whole { "--no-verify" }
                    ", failures swallowed, steps that may fail. They tell of the gate and of the mandates behind it, not of a team."
                }
            }
            (history(review))
        }
    }
}

/// The uses of each switch by quarter; nothing where none was ever found.
fn history(review: &Review) -> Markup {
    let ids: BTreeSet<&String> = review
        .gate
        .iter()
        .flat_map(|figures| figures.switches.keys())
        .collect();
    if ids.is_empty() {
        return html! {};
    }
    let series: Vec<String> = ids.iter().map(|id| text(id)).collect();
    let columns: Vec<Column> = review
        .gate
        .iter()
        .map(|figures| Column {
            label: figures.quarter.to_string(),
            counts: (figures.scanned > 0).then(|| {
                let uses = |id: &&String| figures.switches.get(*id).map_or(0, |(_, uses)| *uses);
                ids.iter().map(uses).collect()
            }),
        })
        .collect();
    let mut head = vec!["Quarter"];
    head.extend(series.iter().map(String::as_str));
    head.extend(["Files", "Repositories"]);
    let rows = review.gate.iter().zip(&columns).map(|(figures, column)| {
        let mut row = vec![figures.quarter.to_string()];
        match &column.counts {
            Some(counts) => {
                row.extend(counts.iter().map(u64::to_string));
                row.push(figures.files().to_string());
                row.push(format!("{} of {}", figures.found, figures.scanned));
            }
            None => row.extend((0..series.len() + 2).map(|_| unknown())),
        }
        row
    });
    let caption = Caption {
        id: "gate_uses",
        title: "Uses of switches that turn the gate off",
        words: &told(&columns, &series),
    };
    figure(
        &caption,
        &chart::stack(&caption, &columns),
        Some(&chart::legend(&series)),
        &head,
        rows,
    )
}
