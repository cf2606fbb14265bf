//! Asking: ids, files and fields of new records, and what is written twice.

use super::verbs::exceptions;
use super::world::{check, json, own, record, states};
use crate::support::{Folder, Run};
use std::fs;

fn request(folder: &Folder, more: &[&str]) -> Run {
    let asked = [
        "request",
        "--mandate",
        "user-auth",
        "--service",
        "till",
        "--reason",
        "It is replaced in Q1.",
        "--requested-by",
        "mia@example.com",
    ];
    exceptions(folder, &[&asked[..], more].concat())
}

/// The file of a record is never one that a ledger reads something else from, not even where it is closed.
#[test]
fn an_id_that_names_the_groups_file_is_refused() {
    let folder = own();
    fs::remove_file(folder.join("exceptions/groups.yaml")).unwrap();
    for id in ["groups", "Groups"] {
        request(&folder, &["--id", id]).expect(2, &["holds no exceptions", "take another name"]);
    }
    exceptions(
        &folder,
        &[
            "adopt",
            "--owner",
            "platform",
            "--requested-by",
            "mia@example.com",
            "--out",
            "exceptions/groups.yml",
        ],
    )
    .expect(2, &["`exceptions/groups.yml` holds no exceptions"]);
    assert_eq!(fs::read_dir(folder.join("exceptions")).unwrap().count(), 0);
    let over = [
        ("metadata", "{ id: groups }"),
        ("approvedBy", "[identity]"),
        ("service", "shop"),
    ];
    folder.write("exceptions/ex.yaml", &record(&over));
    exceptions(&folder, &["prune", "--write"])
        .expect(0, &["exceptions/closed/groups.exception.yaml"]);
    check(&folder).expect(1, &["1 deny"]);
    request(&folder, &["--id", "groups"]).expect(2, &["the id `groups` is taken"]);
}

/// Only what is over leaves a file: markers and directives without a document are no remainder, comments are.
#[test]
fn a_file_whose_only_record_is_over_is_gone() {
    let over = record(&[("expires", "2026-11-20")]);
    for (before, after) in [("%YAML 1.2\n---\n", ""), ("---\n", "...\n")] {
        let folder = own();
        let text = [before, &over, after].concat();
        folder.write("exceptions/ex.yaml", &text);
        exceptions(&folder, &["prune", "--write"]).expect(0, &["1 moved to closed/"]);
        assert!(!folder.join("exceptions/ex.yaml").exists(), "{text}");
    }
    let folder = own();
    let text = ["%YAML 1.2\n# ours\n---\n", &over].concat();
    folder.write("exceptions/ex.yaml", &text);
    exceptions(&folder, &["prune", "--write"]).expect(0, &["1 moved to closed/"]);
    let left = fs::read_to_string(folder.join("exceptions/ex.yaml")).unwrap();
    assert!(left.contains("# ours"), "{left}");
}

/// A request that an open record is about already is written under an id of its own only.
#[test]
fn the_same_is_not_asked_for_twice() {
    let folder = own();
    request(&folder, &[]).expect(0, &["EX-2026-001"]);
    request(&folder, &[]).expect(
        2,
        &[
            "`EX-2026-001` is about this already, until 2027-02-20, approved by nobody yet",
            "say its --id",
        ],
    );
    assert!(!folder.join("exceptions/EX-2026-002.yaml").exists());
    // In other words, of another category, after it was taken back, or with an id of its own.
    let at = ["--at", "spec.auth.protocol"];
    request(&folder, &at).expect(0, &["EX-2026-002"]);
    request(&folder, &at).expect(2, &["`EX-2026-002` is about this already"]);
    request(&folder, &["--id", "EX-A"]).expect(0, &["EX-A"]);
    request(&folder, &["--category", "emergency"]).expect(0, &["EX-2026-003"]);
    for id in ["EX-2026-001", "EX-A"] {
        exceptions(&folder, &["revoke", id, "--reason", "x"]).expect(0, &[]);
    }
    request(&folder, &[]).expect(0, &["EX-2026-004"]);
    // What is over is not there any more.
    request(&folder, &["--as-of", "2027-02-21"]).expect(0, &["EX-2027-001"]);
}

/// What stands behind the empty list of approvers is true: an emergency waits for nobody.
#[test]
fn the_file_of_an_emergency_says_that_it_covers_at_once() {
    let folder = own();
    request(&folder, &["--category", "emergency"]).expect(0, &["EX-2026-001"]);
    let text = fs::read_to_string(folder.join("exceptions/EX-2026-001.yaml")).unwrap();
    let comment = "approvedBy: [] # emergency: covers at once, without an approval; at most 3 days, never renewed\n";
    assert!(text.contains(comment), "{text}");
    assert!(
        !text.contains("pending") && !text.contains("90 days"),
        "{text}"
    );
    check(&folder).expect(0, &["1 excepted"]);
    exceptions(
        &folder,
        &["approve", "EX-2026-001", "--as", "sam@example.com"],
    )
    .expect(0, &[]);
    let text = fs::read_to_string(folder.join("exceptions/EX-2026-001.yaml")).unwrap();
    assert!(text.contains("approvedBy: [sam@example.com]\n"), "{text}");
}

/// The fingerprints that `request` takes are shown to people too.
#[test]
fn a_fingerprint_that_check_shows_is_one_to_ask_with() {
    let folder = own();
    assert!(!check(&folder).out.contains("fingerprint"));
    let shown = crate::support::mustmay(folder.path(), &["check", "-v"], &[]);
    let print = shown.out.split_once("fingerprint: ").unwrap().1;
    let print = print.lines().next().unwrap().trim();
    assert_eq!(print.len(), 32, "{shown:#?}");
    let asked = [
        "request",
        print,
        "--reason",
        "x",
        "--requested-by",
        "mia@example.com",
    ];
    exceptions(&folder, &asked).expect(0, &["EX-2026-001"]);
    let help = exceptions(&folder, &["request", "--help"]);
    assert!(help.out.contains("mustmay check -v"), "{help:#?}");
}

/// A ledger may be a folder whose name ends like that of a file.
#[test]
fn a_folder_with_a_dot_in_its_name_is_a_ledger() {
    for name in ["exceptions.d", "exceptions.yaml"] {
        let folder = own();
        folder.write(&format!("{name}/.keep"), "");
        let run = |verb: &[&str]| exceptions(&folder, &[verb, &["--exceptions", name]].concat());
        run(&[
            "adopt",
            "--owner",
            "platform",
            "--requested-by",
            "mia@example.com",
        ])
        .expect(0, &[&format!("{name}/adopted.yaml: ADOPT-")]);
    }
}

/// A record in JSON is decided on like any other, and stays JSON.
#[test]
fn a_record_in_json_is_approved_renewed_and_revoked() {
    let folder = own();
    let text = "{\n  \"apiVersion\": \"mustmay/v1\",\n  \"kind\": \"Exception\",\n  \"metadata\": { \"id\": \"EX-J\" },\n  \
                \"mandate\": \"user-auth\",\n  \"condition\": \"protocol\",\n  \"service\": \"till\",\n  \
                \"reason\": \"The till is replaced.\",\n  \"owner\": \"team-till\",\n  \
                \"requestedBy\": \"mia@example.com\",\n  \"approvedBy\": [],\n  \
                \"created\": \"2026-11-02\",\n  \"expires\": \"2027-01-10\"\n}\n";
    folder.write("exceptions/ex.json", text);
    let read = || {
        let text = fs::read_to_string(folder.join("exceptions/ex.json")).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        (text, value)
    };
    let sam = ["approve", "EX-J", "--as", "sam@example.com"];
    exceptions(&folder, &sam).expect(0, &["approved by sam@example.com"]);
    let (text, value) = read();
    assert_eq!(value["approvedBy"], serde_json::json!(["sam@example.com"]));
    // A field has a line of its own, as the others.
    assert!(text.contains("\n  \"mandateDigest\": \"sha256:"), "{text}");
    check(&folder).expect(0, &["1 excepted"]);
    exceptions(&folder, &["renew", "EX-J", "--requested-by", "max"]).expect(0, &[]);
    let (_, value) = read();
    assert_eq!(value["renewals"], 1);
    assert_eq!(value["requestedBy"], "max");
    assert_eq!(value["approvedBy"], serde_json::json!([]));
    // A ledger may be one such file. New records are YAML, and go elsewhere.
    let one = ["--exceptions", "exceptions/ex.json"];
    request(&folder, &[&one[..], &["--id", "EX-K"]].concat()).expect(
        2,
        &[
            "`exceptions/ex.json` is no name of a file",
            "end it in .yaml",
        ],
    );
    let revoke = ["revoke", "EX-J", "--reason", "it is \"gone\""];
    exceptions(&folder, &[&revoke[..], &one].concat()).expect(0, &[]);
    let (_, value) = read();
    assert_eq!(value["revoked"]["reason"], "it is \"gone\"");
    assert_eq!(states(&json(&folder, &[]), "EX-J"), ["revoked"]);
}
