//! What the cases saw of the mandates: every part that can come out in two ways, and the lines of their scripts.

use super::run::SuiteResult;
use crate::engine::{Part, Verdict};
use crate::policy::{Mandate, PolicySet};
use crate::script::Script;
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was seen of the mandates of a policy set; packs that are part of the binary are left out.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// The mandates, by id.
    pub mandates: Vec<MandateCoverage>,
    /// The lines of scripts, by file.
    pub files: Vec<FileCoverage>,
}

/// What was seen of one mandate.
#[derive(Clone, Debug)]
pub struct MandateCoverage {
    /// Its id.
    pub mandate: String,
    /// Where it is written.
    pub place: Place,
    /// How many cases it passes.
    pub passing: usize,
    /// How many cases it fails.
    pub failing: usize,
    /// Its parts, as written.
    pub parts: Vec<PartCoverage>,
}

/// What was seen of one part of a mandate.
#[derive(Clone, Debug)]
pub struct PartCoverage {
    /// What it is, in words: `must protocol`.
    pub what: String,
    /// Where it is written.
    pub place: Place,
    /// In how many cases it held, was met, recognised, in force.
    pub yes: usize,
    /// In how many cases it was not.
    pub no: usize,
    /// Whether `--require-tests` asks for both.
    pub required: bool,
}

/// Which lines of a file with code ran.
#[derive(Clone, Debug)]
pub struct FileCoverage {
    /// The file.
    pub file: Arc<str>,
    /// Whether its pack holds mandates, so that cases can be asked for. Of a pack of kinds alone it is only told what
    /// the cases of others ran.
    pub counts: bool,
    /// Its lines with code that can run.
    pub lines: BTreeSet<u32>,
    /// Those of them that no case ran.
    pub missed: BTreeSet<u32>,
}

impl Coverage {
    /// How many ways there are for parts to come out, and how many were seen.
    pub fn ways(&self) -> (usize, usize) {
        let parts = || self.mandates.iter().flat_map(|mandate| &mandate.parts);
        let seen = parts().map(|part| usize::from(part.yes > 0) + usize::from(part.no > 0));
        (2 * parts().count(), seen.sum())
    }

    /// How many lines of code there are that count, and how many ran.
    pub fn lines(&self) -> (usize, usize) {
        let files = || self.files.iter().filter(|file| file.counts);
        let all: usize = files().map(|file| file.lines.len()).sum();
        let missed: usize = files().map(|file| file.missed.len()).sum();
        (all, all - missed)
    }

    /// The lower of both shares, in whole percent, rounded down; of nothing everything was seen.
    pub fn percent(&self) -> usize {
        let share = |(all, seen): (usize, usize)| (100 * seen).checked_div(all).unwrap_or(100);
        share(self.ways()).min(share(self.lines()))
    }

    /// What `--require-tests` misses, each with its place.
    pub fn untested(&self) -> Vec<(String, Place)> {
        let mut missing = Vec::new();
        for mandate in &self.mandates {
            let name = &mandate.mandate;
            for (count, which) in [(mandate.passing, "passing"), (mandate.failing, "failing")] {
                if count == 0 {
                    missing.push((
                        format!("`{name}` has no {which} case"),
                        mandate.place.clone(),
                    ));
                }
            }
            for part in mandate.parts.iter().filter(|part| part.required) {
                if let Some(way) = part.unseen() {
                    let message = format!("no case of `{name}` has seen `{}` {way}", part.what);
                    missing.push((message, part.place.clone()));
                }
            }
        }
        missing
    }
}

impl PartCoverage {
    /// The way that no case saw, in words; `None` where both were.
    pub fn unseen(&self) -> Option<&'static str> {
        match (self.yes, self.no) {
            (0, 0) => Some("either way"),
            (0, _) => Some("hold"),
            (_, 0) => Some("not hold"),
            _ => None,
        }
    }
}

/// Adds up what the cases saw. Cases that are not as expected prove nothing and are left out.
pub fn coverage(set: &PolicySet, suites: &[SuiteResult]) -> Coverage {
    let own = |pack: &str| {
        let pack = set.packs.iter().find(|one| one.id == pack);
        pack.is_some_and(|pack| !pack.embedded)
    };
    let mandates = set.mandates.iter().filter(|mandate| own(&mandate.pack));
    Coverage {
        mandates: mandates
            .map(|mandate| of_mandate(mandate, suites))
            .collect(),
        files: files(set, suites),
    }
}

fn of_mandate(mandate: &Mandate, suites: &[SuiteResult]) -> MandateCoverage {
    let cases = || {
        suites
            .iter()
            .filter(|suite| suite.mandate == mandate.id)
            .flat_map(|suite| &suite.cases)
            .filter(|case| case.passes())
    };
    let judged = |verdict: Verdict| cases().filter(|case| case.verdict == Some(verdict)).count();
    let mut seen: BTreeMap<Part, (usize, usize)> = BTreeMap::new();
    for case in cases() {
        let ways: BTreeSet<(Part, bool)> =
            case.seen.iter().map(|one| (one.part, one.yes)).collect();
        for (part, yes) in ways {
            let counts = seen.entry(part).or_default();
            *(if yes { &mut counts.0 } else { &mut counts.1 }) += 1;
        }
    }
    let parts = parts(mandate).into_iter().map(|(part, what, place)| {
        let (yes, no) = seen.get(&part).copied().unwrap_or_default();
        let required = matches!(part, Part::Must(_) | Part::Choice(_) | Part::Term(..));
        PartCoverage {
            what,
            place,
            yes,
            no,
            required,
        }
    });
    MandateCoverage {
        mandate: mandate.id.clone(),
        place: mandate.place.clone(),
        passing: judged(Verdict::Pass),
        failing: judged(Verdict::Fail),
        parts: parts.collect(),
    }
}

/// The parts of a mandate that can come out in two ways, as written.
fn parts(mandate: &Mandate) -> Vec<(Part, String, Place)> {
    let mut parts = Vec::new();
    let selectors = [
        (
            "appliesTo.when",
            &mandate.when,
            Part::When as fn(usize) -> Part,
        ),
        ("where", &mandate.filter, Part::Where),
    ];
    for (name, selector, part) in selectors {
        for (index, (_, place)) in selector.tests.iter().enumerate() {
            let what = if selector.tests.len() == 1 {
                name.to_owned()
            } else {
                format!("{name}[{index}]")
            };
            parts.push((part(index), what, place.clone()));
        }
    }
    for (index, condition) in mandate.must.iter().enumerate() {
        let what = format!("must {}", condition.id.value);
        parts.push((Part::Must(index), what, condition.place.clone()));
    }
    let choices = mandate.may.iter().flat_map(|may| &may.choices);
    for (index, choice) in choices.enumerate() {
        let id = &choice.id.value;
        parts.push((
            Part::Choice(index),
            format!("may {id}"),
            choice.place.clone(),
        ));
        for (term, condition) in choice.requires.iter().enumerate() {
            let what = format!("may {id}/{}", condition.id.value);
            parts.push((Part::Term(index, term), what, condition.place.clone()));
        }
    }
    let always = |phase: &crate::policy::Phase| phase.from.is_none() && phase.when.is_everything();
    if let [only] = mandate.phases.as_slice()
        && always(only)
    {
        return parts;
    }
    for (index, phase) in mandate.phases.iter().enumerate() {
        let what = format!("enforce[{index}] ({})", phase.level);
        parts.push((Part::Phase(index), what, phase.place.clone()));
    }
    parts
}

/// The lines of the scripts of mandates and of kinds, and of the functions of their packs.
fn files(set: &PolicySet, suites: &[SuiteResult]) -> Vec<FileCoverage> {
    let mut all: BTreeMap<(Arc<str>, u32), bool> = BTreeMap::new();
    for pack in set.packs.iter().filter(|pack| !pack.embedded) {
        let mandates = set.mandates.iter().filter(|one| one.pack == pack.id);
        let kinds = set.kinds.iter().filter(|kind| kind.pack == pack.id);
        let counts = mandates.clone().next().is_some();
        let mut scripts: Vec<&Script> = mandates.flat_map(Mandate::scripts).collect();
        for kind in kinds {
            scripts.extend(kind.recognising_scripts());
            scripts.extend(kind.scripts());
        }
        let library = (counts || !scripts.is_empty()).then(|| pack.library.lines());
        let own = scripts.into_iter().map(Script::lines);
        for line in own.chain(library).flatten() {
            *all.entry(line).or_default() |= counts;
        }
    }
    let cases = suites.iter().flat_map(|suite| &suite.cases);
    let ran: BTreeSet<&(Arc<str>, u32)> = cases
        .filter(|case| case.passes())
        .flat_map(|case| &case.lines)
        .collect();
    let mut files: BTreeMap<Arc<str>, FileCoverage> = BTreeMap::new();
    for (line, counts) in &all {
        let (file, number) = line;
        let entry = files
            .entry(Arc::clone(file))
            .or_insert_with(|| FileCoverage {
                file: Arc::clone(file),
                counts: false,
                lines: BTreeSet::new(),
                missed: BTreeSet::new(),
            });
        entry.counts |= *counts;
        entry.lines.insert(*number);
        if !ran.contains(line) {
            entry.missed.insert(*number);
        }
    }
    files.into_values().collect()
}
