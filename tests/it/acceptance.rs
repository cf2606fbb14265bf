//! Twelve mandates over real manifests, held against verdicts that an independent script made.

use mustmay::document::{Limits, read};
use mustmay::engine::{Siblings, Verdict, World, judge, survey};
use mustmay::policy::{PolicySet, embedded};
use mustmay::project::read_source;
use mustmay::source::load_path;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn shared() -> Option<PathBuf> {
    crate::documents::shared("acceptance/expected")?;
    crate::documents::shared("corpus")?
        .parent()
        .map(Path::to_path_buf)
}

fn policy_set() -> PolicySet {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut packs = vec![embedded::pack("kinds").unwrap()];
    packs.extend(read_source(Path::new("tests/acceptance"), root, root).unwrap());
    match PolicySet::load(&packs) {
        Ok((set, _)) => set,
        Err(problems) => panic!("{problems:#?}"),
    }
}

/// A file fails a mandate if one of its services does, passes if at least one was judged, is an error if any of
/// it could not be read or judged, and else the mandate is not applicable.
fn verdicts(set: &PolicySet, file: &Path) -> BTreeMap<String, &'static str> {
    let world = World {
        today: jiff::civil::date(2026, 11, 22),
        siblings: Siblings::default(),
    };
    let ids = set.mandates.iter().map(|mandate| mandate.id.to_uppercase());
    let errors = || ids.clone().map(|id| (id, "error")).collect();
    let Ok(loaded) = load_path(file, file.to_string_lossy().into_owned()) else {
        return errors();
    };
    let reading = read(&loaded.source, &Limits::default());
    let survey = survey(set, &reading.tree, &world);
    if !reading.diagnostics.is_empty() || !survey.diagnostics.is_empty() {
        return errors();
    }
    let mut verdicts: BTreeMap<String, &'static str> =
        ids.map(|id| (id, "not-applicable")).collect();
    for service in &survey.services {
        for outcome in judge(set, service, &world).outcomes {
            let id = set.mandates[outcome.mandate].id.to_uppercase();
            let verdict = verdicts.get_mut(&id).unwrap();
            *verdict = match (outcome.verdict, *verdict) {
                (Verdict::Error, _) | (_, "error") => "error",
                (Verdict::Fail | Verdict::Excepted, _) | (_, "fail") => "fail",
                (Verdict::Pass, _) => "pass",
                (Verdict::NotApplicable, before) => before,
            };
        }
    }
    verdicts
}

#[test]
fn twelve_rules_agree_with_the_expected_verdicts_of_every_file() {
    let Some(shared) = shared() else { return };
    let set = policy_set();
    let (mut agreed, mut differ) = (0, Vec::new());
    for kind in ["backstage", "score", "kubernetes", "compose"] {
        let table =
            fs::read_to_string(shared.join(format!("acceptance/expected/{kind}.tsv"))).unwrap();
        let mut judged: BTreeMap<&str, BTreeMap<String, &'static str>> = BTreeMap::new();
        for line in table.lines().skip(1) {
            let [file, rule, expected] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let verdicts = judged
                .entry(file)
                .or_insert_with(|| verdicts(&set, &shared.join("corpus").join(file)));
            match verdicts.get(rule) {
                Some(verdict) if *verdict == expected => agreed += 1,
                verdict => differ.push(format!(
                    "{file} {rule}: expected {expected}, judged {verdict:?}"
                )),
            }
        }
    }
    eprintln!("{agreed} verdicts agree, {} differ", differ.len());
    assert!(differ.is_empty(), "{differ:#?}");
    assert_eq!(agreed, 2592);
}
