//! Terms, reviewers, and signatures of every kind of key.

use super::world::{
    MANDATE, NAMESPACE, check, check_pinned, covered, json, key, own, pinned, record, service,
    sign, signatures, signer, states,
};
use crate::support::{Folder, mustmay};
use ssh_key::public::{KeyData, SkEd25519};
use ssh_key::{
    Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, Signature, SigningKey, SshSig,
};
use std::path::Path;

#[test]
fn terms_are_those_of_the_mandate() {
    let folder = own();
    let with = |unless: &str| {
        let old = MANDATE
            .lines()
            .find(|line| line.starts_with("unless:"))
            .unwrap();
        folder.write("policies/user-auth.yaml", &MANDATE.replace(old, unless));
    };
    folder.write("exceptions/ex.yaml", &record(&[]));
    for (unless, code, part) in [
        ("unless: never", 1, "allows no exceptions"),
        (
            "unless: { reviewers: [kim@example.com] }",
            1,
            "is no reviewer",
        ),
        ("unless: { reviewers: [SAM@example.com] }", 0, "1 excepted"),
        (
            "unless: { reviewers: [security], approvals: 2 }",
            1,
            "1 of 2 approvals",
        ),
        (
            "unless: { reviewers: [security], maxDays: 89 }",
            1,
            "it lasts 90 days",
        ),
        ("", 1, "is no reviewer of `user-auth`: those are identity"),
    ] {
        with(unless);
        check(&folder).expect(code, &[part]);
    }
    with("unless: { reviewers: [security], approvals: 2 }");
    let one_person = record(&[("approvedBy", "[sam@example.com, Sam@example.com]")]);
    folder.write("exceptions/ex.yaml", &one_person);
    // It is shown at the last approval, where another one is to follow.
    check(&folder).expect(1, &["1 of 2 approvals", "exceptions/ex.yaml:13:31"]);
    folder.write(
        "exceptions/ex.yaml",
        &record(&[("approvedBy", "[sam@example.com, kim@example.com]")]),
    );
    check(&folder).expect(0, &["1 excepted"]);
}

#[test]
fn only_what_is_covered_is_excepted() {
    let folder = own();
    folder
        .write("till/service.yaml", &service("till", "basic", "other"))
        .write("exceptions/ex.yaml", &record(&[]));
    let report = json(&folder, &[]);
    let expected = [
        ("protocol".to_owned(), Some("EX-1".to_owned())),
        ("provider".to_owned(), None),
    ];
    assert_eq!(covered(&report, "till"), expected);
    assert_eq!(report["counts"]["excepted"], 0);
    folder.write(
        "exceptions/ex.yaml",
        &record(&[("condition", ""), ("at", "")]),
    );
    let report = json(&folder, &[]);
    assert_eq!(report["counts"]["excepted"], 1);
    for (field, value) in [
        ("service", "{ name: till, kind: compose }"),
        ("file", "shop/service.yaml"),
        ("condition", "provide"),
        ("at", "[spec.auth]"),
    ] {
        folder.write("exceptions/ex.yaml", &record(&[(field, value)]));
        check(&folder).expect(1, &["0 excepted"]);
    }
}

/// The summary of a job is the page that was asked for.
#[test]
fn the_summary_of_a_job_shows_what_is_excepted_where_that_is_asked() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[]));
    for more in [&[][..], &["--show-excepted"]] {
        let place = folder.join("summary.md");
        let variables = [("GITHUB_STEP_SUMMARY", place.to_str().unwrap())];
        let arguments = [&["check", "--format", "github"], more].concat();
        mustmay(folder.path(), &arguments, &variables).expect(0, &[]);
        let summary = std::fs::read_to_string(&place).unwrap();
        std::fs::remove_file(&place).unwrap();
        let told = "excepted by EX-1";
        assert_eq!(summary.contains(told), !more.is_empty(), "{summary}");
        let arguments = [&["check", "--format", "markdown"], more].concat();
        assert_eq!(mustmay(folder.path(), &arguments, &[]).out, summary);
    }
}

#[test]
fn a_repository_that_is_unknown_is_no_ones() {
    let folder = own();
    folder.write(
        "exceptions/ex.yaml",
        &record(&[("repository", "shop/till")]),
    );
    check(&folder).expect(1, &["is not known: pass --repository"]);
    let run = |name: &str| mustmay(folder.path(), &["check", "--repository", name], &[]);
    run("shop/till").expect(0, &["1 excepted"]);
    run("shop/other").expect(1, &["0 excepted"]);
    // Two repositories in one ledger: every record says which.
    let both = format!(
        "{}---\n{}---\n{}",
        record(&[("repository", "shop/till")]),
        record(&[("repository", "shop/other"), ("metadata", "{ id: EX-2 }")]),
        record(&[("metadata", "{ id: EX-3 }")]),
    );
    folder.write("exceptions/ex.yaml", &both);
    run("shop/till").expect(2, &["`EX-3` does not say its `repository`"]);
}

#[test]
fn a_new_id_does_not_reset_the_clock() {
    let folder = own();
    let second = |changes: &[(&str, &str)]| {
        let own = [
            ("metadata", "{ id: EX-2 }"),
            ("created", "2027-02-01"),
            ("expires", "2027-05-02"),
        ];
        record(&[&own, changes].concat())
    };
    let day = ["--as-of", "2027-02-10"];
    folder.write(
        "exceptions/ex.yaml",
        &format!("{}---\n{}", record(&[]), second(&[])),
    );
    let report = json(&folder, &day);
    assert_eq!(states(&report, "EX-2"), ["overlong"]);
    assert_eq!(report["exitCode"], 1);
    // Closing the first one helps nobody.
    folder
        .write("exceptions/closed/a.yaml", &record(&[]))
        .write("exceptions/ex.yaml", &second(&[]));
    assert_eq!(states(&json(&folder, &day), "EX-2"), ["overlong"]);
    // Counted as the renewal that it is, it holds.
    folder.write(
        "exceptions/ex.yaml",
        &second(&[("renewals", "1"), ("expires", "2027-05-01")]),
    );
    assert_eq!(states(&json(&folder, &day), "EX-2"), ["active"]);
    // So does one of another finding, and one after a time without.
    folder.write(
        "exceptions/ex.yaml",
        &second(&[("condition", "provider"), ("at", "[spec.auth.provider]")]),
    );
    let report = json(&folder, &day);
    assert!(
        !states(&report, "EX-2").contains(&"overlong".to_owned()),
        "{report:#}"
    );
    folder.write("exceptions/ex.yaml", &second(&[("created", "2027-02-02")]));
    assert_eq!(states(&json(&folder, &day), "EX-2"), ["active"]);
    for (renewals, expires, state) in [
        ("1", "2027-05-01", "active"),
        ("2", "2027-05-01", "overlong"),
    ] {
        std::fs::remove_dir_all(folder.join("exceptions/closed")).ok();
        let changes = [("renewals", renewals), ("expires", expires)];
        folder.write("exceptions/ex.yaml", &record(&changes));
        assert_eq!(states(&json(&folder, &day), "EX-1"), [state]);
    }
}

#[test]
fn an_emergency_covers_at_once_and_is_never_renewed() {
    let folder = own();
    let emergency = |changes: &[(&str, &str)]| {
        let own = [
            ("category", "emergency"),
            ("approvedBy", "[]"),
            ("created", "2026-11-21"),
            ("expires", "2026-11-24"),
        ];
        record(&[&own, changes].concat())
    };
    folder.write("exceptions/ex.yaml", &emergency(&[]));
    check(&folder).expect(0, &["1 excepted"]);
    folder.write(
        "exceptions/ex.yaml",
        &emergency(&[("expires", "2026-11-25")]),
    );
    check(&folder).expect(1, &["overlong"]);
    folder.write("exceptions/ex.yaml", &emergency(&[("renewals", "1")]));
    check(&folder).expect(1, &["never renewed"]);
    let before = emergency(&[
        ("metadata", "{ id: EX-0 }"),
        ("created", "2026-11-18"),
        ("expires", "2026-11-20"),
    ]);
    folder.write(
        "exceptions/ex.yaml",
        &format!("{before}---\n{}", emergency(&[])),
    );
    check(&folder).expect(1, &["overlong"]);
    folder.write("exceptions/ex.yaml", &emergency(&[])).write(
        "policies/user-auth.yaml",
        &MANDATE.replace(", emergency: { maxDays: 3 }", ""),
    );
    check(&folder).expect(1, &["has no emergency exceptions"]);
}

#[test]
fn what_covers_more_than_it_was_made_for_has_grown() {
    let folder = own();
    folder
        .write("till/service.yaml", &service("till", "basic", "other"))
        .write(
            "exceptions/ex.yaml",
            &record(&[("condition", ""), ("at", ""), ("findings", "1")]),
        );
    let report = json(&folder, &[]);
    assert_eq!(states(&report, "EX-1"), ["grown"]);
    assert_eq!(
        (&report["counts"]["excepted"], &report["exitCode"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn a_revoked_record_stays_and_covers_nothing() {
    let folder = own();
    let revoked = [("revoked", "{ on: 2026-11-22, reason: The till is gone }")];
    folder.write("exceptions/ex.yaml", &record(&revoked));
    let report = json(&folder, &[]);
    assert_eq!(states(&report, "EX-1"), ["revoked"]);
    assert_eq!(report["exitCode"], 1);
    let report = json(&folder, &["--as-of", "2026-11-21"]);
    assert_eq!(report["exitCode"], 0);
}

/// A tree with a record, signed by whatever `sign` makes of its text.
fn signed_by(line: &str, sign: impl Fn(&str) -> String) -> (Folder, Folder) {
    let (tree, source) = pinned();
    source.write("allowed_signers", line);
    let plain = [("repository", "shop/till")];
    tree.write("exceptions/ex.yaml", &record(&plain));
    let arguments = [
        "exceptions",
        "payload",
        "EX-1",
        "--policies",
        source.path().to_str().unwrap(),
    ];
    let text = mustmay(tree.path(), &arguments, &[]).expect(0, &[]).out;
    let list = signatures(&sign(&text));
    tree.write(
        "exceptions/ex.yaml",
        &record(&[plain[0], ("signatures", &list)]),
    );
    (tree, source)
}

#[test]
fn ed25519_and_ecdsa_keys_sign_and_rsa_keys_do_not() {
    let keys = Folder::new();
    for (kind, code) in [("ed25519", 0), ("ecdsa", 0), ("rsa", 1)] {
        let path = key(&keys, kind, kind);
        let line = signer(&path, "*@example.com,!mia@example.com", NAMESPACE);
        let (tree, source) = signed_by(&line, |text| sign(&path, "exception@mustmay", text));
        check_pinned(&tree, &source).expect(code, &[]);
    }
    let path = keys.join("ed25519");
    let bare = signer(&path, "sam@example.com", "");
    let (tree, source) = signed_by(&bare, |text| sign(&path, "exception@mustmay", text));
    check_pinned(&tree, &source).expect(1, &["does not say `namespaces=`"]);
}

/// What a hardware key would give: the signature is over a hash of its application, flags, a counter, and the text.
fn sk_signature(key: &Path, text: &str) -> (KeyData, String) {
    fn raw<K: SigningKey>(key: &K, message: &[u8]) -> Signature {
        key.try_sign(message).unwrap()
    }
    let private = PrivateKey::read_openssh_file(key).unwrap();
    let pair = private.key_data().ed25519().unwrap();
    let public = KeyData::SkEd25519(SkEd25519::new(pair.public, "ssh:"));
    let signed =
        SshSig::signed_data("exception@mustmay", HashAlg::Sha512, text.as_bytes()).unwrap();
    let (flags, counter) = ([1_u8], 7_u32.to_be_bytes());
    let message = [
        HashAlg::Sha256.digest(b"ssh:").as_slice(),
        &flags,
        &counter,
        HashAlg::Sha256.digest(&signed).as_slice(),
    ]
    .concat();
    let signature = raw(&private, &message);
    let data = [signature.as_bytes(), &flags, &counter].concat();
    let signature = Signature::new(Algorithm::SkEd25519, data).unwrap();
    let armour = SshSig::new(
        public.clone(),
        "exception@mustmay",
        HashAlg::Sha512,
        signature,
    )
    .unwrap()
    .to_pem(LineEnding::LF)
    .unwrap();
    (public, armour)
}

#[test]
fn a_hardware_key_signs() {
    let keys = Folder::new();
    let path = key(&keys, "sk", "ed25519");
    let public = PublicKey::new(sk_signature(&path, "").0, "sk")
        .to_openssh()
        .unwrap();
    let line = format!("sam@example.com {NAMESPACE} {public}\n");
    let (tree, source) = signed_by(&line, |text| sk_signature(&path, text).1);
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
    let (tree, source) = signed_by(&line, |text| sk_signature(&path, &format!("{text} ")).1);
    check_pinned(&tree, &source).expect(1, &["over another text"]);
}

#[test]
fn a_damaged_signature_is_refused() {
    let keys = Folder::new();
    let path = key(&keys, "sam", "ed25519");
    let line = signer(&path, "sam@example.com", NAMESPACE);
    for damage in [
        |armour: String| armour.replace("SSH SIGNATURE", "SSH SIG"),
        |armour: String| armour.replace('\n', ""),
        |armour: String| armour.split_at(120).0.to_owned(),
        |_: String| "sam was here".to_owned(),
    ] {
        let (tree, source) =
            signed_by(&line, |text| damage(sign(&path, "exception@mustmay", text)));
        check_pinned(&tree, &source).expect(1, &["cannot be read"]);
    }
}

#[test]
fn a_mandate_test_may_bring_exceptions() {
    let folder = own();
    let suite = |changes: &[(&str, &str)], expect: &str| {
        let lines: Vec<String> = record(changes)
            .lines()
            .map(|line| format!("        {line}"))
            .collect();
        format!(
            "apiVersion: mustmay/v1\nkind: MandateTest\nmandate: user-auth\nasOf: 2026-11-22\ncases:\n  \
             - name: it is covered\n    kind: service\n    repository: shop/till\n    manifest:\n{}    \
             exceptions:\n      -\n{}\n    expect: {expect}\n",
            service("till", "basic", "iam")
                .lines()
                .fold(String::new(), |text, line| text + "      " + line + "\n"),
            lines.join("\n")
        )
    };
    // There is no groups.yaml in a test: the group's name stands for its members.
    let ours = [("approvedBy", "[security]"), ("repository", "shop/till")];
    folder.write("policies/user-auth_test.yaml", &suite(&ours, "excepted"));
    mustmay(folder.path(), &["test"], &[]).expect(0, &["1"]);
    let other = [ours[0], ("repository", "shop/other")];
    folder.write("policies/user-auth_test.yaml", &suite(&other, "excepted"));
    mustmay(folder.path(), &["test"], &[]).expect(1, &[]);
    folder.write("policies/user-auth_test.yaml", &suite(&other, "fail"));
    mustmay(folder.path(), &["test"], &[]).expect(0, &[]);
    let broken = [ours[0], ("owner", "")];
    folder.write("policies/user-auth_test.yaml", &suite(&broken, "fail"));
    mustmay(folder.path(), &["test"], &[]).expect(2, &["needs `owner`"]);
}

#[test]
fn the_example_ledger_has_a_record_in_every_state() {
    let folder = Folder::repository();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ledger");
    for path in crate::layering::files_below(&example) {
        let below = path.strip_prefix(&example).unwrap().to_str().unwrap();
        folder.write(below, &std::fs::read_to_string(&path).unwrap());
    }
    let arguments = ["exceptions", "audit", "--format", "json"];
    let run = mustmay(folder.path(), &arguments, &[]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let all = report["exceptions"].as_array().unwrap();
    let mut found: Vec<&str> = all
        .iter()
        .map(|one| one["state"].as_str().unwrap())
        .collect();
    found.sort_unstable();
    found.dedup();
    let mut states: Vec<&str> = mustmay::policy::State::ALL
        .iter()
        .map(|(word, _)| *word)
        .filter(|word| *word != "unanswered")
        .collect();
    states.sort_unstable();
    assert_eq!(found, states);
    assert_eq!(
        all[0]["category"], "emergency",
        "break-glass tops every audit"
    );
}
