//! Adoption by choice: what teams take when they may, and how they change their minds.

use super::history::HistoryLine;
use super::share::Share;
use crate::policy::PLATFORM;
use std::collections::{BTreeMap, BTreeSet};

/// What the services of a quarter chose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adoption {
    /// Services that the mandate applied to, by verdict: pass, fail, excepted, error.
    pub verdicts: BTreeMap<String, u64>,
    /// To how many services it did not apply.
    pub not_applicable: u64,
    /// The choices that were taken, the most taken first.
    pub choices: Vec<ChoiceShare>,
    /// Services for which no choice was recognised.
    pub without: u64,
    /// Services on a choice of the platform's, of those that had at least two choices of standing preferred or
    /// allowed.
    pub voluntary: Share,
    /// Services by the choices they took: what the next quarter is compared with.
    taken: BTreeMap<Name, BTreeSet<String>>,
    /// Services that needed an exception.
    pub excepted: Share,
}

/// A service across runs: its repository and its name. A service that several manifests describe is one.
type Name = (String, String);

/// How many services took a choice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChoiceShare {
    /// The choice's id.
    pub id: String,
    /// Its standing, as reports say it.
    pub standing: String,
    /// Who offers it.
    pub offered_by: Option<String>,
    /// The services that took it, of those that the mandate applied to.
    pub share: Share,
}

/// Services that changed their choice between two quarters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Switches {
    /// Services that are known in both quarters.
    pub compared: u64,
    /// From which choices to which, and how many services: the most first.
    pub moves: Vec<(String, String, u64)>,
}

#[derive(Default)]
struct Seen<'l> {
    verdict: usize,
    choices: BTreeSet<&'l str>,
    excepted: bool,
    free: bool,
}

/// Verdicts from the best to the worst.
const ORDER: [&str; 4] = ["pass", "excepted", "fail", "error"];

impl Adoption {
    /// The adoption that lines of one quarter tell of; `None` where there is no line.
    pub fn of(lines: &[&HistoryLine]) -> Option<Self> {
        if lines.is_empty() {
            return None;
        }
        let mut services: BTreeMap<Name, Seen<'_>> = BTreeMap::new();
        let mut offers: BTreeMap<&str, (&str, Option<&str>)> = BTreeMap::new();
        for line in lines {
            for offer in &line.choices {
                offers.insert(&offer.id, (&offer.standing, offer.offered_by.as_deref()));
            }
            for service in &line.services {
                let name = (line.repository.clone(), service.name.clone());
                let seen = services.entry(name).or_default();
                let rank = ORDER.iter().position(|verdict| *verdict == service.verdict);
                seen.verdict = seen.verdict.max(rank.unwrap_or(ORDER.len() - 1));
                seen.choices
                    .extend(service.choices.iter().map(String::as_str));
                seen.excepted |= service.verdict == "excepted" || !service.exceptions.is_empty();
                seen.free |= line.alternatives >= 2;
            }
        }
        let offered = |choices: &BTreeSet<&str>| {
            choices
                .iter()
                .any(|id| offers.get(id).is_some_and(|(_, by)| *by == Some(PLATFORM)))
        };
        let whole = services.len() as u64;
        let count = |test: &dyn Fn(&Seen<'_>) -> bool| {
            services.values().filter(|seen| test(seen)).count() as u64
        };
        let mut choices: Vec<ChoiceShare> = offers
            .iter()
            .map(|(id, (standing, by))| ChoiceShare {
                id: (*id).to_owned(),
                standing: (*standing).to_owned(),
                offered_by: by.map(str::to_owned),
                share: Share::new(count(&|seen| seen.choices.contains(id)), whole),
            })
            .collect();
        choices.sort_by(|a, b| {
            b.share
                .part
                .cmp(&a.share.part)
                .then_with(|| a.id.cmp(&b.id))
        });
        let verdicts = ORDER
            .iter()
            .enumerate()
            .map(|(rank, verdict)| ((*verdict).to_owned(), count(&|seen| seen.verdict == rank)));
        Some(Self {
            verdicts: verdicts.collect(),
            not_applicable: lines.iter().map(|line| line.not_applicable).sum(),
            without: count(&|seen| seen.choices.is_empty()),
            voluntary: Share::new(
                count(&|seen| seen.free && offered(&seen.choices)),
                count(&|seen| seen.free),
            ),
            excepted: Share::new(count(&|seen| seen.excepted), whole),
            choices,
            taken: services
                .into_iter()
                .map(|(name, seen)| (name, seen.choices.into_iter().map(str::to_owned).collect()))
                .collect(),
        })
    }

    /// How many services have a verdict.
    pub(super) fn count(&self, verdict: &str) -> u64 {
        self.verdicts.get(verdict).copied().unwrap_or_default()
    }

    /// How many services the mandate applied to.
    pub fn services(&self) -> u64 {
        self.taken.len() as u64
    }

    /// Who changed since `before`.
    pub fn switches(&self, before: &Self) -> Switches {
        let mut compared = 0;
        let mut moves: BTreeMap<(String, String), u64> = BTreeMap::new();
        let words = |choices: &BTreeSet<String>| match choices.len() {
            0 => "none".to_owned(),
            _ => choices
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" + "),
        };
        for (name, now) in &self.taken {
            let Some(then) = before.taken.get(name) else {
                continue;
            };
            compared += 1;
            if now != then {
                *moves.entry((words(then), words(now))).or_default() += 1;
            }
        }
        let mut moves: Vec<_> = moves
            .into_iter()
            .map(|((from, to), count)| (from, to, count))
            .collect();
        moves.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1))));
        Switches { compared, moves }
    }
}

impl Switches {
    /// How many services changed their choice.
    pub fn count(&self) -> u64 {
        self.moves.iter().map(|(_, _, count)| count).sum()
    }
}
