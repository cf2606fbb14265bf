//! Evidence is read strictly, and people's answers stay theirs.

use crate::support::{Folder, mustmay};
use mustmay::diagnostic::Diagnostic;
use mustmay::review::{Evidence, Shown};
use mustmay::source::Source;
use std::sync::Arc;

const HEAD: &str = "apiVersion: mustmay/v1\n";

fn load(text: &str, csv: &str) -> Result<Evidence, Vec<Diagnostic>> {
    let sources = [Source::new("evidence/a.yaml", text)];
    let find =
        |_: &str, path: &str| -> Result<Arc<Source>, Diagnostic> { Ok(Source::new(path, csv)) };
    Evidence::load(&sources, &find).map(|(evidence, _)| evidence)
}

fn survey(rest: &str) -> String {
    format!("{HEAD}kind: Survey\nmandate: m\nquarter: 2026Q3\n{rest}")
}

#[test]
fn what_is_not_evidence_is_refused_with_advice() {
    let challenge = format!(
        "{HEAD}kind: Challenge\nmetadata: {{ id: C }}\nmandate: m\nby: b\nwhat: w\nopened: 2026-09-10\n"
    );
    let measure =
        format!("{HEAD}kind: Measure\nmandate: m\nquarter: 2026Q3\nvalue: 1\nsource: s\n");
    for (text, words) in [
        (
            survey("answers: { satisfaction: { 6: 1 } }\n"),
            "unknown field `6`",
        ),
        (
            survey("answers: { satisfacton: {} }\n"),
            "unknown field `satisfacton`",
        ),
        (
            survey("answers: { satisfaction: { 5: -1 } }\n"),
            "whole number",
        ),
        (
            survey("answers: {}\ncsv: { file: a.csv }\n"),
            "either `answers` or `csv`",
        ),
        (survey(""), "either `answers` or `csv`"),
        (survey("minimumGroup: 4\nanswers: {}\n"), "from 5 to"),
        (
            survey("answers: {}\n").replace("2026Q3", "2026-Q3"),
            "is no quarter",
        ),
        (
            survey("answers: {}\n").replace("mandate: m", "mandate: M m"),
            "is no id of a mandate",
        ),
        (
            survey("answers: {}\n").replace("Survey", "Surveys"),
            "`Surveys` is no kind of evidence",
        ),
        (
            survey("answers: {}\n").replace("mustmay/v1", "mustmay/v2"),
            "apiVersion",
        ),
        (
            [survey("answers: {}\n---\n"), survey("answers: {}\n")].concat(),
            "a second survey",
        ),
        (
            format!("{measure}metric: lead-time\n"),
            "no metric is called `lead-time`",
        ),
        (format!("{measure}metric: mood\n"), "`better` is not said"),
        (
            format!("{measure}metric: leadTime\nbetter: higher\n"),
            "lower is better",
        ),
        (
            format!("{measure}metric: leadTime\nunit: days\n"),
            "measured in hours",
        ),
        (
            format!("{measure}metric: leadTime\n").replace("value: 1", "value: .nan"),
            "must be a number",
        ),
        (
            format!("{measure}metric: leadTime\n").replace("value: 1", "value: -1"),
            "`value` cannot be -1: `leadTime` cannot be less than 0",
        ),
        (
            format!("{measure}metric: changeFailureRate\nbaseline: 150\n"),
            "`baseline` cannot be 150: `changeFailureRate` is a share",
        ),
        (
            format!("{challenge}answer: {{ text: t, by: B, on: 2026-09-10, outcome: declined }}\n"),
            "opened by `b`, who cannot answer it too",
        ),
        (
            format!("{challenge}answer: {{ text: t, by: b, on: 2026-09-09, outcome: declined }}\n"),
            "before it was opened",
        ),
        (
            format!("{challenge}answer: {{ text: t, by: b, on: 2026-09-10 }}\n"),
            "needs `outcome`",
        ),
        (
            format!("{challenge}answer: {{ text: t, by: b, on: 2026-09-10, outcome: declind }}\n"),
            "cannot be `declind`",
        ),
        (format!("{challenge}---\n{challenge}"), "a second challenge"),
        (
            format!("{HEAD}kind: Inventory\nrepositories: [a/b, a/b]\n"),
            "listed twice",
        ),
        (format!("{HEAD}kind: Inventory\n"), "needs `repositories`"),
        (
            format!("{HEAD}kind: Inventory\nrepositories: []\n"),
            "names no repository",
        ),
    ] {
        let problems = load(&text, "").unwrap_err();
        assert!(
            problems
                .iter()
                .any(|problem| problem.message.contains(words)),
            "{text}\n{problems:#?}"
        );
    }
}

#[test]
fn four_answers_are_withheld_and_five_are_shown() {
    for (count, shown) in [(0, "missing"), (4, "withheld"), (5, "known"), (6, "known")] {
        let text = survey(&format!(
            "answers: {{ satisfaction: {{ 5: {count} }}, recommend: {{ 10: {count} }}, wouldKeep: {{ yes: {count} }} }}\n"
        ));
        let figures = load(&text, "").unwrap().surveys[0].figures();
        let word = |shown: Shown<_>| match shown {
            Shown::Missing => "missing",
            Shown::Withheld => "withheld",
            Shown::Known(_) => "known",
        };
        assert_eq!(word(figures.satisfaction), shown);
        assert_eq!(word(figures.would_keep), shown);
        assert_eq!(
            matches!(figures.promoters, Shown::Known(_)),
            shown == "known"
        );
    }
    let text = survey("minimumGroup: 8\nanswers: { satisfaction: { 5: 7 } }\n");
    assert_eq!(
        load(&text, "").unwrap().surveys[0].figures().satisfaction,
        Shown::Withheld
    );
}

fn groups(sizes: &[(&str, usize)]) -> (Vec<String>, usize) {
    let mut csv = "satisfaction,group\n".to_owned();
    for (name, size) in sizes {
        csv.push_str(&format!("4,{name}\n").repeat(*size));
    }
    let evidence = load(&survey("csv: { file: a.csv }\n"), &csv).unwrap();
    let figures = evidence.surveys[0].figures();
    (
        figures.groups.into_iter().map(|(name, _)| name).collect(),
        figures.withheld_groups,
    )
}

#[test]
fn nobody_can_subtract_a_withheld_group() {
    assert_eq!(
        groups(&[("a", 5), ("b", 6)]),
        (vec!["a".to_owned(), "b".to_owned()], 0)
    );
    // Two small ones hide each other.
    assert_eq!(
        groups(&[("a", 9), ("b", 4), ("c", 4)]),
        (vec!["a".to_owned()], 2)
    );
    // One alone would be what the others leave of the whole: the next smallest hides with it.
    assert_eq!(
        groups(&[("a", 9), ("b", 6), ("c", 4)]),
        (vec!["a".to_owned()], 2)
    );
    assert_eq!(groups(&[("a", 9), ("b", 4)]), (vec![], 2));
}

#[test]
fn a_row_of_measures_that_cannot_be_is_refused() {
    let measures = |row: &str| {
        let text = format!(
            "{HEAD}kind: Measure\nmandate: m\nquarter: 2026Q3\nsource: s\ncsv: {{ file: a.csv }}\n"
        );
        load(&text, &format!("metric,value,baseline\n{row}\n"))
    };
    for (row, words) in [
        ("leadTime,-0.5,1", "line 2: `value` cannot be -0.5"),
        (
            "changeFailureRate,5,100.1",
            "line 2: `baseline` cannot be 100.1",
        ),
    ] {
        let said = format!("{:?}", measures(row).unwrap_err());
        assert!(said.contains(words), "{said}");
    }
    for row in [
        "leadTime,0,1000",
        "changeFailureRate,0,100",
        "hoursSaved,-3,2",
    ] {
        assert_eq!(measures(row).unwrap().measures.len(), 1, "{row}");
    }
}

#[test]
fn faulty_answers_are_told_without_their_content() {
    for (csv, words) in [
        (
            "satisfaction,email\n5,mia@example.com\n",
            "the column `email` is not known",
        ),
        (
            "satisfaction\n5\nhate it\n",
            "line 3 does not answer `satisfaction`",
        ),
        ("satisfaction,comment\n5,fine\nhate it,\"x\n", "CSV"),
        ("comment\nhate it\n", "no column holds the answers"),
    ] {
        let problems = load(&survey("csv: { file: a.csv }\n"), csv).unwrap_err();
        let said = format!("{problems:?}");
        assert!(
            said.contains(words) || words == "CSV",
            "{csv}\n{problems:#?}"
        );
        assert!(
            !said.contains("hate it") && !said.contains("mia@"),
            "{problems:#?}"
        );
    }
    let mapped = survey("csv: { file: a.csv, columns: { satisfaction: q1 } }\n");
    let problems = load(&mapped, "q2\n5\n").unwrap_err();
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("no column `q1`"))
    );
}

#[test]
fn comments_are_printed_only_when_asked_for_and_never_for_programs() {
    let folder = project();
    let csv = "satisfaction,comment\n4,\n4,\n4,<b>loud</b>\n4,\n5,\n";
    folder.write("evidence/a.csv", csv);
    folder.write("evidence/a.yaml", &survey("csv: { file: a.csv }\n"));
    for format in ["human", "html", "markdown", "json", "csv"] {
        let quiet = mustmay(folder.path(), &["review", "--format", format], &[]).expect(0, &[]);
        assert!(!quiet.out.contains("loud"), "{format}");
        let asked = mustmay(
            folder.path(),
            &["review", "--comments", "--format", format],
            &[],
        )
        .expect(0, &[]);
        let for_people = !matches!(format, "json" | "csv");
        assert_eq!(asked.out.contains("loud"), for_people, "{format}");
        assert!(
            !asked.out.contains("<b>loud") || format == "human",
            "{format}"
        );
    }
    // Four people are too few for a comment, too.
    folder.write("evidence/a.csv", csv.strip_suffix("5,\n").unwrap());
    let asked = mustmay(folder.path(), &["review", "--comments"], &[]).expect(0, &["too few"]);
    assert!(!asked.out.contains("loud"));
}

#[test]
fn evidence_about_nobody_is_an_error_where_somebody_is_meant() {
    let folder = project();
    folder.write(
        "evidence/a.yaml",
        &survey("answers: {}\n").replace("mandate: m", "mandate: sign-inn"),
    );
    mustmay(folder.path(), &["review"], &[]).expect(2, &["did you mean `sign-in`?"]);
    folder.write(
        "evidence/a.yaml",
        &survey("answers: {}\n").replace("mandate: m", "mandate: long-gone-mandate"),
    );
    mustmay(folder.path(), &["review"], &[]).expect(3, &["which is no mandate of the policy set"]);
}

#[test]
fn what_lies_there_unread_is_named() {
    let folder = project();
    folder.write("evidence/a.csv", "satisfaction\n5\n");
    mustmay(folder.path(), &["review"], &[]).expect(
        3,
        &["`evidence/a.csv` is not read", "no evidence of 2026Q3"],
    );
    folder.write("evidence/a.yaml", &survey("csv: { file: ../secret.csv }\n"));
    folder.write("secret.csv", "satisfaction\n5\n");
    mustmay(folder.path(), &["review"], &[])
        .expect(2, &["there is no `../secret.csv` among the evidence"]);
}

/// A project with the mandates `m` and `sign-in`.
fn project() -> Folder {
    let folder = Folder::new();
    folder.write(
        "mustmay.yaml",
        "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
    );
    for id in ["m", "sign-in"] {
        let mandate = format!(
            "{HEAD}kind: Mandate\nmetadata: {{ id: {id}, owner: o, rationale: r, reviewBy: 2027-06-30 }}\nappliesTo: {{ kinds: [service] }}\nmust: [{{ id: a, at: spec.tier, otherwise: say it }}]\n"
        );
        folder.write(&format!("policies/{id}.yaml"), &mandate);
    }
    folder
}

/// The published schemas take what the example holds, and refuse what the reader refuses.
#[test]
fn the_schemas_say_what_the_reader_reads() {
    use mustmay::document::{Limits, read};
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = |kind: &str| {
        let path = root.join(format!("schemas/{}.schema.json", kind.to_lowercase()));
        let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap()
    };
    let mut seen = std::collections::BTreeMap::new();
    for path in crate::layering::files_below(&root.join("examples/fleet/evidence")) {
        let text = std::fs::read_to_string(&path).unwrap();
        if path.extension().is_some_and(|end| end == "jsonl") {
            let schema = schema("history");
            let lines = text
                .lines()
                .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
            assert!(lines.into_iter().all(|line| schema.is_valid(&line)));
        } else if path.extension().is_some_and(|end| end == "yaml") {
            for document in read(&Source::new("a.yaml", text), &Limits::default())
                .tree
                .documents()
            {
                let value = document.root().to_json();
                let kind = value["kind"].as_str().unwrap().to_owned();
                let schema = schema(&kind);
                let faults: Vec<String> = schema
                    .iter_errors(&value)
                    .map(|fault| fault.to_string())
                    .collect();
                assert!(faults.is_empty(), "{}: {faults:?}", path.display());
                let mut stranger = value.clone();
                stranger["stranger"] = 1.into();
                assert!(!schema.is_valid(&stranger), "{kind} takes unknown fields");
                let mut homeless = value.clone();
                let _kind = homeless.as_object_mut().unwrap().remove("kind");
                assert!(!schema.is_valid(&homeless), "{kind} needs no kind");
                *seen.entry(kind).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        [
            ("Challenge".to_owned(), 5),
            ("Inventory".to_owned(), 1),
            ("Measure".to_owned(), 1),
            ("Survey".to_owned(), 23),
        ]
    );
}
