//! One mandate: its verdict, the renewal question, the evidence, the quarters behind it.

use super::chart::{self, Caption, Column, Point};
use super::overview::{badge, percent};
use super::{address, text};
use crate::report::review::{Extras, words};
use crate::review::{AGES, MandateReview, QuarterFigures, Review, Shown, Sign};
use maud::{Markup, html};
use std::collections::BTreeSet;

pub(super) fn card(mandate: &MandateReview, review: &Review, extras: Extras) -> Markup {
    let account = &mandate.account;
    html! {
        article.card.(mandate.health.word()) id=(account.id) aria-labelledby=(format!("{}-h", account.id)) {
            header {
                (badge(mandate.health))
                h2 id=(format!("{}-h", account.id)) { (text(&account.title)) }
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
            }
            (measures(mandate))
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
    let id = format!("{}-keep", mandate.account.id);
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

/// The satisfaction of a quarter in percent.
pub(super) fn satisfaction(figures: &QuarterFigures) -> Option<f64> {
    percent(
        figures
            .survey
            .as_ref()
            .map_or(Shown::Missing, |survey| survey.satisfaction),
    )
}

fn satisfaction_chart(mandate: &MandateReview) -> Markup {
    let answer = |figures: &QuarterFigures| {
        figures.survey.as_ref().map_or_else(
            || "–".to_owned(),
            |survey| words::answer(survey.satisfaction),
        )
    };
    let points: Vec<Point> = mandate
        .quarters
        .iter()
        .map(|figures| Point {
            label: figures.quarter.to_string(),
            percent: satisfaction(figures),
            shown: answer(figures),
        })
        .collect();
    let told: Vec<String> = points
        .iter()
        .map(|point| format!("{} {}", point.label, point.shown))
        .collect();
    let head = [
        "Quarter",
        "Satisfied",
        "Would choose it",
        "Would keep it",
        "More productive",
        "Net promoters",
    ];
    let rows = mandate.quarters.iter().map(|figures| {
        let mut row = vec![figures.quarter.to_string()];
        let cells = figures.survey.as_ref().map(|survey| {
            let full = |shown: Shown<crate::review::Share>| match shown {
                Shown::Known(share) => share.to_string(),
                other => words::answer(other),
            };
            let promoters = match survey.promoters {
                Shown::Known(promoters) => format!("{:+}", promoters.score()),
                Shown::Withheld => "withheld".to_owned(),
                Shown::Missing => "–".to_owned(),
            };
            [
                full(survey.satisfaction),
                full(survey.would_choose),
                full(survey.would_keep),
                full(survey.productivity),
                promoters,
            ]
        });
        row.extend(cells.unwrap_or_else(|| std::array::from_fn(|_| "–".to_owned())));
        row
    });
    let floor = mandate.account.terms.satisfaction_floor;
    let title = match floor {
        Some(floor) => format!("Satisfied, in percent of answers; the floor is {floor}"),
        None => "Satisfied, in percent of answers".to_owned(),
    };
    let caption = Caption {
        id: &format!("{}-satisfied", mandate.account.id),
        title: &title,
        words: &told.join(", "),
    };
    figure(
        &caption,
        chart::line(&caption, &points, floor),
        None,
        &head,
        rows,
    )
}

fn choices(mandate: &MandateReview) -> Markup {
    let adoptions = || {
        mandate
            .quarters
            .iter()
            .filter_map(|figures| figures.adoption.as_ref())
    };
    let mut names: Vec<String> = Vec::new();
    for choice in adoptions()
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .flat_map(|adoption| &adoption.choices)
    {
        if !names.contains(&choice.id) {
            names.push(choice.id.clone());
        }
    }
    if names.is_empty() {
        return html! {};
    }
    let some_without = adoptions().any(|adoption| adoption.without > 0);
    let counts = |figures: &QuarterFigures| {
        figures.adoption.as_ref().map(|adoption| {
            let of = |name: &String| {
                let choice = adoption.choices.iter().find(|choice| choice.id == *name);
                choice.map_or(0, |choice| choice.share.part)
            };
            let mut counts: Vec<u64> = names.iter().map(of).collect();
            if some_without {
                counts.push(adoption.without);
            }
            counts
        })
    };
    let columns: Vec<Column> = mandate
        .quarters
        .iter()
        .map(|figures| Column {
            label: figures.quarter.to_string(),
            counts: counts(figures),
        })
        .collect();
    let mut series = names.clone();
    if some_without {
        series.push("none recognised".to_owned());
    }
    let mut head = vec!["Quarter".to_owned()];
    head.extend(series.iter().cloned());
    head.extend(["Chose the platform freely".to_owned(), "Changed".to_owned()]);
    let rows = mandate.quarters.iter().map(|figures| {
        let mut row = vec![figures.quarter.to_string()];
        match (&figures.adoption, counts(figures)) {
            (Some(adoption), Some(counts)) => {
                let whole = adoption.services();
                row.extend(
                    counts
                        .iter()
                        .map(|count| crate::review::Share::new(*count, whole).to_string()),
                );
                row.push(if adoption.voluntary.whole > 0 {
                    adoption.voluntary.to_string()
                } else {
                    "–".to_owned()
                });
            }
            _ => row.extend(
                series
                    .iter()
                    .map(|_| "–".to_owned())
                    .chain(["–".to_owned()]),
            ),
        }
        row.push(figures.switches.as_ref().map_or_else(
            || "–".to_owned(),
            |switches| format!("{} of {}", switches.count(), switches.compared),
        ));
        row
    });
    let caption = Caption {
        id: &format!("{}-choices", mandate.account.id),
        title: "Services by choice",
        words: &told(&columns, &series),
    };
    let legend = series.iter().enumerate().map(|(at, name)| {
        let platform = adoptions().any(|adoption| {
            adoption.choices.iter().any(|choice| {
                choice.id == *name && choice.offered_by.as_deref() == Some("platform")
            })
        });
        let name = text(name);
        if platform && at < names.len() {
            format!("{name} (platform)")
        } else {
            name
        }
    });
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    figure(
        &caption,
        chart::stack(&caption, &columns),
        Some(chart::legend(&legend.collect::<Vec<_>>())),
        &head,
        rows,
    )
}

fn ageing(mandate: &MandateReview) -> Markup {
    let any = mandate
        .quarters
        .iter()
        .filter_map(|figures| figures.exceptions.as_ref())
        .any(|exceptions| exceptions.count > 0);
    if !any {
        return html! {};
    }
    let series: Vec<String> = AGES
        .iter()
        .map(|(words, _)| (*words).to_owned())
        .chain(["age not known".to_owned()])
        .collect();
    let counts = |figures: &QuarterFigures| {
        figures.exceptions.as_ref().map(|exceptions| {
            let aged: u64 = exceptions.ages.iter().sum();
            exceptions
                .ages
                .iter()
                .copied()
                .chain([exceptions.count - aged])
                .collect::<Vec<_>>()
        })
    };
    let unknown = mandate
        .quarters
        .iter()
        .filter_map(counts)
        .any(|counts| counts.last().is_some_and(|last| *last > 0));
    let shown = if unknown { series.len() } else { AGES.len() };
    let series: Vec<String> = series.into_iter().take(shown).collect();
    let columns: Vec<Column> = mandate
        .quarters
        .iter()
        .map(|figures| Column {
            label: figures.quarter.to_string(),
            counts: counts(figures).map(|counts| counts.into_iter().take(shown).collect()),
        })
        .collect();
    let mut head = vec!["Quarter"];
    head.extend(series.iter().map(String::as_str));
    head.extend([
        "Services that needed one",
        "Renewals",
        "Emergencies",
        "Categories",
    ]);
    let rows = mandate
        .quarters
        .iter()
        .zip(&columns)
        .map(|(figures, column)| {
            let mut row = vec![figures.quarter.to_string()];
            let none = || "–".to_owned();
            match &column.counts {
                Some(counts) => row.extend(counts.iter().map(u64::to_string)),
                None => row.extend(series.iter().map(|_| none())),
            }
            row.push(
                figures
                    .adoption
                    .as_ref()
                    .map_or_else(none, |adoption| adoption.excepted.to_string()),
            );
            let exceptions = figures.exceptions.as_ref();
            row.push(exceptions.map_or_else(none, |exceptions| exceptions.renewals.to_string()));
            row.push(exceptions.map_or_else(none, |exceptions| exceptions.emergencies.to_string()));
            row.push(exceptions.map_or_else(none, |exceptions| {
                exceptions
                    .categories
                    .iter()
                    .map(|(name, count)| format!("{count} {}", text(name)))
                    .collect::<Vec<_>>()
                    .join(", ")
            }));
            row
        });
    let caption = Caption {
        id: &format!("{}-exceptions", mandate.account.id),
        title: "Exceptions by age",
        words: &told(&columns, &series),
    };
    figure(
        &caption,
        chart::stack(&caption, &columns),
        Some(chart::legend(&series)),
        &head,
        rows,
    )
}

fn workarounds(mandate: &MandateReview) -> Markup {
    let ids: BTreeSet<&str> = mandate
        .quarters
        .iter()
        .filter_map(|figures| figures.workarounds.as_ref())
        .flat_map(|found| found.patterns.keys().map(String::as_str))
        .collect();
    if ids.is_empty() {
        return html! {};
    }
    let columns: Vec<Column> = mandate
        .quarters
        .iter()
        .map(|figures| Column {
            label: figures.quarter.to_string(),
            counts: figures.workarounds.as_ref().map(|found| {
                ids.iter()
                    .map(|id| found.patterns.get(*id).map_or(0, |(_, lines)| *lines))
                    .collect()
            }),
        })
        .collect();
    let series: Vec<String> = ids.iter().map(|id| text(id)).collect();
    let mut head = vec!["Quarter"];
    head.extend(series.iter().map(String::as_str));
    head.extend(["Files", "Repositories"]);
    let rows = mandate
        .quarters
        .iter()
        .zip(&columns)
        .map(|(figures, column)| {
            let mut row = vec![figures.quarter.to_string()];
            match &column.counts {
                Some(counts) => row.extend(counts.iter().map(u64::to_string)),
                None => row.extend(series.iter().map(|_| "–".to_owned())),
            }
            let found = figures.workarounds.as_ref();
            row.push(found.map_or_else(|| "–".to_owned(), |found| found.files().to_string()));
            row.push(found.map_or_else(
                || "–".to_owned(),
                |found| format!("{} of {}", found.found, found.scanned),
            ));
            row
        });
    let caption = Caption {
        id: &format!("{}-workarounds", mandate.account.id),
        title: "Lines of workarounds",
        words: &told(&columns, &series),
    };
    figure(
        &caption,
        chart::stack(&caption, &columns),
        Some(chart::legend(&series)),
        &head,
        rows,
    )
}

/// A stack in words.
fn told(columns: &[Column], series: &[String]) -> String {
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

fn figure(
    caption: &Caption<'_>,
    picture: Markup,
    legend: Option<Markup>,
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Markup {
    html! {
        figure {
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

fn measures(mandate: &MandateReview) -> Markup {
    let Some(now) = mandate.now().filter(|now| !now.measures.is_empty()) else {
        return html! {};
    };
    let before = mandate
        .quarters
        .len()
        .checked_sub(2)
        .and_then(|at| mandate.quarters.get(at));
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
                            @let past = before.and_then(|before| before.measures.iter().find(|past| past.metric == measure.metric));
                            @let unit = measure.unit.as_deref().unwrap_or_default();
                            tr {
                                th scope="row" { (text(&measure.metric)) " " span.unit { (text(unit)) } }
                                td.number { (measure.baseline.map_or_else(|| "–".to_owned(), |value| value.to_string())) }
                                td.number { (past.map_or_else(|| "–".to_owned(), |past| past.value.to_string())) }
                                td.number { (measure.value) }
                                td {
                                    @match measure.is_worse() {
                                        Some(true) => { span aria-hidden="true" { "▲ " } "worse than before" }
                                        Some(false) => { span aria-hidden="true" { "✓ " } "not worse" }
                                        None => "no baseline",
                                    }
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
