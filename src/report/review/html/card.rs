//! One mandate: its verdict, the renewal question, the evidence, the quarters behind it.

use super::chart::{self, Caption};
use super::measures;
use super::overview::{badge, percent};
use super::trends::{ageing, choices, satisfaction_chart, workarounds};
use crate::report::html::{address, text};
use crate::report::review::Extras;
use crate::review::{MandateReview, Review, Shown, Sign};
use maud::{Markup, html};

pub(super) fn card(mandate: &MandateReview, review: &Review, extras: Extras) -> Markup {
    let account = &mandate.account;
    html! {
        article.card.(mandate.health.word()) id=(account.id) aria-labelledby=(format!("{}_h", account.id)) {
            header {
                (badge(mandate.health))
                h2 id=(format!("{}_h", account.id)) { (text(&account.title)) }
                p.meta {
                    code { (text(&account.id)) } " · owner " strong { (text(&account.owner)) }
                    @if let Some(since) = account.since { " · since " (since) }
                    @if let Some(docs) = account.docs.as_deref().and_then(address) { " · " a href=(docs) rel="noreferrer" { "documentation" } }
                }
                p.why { (text(&account.rationale)) }
                p.consequence { strong { "What follows: " } (mandate.health.consequence()) "." }
            }
            div.top {
                (renewal(mandate, review))
                (evidence(mandate))
            }
            div.charts {
                (satisfaction_chart(mandate))
                (choices(mandate))
                (ageing(mandate))
                (workarounds(mandate))
                (measures::charts(mandate))
            }
            (measures::table(mandate))
            (challenges(mandate))
            @if extras.comments { (comments(mandate)) }
        }
    }
}

fn renewal(mandate: &MandateReview, review: &Review) -> Markup {
    let floor = mandate.account.terms.would_keep_floor;
    let shown = mandate
        .now()
        .and_then(|now| now.survey.as_ref())
        .map_or(Shown::Missing, |survey| survey.would_keep);
    let id = format!("{}_keep", mandate.account.id);
    html! {
        section.renewal {
            h3 { "The renewal question" }
            p.question { "Would you keep it if it became optional tomorrow?" }
            @match shown {
                Shown::Known(share) => {
                    p.big { (share.percent()) }
                    (chart::gauge(&Caption {
                        id: &id,
                        title: "Who would keep it",
                        words: &floor.map_or_else(|| share.to_string(), |floor| format!("{share}; the floor is {floor}%")),
                    }, percent(shown).unwrap_or_default(), floor))
                    p.note { (share.part) " of " (share.whole) " who answered in " (review.quarter) }
                }
                Shown::Withheld => p.note { "Too few answered in " (review.quarter) " to be shown." },
                Shown::Missing => p.note { "Nobody was asked in " (review.quarter) "." },
            }
        }
    }
}

fn evidence(mandate: &MandateReview) -> Markup {
    let sign = |sign: Sign| match sign {
        Sign::Note => "·",
        Sign::Good => "✓",
        Sign::Watch => "◐",
        Sign::Unknown => "?",
        Sign::Trigger => "▲",
        Sign::End => "■",
    };
    html! {
        section.evidence {
            h3 { "The evidence" }
            table {
                thead.unseen { tr { th scope="col" { "Sign" } th scope="col" { "About" } th scope="col" { "What is known" } } }
                tbody {
                    @for line in &mandate.lines {
                        tr.(line.sign.word()) {
                            td.sign { span aria-hidden="true" { (sign(line.sign)) } " " span.word { (line.sign.word()) } }
                            th scope="row" { (line.topic) }
                            td { (text(&line.text)) }
                        }
                    }
                }
            }
        }
    }
}

fn challenges(mandate: &MandateReview) -> Markup {
    let Some(now) = mandate.now().filter(|now| !now.challenges.is_empty()) else {
        return html! {};
    };
    html! {
        section.challenges {
            h3 { "Challenges" }
            div.scroll tabindex="0" role="region" aria-label="Challenges" {
                table {
                    thead { tr {
                        th scope="col" { "Challenge" } th scope="col" { "What is wrong" } th scope="col" { "Opened" }
                        th scope="col" { "To be answered by" } th scope="col" { "Answered" } th scope="col" { "Outcome" }
                    } }
                    tbody {
                        @for challenge in &now.challenges {
                            tr {
                                th scope="row" { (text(&challenge.id)) " " span.unit { (text(&challenge.by)) } }
                                td { (text(&challenge.what)) }
                                td { time { (challenge.opened) } }
                                td { time { (challenge.due) } }
                                td {
                                    @if let Some(day) = challenge.answered { time { (day) } " " }
                                    @if challenge.standing.is_failure() { span aria-hidden="true" { "▲ " } }
                                    (challenge.standing.word())
                                }
                                td { (challenge.outcome.map_or("–", crate::review::ChallengeOutcome::word)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn comments(mandate: &MandateReview) -> Markup {
    html! {
        @if !mandate.comments.is_empty() {
            section.comments {
                h3 { "What people wrote" }
                ul { @for comment in &mandate.comments { li { (text(comment)) } } }
            }
        }
    }
}
