//! The account of a check for people: what was not checked, why the run ends as it does, and the line of counts.

use super::services;
use super::unchecked::{Item, LISTED, unchecked};
use crate::engine::Verdict;
use crate::exception::Account;
use crate::policy::{Level, State};
use crate::project::CheckReport;
use crate::report::Style;
use crate::report::page::{Page, Tone, one_line, plural};
use crate::verdict::Exit;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Writes the account. Its last line is the line of counts, always.
pub(super) fn render(report: &CheckReport, style: &Style, page: &mut Page<'_>) -> io::Result<()> {
    if style.verbose > 0 {
        run(report, page)?;
        services::render(report, page)?;
    }
    if !style.quiet {
        notes(report, style, page)?;
    }
    let dull = style.quiet && report.exit == Exit::Ok && report.run.loosened.is_empty();
    if let Some(why) = why(report).filter(|_| !dull) {
        let exit = format!("exit {}:", report.exit.code());
        let tone = match report.exit {
            Exit::Ok => Tone::Dim,
            Exit::Findings | Exit::NotUnderstood | Exit::NothingChecked => Tone::Bad,
        };
        let indent = [&*page.paint(tone, &exit), " "].concat();
        page.wrapped(&indent, 2, &why)?;
    }
    if let Some(help) = help(report) {
        page.field("help", &help)?;
    }
    let counts = counts(report, page);
    page.line(&counts)
}

/// What whoever has no manifest yet can do.
fn help(report: &CheckReport) -> Option<String> {
    let set = report.set.as_ref()?;
    let nothing = report.exit == Exit::NothingChecked && report.counts.services == 0;
    let kinds: Vec<&str> = set.kinds.iter().map(|kind| kind.id.as_str()).collect();
    nothing.then(|| {
        let kinds = one_line(&kinds.join(", "));
        format!("manifests of the kinds {kinds} are looked for; `mustmay init` writes a first one")
    })
}

/// What the report of a machine says in `run`.
fn run(report: &CheckReport, page: &mut Page<'_>) -> io::Result<()> {
    let run = &report.run;
    let mut said = vec![format!("as of {}", run.as_of)];
    if let Some(repository) = &run.repository {
        let sure = if run.repository_verified {
            ""
        } else {
            " (unverified)"
        };
        said.push(format!("repository {}{sure}", one_line(repository)));
    }
    if let Some(commit) = &run.commit {
        let dirty = if run.dirty == Some(true) {
            ", changed"
        } else {
            ""
        };
        said.push(format!("commit {}{dirty}", one_line(commit)));
    }
    if run.staged {
        said.push("of what is staged".to_owned());
    }
    page.wrapped("run: ", 2, &said.join(", "))?;
    for pack in report.set.iter().flat_map(|set| &set.packs) {
        let version = pack.version.as_deref().unwrap_or("without a version");
        let text = format!(
            "{} {}, {}",
            one_line(&pack.id),
            one_line(version),
            pack.digest.as_str()
        );
        page.wrapped("pack: ", 2, &text)?;
    }
    if let Some(set) = report.set.as_ref().filter(|set| set.can_be_pinned()) {
        page.line(&format!("--policies-digest {}", set.digest()))?;
    }
    page.gap()
}

/// What was not checked, and what the judgement rests on.
fn notes(report: &CheckReport, style: &Style, page: &mut Page<'_>) -> io::Result<()> {
    let all = style.verbose > 0;
    // Without a service that goes without saying of each.
    let none = report.counts.services == 0 && !all && !report.never_applied.is_empty();
    let never = if none {
        vec![plural(report.never_applied.len(), "mandate")]
    } else {
        report.never_applied.clone()
    };
    let mut wrote = false;
    for sort in unchecked(report) {
        let names: Vec<String> = sort.items.iter().map(Item::name).collect();
        if names.is_empty() {
            page.wrapped(&sort.message(""), 2, &sort.count)?;
            wrote = true;
        }
        wrote |= list(page, all, sort.title, &names)?;
    }
    wrote |= list(page, all, "applied to no service", &never)?;
    wrote |= list(page, all, "declared", &declared(report))?;
    wrote |= list(page, all, "unanswered", &unanswered(report, all))?;
    if wrote { page.gap() } else { Ok(()) }
}

/// Writes `word: a, b, c`, cut unless all are asked for. Whether there was anything to write.
fn list(page: &mut Page<'_>, all: bool, word: &str, items: &[String]) -> io::Result<bool> {
    if items.is_empty() {
        return Ok(false);
    }
    let shown = if all { items.len() } else { LISTED };
    let names: Vec<String> = items
        .iter()
        .take(shown)
        .map(|name| one_line(name))
        .collect();
    let mut text = names.join(", ");
    if let Some(more @ 1..) = items.len().checked_sub(shown) {
        text = format!("{text} and {more} more (-v lists all)");
    }
    let indent = [&*page.paint(Tone::Strong, word), ": "].concat();
    page.wrapped(&indent, 2, &text)?;
    Ok(true)
}

/// The facts that selectors rest on, with how many services declare them.
fn declared(report: &CheckReport) -> Vec<String> {
    let mut by: BTreeMap<&str, BTreeSet<(&str, &str, &str)>> = BTreeMap::new();
    for judged in &report.judged {
        let service = (
            &*judged.service.name,
            &*judged.service.kind,
            &*judged.service.file,
        );
        for fact in judged.outcomes.iter().flat_map(|outcome| &outcome.declared) {
            by.entry(fact).or_default().insert(service);
        }
    }
    by.into_iter()
        .map(|(fact, services)| match services.first() {
            Some((name, ..)) if services.len() == 1 => {
                format!("{} ({})", one_line(fact), one_line(name))
            }
            _ => format!("{} ({})", one_line(fact), plural(services.len(), "service")),
        })
        .collect()
}

/// What selectors asked for in vain; only how often, unless that counts or all is asked for.
fn unanswered(report: &CheckReport, all: bool) -> Vec<String> {
    let Some(set) = &report.set else {
        return Vec::new();
    };
    if report.counts.unanswered == 0 && !all {
        return Vec::new();
    }
    let level = set.level_of(State::Unanswered);
    // What makes the run fail is named without being asked for.
    if !all && unanswered_counting(report).is_none() {
        let outcomes = report.judged.iter().flat_map(|judged| &judged.outcomes);
        let broke_off = outcomes.filter(|outcome| outcome.each_broke_off).count();
        let whether = report.counts.unanswered.saturating_sub(broke_off);
        let parts = [
            (whether, "a manifest did not say whether a mandate applies"),
            (
                broke_off,
                "the `each` of a mandate broke off, and nothing was judged",
            ),
        ];
        let said: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", plural(*count, "time")))
            .collect();
        return vec![format!(
            "{}, which counts as {level} (-v lists all)",
            said.join(", ")
        )];
    }
    let mut said = Vec::new();
    for judged in &report.judged {
        for outcome in &judged.outcomes {
            let mandate = set.mandates.get(outcome.mandate);
            let id = mandate.map_or("", |mandate| mandate.id.as_str());
            if !outcome.unanswered.is_empty() {
                let what = one_line(&outcome.unanswered.join("; "));
                let (service, file) = (&judged.service.name, &judged.service.file);
                let (service, file) = (one_line(service), one_line(file));
                said.push(format!("{id} in {service}, {file}: {what} ({level})"));
            }
            if all && !outcome.noted.is_empty() {
                let what = one_line(&outcome.noted.join("; "));
                let service = one_line(&judged.service.name);
                said.push(format!("{id} in {service}: {what} (a phase: it holds)"));
            }
        }
    }
    said
}

/// Why the run ends as it does, where a look at the counts does not tell.
pub(super) fn why(report: &CheckReport) -> Option<String> {
    let run = &report.run;
    let failing = failing(report, run.fail_level);
    let level = match run.fail_level {
        Level::Deny => "`deny`".to_owned(),
        other => format!("`{other}` or above"),
    };
    let mut why = match (&report.reason, failing) {
        (Some(reason), _) => Some(reason.clone()),
        (None, 1..) => Some(format!("{} at {level}", plural(failing, "failure"))),
        (None, 0) => {
            let counting = [unanswered_counting(report), exceptions_counting(report)];
            let counting: Vec<String> = counting.into_iter().flatten().collect();
            if !counting.is_empty() {
                Some(format!("{} at {level}", counting.join("; ")))
            } else if report.counts.fail > 0 {
                Some(format!("nothing fails at {level}"))
            } else {
                None
            }
        }
    };
    if !run.loosened.is_empty() {
        let used = format!("{} was used", run.loosened.join(", "));
        why = Some(why.map_or(used.clone(), |why| format!("{why}; {used}")));
    }
    why.map(|why| one_line(&why))
}

/// That selectors without an answer count against the run, where they do.
fn unanswered_counting(report: &CheckReport) -> Option<String> {
    let level = report.set.as_ref()?.level_of(State::Unanswered);
    let counts = report.counts.unanswered > 0 && level >= report.run.fail_level;
    counts.then(|| "what was not answered counts".to_owned())
}

/// How many exceptions count against the run, and for which of their states.
fn exceptions_counting(report: &CheckReport) -> Option<String> {
    let known = report.exceptions.as_ref()?;
    let accounts = known.report.accounts.iter();
    let counting: Vec<&Account> = accounts
        .filter(|one| one.counts && one.level() >= report.run.fail_level)
        .collect();
    let states = counting.iter().flat_map(|one| &one.states);
    let states: BTreeSet<&str> = states
        .filter(|standing| standing.level >= report.run.fail_level)
        .map(|standing| standing.state.word())
        .collect();
    let states: Vec<&str> = states.into_iter().collect();
    let verb = if counting.len() == 1 {
        "counts"
    } else {
        "count"
    };
    (!counting.is_empty()).then(|| {
        let exceptions = plural(counting.len(), "exception");
        format!("{exceptions} ({}) {verb}", states.join(", "))
    })
}

fn failing(report: &CheckReport, level: Level) -> usize {
    outcomes(report)
        .filter(|(verdict, own)| *verdict == Verdict::Fail && own.is_some_and(|own| own >= level))
        .count()
}

fn outcomes(report: &CheckReport) -> impl Iterator<Item = (Verdict, Option<Level>)> {
    let outcomes = report.judged.iter().flat_map(|judged| &judged.outcomes);
    outcomes.map(|outcome| (outcome.verdict, outcome.level))
}

/// The line of counts by itself.
pub(super) fn counts_line(report: &CheckReport) -> String {
    counts(report, &Page::new(&Style::default(), &mut io::sink()))
}

/// `4 services in 3 files, 12 mandates: 20 pass, 2 fail (1 deny, 1 warn), …`
fn counts(report: &CheckReport, page: &Page<'_>) -> String {
    let counts = &report.counts;
    let levels = [Level::Deny, Level::Warn, Level::Advise].map(|level| {
        let own = outcomes(report).filter(|one| *one == (Verdict::Fail, Some(level)));
        (own.count(), level)
    });
    let by: Vec<String> = levels
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, level)| format!("{count} {level}"))
        .collect();
    let fail = if by.is_empty() {
        format!("{} fail", counts.fail)
    } else {
        format!("{} fail ({})", counts.fail, by.join(", "))
    };
    let errors = report
        .diagnostics
        .iter()
        .filter(|one| one.is_error())
        .count();
    let worst = |count, tone| if count > 0 { tone } else { Tone::Dim };
    let fails = match levels {
        [(1.., _), ..] => Tone::Bad,
        _ => worst(counts.fail, Tone::Warn),
    };
    let mut parts = vec![
        page.paint(
            worst(counts.pass, Tone::Good),
            &format!("{} pass", counts.pass),
        ),
        page.paint(fails, &fail),
        format!("{} excepted", counts.excepted),
        format!("{} not applicable", counts.not_applicable),
    ];
    if counts.unanswered > 0 {
        let text = format!("{} unanswered", counts.unanswered);
        parts.push(page.paint(Tone::Warn, &text));
    }
    parts.push(page.paint(worst(errors, Tone::Bad), &plural(errors, "error")));
    format!(
        "{} in {}, {}: {}",
        plural(counts.services, "service"),
        plural(counts.files, "file"),
        plural(counts.mandates, "mandate"),
        parts.join(", ")
    )
}
