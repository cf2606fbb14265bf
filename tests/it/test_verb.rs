//! `mustmay test`: selection, coverage, required tests, open verdicts, `JUnit`.

use crate::support::{Folder, Run, mustmay};
use std::fs;

const MANDATE: &str = "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: tier, owner: a, rationale: b, reviewBy: 2027-06-30 }
appliesTo: { kinds: [service], when: it.spec.exposure == \"public\" }
must:
  - id: named
    at: spec.tier
    schema: { enum: [1, 2] }
    otherwise: say which tier it is
  - id: language
    script: |
      if it.spec.tier == 1 {
        it.spec.language == \"rust\"
      } else {
        true
      }
    otherwise: write it in Rust
";

const TESTS: &str = "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: tier
cases:
  - name: the second tier
    kind: service
    manifest: { apiVersion: mustmay/v1, kind: Service, metadata: { name: a, owner: b }, spec: { exposure: public, tier: 2 } }
    expect: pass
";

/// Says the same of a service with a spec.
fn case(name: &str, spec: &str, expect: &str) -> String {
    format!(
        "  - name: {name}\n    kind: service\n    manifest: {{ apiVersion: mustmay/v1, kind: Service, metadata: {{ name: a, owner: b }}, spec: {{ {spec} }} }}\n    expect: {expect}\n"
    )
}

fn project(more: &[String]) -> Folder {
    let folder = Folder::repository();
    folder.write("policies/tier.yaml", MANDATE);
    folder.write("policies/tier_test.yaml", &[TESTS, &more.concat()].concat());
    folder
}

fn test(folder: &Folder, arguments: &[&str]) -> Run {
    let all = [&["test", "policies"], arguments].concat();
    mustmay(folder.path(), &all, &[])
}

fn complete() -> Vec<String> {
    vec![
        case("no tier at all", "exposure: public", "fail"),
        case(
            "the first tier in Java",
            "exposure: public, tier: 1, language: java",
            "fail",
        ),
        case("an internal one", "exposure: internal", "not-applicable"),
    ]
}

#[test]
fn what_no_case_has_seen_is_said_and_can_fail_the_run() {
    let folder = project(&[]);
    test(&folder, &[]).expect(0, &["1 case passed"]);
    let part = [
        "never seen not hold: must named",
        "never seen not hold: appliesTo.when",
        "never ran: 13",
    ];
    test(&folder, &["--coverage"])
        .expect(0, &part)
        .expect(0, &["coverage 50%"]);
    test(&folder, &["--threshold", "50"]).expect(0, &[]);
    test(&folder, &["--threshold", "51"]).expect(1, &["coverage is below 51%"]);
    test(&folder, &["--require-tests"]).expect(
        1,
        &[
            "`tier` has no failing case",
            "no case of `tier` has seen `must named` not hold",
        ],
    );
}

#[test]
fn a_whole_suite_sees_everything() {
    let folder = project(&complete());
    let arguments = ["--require-tests", "--threshold", "100", "--coverage"];
    test(&folder, &arguments).expect(
        0,
        &["coverage 100%", "6 of 6   tier (1 passing, 2 failing)"],
    );
    let report = test(&folder, &["--coverage", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
    assert_eq!(report["coverage"]["percent"], 100);
    assert_eq!(report["coverage"]["mandates"][0]["parts"][1]["no"], 1);
}

/// Lines of a kind's scripts are told wherever it stands, and count where its pack has mandates that cases are of.
#[test]
fn lines_of_kinds_are_told() {
    const KIND: &str = "\
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: lambda, title: A function }
files: [\"*.lambda.yaml\"]
when: doc.kind == \"Lambda\"
services:
  name: doc.name
facts:
  seen: doc.seen
  unseen: doc.unseen
";
    const LAMBDA: &str = "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: seen, owner: a, rationale: b, reviewBy: 2027-06-30 }
appliesTo: { kinds: [lambda] }
must: [{ id: seen, script: facts.seen == 1, otherwise: be seen }]
";
    const CASES: &str = "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: seen
cases:
  - { name: one, kind: lambda, manifest: { kind: Lambda, name: a, seen: 1 }, expect: pass }
  - { name: two, kind: lambda, manifest: { kind: Lambda, name: a, seen: 2 }, expect: fail }
";
    let coverage = |folder: &Folder| {
        let run = test(folder, &["--coverage", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        report["coverage"].clone()
    };
    let one = Folder::repository();
    one.write("policies/kind.yaml", KIND)
        .write("policies/seen.yaml", LAMBDA)
        .write("policies/seen_test.yaml", CASES);
    test(&one, &["--coverage"]).expect(0, &["lines of policies/kind.yaml\n", "never ran: 10"]);
    test(&one, &["--threshold", "100"]).expect(1, &["coverage is below 100%"]);
    assert_eq!(coverage(&one)["files"][0]["counts"], true);
    let apart = Folder::repository();
    apart
        .write(
            "policies/kinds/pack.yaml",
            "apiVersion: mustmay/v1\nkind: Pack\nmetadata: { id: kinds-of-ours, version: 1.0.0 }\n",
        )
        .write("policies/kinds/kind.yaml", KIND)
        .write("policies/seen.yaml", LAMBDA)
        .write("policies/seen_test.yaml", CASES);
    let arguments = ["--coverage", "--threshold", "100"];
    let aside = "lines of policies/kinds/kind.yaml, of a pack without mandates: does not count";
    test(&apart, &arguments).expect(0, &[aside, "never ran: 10", "coverage 100%"]);
    assert_eq!(coverage(&apart)["files"][0]["counts"], false);
}

#[test]
fn a_case_that_is_not_as_expected_proves_nothing() {
    let folder = project(&[case("no tier at all", "exposure: public", "pass")]);
    test(&folder, &["--require-tests"]).expect(1, &["`tier` has no failing case"]);
}

#[test]
fn cases_are_selected_by_mandate_and_name() {
    let folder = project(&complete());
    test(&folder, &["--run", "^tier: the first"])
        .expect(0, &["1 case passed, 0 failed in 1 suite"]);
    test(&folder, &["--run", "nobody"]).expect(3, &["nothing was tested"]);
    test(&folder, &["--run", "("]).expect(2, &["--run"]);
}

#[test]
fn an_open_verdict_is_written_and_a_written_one_never() {
    for open in ["'?'", "\"?\""] {
        let cases = [
            case("to be seen", "exposure: public", open),
            case("wrong", "exposure: internal", "pass # as we thought"),
        ];
        let folder = project(&cases);
        test(&folder, &[]).expect(1, &["nothing is expected yet, judged `fail`"]);
        test(&folder, &["--update"]).expect(1, &["1 verdict written", "2 cases passed, 1 failed"]);
        let text = fs::read_to_string(folder.join("policies/tier_test.yaml")).unwrap();
        let expected = [TESTS, &cases.concat().replace(open, "fail")].concat();
        assert_eq!(text, expected);
    }
}

#[test]
fn a_question_mark_without_quotes_is_no_yaml_and_says_so() {
    let folder = project(&[case("to be seen", "exposure: public", "?")]);
    test(&folder, &["--update"]).expect(2, &["yaml::syntax", "quote the question mark: '?'"]);
}

#[test]
fn junit_adds_up_and_escapes() {
    let folder = project(&[case("'a <b> & \"c\"'", "exposure: public", "pass")]);
    let run = test(&folder, &["--format", "junit"]);
    assert_eq!(run.code, 1);
    for part in [
        "tests=\"2\"",
        "failures=\"1\"",
        "a &lt;b&gt; &amp; &quot;c&quot;",
        "expected `pass`, judged `fail`",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
}

#[test]
fn a_suite_without_a_case_tests_nothing() {
    let folder = Folder::repository();
    folder.write("policies/tier.yaml", MANDATE);
    folder.write(
        "policies/tier_test.yaml",
        "apiVersion: mustmay/v1\nkind: MandateTest\nmandate: tier\ncases: []\n",
    );
    test(&folder, &[]).expect(3, &["the suite has no case"]);
}

#[test]
fn a_case_puts_only_constants_that_are_there_in_place() {
    let mandate = MANDATE.replace("schema: { enum: [1, 2] }", "optional: true");
    let script = "data: { allowed: [1, 2] }\nmust:\n  - { id: known, script: \"it.spec.tier in data.allowed && it.spec.tier in data.wide\", otherwise: o }\n";
    let project = |data: &str| {
        let test = case("the ninth tier", "exposure: public, tier: 9", "pass");
        let folder = project(&[test, format!("    data: {data}\n")]);
        folder.write("policies/tier.yaml", &mandate.replace("must:\n", script));
        folder.write("policies/data/wide.yaml", "[1, 2, 9]\n");
        folder
    };
    // Of the mandate, and of the pack.
    test(&project("{ allowed: [9] }"), &[]).expect(0, &["2 cases passed"]);
    test(&project("{ allowed: [9], wide: [9] }"), &[]).expect(0, &["2 cases passed"]);
    for (data, words) in [
        ("{ allowd: [9], allowed: [9] }", "did you mean `allowed`?"),
        (
            "{ zzz: [9], allowed: [9] }",
            "its constants are allowed, wide",
        ),
        ("[9]", "must be a map"),
    ] {
        test(&project(data), &[]).expect(2, &[words]);
    }
}

#[test]
fn a_manifest_beside_its_test_is_told_where_to_stand() {
    for manifest in [
        "services: { a: { image: b } }\n",
        "apiVersion: v1\nkind: Pod\n",
        "[1]\n",
    ] {
        let folder = project(&complete());
        folder.write("policies/compose.yaml", manifest);
        test(&folder, &[]).expect(2, &["policies/compose.yaml", "folder `testdata`"]);
        let text = fs::read_to_string(folder.join("policies/compose.yaml")).unwrap();
        fs::remove_file(folder.join("policies/compose.yaml")).unwrap();
        folder.write("policies/testdata/compose.yaml", &text);
        test(&folder, &[]).expect(0, &["0 failed"]);
    }
}
