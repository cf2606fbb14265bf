//! The report of a check for people: findings, then what could not be read, then the account of the run.

use super::{findings, summary};
use crate::diagnostic::{Diagnostic, Severity};
use crate::project::CheckReport;
use crate::report::Style;
use crate::report::page::{Notice, Page, Tone, one_line};
use crate::source::shown_text;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Problems of one code that are shown in full; the others take a line each.
const FULL: usize = 5;

pub(super) fn render(report: &CheckReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let mut page = Page::new(style, &mut out);
    findings::render(report, style, &mut page)?;
    let mut diagnostics: Vec<&Diagnostic> = report.diagnostics.iter().collect();
    // Stable: what is equally bad stays in its order.
    diagnostics.sort_by_key(|diagnostic| diagnostic.severity);
    diagnostics.retain(|diagnostic| diagnostic.is_error() || !style.quiet);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut was_brief = false;
    for problem in diagnostics {
        let seen = seen.entry(problem.code).or_default();
        *seen += 1;
        let is_brief = *seen > FULL && style.verbose == 0;
        if was_brief && !is_brief {
            page.gap()?;
        }
        if is_brief {
            brief(problem, &mut page)?;
        } else {
            full(problem, &mut page)?;
        }
        was_brief = is_brief;
    }
    if was_brief {
        page.gap()?;
    }
    summary::render(report, style, &mut page)?;
    out.flush()
}

fn full(problem: &Diagnostic, page: &mut Page<'_>) -> io::Result<()> {
    let place = problem.place.as_deref();
    let file = problem.file.as_deref().filter(|_| place.is_none());
    let head = [
        head(problem, page),
        file.map(shown_text).unwrap_or_default().into(),
    ];
    page.wrapped("", 2, head.join(" ").trim_end())?;
    let own = place.map(|place| (place, String::new()));
    let related = problem.related.iter();
    let related = related.map(|related| (&related.place, related.label.clone()));
    page.notice(Notice {
        tone: tone(problem.severity),
        message: problem.message.clone(),
        help: problem.help.iter().cloned().collect(),
        marks: own.into_iter().chain(related).collect(),
    })?;
    page.gap()
}

/// The same on one line.
fn brief(problem: &Diagnostic, page: &mut Page<'_>) -> io::Result<()> {
    let file = problem.file.as_deref().map(shown_text).unwrap_or_default();
    let place = match &problem.place {
        Some(place) => format!("{file}:{}:{}", place.start.line, place.start.column),
        None => file.into_owned(),
    };
    let text = [head(problem, page), place, one_line(&problem.message)];
    page.wrapped("", 4, &text.join(" "))
}

/// `error[yaml::duplicate-key]`
fn head(problem: &Diagnostic, page: &Page<'_>) -> String {
    let word = page.paint(tone(problem.severity), problem.severity.word());
    let code = page.paint(Tone::Dim, &["[", problem.code, "]"].concat());
    [word, code].concat()
}

const fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warn,
        Severity::Note => Tone::Advice,
    }
}
