//! The verbs around the review: record, reports, workarounds, challenges.

use crate::support::{Folder, mustmay};
use serde_json::Value;
use std::fs;

const SERVICE: &str = "apiVersion: mustmay/v1\nkind: Service\nmetadata: { name: NAME, owner: team }\nspec:\n  auth: { provider: PROVIDER }\n  datastores: [{ name: db, engine: postgres, role: oltp }]\n";

const MANDATE: &str = r#"apiVersion: mustmay/v1
kind: Mandate
metadata: { id: sign-in, owner: identity, rationale: r, since: 2026-07-01, reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
must: [{ id: engine, at: "spec.datastores[*].engine", otherwise: name the engine }]
may:
  at: spec.auth.provider
  choices:
    - { id: ours, standing: preferred, offeredBy: platform }
    - { id: theirs }
accountability: { maxExceptionRate: 10, respondWithin: 2 }
workarounds:
  - { id: wraps, files: ["**/*.sh"], shebang: [bash], regex: '\bplatformctl\b' }
"#;

fn project() -> Folder {
    let folder = Folder::repository();
    folder.write(
        "mustmay.yaml",
        "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
    );
    folder.write("policies/sign-in.yaml", MANDATE);
    folder.write("a/service.yaml", &service("a", "ours"));
    folder.write("b/service.yaml", &service("b", "theirs"));
    folder
}

fn service(name: &str, provider: &str) -> String {
    SERVICE.replace("NAME", name).replace("PROVIDER", provider)
}

fn history(folder: &Folder) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("evidence/history.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn on(day: &str) -> [(&'static str, &str); 2] {
    [("MUSTMAY_AS_OF", day), ("MUSTMAY_REPOSITORY", "shop/one")]
}

fn json(folder: &Folder, arguments: &[&str], code: i32) -> Value {
    let mut arguments = arguments.to_vec();
    arguments.extend(["--format", "json"]);
    let run = mustmay(folder.path(), &arguments, &on("2026-10-12")).expect(code, &[]);
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn a_run_is_recorded_once_and_reviewed() {
    let folder = project();
    folder.write(
        "tools/x.sh",
        "platformctl deploy\n\necho done\nplatformctl status\n",
    );
    mustmay(folder.path(), &["record"], &on("2026-09-14"))
        .expect(0, &["1 line added to evidence/history.jsonl"]);
    mustmay(folder.path(), &["record"], &on("2026-09-14")).expect(0, &["recorded already"]);
    let lines = history(&folder);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["services"][0]["choices"][0], "ours");
    assert_eq!(lines[0]["alternatives"], 2);
    assert_eq!(lines[0]["workarounds"][0]["lines"], 2);
    let review = json(&folder, &["review"], 0);
    let now = &review["mandates"][0]["quarters"][0];
    assert_eq!(now["adoption"]["voluntary"]["part"], 1);
    assert_eq!(now["adoption"]["voluntary"]["whole"], 2);
    assert_eq!(review["mandates"][0]["health"], "healthy");
    assert_eq!(review["coverage"]["share"], Value::Null);
}

#[test]
fn what_is_not_whole_is_not_recorded() {
    let folder = project();
    folder.write(
        "c/service.yaml",
        "apiVersion: mustmay/v1\nkind: Service\nmetadata: [\n",
    );
    mustmay(folder.path(), &["record"], &on("2026-09-14")).expect(2, &["nothing was recorded"]);
    assert!(!folder.join("evidence").exists());
    let empty = Folder::repository();
    empty.write(
        "mustmay.yaml",
        "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
    );
    empty.write("policies/sign-in.yaml", MANDATE);
    mustmay(empty.path(), &["record"], &on("2026-09-14")).expect(3, &["no manifest was found"]);
    assert!(!empty.join("evidence").exists());
    let folder = project();
    let unnamed = [("MUSTMAY_AS_OF", "2026-09-14")];
    mustmay(folder.path(), &["record"], &unnamed)
        .expect(2, &["which repository this is, is not known"]);
    folder.write("evidence/history.jsonl", "{\"version\":1}\n");
    mustmay(folder.path(), &["record"], &on("2026-09-14")).expect(2, &["missing field"]);
    assert_eq!(
        fs::read_to_string(folder.join("evidence/history.jsonl")).unwrap(),
        "{\"version\":1}\n"
    );
}

#[test]
fn an_exception_is_recorded_with_its_age() {
    let folder = project();
    folder.write(
        "policies/sign-in.yaml",
        &MANDATE.replace("{ id: theirs }", "{ id: theirs, standing: retired }"),
    );
    folder.write(
        "exceptions/EX-1.yaml",
        "apiVersion: mustmay/v1\nkind: Exception\nmetadata: { id: EX-1 }\nmandate: sign-in\nservice: b\ncategory: mitigated\nreason: r\nowner: team\nrequestedBy: mia\napprovedBy: [identity]\ncreated: 2026-08-01\nexpires: 2026-10-20\nrenewals: 0\n",
    );
    mustmay(folder.path(), &["record"], &on("2026-09-14")).expect(0, &["1 line added"]);
    let line = &history(&folder)[0];
    assert_eq!(line["services"][1]["verdict"], "excepted", "{line:#}");
    assert_eq!(line["services"][1]["exceptions"][0], "EX-1");
    assert_eq!(line["exceptions"][0]["category"], "mitigated");
    assert_eq!(line["exceptions"][0]["created"], "2026-08-01");
    let review = json(&folder, &["review", "--strict"], 1);
    assert_eq!(review["mandates"][0]["health"], "review");
    assert_eq!(
        review["mandates"][0]["quarters"][0]["exceptions"]["ages"][1]["count"],
        1
    );
}

/// Two branches that both append, merged as the documentation says.
#[test]
fn two_branches_that_append_merge_without_conflict() {
    let folder = project();
    folder.write(".gitattributes", "*.jsonl merge=union\n");
    mustmay(folder.path(), &["record"], &on("2026-07-14")).expect(0, &[]);
    folder.commit();
    folder.git(&["checkout", "-q", "-b", "other"]);
    mustmay(folder.path(), &["record"], &on("2026-08-14")).expect(0, &[]);
    folder.git(&["commit", "-q", "-am", "other"]);
    folder.git(&["checkout", "-q", "main"]);
    folder.write("b/service.yaml", &service("b", "ours"));
    mustmay(folder.path(), &["record"], &on("2026-09-14")).expect(0, &[]);
    folder.git(&["commit", "-q", "-am", "main"]);
    folder.git(&["merge", "-q", "-m", "both", "other"]);
    assert_eq!(history(&folder).len(), 3);
    let review = json(&folder, &["review"], 0);
    assert_eq!(
        review["mandates"][0]["quarters"][0]["adoption"]["voluntary"]["part"],
        2
    );
}

#[test]
fn reports_of_many_repositories_are_held_against_the_inventory() {
    let folder = project();
    let check = [
        "check",
        "a",
        "b",
        "--format",
        "json=reports/one/a.json",
        "-q",
    ];
    fs::create_dir_all(folder.join("reports/one")).unwrap();
    mustmay(folder.path(), &check, &on("2026-09-14")).expect(0, &[]);
    let report = fs::read_to_string(folder.join("reports/one/a.json")).unwrap();
    folder.write("reports/two.json", &report.replace("shop/one", "shop/two"));
    folder.write(
        "reports/three.json",
        &report
            .replace("shop/one", "shop/three")
            .replace("sha256:", "sha256:0"),
    );
    folder.write(
        "reports/four.json",
        &report
            .replace("shop/one", "shop/four")
            .replace("\"exitCode\": 0", "\"exitCode\": 2"),
    );
    folder.write(
        "reports/five.json",
        &report.replace("shop/one", "shop/five").replace(
            "\"repositoryVerified\": true",
            "\"repositoryVerified\": false",
        ),
    );
    folder.write(
        "reports/staged.json",
        &report
            .replace("shop/one", "shop/staged")
            .replace("\"staged\": false", "\"staged\": true"),
    );
    folder.write("evidence/inventory.yaml", "apiVersion: mustmay/v1\nkind: Inventory\nrepositories: [shop/one, shop/two, shop/three, shop/four]\n");
    let review = json(&folder, &["review", "--reports", "reports/**/*.json"], 0);
    let coverage = &review["coverage"];
    assert_eq!(
        (&coverage["share"]["part"], &coverage["share"]["whole"]),
        (&2.into(), &4.into()),
        "{coverage:#}"
    );
    assert_eq!(
        coverage["missing"],
        serde_json::json!(["shop/four", "shop/three"])
    );
    let why: Vec<&str> = coverage["unusable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["why"].as_str().unwrap())
        .collect();
    assert_eq!(why.len(), 4, "{why:?}");
    let commit = "it is about a commit, and not about the repository";
    assert!(why.contains(&commit), "{why:?}");
    assert_eq!(
        review["mandates"][0]["quarters"][0]["adoption"]["services"],
        4
    );
    folder.write(
        "reports/six.json",
        &report.replace("\"version\": 1,", "\"version\": 2,"),
    );
    mustmay(
        folder.path(),
        &["review", "--reports", "reports/*.json"],
        &on("2026-10-12"),
    )
    .expect(2, &["only version 1 is known"]);
    mustmay(
        folder.path(),
        &["review", "--reports", "nowhere/*.json"],
        &on("2026-10-12"),
    )
    .expect(2, &["nowhere"]);
    mustmay(
        folder.path(),
        &["review", "--reports", "reports/x*.json"],
        &on("2026-10-12"),
    )
    .expect(2, &["no report is called"]);
}

#[test]
fn signals_go_to_owners_and_fail_nothing() {
    let folder = project();
    folder.write("tools/x.sh", "#!/bin/sh\nplatformctl deploy\n");
    folder.write(
        "tools/release",
        "#!/usr/bin/env bash\nplatformctl deploy\ngit push --no-verify\n",
    );
    folder.write(
        ".github/workflows/ci.yml",
        "jobs:\n  a:\n    steps:\n      - run: mustmay check\n        continue-on-error: true\n",
    );
    folder.write(
        "a/compose.yaml",
        "services:\n  store: { image: \"mongo:8.0\" }\n",
    );
    folder.write(
        "b/compose.yaml",
        "services:\n  store: { image: \"postgres:17\" }\n",
    );
    let found = json(&folder, &["workarounds"], 0);
    let signals: Vec<(&str, &str, &str)> = found["signals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|signal| {
            let text = |key: &str| signal[key].as_str().unwrap_or("-");
            (text("owner"), text("pattern"), text("file"))
        })
        .collect();
    assert_eq!(
        signals,
        [
            ("-", "may-fail", ".github/workflows/ci.yml"),
            ("-", "no-verify", "tools/release"),
            ("identity", "wraps", "tools/release"),
            ("identity", "wraps", "tools/x.sh"),
            ("identity", "datastores", "a/compose.yaml"),
        ]
    );
    let narrow = json(&folder, &["workarounds", "tools"], 0);
    assert_eq!(narrow["signals"].as_array().unwrap().len(), 3);
    mustmay(folder.path(), &["workarounds"], &[]).expect(
        0,
        &[
            "for identity",
            "in tools/x.sh: 1 line that `wraps` looks for",
            "5 signals, 5 lines, in",
        ],
    );
}

#[test]
fn a_choice_that_is_nearly_the_platforms_is_told_and_judged() {
    let folder = project();
    for (by, told) in [
        ("Platform", true),
        ("platfrom", true),
        ("platform", false),
        ("platform-two", false),
        ("identity", false),
    ] {
        let mandate = MANDATE.replace("offeredBy: platform", &format!("offeredBy: {by}"));
        folder.write("policies/sign-in.yaml", &mandate);
        let run = mustmay(folder.path(), &["check"], &[]).expect(0, &["1 mandate: 2 pass"]);
        let said =
            run.out.contains("policy::offered-by") && run.out.contains("did you mean `platform`?");
        assert_eq!(said, told, "{run:#?}");
    }
}

#[test]
fn a_challenge_is_opened_answered_and_audited() {
    let folder = project();
    let what = "It \"hurts\": # ' and\n--- more";
    let open = [
        "challenges",
        "open",
        "sign-in",
        "--by",
        "team-a",
        "--what",
        what,
    ];
    mustmay(folder.path(), &open, &on("2026-09-10")).expect(
        0,
        &["CH-2026-001 in evidence/challenges/CH-2026-001.yaml, to be answered by 2026-09-12"],
    );
    mustmay(folder.path(), &["challenges", "audit"], &on("2026-09-12")).expect(0, &["1 open"]);
    mustmay(folder.path(), &["challenges", "audit"], &on("2026-09-13"))
        .expect(1, &["overdue", "identity"]);
    mustmay(folder.path(), &["challenges", "list"], &on("2026-09-13")).expect(0, &["overdue"]);
    let file = folder.join("evidence/challenges/CH-2026-001.yaml");
    let commented = fs::read_to_string(&file).unwrap() + "# a note of ours\n";
    fs::write(&file, &commented).unwrap();
    let answer = |day| {
        let arguments = [
            "challenges",
            "answer",
            "CH-2026-001",
            "--by",
            "sam",
            "--text",
            "yes: we will",
            "--outcome",
            "accepted",
        ];
        mustmay(folder.path(), &arguments, &on(day))
    };
    answer("2026-09-09").expect(2, &["not opened yet"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), commented);
    answer("2026-09-12").expect(0, &[]);
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("# a note of ours") && text.contains("  on: 2026-09-12\n"),
        "{text}"
    );
    answer("2026-09-12").expect(2, &["answered already"]);
    let list = json(&folder, &["challenges", "audit"], 0);
    assert_eq!(list["challenges"][0]["what"], what);
    assert_eq!(list["challenges"][0]["standing"], "answered");
    mustmay(folder.path(), &open, &on("2026-09-20")).expect(0, &["CH-2026-002"]);
    // As it was known on an earlier day: not answered yet, and the second one not opened.
    mustmay(folder.path(), &["challenges", "list"], &on("2026-09-10"))
        .expect(0, &["CH-2026-001", "not answered\n1 challenge: "]);
    mustmay(
        folder.path(),
        &["challenges", "open", "sign-on", "--by", "b", "--what", "w"],
        &[],
    )
    .expect(2, &["did you mean `sign-in`?"]);
    mustmay(
        folder.path(),
        &["challenges", "open", "sign-in", "--by", " ", "--what", "w"],
        &[],
    )
    .expect(2, &["it says nothing"]);
}

#[test]
fn an_answer_goes_to_its_own_record_among_many() {
    let folder = project();
    let record = |id: &str| {
        format!(
            "apiVersion: mustmay/v1\nkind: Challenge\nmetadata: {{ id: {id} }}\nmandate: sign-in\nby: b\nwhat: w\nopened: 2026-09-10 # then\n"
        )
    };
    folder.write(
        "evidence/all.yaml",
        &[record("A"), record("B"), record("C")].join("---\n"),
    );
    let arguments = [
        "challenges",
        "answer",
        "B",
        "--by",
        "sam",
        "--text",
        "no",
        "--outcome",
        "declined",
    ];
    mustmay(folder.path(), &arguments, &on("2026-09-11")).expect(0, &[]);
    let list = json(&folder, &["challenges", "list"], 0);
    let standing: Vec<(&str, &str)> = list["challenges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["id"].as_str().unwrap(),
                one["standing"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        standing,
        [("A", "overdue"), ("C", "overdue"), ("B", "answered")]
    );
}

#[test]
fn a_quarter_to_come_and_no_mandates_are_told() {
    let folder = project();
    mustmay(folder.path(), &["review", "--quarter", "2027Q1"], &[]).expect(2, &["has not begun"]);
    mustmay(folder.path(), &["review", "--quarter", "2026q3"], &[])
        .expect(2, &["written like 2026Q3"]);
    mustmay(folder.path(), &["review"], &[]).expect(3, &["no evidence of 2026Q3"]);
    mustmay(folder.path(), &["review", "--strict"], &[]).expect(3, &[]);
}
