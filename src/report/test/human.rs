//! A test run for people: what differs, then the numbers.

use crate::diagnostic::Diagnostic;
use crate::project::TestReport;
use crate::report::page::{Notice, Page, Tone, plural};
use crate::report::{Style, problems};
use crate::source::Place;
use crate::testing::{CaseResult, Coverage, SuiteResult};
use crate::verdict::Exit;
use std::io::{self, Write};

/// Writes the report.
pub(super) fn write(report: &TestReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    for suite in &report.suites {
        if style.verbose > 0 {
            passing(suite, &mut page)?;
        }
        for case in suite.cases.iter().filter(|case| !case.passes()) {
            page.notice(failing(suite, case))?;
            page.gap()?;
        }
        if suite.cases.is_empty() {
            let message = format!("{}: the suite has no case", suite.file);
            page.line(&page.paint(Tone::Bad, &message))?;
        }
    }
    problems::render(&report.diagnostics, style, &mut page)?;
    for missing in &report.untested {
        untested(missing, &mut page)?;
    }
    if let Some(coverage) = &report.coverage
        && (report.coverage_asked || report.below.is_some())
    {
        unseen(coverage, &mut page)?;
    }
    counts(report, &mut page)
}

fn passing(suite: &SuiteResult, page: &mut Page<'_>) -> io::Result<()> {
    let heading = format!("{}  {}", suite.mandate, suite.file);
    page.line(&page.paint(Tone::Strong, &heading))?;
    for case in suite.cases.iter().filter(|case| case.passes()) {
        let mark = page.paint(Tone::Good, "passes");
        page.line(&format!("  {mark}  {}", case.name))?;
    }
    Ok(())
}

fn failing<'a>(suite: &SuiteResult, case: &'a CaseResult) -> Notice<'a> {
    let mut marks = vec![(&case.place, String::new())];
    let mut help = Vec::new();
    for difference in &case.differences {
        match &difference.place {
            Some(place) => marks.push((place, difference.words())),
            None => help.push(difference.words()),
        }
        marks.extend(
            difference
                .found
                .iter()
                .map(|found| (found, "found here".to_owned())),
        );
    }
    Notice {
        tone: Tone::Bad,
        message: format!("`{}`: {}", suite.mandate, case.name),
        help,
        marks,
    }
}

fn counts(report: &TestReport, page: &mut Page<'_>) -> io::Result<()> {
    let (passed, failed) = report.counts();
    let errors = report
        .diagnostics
        .iter()
        .filter(|one| Diagnostic::is_error(one))
        .count();
    let suites = plural(report.suites.len(), "suite");
    let tone = if report.exit == Exit::Ok {
        Tone::Good
    } else {
        Tone::Bad
    };
    let counts = format!("{} passed, {failed} failed", plural(passed, "case"));
    let counts = page.paint(tone, &counts);
    let mut line = match (report.exit, errors) {
        (Exit::NothingChecked, _) => format!("{counts} in {suites}: nothing was tested"),
        (_, 0) => format!("{counts} in {suites}"),
        (_, errors) => format!("{counts} in {suites}; {}", plural(errors, "error")),
    };
    if !report.untested.is_empty() {
        line.push_str("; tests are missing");
    }
    if let Some(least) = report.below {
        line.extend(["; coverage is below ", &least.to_string(), "%"]);
    }
    if report.updated > 0 {
        let verdicts = plural(report.updated, "verdict");
        line.extend(["; ", &*verdicts, " written"]);
    }
    page.line(&line)
}

/// What no case has seen: every part that misses a way, every file with lines that nothing ran.
fn unseen(coverage: &Coverage, page: &mut Page<'_>) -> io::Result<()> {
    for mandate in &coverage.mandates {
        let missed: Vec<_> = mandate
            .parts
            .iter()
            .filter_map(|part| Some((part, part.unseen()?)))
            .collect();
        let ways = 2 * mandate.parts.len();
        let seen = mandate
            .parts
            .iter()
            .map(|part| usize::from(part.yes > 0) + usize::from(part.no > 0))
            .sum::<usize>();
        let cases = format!("{} passing, {} failing", mandate.passing, mandate.failing);
        let line = format!("{seen:>3} of {ways:<3} {} ({cases})", mandate.mandate);
        let tone = if missed.is_empty() {
            Tone::Good
        } else {
            Tone::Warn
        };
        page.line(&page.paint(tone, &line))?;
        for (part, way) in missed {
            let place = format!("{}:{}", part.place.file, part.place.start.line);
            let place = page.paint(Tone::Dim, &place);
            page.line(&format!(
                "             never seen {way}: {}  {place}",
                part.what
            ))?;
        }
    }
    for file in coverage.files.iter().filter(|file| !file.missed.is_empty()) {
        let ran = file.lines.len() - file.missed.len();
        let lines: Vec<String> = file.missed.iter().map(u32::to_string).collect();
        let (tone, aside) = if file.counts {
            (Tone::Warn, "")
        } else {
            (Tone::Dim, ", of a pack without mandates: does not count")
        };
        let all = file.lines.len();
        let line = format!("{ran:>3} of {all:<3} lines of {}{aside}", file.file);
        page.line(&page.paint(tone, &line))?;
        page.wrapped(
            "             ",
            13,
            &format!("never ran: {}", lines.join(", ")),
        )?;
    }
    let ((ways, seen), (lines, ran)) = (coverage.ways(), coverage.lines());
    let percent = coverage.percent();
    page.line(&format!(
        "coverage {percent}%: {seen} of {ways} ways, {ran} of {lines} lines of scripts"
    ))?;
    page.gap()
}

fn untested(missing: &(String, Place), page: &mut Page<'_>) -> io::Result<()> {
    let (message, place) = missing;
    page.notice(Notice {
        tone: Tone::Bad,
        message: message.clone(),
        help: Vec::new(),
        marks: vec![(place, String::new())],
    })?;
    page.gap()
}
