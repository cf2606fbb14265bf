//! A manifest that fails, written another way: it must fail for the same reasons.
//!
//! Anchors, merge keys with decoys, quotes, escapes, flow, order, comments, tags, block scalars, explicit keys, line
//! ends, marks: none of it changes what a manifest says, so none of it may change a verdict. `MUSTMAY_REWRITES` says
//! how many rewritings, `MUSTMAY_SEED` where the chance begins.

use crate::dice::{Dice, times};
use crate::documents::{files_below, shared};
use crate::emit::{Ways, Yaml, emit};
use mustmay::document::{Limits, Reading, read};
use mustmay::engine::{Siblings, Verdict, World, judge, survey};
use mustmay::policy::{PolicySet, embedded};
use mustmay::project::read_source;
use mustmay::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What must stay: how each mandate stands with each service, and the conditions that are not met.
type Stand = BTreeSet<(String, String, &'static str, String)>;

fn policy_sets() -> Vec<PolicySet> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let of = |folders: &[&str], builtin: &[&str]| {
        let mut packs: Vec<_> = builtin
            .iter()
            .map(|name| embedded::pack(name).unwrap())
            .collect();
        for folder in folders {
            packs.extend(read_source(Path::new(folder), root, root).unwrap());
        }
        PolicySet::load(&packs)
            .unwrap_or_else(|problems| panic!("{problems:#?}"))
            .0
    };
    vec![
        of(&["tests/acceptance"], &["kinds"]),
        of(&[], &["kinds", "starter"]),
        of(&["examples/policies"], &["kinds"]),
        of(&["examples/backstage/policies"], &["kinds"]),
    ]
}

/// How a set stands with a file; `None` where something of it was not read or not recognised as it should be.
fn stand(set: &PolicySet, reading: &Reading) -> Option<Stand> {
    let world = World {
        today: jiff::civil::date(2026, 11, 22),
        siblings: Siblings::default(),
    };
    let survey = survey(set, &reading.tree, &world);
    if !reading.diagnostics.is_empty() || !survey.diagnostics.is_empty() {
        return None;
    }
    let mut stand = Stand::new();
    for (index, service) in survey.services.iter().enumerate() {
        for outcome in judge(set, service, &world).outcomes {
            let mandate = set.mandates[outcome.mandate].id.clone();
            let name = format!("{} {}", service.info.kind, service.info.name);
            let name = if service.info.named {
                name
            } else {
                index.to_string()
            };
            let verdict = outcome.verdict.word();
            stand.insert((mandate.clone(), name.clone(), verdict, String::new()));
            for finding in &outcome.findings {
                stand.insert((
                    mandate.clone(),
                    name.clone(),
                    verdict,
                    finding.condition.to_string(),
                ));
            }
        }
    }
    Some(stand)
}

/// The documents of a file in other ways of writing.
fn rewritten(documents: &[Yaml], dice: &mut Dice) -> String {
    let percent = |dice: &mut Dice| {
        if dice.one_in(2) {
            0
        } else {
            dice.pick(&[5, 30, 90])
        }
    };
    let ways = Ways {
        flow: percent(dice) / 3,
        quotes: percent(dice),
        blocks: percent(dice),
        order: percent(dice),
        comments: percent(dice),
        tabs: true,
        aliases: percent(dice),
        merges: percent(dice),
        tags: percent(dice),
        explicit: percent(dice),
    };
    let mut text = String::new();
    for (index, document) in documents.iter().enumerate() {
        if index > 0 || dice.one_in(3) {
            text.push_str(dice.pick(&["---\n", "--- # next\n", "---\n\n"]));
        }
        text.push_str(&emit(document, ways, dice));
        if dice.one_in(6) {
            text.push_str("...\n");
        }
    }
    if text.starts_with("---") && dice.one_in(4) {
        text.insert_str(0, "%YAML 1.2\n");
    }
    if dice.one_in(6) {
        text = text.replace('\n', "\r\n");
    }
    if dice.one_in(6) {
        text.insert(0, '\u{feff}');
    }
    text
}

struct Failing {
    name: String,
    documents: Vec<Yaml>,
    /// By policy set, where something fails there.
    stands: Vec<(usize, Stand)>,
}

/// All manifests at hand that fail.
fn failing(sets: &[PolicySet]) -> Vec<Failing> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = files_below(&root.join("examples"));
    if let Some(corpus) = shared("corpus") {
        files.extend(files_below(&corpus));
    }
    let mut failing = Vec::new();
    for (name, path) in files {
        let is_yaml = [".yaml", ".yml"].iter().any(|end| name.ends_with(end));
        let Some(text) = is_yaml.then(|| fs::read_to_string(&path).ok()).flatten() else {
            continue;
        };
        if text.len() > 20 << 10 {
            continue;
        }
        let file = name
            .rsplit('/')
            .next()
            .unwrap()
            .rsplit("__")
            .next()
            .unwrap();
        let reading = read(&Source::new(file, text), &Limits::default());
        // Numbers of documents are part of the names of what has none.
        let numbers: Vec<u32> = reading
            .tree
            .documents()
            .map(|document| document.number())
            .collect();
        if numbers != (1..).take(numbers.len()).collect::<Vec<_>>() {
            continue;
        }
        let stands: Vec<(usize, Stand)> = sets
            .iter()
            .enumerate()
            .filter_map(|(index, set)| Some((index, stand(set, &reading)?)))
            .filter(|(_, stand)| {
                stand
                    .iter()
                    .any(|(_, _, verdict, _)| *verdict == Verdict::Fail.word())
            })
            .collect();
        if !stands.is_empty() {
            let documents = reading
                .tree
                .documents()
                .map(|document| Yaml::of(document.root()));
            failing.push(Failing {
                name: file.to_owned(),
                documents: documents.collect(),
                stands,
            });
        }
    }
    failing
}

#[test]
fn what_fails_fails_in_every_way_of_writing_it() {
    let sets = policy_sets();
    let failing = failing(&sets);
    let count = times("MUSTMAY_REWRITES", 1_500);
    let first = u64::try_from(times("MUSTMAY_SEED", 0)).unwrap();
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    let mut judged = 0;
    let mut shown = String::new();
    for seed in (first..).take(count) {
        let mut dice = Dice::new(seed);
        let one = &failing[dice.below(failing.len())];
        let text = rewritten(&one.documents, &mut dice);
        let reading = read(
            &Source::new(one.name.as_str(), text.as_str()),
            &Limits::default(),
        );
        if let Some(problem) = reading.diagnostics.first() {
            *refused.entry(problem.code).or_default() += 1;
            let place = problem.place.as_ref().map(|place| place.start.line);
            shown = format!(
                "seed {seed}, {}:{place:?}: {}\n{text}",
                one.name, problem.message
            );
            continue;
        }
        for (set, before) in &one.stands {
            judged += 1;
            let after = stand(&sets[*set], &reading);
            if after.as_ref() != Some(before) && differences.len() < 5 {
                let after = after.unwrap_or_default();
                let gone: Vec<_> = before.difference(&after).collect();
                let new: Vec<_> = after.difference(before).collect();
                differences.push(format!(
                    "seed {seed}, {}: gone {gone:?}, new {new:?}\n{text}",
                    one.name
                ));
            }
        }
    }
    eprintln!(
        "{} manifests fail; {count} rewritings from seed {first}, judged {judged} times",
        failing.len()
    );
    eprintln!("refused: {refused:?}");
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
    // The strict reader has no reason to refuse any of these ways.
    assert!(refused.is_empty(), "{refused:?}: {shown}");
    assert!(judged >= count, "{judged}");
}
