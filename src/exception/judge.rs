//! Findings × exceptions × today: what is excepted, and how each record stands.

use super::approval::Signers;
use super::decide::decide;
use super::ledger::{Ledger, Trust};
use super::meeting::{Applies, Here, Meeting, applies, meet};
use super::nothing::{Nothing, Places, absent, nothing};
use super::record::Record;
use super::scope::Scopes;
use super::states::{self, Circumstances, Standing};
use super::terms;
use crate::engine::Judged;
use crate::policy::{Level, PolicySet, State};
use jiff::civil::Date;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// What exceptions are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The policy set.
    pub set: &'a PolicySet,
    /// The ledger.
    pub ledger: &'a Ledger,
    /// The day of the judgement.
    pub today: Date,
    /// The day that the findings are of. Of a record that was made later they cannot tell that nothing needs it.
    pub seen: Date,
    /// The repository that is checked, where it is known.
    pub repository: Option<&'a str>,
    /// Whether the day is to be believed. Where it is not, no exception holds, since each has an end.
    pub clock_is_right: bool,
    /// How much of the repository the run saw.
    pub whole: Whole,
    /// Whether the whole ledger is judged, and not only what the run is about.
    pub audit: bool,
}

impl Situation<'_> {
    /// Whether a record was made after the findings were.
    pub fn is_before(&self, record: &Record) -> bool {
        let created = record.created.value;
        created > self.seen && created <= self.today
    }
}

/// How much of the repository a run saw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whole {
    /// All of it, and all of that could be read.
    Yes,
    /// A part of it.
    No,
}

/// How all records of a ledger stand.
#[derive(Debug, Default)]
pub struct ExceptionReport {
    /// Each record that is not closed, in the order of the ledger.
    pub accounts: Vec<Account>,
}

/// How one record stands.
#[derive(Debug)]
pub struct Account {
    /// The record's place in the ledger.
    pub record: usize,
    /// Its states, the worst first; never empty.
    pub states: Vec<Standing>,
    /// Who signed it.
    pub signers: Signers,
    /// Whether it covers what it is about.
    pub covers: bool,
    /// How many findings of the run it is about.
    pub matched: usize,
    /// How many findings of the run it covers.
    pub covered: usize,
    /// Whether its mandate and service were judged in this run.
    pub here: Here,
    /// Whether its states count for how the run ends.
    pub counts: bool,
    /// Whether the mandate's file is another than when it was approved, where a command wrote that down.
    pub mandate_changed: bool,
}

impl Account {
    /// The worst state.
    pub fn state(&self) -> State {
        self.states
            .first()
            .map_or(State::Active, |worst| worst.state)
    }

    /// The words of its states, each once, the worst first.
    pub fn words(&self) -> Vec<&'static str> {
        let mut words: Vec<&'static str> = Vec::new();
        for standing in &self.states {
            if !words.contains(&standing.state.word()) {
                words.push(standing.state.word());
            }
        }
        words
    }

    /// The states that keep it from covering anything.
    pub fn faults(&self) -> impl Iterator<Item = &Standing> {
        let states = self.states.iter();
        states.filter(|standing| !states::covers(standing.state))
    }

    /// The highest level of its states.
    pub fn level(&self) -> Level {
        let levels = self.states.iter().map(|standing| standing.level);
        levels.max().unwrap_or(Level::Allow)
    }
}

impl ExceptionReport {
    /// The highest level of the states that count.
    pub fn worst(&self) -> Option<Level> {
        let counting = self.accounts.iter().filter(|account| account.counts);
        counting.map(Account::level).max()
    }
}

/// Holds findings against the ledger. What valid records cover becomes excepted; what a record that does not hold
/// is about says so.
pub fn judge(judged: &mut [Judged], situation: &Situation<'_>) -> ExceptionReport {
    let records = &situation.ledger.records;
    let scopes = Scopes::of(records);
    let (meetings, matches) = meet(judged, situation, &scopes);
    let owners = judged
        .iter()
        .filter_map(|judged| judged.service.owner.as_deref());
    let owners = states::known_owners(owners, situation.ledger);
    let circumstances = Circumstances {
        set: situation.set,
        ledger: situation.ledger,
        today: situation.today,
    };
    let mut accounts: BTreeMap<usize, Account> = BTreeMap::new();
    for (index, (record, meeting)) in records.iter().zip(&meetings).enumerate() {
        if record.closed {
            continue;
        }
        let chain = terms::chain(index, records, &scopes, &matches);
        let (mut states, signers) = circumstances.standings(record, chain);
        if let Some(gone) = orphan(record, meeting, situation, owners.as_ref(), judged) {
            states.retain(|standing| standing.state != State::Active);
            states.push(gone);
        }
        let covers = situation.clock_is_right
            && applies(record, situation.repository) == Applies::Yes
            && states.iter().all(|standing| states::covers(standing.state));
        accounts.insert(
            index,
            Account {
                record: index,
                states,
                signers,
                covers,
                matched: matches.get(&index).map_or(0, BTreeSet::len),
                covered: 0,
                here: meeting.here,
                counts: situation.audit || meeting.here == Here::Judged,
                mandate_changed: mandate_changed(record, situation.set),
            },
        );
    }
    decide(judged, &matches, &mut accounts, situation);
    let places = LazyCell::new(|| Places::of(judged, situation.set));
    for account in accounts.values_mut() {
        let (Some(record), Some(meeting)) =
            (records.get(account.record), meetings.get(account.record))
        else {
            continue;
        };
        let nothing = (account.matched == 0).then(|| nothing(record, situation.set, || &*places));
        by_findings(
            record,
            meeting,
            account,
            &circumstances,
            situation.audit,
            nothing,
        );
        states::sort(&mut account.states);
    }
    ExceptionReport {
        accounts: accounts.into_values().collect(),
    }
}

/// Whether a record's service or owner is gone. Only a run that saw everything can tell.
fn orphan(
    record: &Record,
    meeting: &Meeting,
    situation: &Situation<'_>,
    owners: Option<&BTreeSet<String>>,
    judged: &[Judged],
) -> Option<Standing> {
    if situation.whole == Whole::No || record.revoked.is_some() || situation.is_before(record) {
        return None;
    }
    let say = |message: String, at| {
        let circumstances = Circumstances {
            set: situation.set,
            ledger: situation.ledger,
            today: situation.today,
        };
        Some(circumstances.say(record, State::Orphaned, message, at))
    };
    // A ledger elsewhere may speak of a repository that this run did not see.
    let ours = record.repository.is_some() || record.trust != Trust::Source;
    match meeting.here {
        Here::NoService if situation.audit && ours => {
            let (message, at, help) = absent(record, judged);
            say(message, at).map(|state| Standing { help, ..state })
        }
        Here::Judged if states::owner_is_gone(record, situation.ledger, owners) => say(
            format!(
                "its owner `{}` is no group and owns no service",
                record.owner.escape_debug()
            ),
            record.owner.span,
        ),
        _ => None,
    }
}

/// The states that only findings can tell.
fn by_findings(
    record: &Record,
    meeting: &Meeting,
    account: &mut Account,
    circumstances: &Circumstances<'_>,
    audit: bool,
    nothing: Option<Nothing>,
) {
    let revoked = account.states.iter().any(|s| s.state == State::Revoked);
    if account.here != Here::Judged || revoked {
        return;
    }
    if let Some((message, at, help)) = nothing.filter(|_| !meeting.partial) {
        let unneeded = circumstances.say(record, State::Unneeded, message, at);
        if !audit {
            // Whether it would hold is of no consequence to a run in which nothing needs it.
            account
                .states
                .retain(|standing| states::covers(standing.state));
        }
        account
            .states
            .retain(|standing| standing.state != State::Active);
        account.states.push(Standing { help, ..unneeded });
    }
    if let Some(made_for) = record.made_for()
        && account.matched > made_for
    {
        let message = format!(
            "it is about {} findings now, and was made for {made_for}",
            account.matched
        );
        let at = record
            .condition
            .as_ref()
            .map_or(record.mandate.span, |c| c.span);
        account
            .states
            .retain(|standing| standing.state != State::Active);
        account
            .states
            .push(circumstances.say(record, State::Grown, message, at));
    }
}

/// Whether the mandate's file is another than when the record was approved.
fn mandate_changed(record: &Record, set: &PolicySet) -> bool {
    let (Some(then), Some(mandate)) = (&record.mandate_digest, set.mandate(&record.mandate)) else {
        return false;
    };
    then.value != mandate_digest(mandate)
}

/// The digest of the file that a mandate is written in.
pub fn mandate_digest(mandate: &crate::policy::Mandate) -> String {
    format!(
        "sha256:{}",
        crate::source::sha256(mandate.source.text().as_bytes())
    )
}
