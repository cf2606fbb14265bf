//! A repository with one mandate, two services and a ledger.

use crate::support::{Folder, Run, mustmay};
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
