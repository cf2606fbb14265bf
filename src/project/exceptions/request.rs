//! Asking for an exception: from a finding, or by naming what it is about.

use super::decide::user;
use super::desk::{Desk, Written};
use super::names;
use super::new::{NewRecord, Scope, file_of, next_id, write};
use super::terms::{days, last_day, terms_in_words};
use crate::diagnostic::Diagnostic;
use crate::document::Spanned;
use crate::engine::{Finding, Judged};
use crate::exception::{Category, Ledger, Record, exact_path, room};
use crate::policy::{Mandate, PolicySet, Unless};
use crate::project::{CheckOptions, CheckReport, check};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What asking needs to know.
#[derive(Debug)]
pub struct RequestOptions {
    /// The run whose findings are meant.
    pub check: CheckOptions,
    /// What is asked for.
    pub asked: Asked,
}

/// What is asked for; what a person would be asked for is optional.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// The finding, by its fingerprint or the first eight digits of it.
    pub fingerprint: Option<String>,
    /// The mandate.
    pub mandate: Option<String>,
    /// The service.
    pub service: Option<String>,
    /// The condition.
    pub condition: Option<String>,
    /// The paths.
    pub at: Vec<String>,
    /// Why.
    pub category: Option<Category>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Where it is followed up.
    pub ticket: Option<String>,
    /// Who must close or renew it.
    pub owner: Option<String>,
    /// Who asks.
    pub requested_by: Option<String>,
    /// The last day.
    pub expires: Option<Date>,
    /// The id.
    pub id: Option<String>,
}

/// Writes a pending record.
///
/// # Errors
/// Where no finding is meant, the mandate allows none, something is missing, or the file could not be written.
pub fn request(options: &RequestOptions) -> Result<Written, Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let desk = Desk::open(&options.check.setup)?;
    let report = check(&options.check);
    let set = report
        .set
        .as_ref()
        .ok_or_else(|| report.diagnostics.clone())?;
    let target = target(&report, set, &options.asked).map_err(one)?;
    let today = options.check.setup.today;
    let asked = &options.asked;
    let category = asked.category.unwrap_or(Category::Waiver);
    let days = days(target.mandate, category).map_err(one)?;
    let repository = report.run.repository.as_deref();
    if let Some(problem) = twice(&target, asked, repository, today, &desk.ledger) {
        return Err(vec![problem]);
    }
    let missing = |what: &str| {
        Diagnostic::error("usage::missing", format!("an exception needs its {what}"))
            .help(format!("pass --{what}"))
    };
    let owner = asked.owner.clone().or(target.owner);
    let requested_by = match &asked.requested_by {
        Some(name) => name.clone(),
        None => user(&desk.loading.root).map_err(|_unknown| vec![missing("requested-by")])?,
    };
    let id = asked
        .id
        .clone()
        .unwrap_or_else(|| next_id(&desk.ledger, today));
    if desk.ledger.is_taken(&id) {
        let message = format!("the id `{}` is taken", id.escape_debug());
        return Err(vec![Diagnostic::error("exception::duplicate-id", message)]);
    }
    let mandate = target.mandate;
    let mut record = NewRecord {
        id: id.clone(),
        mandate: target.mandate.id.clone(),
        condition: target.condition,
        scope: target.scope,
        service: target.service,
        repository: report.run.repository.clone(),
        category,
        reason: asked
            .reason
            .clone()
            .ok_or_else(|| vec![missing("reason")])?,
        ticket: asked.ticket.clone(),
        owner: owner.ok_or_else(|| vec![missing("owner")])?,
        requested_by,
        approved_by: Vec::new(),
        created: today,
        expires: today,
        findings: target.findings.max(1),
        terms: terms_in_words(target.mandate, category),
    };
    let room = match (record.read().0, &mandate.unless) {
        (Some(read), Unless::Granted(terms)) => {
            let renewals = match category {
                Category::Emergency => 0,
                Category::Waiver | Category::Mitigated => terms.max_renewals,
            };
            let limits = (days, renewals);
            Some(room(&read, &desk.ledger, &report.judged, set, limits))
        }
        _ => None,
    };
    record.expires = last_day(asked.expires, today, mandate, days, room).map_err(one)?;
    let path = file_of(&desk, &id);
    let written = write(&desk, &path, &[record]).map_err(one)?;
    written.into_iter().next().ok_or_else(Vec::new)
}

/// What a person would have to be asked for, after what they named was looked up: the owner that the manifest
/// gives, and the terms in words.
///
/// # Errors
/// Where what they named is not there, or an open record is about it already.
pub fn prepare(options: &RequestOptions) -> Result<(Option<String>, String), Vec<Diagnostic>> {
    let report = check(&options.check);
    let set = report
        .set
        .as_ref()
        .ok_or_else(|| report.diagnostics.clone())?;
    let target = target(&report, set, &options.asked).map_err(|problem| vec![problem])?;
    let category = options.asked.category.unwrap_or(Category::Waiver);
    let repository = report.run.repository.as_deref();
    let today = options.check.setup.today;
    let ledger = report.exceptions.as_ref().map(|known| &known.ledger);
    let before = ledger.and_then(|l| twice(&target, &options.asked, repository, today, l));
    if let Some(problem) = before {
        return Err(vec![problem]);
    }
    Ok((target.owner, terms_in_words(target.mandate, category)))
}

/// What an exception is asked for.
struct Target<'s> {
    mandate: &'s Mandate,
    condition: Option<String>,
    scope: Scope,
    service: String,
    owner: Option<String>,
    findings: usize,
}

fn target<'s>(
    report: &CheckReport,
    set: &'s PolicySet,
    asked: &Asked,
) -> Result<Target<'s>, Diagnostic> {
    let findings = findings(report, set, asked)?;
    let Some((judged, mandate, first)) = findings.first() else {
        return Err(
            Diagnostic::error("exception::no-finding", "no finding of this run is meant")
                .help(FINGERPRINTS),
        );
    };
    if !judged.service.named {
        let message = format!(
            "the manifest gives `{}` no name, and no exception can name it",
            judged.service.file
        );
        return Err(Diagnostic::error("exception::unnamed", message));
    }
    if findings
        .iter()
        .any(|(other, id, _)| *other.service.name != *judged.service.name || id.id != mandate.id)
    {
        let message = "the findings are of several services or mandates";
        return Err(Diagnostic::error("exception::no-finding", message)
            .help("an exception is for one of each: name the fingerprint"));
    }
    let same = findings
        .iter()
        .all(|(_, _, f)| f.condition == first.condition);
    let mut prints: Vec<String> = findings
        .iter()
        .map(|(_, _, f)| f.fingerprint.clone())
        .collect();
    prints.sort();
    prints.dedup();
    let scope = if asked.at.is_empty() {
        Scope::Fingerprints(prints)
    } else {
        let paths = asked
            .at
            .iter()
            .map(|path| exact_path(path).unwrap_or_else(|| path.clone()));
        Scope::At(paths.collect())
    };
    Ok(Target {
        mandate,
        condition: same.then(|| first.condition.to_string()),
        scope,
        service: judged.service.name.to_string(),
        owner: judged.service.owner.as_ref().map(ToString::to_string),
        findings: findings.len(),
    })
}

/// Where fingerprints are found.
const FINGERPRINTS: &str = "name a finding's fingerprint, as `mustmay check -v` prints it";

/// The findings that are meant: by fingerprint, or by mandate, service, condition and paths.
fn findings<'r, 's>(
    report: &'r CheckReport,
    set: &'s PolicySet,
    asked: &Asked,
) -> Result<Vec<(&'r Judged, &'s Mandate, &'r Finding)>, Diagnostic> {
    let paths: Vec<String> = asked
        .at
        .iter()
        .map(|path| {
            exact_path(path).ok_or_else(|| {
                let message = format!("`{}` is no exact path", path.escape_debug());
                Diagnostic::error("exception::wildcard", message)
            })
        })
        .collect::<Result<_, _>>()?;
    if let Some(print) = &asked.fingerprint
        && (print.len() < 8 || !print.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        let message = format!("`{}` is no fingerprint", print.escape_debug());
        return Err(Diagnostic::error("exception::fingerprint", message)
            .help(
                "a fingerprint is 32 hexadecimal digits, as `mustmay check -v` prints it; the first eight are enough",
            ));
    }
    if asked.fingerprint.is_none() && (asked.mandate.is_none() || asked.service.is_none()) {
        return Err(
            Diagnostic::error("usage::missing", "nothing says which finding is meant")
                .help("name its fingerprint, or --mandate and --service"),
        );
    }
    look_up(report, set, asked)?;
    let is = |wanted: &Option<String>, value: &str| {
        wanted.as_deref().is_none_or(|wanted| wanted == value)
    };
    let mut meant = Vec::new();
    for judged in &report.judged {
        for outcome in &judged.outcomes {
            let Some(mandate) = set.mandates.get(outcome.mandate) else {
                continue;
            };
            for finding in &outcome.findings {
                let print = asked.fingerprint.as_deref();
                if is(&asked.mandate, &mandate.id)
                    && is(&asked.service, &judged.service.name)
                    && is(&asked.condition, &finding.condition)
                    && (paths.is_empty() || paths.contains(&finding.path))
                    && print.is_none_or(|print| finding.fingerprint.starts_with(print))
                {
                    meant.push((judged, mandate, finding));
                }
            }
        }
    }
    let prints: BTreeSet<&str> = meant
        .iter()
        .map(|(_, _, finding)| finding.fingerprint.as_str())
        .collect();
    if asked.fingerprint.is_some() && prints.len() > 1 {
        let message = "several findings begin like this";
        return Err(Diagnostic::error("exception::fingerprint", message).help("write more of it"));
    }
    if let (None, Some(id), Some(service)) = (&asked.fingerprint, &asked.mandate, &asked.service) {
        let mandate = names::mandate(set, id)?;
        let condition = asked.condition.as_deref();
        let nothing = names::nothing_at(&report.judged, set, mandate, service, condition, &paths);
        if let Some(problem) = nothing {
            return Err(problem);
        }
    }
    Ok(meant)
}

/// Looks up the names that are given.
///
/// # Errors
/// Where one is of nothing.
fn look_up(report: &CheckReport, set: &PolicySet, asked: &Asked) -> Result<(), Diagnostic> {
    let mandate = asked.mandate.as_deref().map(|id| names::mandate(set, id));
    let mandate = mandate.transpose()?;
    let service = asked.service.as_deref();
    if let Some(problem) = service.and_then(|name| names::no_service(&report.judged, name)) {
        return Err(problem);
    }
    let condition = mandate.zip(asked.condition.as_deref());
    match condition.and_then(|(mandate, id)| names::no_condition(mandate, id)) {
        Some(problem) => Err(problem),
        None => Ok(()),
    }
}

/// That an open record is about the same already, in the same words, where no id is asked for.
fn twice(
    target: &Target<'_>,
    asked: &Asked,
    repository: Option<&str>,
    today: Date,
    ledger: &Ledger,
) -> Option<Diagnostic> {
    if asked.id.is_some() {
        return None;
    }
    let emergency = asked.category == Some(Category::Emergency);
    let text = |name: &Option<Spanned<String>>| name.as_ref().map(|name| name.value.clone());
    let holds = |list: &[Spanned<String>], wanted: &[String]| {
        let mut wanted = wanted.iter();
        !list.is_empty() && wanted.all(|wanted| list.iter().any(|own| own.value == *wanted))
    };
    let same = |other: &&Record| {
        !other.closed
            && other.revoked.is_none()
            && other.expires.value >= today
            && other.is_emergency() == emergency
            && other.mandate.value == target.mandate.id
            && other.service.value == target.service
            && other.kind.is_none()
            && other.file.is_none()
            && (other.repository.is_none() || text(&other.repository).as_deref() == repository)
            && text(&other.condition) == target.condition
            && match &target.scope {
                Scope::At(paths) => holds(&other.at, paths),
                Scope::Fingerprints(prints) => holds(&other.fingerprints, prints),
            }
    };
    let other = ledger.records.iter().find(same)?;
    let approved: Vec<&str> = other.approved_by.iter().map(|name| name.as_str()).collect();
    let by = match approved.as_slice() {
        [] if other.is_emergency() => String::new(),
        [] => ", approved by nobody yet".to_owned(),
        names => format!(", approved by {}", names.join(", ")),
    };
    let message = format!(
        "`{}` is about this already, until {}{by}",
        other.id.value, other.expires.value
    );
    Some(
        Diagnostic::error("exception::twice", message)
            .at(&other.source, other.id.span)
            .help("approve or renew that one; for a second one all the same, say its --id"),
    )
}
