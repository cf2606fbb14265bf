//! Terms: how long one finding may be excepted, whatever the records that say so are called.

use super::ledger::Ledger;
use super::record::Record;
use super::scope::Scopes;
use super::{days_between, plus_days};
use crate::engine::Judged;
use crate::policy::PolicySet;
use crate::source::Span;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Days and renewals that records of one finding, one right after the other, come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Chain {
    /// The first day of the first record.
    pub(super) since: Date,
    /// The most renewals that one of them says.
    pub(super) renewals: u32,
    /// How many records there are.
    pub(super) records: usize,
}

impl Chain {
    /// What one record comes to by itself.
    pub(super) fn of(record: &Record) -> Self {
        Self {
            since: record.created.value,
            renewals: record.renewals.value,
            records: 1,
        }
    }
}

/// Which findings of the run each record is about; a record that is about none is not in it.
pub(super) type Matches = BTreeMap<usize, BTreeSet<(usize, usize, usize)>>;

/// The records before one, of the same finding and without a day between them.
pub(super) fn chain(
    index: usize,
    records: &[Record],
    scopes: &Scopes<'_>,
    matches: &Matches,
) -> Option<Chain> {
    let record = records.get(index)?;
    let mut before: Vec<&Record> = scopes
        .neighbours(record)
        .into_iter()
        .filter(|other| meet(index, *other, matches))
        .filter_map(|other| records.get(other))
        .filter(|other| was_in_force(other) && precedes(other, record))
        .collect();
    // The last to end first: each may lead further back.
    before.sort_by_key(|record| Reverse((record.last_day(), record.created.value)));
    let mut chain = Chain::of(record);
    let mut more = true;
    let mut taken = vec![false; before.len()];
    while more {
        more = false;
        for (other, taken) in before.iter().zip(&mut taken) {
            if !*taken && plus_days(other.last_day(), 1) >= chain.since {
                *taken = true;
                more = true;
                chain.since = chain.since.min(other.created.value);
                chain.renewals = chain.renewals.max(other.renewals.value);
                chain.records += 1;
            }
        }
    }
    Some(chain)
}

/// The days that a new record may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// The first day of the first of the records of its findings that it would follow without a day between them.
    pub since: Date,
    /// The last day that it may hold.
    pub until: Date,
    /// How many records there are before it.
    pub before: usize,
}

/// The days that a record which is not in the ledger yet may have there, `max_days` at a time and with `max_renewals`:
/// the records before it of the same findings count in, as for the state `overlong`.
pub fn room(
    record: &Record,
    ledger: &Ledger,
    judged: &[Judged],
    set: &PolicySet,
    (max_days, max_renewals): (u32, u32),
) -> Room {
    let mut records = ledger.records.clone();
    records.push(record.clone());
    let scopes = Scopes::of(&records);
    // Also what is excepted now is matched: that is what another record covers.
    let mut matches = Matches::new();
    for (j, judged) in judged.iter().enumerate() {
        for (o, outcome) in judged.outcomes.iter().enumerate() {
            let Some(mandate) = set.mandates.get(outcome.mandate) else {
                continue;
            };
            for (f, finding) in outcome.findings.iter().enumerate() {
                for (index, _) in scopes.about(&mandate.id, &judged.service, finding) {
                    matches.entry(index).or_default().insert((j, o, f));
                }
            }
        }
    }
    let last = records.len() - 1;
    let chain = chain(last, &records, &scopes, &matches).unwrap_or_else(|| Chain::of(record));
    Room {
        since: chain.since,
        until: plus_days(chain.since, allowed(chain, max_days, max_renewals)),
        before: chain.records - 1,
    }
}

/// The days that all records of a chain may come to.
fn allowed(chain: Chain, max_days: u32, max_renewals: u32) -> u32 {
    let times = chain.renewals.min(max_renewals).saturating_add(1);
    max_days.saturating_mul(times)
}

/// Whether two records that may be about one finding are, as far as the findings of the run tell.
fn meet(one: usize, other: usize, matches: &Matches) -> bool {
    match (matches.get(&one), matches.get(&other)) {
        (Some(own), Some(theirs)) => !own.is_disjoint(theirs),
        _ => true,
    }
}

/// Whether somebody had approved it, so that its days were used.
fn was_in_force(record: &Record) -> bool {
    (!record.approved_by.is_empty() || record.is_emergency())
        && record.last_day() >= record.created.value
}

/// Whether a record comes before another: begun earlier, or on the same day with the smaller id.
fn precedes(other: &Record, record: &Record) -> bool {
    (other.created.value, &other.id.value) < (record.created.value, &record.id.value)
}

/// Why a record lasts too long, if it does: the message and the line.
pub(super) fn overlong(
    record: &Record,
    chain: Chain,
    max_days: u32,
    max_renewals: u32,
) -> Option<(String, Span)> {
    let renewals = &record.renewals;
    if renewals.value > max_renewals {
        let message = if record.is_emergency() {
            "an emergency exception is never renewed".to_owned()
        } else {
            format!(
                "renewed {} times; the mandate allows {max_renewals}",
                renewals.value
            )
        };
        return Some((message, renewals.span));
    }
    let days = days_between(chain.since, record.expires.value);
    let allowed = allowed(chain, max_days, max_renewals);
    if days <= i64::from(allowed) {
        return None;
    }
    let message = if chain.records == 1 {
        format!(
            "it lasts {days} days; the mandate allows {max_days} at a time, {allowed} with {} renewals",
            renewals.value
        )
    } else {
        let before = match chain.records - 1 {
            1 => "record".to_owned(),
            more => format!("{more} records"),
        };
        format!(
            "with the {before} before it the finding is excepted for {days} days since {}; \
             the mandate allows {allowed}",
            chain.since
        )
    };
    Some((message, record.expires.span))
}
