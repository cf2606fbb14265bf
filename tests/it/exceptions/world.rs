//! A repository with one mandate, two services and a ledger.

use crate::support::{Folder, Run, mustmay};
use jiff::civil::Date;
use mustmay::document::{Document, Limits, read};
use mustmay::engine::{Finding, Judged, Outcome, ServiceInfo, Verdict};
use mustmay::exception::{ExceptionReport, Ledger, Situation, Whole, judge};
use mustmay::policy::{Level, PackFiles, PolicySet, embedded};
use mustmay::source::{Source, Span};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub(crate) const MANDATE: &str = "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: user-auth, title: Users sign in, owner: identity, rationale: Asked for, reviewBy: 2030-12-31 }
appliesTo: { kinds: [service] }
must:
  - id: protocol
    at: spec.auth.protocol
    schema: { type: string, enum: [oidc] }
    otherwise: sign users in through OpenID Connect
  - id: provider
    at: spec.auth.provider
    schema: { type: string, enum: [iam] }
    otherwise: use the platform's provider
unless: { reviewers: [security], approvals: 1, maxDays: 90, maxRenewals: 1, emergency: { maxDays: 3 } }
enforce: deny
";

/// A ledger's record of `till`'s protocol, valid on the day of the tests.
const RECORD: &[(&str, &str)] = &[
    ("apiVersion", "mustmay/v1"),
    ("kind", "Exception"),
    ("metadata", "{ id: EX-1 }"),
    ("mandate", "user-auth"),
    ("condition", "protocol"),
    ("at", "[spec.auth.protocol]"),
    ("service", "till"),
    ("category", "waiver"),
    ("reason", "The till is replaced in Q1."),
    ("ticket", "https://tickets.example.com/SEC-1"),
    ("owner", "team-till"),
    ("requestedBy", "mia@example.com"),
    ("approvedBy", "[sam@example.com]"),
    ("created", "2026-11-02"),
    ("expires", "2027-01-31"),
    ("renewals", "0"),
];

/// The record with fields changed or added; an empty value leaves a field out.
pub(crate) fn record(changes: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let own = RECORD.iter().map(|(name, value)| {
        // The last word counts.
        let change = changes.iter().rev().find(|(changed, _)| changed == name);
        (*name, change.map_or(*value, |(_, value)| *value))
    });
    let added = changes
        .iter()
        .filter(|(name, _)| !RECORD.iter().any(|(own, _)| own == name))
        .copied();
    for (name, value) in own.chain(added).filter(|(_, value)| !value.is_empty()) {
        text.push_str(&[name, ": ", value, "\n"].concat());
    }
    text
}

/// A manifest.
pub(crate) fn service(name: &str, protocol: &str, provider: &str) -> String {
    format!(
        "apiVersion: mustmay/v1\nkind: Service\nmetadata: {{ name: {name}, owner: team-{name} }}\n\
         spec:\n  auth:\n    protocol: {protocol}\n    provider: {provider}\n"
    )
}

/// A repository that is its own policy source: `till` breaks one condition, `shop` none.
pub(crate) fn own() -> Folder {
    let folder = Folder::repository();
    folder
        .write(
            "mustmay.yaml",
            "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
        )
        .write("policies/user-auth.yaml", MANDATE)
        .write(
            "exceptions/groups.yaml",
            "security: [sam@example.com, kim@example.com]\n",
        )
        .write("till/service.yaml", &service("till", "basic", "iam"))
        .write("shop/service.yaml", &service("shop", "oidc", "iam"));
    folder
}

/// A repository, and a policy source beside it that is named on the command line.
pub(crate) fn pinned() -> (Folder, Folder) {
    let (tree, source) = (Folder::repository(), Folder::new());
    tree.write("till/service.yaml", &service("till", "basic", "iam"));
    source.write("user-auth.yaml", MANDATE).write(
        "exceptions/groups.yaml",
        "security: [sam@example.com, kim@example.com]\n",
    );
    (tree, source)
}

pub(crate) fn check(folder: &Folder) -> Run {
    mustmay(folder.path(), &["check"], &[])
}

pub(crate) fn check_pinned(tree: &Folder, source: &Folder) -> Run {
    let source = source.path().to_str().unwrap();
    let arguments = ["check", "--policies", source, "--repository", "shop/till"];
    mustmay(tree.path(), &arguments, &[])
}

/// The JSON report of a check.
pub(crate) fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let arguments = [&["check", "--format", "json"], arguments].concat();
    let run = mustmay(folder.path(), &arguments, &[]);
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// The states of a record in a report.
pub(crate) fn states(report: &Value, id: &str) -> Vec<String> {
    let all = report["exceptions"].as_array().unwrap();
    let one = all
        .iter()
        .find(|one| one["id"] == id)
        .unwrap_or_else(|| panic!("no {id} in {all:#?}"));
    let states = one["states"].as_array().unwrap();
    states
        .iter()
        .map(|state| state.as_str().unwrap().to_owned())
        .collect()
}

/// The exception of each finding of a service, by condition.
pub(crate) fn covered(report: &Value, service: &str) -> Vec<(String, Option<String>)> {
    let outcomes = report["outcomes"].as_array().unwrap();
    let own = outcomes
        .iter()
        .filter(|outcome| outcome["service"] == service);
    let findings = own.flat_map(|outcome| outcome["findings"].as_array().unwrap());
    findings
        .map(|finding| {
            let condition = finding["condition"].as_str().unwrap().to_owned();
            (condition, finding["exception"].as_str().map(str::to_owned))
        })
        .collect()
}

/// A new key pair, made by `ssh-keygen`: the private key's file.
pub(crate) fn key(folder: &Folder, name: &str, kind: &str) -> PathBuf {
    let path = folder.join(name);
    let status = Command::new("ssh-keygen")
        .args(["-q", "-t", kind, "-N", "", "-C", name, "-f"])
        .arg(&path)
        .stdin(Stdio::null())
        .status()
        .expect("the tests need ssh-keygen");
    assert!(status.success());
    path
}

/// A line of `allowed_signers` for a key.
pub(crate) fn signer(key: &std::path::Path, principals: &str, options: &str) -> String {
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    format!("{principals} {options} {public}")
}

pub(crate) const NAMESPACE: &str = "namespaces=\"exception@mustmay\"";

/// Signs a text with a key.
pub(crate) fn sign(key: &std::path::Path, namespace: &str, text: &str) -> String {
    use std::io::Write as _;
    let mut child = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", namespace, "-f"])
        .arg(key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// A signature as the value of `signatures`.
pub(crate) fn signatures(armour: &str) -> String {
    format!("[{}]", Value::from(armour))
}

/// The policy set of the one mandate.
pub(crate) fn set() -> PolicySet {
    // Without a file of groups the reviewer stands in the mandate itself.
    let text = MANDATE.replace("[security]", "[sam@example.com]");
    let pack = PackFiles {
        shown: "policies".to_owned(),
        files: vec![("m.yaml".to_owned(), Source::new("policies/m.yaml", text))],
        embedded: false,
    };
    PolicySet::load(&[embedded::pack("kinds").unwrap(), pack])
        .unwrap()
        .0
}

/// The ledger of a text of records, whose approver is a reviewer.
pub(crate) fn ledger(text: &str) -> Ledger {
    let tree = read(&Source::new("exceptions/ex.yaml", text), &Limits::default()).tree;
    let documents: Vec<Document> = tree.documents().collect();
    let (ledger, problems) = Ledger::of_documents(&documents);
    assert!(problems.is_empty(), "{problems:#?}");
    ledger
}

/// A service that breaks the mandate's condition `protocol` at some paths.
pub(crate) fn breaking(name: &str, file: &str, paths: &[String]) -> Judged {
    let source = Source::new(file, "spec: {}\n");
    let finding = |path: &String| Finding {
        condition: "protocol".into(),
        level: Level::Deny,
        headline: String::new(),
        detail: String::new(),
        notes: Vec::new(),
        path: path.clone(),
        place: source.place(Span::new(0, 4)),
        related: Vec::new(),
        fingerprint: format!("{:0>32}", path.len()),
        exception: None,
    };
    let findings = paths.iter().map(finding).collect();
    Judged {
        service: ServiceInfo {
            kind: "service".into(),
            name: name.into(),
            named: true,
            owner: None,
            file: file.into(),
            document: 1,
        },
        outcomes: vec![Outcome {
            findings,
            level: Some(Level::Deny),
            ..Outcome::new(0, Verdict::Fail)
        }],
    }
}

/// Services held against a ledger.
pub(crate) fn held(
    judged: &mut [Judged],
    set: &PolicySet,
    ledger: &Ledger,
    today: Date,
) -> ExceptionReport {
    let situation = Situation {
        set,
        ledger,
        today,
        seen: today,
        repository: None,
        clock_is_right: true,
        whole: Whole::Yes,
        audit: false,
    };
    judge(judged, &situation)
}

/// How one record of `till`'s protocol stands on a day, and whether it covers that.
pub(crate) fn stands(set: &PolicySet, text: &str, today: Date) -> (Vec<&'static str>, bool) {
    let mut judged = [breaking(
        "till",
        "till.yaml",
        &["spec.auth.protocol".to_owned()],
    )];
    let report = held(&mut judged, set, &ledger(text), today);
    let covered = judged[0].outcomes[0].verdict == Verdict::Excepted;
    (report.accounts[0].words(), covered)
}
