//! `mustmay lint`: the broken pack, the exit codes, the fixes; our own packs are clean.

use crate::support::{Folder, mustmay};
use mustmay::lint::CODES;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The broken pack in a folder of its own.
fn broken() -> Folder {
    let folder = Folder::repository();
    for entry in fs::read_dir(root().join("tests/broken")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        folder.write(&["policies/", name].concat(), &text);
    }
    folder
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_broken_pack_has_one_remark_of_every_code() {
    let folder = broken();
    let run = mustmay(
        folder.path(),
        &["lint", "policies", "--format", "json"],
        &[],
    );
    assert_eq!(run.code, 1, "{run:#?}");
    let report = json(&run.out);
    let remarks = report["remarks"].as_array().unwrap();
    let codes: Vec<&str> = remarks
        .iter()
        .map(|remark| remark["code"].as_str().unwrap())
        .collect();
    let distinct: BTreeSet<&str> = codes.iter().copied().collect();
    let all: BTreeSet<&str> = CODES.iter().map(|code| code.code).collect();
    assert_eq!(distinct, all);
    assert_eq!(codes.len(), all.len(), "one each: {codes:?}");
    for remark in remarks {
        let location = &remark["location"];
        let file = location["file"].as_str().unwrap();
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let from = usize::try_from(location["offset"].as_u64().unwrap()).unwrap();
        let to = from + usize::try_from(location["length"].as_u64().unwrap()).unwrap();
        assert!(!text[from..to].trim().is_empty(), "{remark}");
    }
}

#[test]
fn levels_decide_how_it_ends() {
    let far = "apiVersion: mustmay/v1\nkind: Mandate\n\
               metadata: { id: a, owner: b, rationale: c, reviewBy: 2031-01-01 }\n\
               appliesTo: { kinds: [service] }\nmust: [{ id: t, at: spec.tier, otherwise: say it }]\n";
    let folder = Folder::repository();
    folder.write("policies/a.yaml", far);
    let lint = |arguments: &[&str]| {
        let all = [&["lint", "policies"], arguments].concat();
        mustmay(folder.path(), &all, &[])
    };
    lint(&[]).expect(
        0,
        &[
            "advise[lint::review-far]",
            "1 remark (1 advise), 1 mandate in 1 pack",
        ],
    );
    lint(&["--fail-level", "advise"]).expect(1, &["lint::review-far"]);
    lint(&["--as-of", "2030-06-01"]).expect(0, &["nothing to remark, 1 mandate in 1 pack"]);
    folder.write("policies/b.yaml", "kind: Mandate\n");
    lint(&[]).expect(2, &["policy::api-version"]);
    let empty = Folder::repository();
    mustmay(empty.path(), &["lint"], &[]).expect(3, &["nothing was looked at"]);
}

#[test]
fn fixes_change_nothing_but_what_they_say() {
    let folder = broken();
    let before = fs::read_to_string(folder.join("policies/sign-in.yaml")).unwrap();
    mustmay(folder.path(), &["lint", "policies", "--fix"], &[]).expect(1, &["4 mended"]);
    let after = fs::read_to_string(folder.join("policies/sign-in.yaml")).unwrap();
    let expected = before
        .replace("standing: retiring", "standing: retired")
        .replace("      until: 2026-03-31\n", "");
    assert_eq!(after, expected);
    let text = fs::read_to_string(folder.join("policies/text.yaml")).unwrap();
    assert!(text.contains("# This comment hides"), "{text}");
    let text = fs::read_to_string(folder.join("policies/choices.yaml")).unwrap();
    for part in [
        "controls: [A1], reviewBy",
        "files: [\"*.lambda.yaml\"]\nwhen:",
    ] {
        assert!(text.contains(part), "`{part}` is missing in {text}");
    }
    let again = mustmay(folder.path(), &["lint", "policies", "--fix"], &[]);
    assert!(!again.out.contains("mended"), "{again:#?}");
}

/// Each code whose remarks can be mended: nothing is left to say, and every service is judged as before.
#[test]
fn fixes_change_no_verdict() {
    let folder = Folder::repository();
    folder
        .write(
            "mustmay.yaml",
            "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
        )
        .write("policies/mend.yaml", MENDED);
    let spec = |name: &str, spec: &str| {
        folder.write(
            &[name, "/service.yaml"].concat(),
            &format!("apiVersion: mustmay/v1\nkind: Service\nmetadata: {{ name: {name}, owner: a }}\nspec: {{ {spec} }}\n"),
        );
    };
    spec("good", "tier: 1, auth: { provider: iam }");
    spec("short", "tier: 2, auth: { provider: internal }");
    spec("gone", "tier: 2, auth: { provider: ldap }");
    spec("bad", "tier: 4, auth: { provider: other }");
    spec("silent", "language: rust");
    // Only what is said of a choice may differ: `retired since` in place of `retiring until`.
    let judged = || {
        let run = mustmay(folder.path(), &["check", "--format", "json"], &[]);
        let outcomes = json(&run.out)["outcomes"].take();
        let list = |one: &Value, name: &str, fields: &[&str]| -> Vec<Vec<Value>> {
            let items = one[name].as_array().unwrap().iter();
            items
                .map(|item| fields.iter().map(|field| item[field].clone()).collect())
                .collect()
        };
        let outcomes = outcomes.as_array().unwrap().iter();
        let told = outcomes.map(|one| {
            let fields = ["mandate", "service", "verdict", "level", "reason"];
            let own: Vec<Value> = fields.iter().map(|field| one[field].clone()).collect();
            let finding = ["condition", "level", "fingerprint", "location"];
            (
                own,
                list(one, "findings", &finding),
                list(one, "choices", &["id", "at"]),
            )
        });
        told.collect::<Vec<_>>()
    };
    let before = judged();
    let verdicts: BTreeSet<&str> = before
        .iter()
        .map(|one| one.0[2].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, BTreeSet::from(["fail", "pass"]));
    let lint = |more: &[&str]| {
        let all = [&["lint", "policies", "--format", "json"], more].concat();
        json(&mustmay(folder.path(), &all, &[]).out)
    };
    let said = lint(&[]);
    let remarks = said["remarks"].as_array().unwrap().iter();
    let codes: BTreeSet<&str> = remarks.map(|one| one["code"].as_str().unwrap()).collect();
    let fixable: BTreeSet<&str> = CODES
        .iter()
        .filter(|code| code.fixable)
        .map(|code| code.code)
        .collect();
    assert_eq!(codes, fixable);
    assert_eq!(said["silenced"][0]["because"], "one is certified");
    let mended = lint(&["--fix"]);
    assert_eq!(
        mended["fixed"],
        said["remarks"].as_array().unwrap().len(),
        "{mended:#}"
    );
    assert_eq!(lint(&[])["remarks"].as_array().unwrap().len(), 0);
    assert_eq!(judged(), before);
    let text = fs::read_to_string(folder.join("policies/mend.yaml")).unwrap();
    let comments = |text: &str| text.matches("# kept").count();
    assert_eq!(comments(&text), comments(MENDED));
}

const MENDED: &str = "\
apiVersion: mustmay/v1
kind: Mandate
# A com\u{200b}ment. # kept
metadata: { id: mend, owner: a, rationale: b, reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
data:
  allowed: [1, 2] # kept
  # kept
  unread:
    - 1
must:
  - id: tier
    at: spec.tier # kept
    schema: { type: integer, enum: [1, 1, 2, 3] } # kept
    otherwise: say which tier it is
  - id: low # kept
    script: it.spec.tier in data.allowed
    otherwise: be of a low tier
may:
  at: spec.auth.provider
  choices:
    - { id: iam, names: [internal, internal] }
    - id: keycloak # mustmay: allow(single-choice) because it once was the only one
    - id: ldap
      standing: retiring # kept
      until: 2026-10-31
      instead: iam
---
apiVersion: mustmay/v1
kind: Mandate
# mustmay: allow(review-far) because one is certified
metadata: { id: sole, owner: a, rationale: b, reviewBy: 2031-06-30 }
appliesTo: { kinds: [service] }
must: [{ id: language, at: spec.language, optional: true, schema: { type: string }, otherwise: name it }]
";

#[test]
fn our_own_packs_are_clean_and_wholly_tested() {
    let arguments = ["lint", "policies", "--fail-level", "advise"];
    mustmay(root(), &arguments, &[]).expect(0, &["nothing to remark, "]);
    let arguments = ["test", "policies", "--require-tests", "--threshold", "100"];
    mustmay(root(), &arguments, &[]).expect(0, &["cases passed, 0 failed"]);
}

#[test]
fn every_code_has_a_page() {
    let folder = Folder::new();
    for code in CODES {
        mustmay(folder.path(), &["explain", code.code], &[])
            .expect(0, &[code.code, &code.title[1..], "What to do"]);
    }
    let run = mustmay(folder.path(), &["explain", "lint::contradicton"], &[]);
    run.expect(2, &["did you mean `lint::contradiction`?"]);
}

#[test]
fn what_a_test_sees_a_script_read_counts_as_reading() {
    let folder = Folder::repository();
    folder
        .write("policies/free.yaml", FREE)
        .write("policies/peek.yaml", PEEK);
    folder.write("policies/peek_test.yaml", PEEK_TEST);
    let run = mustmay(folder.path(), &["lint", "policies"], &[]);
    run.expect(
        1,
        &[
            "lint::constrains-free-path",
            "was seen in a test to read `spec.auth.session`",
        ],
    );
}

const FREE: &str = "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: free, owner: a, rationale: b, reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
must: [{ id: t, at: spec.tier, otherwise: say it }]
free: [spec.auth.session]
";

/// Nothing in its text names the path.
const PEEK: &str = "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: peek, owner: a, rationale: b, reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
must:
  - id: short
    script: 'entries(it.spec.auth).all(|e| e.key != \"session\" || e.value.minutes <= 30)'
    otherwise: keep it short
";

const PEEK_TEST: &str = "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: peek
cases:
  - name: a short one
    kind: service
    manifest: { apiVersion: mustmay/v1, kind: Service, metadata: { name: a, owner: b }, spec: { auth: { session: { minutes: 5 } } } }
    expect: pass
";

/// Where nothing of what was named is there, what the config names is not looked at in its place.
#[test]
fn what_was_named_and_holds_nothing_is_told() {
    let folder = Folder::repository();
    let mandate = "apiVersion: mustmay/v1\nkind: Mandate\n\
                   metadata: { id: a, owner: b, rationale: c, reviewBy: 2027-01-01 }\n\
                   appliesTo: { kinds: [service] }\nmust: [{ id: t, at: spec.tier, otherwise: say it }]\n";
    let test = "apiVersion: mustmay/v1\nkind: MandateTest\nmandate: a\ncases:\n\
                - { name: n, kind: service, manifest: { apiVersion: mustmay/v1, kind: Service, metadata: { name: s, owner: o }, spec: { tier: 1 } }, expect: pass }\n";
    folder
        .write(
            "mustmay.yaml",
            "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\nexceptions: [exceptions]\n",
        )
        .write("policies/a.yaml", mandate)
        .write("policies/a_test.yaml", test)
        .write("empty/.keep", "");
    let run = |arguments: &[&str]| mustmay(folder.path(), arguments, &[]);
    for path in ["empty", "policies/a_test.yaml"] {
        run(&["lint", path]).expect(3, &["nothing was looked at, 0 mandates in 0 packs"]);
    }
    run(&["test", "empty"]).expect(3, &["nothing was tested"]);
    for arguments in [&["lint"][..], &["lint", "policies"], &["test", "policies"]] {
        // Neither judges an exception, so that it is of no consequence whose are honoured.
        let run = run(arguments).expect(0, &[]);
        assert!(!run.out.contains("ignored"), "{run:#?}");
    }
}
