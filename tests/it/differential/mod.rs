//! A second evaluator, slow and plain and written from LANGUAGE.md, over mandates, services and exceptions by chance.
//!
//! Both must come to the same verdicts, reasons, levels, choices, findings and cover. `MUSTMAY_PAIRS` says over how
//! many pairs of a mandate and a service, `MUSTMAY_SEED` where the chance begins.

mod exceptions;
mod generate;
mod model;
mod plain;
mod script;
mod value;

use crate::dice::{Dice, times};
use crate::emit::{Ways, Yaml, emit};
use generate::{Generator, KINDS, TODAY};
use model::{Mandate, shown};
use mustmay::document::{Limits, read};
use mustmay::engine::{Judged, Outcome, Reason, Siblings, Verdict, World, judge, survey};
use mustmay::exception::{Here, Ledger, LedgerFiles, Situation, Trust, Whole};
use mustmay::policy::{Level, PackFiles, PolicySet};
use mustmay::source::Source;
use plain::{Expected, Place, Service};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const MANDATES: usize = 4;
const SERVICES: usize = 6;

/// Everything that both evaluators are given.
struct Case {
    mandates: Vec<Mandate>,
    services: Vec<Service>,
    policy: String,
    manifest: String,
}

fn case(dice: &mut Dice) -> Case {
    let mut generator = Generator { dice };
    let mandates: Vec<Mandate> = (0..MANDATES)
        .map(|n| generator.mandate(&format!("m{n}")))
        .collect();
    let (documents, services) = generator.file("manifest.yaml", SERVICES);
    let mut write = |values: Vec<Value>| {
        let texts = values
            .iter()
            .map(|value| emit(&Yaml::of_json(value), Ways::default(), generator.dice));
        texts.collect::<Vec<_>>().join("---\n")
    };
    Case {
        policy: write(mandates.iter().map(Mandate::written).collect()),
        manifest: write(documents),
        mandates,
        services,
    }
}

fn policy_set(policy: &str) -> PolicySet {
    let file = |name: &str, text: &str| (name.to_owned(), Source::new(name, text));
    let pack = PackFiles {
        shown: "policies".to_owned(),
        embedded: false,
        files: vec![file("kinds.yaml", KINDS), file("mandates.yaml", policy)],
    };
    match PolicySet::load(&[pack]) {
        Ok((set, _)) => set,
        Err(problems) => panic!("the policy is refused: {:#?}\n{policy}", {
            let told = problems
                .iter()
                .map(|p| (p.code, &p.message, p.place.as_ref().map(|p| p.start.line)));
            told.collect::<Vec<_>>()
        }),
    }
}

/// The judgement of the program's own evaluator.
fn judged(set: &PolicySet, manifest: &str) -> Vec<Judged> {
    let reading = read(&Source::new("manifest.yaml", manifest), &Limits::default());
    assert!(
        reading.diagnostics.is_empty(),
        "{:#?}\n{manifest}",
        reading.diagnostics
    );
    let world = World {
        today: TODAY.parse().unwrap(),
        siblings: Siblings::default(),
    };
    let survey = survey(set, &reading.tree, &world);
    assert!(
        survey.diagnostics.is_empty(),
        "{:#?}\n{manifest}",
        survey.diagnostics
    );
    survey
        .services
        .iter()
        .map(|service| judge(set, service, &world))
        .collect()
}

const fn word(level: Level) -> &'static str {
    match level {
        Level::Advise => "advise",
        Level::Warn => "warn",
        Level::Deny => "deny",
        Level::Allow => "allow",
    }
}

/// Where the two differ.
fn difference(expected: &Expected, outcome: &Outcome) -> Option<String> {
    if outcome.verdict.word() != expected.verdict {
        return Some(format!(
            "{} instead of {}",
            outcome.verdict.word(),
            expected.verdict
        ));
    }
    if outcome.reason.map(Reason::word) != expected.reason {
        return Some(format!(
            "reason {:?} instead of {:?}",
            outcome.reason, expected.reason
        ));
    }
    if outcome.level.map(word) != expected.level {
        return Some(format!(
            "level {:?} instead of {:?}",
            outcome.level, expected.level
        ));
    }
    let mut choices: Vec<&str> = outcome.choices.iter().map(|taken| &*taken.id).collect();
    choices.sort_unstable();
    choices.dedup();
    if choices != expected.choices {
        return Some(format!(
            "choices {choices:?} instead of {:?}",
            expected.choices
        ));
    }
    let fits = |wanted: &plain::Finding, found: &mustmay::engine::Finding| {
        wanted.condition == *found.condition
            && wanted.level == word(found.level)
            && match &wanted.place {
                Place::Any => true,
                Place::At(path) => shown(path) == found.path,
                Place::Below(path) => {
                    let below = found.path.strip_prefix(&shown(path));
                    path.is_empty()
                        || below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
                }
            }
    };
    for found in &outcome.findings {
        if !expected.findings.iter().any(|wanted| fits(wanted, found)) {
            return Some(format!(
                "also found {} at {} ({})",
                found.condition,
                found.path,
                word(found.level)
            ));
        }
    }
    for wanted in &expected.findings {
        if !wanted.said && !outcome.findings.iter().any(|found| fits(wanted, found)) {
            return Some(format!("not found: {wanted:?}"));
        }
    }
    None
}

/// Where the two differ about exceptions; `judged` is left as the program decided it. Counts the outcomes excepted.
fn differences_of_exceptions(
    dice: &mut Dice,
    case: &Case,
    set: &PolicySet,
    judged: &mut [Judged],
    excepted: &mut usize,
) -> Vec<String> {
    let records = exceptions::records(dice, set, judged);
    let text: Vec<String> = records
        .iter()
        .map(|record| emit(&Yaml::of_json(&record.written()), Ways::default(), dice))
        .collect();
    let file = |name: &str, text: &str| (name.to_owned(), Source::new(name, text));
    let place = LedgerFiles {
        shown: "exceptions".to_owned(),
        files: vec![
            file("groups.yaml", exceptions::GROUPS),
            file("records.yaml", &text.join("---\n")),
        ],
        trust: Trust::Own,
    };
    let (ledger, problems) = Ledger::load(&[place]);
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(ledger.records.len(), records.len());
    let before: Vec<Vec<Verdict>> = judged
        .iter()
        .map(|judged| {
            judged
                .outcomes
                .iter()
                .map(|outcome| outcome.verdict)
                .collect()
        })
        .collect();
    let situation = Situation {
        set,
        ledger: &ledger,
        today: TODAY.parse().unwrap(),
        seen: TODAY.parse().unwrap(),
        repository: Some(exceptions::HERE),
        clock_is_right: true,
        whole: Whole::No,
        audit: false,
    };
    let report = mustmay::exception::judge(judged, &situation);
    let mut differences = Vec::new();
    for (judged, before) in judged.iter().zip(before) {
        for (outcome, before) in judged.outcomes.iter().zip(before) {
            let id = set.mandates[outcome.mandate].id.as_str();
            let mandate = case
                .mandates
                .iter()
                .find(|mandate| mandate.id == id)
                .unwrap();
            let mut all = Vec::new();
            for finding in &outcome.findings {
                let covers = exceptions::cover(&records, mandate, &judged.service, finding);
                let agreed = match &finding.exception {
                    None => covers.is_empty(),
                    Some(id) => covers.contains(&&**id),
                };
                all.push(!covers.is_empty());
                if !agreed {
                    differences.push(format!(
                        "{id}, {}, {} at {}: covered by {:?} instead of {covers:?}\n{}",
                        judged.service.name,
                        finding.condition,
                        finding.path,
                        finding.exception,
                        text.join("---\n")
                    ));
                }
            }
            let expected = exceptions::verdict(before, all.into_iter());
            *excepted += usize::from(expected == Verdict::Excepted);
            if expected != outcome.verdict {
                differences.push(format!(
                    "{id}, {}: {:?} instead of {expected:?}",
                    judged.service.name, outcome.verdict
                ));
            }
        }
    }
    for account in &report.accounts {
        let record = &records[account.record];
        let mandate = case
            .mandates
            .iter()
            .find(|mandate| mandate.id == record.mandate)
            .unwrap();
        let states: BTreeSet<&str> = account.words().into_iter().collect();
        let mut expected = exceptions::states(record, mandate);
        let findings = judged.iter().flat_map(|judged| {
            let own = judged
                .outcomes
                .iter()
                .filter(|one| set.mandates[one.mandate].id.as_str() == record.mandate);
            own.flat_map(|outcome| &outcome.findings).filter(|finding| {
                exceptions::is_about(record, &record.mandate, &judged.service, finding)
            })
        });
        let found = findings.count();
        if !exceptions::applies(record) {
            assert_eq!(account.here, Here::OtherRepository);
        } else if account.here == Here::Judged && found == 0 {
            // Of what is only unneeded nothing else counts.
            expected.retain(|state| *state == "expiring");
            expected.insert("unneeded");
        } else if account.here == Here::Judged
            && record.condition.is_some()
            && !record.at.is_empty()
            && found > record.at.len()
        {
            // It was made for one finding at each of its paths.
            expected.remove("active");
            expected.insert("grown");
        }
        if states != expected {
            differences.push(format!(
                "{}: {states:?} instead of {expected:?}\n{}",
                record.id,
                text.join("---\n")
            ));
        }
    }
    differences
}

#[test]
fn both_evaluators_come_to_the_same_verdicts() {
    let pairs = times("MUSTMAY_PAIRS", 10_000);
    let first = u64::try_from(times("MUSTMAY_SEED", 0)).unwrap();
    let (mut done, mut seed, mut excepted) = (0, first, 0);
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    while done < pairs && differences.len() < 30 {
        let mut dice = Dice::new(seed);
        let case = case(&mut dice);
        let set = policy_set(&case.policy);
        let mut judged = judged(&set, &case.manifest);
        assert_eq!(judged.len(), case.services.len(), "seed {seed}");
        for (service, judged) in case.services.iter().zip(&judged) {
            assert_eq!(judged.service.named, service.name.is_some(), "seed {seed}");
            for (index, mandate) in case.mandates.iter().enumerate() {
                let expected = plain::judge(mandate, service, TODAY);
                let outcome = judged
                    .outcomes
                    .iter()
                    .find(|one| set.mandates[one.mandate].id.as_str() == mandate.id);
                done += 1;
                let differs = match (&expected, outcome) {
                    (None, None) => {
                        *verdicts
                            .entry("not-applicable kind".to_owned())
                            .or_default() += 1;
                        None
                    }
                    (Some(expected), Some(outcome)) => {
                        let reason = expected.reason.unwrap_or_default();
                        let of = format!("{} {reason}", expected.verdict);
                        *verdicts.entry(of.trim_end().to_owned()).or_default() += 1;
                        difference(expected, outcome)
                    }
                    (expected, outcome) => Some(format!("{outcome:?} instead of {expected:?}")),
                };
                if let Some(differs) = differs {
                    let policy = emit(
                        &Yaml::of_json(&mandate.written()),
                        Ways::default(),
                        &mut Dice::new(0),
                    );
                    let manifest = emit(
                        &Yaml::of_json(&service.node),
                        Ways::default(),
                        &mut Dice::new(0),
                    );
                    differences.push(format!(
                        "seed {seed}, m{index}, {:?}: {differs}\n{policy}\n{manifest}\n",
                        service.name
                    ));
                }
            }
        }
        let of_exceptions =
            differences_of_exceptions(&mut dice, &case, &set, &mut judged, &mut excepted);
        differences.extend(
            of_exceptions
                .iter()
                .map(|told| format!("seed {seed}: {told}")),
        );
        seed += 1;
    }
    eprintln!("{excepted} excepted");
    eprintln!(
        "{done} pairs of seeds {first} to {}: {verdicts:#?}",
        seed - 1
    );
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Cases on which the two once differed, each with what LANGUAGE.md says of it.
#[test]
fn what_differed_once_is_judged_right() {
    // "An empty or absent container is a finding", under `may.at` too, and whatever evidence recognises.
    let mandate = "apiVersion: mustmay/v1\nkind: Mandate\n\
         metadata: { id: m, title: t, owner: o, rationale: r, reviewBy: 2030-12-31 }\n\
         appliesTo: { kinds: [thing] }\n\
         may:\n  at: spec.routes[*].auth\n  choices:\n  - { id: own }\n  - { id: other, when: 'it.spec.mode == \"a\"' }\n";
    let set = policy_set(mandate);
    for (routes, findings) in [
        ("[]", vec!["may spec.routes"]),
        ("null", vec!["may spec.routes"]),
        ("[{ auth: own }]", vec![]),
        ("[{ auth: own }, {}]", vec!["may spec.routes[1].auth"]),
    ] {
        let manifest = format!(
            "kind: Thing\nmetadata: {{ name: s }}\nspec: {{ mode: a, routes: {routes} }}\n"
        );
        let judged = judged(&set, &manifest);
        let found = judged[0].outcomes[0].findings.iter();
        let found: Vec<String> = found
            .map(|one| format!("{} {}", one.condition, one.path))
            .collect();
        assert_eq!(found, findings, "{routes}");
    }
}
