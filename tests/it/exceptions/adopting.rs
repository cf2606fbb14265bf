//! Adopting: what becomes a record, by whose approval, and what cannot.

use super::verbs::exceptions;
use super::world::{MANDATE, check, json, own, service, states};
use crate::support::{Folder, Run};
use std::fs;

fn adopt(folder: &Folder, more: &[&str]) -> Run {
    let asked = [
        "adopt",
        "--owner",
        "platform",
        "--requested-by",
        "mia@example.com",
    ];
    exceptions(folder, &[&asked[..], more].concat())
}

fn adopted(folder: &Folder) -> String {
    fs::read_to_string(folder.join("exceptions/adopted.yaml")).unwrap()
}

/// The id of the first adopted record.
fn id(folder: &Folder) -> String {
    let text = adopted(folder);
    let id = text.split_once("id: ").unwrap().1;
    id.split_once(" }").unwrap().0.to_owned()
}

#[test]
fn what_was_closed_is_adopted_again_under_another_id() {
    let folder = own();
    adopt(&folder, &[]).expect(0, &["1 findings adopted"]);
    let first = id(&folder);
    for number in 2..4 {
        let last = id(&folder);
        exceptions(&folder, &["revoke", &last, "--reason", "too early"]).expect(0, &[]);
        exceptions(&folder, &["prune", "--write"]).expect(0, &["1 moved to closed/"]);
        adopt(&folder, &["--add-new"]).expect(0, &["1 findings adopted"]);
        assert_eq!(id(&folder), format!("{first}-{number}"));
    }
    check(&folder).expect(1, &["nobody has approved it"]);
}

/// An id of a record that is refused is taken as well.
#[test]
fn the_next_id_passes_by_what_is_refused() {
    let folder = own();
    let broken = super::world::record(&[("metadata", "{ id: EX-2026-007 }"), ("reason", "")]);
    folder.write("exceptions/broken.yaml", &broken);
    let asked = [
        "request",
        "--mandate",
        "user-auth",
        "--service",
        "till",
        "--reason",
        "x",
        "--requested-by",
        "mia@example.com",
    ];
    exceptions(&folder, &asked).expect(0, &["EX-2026-008"]);
    exceptions(&folder, &[&asked[..], &["--id", "EX-2026-007"]].concat())
        .expect(2, &["the id `EX-2026-007` is taken"]);
}

/// A green repository whose findings warn stays green: what cannot count is not written.
#[test]
fn an_approval_that_can_never_count_is_not_adopted() {
    let folder = own();
    let warns = MANDATE.replace("enforce: deny", "enforce: warn");
    folder.write("policies/user-auth.yaml", &warns);
    check(&folder).expect(0, &[]);
    for (names, why) in [
        (
            &["max@example.com"][..],
            "`max@example.com` is no reviewer of `user-auth`: those are security",
        ),
        (
            &["mia@example.com"],
            "`mia@example.com` asked for the exception",
        ),
        // One that counts does not carry another.
        (
            &["sam@example.com", "max@example.com"],
            "`max@example.com` is no reviewer",
        ),
    ] {
        let flags = names.iter().flat_map(|name| ["--approved-by", name]);
        adopt(&folder, &flags.collect::<Vec<_>>())
            .expect(2, &["would not count", why, "leave --approved-by out"]);
        assert!(!folder.join("exceptions/adopted.yaml").exists());
    }
    adopt(&folder, &[]).expect(0, &["1 findings adopted"]);
    check(&folder).expect(0, &["nobody has approved it"]);
    fs::remove_file(folder.join("exceptions/adopted.yaml")).unwrap();
    let two = warns.replace("approvals: 1", "approvals: 2");
    folder.write("policies/user-auth.yaml", &two);
    let sam = ["--approved-by", "sam@example.com"];
    let twice = [&sam[..], &["--approved-by", "Sam <SAM@example.com>"]].concat();
    for names in [&sam[..], &twice] {
        adopt(&folder, names).expect(2, &["needs 2 approvals, and --approved-by names 1"]);
    }
    check(&folder).expect(0, &[]);
    adopt(
        &folder,
        &[&sam[..], &["--approved-by", "kim@example.com"]].concat(),
    )
    .expect(0, &["1 findings adopted"]);
    check(&folder).expect(0, &["1 excepted"]);
}

/// Each mandate has its own reviewers: a name stands under the records that it may approve.
#[test]
fn approvers_stand_where_they_may() {
    let folder = own();
    let other = MANDATE
        .replace("id: user-auth", "id: provider-auth")
        .replace("reviewers: [security]", "reviewers: [max@example.com]")
        .replace("[oidc]", "[saml]");
    folder.write("policies/provider-auth.yaml", &other);
    folder.write("shop/service.yaml", &service("shop", "saml", "iam"));
    let names = [
        "--approved-by",
        "max@example.com",
        "--approved-by",
        "sam@example.com",
    ];
    adopt(&folder, &names[..2]).expect(2, &["`max@example.com` is no reviewer of `user-auth`"]);
    adopt(&folder, &names).expect(0, &["3 findings adopted"]);
    let text = adopted(&folder);
    for record in text.split("---\n") {
        let approver = if record.contains("mandate: user-auth") {
            "approvedBy: [sam@example.com]\n"
        } else {
            "approvedBy: [max@example.com]\n"
        };
        assert!(record.contains(approver), "{record}");
    }
    check(&folder).expect(0, &["3 excepted"]);
}

#[test]
fn a_name_that_no_record_can_write_keeps_nothing_else_from_being_adopted() {
    let folder = own();
    let sam = ["--approved-by", "sam@example.com"];
    folder.write("star/service.yaml", &service("\"a*\"", "basic", "other"));
    adopt(&folder, &sam).expect(
        1,
        &[
            "1 findings adopted",
            "2 of the service `a*`: an exception has no wildcards",
        ],
    );
    let report = json(&folder, &[]);
    assert_eq!(states(&report, &id(&folder)), ["active"]);
    assert_eq!(report["counts"]["excepted"], 1);
    assert_eq!(report["counts"]["fail"], 1);
    fs::remove_file(folder.join("star/service.yaml")).unwrap();
    adopt(&folder, &sam).expect(0, &["0 findings adopted"]);
}
