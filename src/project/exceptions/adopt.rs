//! Adopting: every finding that is there today becomes a dated record, so that the gate can stay closed.

use super::decide::user;
use super::desk::{Desk, Written, is_one_file};
use super::names;
use super::new::{NewRecord, Scope, write};
use super::terms::{days, terms_in_words};
use crate::diagnostic::Diagnostic;
use crate::document::{Limits, read};
use crate::engine::{Finding, Outcome, ServiceInfo, Verdict};
use crate::exception::{
    Category, Ledger, Scopes, has_wildcard, may_approve, plus_days, same_person,
};
use crate::policy::{Mandate, PolicySet, Unless};
use crate::project::{CheckOptions, check};
use crate::source::load_path;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

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
    /// Findings of services whose manifest gives no name.
    pub unnamed: usize,
    /// Services whose names no exception can write, with the number of their findings.
    pub unwritable: Vec<(String, usize)>,
    /// What could not be read, and what was ignored.
    pub diagnostics: Vec<Diagnostic>,
}

impl Adopted {
    /// Whether there were findings that no exception can be about.
    pub fn is_partial(&self) -> bool {
        self.unnamed > 0 || !self.unwritable.is_empty() || !self.forbidden.is_empty()
    }
}

/// Writes one record for each finding that no record is about.
///
/// # Errors
/// Where something could not be read or judged, since what was not seen cannot be adopted; and where an approval
/// would not count.
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
    if let Some(only) = &options.mandate {
        names::mandate(set, only).map_err(one)?;
    }
    let requested_by = match &options.requested_by {
        Some(name) => name.clone(),
        None => user(&desk.loading.root).map_err(one)?,
    };
    let again = desk
        .ledger
        .records
        .iter()
        .any(|record| record.id.starts_with(PREFIX));
    let path = path(options, &desk);
    let waiting = waiting(&path, &desk);
    let mut adoption = Adoption {
        options,
        scopes: [&desk.ledger, &waiting].map(|ledger| Scopes::of(&ledger.records)),
        repository: report.run.repository.clone(),
        requested_by,
        closed_to_new: again && !options.add_new,
        ids: desk
            .ledger
            .taken()
            .chain(waiting.records.iter().map(|record| record.id.as_str()))
            .map(str::to_owned)
            .collect(),
        adopted: Adopted::default(),
        forbidden: BTreeMap::new(),
        unwritable: BTreeMap::new(),
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
    adopted.unwritable = adoption.unwritable.into_iter().collect();
    let mut records: Vec<NewRecord> = adoption.records.into_values().collect();
    approve_all(&mut records, &options.approved_by, set, &desk.ledger)?;
    if !records.is_empty() {
        adopted.written = write(&desk, &path, &records).map_err(one)?;
    }
    adopted.diagnostics.extend(report.diagnostics);
    Ok(adopted)
}

/// Adopting under way.
struct Adoption<'a> {
    options: &'a AdoptOptions,
    scopes: [Scopes<'a>; 2],
    repository: Option<String>,
    requested_by: String,
    closed_to_new: bool,
    adopted: Adopted,
    ids: BTreeSet<String>,
    forbidden: BTreeMap<String, usize>,
    unwritable: BTreeMap<String, usize>,
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
            } else if has_wildcard(&service.name) {
                let name = service.name.to_string();
                *self.unwritable.entry(name).or_default() += 1;
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
        let about = |scopes: &Scopes<'_>| {
            let records = scopes.about(&mandate.id, service, finding);
            records.iter().any(|(_, record)| !record.closed)
        };
        self.scopes.iter().any(about)
    }

    fn record(
        &mut self,
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
            id: free_id(&finding.fingerprint, &mut self.ids),
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
            approved_by: Vec::new(),
            created: today,
            expires: wanted.min(plus_days(today, days)),
            findings: 1,
            terms: terms_in_words(mandate, Category::Waiver),
        }
    }
}

/// Writes under each record the approvers that may approve it.
///
/// # Errors
/// Where these are too few for a mandate, and where a name counts under none of the records.
fn approve_all(
    records: &mut [NewRecord],
    approvers: &[String],
    set: &PolicySet,
    ledger: &Ledger,
) -> Result<(), Vec<Diagnostic>> {
    const HELP: &str = "leave --approved-by out, and let the reviewers approve each; `groups.yaml` of the ledger says \
                        who stands for a group";
    let mut problems = Vec::new();
    let mut idle: BTreeMap<&str, String> = BTreeMap::new();
    let mut useful: BTreeSet<&str> = BTreeSet::new();
    let mut fits: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in records.iter_mut().filter(|_| !approvers.is_empty()) {
        if let Some(fit) = fits.get(&record.mandate) {
            record.approved_by.clone_from(fit);
            continue;
        }
        let (Some(mandate), (Some(read), _)) = (set.mandate(&record.mandate), record.read()) else {
            // What cannot be read again is refused as such, when it is written.
            continue;
        };
        let mut fit: Vec<String> = Vec::new();
        let mut whys = Vec::new();
        for name in approvers {
            match may_approve(&read, name, mandate, ledger) {
                None => {
                    useful.insert(name);
                    if !fit.iter().any(|other| same_person(other, name)) {
                        fit.push(name.clone());
                    }
                }
                Some(why) => {
                    idle.entry(name).or_insert_with(|| why.clone());
                    whys.push(why);
                }
            }
        }
        let need = approvals(mandate);
        if fit.len() < need {
            let why = if whys.is_empty() {
                format!(
                    "`{}` needs {need} approvals, and --approved-by names {}",
                    mandate.id,
                    fit.len()
                )
            } else {
                format!("the approval would not count: {}", whys.join("; "))
            };
            problems.push(Diagnostic::error("exception::approver", why).help(HELP));
        }
        record.approved_by.clone_from(&fit);
        fits.insert(record.mandate.clone(), fit);
    }
    if problems.is_empty() {
        idle.retain(|name, _| !useful.contains(name));
        problems.extend(idle.into_values().map(|why| {
            let message = format!("the approval would not count: {why}");
            Diagnostic::error("exception::approver", message).help(HELP)
        }));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn approvals(mandate: &Mandate) -> usize {
    match &mandate.unless {
        Unless::Granted(terms) => terms.approvals as usize,
        Unless::Never => 0,
    }
}

/// An id made of the finding, so that it is known again, with a number where that one is taken: by a record that was
/// closed, or by one that is refused.
fn free_id(fingerprint: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = format!("{PREFIX}{}", fingerprint.get(..12).unwrap_or(fingerprint));
    let numbered = (2..).map(|number: u64| format!("{plain}-{number}"));
    let id = std::iter::once(plain.clone())
        .chain(numbered)
        .find(|id| !taken.contains(id))
        .unwrap_or(plain);
    taken.insert(id.clone());
    id
}

/// The records of the file to write, where the ledger does not hold it: they wait to be carried to another one.
fn waiting(path: &Path, desk: &Desk) -> Ledger {
    let shown = desk.shown(path);
    if desk.ledger.files.contains(shown.as_str()) {
        return Ledger::default();
    }
    // What cannot be read is refused when it is to be written to.
    let Ok(loaded) = load_path(path, shown.as_str()) else {
        return Ledger::default();
    };
    let tree = read(&loaded.source, &Limits::default()).tree;
    Ledger::of_documents(&tree.documents().collect::<Vec<_>>()).0
}

fn path(options: &AdoptOptions, desk: &Desk) -> PathBuf {
    match &options.out {
        Some(out) => options.check.setup.cwd.join(out),
        // For another repository's ledger: to be carried there, and not put where it would not count.
        None if desk.loading.explicit => options.check.setup.cwd.join("adopted-exceptions.yaml"),
        None if is_one_file(&desk.home) => desk.home.clone(),
        None => desk.home.join("adopted.yaml"),
    }
}
