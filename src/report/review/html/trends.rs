//! The quarters behind a mandate, as charts with their numbers beside them.

use super::chart::{self, Caption, Column, Point};
use super::figure::{figure, told, unknown};
use super::overview::percent;
use super::text;
use crate::report::review::words;
use crate::review::{
    AGES, Adoption, ExceptionFigures, MandateReview, QuarterFigures, Share, Shown,
};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// The satisfaction of a quarter in percent.
pub(super) fn satisfaction(figures: &QuarterFigures) -> Option<f64> {
    percent(
        figures
            .survey
            .as_ref()
            .map_or(Shown::Missing, |survey| survey.satisfaction),
    )
}

pub(super) fn satisfaction_chart(mandate: &MandateReview) -> Markup {
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
            let full = |shown: Shown<Share>| match shown {
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
        id: &format!("{}_satisfied", mandate.account.id),
        title: &title,
        words: &told.join(", "),
    };
    figure(
        &caption,
        &chart::line(&caption, &points, floor),
        None,
        &head,
        rows,
    )
}

pub(super) fn choices(mandate: &MandateReview) -> Markup {
    let adoptions = || {
        mandate
            .quarters
            .iter()
            .filter_map(|figures| figures.adoption.as_ref())
    };
    let mut names: Vec<String> = Vec::new();
    for adoption in adoptions().collect::<Vec<_>>().into_iter().rev() {
        for choice in &adoption.choices {
            if !names.contains(&choice.id) {
                names.push(choice.id.clone());
            }
        }
    }
    if names.is_empty() {
        return html! {};
    }
    let is_platform = |name: &String| {
        let mut offered = adoptions().flat_map(|adoption| &adoption.choices);
        offered.any(|choice| {
            choice.id == *name && choice.offered_by.as_deref() == Some(crate::policy::PLATFORM)
        })
    };
    let mut legend: Vec<String> = names
        .iter()
        .map(|name| {
            if is_platform(name) {
                format!("{} (platform)", text(name))
            } else {
                text(name)
            }
        })
        .collect();
    let mut series = names.clone();
    let some_without = adoptions().any(|adoption| adoption.without > 0);
    if some_without {
        series.push("none recognised".to_owned());
        legend.push("none recognised".to_owned());
    }
    let columns: Vec<Column> = mandate
        .quarters
        .iter()
        .map(|figures| Column {
            label: figures.quarter.to_string(),
            counts: figures
                .adoption
                .as_ref()
                .map(|adoption| taken(adoption, &names, some_without)),
        })
        .collect();
    let mut head = vec!["Quarter"];
    head.extend(series.iter().map(String::as_str));
    head.extend(["Chose the platform freely", "Changed"]);
    let rows = mandate
        .quarters
        .iter()
        .zip(&columns)
        .map(|(figures, column)| choice_row(figures, column, series.len()));
    let caption = Caption {
        id: &format!("{}_choices", mandate.account.id),
        title: "Services by choice",
        words: &told(&columns, &series),
    };
    figure(
        &caption,
        &chart::stack(&caption, &columns),
        Some(&chart::legend(&legend)),
        &head,
        rows,
    )
}

/// How many services took each of the choices, and none of them.
fn taken(adoption: &Adoption, names: &[String], with_none: bool) -> Vec<u64> {
    let of = |name: &String| {
        let choice = adoption.choices.iter().find(|choice| choice.id == *name);
        choice.map_or(0, |choice| choice.share.part)
    };
    let none = with_none.then_some(adoption.without);
    names.iter().map(of).chain(none).collect()
}

fn choice_row(figures: &QuarterFigures, column: &Column, series: usize) -> Vec<String> {
    let mut row = vec![figures.quarter.to_string()];
    match (&figures.adoption, &column.counts) {
        (Some(adoption), Some(counts)) => {
            let whole = adoption.services();
            row.extend(
                counts
                    .iter()
                    .map(|count| Share::new(*count, whole).to_string()),
            );
            let voluntary = Some(adoption.voluntary).filter(|share| share.whole > 0);
            row.push(voluntary.map_or_else(unknown, |share| share.to_string()));
        }
        _ => row.extend((0..=series).map(|_| unknown())),
    }
    let switches = figures.switches.as_ref();
    row.push(switches.map_or_else(unknown, |switches| {
        format!("{} of {}", switches.count(), switches.compared)
    }));
    row
}

pub(super) fn ageing(mandate: &MandateReview) -> Markup {
    let all = || {
        mandate
            .quarters
            .iter()
            .filter_map(|figures| figures.exceptions.as_ref())
    };
    if all().all(|exceptions| exceptions.count == 0) {
        return html! {};
    }
    let without_age =
        |exceptions: &ExceptionFigures| exceptions.count - exceptions.ages.iter().sum::<u64>();
    let some_without = all().any(|exceptions| without_age(exceptions) > 0);
    let mut series: Vec<String> = AGES.iter().map(|(words, _)| (*words).to_owned()).collect();
    if some_without {
        series.push("age not known".to_owned());
    }
    let columns: Vec<Column> = mandate
        .quarters
        .iter()
        .map(|figures| Column {
            label: figures.quarter.to_string(),
            counts: figures.exceptions.as_ref().map(|exceptions| {
                let rest = some_without.then(|| without_age(exceptions));
                exceptions.ages.iter().copied().chain(rest).collect()
            }),
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
        .map(|(figures, column)| age_row(figures, column, series.len()));
    let caption = Caption {
        id: &format!("{}_exceptions", mandate.account.id),
        title: "Exceptions by age",
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

fn age_row(figures: &QuarterFigures, column: &Column, series: usize) -> Vec<String> {
    let mut row = vec![figures.quarter.to_string()];
    match &column.counts {
        Some(counts) => row.extend(counts.iter().map(u64::to_string)),
        None => row.extend((0..series).map(|_| unknown())),
    }
    let (adoption, exceptions) = (figures.adoption.as_ref(), figures.exceptions.as_ref());
    row.push(adoption.map_or_else(unknown, |adoption| adoption.excepted.to_string()));
    row.push(exceptions.map_or_else(unknown, |exceptions| exceptions.renewals.to_string()));
    row.push(exceptions.map_or_else(unknown, |exceptions| exceptions.emergencies.to_string()));
    row.push(exceptions.map_or_else(unknown, |exceptions| {
        let categories = exceptions.categories.iter();
        let words = categories.map(|(name, count)| format!("{count} {}", text(name)));
        words.collect::<Vec<_>>().join(", ")
    }));
    row
}

pub(super) fn workarounds(mandate: &MandateReview) -> Markup {
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
        id: &format!("{}_workarounds", mandate.account.id),
        title: "Lines of workarounds",
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
