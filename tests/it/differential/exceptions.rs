//! Which findings exceptions cover, and in which states they are: a second opinion, written from LANGUAGE.md alone.

use super::generate::TODAY;
use super::model::{Mandate, Record, Terms};
use crate::dice::Dice;
use jiff::ToSpan as _;
use jiff::civil::Date;
use mustmay::engine::{Finding, Judged, ServiceInfo, Verdict};
use mustmay::policy::PolicySet;
use std::collections::BTreeSet;

/// The repository that is checked.
pub(super) const HERE: &str = "shop/here";
/// Who may review.
pub(super) const GROUPS: &str = "security: [sam@example.com, lee@example.com]\n";
const PEOPLE: [&str; 4] = [
    "sam@example.com",
    "lee@example.com",
    "kim@example.com",
    "bob@example.com",
];

fn today() -> Date {
    TODAY.parse().unwrap()
}

/// Records about what was found, and about what was not.
pub(super) fn records(dice: &mut Dice, set: &PolicySet, judged: &[Judged]) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut seen = BTreeSet::new();
    for judged in judged.iter().filter(|judged| judged.service.named) {
        for outcome in &judged.outcomes {
            let mandate = set.mandates[outcome.mandate].id.clone();
            // Services of one name share their records.
            if !dice.percent(60) || !seen.insert((judged.service.name.to_string(), mandate.clone()))
            {
                continue;
            }
            let finding = (!outcome.findings.is_empty()).then(|| dice.pick(&outcome.findings));
            let count = if dice.one_in(3) { dice.from(2, 3) } else { 1 };
            for _ in 0..count {
                let id = format!("EX-{}", records.len());
                records.push(record(
                    dice,
                    id,
                    &mandate,
                    &judged.service,
                    finding.as_ref(),
                    count > 1,
                ));
            }
        }
    }
    records
}

fn record(
    dice: &mut Dice,
    id: String,
    mandate: &str,
    service: &ServiceInfo,
    finding: Option<&Finding>,
    is_one_of_many: bool,
) -> Record {
    // Of several the narrower is to be plain: each narrows what the next wider one says.
    let narrow = if dice.one_in(3) { 0 } else { dice.below(5) };
    let emergency = !is_one_of_many && dice.one_in(5);
    let created = today() + dice.pick(&[-40, -20, -5, -5, -1, -1, 0, 0, 1]).days();
    let lasts = if is_one_of_many {
        dice.pick(&[0, 1, 5, 8])
    } else {
        dice.pick(&[0, 3, 4, 7, 29, 30, 30, 31, 90, 91])
    };
    let renewals = if is_one_of_many || lasts > 30 {
        0
    } else {
        dice.pick(&[0, 0, 0, 1, 2, 4])
    };
    let approvers = if emergency || dice.one_in(8) {
        0
    } else {
        dice.from(1, 4)
    };
    let mut approved_by: Vec<&str> = Vec::new();
    for _ in 0..approvers {
        let one = if dice.one_in(6) {
            dice.pick(&PEOPLE)
        } else {
            dice.pick(&PEOPLE[..2])
        };
        if !approved_by.contains(&one) {
            approved_by.push(one);
        }
    }
    let condition =
        finding.map_or_else(|| "c0".to_owned(), |finding| finding.condition.to_string());
    let path = finding.map_or_else(|| "spec.mode".to_owned(), |finding| finding.path.clone());
    let path = if path.is_empty() {
        "spec".to_owned()
    } else {
        path
    };
    // Above the finding is not at it.
    let path = match path.rsplit_once('.') {
        Some((above, _)) if dice.one_in(6) => above.to_owned(),
        _ => path,
    };
    Record {
        id,
        mandate: mandate.to_owned(),
        condition: (narrow > 0).then_some(condition),
        at: if narrow > 1 || (!is_one_of_many && dice.one_in(4)) {
            vec![path]
        } else {
            Vec::new()
        },
        service: service.name.to_string(),
        kind: (narrow > 2).then(|| service.kind.to_string()),
        file: (narrow > 3).then(|| service.file.to_string()),
        // One that serves several repositories says of each record which it is for.
        repository: Some(dice.pick(&[HERE, HERE, HERE, "shop/other"])),
        emergency,
        requested_by: dice.pick(&[
            "mia@example.com",
            "mia@example.com",
            "mia@example.com",
            "sam@example.com",
        ]),
        approved_by,
        created,
        expires: created + i64::from(lasts).days(),
        renewals,
    }
}

/// The states of a record that findings have no part in.
pub(super) fn states(record: &Record, mandate: &Mandate) -> BTreeSet<&'static str> {
    let mut states = BTreeSet::new();
    let lasts = i64::from((record.expires - record.created).get_days());
    if record.created > today() {
        states.insert("not-yet");
    } else if record.expires < today() {
        states.insert("expired");
    } else if record.expires <= today() + 14.days() {
        states.insert("expiring");
    }
    match (&mandate.unless, record.emergency) {
        (None, _)
        | (
            Some(Terms {
                emergency: None, ..
            }),
            true,
        ) => {
            states.insert("forbidden");
        }
        (
            Some(Terms {
                emergency: Some(most),
                ..
            }),
            true,
        ) => {
            // Self-approved, covers at once, never renewed.
            if lasts > *most || record.renewals > 0 {
                states.insert("overlong");
            }
        }
        (Some(terms), false) => {
            if lasts > terms.max_days || record.renewals > terms.max_renewals {
                states.insert("overlong");
            }
            let may = |one: &&str| {
                let reviewer = terms.reviewers.contains(one)
                    || (terms.reviewers.contains(&"security") && PEOPLE[..2].contains(one));
                reviewer && *one != record.requested_by
            };
            if record.approved_by.is_empty() {
                states.insert("pending");
            } else if !record.approved_by.iter().all(may)
                || record.approved_by.len() < terms.approvals
            {
                states.insert("unapproved");
            }
        }
    }
    if states.is_empty() {
        states.insert("active");
    }
    states
}

fn covers(states: &BTreeSet<&str>) -> bool {
    states
        .iter()
        .all(|state| ["active", "expiring"].contains(state))
}

/// Whether a record is about a finding, and counts in this repository.
pub(super) fn is_about(
    record: &Record,
    mandate: &str,
    service: &ServiceInfo,
    finding: &Finding,
) -> bool {
    record.mandate == mandate
        && service.named
        && record.service == *service.name
        && record
            .kind
            .as_ref()
            .is_none_or(|kind| **kind == *service.kind)
        && record
            .file
            .as_ref()
            .is_none_or(|file| **file == *service.file)
        && record
            .condition
            .as_ref()
            .is_none_or(|condition| **condition == *finding.condition)
        && (record.at.is_empty() || record.at.contains(&finding.path))
        && applies(record)
}

pub(super) fn applies(record: &Record) -> bool {
    record
        .repository
        .is_none_or(|repository| repository == HERE)
}

/// The ids of the records of which one covers a finding: of those that match it, the narrowest decide. What nobody
/// has approved yet, or has not begun, decides nothing.
pub(super) fn cover<'r>(
    records: &'r [Record],
    mandate: &Mandate,
    service: &ServiceInfo,
    finding: &Finding,
) -> Vec<&'r str> {
    let matching: Vec<(&Record, BTreeSet<&str>)> = records
        .iter()
        .filter(|record| is_about(record, &mandate.id, service, finding))
        .map(|record| (record, states(record, mandate)))
        .filter(|(_, states)| !states.contains("pending") && !states.contains("not-yet"))
        .collect();
    let narrowness = |record: &Record| {
        let restrictions = [
            record.condition.is_some(),
            !record.at.is_empty(),
            record.kind.is_some(),
            record.file.is_some(),
        ];
        restrictions
            .into_iter()
            .filter(|restricts| *restricts)
            .count()
    };
    let narrowest = matching.iter().map(|(record, _)| narrowness(record)).max();
    matching
        .iter()
        .filter(|(record, states)| Some(narrowness(record)) == narrowest && covers(states))
        .map(|(record, _)| record.id.as_str())
        .collect()
}

/// Whether an outcome is excepted: it failed, and all that was found is covered.
pub(super) fn verdict(before: Verdict, covered: impl Iterator<Item = bool>) -> Verdict {
    let mut covered = covered;
    if before == Verdict::Fail && covered.all(|one| one) {
        Verdict::Excepted
    } else {
        before
    }
}
