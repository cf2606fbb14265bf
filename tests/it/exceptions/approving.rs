//! Which approvals are written, what is said of those that do not count yet, and what they leave behind.

use super::world::{NAMESPACE, check, check_pinned, key, own, pinned, record, signer};
use crate::support::{Folder, Run, mustmay};
use std::fs;

const SAM: &str = "sam@example.com";
const KIM: &str = "kim@example.com";

fn approve(tree: &Folder, who: &str, more: &[&str]) -> Run {
    let arguments = ["exceptions", "approve", "EX-1", "--as", who];
    mustmay(tree.path(), &[&arguments[..], more].concat(), &[])
}

/// A signature that is bad would void the approvals that are there, and is not written.
#[test]
fn a_key_that_is_not_the_approvers_signs_nothing() {
    let (tree, source) = pinned();
    let keys = Folder::new();
    let [sam, kim, mia, old] = ["sam", "kim", "mia", "old"].map(|n| key(&keys, n, "ed25519"));
    let past = [NAMESPACE, ",valid-before=\"20260101\""].concat();
    let lines = [
        signer(&sam, SAM, NAMESPACE),
        signer(&old, SAM, &past),
        signer(&kim, KIM, NAMESPACE),
        signer(&mia, "mia@example.com,sam@example.com", NAMESPACE),
    ];
    source.write("allowed_signers", &lines.concat());
    let text = record(&[("repository", "shop/till"), ("approvedBy", "[]")]);
    source.write("exceptions/ex.yaml", &text);
    let policies = source.path().to_str().unwrap();
    let with = |key: &std::path::Path| {
        let more = ["--key", key.to_str().unwrap(), "--policies", policies];
        approve(&tree, SAM, &more)
    };
    let rsa = key(&keys, "rsa", "rsa");
    for (key, why) in [
        (
            &kim,
            "`allowed_signers` does not give this key to `sam@example.com`",
        ),
        (&old, "a key that is not valid on this day"),
        (&mia, "a key of `mia@example.com`, who asked"),
        (&rsa, "a kind of key that is not believed"),
    ] {
        let run = with(key);
        let flat = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            run.code == 2 && flat.replace("│ ", "").contains(why),
            "{run:#?}"
        );
        let after = fs::read_to_string(source.join("exceptions/ex.yaml")).unwrap();
        assert_eq!(after, text, "{why}");
    }
    let run = with(&sam).expect(0, &["approved by sam@example.com, signed"]);
    assert!(!run.out.contains("does not count"), "{run:#?}");
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
}

/// The key of one approver is not that of another, even where it is given to both.
#[test]
fn one_key_does_not_approve_twice() {
    let folder = own();
    let keys = Folder::new();
    let shared = key(&keys, "shared", "ed25519");
    let line = signer(&shared, "sam@example.com,kim@example.com", NAMESPACE);
    folder.write("exceptions/allowed_signers", &line);
    folder.write("exceptions/ex.yaml", &record(&[("approvedBy", "[]")]));
    let more = ["--key", shared.to_str().unwrap()];
    approve(&folder, SAM, &more).expect(0, &["signed"]);
    approve(&folder, KIM, &more).expect(2, &["two approvals are signed by one key"]);
    check(&folder).expect(0, &["1 excepted"]);
}

#[test]
fn a_record_of_the_checked_tree_needs_a_signature_and_approving_says_so() {
    let (tree, source) = pinned();
    let keys = Folder::new();
    let sam = key(&keys, "sam", "ed25519");
    source.write("allowed_signers", &signer(&sam, SAM, NAMESPACE));
    let policies = ["--policies", source.path().to_str().unwrap()];
    let unnamed = record(&[("approvedBy", "[]")]);
    tree.write("exceptions/ex.yaml", &unnamed);
    approve(&tree, SAM, &policies).expect(2, &["does not say its `repository`"]);
    let after = fs::read_to_string(tree.join("exceptions/ex.yaml")).unwrap();
    assert_eq!(after, unnamed);
    let plain = [("repository", "shop/till"), ("approvedBy", "[]")];
    tree.write("exceptions/ex.yaml", &record(&plain));
    approve(&tree, SAM, &policies).expect(
        0,
        &[
            "it does not count yet: it stands in the checked tree and has 0 of 1 signatures",
            "sign it: mustmay exceptions approve EX-1 --as sam@example.com --key FILE",
        ],
    );
    check_pinned(&tree, &source).expect(1, &["0 excepted"]);
    let run = approve(
        &tree,
        SAM,
        &[&policies[..], &["--key", sam.to_str().unwrap()]].concat(),
    );
    let run = run.expect(0, &["signed"]);
    assert!(!run.out.contains("count"), "{run:#?}");
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
}

#[test]
fn what_a_record_lacks_after_an_approval_is_said() {
    let folder = own();
    let mandate = super::world::MANDATE.replace("approvals: 1", "approvals: 2");
    folder.write("policies/user-auth.yaml", &mandate);
    folder.write("exceptions/ex.yaml", &record(&[("approvedBy", "[]")]));
    let run = approve(&folder, SAM, &[]);
    let run = run.expect(0, &["it does not count yet: 1 of 2 approvals"]);
    // A repository that is its own source needs a second person, and no signature.
    assert!(!run.out.contains("sign it"), "{run:#?}");
    let run = approve(&folder, KIM, &[]).expect(0, &["approved by kim"]);
    assert!(!run.out.contains("does not count"), "{run:#?}");
    // A signature that nobody can verify keeps the record from counting, and is said to.
    let keys = Folder::new();
    let sam = key(&keys, "sam", "ed25519");
    let run = approve(&folder, SAM, &["--key", sam.to_str().unwrap()]);
    run.expect(
        0,
        &[
            "it does not count yet: the signature cannot be verified",
            "give the key to `sam@example.com` in `allowed_signers`",
        ],
    );
    check(&folder).expect(1, &["0 excepted"]);
    folder.write("exceptions/allowed_signers", &signer(&sam, SAM, NAMESPACE));
    check(&folder).expect(0, &["1 excepted"]);
    // A key that is known already is not asked for.
    folder.write("exceptions/ex.yaml", &record(&[("approvedBy", "[]")]));
    let run = approve(&folder, SAM, &["--key", sam.to_str().unwrap()]);
    let run = run.expect(0, &["it does not count yet: 1 of 2 approvals"]);
    assert!(!run.out.contains("give the key"), "{run:#?}");
}

#[test]
fn a_revoked_record_is_not_approved() {
    let folder = own();
    let text = record(&[
        ("approvedBy", "[]"),
        ("revoked", "{ on: 2026-11-10, reason: it is mended }"),
    ]);
    folder.write("exceptions/ex.yaml", &text);
    approve(&folder, SAM, &[]).expect(2, &["was revoked on 2026-11-10"]);
    let after = fs::read_to_string(folder.join("exceptions/ex.yaml")).unwrap();
    assert_eq!(after, text);
}

/// The comment that `request` writes is true as long as approvals are missing, and only that one is ours to take.
#[test]
fn the_comment_of_a_request_goes_when_it_is_approved() {
    let folder = own();
    let mandate = super::world::MANDATE.replace("approvals: 1", "approvals: 2");
    folder.write("policies/user-auth.yaml", &mandate);
    let asked = "exceptions request --mandate user-auth --service till --reason x --id EX-1 \
                 --requested-by mia@example.com";
    let asked: Vec<&str> = asked.split(' ').filter(|word| !word.is_empty()).collect();
    mustmay(folder.path(), &asked, &[]).expect(0, &[]);
    let text = || fs::read_to_string(folder.join("exceptions/EX-1.yaml")).unwrap();
    let comment = " # pending: 2 of security must approve; at most 90 days and 1 renewals";
    let line = ["approvedBy: []", comment, "\n"].concat();
    assert!(text().contains(&line), "{}", text());
    approve(&folder, SAM, &[]).expect(0, &[]);
    let half = ["approvedBy: [sam@example.com]", comment, "\n"].concat();
    assert!(text().contains(&half), "{}", text());
    // What a person wrote stays.
    let (ours, theirs) = (text(), text().replace("must approve;", "MUST approve;"));
    folder.write("exceptions/EX-1.yaml", &theirs);
    approve(&folder, KIM, &[]).expect(0, &[]);
    assert!(
        text().contains("# pending: 2 of security MUST"),
        "{}",
        text()
    );
    folder.write("exceptions/EX-1.yaml", &ours);
    approve(&folder, KIM, &[]).expect(0, &[]);
    let whole = "\napprovedBy: [sam@example.com, kim@example.com]\ncreated: ";
    assert!(text().contains(whole), "{}", text());
}

/// Who asked cannot approve under another spelling, and several spellings are one approval.
#[test]
fn another_spelling_is_no_other_person() {
    let folder = own();
    folder.write(
        "exceptions/groups.yaml",
        "security: [sam@example.com, kim@example.com, mia@example.com]\n",
    );
    folder.write("exceptions/ex.yaml", &record(&[("approvedBy", "[]")]));
    for mia in ["Mia M <mia@example.com>", "mia@example.com\u{200b}"] {
        approve(&folder, mia, &[]).expect(2, &["asked for the exception"]);
        let by = serde_json::Value::from(vec![mia]).to_string();
        folder.write(
            "exceptions/by.yaml",
            &record(&[("approvedBy", &*by), ("metadata", "{ id: EX-2 }")]),
        );
        check(&folder).expect(1, &["asked for the exception", "0 excepted"]);
    }
    fs::remove_file(folder.join("exceptions/by.yaml")).unwrap();
    let mandate = super::world::MANDATE.replace("approvals: 1", "approvals: 2");
    folder.write("policies/user-auth.yaml", &mandate);
    let by = [(
        "approvedBy",
        "[sam@example.com, Sam Smith <sam@example.com>, \"sam@example.com\\u2063\"]",
    )];
    folder.write("exceptions/ex.yaml", &record(&by));
    check(&folder).expect(1, &["1 of 2 approvals"]);
    approve(&folder, "Sam S <SAM@example.com>", &[]).expect(2, &["has approved `EX-1` already"]);
}
