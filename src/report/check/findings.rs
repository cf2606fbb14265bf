//! The findings of a check for people: by file, worst first, and no more often in full than helps.

use crate::engine::{Finding, Judged, NextPhase, Outcome};
use crate::policy::{Level, Mandate};
use crate::project::CheckReport;
use crate::report::Style;
use crate::report::page::{Notice, Page, Tone, one_line};
use crate::source::{Place, shown_text};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Findings of one condition in one file that are shown in full; the others take a line each.
const FULL: usize = 3;

/// A finding with all that is said of it.
struct Shown<'r> {
    judged: &'r Judged,
    outcome: &'r Outcome,
    mandate: &'r Mandate,
    finding: &'r Finding,
}

/// The findings of one file.
#[derive(Default)]
struct InFile<'r> {
    shown: Vec<Shown<'r>>,
    /// Findings that were counted only, by mandate and service.
    more: Vec<(&'r str, &'r str, usize)>,
}

/// What was said already of a finding's mandate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// Nothing in this file.
    Nothing,
    /// Who answers for it and what comes next.
    Owner,
    /// All, by the finding above.
    Mandate,
}

/// What findings have in common that are shown once in full and then in brief.
type Alike<'r> = (Reverse<Level>, bool, usize, &'r str, &'r str);

impl<'r> Shown<'r> {
    fn alike(&self) -> Alike<'r> {
        (
            Reverse(self.finding.level),
            self.finding.exception.is_some(),
            self.outcome.mandate,
            &self.finding.condition,
            &self.finding.headline,
        )
    }

    const fn tone(&self) -> Tone {
        match (&self.finding.exception, self.finding.level) {
            (Some(_), _) => Tone::Dim,
            (None, Level::Deny) => Tone::Bad,
            (None, Level::Warn) => Tone::Warn,
            (None, Level::Advise | Level::Allow) => Tone::Advice,
        }
    }
}

/// Writes all findings.
pub(super) fn render(report: &CheckReport, style: &Style, page: &mut Page<'_>) -> io::Result<()> {
    let mut files: Vec<(&str, InFile<'_>)> = gather(report, style).into_iter().collect();
    files.sort_by_key(|(file, found)| {
        let worst = found.shown.iter().map(|shown| shown.alike().0).min();
        (worst.is_none(), worst, *file)
    });
    for (_, found) in &mut files {
        sort(&mut found.shown);
        render_file(found, style, page)?;
    }
    Ok(())
}

fn gather<'r>(report: &'r CheckReport, style: &Style) -> BTreeMap<&'r str, InFile<'r>> {
    let mut files: BTreeMap<&str, InFile<'_>> = BTreeMap::new();
    let Some(set) = &report.set else {
        return files;
    };
    for judged in &report.judged {
        for outcome in &judged.outcomes {
            let Some(mandate) = set.mandates.get(outcome.mandate) else {
                continue;
            };
            for finding in &outcome.findings {
                if finding.exception.is_none() || style.show_excepted {
                    let file = files.entry(&finding.place.file).or_default();
                    file.shown.push(Shown {
                        judged,
                        outcome,
                        mandate,
                        finding,
                    });
                }
            }
            if outcome.more > 0 {
                let file = files.entry(&judged.service.file).or_default();
                file.more
                    .push((&mandate.id, &judged.service.name, outcome.more));
            }
        }
    }
    files
}

/// Worst first, then in the order of the file, with those next to each other that have all in common.
fn sort(shown: &mut [Shown<'_>]) {
    let mut first: BTreeMap<Alike<'_>, u32> = BTreeMap::new();
    for one in &*shown {
        let offset = one.finding.place.start.offset;
        let first = first.entry(one.alike()).or_insert(offset);
        *first = offset.min(*first);
    }
    shown.sort_by_cached_key(|one| {
        let alike = one.alike();
        let place = one.finding.place.start.offset;
        let (level, excepted, ..) = alike;
        let begins = first.get(&alike).copied();
        (
            (level, excepted, begins),
            alike,
            (
                place,
                one.finding.path.as_str(),
                one.finding.detail.as_str(),
            ),
        )
    });
}

fn render_file(found: &InFile<'_>, style: &Style, page: &mut Page<'_>) -> io::Result<()> {
    let mut told = BTreeSet::new();
    for alike in found.shown.chunk_by(|a, b| a.alike() == b.alike()) {
        let full = if style.verbose > 0 { alike.len() } else { FULL };
        let (full, brief) = alike.split_at(alike.len().min(full));
        for (at, shown) in full.iter().enumerate() {
            let told = if at > 0 {
                Told::Mandate
            } else if told.insert(shown.outcome.mandate) {
                Told::Nothing
            } else {
                Told::Owner
            };
            render_full(shown, told, style, page)?;
        }
        if let Some(first) = brief.first() {
            let more = format!("{} more of {}", brief.len(), head(first, page));
            page.wrapped("and ", 2, &more)?;
            for shown in brief {
                render_brief(shown, page)?;
            }
            page.gap()?;
        }
    }
    for (mandate, service, more) in &found.more {
        let text = format!(
            "{more} more findings of {mandate} in {}, which are only counted",
            one_line(service)
        );
        page.wrapped("and ", 2, &text)?;
        page.gap()?;
    }
    Ok(())
}

/// `deny[user-auth/protocol]`
fn head(shown: &Shown<'_>, page: &Page<'_>) -> String {
    let level = match shown.finding.exception {
        Some(_) => "excepted",
        None => shown.finding.level.word(),
    };
    let condition = one_line(&shown.finding.condition);
    let id = format!("[{}/{condition}]", shown.mandate.id);
    [page.paint(shown.tone(), level), page.paint(Tone::Dim, &id)].concat()
}

fn render_full(
    shown: &Shown<'_>,
    told: Told,
    style: &Style,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let finding = shown.finding;
    let service = one_line(&shown.judged.service.name);
    let service = page.paint(Tone::Strong, &service);
    let head = [&*head(shown, page), " ", &*service].concat();
    page.wrapped("", 2, &head)?;
    page.notice(Notice {
        tone: shown.tone(),
        message: finding.headline.clone(),
        help: finding.notes.clone(),
        marks: vec![(&finding.place, finding.detail.clone())],
    })?;
    if let Some(exception) = &finding.exception {
        page.field("excepted by", &one_line(exception))?;
    }
    if style.verbose > 0 {
        page.field("fingerprint", &one_line(&finding.fingerprint))?;
    }
    if told <= Told::Owner {
        render_related(shown, told, page)?;
    }
    if told == Told::Nothing {
        render_mandate(shown, style, page)?;
    }
    page.gap()
}

/// Where the mandate stands, the first time with who answers for it.
fn render_related(shown: &Shown<'_>, told: Told, page: &mut Page<'_>) -> io::Result<()> {
    let mandate = shown.mandate;
    let mut owner = match told {
        Told::Nothing => format!(", owned by {}", one_line(&mandate.owner)),
        Told::Owner | Told::Mandate => String::new(),
    };
    for related in &shown.finding.related {
        let word = one_line(related.label.trim_start_matches("the "));
        let of_mandate = *related.place.file == *mandate.place.file;
        let owner = if of_mandate {
            std::mem::take(&mut owner)
        } else {
            String::new()
        };
        page.field(&word, &[at(&related.place), owner].concat())?;
    }
    if owner.is_empty() {
        return Ok(());
    }
    page.field("mandate", &[at(&mandate.place), owner].concat())
}

/// Where to read on about the mandate, and what comes next.
fn render_mandate(shown: &Shown<'_>, style: &Style, page: &mut Page<'_>) -> io::Result<()> {
    let mandate = shown.mandate;
    if style.verbose > 0 {
        page.field("rationale", &one_line(&mandate.rationale))?;
    }
    if let Some(docs) = &mandate.docs {
        page.field("docs", &one_line(docs))?;
    }
    if let Some(next) = &shown.outcome.next {
        page.field("next", &coming(*next))?;
    }
    Ok(())
}

fn render_brief(shown: &Shown<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let finding = shown.finding;
    let detail = one_line(&finding.detail);
    let text = format!("{}  {detail}", at(&finding.place));
    page.wrapped("  ", 6, &text)
}

/// `FILE:LINE:COLUMN`
fn at(place: &Place) -> String {
    let file = shown_text(&place.file);
    format!("{file}:{}:{}", place.start.line, place.start.column)
}

/// `denies from 2026-06-01, in 9 days`
pub(super) fn coming(next: NextPhase) -> String {
    let verb = match next.level {
        Level::Allow => "allows",
        Level::Advise => "advises",
        Level::Warn => "warns",
        Level::Deny => "denies",
    };
    let days = if next.days == 1 { "day" } else { "days" };
    format!("{verb} from {}, in {} {days}", next.from, next.days)
}
