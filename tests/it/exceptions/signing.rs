//! What is signed, and whose signature counts for whom.

use super::world::{NAMESPACE, check_pinned, json, key, own, pinned, record, sign, signer, states};
use crate::support::{Folder, mustmay};
use mustmay::source::needs_escape;
use serde_json::Value;
use std::path::Path;

/// The text that somebody signs.
fn payload(folder: &Folder, who: &str, more: &[&str]) -> String {
    let arguments = ["exceptions", "payload", "EX-1", "--as", who];
    mustmay(folder.path(), &[&arguments[..], more].concat(), &[])
        .expect(0, &[])
        .out
}

/// A tree and a policy source, with a record approved by some and signed by those whose keys are given; `lines` are
/// the `allowed_signers`.
fn signed(approved_by: &[&str], by: &[(&str, &Path)], lines: &str) -> (Folder, Folder) {
    let (tree, source) = pinned();
    source.write("allowed_signers", lines);
    let approved = ["[", &approved_by.join(", "), "]"].concat();
    let plain = [("repository", "shop/till"), ("approvedBy", &*approved)];
    tree.write("exceptions/ex.yaml", &record(&plain));
    let policies = ["--policies", source.path().to_str().unwrap()];
    let armours: Vec<String> = by
        .iter()
        .map(|(who, key)| sign(key, "exception@mustmay", &payload(&tree, who, &policies)))
        .collect();
    let list = Value::from(armours).to_string();
    let all = [&plain[..], &[("signatures", &*list)]].concat();
    tree.write("exceptions/ex.yaml", &record(&all));
    (tree, source)
}

/// How the record of the tree is signed, as an audit says.
fn said(tree: &Folder, source: &Folder) -> (Value, Value) {
    let arguments = [
        "exceptions",
        "list",
        "--policies",
        source.path().to_str().unwrap(),
        "--repository",
        "shop/till",
        "--format",
        "json",
    ];
    let report: Value = serde_json::from_str(&mustmay(tree.path(), &arguments, &[]).out).unwrap();
    let one = &report["exceptions"][0];
    (one["signed"].clone(), one["signedBy"].clone())
}

const SAM: &str = "sam@example.com";
const KIM: &str = "kim@example.com";

#[test]
fn a_key_is_one_persons_however_many_it_is_given_to() {
    let keys = Folder::new();
    let (shared, own) = (
        key(&keys, "shared", "ed25519"),
        key(&keys, "own", "ed25519"),
    );
    let line = signer(&shared, "*@example.com,!mia@example.com", NAMESPACE);
    let (tree, source) = signed(&[SAM, KIM], &[(SAM, &shared), (KIM, &shared)], &line);
    check_pinned(&tree, &source).expect(1, &["two approvals are signed by one key", "0 excepted"]);
    // Each with a key of their own.
    let lines = [
        signer(&shared, SAM, NAMESPACE),
        signer(&own, KIM, NAMESPACE),
    ]
    .concat();
    let (tree, source) = signed(&[SAM, KIM], &[(SAM, &shared), (KIM, &own)], &lines);
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
    assert_eq!(
        said(&tree, &source),
        ("signed".into(), vec![SAM, KIM].into())
    );
    // One approval signed twice is signed.
    let (tree, source) = signed(&[SAM], &[(SAM, &shared), (SAM, &shared)], &lines);
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
}

#[test]
fn a_signature_that_does_not_count_says_why() {
    let keys = Folder::new();
    let good = key(&keys, "good", "ed25519");
    let why = |tree: &Folder, source: &Folder, words: &str| {
        let run = check_pinned(tree, source).expect(1, &[]);
        let flat = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            flat.replace("│ ", "").contains(words),
            "{words}: {}",
            run.out
        );
    };
    let (tree, source) = signed(&[SAM], &[(SAM, &good)], &signer(&good, SAM, NAMESPACE));
    std::fs::remove_file(source.join("allowed_signers")).unwrap();
    why(&tree, &source, "there is no `allowed_signers`");
    // That nobody may sign with a key of another kind is said of its line too.
    let rsa = key(&keys, "rsa", "rsa");
    let (tree, source) = signed(&[SAM], &[(SAM, &rsa)], &signer(&rsa, SAM, NAMESPACE));
    why(&tree, &source, "of a kind of key that is not believed");
    why(&tree, &source, "keys are ed25519, sk-ed25519 or ecdsa-p256");
}

#[test]
fn in_the_checked_tree_every_approver_signs() {
    let keys = Folder::new();
    let sam = key(&keys, "sam", "ed25519");
    let line = signer(&sam, SAM, NAMESPACE);
    let (tree, source) = signed(&[SAM, KIM], &[(SAM, &sam)], &line);
    check_pinned(&tree, &source).expect(1, &["has 1 of 2 signatures", "0 excepted"]);
    assert_eq!(
        said(&tree, &source),
        ("partly signed".into(), vec![SAM].into())
    );
    let (tree, source) = signed(&[SAM], &[], &line);
    check_pinned(&tree, &source).expect(1, &["has 0 of 1 signatures", "0 excepted"]);
    assert_eq!(
        said(&tree, &source),
        ("unsigned".into(), Value::Array(Vec::new()))
    );
}

/// Whoever signs under two spellings of a name with two keys is one person.
#[test]
fn a_person_signs_once_however_the_name_is_written() {
    let keys = Folder::new();
    let (one, other) = (key(&keys, "one", "ed25519"), key(&keys, "other", "ed25519"));
    let again = "SAM@example.com";
    let lines = [
        signer(&one, SAM, NAMESPACE),
        signer(&other, again, NAMESPACE),
    ];
    let by = [(SAM, one.as_path()), (again, other.as_path())];
    let (tree, source) = signed(&[SAM, again, KIM], &by, &lines.concat());
    check_pinned(&tree, &source).expect(1, &["has 1 of 2 signatures", "0 excepted"]);
}

#[test]
fn in_an_emergency_everybody_may_approve() {
    let folder = own();
    let emergency = [
        ("category", "emergency"),
        ("approvedBy", "[]"),
        ("created", "2026-11-21"),
        ("expires", "2026-11-23"),
    ];
    folder.write("exceptions/ex.yaml", &record(&emergency));
    let report = json(&folder, &[]);
    assert_eq!(report["exceptions"][0]["signed"], "unsigned");
    let arguments = ["exceptions", "approve", "EX-1", "--as", "guard@example.com"];
    mustmay(folder.path(), &arguments, &[]).expect(0, &["approved by guard@example.com"]);
    assert_eq!(states(&json(&folder, &[]), "EX-1"), ["expiring"]);
}

/// Signatures outlive versions of the program: not a byte of this may change.
#[test]
fn the_signed_text_is_the_same_in_every_version() {
    let folder = own();
    let print = "00112233445566778899aabbccddeeff";
    let head = "mustmay-exception-v1\nid: EX-1\nrepository:\nmandate: user-auth\n";
    let tail = "category: waiver\nreason: The till is replaced in Q1.\n\
                ticket: https://tickets.example.com/SEC-1\nowner: team-till\nrequestedBy: mia@example.com\n\
                created: 2026-11-02\nexpires: 2027-01-31\nrenewals: 0\napprover: sam@example.com\n";
    for (changes, scope) in [
        (
            &[][..],
            "condition: protocol\nat: spec.auth.protocol\nkind:\nservice: till\nfile:\n",
        ),
        (
            &[
                ("at", "[spec.a, spec.b]"),
                ("service", "{ name: till, kind: service, file: a/b.yaml }"),
            ],
            "condition: protocol\nat: spec.a\nat: spec.b\nkind: service\nservice: till\nfile: a/b.yaml\n",
        ),
        (
            &[
                ("at", ""),
                ("fingerprints", "[00112233445566778899aabbccddeeff]"),
                ("condition", ""),
            ],
            &[
                "condition:\nat: fingerprint ",
                print,
                "\nkind:\nservice: till\nfile:\n",
            ]
            .concat(),
        ),
        (
            &[("at", ""), ("condition", "")],
            "condition:\nat:\nkind:\nservice: till\nfile:\n",
        ),
    ] {
        folder.write("exceptions/ex.yaml", &record(changes));
        let text = payload(&folder, SAM, &[]);
        assert_eq!(text, [head, scope, tail].concat());
    }
    // What stands in a value cannot make a line of its own, nor two values one.
    let reason = ("reason", r#""a\nb\r\\n\u001b[1m\u0085é""#);
    folder.write("exceptions/ex.yaml", &record(&[reason]));
    let text = payload(&folder, SAM, &[]);
    // Letters of all scripts are ordinary text.
    let plain = ("reason", "\"é ж 中 \u{5d0} \u{1f600}\"");
    folder.write("exceptions/ex.yaml", &record(&[plain]));
    let plain = payload(&folder, SAM, &[]);
    assert!(
        plain.contains("\nreason: é ж 中 \u{5d0} \u{1f600}\n"),
        "{plain}"
    );
    assert!(
        text.contains("\nreason: a\\nb\\r\\\\n\\u{1b}[1m\\u{85}é\nticket: "),
        "{text}"
    );
}

/// What is read before signing is what is signed: nothing in it moves, hides or reorders what stands around it.
#[test]
fn the_signed_text_shows_all_that_it_says() {
    let folder = own();
    let keys = Folder::new();
    let sam = key(&keys, "sam", "ed25519");
    let reason = ("reason", r#""a\u202eb\u2028c\u200bd\ufeffe""#);
    folder.write(
        "exceptions/ex.yaml",
        &record(&[reason, ("approvedBy", "[]")]),
    );
    folder.write("exceptions/allowed_signers", &signer(&sam, SAM, NAMESPACE));
    let text = payload(&folder, SAM, &[]);
    let line = "\nreason: a\\u{202e}b\\u{2028}c\\u{200b}d\\u{feff}e\n";
    assert!(text.contains(line), "{text}");
    assert!(
        text.lines().all(|line| !line.chars().any(needs_escape)),
        "{text}"
    );
    // The same text is verified.
    let arguments = ["exceptions", "approve", "EX-1", "--as", SAM, "--key"];
    let arguments = [&arguments[..], &[sam.to_str().unwrap()]].concat();
    mustmay(folder.path(), &arguments, &[]).expect(0, &["signed"]);
    assert_eq!(json(&folder, &[])["exceptions"][0]["signed"], "signed");
}
