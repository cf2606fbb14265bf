//! The challenges to mandates, and whether their owners answered in time.

use super::page::{Page, Tone, one_line, plural};
use super::{Format, Style, json, problems};
use crate::project::{ChallengeReport, Challenged};
use crate::review::{ChallengeOutcome, Standing};
use serde_json::{Value, json};
use std::io;

/// Writes the report.
///
/// # Errors
/// Where `out` cannot be written; nothing more is written then.
pub fn render(
    report: &ChallengeReport,
    format: Format,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Human => human(report, style, out),
        Format::Json => json::write(&value(report), out),
    }
}

fn human(report: &ChallengeReport, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    for challenged in &report.challenges {
        if style.quiet && !challenged.standing.is_failure() {
            continue;
        }
        one(challenged, &mut page)?;
    }
    problems::render(&report.diagnostics, style, &mut page)?;
    let count = |standing| {
        report
            .challenges
            .iter()
            .filter(|challenged| challenged.standing == standing)
            .count()
    };
    let last = format!(
        "{}: {} overdue, {} answered late, {} open, {} answered in time",
        plural(report.challenges.len(), "challenge"),
        count(Standing::Overdue),
        count(Standing::Late),
        count(Standing::Open),
        count(Standing::Answered)
    );
    page.line(&page.paint(Tone::Strong, &last))
}

fn one(challenged: &Challenged, page: &mut Page<'_>) -> io::Result<()> {
    let challenge = &challenged.challenge;
    let tone = match challenged.standing {
        Standing::Overdue | Standing::Late => Tone::Bad,
        Standing::Open => Tone::Warn,
        Standing::Answered => Tone::Good,
    };
    let word = page.paint(tone, &format!("{:<8}", challenged.standing.word()));
    let id = page.paint(Tone::Strong, &one_line(&challenge.id));
    let owner = challenged
        .owner
        .as_deref()
        .unwrap_or("nobody: the mandate is gone");
    page.line(&format!(
        "{word} {id}  {} (owner: {})",
        *challenge.mandate,
        one_line(owner)
    ))?;
    let what = one_line(&format!("{}: {}", challenge.by, challenge.what));
    page.wrapped("         ", 9, &what)?;
    let answer = match &challenge.answer {
        Some(answer) => format!(
            "opened {}, due {}, answered {} by {}, {}",
            challenge.opened,
            challenged.due,
            answer.on,
            answer.by,
            answer.outcome.word()
        ),
        None => format!(
            "opened {}, due {}, not answered",
            challenge.opened, challenged.due
        ),
    };
    page.wrapped("         ", 9, &one_line(&answer))
}

fn value(report: &ChallengeReport) -> Value {
    let challenges: Vec<Value> = report
        .challenges
        .iter()
        .map(|challenged| {
            let challenge = &challenged.challenge;
            let answer = challenge.answer.as_ref();
            json!({
                "id": challenge.id,
                "mandate": *challenge.mandate,
                "owner": challenged.owner,
                "by": challenge.by,
                "what": challenge.what,
                "opened": challenge.opened.to_string(),
                "due": challenged.due.to_string(),
                "standing": challenged.standing.word(),
                "answered": answer.map(|answer| answer.on.to_string()),
                "answeredBy": answer.map(|answer| answer.by.as_str()),
                "outcome": answer.map(|answer| ChallengeOutcome::word(answer.outcome)),
            })
        })
        .collect();
    json!({
        "version": 1,
        "asOf": report.today.to_string(),
        "challenges": challenges,
        "diagnostics": report.diagnostics.iter().map(json::diagnostic).collect::<Vec<_>>(),
        "exitCode": report.exit.code(),
    })
}
