//! Adopting: every finding that is there today becomes a dated record, so that the gate can stay closed.

use super::decide::user;
use super::desk::{Desk, Written};
use super::new::{NewRecord, Scope, write};
use super::request::{days, terms_in_words};
use crate::diagnostic::Diagnostic;
use crate::engine::{Finding, Outcome, ServiceInfo, Verdict};
use crate::exception::{Category, Scopes, plus_days};
use crate::policy::Mandate;
use crate::project::{CheckOptions, check};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How ids of adopted records begin.
const PREFIX: &str = "ADOPT-";

/// Days that an adopted record lasts where nobody says.
const DAYS: u32 = 90;

/// What adopting needs to know.
#[derive(Debug)]
pub struct AdoptOptions {
    /// The run whose findings are adopted.
    pub check: CheckOptions,
    /// Who must close them.
    pub owner: String,
    /// The last day; 90 days from now where it is left out. The mandate's terms cap it.
    pub expires: Option<Date>,
    /// Why.
    pub reason: Option<String>,
    /// Who asks.
    pub requested_by: Option<String>,
    /// Who approved it; nobody, where the policy source is another repository.
    pub approved_by: Vec<String>,
    /// Only findings of this mandate.
    pub mandate: Option<String>,
    /// The file to write.
    pub out: Option<PathBuf>,
    /// Whether findings are added that were not there at the first time.
    pub add_new: bool,
}

/// What was adopted.
#[derive(Debug, Default)]
pub struct Adopted {
    /// The records that were written.
    pub written: Vec<Written>,
    /// Findings that a record is about already.
    pub known: usize,
    /// Findings that came after the first time, and were left as they are.
    pub new: usize,
    /// Mandates that allow no exceptions, with the number of their findings.
    pub forbidden: Vec<(String, usize)>,
    /// Findings of services that no exception can name.
    pub unnamed: usize,
    /// What could not be read, and what was ignored.
    pub diagnostics: Vec<Diagnostic>,
}

/// Writes one record for each finding that no record is about.
///
/// # Errors
/// Where something could not be read or judged: what was not seen cannot be adopted.
pub fn adopt(options: &AdoptOptions) -> Result<Adopted, Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let desk = Desk::open(&options.check.setup)?;
    let explicit = desk.loading.explicit;
    if explicit && !options.approved_by.is_empty() {
        let message = "a record for another repository's ledger is approved there";
        return Err(vec![
            Diagnostic::error("exception::approver", message)
                .help("leave --approved-by out, and let its reviewers approve"),
        ]);
    }
    let report = check(&options.check);
    if report.diagnostics.iter().any(Diagnostic::is_error) || report.counts.error > 0 {
        return Err(report.diagnostics);
    }
    let set = report
        .set
        .as_ref()
        .ok_or_else(|| report.diagnostics.clone())?;
    let requested_by = match &options.requested_by {
        Some(name) => name.clone(),
        None => user(&desk.loading.root).map_err(one)?,
    };
    let again = desk
        .ledger
        .records
        .iter()
        .any(|record| record.id.starts_with(PREFIX));
    let mut adoption = Adoption {
        options,
        scopes: Scopes::of(&desk.ledger.records),
        repository: report.run.repository.clone(),
        requested_by,
        closed_to_new: again && !options.add_new,
        adopted: Adopted::default(),
        forbidden: BTreeMap::new(),
        records: BTreeMap::new(),
    };
    for judged in &report.judged {
        for outcome in judged
            .outcomes
            .iter()
            .filter(|outcome| outcome.verdict == Verdict::Fail)
        {
            if let Some(mandate) = set.mandates.get(outcome.mandate) {
                adoption.take(mandate, &judged.service, outcome);
            }
        }
    }
    let mut adopted = adoption.adopted;
    adopted.forbidden = adoption.forbidden.into_iter().collect();
    let records: Vec<NewRecord> = adoption.records.into_values().collect();
    if !records.is_empty() {
        let path = path(options, &desk);
        adopted.written = write(&desk, &path, &records).map_err(one)?;
    }
    adopted.diagnostics.extend(report.diagnostics);
    Ok(adopted)
}

/// Adopting under way.
struct Adoption<'a> {
    options: &'a AdoptOptions,
    scopes: Scopes<'a>,
    repository: Option<String>,
    requested_by: String,
    closed_to_new: bool,
    adopted: Adopted,
    forbidden: BTreeMap<String, usize>,
    records: BTreeMap<String, NewRecord>,
}

impl Adoption<'_> {
    fn take(&mut self, mandate: &Mandate, service: &ServiceInfo, outcome: &Outcome) {
        let only = self.options.mandate.as_deref();
        if only.is_some_and(|only| only != mandate.id) {
            return;
        }
        if outcome.more > 0 {
            let message = format!(
                "`{}` has {} findings more in `{}` than are kept: they cannot be adopted",
                mandate.id, outcome.more, service.name
            );
            self.adopted
                .diagnostics
                .push(Diagnostic::warning("exception::more", message));
        }
        let open = outcome
            .findings
            .iter()
            .filter(|finding| finding.exception.is_none());
        let Ok(days) = days(mandate, Category::Waiver) else {
            *self.forbidden.entry(mandate.id.clone()).or_default() += open.count();
            return;
        };
        for finding in open {
            if self.is_known(mandate, service, finding) {
                self.adopted.known += 1;
            } else if !service.named {
                self.adopted.unnamed += 1;
            } else if self.closed_to_new {
                self.adopted.new += 1;
            } else if let Some(record) = self.records.get_mut(&finding.fingerprint) {
                record.findings += 1;
            } else {
                let record = self.record(mandate, service, finding, days);
                self.records.insert(finding.fingerprint.clone(), record);
            }
        }
    }

    fn is_known(&self, mandate: &Mandate, service: &ServiceInfo, finding: &Finding) -> bool {
        let about = self.scopes.about(&mandate.id, service, finding);
        about.iter().any(|(_, record)| !record.closed)
    }

    fn record(
        &self,
        mandate: &Mandate,
        service: &ServiceInfo,
        finding: &Finding,
        days: u32,
    ) -> NewRecord {
        const REASON: &str =
            "It was there when the mandate came into force; to be closed by its owner.";
        let options = self.options;
        let today = options.check.setup.today;
        let wanted = options.expires.unwrap_or_else(|| plus_days(today, DAYS));
        NewRecord {
            id: id_of(&finding.fingerprint),
            mandate: mandate.id.clone(),
            condition: Some(finding.condition.to_string()),
            scope: Scope::Fingerprints(vec![finding.fingerprint.clone()]),
            service: service.name.to_string(),
            repository: self.repository.clone(),
            category: Category::Waiver,
            reason: options.reason.clone().unwrap_or_else(|| REASON.to_owned()),
            ticket: None,
            owner: options.owner.clone(),
            requested_by: self.requested_by.clone(),
            approved_by: options.approved_by.clone(),
            created: today,
            expires: wanted.min(plus_days(today, days)),
            findings: 1,
            terms: terms_in_words(mandate),
        }
    }
}

/// The id is made of the finding, so that adopting twice cannot make two.
fn id_of(fingerprint: &str) -> String {
    format!("{PREFIX}{}", fingerprint.get(..12).unwrap_or(fingerprint))
}

fn path(options: &AdoptOptions, desk: &Desk) -> PathBuf {
    match &options.out {
        Some(out) => options.check.setup.cwd.join(out),
        // For another repository's ledger: to be carried there, and not put where it would not count.
        None if desk.loading.explicit => options.check.setup.cwd.join("adopted-exceptions.yaml"),
        None if desk.home.extension().is_some() => desk.home.clone(),
        None => desk.home.join("adopted.yaml"),
    }
}
