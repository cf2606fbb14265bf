//! The first page: how much of the fleet is known, and all mandates at a glance.

use super::chart::spark;
use crate::project::ReviewReport;
use crate::report::html::text;
use crate::report::review::words;
use crate::review::{Health, MandateReview, Review, Shown};
use maud::{Markup, html};

pub(super) fn overview(review: &Review, report: &ReviewReport) -> Markup {
    let share = review.coverage.share();
    html! {
        header.overview {
            p.kicker { "The mandates give account" }
            h1 { "Mandate review " (review.quarter) }
            p.meta { "As of " time datetime=(review.day) { (review.day) } @if report.policies.is_some() { " · " (words::portfolio(review)) } }
            section.coverage aria-label="Coverage" {
                p.big { (share.map_or_else(|| review.coverage.known.len().to_string(), crate::review::Share::percent)) }
                div {
                    p { (words::coverage(&review.coverage)) "." }
                    @let gaps = words::gaps(&review.coverage);
                    @if !gaps.is_empty() {
                        ul { @for gap in gaps { li { (text(&gap)) } } }
                    }
                }
            }
            ul.tally {
                @for health in Health::ALL.iter().rev() {
                    li.(health.word()) {
                        strong { (review.count(*health)) } " " (words::mark(*health)) " " (health.word())
                    }
                }
            }
        }
        section.portfolio aria-labelledby="the_portfolio" {
            h2 id="the_portfolio" { "The portfolio" }
            div.scroll tabindex="0" role="region" aria-labelledby="the_portfolio" {
                table {
                    thead {
                        tr {
                            th scope="col" { "Mandate" }
                            th scope="col" { "Verdict" }
                            th.number scope="col" { "Services" }
                            th.number scope="col" { "Chose the platform freely" }
                            th.number scope="col" { "Satisfied" }
                            th.number scope="col" { "Would keep it" }
                            th.number scope="col" { "Needed an exception" }
                            th.number scope="col" { "Workaround lines" }
                            th scope="col" { "Review by" }
                        }
                    }
                    tbody { @for mandate in &review.mandates { (row(mandate)) } }
                }
            }
            p.note { "Chose the platform freely: services on a choice that the platform offers, of those that had at least two choices of standing preferred or allowed." }
        }
    }
}

fn row(mandate: &MandateReview) -> Markup {
    let account = &mandate.account;
    let now = mandate.now();
    let adoption = now.and_then(|now| now.adoption.as_ref());
    let survey = now.and_then(|now| now.survey.as_ref());
    let none = || "–".to_owned();
    let satisfaction: Vec<Option<f64>> = mandate
        .quarters
        .iter()
        .map(super::trends::satisfaction)
        .collect();
    html! {
        tr {
            th scope="row" { a href=(format!("#{}", account.id)) { (text(&account.id)) } }
            td { (badge(mandate.health)) }
            td.number { (adoption.map_or_else(none, |adoption| adoption.services().to_string())) }
            td.number { (adoption.filter(|adoption| adoption.voluntary.whole > 0).map_or_else(none, |adoption| adoption.voluntary.to_string())) }
            td.number {
                (spark(&satisfaction)) " "
                (survey.map_or_else(none, |survey| words::answer(survey.satisfaction)))
            }
            td.number { (survey.map_or_else(none, |survey| words::answer(survey.would_keep))) }
            td.number { (adoption.map_or_else(none, |adoption| adoption.excepted.to_string())) }
            td.number { (now.and_then(|now| now.workarounds.as_ref()).map_or_else(none, |found| found.lines().to_string())) }
            td { time datetime=(account.review_by) { (account.review_by) } }
        }
    }
}

/// How a mandate does, with a mark and a word.
pub(super) fn badge(health: Health) -> Markup {
    html! { span.badge.(health.word()) { span aria-hidden="true" { (words::mark(health)) } " " (health.word()) } }
}

/// Percent of an answer that may be shown.
pub(super) fn percent(shown: Shown<crate::review::Share>) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "tenths of a percent are small")]
    shown.known()?.tenths().map(|tenths| tenths as f64 / 10.0)
}
