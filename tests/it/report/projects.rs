//! Real projects through every format: the numbers and the exit codes agree.

use super::array;
use super::sarif::{findings, valid};
use crate::documents::shared;
use crate::support::{Folder, command, mustmay};
use mustmay::report::check::Format;
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

pub(super) const CONFIG: &str = "\
apiVersion: mustmay/v1
kind: Config
policies: [policies]
exceptions: [exceptions]
";

pub(super) const POLICY: &str = "\
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: thing, title: Thing }
claims: [thing.yaml]
when: { at: thing }
services: { name: it.thing, owner: it.owner }
---
apiVersion: mustmay/v1
kind: Mandate
metadata:
  id: sized
  title: Things say their size
  owner: platform
  rationale: Shelves are finite.
  docs: https://handbook.example.com/size
  reviewBy: 2027-01-01
appliesTo: { kinds: [thing] }
must:
  - { id: size, at: size, schema: { type: integer }, otherwise: write the size as a number }
  - { id: weight, at: weight, schema: { type: integer }, optional: true, otherwise: write the weight as a number }
enforce: deny
---
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: strict, title: Things are labelled, owner: platform, rationale: Nobody knows otherwise., reviewBy: 2027-01-01 }
appliesTo: { kinds: [thing] }
must:
  - { id: label, at: label, schema: { type: string }, optional: true, otherwise: write the label as text }
unless: never
enforce: warn
";

/// A repository with mandates and the things in it, by folder.
fn project(things: &[(&str, &str)]) -> Folder {
    let folder = Folder::repository();
    folder
        .write("mustmay.yaml", CONFIG)
        .write("policies/all.yaml", POLICY)
        .write(
            "exceptions/groups.yaml",
            "platform: [sam@example.com]\nteam-a: [mia@example.com]\n",
        );
    for (name, text) in things {
        let text = format!("thing: {name}\nowner: team-a\n{text}");
        folder.write(&format!("things/{name}/thing.yaml"), &text);
    }
    folder
}

fn clean() -> Folder {
    project(&[("hammer", "size: 3\n"), ("saw", "size: 4\nlabel: saw\n")])
}

fn with_findings() -> Folder {
    project(&[
        ("hammer", "size: big\nweight: heavy\nlabel: 1\n"),
        ("saw", "size: 4\nlabel: [saw]\n"),
        ("nail", "size: 1\n"),
    ])
}

fn unreadable() -> Folder {
    let folder = with_findings();
    folder.write("things/bolt/thing.yaml", "thing: bolt\nsize: [1\n");
    folder.write("things/nut/thing.yaml", "thing: nut\nsize: 1\nsize: 2\n");
    folder
}

/// A record for each state, about a thing of the state's name.
const STATES: &[(&str, &[(&str, &str)])] = &[
    ("active", &[]),
    ("expiring", &[("expires", "2026-11-30")]),
    ("pending", &[("approvedBy", "[]")]),
    ("expired", &[("expires", "2026-11-10")]),
    ("unapproved", &[("approvedBy", "[eve@example.com]")]),
    ("overlong", &[("expires", "2028-01-01")]),
    (
        "forbidden",
        &[("mandate", "strict"), ("condition", "label")],
    ),
    ("not-yet", &[("created", "2026-12-01")]),
    (
        "revoked",
        &[("revoked", "{ on: 2026-11-10, reason: no longer }")],
    ),
    ("unneeded", &[]),
    ("grown", &[("condition", ""), ("findings", "1")]),
    ("orphaned", &[("owner", "team-gone")]),
];

fn with_exceptions() -> Folder {
    let folder = project(&[]);
    let mut records = String::new();
    for (state, changes) in STATES {
        let reason = format!("The shelf of {state} is being rebuilt.");
        let mut fields = BTreeMap::from([
            ("mandate", "sized"),
            ("condition", "size"),
            ("service", state),
            ("category", "waiver"),
            ("reason", &reason),
            ("owner", "team-a"),
            ("requestedBy", "mia@example.com"),
            ("approvedBy", "[sam@example.com]"),
            ("created", "2026-11-01"),
            ("expires", "2026-12-31"),
        ]);
        fields.extend(changes.iter().copied());
        fields.retain(|_, value| !value.is_empty());
        write!(
            records,
            "---\napiVersion: mustmay/v1\nkind: Exception\nmetadata: {{ id: EX-{state} }}\n"
        )
        .unwrap();
        for (name, value) in fields {
            writeln!(records, "{name}: {value}").unwrap();
        }
        let more = match *state {
            "unneeded" => "size: 3\n",
            "grown" => "size: big\nweight: heavy\n",
            "forbidden" => "size: big\nlabel: 3\n",
            _ => "size: big\n",
        };
        let text = format!("thing: {state}\nowner: team-a\n{more}");
        folder.write(&format!("things/{state}/thing.yaml"), &text);
    }
    folder.write("exceptions/all.yaml", &records);
    folder
}

/// The reports of a run in every format, all of one exit code.
#[track_caller]
pub(super) fn reports(
    folder: &Path,
    code: i32,
    arguments: &[&str],
) -> BTreeMap<&'static str, String> {
    let mut reports = BTreeMap::new();
    for (word, _) in Format::ALL {
        let all = [&["check", "--format", word], arguments].concat();
        let ran = mustmay(folder, &all, &[("GITHUB_ACTIONS", "true")]);
        assert_eq!(ran.code, code, "{word}: {}{}", ran.err, ran.out);
        assert_eq!(ran.err, "", "{word}");
        reports.insert(*word, ran.out);
    }
    reports
}

/// What a row of the table, or a notification, is about that was not judged.
const UNCHECKED: [&str; 3] = ["skipped", "unrecognised", "excluded"];

/// The rows and the notifications that are entries, and not of what was not judged.
pub(super) fn of_entries(reports: &BTreeMap<&str, String>, log: &Value) -> (usize, usize) {
    let rows = table(&reports["csv"]);
    let rows = rows
        .iter()
        .filter(|row| !UNCHECKED.contains(&&*row["record"]));
    let invocation = &array(&array(log, "runs")[0], "invocations")[0];
    let told = array(invocation, "toolExecutionNotifications").iter();
    let told = told.filter(|one| !UNCHECKED.contains(&one["descriptor"]["id"].as_str().unwrap()));
    (rows.count(), told.count())
}

/// How many findings and how many entries each format tells of; all must agree.
#[track_caller]
pub(super) fn agree(reports: &BTreeMap<&str, String>, code: i32) -> (usize, usize) {
    let json: Value = serde_json::from_str(&reports["json"]).unwrap();
    assert_eq!(json["exitCode"], code);
    let found = of_outcomes(array(&json, "outcomes"));
    assert_eq!(of_ndjson(&reports["ndjson"], &json), found, "ndjson");

    let rows = table(&reports["csv"]);
    let subjects = rows.iter().map(|row| row["record"].as_str());
    assert_eq!(
        subjects.filter(|one| *one == "finding").count(),
        found,
        "csv"
    );

    let log = valid(&reports["sarif"]);
    let run = &array(&log, "runs")[0];
    let invocation = &array(run, "invocations")[0];
    assert_eq!(invocation["exitCode"], code);
    assert_eq!(invocation["executionSuccessful"], code < 2);
    assert_eq!(findings(&log).len(), found, "sarif");
    let (entries, told) = of_entries(reports, &log);
    let more = usize::from(entries < rows.len());
    assert_eq!(array(run, "results").len() + told, entries, "sarif");

    let issues: Value = serde_json::from_str(&reports["gitlab"]).unwrap();
    let issues = issues.as_array().unwrap();
    assert_eq!(issues.len(), entries, "gitlab");
    for issue in issues {
        // What GitLab documents: these fields, these words, a path below the top of the repository.
        let severity = issue["severity"].as_str().unwrap();
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        assert!(!issue["description"].as_str().unwrap().is_empty());
        assert!(!issue["check_name"].as_str().unwrap().is_empty());
        let path = issue["location"]["path"].as_str().unwrap();
        assert!(!path.is_empty() && !path.starts_with(['/', '.']), "{path}");
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
    }
    let mut prints: Vec<&str> = issues
        .iter()
        .map(|issue| issue["fingerprint"].as_str().unwrap())
        .collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), entries, "gitlab");

    let (commands, rest): (Vec<&str>, Vec<&str>) = reports["github"]
        .lines()
        .partition(|line| line.starts_with("::"));
    assert_eq!(commands.len(), entries + more, "github");
    assert_eq!(rest.len(), 1, "github: {rest:?}");
    let cells = reports["markdown"].lines();
    let cells = cells.filter(|line| line.starts_with("| ") && !line.starts_with("| where"));
    assert_eq!(cells.count(), entries, "markdown");

    junit_is_valid(&[&reports["junit"]]);
    let exit = format!("<property name=\"exitCode\" value=\"{code}\"/>");
    let suites = reports["junit"].matches("<testsuite ").count();
    assert_eq!(reports["junit"].matches(&exit).count(), suites);
    assert_eq!(of_junit(&reports["junit"]), found, "junit");
    (found, entries)
}

/// Findings that no exception covers.
fn of_outcomes(outcomes: &[Value]) -> usize {
    let findings = outcomes.iter().flat_map(|one| array(one, "findings"));
    findings.filter(|one| one["exception"].is_null()).count()
}

fn of_ndjson(text: &str, json: &Value) -> usize {
    let mut lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut run = lines.pop().unwrap();
    let run = run.as_object_mut().unwrap();
    assert_eq!(run.remove("type").unwrap(), "run");
    for line in &mut lines {
        let kind = line.as_object_mut().unwrap().remove("type");
        assert_eq!(kind.unwrap(), "outcome");
    }
    // Together they are the JSON report.
    let found = of_outcomes(&lines);
    run.insert("outcomes".to_owned(), Value::Array(lines));
    assert_eq!(&Value::Object(run.clone()), json);
    found
}

/// Outcomes that are written as they come are those of the report that is written at the end, in its order.
#[test]
fn what_streams_is_the_whole_report() {
    let folder = Folder::new();
    folder.write("policies/owner.yaml", OWNER);
    folder.write(
        "mustmay.yaml",
        "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
    );
    for number in 0..2_500 {
        let owner = if number % 7 == 0 { "NOBODY" } else { "team-a" };
        let manifest = format!(
            "apiVersion: mustmay/v1\nkind: Service\nmetadata: {{ name: s{number}, owner: {owner} }}\n"
        );
        folder.write(&format!("s{number}/service.yaml"), &manifest);
    }
    let run = |format: &str| {
        let ran = mustmay(folder.path(), &["check", "--format", format], &[]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        ran.out
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(json["counts"]["services"], 2_500);
    assert_eq!(of_ndjson(&run("ndjson"), &json), 358);
}

const OWNER: &str = "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: small-owner, owner: platform, rationale: It shows., reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
must:
  - { id: owner, at: metadata.owner, schema: { type: string, pattern: \"^[a-z-]+$\" }, otherwise: write it small }
enforce: deny
";

fn of_junit(text: &str) -> usize {
    let line = Regex::new(r"(?m)(?:^|>)(?:deny|warn|advise)\[").unwrap();
    let cases = text.split("<testcase ").skip(1);
    let own = cases.filter(|case| !case.contains(" classname=\"exception\""));
    own.map(|case| line.find_iter(case).count()).sum()
}

/// The rows of a table by the names of its columns.
pub(super) fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize();
    rows.map(Result::unwrap).collect()
}

/// Holds reports against the common schema, where that is at hand.
#[track_caller]
pub(super) fn junit_is_valid(reports: &[&str]) {
    let Some(formats) = shared("formats") else {
        return;
    };
    let folder = Folder::new();
    let mut xmllint = Command::new("xmllint");
    xmllint
        .args(["--noout", "--nonet", "--schema"])
        .arg(formats.join("junit.xsd"));
    for (at, report) in reports.iter().enumerate() {
        let name = format!("{at}.xml");
        folder.write(&name, report);
        xmllint.arg(folder.join(&name));
    }
    let output = xmllint.output().expect("the tests need xmllint");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    assert_eq!(err.matches(" validates").count(), reports.len(), "{err}");
}

/// Case 10.
#[test]
fn four_projects_are_the_same_in_all_formats() {
    for (folder, code, findings, entries) in [
        (clean(), 0, 0, 0),
        (with_findings(), 1, 4, 4),
        (unreadable(), 2, 4, 6),
        (with_exceptions(), 1, 9, 9 + 10),
    ] {
        let reports = reports(folder.path(), code, &[]);
        assert_eq!(agree(&reports, code), (findings, entries));
    }
}

/// Case 10: what was not checked is told by every format.
#[test]
fn a_run_that_checked_nothing_is_no_empty_report() {
    let folder = project(&[]);
    let reports = reports(folder.path(), 3, &[]);
    assert_eq!(agree(&reports, 3), (0, 1));
    for (word, text) in &reports {
        assert!(text.contains("nothing was checked"), "{word}: {text}");
    }
    assert!(reports["junit"].contains("errors=\"1\""));
    assert!(reports["gitlab"].contains("blocker"));
}

#[test]
fn what_made_a_run_lenient_is_told_by_every_format() {
    let folder = with_findings();
    for (word, text) in &reports(folder.path(), 0, &["--no-fail"]) {
        assert!(text.contains("--no-fail"), "{word}: {text}");
    }
}

#[test]
fn every_state_of_an_exception_is_there() {
    let folder = with_exceptions();
    let reports = reports(folder.path(), 1, &["--show-excepted"]);
    let json: Value = serde_json::from_str(&reports["json"]).unwrap();
    for (state, _) in STATES {
        let id = format!("EX-{state}");
        let records = array(&json, "exceptions").iter();
        let record = records
            .clone()
            .find(|one| one["id"] == id.as_str())
            .unwrap();
        assert_eq!(record["state"], *state);
        // What counts for nothing is not listed.
        if *state == "revoked" {
            continue;
        }
        for (word, text) in &reports {
            assert!(text.contains(&id), "{word} says nothing of {id}");
        }
    }
    let log = valid(&reports["sarif"]);
    let covered = findings(&log)
        .into_iter()
        .filter_map(|one| one.get("suppressions"))
        .map(|all| &all.as_array().unwrap()[0]);
    let reasons: Vec<&str> = covered
        .map(|one| one["justification"].as_str().unwrap())
        .collect();
    assert_eq!(reasons.len(), 4);
    assert!(reasons.contains(&"The shelf of active is being rebuilt."));
    assert!(
        reports["junit"].contains("excepted by EX-active: The shelf of active is being rebuilt.")
    );
}

/// What ends a run without a failure: an exception's state, a missing answer, or both, each by its name.
#[test]
fn why_a_run_fails_that_has_no_failure_is_said_as_it_is() {
    let folder = project(&[("hammer", "size: 3\n"), ("saw", "size: 4\n")]);
    folder.write(
        "policies/shelved.yaml",
        "apiVersion: mustmay/v1\nkind: Mandate\n\
         metadata: { id: shelved, owner: platform, rationale: r, reviewBy: 2027-01-01 }\n\
         appliesTo: { kinds: [thing] }\n\
         must: [{ id: shelf, at: shelf, otherwise: say where it lies }]\nenforce: warn\n",
    );
    let record = |id: &str, service: &str, expires: &str| {
        format!(
            "---\napiVersion: mustmay/v1\nkind: Exception\nmetadata: {{ id: {id} }}\nmandate: shelved\n\
             service: {service}\ncategory: waiver\nreason: It is on order.\nowner: team-a\n\
             requestedBy: mia@example.com\napprovedBy: [sam@example.com]\ncreated: 2026-10-01\n\
             expires: {expires}\n"
        )
    };
    let expired = record("EX-1", "hammer", "2026-11-10");
    folder.write("exceptions/all.yaml", &expired);
    let line = |arguments: &[&str]| {
        let ran = mustmay(folder.path(), &[&["check"], arguments].concat(), &[]);
        let mut lines = ran.out.lines().rev();
        assert!(
            lines.next().unwrap().contains(" 2 fail (2 warn),"),
            "{}",
            ran.out
        );
        lines.next().unwrap().to_owned()
    };
    assert_eq!(line(&[]), "exit 1: 1 exception (expired) counts at `deny`");
    assert_eq!(
        line(&["--no-fail"]),
        "exit 0: 1 exception (expired) counts at `deny`; --no-fail was used"
    );
    let overlong = record("EX-2", "saw", "2029-12-31");
    folder.write("exceptions/all.yaml", &[expired, overlong].concat());
    let two = "2 exceptions (expired, overlong) count at `deny`";
    assert_eq!(line(&[]), ["exit 1: ", two].concat());
    folder.write(
        "policies/picky.yaml",
        "apiVersion: mustmay/v1\nkind: Mandate\n\
         metadata: { id: picky, owner: platform, rationale: r, reviewBy: 2027-01-01 }\n\
         appliesTo: { kinds: [thing], when: 'it.tier == 1' }\n\
         must: [{ id: label, at: label, otherwise: label it }]\nenforce: deny\n\
         ---\napiVersion: mustmay/v1\nkind: Pack\nmetadata: { id: bank, version: 1.0.0 }\n\
         levels: { unanswered: deny }\n",
    );
    assert_eq!(
        line(&[]),
        ["exit 1: what was not answered counts; ", two].concat()
    );
    fs::remove_file(folder.join("exceptions/all.yaml")).unwrap();
    assert_eq!(line(&[]), "exit 1: what was not answered counts at `deny`");
}

#[test]
fn more_is_said_of_what_passes_and_of_what_is_excepted_if_asked_for() {
    let folder = with_exceptions();
    let run = |arguments: &[&str]| {
        let arguments = [&["check"], arguments].concat();
        mustmay(folder.path(), &arguments, &[("COLUMNS", "200")]).expect(1, &[])
    };
    let block = |service: &str| {
        let text = run(&["-v"]).out;
        let head = format!("judged {service} (thing, things/{service}/thing.yaml)\n");
        let (_, rest) = text.split_once(&head).expect(&text);
        rest.split("\n\n").next().unwrap().to_owned()
    };
    assert_eq!(
        block("active"),
        "  pass: strict\n  excepted: sized/size (EX-active until 2026-12-31)"
    );
    assert_eq!(block("expired"), "  pass: strict\n  fail: sized (deny)");
    assert_eq!(block("unneeded"), "  pass: sized, strict");
    let forbidden = "  fail: sized (deny), strict (warn)";
    assert_eq!(block("forbidden"), forbidden);
    assert!(!run(&[]).out.contains("judged "));
}

#[test]
fn all_formats_can_be_written_in_one_run() {
    let findings = with_findings();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let example = |name: &str| examples.join(name);
    // A report by itself may keep less of what was judged than all of them together need: it must not show.
    for (folder, code) in [
        (findings.path().to_path_buf(), 1),
        (example("shop"), 0),
        (example("kubernetes"), 0),
        (example("compose"), 0),
        (example("fleet"), 1),
    ] {
        let here = ["--as-of=2026-11-22", "--no-exceptions", "."];
        let alone = reports(&folder, code, &here);
        let out = Folder::new();
        let mut arguments = vec!["check".to_owned()];
        arguments.extend(here.map(str::to_owned));
        for word in alone.keys() {
            let file = out.join(word);
            arguments.push(format!("--format={word}={}", file.display()));
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = mustmay(&folder, &arguments, &[("GITHUB_ACTIONS", "true")]);
        // Whoever asks for files only still sees what happened.
        assert_eq!((ran.code, &ran.out), (code, &alone["human"]));
        for (word, text) in &alone {
            assert_eq!(&fs::read_to_string(out.join(word)).unwrap(), text, "{word}");
        }
    }
}

/// Case 11.
#[cfg(unix)]
#[test]
fn a_closed_pipe_changes_the_code_of_no_format() {
    for (folder, code) in [(clean(), 0), (with_findings(), 1), (unreadable(), 2)] {
        for (word, _) in Format::ALL {
            let mut child = command(folder.path())
                .args(["check", "--format", word])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            drop(child.stdout.take());
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(code), "{word}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{word}");
        }
    }
}

/// Case 12.
#[test]
fn a_report_that_cannot_be_written_is_not_understood_in_any_format() {
    let folder = clean();
    let out = Folder::new();
    for (word, _) in Format::ALL {
        let file = out.join("missing").join(word);
        let format = format!("--format={word}={}", file.display());
        mustmay(folder.path(), &["check", &format], &[]).expect(2, &["cannot write"]);
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0, "{word}");
    }
}

/// Case 12.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_pass_in_no_format() {
    let folder = clean();
    for (word, _) in Format::ALL {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut check = command(folder.path());
        let output = check
            .args(["check", "--format", word])
            .stdout(full)
            .output();
        // A table or a list of nothing is a line all the same.
        assert_eq!(output.unwrap().status.code(), Some(2), "{word}");
    }
}

#[test]
fn the_summary_of_a_job_is_added_to_what_stands_there() {
    let folder = with_findings();
    let out = Folder::new();
    out.write("summary.md", "# before\n");
    let file = out.join("summary.md");
    let variables = [("GITHUB_STEP_SUMMARY", file.to_str().unwrap())];
    mustmay(folder.path(), &["check", "--format", "json"], &variables).expect(1, &[]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "# before\n");
    mustmay(folder.path(), &["check", "--format", "github"], &variables).expect(1, &[]);
    let page = mustmay(folder.path(), &["check", "--format", "markdown"], &[]).out;
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        format!("# before\n{page}")
    );
    let missing = out.join("missing/summary.md");
    let variables = [("GITHUB_STEP_SUMMARY", missing.to_str().unwrap())];
    mustmay(folder.path(), &["check", "--format", "github"], &variables)
        .expect(2, &["cannot write"]);
}

/// Values in YAML's quotes that are more than text to somebody.
const VALUES: [&str; 5] = [
    r#""x\n::stop-commands::pwn\n::error file=README.md::forged""#,
    r#""<img src=x onerror=alert(1)> ``` [x](javascript:alert(1)) @everyone #1""#,
    r#""a\u2028b\u2029c\u0085d\e[2J\u202e""#,
    r#""]]> & <![CDATA[ \uFFFE""#,
    r#""=cmd|'/c calc'!A1""#,
];

/// From the file to the report: names and values.
#[cfg(unix)]
#[test]
fn case_60_61_62_names_and_values_are_only_text_in_every_format() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let folder = project(&[]);
    let names: &[&[u8]] = &[
        b"a\nb",
        b"\r::error ::x",
        b"%0A",
        b"\x1b[31m",
        b"a,b:c",
        b"caf\xe9\xff",
        b"-rf",
        b"##[error]",
        b"<img src=x onerror=alert(1)>",
        b"`[x](javascript:alert(1))`",
        b"=1+1",
    ];
    for (at, name) in names.iter().enumerate() {
        let below = folder.path().join("things").join(OsStr::from_bytes(name));
        fs::create_dir_all(&below).unwrap();
        let value = VALUES[at % VALUES.len()];
        let text = format!("thing: {value}\nowner: {value}\nsize: {value}\n");
        fs::write(below.join("thing.yaml"), text).unwrap();
    }
    let reports = reports(folder.path(), 1, &[]);
    assert_eq!(agree(&reports, 1), (names.len(), names.len()));
    only_text(&reports);
}

/// From the file to the report: keys, reasons of exceptions, and what a mandate's author wrote.
#[test]
fn case_61_62_keys_reasons_and_advice_are_only_text_in_every_format() {
    for (at, value) in VALUES.iter().enumerate() {
        let folder = project(&[("hammer", "size: big\n")]);
        let key = format!("thing: saw\n{value}: 1\n{value}: 2\n");
        folder
            .write("things/saw/thing.yaml", &key)
            .write(
                "exceptions/all.yaml",
                &format!(
                    "apiVersion: mustmay/v1\nkind: Exception\nmetadata: {{ id: EX-1 }}\nmandate: sized\n\
                     service: hammer\ncategory: waiver\nreason: {value}\nowner: team-a\n\
                     requestedBy: mia@example.com\napprovedBy: [sam@example.com]\n\
                     created: 2026-11-01\nexpires: 2026-12-31\n"
                ),
            )
            .write(
                "policies/advice.yaml",
                &format!(
                    "apiVersion: mustmay/v1\nkind: Mandate\n\
                     metadata: {{ id: advice, title: {value}, owner: platform, rationale: {value}, \
                     docs: \"javascript:alert(1)\", reviewBy: 2027-01-01 }}\n\
                     appliesTo: {{ kinds: [thing] }}\n\
                     must: [{{ id: shelf, at: shelf, otherwise: {value} }}]\nenforce: deny\n"
                ),
            );
        let reports = reports(folder.path(), 2, &["--show-excepted"]);
        only_text(&reports);
        junit_is_valid(&[&reports["junit"]]);
        let log = valid(&reports["sarif"]);
        // One of the advice, and the excepted one.
        assert_eq!(findings(&log).len(), 2, "{at}");
        let rows = table(&reports["csv"]);
        assert_eq!(rows.len(), 3, "{at}: {rows:?}");
        let formula = |cell: &String| cell.starts_with(['=', '+', '-', '@']);
        assert!(!rows.iter().flat_map(BTreeMap::values).any(formula));
        let reason = rows.iter().find(|row| row["exception"] == "EX-1").unwrap();
        assert!(reason["help"].contains("excepted by EX-1"), "{reason:?}");
        super::hostile::only_our_markup(&reports["markdown"]);
    }
}

/// A lone surrogate is no text, and no format makes one of it.
#[test]
fn case_62_a_lone_surrogate_is_an_error_in_every_format() {
    let folder = clean();
    folder.write(
        "things/bolt/thing.yaml",
        "thing: bolt\nsize: \"a\\ud800b\"\n",
    );
    let reports = reports(folder.path(), 2, &[]);
    let (found, _) = agree(&reports, 2);
    assert_eq!(found, 0);
    only_text(&reports);
}

/// No control character, no command of a runner but ours, at the beginning of a line or in it.
#[track_caller]
pub(super) fn only_text(reports: &BTreeMap<&str, String>) {
    for (word, text) in reports {
        for line in text.split('\n') {
            assert!(
                line.chars().all(super::hostile::is_plain),
                "{word}: {line:?}"
            );
            assert!(!line.contains("##["), "{word}: {line}");
            assert!(!line.contains("##vso["), "{word}: {line}");
            let ours = ["::error ", "::warning ", "::notice "];
            let own = *word == "github" && ours.iter().any(|ours| line.starts_with(ours));
            assert!(
                own || !line.trim_start().starts_with("::"),
                "{word}: {line}"
            );
        }
    }
}

#[test]
fn a_test_run_is_junit_too() {
    let folder = project(&[]);
    folder.write(
        "policies/all_test.yaml",
        "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: sized
cases:
  - name: a number is fine
    kind: thing
    manifest: { thing: a, size: 1 }
    expect: pass
  - name: \"text is <refused> ]]> & \\e[31m\"
    kind: thing
    manifest: { thing: a, size: big }
    expect: pass
",
    );
    for more in [&[][..], &["--require-tests", "--coverage"]] {
        let arguments = [&["test", "--format", "junit"], more].concat();
        let ran = mustmay(folder.path(), &arguments, &[]).expect(1, &[]);
        junit_is_valid(&[&ran.out]);
        let suite = "name=\"policies/all_test.yaml\" tests=\"2\"";
        assert!(ran.out.contains(suite), "{}", ran.out);
        // The mandate that no case speaks of.
        let untested = if more.is_empty() { 0 } else { 6 };
        assert_eq!(ran.out.matches("<testcase ").count(), 2 + untested);
        assert_eq!(ran.out.matches("<failure ").count(), 1 + untested);
    }
    mustmay(folder.path(), &["test", "--format", "sarif"], &[]).expect(2, &["human, json, junit"]);
    folder.write(
        "policies/all_test.yaml",
        "apiVersion: mustmay/v1\nkind: MandateTst\n",
    );
    let arguments = ["test", "--format", "junit"];
    let ran = mustmay(folder.path(), &arguments, &[]).expect(2, &["<error "]);
    junit_is_valid(&[&ran.out]);
}
