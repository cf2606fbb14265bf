//! The review for a wiki or a pull request. Nothing in it is markup but ours.

use super::Extras;
use super::words;
use crate::project::ReviewReport;
use crate::report::markup::inline_whole;
use crate::review::{MandateReview, Review, Sign};
use std::io::{self, Write};

pub(super) fn render(report: &ReviewReport, extras: Extras, out: &mut dyn Write) -> io::Result<()> {
    match &report.review {
        Some(review) => page(review, extras, out)?,
        None => writeln!(out, "# Nothing was reviewed\n")?,
    }
    for diagnostic in &report.diagnostics {
        writeln!(
            out,
            "- {}: {}",
            diagnostic.severity.word(),
            inline_whole(&diagnostic.message)
        )?;
    }
    if let Some(reason) = &report.reason {
        writeln!(out, "\n{}", inline_whole(reason))?;
    }
    Ok(())
}

fn page(review: &Review, extras: Extras, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Review of {}\n", review.quarter)?;
    writeln!(
        out,
        "{} As of {}.\n",
        sentence(&words::coverage(&review.coverage)),
        review.day
    )?;
    for gap in words::gaps(&review.coverage) {
        writeln!(out, "- {}", inline_whole(&gap))?;
    }
    gate(review, out)?;
    writeln!(out, "\n{}\n", sentence(&words::portfolio(review)))?;
    writeln!(
        out,
        "| mandate | verdict | services | chose the platform freely | satisfied | would keep it | exceptions | workaround lines | review by |\n|---|---|--:|--:|--:|--:|--:|--:|---|"
    )?;
    for mandate in &review.mandates {
        row(mandate, out)?;
    }
    for mandate in &review.mandates {
        details(mandate, extras, out)?;
    }
    Ok(())
}

/// Ways round the gate, quarter by quarter where some were found.
fn gate(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let Some(now) = review.gate.last() else {
        return Ok(());
    };
    writeln!(out, "\n{}", sentence(&words::gate(now)))?;
    if review.gate.iter().all(|figures| figures.found == 0) {
        return Ok(());
    }
    writeln!(
        out,
        "\n| quarter | uses of switches | files | repositories |\n|---|--:|--:|--:|"
    )?;
    for figures in &review.gate {
        let quarter = figures.quarter;
        match figures.scanned {
            0 => writeln!(out, "| {quarter} | – | – | – |")?,
            scanned => writeln!(
                out,
                "| {quarter} | {} | {} | {} of {scanned} |",
                figures.uses(),
                figures.files(),
                figures.found
            )?,
        }
    }
    Ok(())
}

fn row(mandate: &MandateReview, out: &mut dyn Write) -> io::Result<()> {
    let now = mandate.now();
    let adoption = now.and_then(|now| now.adoption.as_ref());
    let survey = now.and_then(|now| now.survey.as_ref());
    let none = || "–".to_owned();
    let workarounds = now.and_then(|now| now.workarounds.as_ref());
    writeln!(
        out,
        "| {} | {} {} | {} | {} | {} | {} | {} | {} | {} |",
        inline_whole(&mandate.account.id),
        words::mark(mandate.health),
        mandate.health,
        adoption.map_or_else(none, |adoption| adoption.services().to_string()),
        adoption.map_or_else(none, |adoption| adoption.voluntary.to_string()),
        survey.map_or_else(none, |survey| words::answer(survey.satisfaction)),
        survey.map_or_else(none, |survey| words::answer(survey.would_keep)),
        adoption.map_or_else(none, |adoption| adoption.excepted.to_string()),
        workarounds.map_or_else(none, |found| found.lines().to_string()),
        mandate.account.review_by,
    )
}

fn details(mandate: &MandateReview, extras: Extras, out: &mut dyn Write) -> io::Result<()> {
    let account = &mandate.account;
    writeln!(
        out,
        "\n## {} {}: {}\n",
        words::mark(mandate.health),
        inline_whole(&account.id),
        mandate.health
    )?;
    writeln!(
        out,
        "{} Owner: {}.\n",
        sentence(&account.title),
        inline_whole(&account.owner)
    )?;
    for line in &mandate.lines {
        let text = inline_whole(&line.text);
        match line.sign {
            Sign::Note | Sign::Good => writeln!(out, "- {}: {text}", line.topic)?,
            sign => writeln!(out, "- **{}** {}: {text}", sign.word(), line.topic)?,
        }
    }
    writeln!(out, "\nWhat follows: {}.", mandate.health.consequence())?;
    trend(mandate, out)?;
    if extras.comments && !mandate.comments.is_empty() {
        writeln!(out, "\nWhat people wrote:\n")?;
        for comment in &mandate.comments {
            writeln!(out, "- {}", inline_whole(comment))?;
        }
    }
    Ok(())
}

fn trend(mandate: &MandateReview, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\n| quarter | satisfied | would keep it | chose the platform freely | exceptions | workaround lines |\n|---|--:|--:|--:|--:|--:|"
    )?;
    for figures in &mandate.quarters {
        let none = || "–".to_owned();
        let survey = figures.survey.as_ref();
        let adoption = figures.adoption.as_ref();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            figures.quarter,
            survey.map_or_else(none, |survey| words::answer(survey.satisfaction)),
            survey.map_or_else(none, |survey| words::answer(survey.would_keep)),
            adoption.map_or_else(none, |adoption| adoption.voluntary.percent()),
            adoption.map_or_else(none, |adoption| adoption.excepted.percent()),
            figures
                .workarounds
                .as_ref()
                .map_or_else(none, |found| found.lines().to_string()),
        )?;
    }
    Ok(())
}

fn sentence(text: &str) -> String {
    format!("{}.", inline_whole(text.trim_end_matches('.')))
}
