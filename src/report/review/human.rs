//! The review for people at a terminal.

use super::Extras;
use super::words;
use crate::project::ReviewReport;
use crate::report::page::{Page, Tone, one_line};
use crate::report::{Style, problems};
use crate::review::{Health, MandateReview, Review, Sign};
use std::io::{self, Write};

pub(super) fn render(
    report: &ReviewReport,
    extras: Extras,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(style, out);
    if let Some(review) = &report.review {
        head(review, &mut page)?;
        for mandate in &review.mandates {
            let shown = !style.quiet || mandate.health != Health::Healthy;
            if shown {
                one(mandate, extras, style, &mut page)?;
            }
        }
    }
    problems::render(&report.diagnostics, style, &mut page)?;
    let mut last = report
        .review
        .as_ref()
        .map(words::portfolio)
        .unwrap_or_default();
    if let Some(reason) = &report.reason {
        last = if last.is_empty() {
            reason.clone()
        } else {
            format!("{last}; {reason}")
        };
    }
    page.line(&page.paint(Tone::Strong, &last))
}

fn head(review: &Review, page: &mut Page<'_>) -> io::Result<()> {
    let title = format!("Review of {}, as of {}", review.quarter, review.day);
    page.line(&page.paint(Tone::Strong, &title))?;
    page.wrapped("", 2, &words::coverage(&review.coverage))?;
    for gap in words::gaps(&review.coverage) {
        page.wrapped("  ", 4, &one_line(&gap))?;
    }
    if let Some(gate) = review.gate.last() {
        page.wrapped("", 2, &one_line(&words::gate(gate)))?;
    }
    page.gap()
}

fn one(
    mandate: &MandateReview,
    extras: Extras,
    style: &Style,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let account = &mandate.account;
    let tone = match mandate.health {
        Health::Healthy => Tone::Good,
        Health::Watch => Tone::Advice,
        Health::Unknown => Tone::Warn,
        Health::Review | Health::Sunset => Tone::Bad,
    };
    let word = page.paint(tone, &format!("{:<8}", mandate.health.word()));
    let id = page.paint(Tone::Strong, &account.id);
    page.line(&format!("{word} {id}  {}", one_line(&account.title)))?;
    let owner = one_line(&format!("owner: {}", account.owner));
    page.line(&page.paint(Tone::Dim, &format!("         {owner}")))?;
    for line in &mandate.lines {
        if style.quiet && line.sign <= Sign::Good {
            continue;
        }
        let tone = match line.sign {
            Sign::Note => Tone::Dim,
            Sign::Good => Tone::Good,
            Sign::Watch => Tone::Advice,
            Sign::Unknown => Tone::Warn,
            Sign::Trigger | Sign::End => Tone::Bad,
        };
        let sign = page.paint(tone, &format!("{:<8}", line.sign.word()));
        page.wrapped(
            &format!("  {sign} "),
            11,
            &one_line(&format!("{}: {}", line.topic, line.text)),
        )?;
    }
    if style.verbose > 0 {
        choices(mandate, page)?;
    }
    if extras.comments {
        for comment in &mandate.comments {
            page.wrapped("  comment  ", 11, &one_line(comment))?;
        }
    }
    page.wrapped("  → ", 4, mandate.health.consequence())?;
    page.gap()
}

fn choices(mandate: &MandateReview, page: &mut Page<'_>) -> io::Result<()> {
    let Some(now) = mandate.now() else {
        return Ok(());
    };
    for choice in now.adoption.iter().flat_map(|adoption| &adoption.choices) {
        let by = choice
            .offered_by
            .as_deref()
            .map(|by| format!(", offered by {by}"))
            .unwrap_or_default();
        let text = format!(
            "choice {}: {} ({}{by})",
            choice.id, choice.share, choice.standing
        );
        page.wrapped("           ", 13, &one_line(&text))?;
    }
    for (from, to, count) in now.switches.iter().flat_map(|switches| &switches.moves) {
        page.wrapped(
            "           ",
            13,
            &one_line(&format!("{count} from {from} to {to}")),
        )?;
    }
    Ok(())
}
