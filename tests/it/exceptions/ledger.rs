//! The ledger as a whole: whose record an id is, what is closed, gone, or was changed since.

use super::world::{
    MANDATE, check, check_pinned, covered, json, own, pinned, record, service, states,
};
use crate::support::{Folder, mustmay};
use serde_json::Value;

/// What an audit says.
fn audit(folder: &Folder, more: &[&str]) -> Value {
    let arguments = ["exceptions", "audit", "--format", "json"];
    let run = mustmay(folder.path(), &[&arguments[..], more].concat(), &[]);
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

fn ids(report: &Value) -> Vec<&str> {
    let all = report["exceptions"].as_array().unwrap();
    all.iter().map(|one| one["id"].as_str().unwrap()).collect()
}

/// A record of the checked tree under the id of one in the policy source is refused, and takes nothing away.
#[test]
fn the_checked_tree_cannot_take_the_place_of_a_record() {
    let (tree, source) = pinned();
    let own = record(&[("repository", "shop/till")]);
    source.write("exceptions/ex.yaml", &own);
    let other = record(&[("repository", "shop/till"), ("reason", "Another one.")]);
    tree.write("exceptions/ex.yaml", &other);
    check_pinned(&tree, &source).expect(2, &["the id `EX-1` is taken", "1 excepted"]);
    let policies = [
        "--policies",
        source.path().to_str().unwrap(),
        "--repository",
        "shop/till",
    ];
    let report = json(&tree, &policies);
    assert_eq!(
        covered(&report, "till"),
        [("protocol".to_owned(), Some("EX-1".to_owned()))]
    );
    // Where both are of one place, nobody can tell which is meant.
    source.write("exceptions/again.yaml", &other);
    std::fs::remove_file(tree.join("exceptions/ex.yaml")).unwrap();
    check_pinned(&tree, &source).expect(2, &["the id `EX-1` is taken", "0 excepted"]);
    assert!(ids(&json(&tree, &policies)).is_empty());
    let (tree, source) = pinned();
    tree.write("exceptions/a.yaml", &own)
        .write("exceptions/b.yaml", &other);
    check_pinned(&tree, &source).expect(2, &["the id `EX-1` is taken", "0 excepted"]);
    let policies = [
        "--policies",
        source.path().to_str().unwrap(),
        "--repository",
        "shop/till",
    ];
    assert!(ids(&json(&tree, &policies)).is_empty());
}

#[test]
fn a_closed_record_is_remembered_where_it_was_for() {
    let folder = own();
    let closed = record(&[("repository", "shop/till")]);
    folder.write("exceptions/closed/EX-1.yaml", &closed);
    let run = |name: &str| mustmay(folder.path(), &["check", "--repository", name], &[]);
    let note = "covered this until 2027-01-31 and is closed";
    let wide = |name: &str| {
        mustmay(
            folder.path(),
            &["check", "--repository", name],
            &[("COLUMNS", "400")],
        )
    };
    run("shop/till").expect(1, &["exception `EX-1` (team-till)"]);
    wide("shop/till").expect(1, &[note]);
    assert!(!run("shop/other").expect(1, &[]).out.contains("EX-1"));
    // Nothing of it is said where another record covers.
    folder.write(
        "exceptions/ex.yaml",
        &record(&[("metadata", "{ id: EX-2 }"), ("repository", "shop/till")]),
    );
    let run = mustmay(
        folder.path(),
        &["check", "--repository", "shop/till", "--show-excepted"],
        &[],
    );
    assert!(!run.expect(0, &["EX-2"]).out.contains("EX-1"));
}

#[test]
fn only_an_audit_that_sees_the_repository_says_that_a_service_is_gone() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[("service", "gone")]));
    let report = audit(&folder, &[]);
    assert_eq!(states(&report, "EX-1"), ["orphaned"]);
    assert_eq!(report["exceptions"][0]["covers"], false);
    assert_eq!(states(&json(&folder, &[]), "EX-1"), ["active"]);
    // What was taken back need not be anywhere.
    let revoked = [
        ("service", "gone"),
        ("revoked", "{ on: 2026-11-20, reason: it went }"),
    ];
    folder.write("exceptions/ex.yaml", &record(&revoked));
    assert_eq!(states(&audit(&folder, &[]), "EX-1"), ["revoked"]);
    // A ledger of many repositories may speak of one that this run does not see.
    let (tree, source) = pinned();
    source.write("exceptions/ex.yaml", &record(&[("service", "gone")]));
    let policies = ["--policies", source.path().to_str().unwrap()];
    assert_eq!(states(&audit(&tree, &policies), "EX-1"), ["active"]);
    source.write(
        "exceptions/ex.yaml",
        &record(&[("service", "gone"), ("repository", "shop/till")]),
    );
    let policies = [&policies[..], &["--repository", "shop/till"]].concat();
    assert_eq!(states(&audit(&tree, &policies), "EX-1"), ["orphaned"]);
}

#[test]
fn a_record_of_no_mandate_says_which_was_meant() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[("mandate", "user-auht")]));
    let report = audit(&folder, &[]);
    assert_eq!(states(&report, "EX-1"), ["orphaned"]);
    let one = &report["exceptions"][0];
    assert_eq!(one["covers"], false);
    assert_eq!(
        (&one["why"][0]["message"], &one["why"][0]["help"]),
        (
            &"the policy set has no mandate `user-auht`".into(),
            &"did you mean `user-auth`?".into()
        )
    );
}

/// A mandate that was rewritten after somebody approved an exception from it may ask for something else now.
#[test]
fn a_mandate_that_was_changed_since_is_said() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[("approvedBy", "[]")]));
    let changed = || audit(&folder, &[])["exceptions"][0]["mandateChanged"].clone();
    assert_eq!(changed(), false, "nobody wrote down what was approved");
    let arguments = ["exceptions", "approve", "EX-1", "--as", "sam@example.com"];
    mustmay(folder.path(), &arguments, &[]).expect(0, &[]);
    assert_eq!(changed(), false);
    let text = std::fs::read_to_string(folder.join("policies/user-auth.yaml")).unwrap();
    folder.write("policies/user-auth.yaml", &[&text, "# stricter\n"].concat());
    assert_eq!(changed(), true);
    check(&folder).expect(0, &["1 excepted"]);
}

#[test]
fn a_team_that_nobody_knows_any_more_owns_nothing() {
    let folder = own();
    let with = |owner: &str| {
        folder.write("exceptions/ex.yaml", &record(&[("owner", owner)]));
        states(&json(&folder, &[]), "EX-1")
    };
    // Groups that hold reviewers only tell nothing of teams.
    assert_eq!(with("team-gone"), ["active"]);
    folder.write(
        "exceptions/groups.yaml",
        "security: [sam@example.com]\nteam-shop: [ann@example.com]\nTeam-Pay: [Bob]\n",
    );
    for (owner, state) in [
        ("team-gone", "orphaned"),
        ("Team-Till", "active"),
        ("team-pay", "active"),
        ("bob", "active"),
        ("who@example.com", "active"),
    ] {
        assert_eq!(with(owner), [state], "{owner}");
    }
    folder.write("exceptions/ex.yaml", &record(&[("owner", "team-gone")]));
    check(&folder).expect(1, &["is no group and owns no service", "0 excepted"]);
    // A run that saw a part of the repository cannot tell, whatever it knows of the part.
    folder.write(
        "exceptions/groups.yaml",
        "security: [sam@example.com]\nteam-till: [tom@example.com]\n",
    );
    folder.write("wiki/service.yaml", &service("wiki", "oidc", "iam"));
    let report = json(&folder, &["till"]);
    assert_eq!(states(&report, "EX-1"), ["active"]);
}

/// The digest in reports is of what was read, so that two ledgers can be told apart.
#[test]
fn a_ledger_has_a_digest_of_its_paths_and_bytes() {
    let folder = own();
    let digest = || json(&folder, &[])["run"]["ledgerDigest"].clone();
    folder.write("exceptions/ex.yaml", &record(&[]));
    let first = digest();
    assert_eq!(first, digest());
    let text = first.as_str().unwrap();
    assert!(text.len() == 71 && text.starts_with("sha256:"), "{text}");
    folder.write("exceptions/ex.yaml", &record(&[("reason", "Another one.")]));
    assert_ne!(digest(), first);
    folder.write("exceptions/ex.yaml", &record(&[]));
    assert_eq!(digest(), first);
    std::fs::rename(
        folder.join("exceptions/ex.yaml"),
        folder.join("exceptions/fy.yaml"),
    )
    .unwrap();
    assert_ne!(digest(), first);
    std::fs::remove_dir_all(folder.join("exceptions")).unwrap();
    assert_eq!(digest(), Value::Null);
}

/// An empty list is a word of its own: no ledger, wherever records lie.
#[test]
fn an_empty_list_of_ledgers_is_no_ledger() {
    let folder = own();
    let config = "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n";
    folder.write("exceptions/ex.yaml", &record(&[]));
    folder.write(
        "mustmay.yaml",
        &[config, "exceptions: [exceptions]\n"].concat(),
    );
    check(&folder).expect(0, &["1 excepted"]);
    folder.write("mustmay.yaml", &[config, "exceptions: []\n"].concat());
    check(&folder).expect(1, &["0 excepted"]);
    let beside = folder.join("policies/exceptions");
    std::fs::rename(folder.join("exceptions"), beside).unwrap();
    check(&folder).expect(1, &["0 excepted"]);
    let asked = "exceptions request --mandate user-auth --service till --reason x \
                 --requested-by mia@example.com";
    let asked: Vec<&str> = asked.split(' ').filter(|word| !word.is_empty()).collect();
    mustmay(folder.path(), &asked, &[]).expect(2, &["has no ledger", "exceptions: []"]);
    assert!(!folder.join("exceptions").exists());
    // What the command line names is another word still.
    let named = ["check", "--exceptions", "policies/exceptions"];
    mustmay(folder.path(), &named, &[]).expect(0, &["1 excepted"]);
}

/// Whoever approves under the name of a group stands for nobody, so groups hold people.
#[test]
fn a_group_within_a_group_is_refused_and_its_people_are_named() {
    let folder = own();
    for (others, help) in [
        (
            "leads: [kim@example.com, Lee@example.com, heads]\nheads: [ann@example.com]",
            "write its people: kim@example.com, lee@example.com",
        ),
        (
            "leads: [heads]\nheads: [leads]",
            "write the people themselves",
        ),
    ] {
        let groups = format!("security: [sam@example.com, leads]\n{others}\n");
        folder.write("exceptions/groups.yaml", &groups);
        let parts = [
            "exception::groups",
            "`leads` in the group `security` is a group, and no person",
            "exceptions/groups.yaml:1:29",
            help,
        ];
        mustmay(folder.path(), &["check"], &[]).expect(2, &parts);
    }
}

/// Two groups of one name would leave it to their order who may approve.
#[test]
fn a_group_is_defined_once_however_it_is_written() {
    let folder = own();
    let groups = "security: [sam@example.com]\n---\nSecurity: [eve@example.com]\n";
    folder.write("exceptions/groups.yaml", groups);
    let parts = [
        "exception::groups",
        "the group `Security` is defined twice",
        "exceptions/groups.yaml:3:1",
    ];
    mustmay(folder.path(), &["check"], &[]).expect(2, &parts);
}

/// Where a mandate could not be judged, it is not known whether its records are needed still.
#[test]
fn a_mandate_without_an_answer_makes_no_record_unneeded() {
    let folder = own();
    folder
        .write("till/service.yaml", &service("till", "oidc", "iam"))
        .write("exceptions/ex.yaml", &record(&[]));
    let with = |applies: &str| {
        let mandate = MANDATE.replace("appliesTo: { kinds: [service] }", applies);
        folder.write("policies/user-auth.yaml", &mandate);
        states(&json(&folder, &[]), "EX-1")
    };
    assert_eq!(with("appliesTo: { kinds: [service] }"), ["unneeded"]);
    let unanswered = "appliesTo: { kinds: [service], when: it.spec.tier == 1 }";
    assert_eq!(with(unanswered), ["active"]);
    let faulty = "appliesTo: { kinds: [service] }\neach: '[it].filter(|s| { let a = s.spec; })'";
    assert_eq!(with(faulty), ["active"]);
}
