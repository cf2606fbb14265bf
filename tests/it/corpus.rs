//! Every file of the corpus is read or refused for a known reason.

use crate::documents::{files_below, shared};
use mustmay::document::{Limits, read};
use mustmay::source::Source;
use std::collections::BTreeMap;
use std::fs;

#[test]
fn every_file_is_read_or_refused_for_a_known_reason() {
    let Some(folder) = shared("corpus") else {
        return;
    };
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut templates = 0;
    let mut lines = Vec::new();
    for (name, path) in files_below(&folder) {
        let is_ours = [".yaml", ".yml", ".json"]
            .iter()
            .any(|end| name.ends_with(end));
        let source = Source::from_bytes(name.as_str(), fs::read(&path).unwrap());
        // The rest must not make us panic, and that is all.
        let Ok(source) = source else {
            *files
                .entry(if is_ours { "not UTF-8" } else { "other" })
                .or_default() += 1;
            continue;
        };
        let reading = read(&source, &Limits::default());
        assert_eq!(
            reading.diagnostics.is_empty(),
            reading.tree.unreadable() == 0,
            "{name}"
        );
        if !is_ours {
            *files.entry("other").or_default() += 1;
            continue;
        }
        let outcome = match (
            reading.diagnostics.is_empty(),
            reading.tree.documents().len(),
        ) {
            (true, 0) => "empty",
            (true, _) => "read",
            (false, 0) => "refused",
            (false, _) => "read in part",
        };
        *files.entry(outcome).or_default() += 1;
        for problem in &reading.diagnostics {
            *codes.entry(problem.code).or_default() += 1;
            let line = problem.place.as_ref().unwrap().start.line;
            let is_template = problem
                .help
                .as_ref()
                .is_some_and(|help| help.contains("template"));
            templates += usize::from(is_template);
            let help = problem
                .help
                .as_ref()
                .map(|help| format!(" ({help})"))
                .unwrap_or_default();
            lines.push(format!(
                "{name}:{line}: {}: {}{help}",
                problem.code, problem.message
            ));
        }
    }
    for line in lines {
        eprintln!("{line}");
    }
    eprintln!("{files:?} {codes:?}");
    assert_eq!(
        files,
        BTreeMap::from([
            ("empty", 3),
            ("other", 91),
            ("read", 1310),
            ("read in part", 1),
            ("refused", 24)
        ])
    );
    // Templates, two files that other readers refuse as well,
    // maps that have a key twice, and a tag of CloudFormation.
    assert_eq!(
        codes,
        BTreeMap::from([
            ("yaml::complex-key", 10),
            ("yaml::duplicate-key", 5),
            ("yaml::syntax", 9),
            ("yaml::tag", 1)
        ])
    );
    assert_eq!(templates, 17);
}
