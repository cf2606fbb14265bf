//! Cases 38 to 52, each once in every format; `exceptions.rs` goes deeper.

use super::exceptions::{at_clock, of_tree, payload, signed};
use super::{Report, check, in_every_format};
use crate::exceptions::world::{
    MANDATE, NAMESPACE, key, own, pinned, record, service, sign, signatures, signer,
};
use crate::support::Folder;
use mustmay::report::check::Format;
use serde_json::Value;
use std::fs;

/// What `till` breaks, and where.
const AUTH: &str = "user-auth/protocol";
const FOUND: &str = "till/service.yaml:6:15";
const HEADLINE: &str = "sign users in through OpenID Connect";

/// Checks a repository of its own whose ledger is this text.
fn judged(ledger: &str) -> Report {
    let folder = own();
    folder.write("exceptions/ex.yaml", ledger);
    check(&folder, &[])
}

/// Checks a tree by a source from outside.
fn judged_by(tree: &Folder, source: &Folder, repository: &str) -> Report {
    let source = source.path().to_str().unwrap();
    let arguments = ["check", "--policies", source, "--repository", repository];
    in_every_format(tree.path(), &arguments, &[])
}

impl Report {
    /// Asserts that nothing was excepted, at the finding and in the counts, with what is said of the record.
    #[track_caller]
    fn refuses(self, part: &str) -> Self {
        self.ends(1)
            .finds(AUTH, FOUND, HEADLINE)
            .finds_noting(AUTH, FOUND, part)
            .holds("/counts/excepted", 0)
            .holds("/counts/fail", 1)
    }

    /// Asserts that the record covers, and that it is a suppression and no result where results are asked for.
    #[track_caller]
    fn covers(self) -> Self {
        self.ends(0)
            .holds("/counts/excepted", 1)
            .holds("/counts/fail", 0)
            .shows(&["1 excepted"])
    }
}

#[test]
fn case_38_unsigned_of_the_checked_tree() {
    let (tree, source) = pinned();
    tree.write("exceptions/ex.yaml", &of_tree(&[]));
    judged_by(&tree, &source, "shop/till")
        .refuses("only signed records count")
        .states(
            "EX-1",
            "unapproved",
            "exceptions/ex.yaml:13:14",
            "only signed records count",
        );
}

#[test]
fn case_39_signed_by_a_key_of_the_checked_tree() {
    let (tree, source) = pinned();
    let mia = key(&source, "mia", "ed25519");
    tree.write("exceptions/ex.yaml", &of_tree(&[]));
    let text = payload(&tree, &source, "EX-1", "sam@example.com");
    let list = signatures(&sign(&mia, "exception@mustmay", &text));
    let line = signer(&mia, "sam@example.com", NAMESPACE);
    tree.write("exceptions/ex.yaml", &of_tree(&[("signatures", &list)]))
        .write("exceptions/allowed_signers", &line);
    source.write("allowed_signers", "# nobody\n");
    judged_by(&tree, &source, "shop/till")
        .refuses("is by a key that `allowed_signers` does not give")
        .states(
            "EX-1",
            "unapproved",
            "exceptions/ex.yaml:13:14",
            "only signed records count",
        );
}

#[test]
fn case_40_edited_after_it_was_signed() {
    let (tree, source, list) = signed();
    for change in [("expires", "2027-01-30"), ("condition", "")] {
        let text = of_tree(&[("signatures", &list), change]);
        tree.write("exceptions/ex.yaml", &text);
        judged_by(&tree, &source, "shop/till").refuses("over another text");
    }
    tree.write("exceptions/ex.yaml", &of_tree(&[("signatures", &list)]));
    judged_by(&tree, &source, "shop/till").covers();
}

#[test]
fn case_41_the_signature_of_another_record_or_repository() {
    let (tree, source, list) = signed();
    let other = [("metadata", "{ id: EX-2 }"), ("signatures", list.as_str())];
    tree.write("exceptions/ex.yaml", &of_tree(&other));
    judged_by(&tree, &source, "shop/till").refuses("over another text");
    let other = record(&[("repository", "shop/other"), ("signatures", &list)]);
    tree.write("exceptions/ex.yaml", &other);
    judged_by(&tree, &source, "shop/other").refuses("over another text");
}

#[test]
fn case_42_a_signature_made_for_another_purpose() {
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
    judged_by(&tree, &source, "shop/till").refuses("made for another purpose");
}

#[test]
fn case_43_a_key_that_is_not_valid_any_more() {
    let (tree, source, _) = signed();
    let options = format!("{NAMESPACE},valid-before=\"20261122\"");
    let line = signer(&source.join("sam"), "sam@example.com", &options);
    source.write("allowed_signers", &line);
    judged_by(&tree, &source, "shop/till").refuses("not valid on this day");
}

#[test]
fn case_44_approved_by_who_asked() {
    judged(&record(&[("requestedBy", "Sam@Example.com")]))
        .refuses("asked for the exception, and cannot approve it")
        .states(
            "EX-1",
            "unapproved",
            "exceptions/ex.yaml:13:14",
            "cannot approve it",
        );
}

#[test]
fn case_45_dates() {
    judged(&record(&[("expires", "2026-11-22")])).covers();
    judged(&record(&[("expires", "2026-11-21")]))
        .refuses("until 2026-11-21, 1 day ago")
        .states("EX-1", "expired", "exceptions/ex.yaml:15:10", "1 day ago");
    judged(&record(&[("created", "2026-11-23")]))
        .refuses("begins on 2026-11-23")
        .states("EX-1", "not-yet", "exceptions/ex.yaml:14:10", "2026-11-23");
    judged(&record(&[("expires", "9999-12-31")]))
        .refuses("the mandate allows 90")
        .states(
            "EX-1",
            "overlong",
            "exceptions/ex.yaml:15:10",
            "the mandate allows 90",
        );
    for bad in ["2026-13-01", "2027-02-29", "\"2027-1-31\"", "soon"] {
        judged(&record(&[("expires", bad)]))
            .ends(2)
            .says(
                "exceptions/ex.yaml:15:10",
                "policy::type",
                &["`expires` must be a day that exists"],
            )
            .finds(AUTH, FOUND, HEADLINE)
            .holds("/counts/excepted", 0);
    }
    judged(&record(&[("expires", "\"2027-01-31\"")])).covers();
}

#[test]
fn case_46_unknown_and_missing_fields() {
    judged(&record(&[("expires", ""), ("expires_on", "2027-01-31")]))
        .ends(2)
        .says(
            "exceptions/ex.yaml:16:1",
            "policy::unknown-field",
            &["unknown field `expires_on`"],
        )
        .says(
            "exceptions/ex.yaml:1:1",
            "policy::missing-field",
            &["needs `expires`"],
        )
        .holds("/counts/excepted", 0);
    for field in ["owner", "reason", "created"] {
        judged(&record(&[(field, "")]))
            .ends(2)
            .says(
                "exceptions/ex.yaml:1:1",
                "policy::missing-field",
                &[&format!("needs `{field}`")],
            )
            .holds("/counts/excepted", 0);
    }
    judged(&record(&[("approvedBy", "[]")]))
        .refuses("nobody has approved it")
        .states(
            "EX-1",
            "pending",
            "exceptions/ex.yaml:3:17",
            "nobody has approved it",
        );
}

#[test]
fn case_47_the_narrower_decides_and_no_wildcards() {
    let wide = record(&[("metadata", "{ id: WIDE }"), ("at", ""), ("condition", "")]);
    let narrow = record(&[("metadata", "{ id: NARROW }"), ("expires", "2026-11-21")]);
    judged(&format!("{wide}---\n{narrow}"))
        .refuses("narrower one decides")
        .states("NARROW", "expired", "exceptions/ex.yaml:30:10", "1 day ago");
    for (field, place) in [
        ("service", "7:10"),
        ("mandate", "4:10"),
        ("condition", "5:12"),
    ] {
        judged(&record(&[(field, "\"*\"")]))
            .ends(2)
            .says(
                &format!("exceptions/ex.yaml:{place}"),
                "exception::wildcard",
                &["`*`"],
            )
            .holds("/counts/excepted", 0);
    }
}

/// What is gone is told by `exceptions audit`, since a check of a part cannot know; here it covers nothing.
#[test]
fn case_48_what_covers_nothing() {
    judged(&record(&[("service", "shop")]))
        .ends(1)
        .finds(AUTH, FOUND, HEADLINE)
        .states(
            "EX-1",
            "unneeded",
            "exceptions/ex.yaml:4:10",
            "what it covers passes",
        );
    for gone in [("mandate", "usr-auth"), ("service", "gone")] {
        judged(&record(&[gone]))
            .ends(1)
            .finds(AUTH, FOUND, HEADLINE)
            .holds("/exceptions/0/covered", 0)
            .holds("/exceptions/0/counts", false)
            .holds("/counts/excepted", 0);
    }
}

#[cfg(unix)]
#[test]
fn case_49_what_is_no_plain_file() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[]));
    let place = folder.join("exceptions/a.yaml");
    let refused = |code: &str, part: &str| {
        check(&folder, &[])
            .ends(2)
            .says("exceptions/a.yaml", code, &[part]);
    };
    std::os::unix::fs::symlink("/etc/passwd", &place).unwrap();
    refused("file::symlink", "symbolic link");
    fs::remove_file(&place).unwrap();
    fs::create_dir(&place).unwrap();
    refused("file::folder", "is a folder");
    fs::remove_dir(&place).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&place).status();
    assert!(made.unwrap().success());
    refused("file::special", "no regular file");
    fs::remove_file(&place).unwrap();
    let huge = fs::File::create(&place).unwrap();
    huge.set_len(1 << 30).unwrap();
    refused("file::too-large", "larger than");
    fs::remove_file(&place).unwrap();
    check(&folder, &[]).covers();
}

#[test]
fn case_50_an_error_is_not_excepted() {
    let folder = own();
    let wide = record(&[("at", ""), ("condition", "")]);
    let broken = format!("{}  broken: [\n", service("till", "basic", "iam"));
    folder
        .write("exceptions/ex.yaml", &wide)
        .write("till/service.yaml", &broken);
    check(&folder, &[])
        .ends(2)
        .says(
            "till/service.yaml:8:11",
            "yaml::syntax",
            &["not valid YAML"],
        )
        .holds("/counts/excepted", 0);
    let faulty = "must:\n  - id: faulty\n    script: 1 + 1\n    otherwise: never\n";
    folder
        .write("till/service.yaml", &service("till", "basic", "iam"))
        .write(
            "policies/user-auth.yaml",
            &MANDATE.replace("must:\n", faulty),
        );
    let report = check(&folder, &[])
        .ends(2)
        .says(
            "policies/user-auth.yaml:7:13",
            "script::no-boolean",
            &["true or false"],
        )
        .holds("/counts/excepted", 0);
    assert_eq!(report.verdict("user-auth", "till"), "error");
}

#[test]
fn case_51_a_clock_that_cannot_be_right() {
    const REFUSED: &str =
        "the clock shows 1970-01-01, a day before this program was made: no exception is honoured";
    let folder = own();
    let then = [("created", "1969-12-01"), ("expires", "1970-02-01")];
    folder.write("exceptions/ex.yaml", &record(&then));
    let long_ago = jiff::civil::date(1970, 1, 1);
    for (word, _) in Format::ALL {
        let (code, out) = at_clock(folder.path(), long_ago, &["check", "--format", word]);
        assert_eq!(code, 1, "{word}: {out}");
        let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = !["human", "json", "sarif", "github"].contains(word) || flat.contains(REFUSED);
        assert!(told, "{word}: {out}");
        if *word == "json" {
            let json: Value = serde_json::from_str(&out).unwrap();
            assert_eq!(json["counts"]["excepted"], 0);
            assert_eq!(json["counts"]["fail"], 1);
        }
        let (code, _) = at_clock(
            folder.path(),
            long_ago,
            &["check", "--format", word, "--as-of", "1970-01-01"],
        );
        assert_eq!(code, 0, "{word}");
    }
}

#[test]
fn case_52_without_the_ledger() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[]));
    let with = check(&folder, &[]).covers();
    fs::remove_dir_all(folder.join("exceptions")).unwrap();
    let without = check(&folder, &[])
        .ends(1)
        .finds(AUTH, FOUND, HEADLINE)
        .holds("/counts/excepted", 0)
        .holds("/exceptions", serde_json::json!([]));
    assert_eq!(with.json["diagnostics"], without.json["diagnostics"]);
    assert_eq!(
        with.json["counts"]["services"],
        without.json["counts"]["services"]
    );
}
