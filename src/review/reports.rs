//! The JSON reports of many repositories' runs, read as lines of a history.

use super::history::{ChoiceLine, ExceptionLine, HistoryLine, ServiceLine, VERDICTS, VERSION};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What one report is worth.
#[derive(Debug)]
pub enum Report {
    /// A whole run of the policy set that is reviewed.
    Lines(Vec<HistoryLine>),
    /// A run that says nothing about the mandates that are reviewed.
    Unusable {
        /// The repository, where the report names one.
        repository: Option<String>,
        /// Why.
        why: String,
    },
}

/// The packs that the reviewed policy set is made of, embedded ones left out: id and digest.
pub type Packs = BTreeSet<(String, String)>;

/// Reads a report of `mustmay check --format json`. Fields that this version does not know are passed over, since
/// a version may add some.
///
/// # Errors
/// Where it is no report of version 1.
pub fn read(source: &Source, packs: &Packs) -> Result<Report, Diagnostic> {
    let problem =
        |message: String| Diagnostic::error("reports::format", message).in_file(source.path());
    let version: Version = serde_json::from_str(source.text())
        .map_err(|error| problem(format!("`{}` is no report: {error}", source.path())))?;
    if version.version != 1 {
        return Err(problem(format!(
            "`{}` is a report of version {}, and only version 1 is known",
            source.path(),
            version.version
        )));
    }
    let wire: Wire = serde_json::from_str(source.text()).map_err(|error| {
        problem(format!(
            "`{}` is no report of a check: {error}",
            source.path()
        ))
    })?;
    let day = wire
        .run
        .as_of
        .parse::<Date>()
        .map_err(|error| problem(format!("`{}` has no day: {error}", source.path())))?;
    let unusable = |why: &str| Report::Unusable {
        repository: wire.run.repository.clone(),
        why: why.to_owned(),
    };
    let Some(repository) = wire.run.repository.clone() else {
        return Ok(unusable("it does not say which repository it is about"));
    };
    if !wire.run.repository_verified {
        return Ok(unusable("nobody vouches for the name of its repository"));
    }
    if wire.exit_code > 1 {
        return Ok(unusable("the run did not understand or check everything"));
    }
    if wire.run.staged {
        return Ok(unusable(
            "it is about a commit, and not about the repository",
        ));
    }
    let own: Packs = wire
        .run
        .policy_set
        .iter()
        .filter(|pack| !pack.embedded)
        .map(|pack| (pack.id.clone(), pack.digest.clone()))
        .collect();
    if own != *packs {
        return Ok(unusable("it was judged by another policy set"));
    }
    let policies = digest_of(&wire.run.policy_set);
    Ok(Report::Lines(lines(&wire, &repository, day, &policies)))
}

fn lines(wire: &Wire, repository: &str, day: Date, policies: &str) -> Vec<HistoryLine> {
    let mut by_mandate: BTreeMap<&str, HistoryLine> = BTreeMap::new();
    let mut offers: BTreeMap<&str, BTreeMap<&str, &WireChoice>> = BTreeMap::new();
    let mut needed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for outcome in &wire.outcomes {
        let line = by_mandate
            .entry(&outcome.mandate)
            .or_insert_with(|| HistoryLine {
                version: VERSION,
                day,
                repository: repository.to_owned(),
                commit: wire.run.commit.clone(),
                policies: policies.to_owned(),
                mandate: outcome.mandate.clone(),
                alternatives: 0,
                not_applicable: 0,
                services: Vec::new(),
                choices: Vec::new(),
                exceptions: Vec::new(),
                workarounds: None,
                bypasses: None,
            });
        if !VERDICTS.contains(&outcome.verdict.as_str()) {
            line.not_applicable += 1;
            continue;
        }
        let exceptions: BTreeSet<&str> = outcome
            .findings
            .iter()
            .filter_map(|finding| finding.exception.as_deref())
            .collect();
        for choice in &outcome.choices {
            line.alternatives = line.alternatives.max(choice.alternatives);
            offers
                .entry(&outcome.mandate)
                .or_default()
                .insert(&choice.id, choice);
        }
        line.services.push(ServiceLine {
            name: outcome.service.clone(),
            kind: outcome.kind.clone(),
            verdict: outcome.verdict.clone(),
            choices: outcome
                .choices
                .iter()
                .map(|choice| choice.id.clone())
                .collect(),
            exceptions: exceptions.iter().map(|&id| id.to_owned()).collect(),
        });
        needed
            .entry(&outcome.mandate)
            .or_default()
            .extend(exceptions);
    }
    for (mandate, line) in &mut by_mandate {
        let offered = offers.remove(mandate).unwrap_or_default();
        line.choices = offered.into_values().map(WireChoice::line).collect();
        let ids = needed.remove(mandate).unwrap_or_default();
        let records = wire.exceptions.iter().filter(|record| {
            ids.contains(record.id.as_str())
                || (record.mandate.as_deref() == Some(mandate) && record.was_judged())
        });
        line.exceptions = records.map(WireException::line).collect();
    }
    by_mandate.into_values().collect()
}

/// The digest of a set of packs as a report gives them.
fn digest_of(packs: &[WirePack]) -> String {
    packs
        .iter()
        .map(|pack| pack.digest.as_str())
        .collect::<Vec<_>>()
        .join("+")
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    run: WireRun,
    outcomes: Vec<WireOutcome>,
    #[serde(default)]
    exceptions: Vec<WireException>,
    exit_code: u8,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireRun {
    as_of: String,
    repository: Option<String>,
    repository_verified: bool,
    commit: Option<String>,
    policy_set: Vec<WirePack>,
    #[serde(default)]
    staged: bool,
}

#[derive(Deserialize)]
struct WirePack {
    id: String,
    digest: String,
    #[serde(default)]
    embedded: bool,
}

#[derive(Deserialize)]
struct WireOutcome {
    mandate: String,
    kind: String,
    service: String,
    verdict: String,
    choices: Vec<WireChoice>,
    findings: Vec<WireFinding>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireChoice {
    id: String,
    standing: String,
    offered_by: Option<String>,
    alternatives: u64,
}

#[derive(Deserialize)]
struct WireFinding {
    exception: Option<String>,
}

#[derive(Deserialize)]
struct WireException {
    id: String,
    state: String,
    mandate: Option<String>,
    /// Whether its mandate and service were judged in the run; a ledger may serve many repositories.
    here: Option<String>,
    category: Option<String>,
    created: Option<String>,
    expires: Option<String>,
    renewals: Option<u64>,
}

impl WireChoice {
    fn line(&self) -> ChoiceLine {
        ChoiceLine {
            id: self.id.clone(),
            standing: self.standing.clone(),
            offered_by: self.offered_by.clone(),
        }
    }
}

impl WireException {
    fn was_judged(&self) -> bool {
        matches!(
            self.here.as_deref(),
            None | Some("judged" | "could not be judged")
        )
    }

    fn line(&self) -> ExceptionLine {
        let day = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        ExceptionLine {
            id: self.id.clone(),
            state: self.state.clone(),
            category: self.category.clone(),
            created: day(&self.created),
            expires: day(&self.expires),
            renewals: self.renewals.unwrap_or_default(),
        }
    }
}
