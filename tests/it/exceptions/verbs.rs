//! The verbs: request, approve, renew, revoke, prune, adopt, audit.

use super::world::{
    NAMESPACE, check, check_pinned, json, key, own, pinned, record, service, signer, states,
};
use crate::support::{Folder, Run, mustmay, variable};
use serde_json::Value;
use std::fs;

pub(super) fn exceptions(folder: &Folder, arguments: &[&str]) -> Run {
    mustmay(folder.path(), &[&["exceptions"], arguments].concat(), &[])
}

fn fingerprint(folder: &Folder, service: &str) -> String {
    let report = json(folder, &[]);
    let outcomes = report["outcomes"].as_array().unwrap().clone();
    let own = outcomes.iter().find(|outcome| {
        outcome["service"] == service && !outcome["findings"].as_array().unwrap().is_empty()
    });
    own.unwrap()["findings"][0]["fingerprint"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn from_a_finding_to_an_approved_exception_and_back() {
    let folder = own();
    let print = fingerprint(&folder, "till");
    let asked = [
        "request",
        &print[..10],
        "--reason",
        "It is: replaced # soon",
        "--requested-by",
        "mia@example.com",
    ];
    exceptions(&folder, &asked).expect(0, &["exceptions/EX-2026-001.yaml", "EX-2026-001"]);
    let text = fs::read_to_string(folder.join("exceptions/EX-2026-001.yaml")).unwrap();
    for part in [
        &*format!("fingerprints: [{}]", Value::from(print.as_str())).replace(
            '"',
            if print.starts_with(|c: char| c.is_ascii_digit()) {
                "\""
            } else {
                ""
            },
        ),
        "owner: team-till",
        "expires: 2027-02-20",
        "1 of security must approve; at most 90 days and 1 renewals",
    ] {
        assert!(text.contains(part), "`{part}` is missing in {text}");
    }
    check(&folder).expect(1, &["nobody has approved it"]);
    exceptions(
        &folder,
        &["approve", "EX-2026-001", "--as", "mia@example.com"],
    )
    .expect(2, &["cannot approve it"]);
    exceptions(
        &folder,
        &["approve", "EX-2026-001", "--as", "max@example.com"],
    )
    .expect(2, &["is no reviewer"]);
    exceptions(
        &folder,
        &["approve", "EX-2026-01", "--as", "sam@example.com"],
    )
    .expect(2, &["did you mean `EX-2026-001`?"]);
    exceptions(
        &folder,
        &["approve", "EX-2026-001", "--as", "sam@example.com"],
    )
    .expect(0, &["approved by sam@example.com"]);
    check(&folder).expect(0, &["1 excepted"]);
    exceptions(
        &folder,
        &["approve", "EX-2026-001", "--as", "sam@example.com"],
    )
    .expect(2, &["already"]);
    exceptions(&folder, &["renew", "EX-2026-001", "--as-of", "2027-02-25"])
        .expect(0, &["renewed until 2027-05-21"]);
    let report = json(&folder, &["--as-of", "2027-02-25"]);
    assert_eq!(states(&report, "EX-2026-001"), ["pending"]);
    exceptions(&folder, &["renew", "EX-2026-001", "--as-of", "2027-02-25"])
        .expect(2, &["allows 1 renewals"]);
    exceptions(
        &folder,
        &["revoke", "EX-2026-001", "--reason", "The till is gone"],
    )
    .expect(0, &["revoked"]);
    exceptions(&folder, &["revoke", "EX-2026-001", "--reason", "x"])
        .expect(2, &["was revoked on 2026-11-22"]);
    let text = fs::read_to_string(folder.join("exceptions/EX-2026-001.yaml")).unwrap();
    assert!(
        text.contains("revoked: { on: \"2026-11-22\", reason: The till is gone }"),
        "{text}"
    );
}

#[test]
fn a_request_in_a_pipe_says_what_is_missing() {
    let folder = own();
    exceptions(
        &folder,
        &["request", "--mandate", "user-auth", "--service", "till"],
    )
    .expect(2, &["needs its", "--re"]);
    exceptions(&folder, &["request"]).expect(2, &["nothing says which finding is meant"]);
    exceptions(&folder, &["request", "ffffffff", "--reason", "x"])
        .expect(2, &["no finding of this run is meant", "check -v"]);
    let long = [
        "request",
        "--mandate",
        "user-auth",
        "--service",
        "till",
        "--at",
        "spec.auth.protocol",
        "--reason",
        "x",
        "--requested-by",
        "mia@example.com",
        "--expires",
        "2027-02-21",
    ];
    exceptions(&folder, &long).expect(2, &["allows 90 days, until 2027-02-20"]);
    assert!(!folder.join("exceptions/EX-2026-001.yaml").exists());
    exceptions(&folder, &long[..11]).expect(0, &["EX-2026-001"]);
    exceptions(&folder, &[&long[..11], &["--id", "EX-2026-041"]].concat())
        .expect(0, &["EX-2026-041"]);
    // By its fingerprint it is the same finding in other words.
    exceptions(&folder, &[&long[..5], &long[7..11]].concat()).expect(0, &["EX-2026-042"]);
}

#[test]
fn comments_and_order_of_a_hand_written_file_stay() {
    let folder = own();
    let text = format!(
        "# ours\n{}# the end\n---\n# the second\n{}",
        record(&[
            ("approvedBy", "[]   # empty: pending"),
            ("signatures", "[] # of the approvers")
        ]),
        record(&[("metadata", "{ id: EX-2 }"), ("service", "shop")])
    );
    folder.write("exceptions/ex.yaml", &text);
    exceptions(&folder, &["approve", "EX-1", "--as", "sam@example.com"]).expect(0, &[]);
    let after = fs::read_to_string(folder.join("exceptions/ex.yaml")).unwrap();
    let lines: Vec<&str> = after
        .lines()
        .filter(|line| !line.starts_with("mandateDigest: "))
        .collect();
    let expected = text.replace(
        "[]   # empty: pending",
        "[sam@example.com]   # empty: pending",
    );
    assert_eq!(lines, expected.lines().collect::<Vec<_>>());
    exceptions(&folder, &["renew", "EX-1", "--expires", "2027-03-01"]).expect(0, &[]);
    let after = fs::read_to_string(folder.join("exceptions/ex.yaml")).unwrap();
    for part in [
        "approvedBy: []   # empty: pending",
        "renewals: 1\n",
        "expires: \"2027-03-01\"",
        "# the second",
    ] {
        assert!(after.contains(part), "`{part}` is missing in {after}");
    }
}

#[test]
fn approving_with_a_key_signs_what_the_payload_says() {
    let (tree, source) = pinned();
    let keys = Folder::new();
    let sam = key(&keys, "sam", "ed25519");
    source
        .write(
            "allowed_signers",
            &signer(&sam, "sam@example.com", NAMESPACE),
        )
        .write(
            "exceptions/ex.yaml",
            &record(&[("repository", "shop/till"), ("approvedBy", "[]")]),
        );
    let policies = source.path().to_str().unwrap();
    let arguments = [
        "exceptions",
        "approve",
        "EX-1",
        "--as",
        "sam@example.com",
        "--key",
        sam.to_str().unwrap(),
        "--policies",
        policies,
    ];
    // A program of the checked tree is not found as ssh-keygen.
    tree.write("ssh-keygen", "#!/bin/sh\necho started >started\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let program = fs::Permissions::from_mode(0o755);
        fs::set_permissions(tree.join("ssh-keygen"), program).unwrap();
    }
    let found = variable("PATH").unwrap().into_string().unwrap();
    let with_own = [".:", &found].concat();
    mustmay(tree.path(), &arguments, &[("PATH", &with_own)])
        .expect(0, &["approved by sam@example.com, signed"]);
    assert!(!tree.join("started").exists());
    fs::remove_file(tree.join("ssh-keygen")).unwrap();
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
    // The same file in the tree is as good as its signature.
    fs::create_dir(tree.join("exceptions")).unwrap();
    fs::rename(
        source.join("exceptions/ex.yaml"),
        tree.join("exceptions/ex.yaml"),
    )
    .unwrap();
    check_pinned(&tree, &source).expect(0, &["1 excepted"]);
    let list = [
        "exceptions",
        "list",
        "--policies",
        policies,
        "--format",
        "json",
        "--repository",
        "shop/till",
    ];
    let report: Value = serde_json::from_str(&mustmay(tree.path(), &list, &[]).out).unwrap();
    assert_eq!(report["exceptions"][0]["signed"], "signed");
    // Renewing voids it.
    fs::rename(
        tree.join("exceptions/ex.yaml"),
        source.join("exceptions/ex.yaml"),
    )
    .unwrap();
    mustmay(
        tree.path(),
        &["exceptions", "renew", "EX-1", "--policies", policies],
        &[],
    )
    .expect(0, &[]);
    let text = fs::read_to_string(source.join("exceptions/ex.yaml")).unwrap();
    assert!(
        text.contains("signatures: []") && !text.contains("BEGIN SSH"),
        "{text}"
    );
}

#[test]
fn pruning_moves_what_is_over_and_deletes_nothing() {
    let folder = own();
    let text = format!(
        "{}---\n{}---\n{}",
        record(&[
            ("metadata", "{ id: OVER }"),
            ("expires", "2026-11-20"),
            ("condition", "provider"),
            ("at", "[spec.auth.provider]")
        ]),
        record(&[]),
        record(&[("metadata", "{ id: UNNEEDED }"), ("service", "shop")]),
    );
    folder.write("exceptions/ex.yaml", &text);
    let shown = exceptions(&folder, &["prune"]).expect(
        0,
        &[
            "OVER",
            "UNNEEDED",
            "2 would move",
            "--- exceptions/ex.yaml\n+++ exceptions/ex.yaml\n@@ -1,",
            "-metadata: { id: OVER }\n",
            "--- /dev/null\n+++ exceptions/closed/OVER.yaml\n@@ -0,0 +1,16 @@\n+apiVersion",
            "+metadata: { id: UNNEEDED }\n",
        ],
    );
    // What stays is no part of the difference but for a few lines around it.
    let touched = ["-metadata: { id: EX-1 }", "+metadata: { id: EX-1 }"];
    assert!(
        !touched.iter().any(|line| shown.out.contains(line)),
        "{shown:#?}"
    );
    patches(&folder, &shown.out, "exceptions/ex.yaml", &record(&[]));
    assert_eq!(
        fs::read_to_string(folder.join("exceptions/ex.yaml")).unwrap(),
        text
    );
    exceptions(&folder, &["prune", "--write"]).expect(0, &["2 moved to closed/"]);
    assert_eq!(
        fs::read_to_string(folder.join("exceptions/ex.yaml")).unwrap(),
        record(&[])
    );
    let closed = fs::read_to_string(folder.join("exceptions/closed/UNNEEDED.yaml")).unwrap();
    assert_eq!(
        closed,
        record(&[("metadata", "{ id: UNNEEDED }"), ("service", "shop")])
    );
    check(&folder).expect(0, &["1 excepted"]);
    exceptions(&folder, &["prune", "--write"]).expect(0, &["no exception is over"]);
    // An id is never used twice.
    folder.write("exceptions/again.yaml", &closed);
    check(&folder).expect(2, &["the id `UNNEEDED` is taken"]);
}

/// Whether the lines that are shown make `after` of a file, with nothing left out: context, removals and counts.
fn patches(folder: &Folder, shown: &str, file: &str, after: &str) {
    let old = fs::read_to_string(folder.join(file)).unwrap();
    let (mut lines, mut made) = (old.lines(), Vec::new());
    let start = format!("--- {file}\n");
    let patch = shown.split_once(&start).unwrap().1;
    let mut at = 1;
    for line in patch
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with("--- ") && !line.is_empty())
    {
        if let Some(head) = line.strip_prefix("@@ -") {
            let begins: usize = head.split(',').next().unwrap().parse().unwrap();
            while at < begins {
                made.push(lines.next().unwrap());
                at += 1;
            }
            continue;
        }
        let (sign, text) = line.split_at(1);
        assert_eq!(lines.next(), Some(text));
        at += 1;
        if sign == " " {
            made.push(text);
        } else {
            assert_eq!(sign, "-");
        }
    }
    made.extend(lines);
    assert_eq!(made, after.lines().collect::<Vec<_>>());
}

#[test]
fn adopting_makes_a_dated_list_once() {
    let folder = own();
    folder.write("shop/service.yaml", &service("shop", "basic", "other"));
    let asked = [
        "adopt",
        "--owner",
        "platform",
        "--requested-by",
        "mia@example.com",
    ];
    let approved = [&asked[..], &["--approved-by", "sam@example.com"]].concat();
    exceptions(&folder, &approved).expect(0, &["3 findings adopted", "exceptions/adopted.yaml"]);
    check(&folder).expect(0, &["2 excepted"]);
    let report = json(&folder, &[]);
    assert_eq!(report["exceptions"][0]["expires"], "2027-02-20");
    // What is new stays red.
    folder.write("till/service.yaml", &service("till", "basic", "other"));
    check(&folder).expect(1, &[]);
    exceptions(&folder, &approved)
        .expect(0, &["0 findings adopted", "1 are new and were not added"]);
    check(&folder).expect(1, &[]);
    exceptions(&folder, &[&approved[..], &["--add-new"]].concat())
        .expect(0, &["1 findings adopted"]);
    check(&folder).expect(0, &["2 excepted"]);
    exceptions(&folder, &["adopt"]).expect(2, &["--owner"]);
}

#[test]
fn for_a_pinned_source_adopting_writes_a_pending_list_to_carry_there() {
    let (tree, source) = pinned();
    let policies = source.path().to_str().unwrap();
    let asked = [
        "exceptions",
        "adopt",
        "--owner",
        "team-till",
        "--requested-by",
        "mia@example.com",
        "--policies",
        policies,
        "--repository",
        "shop/till",
    ];
    mustmay(
        tree.path(),
        &[&asked[..], &["--approved-by", "sam@example.com"]].concat(),
        &[],
    )
    .expect(2, &["is approved there"]);
    mustmay(tree.path(), &asked, &[]).expect(0, &["adopted-exceptions.yaml"]);
    let text = fs::read_to_string(tree.join("adopted-exceptions.yaml")).unwrap();
    assert!(
        text.contains("repository: shop/till") && text.contains("approvedBy: []"),
        "{text}"
    );
    mustmay(tree.path(), &asked, &[]).expect(0, &["0 findings adopted", "1 have a record already"]);
    let again = fs::read_to_string(tree.join("adopted-exceptions.yaml")).unwrap();
    assert_eq!(text, again);
    check_pinned(&tree, &source).expect(1, &["0 excepted"]);
    fs::rename(
        tree.join("adopted-exceptions.yaml"),
        source.join("exceptions/till.yaml"),
    )
    .unwrap();
    check_pinned(&tree, &source).expect(1, &["nobody has approved it"]);
}

#[test]
fn an_audit_takes_the_reports_of_many_repositories() {
    let (tree, source) = pinned();
    let policies = source.path().to_str().unwrap();
    let desk = Folder::new();
    source.write(
        "exceptions/ex.yaml",
        &format!(
            "{}---\n{}",
            record(&[("repository", "shop/till")]),
            record(&[("repository", "shop/other"), ("metadata", "{ id: EX-2 }")]),
        ),
    );
    let send = |name: &str, file: &str| {
        let to = format!("json={}", desk.join(file).to_str().unwrap());
        fs::create_dir_all(desk.join("reports/a")).unwrap();
        let arguments = [
            "check",
            "--policies",
            policies,
            "--repository",
            name,
            "--format",
            &to,
        ];
        mustmay(tree.path(), &arguments, &[]);
    };
    send("shop/till", "reports/a/till.json");
    desk.write("all.txt", "# all of them\nshop/till\nshop/other\n");
    let audit = |more: &[&str]| {
        let own = [
            "exceptions",
            "audit",
            "--policies",
            policies,
            "--reports",
            "reports/**/*.json",
        ];
        mustmay(desk.path(), &[&own[..], more].concat(), &[])
    };
    audit(&[]).expect(0, &["EX-1", "EX-2", "1 service judged in 1 report:"]);
    let missing = audit(&["--inventory", "all.txt"]).expect(2, &["shop/other sent no report"]);
    assert!(
        missing.out.starts_with("shop/other sent no report"),
        "{missing:#?}"
    );
    tree.write("till/service.yaml", &service("till", "oidc", "iam"));
    send("shop/other", "reports/other.json");
    let run = audit(&["--inventory", "all.txt", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(states(&report, "EX-1"), ["active"]);
    assert_eq!(states(&report, "EX-2"), ["unneeded"]);
    // Another version, other policies, the same repository twice: none is taken for a report.
    send("shop/other", "reports/twice.json");
    audit(&[]).expect(2, &["a second report of `shop/other`"]);
    fs::remove_file(desk.join("reports/twice.json")).unwrap();
    let text = fs::read_to_string(desk.join("reports/other.json")).unwrap();
    desk.write(
        "reports/other.json",
        &text
            .replacen("\"version\": 1", "\"version\": 2", 1)
            .replacen("\"version\":1", "\"version\":2", 1),
    );
    audit(&[]).expect(2, &["version 2"]);
    let of_commit = text.replace("\"staged\": false", "\"staged\": true");
    desk.write("reports/other.json", &of_commit);
    audit(&[]).expect(2, &["the report is about a commit"]);
    desk.write("reports/other.json", &text);
    source.write(
        "user-auth.yaml",
        &format!("{}# changed\n", super::world::MANDATE),
    );
    audit(&[]).expect(2, &["made by other policies"]);
}

/// A desk with the policies and one exception of `shop/till`, whose service needs none on the day of its report.
fn desk(day: &str) -> (Folder, Folder) {
    let (tree, source) = pinned();
    let policies = source.path().to_str().unwrap();
    let desk = Folder::new();
    source.write(
        "exceptions/ex.yaml",
        &record(&[("repository", "shop/till")]),
    );
    tree.write("till/service.yaml", &service("till", "oidc", "iam"));
    fs::create_dir_all(desk.join("reports/a")).unwrap();
    let to = format!(
        "json={}",
        desk.join("reports/a/till.json").to_str().unwrap()
    );
    let own = ["check", "--policies", policies, "--repository", "shop/till"];
    let more = ["--as-of", day, "--format", &to];
    mustmay(tree.path(), &[&own[..], &more].concat(), &[]);
    (desk, source)
}

fn audit_at(desk: &Folder, source: &Folder, arguments: &[&str]) -> Run {
    let policies = source.path().to_str().unwrap();
    let own = ["exceptions", "audit", "--policies", policies];
    mustmay(desk.path(), &[&own[..], arguments].concat(), &[])
}

#[test]
fn a_report_from_before_an_exception_does_not_call_it_unneeded() {
    let json = |day| {
        let (desk, source) = desk(day);
        let shown = |format: &[&str]| {
            let own = ["--reports", "reports/**/*.json"];
            audit_at(&desk, &source, &[&own[..], format].concat()).expect(0, &[])
        };
        let found: Value = serde_json::from_str(&shown(&["--format", "json"]).out).unwrap();
        (states(&found, "EX-1"), shown(&[]))
    };
    let (before, said) = json("2026-11-01");
    assert_eq!(before, ["active"]);
    said.expect(
        0,
        &[
            "is of 2026-11-01, before `EX-1` was made on 2026-11-02",
            "1 service judged in 1 report of 2026-11-01:",
        ],
    );
    for day in ["2026-11-02", "2026-11-21"] {
        let (since, said) = json(day);
        assert_eq!(since, ["unneeded"], "{day}");
        assert!(!said.out.contains("was made on"), "{said:#?}");
    }
}

#[test]
fn reports_and_inventories_are_named_as_elsewhere() {
    let (desk, source) = desk("2026-11-22");
    let whole = desk.join("reports/**/*.json");
    for pattern in [
        whole.to_str().unwrap(),
        "./reports/**/*.json",
        "reports//a/*.json",
        "reports/a/till.json",
        "*.json",
    ] {
        audit_at(&desk, &source, &["--reports", pattern]).expect(0, &["in 1 report:"]);
    }
    // A star stays in its folder.
    let none = audit_at(&desk, &source, &["--reports", "reports/*.json"]);
    none.expect(2, &["no report is called `reports/*.json`"]);
    let audit = |name: &str, text: &str| {
        desk.write(name, text);
        let own = ["--reports", "reports/a/*.json", "--inventory", name];
        audit_at(&desk, &source, &own)
    };
    let head = "apiVersion: mustmay/v1\nkind: Inventory\n";
    for (name, text) in [
        ("all.txt", "shop/till  # the till\n# nothing\n\n"),
        ("all.yaml", &*format!("{head}repositories: [shop/till]\n")),
        ("list.yaml", "[shop/till]\n"),
    ] {
        audit(name, text).expect(0, &["in 1 report:"]);
        let more = text.replace("shop/till]", "shop/till, \"shop/b#2\"]");
        let more = more.replace("# nothing", "shop/b#2");
        audit(name, &more).expect(2, &["shop/b#2 sent no report"]);
    }
    for (name, text) in [
        ("all.txt", ""),
        ("all.txt", "# later\n"),
        ("all.yaml", ""),
        ("all.yaml", "[]\n"),
        ("all.yaml", &*format!("{head}repositories: []\n")),
    ] {
        audit(name, text).expect(2, &["names no repository"]);
    }
    let strange = format!("{head}repository: [shop/till]\n");
    audit("all.yaml", &strange).expect(2, &["unknown field `repository`"]);
}

#[test]
fn filters_and_formats_agree() {
    let folder = own();
    folder.write(
        "exceptions/ex.yaml",
        &format!(
            "{}---\n{}---\n{}",
            record(&[("reason", "\"=HYPERLINK(1)\"")]),
            record(&[
                ("metadata", "{ id: EX-2 }"),
                ("service", "shop"),
                ("expires", "2026-11-30"),
                ("reason", "\"two\\nlines \\e[31m\"")
            ]),
            record(&[
                ("metadata", "{ id: EX-3 }"),
                ("expires", "2026-11-20"),
                ("owner", "<img src=x onerror=alert(1)>")
            ]),
        ),
    );
    let rows = |more: &[&str]| {
        let run = exceptions(&folder, &[&["list", "--format", "csv"], more].concat());
        run.out
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&[]), ["EX-3", "EX-2", "EX-1"]);
    assert_eq!(rows(&["--state", "expired"]), ["EX-3"]);
    assert_eq!(rows(&["--service", "shop"]), ["EX-2"]);
    assert_eq!(rows(&["--within", "30d"]), ["EX-3", "EX-2"]);
    assert_eq!(rows(&["--owner", "team-till"]), ["EX-2", "EX-1"]);
    assert!(rows(&["--mandate", "none"]).is_empty());
    let csv = exceptions(&folder, &["list", "--format", "csv"]);
    assert!(csv.out.contains("'=HYPERLINK(1)"), "{csv:#?}");
    // One record is one line, whatever its reason holds; numbers below zero are no formulas.
    assert_eq!(csv.out.lines().count(), 4, "{csv:#?}");
    assert!(!csv.out.contains('\u{1b}'), "{csv:#?}");
    assert!(csv.out.contains("two lines \\u{1b}[31m"), "{csv:#?}");
    assert!(csv.out.contains(",-2,"), "{csv:#?}");
    let html = exceptions(&folder, &["list", "--format", "html"])
        .expect(0, &["EX-1", "Content-Security-Policy"]);
    assert!(
        !html.out.contains("<img") && html.out.contains("&lt;img"),
        "{html:#?}"
    );
}

/// The table with long names fits; what it has no place for is told below it, or by the other formats.
#[test]
fn the_table_fits_the_terminal() {
    let folder = own();
    let (service, owner) = (
        "a-service-with-a-rather-long-name",
        "the-team-that-looks-after-it",
    );
    folder.write(
        "exceptions/ex.yaml",
        &format!(
            "{}---\n{}---\n{}",
            record(&[]),
            record(&[
                ("metadata", "{ id: EX-2026-0000000000000000000000002 }"),
                ("service", service),
                ("owner", owner),
                (
                    "approvedBy",
                    "[sam@example.com, kim@example.com, a.longer.name@example.com]"
                ),
            ]),
            record(&[
                ("metadata", "{ id: EX-3 }"),
                ("expires", "2026-11-20"),
                ("category", "mitigated")
            ]),
        ),
    );
    for verb in ["list", "audit"] {
        for width in [40, 60, 80, 100, 120, 200] {
            let text = width.to_string();
            let run = mustmay(folder.path(), &["exceptions", verb], &[("COLUMNS", &text)]);
            let table: Vec<&str> = run
                .out
                .lines()
                .take_while(|line| !line.is_empty())
                .collect();
            let widest = table.iter().map(|line| line.chars().count()).max().unwrap();
            assert!(
                widest <= width,
                "{verb} at {width} is {widest} wide:\n{}",
                run.out
            );
            assert!(
                table[0].trim_start().starts_with("ID") && table.len() > 3,
                "{}",
                run.out
            );
            // A wider terminal shows more of it.
            let heads = ["ID", "STATE", "LEFT", "SERVICE"].iter();
            let more: &[&str] = match width {
                40 => &[],
                60 => &["MANDATE"],
                80 => &["MANDATE", "OWNER"],
                100 => &["MANDATE", "OWNER", "SIGNED", "AGE", "CATEGORY", "RENEWALS"],
                _ => &[
                    "MANDATE",
                    "OWNER",
                    "SIGNED",
                    "AGE",
                    "CATEGORY",
                    "RENEWALS",
                    "APPROVERS",
                ],
            };
            for head in heads.chain(more) {
                let shown = table[0].split_whitespace().any(|word| word == *head);
                assert!(shown, "{head} at {width}:\n{}", run.out);
            }
        }
    }
}

/// What a request or a renewal cannot be says which argument, which day, and what would do.
#[test]
fn a_refusal_names_what_is_wrong() {
    let folder = own();
    let asked = [
        "request",
        "--mandate",
        "user-auth",
        "--service",
        "till",
        "--requested-by",
        "mia@example.com",
    ];
    let with = |more: &[&str]| exceptions(&folder, &[&asked[..], more].concat());
    with(&["--reason", "   "]).expect(2, &["`--reason` is blank"]);
    with(&["--reason", "x", "--owner", " "]).expect(2, &["`--owner` is blank"]);
    with(&["--reason", "x", "--ticket", ""]).expect(2, &["`--ticket` is blank"]);
    with(&["--reason", "x", "--id", "../../evil"]).expect(
        2,
        &[
            "`../../evil` is no id of an exception",
            "such as EX-2026-014",
        ],
    );
    with(&["--reason", "x", "--expires", "2026-11-21"])
        .expect(2, &["that day is past, today is 2026-11-22"]);
    assert!(!folder.join("exceptions/EX-2026-001.yaml").exists());
    // On 2026-11-22, 90 days end on 2027-02-20.
    let late = [("created", "2026-11-22"), ("expires", "2027-02-20")];
    folder.write("exceptions/ex.yaml", &record(&late));
    exceptions(&folder, &["renew", "EX-1"]).expect(
        2,
        &[
            "ends on 2027-02-20",
            "renew it from 2026-11-23 on",
            "at most 2027-05-21",
        ],
    );
    exceptions(&folder, &["renew", "EX-1", "--as-of", "2026-11-23"])
        .expect(0, &["renewed until 2027-02-21"]);
    let soon = ["renew", "EX-1", "--expires", "2027-02-01"];
    folder.write("exceptions/ex.yaml", &record(&late));
    exceptions(&folder, &soon).expect(2, &["it cannot end on 2027-02-01"]);
}

/// The days of the records before it are the finding's: what is proposed fits into the rest.
#[test]
fn a_request_after_an_emergency_fits() {
    let folder = own();
    let emergency = [
        ("category", "emergency"),
        ("approvedBy", "[]"),
        ("created", "2026-11-20"),
        ("expires", "2026-11-23"),
    ];
    folder.write("exceptions/ex.yaml", &record(&emergency));
    let asked = [
        "request",
        "--mandate",
        "user-auth",
        "--service",
        "till",
        "--requested-by",
        "mia@example.com",
        "--reason",
        "x",
    ];
    let with = |more: &[&str]| exceptions(&folder, &[&asked[..], more].concat());
    with(&["--expires", "2027-02-19"])
        .expect(2, &["excepted since 2026-11-20", "no day after 2027-02-18"]);
    with(&["--category", "emergency", "--as-of", "2026-11-24"])
        .expect(2, &["the record before it", "no day after 2026-11-23"]);
    with(&["--id", "EX-9"]).expect(0, &[]);
    exceptions(&folder, &["approve", "EX-9", "--as", "sam@example.com"]).expect(0, &[]);
    let text = fs::read_to_string(folder.join("exceptions/EX-9.yaml")).unwrap();
    assert!(text.contains("expires: 2027-02-18"), "{text}");
    let report = json(&folder, &["--as-of", "2026-11-24"]);
    assert_eq!(states(&report, "EX-9"), ["active"]);
    assert_eq!(report["counts"]["excepted"], 1);
    // What covers another finding takes nothing away.
    let other = [
        ("condition", "provider"),
        ("at", "[spec.auth.provider]"),
        ("created", "2026-11-02"),
    ];
    folder.write("exceptions/ex.yaml", &record(&other));
    fs::remove_file(folder.join("exceptions/EX-9.yaml")).unwrap();
    with(&["--id", "EX-10", "--expires", "2027-02-20"]).expect(0, &[]);
}
