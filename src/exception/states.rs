//! States: what is to be said of a record on a day, the worst first, each with the line that is at fault.

use super::approval::{self, Signers};
use super::groups::folded;
use super::ledger::Ledger;
use super::record::Record;
use super::renewal;
use super::terms::{Chain, overlong};
use super::{days_between, plus_days};
use crate::diagnostic::closest;
use crate::policy::{Level, Mandate, PolicySet, State, Unless};
use crate::source::{Place, Span};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Days before its end from which on a record is `expiring`.
pub const EXPIRING_DAYS: u32 = 14;

/// One state of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// How much it counts, as the policy set says.
    pub level: Level,
    /// What is so, in words.
    pub message: String,
    /// The line of the record that makes it so.
    pub place: Place,
    /// What to do about it.
    pub help: Option<String>,
}

/// What the states of a record are decided by, apart from the findings.
pub(super) struct Circumstances<'a> {
    pub(super) set: &'a PolicySet,
    pub(super) ledger: &'a Ledger,
    pub(super) today: Date,
}

impl Circumstances<'_> {
    /// The states of a record that findings have no part in. It covers if and only if all of these cover.
    pub(super) fn standings(
        &self,
        record: &Record,
        chain: Option<Chain>,
    ) -> (Vec<Standing>, Signers) {
        let (signers, bad) = approval::signers(record, self.ledger, self.today);
        let mut states = Vec::new();
        if let Some(revoked) = record.revoked.as_ref().filter(|r| r.on <= self.today) {
            let message = format!("revoked on {}: {}", revoked.on, revoked.reason);
            return (
                vec![self.say(record, State::Revoked, message, revoked.span)],
                signers,
            );
        }
        let Some(mandate) = self.set.mandate(&record.mandate) else {
            self.unknown_mandate(record, &mut states);
            self.by_date(record, &mut states);
            return (states, signers);
        };
        self.by_terms(record, mandate, chain, &signers, &mut states);
        let bad = bad.into_iter();
        states.extend(bad.map(|(why, span)| self.say(record, State::Unapproved, why, span)));
        self.by_date(record, &mut states);
        if states.is_empty() {
            let message = format!("holds until {}", record.expires.value);
            states.push(self.say(record, State::Active, message, record.expires.span));
        }
        (states, signers)
    }

    fn by_terms(
        &self,
        record: &Record,
        mandate: &Mandate,
        chain: Option<Chain>,
        signers: &Signers,
        states: &mut Vec<Standing>,
    ) {
        let Unless::Granted(terms) = &mandate.unless else {
            let message = format!("`{}` allows no exceptions: `unless: never`", mandate.id);
            states.push(self.say(record, State::Forbidden, message, record.mandate.span));
            return;
        };
        let (max_days, max_renewals) = match (record.is_emergency(), terms.emergency_days) {
            (false, _) => (terms.max_days, terms.max_renewals),
            (true, Some(days)) => (days, 0),
            (true, None) => {
                let message = format!("`{}` has no emergency exceptions", mandate.id);
                states.push(self.say(record, State::Forbidden, message, record.category.span));
                return;
            }
        };
        if let Some((why, span)) =
            chain.and_then(|chain| overlong(record, chain, max_days, max_renewals))
        {
            states.push(self.say(record, State::Overlong, why, span));
        }
        if record.approved_by.is_empty() && !record.is_emergency() {
            let message = format!(
                "nobody has approved it; {} may",
                approval::reviewers(mandate, terms).join(", ")
            );
            let mut state = self.say(record, State::Pending, message, record.id.span);
            state.help = Some(format!("mustmay exceptions approve {}", record.id.value));
            states.push(state);
            return;
        }
        let faults = approval::faults(record, mandate, terms, self.ledger, signers);
        let faults = faults.into_iter();
        states.extend(faults.map(|(why, span)| self.say(record, State::Unapproved, why, span)));
    }

    fn by_date(&self, record: &Record, states: &mut Vec<Standing>) {
        let (created, expires) = (&record.created, &record.expires);
        if created.value > self.today {
            let message = format!("begins on {}", created.value);
            states.push(self.say(record, State::NotYet, message, created.span));
            return;
        }
        if expires.value < self.today {
            let days = days_between(expires.value, self.today);
            let message = format!(
                "expired on {}, {days} {} ago",
                expires.value,
                plural(days, "day", "days")
            );
            let mut state = self.say(record, State::Expired, message, expires.span);
            state.help = renewal::advice(record, self.set, self.today, None);
            states.push(state);
        } else if expires.value <= plus_days(self.today, EXPIRING_DAYS) {
            let days = days_between(self.today, expires.value);
            let message = match days {
                0 => "ends today".to_owned(),
                1 => "ends tomorrow".to_owned(),
                _ => format!("ends on {}, in {days} days", expires.value),
            };
            states.push(self.say(record, State::Expiring, message, expires.span));
        }
    }

    fn unknown_mandate(&self, record: &Record, states: &mut Vec<Standing>) {
        let ids = self.set.mandates.iter().map(|mandate| mandate.id.as_str());
        let near = did_you_mean(&record.mandate, ids);
        let message = format!(
            "the policy set has no mandate `{}`",
            record.mandate.escape_debug()
        );
        let mut state = self.say(record, State::Orphaned, message, record.mandate.span);
        state.help = near;
        states.push(state);
    }

    /// A state with its level.
    pub(super) fn say(&self, record: &Record, state: State, message: String, at: Span) -> Standing {
        Standing {
            state,
            level: self.set.level_of(state),
            message,
            place: record.place(at),
            help: None,
        }
    }
}

/// The nearest of the names that there are.
pub(super) fn did_you_mean<'n>(
    word: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    closest(word, names).map(|near| format!("did you mean `{near}`?"))
}

/// Whether an exception in this state covers what it is about.
pub(super) const fn covers(state: State) -> bool {
    matches!(
        state,
        State::Active | State::Expiring | State::Grown | State::Unneeded
    )
}

/// Whether a record in this state was decided on at all.
pub(super) const fn is_decision(state: State) -> bool {
    !matches!(state, State::Pending | State::NotYet)
}

/// The worst first: by level, then by how far a state is from covering.
pub(super) fn sort(states: &mut [Standing]) {
    const ORDER: &[State] = &[
        State::Forbidden,
        State::Unapproved,
        State::Overlong,
        State::Expired,
        State::NotYet,
        State::Pending,
        State::Grown,
        State::Orphaned,
        State::Unneeded,
        State::Expiring,
        State::Revoked,
        State::Active,
    ];
    let rank = |state: State| ORDER.iter().position(|known| *known == state);
    states.sort_by(|a, b| (b.level.cmp(&a.level)).then_with(|| rank(a.state).cmp(&rank(b.state))));
}

/// The owners of a run's services, as names are compared; `None` where the groups of the ledger know none of them, so
/// that they hold reviewers only, and nobody can tell whether an owner is gone.
pub(super) fn known_owners<'o>(
    owners: impl Iterator<Item = &'o str>,
    ledger: &Ledger,
) -> Option<BTreeSet<String>> {
    let owners: BTreeSet<String> = owners.map(folded).collect();
    let known = owners.iter().any(|owner| ledger.groups.knows(owner));
    known.then_some(owners)
}

/// Whether an owner is gone: a team that neither the groups nor a service of the run know; people need not stand in a
/// group.
pub(super) fn owner_is_gone(
    record: &Record,
    ledger: &Ledger,
    owners: Option<&BTreeSet<String>>,
) -> bool {
    owners.is_some_and(|owners| !owners.contains(&folded(&record.owner)))
        && !record.owner.contains('@')
        && !ledger.groups.knows(&record.owner)
}

pub(super) fn plural<'w>(count: i64, one: &'w str, many: &'w str) -> &'w str {
    if count == 1 { one } else { many }
}
