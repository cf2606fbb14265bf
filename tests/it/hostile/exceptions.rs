//! Exceptions under attack: cases 38 to 52.

use crate::exceptions::world::{
    NAMESPACE, check, check_pinned, covered, json, key, own, pinned, record, service, sign,
    signatures, signer, states,
};
use crate::support::{Folder, mustmay};
use std::path::Path;

/// A record of the checked tree, for the repository that the pinned runs name.
pub(super) fn of_tree(changes: &[(&str, &str)]) -> String {
    record(&[&[("repository", "shop/till")], changes].concat())
}

/// What `exceptions payload` prints for a record of the tree.
pub(super) fn payload(tree: &Folder, source: &Folder, id: &str, who: &str) -> String {
    let arguments = [
        "exceptions",
        "payload",
        id,
        "--as",
        who,
        "--policies",
        source.path().to_str().unwrap(),
    ];
    mustmay(tree.path(), &arguments, &[])
        .expect(0, &["mustmay-exception-v1\n"])
        .out
}

/// A tree with a record that Sam signed, and a source that knows Sam's key.
pub(super) fn signed() -> (Folder, Folder, String) {
    let (tree, source) = pinned();
    let sam = key(&source, "sam", "ed25519");
    source.write(
        "allowed_signers",
        &signer(&sam, "sam@example.com", NAMESPACE),
    );
    tree.write("exceptions/ex.yaml", &of_tree(&[]));
    let armour = sign(
        &sam,
        "exception@mustmay",
        &payload(&tree, &source, "EX-1", "sam@example.com"),
    );
    let list = signatures(&armour);
    tree.write("exceptions/ex.yaml", &of_tree(&[("signatures", &list)]));
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
    (tree, source, list)
}

#[test]
fn case_38_an_unsigned_record_of_the_checked_tree_is_not_honoured() {
    let (tree, source) = pinned();
    tree.write("exceptions/ex.yaml", &of_tree(&[]));
    check_pinned(&tree, &source).expect(1, &["only signed records count", "0 excepted"]);
    // The same record in the policy source's ledger counts.
    source.write("exceptions/ex.yaml", &of_tree(&[]));
    std::fs::remove_file(tree.join("exceptions/ex.yaml")).unwrap();
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
}

#[test]
fn case_39_a_key_that_only_the_checked_tree_allows_is_refused() {
    let (tree, source) = pinned();
    let mia = key(&source, "mia", "ed25519");
    tree.write("exceptions/ex.yaml", &of_tree(&[]));
    let text = payload(&tree, &source, "EX-1", "sam@example.com");
    let list = signatures(&sign(&mia, "exception@mustmay", &text));
    tree.write("exceptions/ex.yaml", &of_tree(&[("signatures", &list)]))
        .write(
            "exceptions/allowed_signers",
            &signer(&mia, "sam@example.com", NAMESPACE),
        )
        .write("exceptions/groups.yaml", "security: [mia@example.com]\n");
    check_pinned(&tree, &source).expect(1, &["not believed", "0 excepted"]);
    source.write("allowed_signers", "# nobody\n");
    check_pinned(&tree, &source).expect(1, &["is by a key that `allowed_signers` does not give"]);
}

#[test]
fn case_40_editing_any_bound_field_voids_the_signature() {
    let (tree, source, list) = signed();
    for (field, value) in [
        ("expires", "2027-01-30"),
        ("created", "2026-11-03"),
        ("reason", "Another one."),
        ("ticket", ""),
        ("owner", "team-other"),
        ("requestedBy", "max@example.com"),
        ("category", "mitigated"),
        ("condition", ""),
        ("at", ""),
        ("file", "till/service.yaml"),
        ("renewals", "1"),
        ("service", "{ name: till, kind: service }"),
    ] {
        let changed = of_tree(&[("signatures", &list), (field, value)]);
        tree.write("exceptions/ex.yaml", &changed);
        check_pinned(&tree, &source).expect(1, &["over another text", "0 excepted"]);
    }
    // What is not bound may change: a comment, the order of the fields.
    let same = of_tree(&[("signatures", &list)]).replace("renewals: 0\n", "renewals: 0 # none\n");
    tree.write("exceptions/ex.yaml", &same);
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
}

#[test]
fn case_41_a_signature_is_of_one_record_in_one_repository() {
    let (tree, source, list) = signed();
    let other = [("metadata", "{ id: EX-2 }"), ("signatures", list.as_str())];
    tree.write("exceptions/ex.yaml", &of_tree(&other));
    check_pinned(&tree, &source).expect(1, &["over another text"]);
    // The file as it is, in another repository.
    tree.write("exceptions/ex.yaml", &of_tree(&[("signatures", &list)]));
    let arguments = [
        "check",
        "--policies",
        source.path().to_str().unwrap(),
        "--repository",
        "shop/other",
    ];
    mustmay(tree.path(), &arguments, &[]).expect(1, &["0 excepted"]);
    let renamed = record(&[("repository", "shop/other"), ("signatures", &list)]);
    tree.write("exceptions/ex.yaml", &renamed);
    mustmay(tree.path(), &arguments, &[]).expect(1, &["over another text", "0 excepted"]);
    // And one that names none binds none.
    tree.write("exceptions/ex.yaml", &record(&[("signatures", &list)]));
    mustmay(tree.path(), &arguments, &[]).expect(1, &["does not say its `repository`"]);
}

#[test]
fn case_42_a_signature_made_for_another_purpose_is_refused() {
    let (tree, source) = pinned();
    let sam = key(&source, "sam", "ed25519");
    let line = signer(
        &sam,
        "sam@example.com",
        "namespaces=\"git,exception@mustmay\"",
    );
    source.write("allowed_signers", &line);
    tree.write("exceptions/ex.yaml", &of_tree(&[]));
    let text = payload(&tree, &source, "EX-1", "sam@example.com");
    let list = signatures(&sign(&sam, "git", &text));
    tree.write("exceptions/ex.yaml", &of_tree(&[("signatures", &list)]));
    check_pinned(&tree, &source).expect(1, &["made for another purpose", "0 excepted"]);
}

#[test]
fn case_43_validity_is_judged_on_the_day_of_the_run() {
    let (tree, source, _) = signed();
    let line = |options: &str| {
        let options = format!("{NAMESPACE},{options}");
        signer(&source.join("sam"), "sam@example.com", &options)
    };
    for (options, code) in [
        ("valid-before=\"20261122\"", 1),
        ("valid-before=\"20261123\"", 0),
        ("valid-after=\"20261122\"", 0),
        ("valid-after=\"20261123\"", 1),
        (
            "valid-after=\"20260101\",valid-before=\"20261122235959Z\"",
            1,
        ),
    ] {
        source.write("allowed_signers", &line(options));
        let part = if code == 0 {
            "1 excepted"
        } else {
            "not valid on this day"
        };
        check_pinned(&tree, &source).expect(code, &[part]);
    }
}

#[test]
fn case_44_nobody_approves_their_own_request() {
    let folder = own();
    for requester in ["sam@example.com", "SAM@Example.com"] {
        folder.write("exceptions/ex.yaml", &record(&[("requestedBy", requester)]));
        check(&folder).expect(1, &["asked for the exception, and cannot approve it"]);
    }
    // Another name, and the same key.
    let (tree, source, list) = signed();
    source.write(
        "allowed_signers",
        &format!(
            "{}{}",
            signer(&source.join("sam"), "sam@example.com", NAMESPACE),
            signer(&source.join("sam"), "mia@example.com", NAMESPACE),
        ),
    );
    tree.write("exceptions/ex.yaml", &of_tree(&[("signatures", &list)]));
    check_pinned(&tree, &source).expect(1, &["by a key of `mia@example.com`"]);
}

#[test]
fn case_45_bad_dates_are_errors_and_long_ones_overlong() {
    let folder = own();
    for bad in [
        "2026-13-01",
        "2027-02-29",
        "20270131",
        "2027-1-31",
        "soon",
        "2027",
        "2027-01-31T00:00:00Z",
    ] {
        folder.write("exceptions/ex.yaml", &record(&[("expires", bad)]));
        check(&folder).expect(
            2,
            &["exceptions/ex.yaml", "`expires` must be a day that exists"],
        );
    }
    folder.write(
        "exceptions/ex.yaml",
        &record(&[("expires", "\"2027-01-31\"")]),
    );
    check(&folder).expect(0, &["1 excepted"]);
    for long in ["2027-02-01", "9999-12-31"] {
        folder.write("exceptions/ex.yaml", &record(&[("expires", long)]));
        check(&folder).expect(1, &["overlong", "0 excepted"]);
    }
    folder.write("exceptions/ex.yaml", &record(&[("created", "2027-02-01")]));
    check(&folder).expect(2, &["`expires` is before `created`"]);
}

#[test]
fn case_46_unknown_keys_and_missing_fields_are_errors_and_nobody_is_pending() {
    let folder = own();
    folder.write(
        "exceptions/ex.yaml",
        &record(&[("expires", ""), ("expires_on", "2027-01-31")]),
    );
    check(&folder).expect(
        2,
        &["unknown field `expires_on`", "did you mean `expires`?"],
    );
    for field in [
        "owner",
        "reason",
        "created",
        "expires",
        "service",
        "mandate",
        "requestedBy",
    ] {
        folder.write("exceptions/ex.yaml", &record(&[(field, "")]));
        check(&folder).expect(2, &["exceptions/ex.yaml", &format!("needs `{field}`")]);
    }
    folder.write("exceptions/ex.yaml", &record(&[("approvedBy", "[]")]));
    check(&folder).expect(1, &["pending", "nobody has approved it", "0 excepted"]);
    // One malformed record is an error; the others still count.
    let both = format!(
        "{}---\n{}",
        record(&[]),
        record(&[("metadata", "{ id: EX-2 }"), ("owner", "")])
    );
    folder.write("exceptions/ex.yaml", &both);
    check(&folder).expect(2, &["1 excepted"]);
    // Two of one id: neither counts.
    folder.write(
        "exceptions/ex.yaml",
        &format!("{}---\n{}", record(&[]), record(&[])),
    );
    check(&folder).expect(2, &["the id `EX-1` is taken", "0 excepted"]);
}

#[test]
fn case_47_the_narrower_decides_and_there_are_no_wildcards() {
    let folder = own();
    let wide = record(&[("metadata", "{ id: WIDE }"), ("at", ""), ("condition", "")]);
    let narrow =
        |changes: &[(&str, &str)]| record(&[&[("metadata", "{ id: NARROW }")], changes].concat());
    folder.write("exceptions/ex.yaml", &format!("{wide}---\n{}", narrow(&[])));
    let report = json(&folder, &[]);
    assert_eq!(
        covered(&report, "till"),
        [("protocol".to_owned(), Some("NARROW".to_owned()))]
    );
    for (changes, part) in [
        (
            [("expires", "2026-11-21")],
            "expired on 2026-11-21, 1 day ago",
        ),
        (
            [("approvedBy", "[mia@example.com]")],
            "asked for the exception",
        ),
        ([("expires", "2027-02-28")], "the mandate allows 90"),
    ] {
        folder.write(
            "exceptions/ex.yaml",
            &format!("{wide}---\n{}", narrow(&changes)),
        );
        check(&folder).expect(1, &[part, "narrower one decides", "0 excepted"]);
    }
    // A request decides nothing.
    folder.write(
        "exceptions/ex.yaml",
        &format!("{wide}---\n{}", narrow(&[("approvedBy", "[]")])),
    );
    check(&folder).expect(0, &["1 excepted"]);
    for (field, value) in [
        ("service", "\"*\""),
        ("service", "\"ti*\""),
        ("mandate", "\"user-*\""),
        ("condition", "\"?\""),
        ("at", "[\"spec.*\"]"),
        ("at", "[\"spec.routes[*].auth\"]"),
        ("file", "\"**/service.yaml\""),
        ("repository", "\"shop/*\""),
        ("at", "[]"),
        ("fingerprints", "[]"),
    ] {
        folder.write("exceptions/ex.yaml", &record(&[(field, value)]));
        check(&folder).expect(2, &["exceptions/ex.yaml", "0 excepted"]);
    }
}

#[test]
fn case_48_what_is_gone_or_passes_is_said_at_its_level() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[("mandate", "usr-auth")]));
    let audit = ["exceptions", "audit"];
    mustmay(folder.path(), &audit, &[]).expect(0, &["orphaned", "did you mean `user-auth`?"]);
    folder.write("exceptions/ex.yaml", &record(&[("service", "gone")]));
    mustmay(folder.path(), &audit, &[]).expect(0, &["orphaned", "no service is called `gone`"]);
    check(&folder).expect(1, &["0 excepted"]);
    let report = json(&folder, &[]);
    assert_eq!(report["exceptions"][0]["counts"], false);
    folder.write("exceptions/ex.yaml", &record(&[("service", "shop")]));
    let report = json(&folder, &["shop"]);
    assert_eq!(states(&report, "EX-1"), ["unneeded"]);
    mustmay(folder.path(), &["check", "shop"], &[]).expect(0, &["unneeded"]);
    // An expired record of a mandate that passes is only unneeded; the audit says both.
    folder.write(
        "exceptions/ex.yaml",
        &record(&[("service", "shop"), ("expires", "2026-11-21")]),
    );
    assert_eq!(states(&json(&folder, &["shop"]), "EX-1"), ["unneeded"]);
    mustmay(folder.path(), &audit, &[]).expect(1, &["expired, unneeded"]);
    folder.write(
        "policies/pack.yaml",
        "apiVersion: mustmay/v1\nkind: Pack\nmetadata: { id: own }\nlevels: { unneeded: deny, expired: warn }\n",
    );
    mustmay(folder.path(), &["check", "shop"], &[]).expect(1, &["unneeded"]);
}

#[cfg(unix)]
#[test]
fn case_49_what_is_no_plain_file_is_an_error_and_nothing_hangs() {
    let folder = own();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("exceptions/a.yaml")).unwrap();
    check(&folder).expect(2, &["symbolic link"]);
    std::fs::remove_file(folder.join("exceptions/a.yaml")).unwrap();
    std::fs::create_dir(folder.join("exceptions/b.yaml")).unwrap();
    check(&folder).expect(2, &["is a folder"]);
    std::fs::remove_dir(folder.join("exceptions/b.yaml")).unwrap();
    let fifo = folder.join("exceptions/c.yaml");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    check(&folder).expect(2, &["no regular file"]);
    std::fs::remove_file(&fifo).unwrap();
    let huge = std::fs::File::create(folder.join("exceptions/d.yaml")).unwrap();
    huge.set_len(1 << 30).unwrap();
    check(&folder).expect(2, &["larger than"]);
    std::fs::remove_file(folder.join("exceptions/d.yaml")).unwrap();
    std::os::unix::fs::symlink("/etc", folder.join("exceptions/e")).unwrap();
    check(&folder).expect(2, &["symbolic link"]);
    std::fs::remove_file(folder.join("exceptions/e")).unwrap();
    check(&folder).expect(1, &[]);
}

#[test]
fn case_50_an_error_is_never_excepted() {
    let folder = own();
    folder
        .write(
            "exceptions/ex.yaml",
            &record(&[("at", ""), ("condition", "")]),
        )
        .write(
            "till/service.yaml",
            &format!("{}  broken: [\n", service("till", "basic", "iam")),
        );
    check(&folder).expect(2, &["0 excepted"]);
    // A mandate that cannot be judged.
    folder
        .write("till/service.yaml", &service("till", "basic", "iam"))
        .write(
            "policies/user-auth.yaml",
            &crate::exceptions::world::MANDATE.replace(
                "must:\n",
                "must:\n  - id: faulty\n    script: 1 + 1\n    otherwise: never\n",
            ),
        );
    let run = check(&folder).expect(2, &["0 excepted"]);
    assert!(!run.out.contains("unneeded"), "{run:#?}");
}

/// The program in a world whose clock shows `today`.
pub(super) fn at_clock(
    folder: &Path,
    today: jiff::civil::Date,
    arguments: &[&str],
) -> (u8, String) {
    let (mut stdin, mut out, mut err) = (std::io::empty(), Vec::new(), Vec::new());
    let path = crate::support::variable("PATH").unwrap();
    let mut context = mustmay::commands::Context {
        cwd: folder.to_path_buf(),
        today,
        environment: mustmay::commands::Environment::new([("PATH".into(), path)]),
        stdin: &mut stdin,
        out: &mut out,
        err: &mut err,
        terminals: mustmay::commands::Terminals::default(),
        width: 100,
        color: mustmay::commands::Color::Never,
    };
    let arguments = ["mustmay"].iter().chain(arguments).map(Into::into);
    let exit = mustmay::cli::run(arguments, &mut context);
    (exit.code(), String::from_utf8(out).unwrap())
}

#[test]
fn case_51_a_clock_before_the_release_honours_no_exception() {
    let folder = own();
    folder.write(
        "exceptions/ex.yaml",
        &record(&[("created", "1969-12-01"), ("expires", "1970-02-01")]),
    );
    let long_ago = jiff::civil::date(1970, 1, 1);
    let (code, out) = at_clock(folder.path(), long_ago, &["check"]);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("no exception is honoured") && out.contains("0 excepted"),
        "{out}"
    );
    // A day that somebody names is no clock.
    let (code, out) = at_clock(folder.path(), long_ago, &["check", "--as-of", "1970-01-01"]);
    assert_eq!(code, 0, "{out}");
    folder.write("exceptions/ex.yaml", &record(&[]));
    let (code, out) = at_clock(folder.path(), jiff::civil::date(2100, 1, 1), &["check"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("expired on 2027-01-31"), "{out}");
}

#[test]
fn case_52_without_the_ledger_findings_return_and_nothing_else_changes() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[])).write(
        "mustmay.yaml",
        "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\nexceptions: [exceptions]\n",
    );
    let with = json(&folder, &[]);
    std::fs::remove_dir_all(folder.join("exceptions")).unwrap();
    check(&folder).expect(1, &["0 excepted"]);
    let without = json(&folder, &[]);
    let same = |key: &str| assert_eq!(with[key], without[key], "{key}");
    same("unrecognised");
    same("diagnostics");
    let left = json(&own(), &["--no-exceptions"]);
    assert_eq!(without["outcomes"], left["outcomes"]);
}
