//! Problems in what was read or asked, for people.

use super::Style;
use super::page::{Notice, Page, Tone, one_line};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::shown_text;
use std::collections::BTreeMap;
use std::io;

/// Problems of one code that are shown in full; the others take a line each.
const FULL: usize = 5;

/// Writes problems, errors first, and no more often in full than helps.
pub(super) fn render(all: &[Diagnostic], style: &Style, page: &mut Page<'_>) -> io::Result<()> {
    let mut shown: Vec<&Diagnostic> = all
        .iter()
        .filter(|problem| problem.is_error() || !style.quiet)
        .collect();
    // Stable: what is equally bad stays in its order.
    shown.sort_by_key(|problem| problem.severity);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut was_brief = false;
    for problem in shown {
        let seen = seen.entry(problem.code).or_default();
        *seen += 1;
        let is_brief = *seen > FULL && style.verbose == 0;
        if was_brief && !is_brief {
            page.gap()?;
        }
        if is_brief {
            brief(problem, page)?;
        } else {
            full(problem, page)?;
        }
        was_brief = is_brief;
    }
    if was_brief { page.gap() } else { Ok(()) }
}

fn full(problem: &Diagnostic, page: &mut Page<'_>) -> io::Result<()> {
    let place = problem.place.as_deref();
    let mut head = head(problem, page);
    if let (None, Some(file)) = (place, &problem.file) {
        head = [&*head, " ", &*shown_text(file)].concat();
    }
    page.wrapped("", 2, &head)?;
    let own = place.map(|place| (place, String::new()));
    let related = problem
        .related
        .iter()
        .map(|related| (&related.place, related.label.clone()));
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
    let mut text = head(problem, page);
    let file = problem.file.as_deref().map(shown_text);
    text = match (&problem.place, file) {
        (Some(place), Some(file)) => {
            format!("{text} {file}:{}:{}", place.start.line, place.start.column)
        }
        (None, Some(file)) => format!("{text} {file}"),
        (_, None) => text,
    };
    page.wrapped("", 4, &[&*text, " ", &*one_line(&problem.message)].concat())
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
