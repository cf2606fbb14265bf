//! What was measured: the quarters of each metric against its baseline, and all of them now.

use super::chart::Caption;
use super::figure::{capital, figure, unknown};
use super::scaled::{Measured, scaled};
use super::text;
use crate::review::{METRICS, MandateReview, Measure};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// A chart of each metric that was ever measured.
pub(super) fn charts(mandate: &MandateReview) -> Markup {
    let names: BTreeSet<&str> = mandate
        .quarters
        .iter()
        .flat_map(|figures| &figures.measures)
        .map(|measure| measure.metric.as_str())
        .collect();
    html! { @for (at, name) in names.iter().enumerate() { (chart(mandate, name, at)) } }
}

fn chart(mandate: &MandateReview, name: &str, at: usize) -> Markup {
    let quarters: Vec<(String, Option<&Measure>)> = mandate
        .quarters
        .iter()
        .map(|figures| {
            let mut measures = figures.measures.iter();
            let own = measures.find(|measure| measure.metric == name);
            (figures.quarter.to_string(), own)
        })
        .collect();
    let points: Vec<Measured> = quarters
        .iter()
        .map(|(label, measure)| Measured {
            label: label.clone(),
            value: measure.map(|measure| measure.value),
            baseline: measure.and_then(|measure| measure.baseline),
            is_worse: measure.and_then(Measure::is_worse) == Some(true),
        })
        .collect();
    let told: Vec<String> = quarters
        .iter()
        .map(|(label, measure)| match measure {
            Some(measure) => format!("{label}: {}, {}", measure.value, verdict(measure)),
            None => format!("{label}: not measured"),
        })
        .collect();
    let newest = quarters.iter().rev().find_map(|(_, measure)| *measure);
    let caption = Caption {
        id: &format!("{}_measure_{at}", mandate.account.id),
        title: &newest.map_or_else(|| text(name), title),
        words: &text(&told.join("; ")),
    };
    let rows = quarters.iter().map(|(label, measure)| match measure {
        Some(measure) => vec![
            label.clone(),
            measure.value.to_string(),
            before(measure),
            verdict(measure).to_owned(),
        ],
        None => vec![label.clone(), unknown(), unknown(), unknown()],
    });
    figure(
        &caption,
        &scaled(&caption, &points),
        None,
        &["Quarter", "Measured", "Before the mandate", "Verdict"],
        rows,
    )
}

/// `Lead time for changes, in hours: lower is better`.
fn title(measure: &Measure) -> String {
    let known = METRICS.iter().find(|known| known.name == measure.metric);
    let name = known.map_or_else(|| text(&measure.metric), |known| capital(known.title));
    let unit = measure
        .unit
        .as_deref()
        .map(|unit| format!(", in {}", text(unit)))
        .unwrap_or_default();
    format!("{name}{unit}: {} is better", measure.better.word())
}

fn before(measure: &Measure) -> String {
    measure
        .baseline
        .map_or_else(unknown, |baseline| baseline.to_string())
}

fn verdict(measure: &Measure) -> &'static str {
    match measure.is_worse() {
        Some(true) => "worse than before",
        Some(false) => "not worse",
        None => "no baseline",
    }
}

/// The measures of the reviewed quarter.
pub(super) fn table(mandate: &MandateReview) -> Markup {
    let Some(now) = mandate.now().filter(|now| !now.measures.is_empty()) else {
        return html! {};
    };
    let before_last = mandate.quarters.len().checked_sub(2);
    let last = before_last.and_then(|at| mandate.quarters.get(at));
    html! {
        section.measures {
            h3 { "Before and now" }
            div.scroll tabindex="0" role="region" aria-label="Measures" {
                table {
                    thead { tr {
                        th scope="col" { "Measure" } th.number scope="col" { "Before the mandate" } th.number scope="col" { "Last quarter" }
                        th.number scope="col" { "Now" } th scope="col" { "Verdict" } th scope="col" { "Source" }
                    } }
                    tbody {
                        @for measure in &now.measures {
                            @let past = last.and_then(|last| last.measures.iter().find(|past| past.metric == measure.metric));
                            @let unit = measure.unit.as_deref().unwrap_or_default();
                            tr {
                                th scope="row" { (text(&measure.metric)) " " span.unit { (text(unit)) } }
                                td.number { (before(measure)) }
                                td.number { (past.map_or_else(unknown, |past| past.value.to_string())) }
                                td.number { (measure.value) }
                                td {
                                    @match measure.is_worse() {
                                        Some(true) => { span aria-hidden="true" { "▲ " } }
                                        Some(false) => { span aria-hidden="true" { "✓ " } }
                                        None => {}
                                    }
                                    (verdict(measure))
                                    @if mandate.account.terms.not_worse.contains(&measure.metric) { ", answered for" }
                                }
                                td { (text(&measure.source)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
