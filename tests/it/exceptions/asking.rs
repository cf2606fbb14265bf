//! Asking: ids, files and fields of new records, and what is written twice.

use super::verbs::exceptions;
use super::world::{check, own, record};
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
