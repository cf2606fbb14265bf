//! Deciding findings: the narrowest record that is about one decides, and what does not hold says why.

use super::judge::{Account, Situation};
use super::meeting::{Applies, applies};
use super::record::Record;
use super::renewal;
use super::states::{self, Standing, plural};
use super::terms::Matches;
use crate::diagnostic::Related;
use crate::engine::{Finding, Judged, Outcome, Verdict};
use crate::policy::State;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A finding by service, outcome and place.
type At = (usize, usize, usize);

/// Decides each finding that some record is about, then each outcome.
pub(super) fn decide(
    judged: &mut [Judged],
    matches: &Matches,
    accounts: &mut BTreeMap<usize, Account>,
    situation: &Situation<'_>,
) {
    let mut candidates: BTreeMap<At, Vec<usize>> = BTreeMap::new();
    for (index, findings) in matches {
        if accounts.contains_key(index) {
            for at in findings {
                candidates.entry(*at).or_default().push(*index);
            }
        }
    }
    let mut outcomes: BTreeSet<(usize, usize)> = BTreeSet::new();
    for ((j, o, f), records) in &candidates {
        let outcome = judged
            .get_mut(*j)
            .and_then(|judged| judged.outcomes.get_mut(*o));
        let Some(finding) = outcome.and_then(|outcome| outcome.findings.get_mut(*f)) else {
            continue;
        };
        outcomes.insert((*j, *o));
        settle(finding, records, accounts, situation);
    }
    remember(judged, matches, situation);
    for (j, o) in outcomes {
        let outcome = judged
            .get_mut(j)
            .and_then(|judged| judged.outcomes.get_mut(o));
        if let Some(outcome) = outcome {
            except(outcome);
        }
    }
}

/// Says of findings that nothing open is about which closed record was.
fn remember(judged: &mut [Judged], matches: &Matches, situation: &Situation<'_>) {
    let records = &situation.ledger.records;
    for (index, findings) in matches {
        let Some(record) = records.get(*index).filter(|record| record.closed) else {
            continue;
        };
        for (j, o, f) in findings {
            let outcome = judged
                .get_mut(*j)
                .and_then(|judged| judged.outcomes.get_mut(*o));
            let finding = outcome.and_then(|outcome| outcome.findings.get_mut(*f));
            if let Some(finding) = finding.filter(|finding| finding.exception.is_none())
                && applies(record, situation.repository) == Applies::Yes
            {
                finding.notes.push(format!(
                    "exception `{}` ({}) covered this until {} and is closed",
                    record.id.value,
                    record.owner.value,
                    record.last_day()
                ));
            }
        }
    }
}

/// An outcome is excepted if every finding is covered; findings that are not kept are covered by nothing.
fn except(outcome: &mut Outcome) {
    if outcome.more > 0 {
        return;
    }
    let open = outcome.findings.iter().filter(|f| f.exception.is_none());
    match open.map(|finding| finding.level).max() {
        Some(level) => outcome.level = Some(level),
        None => outcome.verdict = Verdict::Excepted,
    }
}

/// Lets the narrowest record decide one finding; of equally narrow ones any that holds.
fn settle(
    finding: &mut Finding,
    candidates: &[usize],
    accounts: &mut BTreeMap<usize, Account>,
    situation: &Situation<'_>,
) {
    let records = &situation.ledger.records;
    let decided = |index: &usize| {
        let here = accounts.get(index).is_some_and(|account| {
            let states = &account.states;
            states
                .iter()
                .all(|standing| states::is_decision(standing.state))
        });
        let record = records.get(*index)?;
        (here && applies(record, situation.repository) == Applies::Yes)
            .then_some((record.narrowness(), *index))
    };
    let narrowest = candidates
        .iter()
        .filter_map(decided)
        .map(|(narrow, _)| narrow)
        .max();
    let deciding =
        |index: &&usize| decided(index).is_some_and(|(narrow, _)| Some(narrow) == narrowest);
    let holds = |index: &&usize| accounts.get(index).is_some_and(|account| account.covers);
    let cover = candidates
        .iter()
        .filter(deciding)
        .filter(holds)
        .min_by_key(|index| records.get(**index).map(|record| record.id.value.as_str()));
    if let Some(index) = cover {
        if let (Some(record), Some(account)) = (records.get(*index), accounts.get_mut(index)) {
            account.covered += 1;
            finding.exception = Some(Arc::from(record.id.value.as_str()));
            finding.related.push(Related {
                label: "the exception".to_owned(),
                place: record.place(record.id.span),
            });
        }
        return;
    }
    let wider = candidates.iter().find(holds);
    for index in candidates {
        let (Some(record), Some(account)) = (records.get(*index), accounts.get(index)) else {
            continue;
        };
        // What stands aside because a narrower record decides is named by that record's note.
        if account.covers {
            continue;
        }
        lapse(finding, record, account, situation);
    }
    if let Some(record) = wider.and_then(|index| records.get(*index)) {
        finding.notes.push(format!(
            "exception `{}` is about more than this: the narrower one decides",
            record.id.value
        ));
    }
}

/// Says why a record that is about a finding does not cover it.
fn lapse(finding: &mut Finding, record: &Record, account: &Account, situation: &Situation<'_>) {
    let id = &record.id.value;
    let whose = record.ticket.as_ref().map_or_else(
        || record.owner.value.clone(),
        |ticket| format!("{}, {}", record.owner.value, ticket.value),
    );
    if applies(record, situation.repository) != Applies::Yes {
        if let (Some(named), None) = (&record.repository, situation.repository) {
            finding.notes.push(format!(
                "exception `{id}` does not apply: it is for the repository `{}`, and that of this \
                 run is not known: pass --repository",
                named.value
            ));
        }
        return;
    }
    if !situation.clock_is_right {
        finding.notes.push(format!(
            "exception `{id}` does not hold: the clock shows {}, a day before this program was made",
            situation.today
        ));
        return;
    }
    let mut faults: Vec<&Standing> = account
        .states
        .iter()
        .filter(|standing| !states::covers(standing.state))
        .collect();
    faults.sort_by_key(|standing| standing.state != State::Expired);
    let Some(first) = faults.first() else { return };
    let reasons: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    finding.notes.push(if first.state == State::Expired {
        let days = super::days_between(record.expires.value, situation.today);
        let print = Some(finding.fingerprint.as_str());
        let advice = renewal::advice(record, situation.set, situation.today, print);
        let advice = advice.map_or_else(String::new, |advice| format!("; {advice}"));
        format!(
            "exception `{id}` ({whose}) covered this until {}, {days} {} ago{advice}",
            record.expires.value,
            plural(days, "day", "days")
        )
    } else {
        format!(
            "exception `{id}` ({whose}) does not cover this: {}",
            reasons.join("; ")
        )
    });
    finding.related.push(Related {
        label: "the exception".to_owned(),
        place: first.place.clone(),
    });
}
