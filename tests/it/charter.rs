//! `mustmay explain` for those who are bound by a mandate, and the charter in a browser.

use crate::exceptions::world::{own, record, service, states};
use crate::support::{Folder, mustmay};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const HOSTILE: &str = r#"apiVersion: mustmay/v1
kind: Mandate
metadata:
  id: hostile
  title: <img src=x onerror=alert(1)> & "quotes"
  owner: </title><script>alert(1)</script>
  rationale: "one \u202e two"
  docs: "javascript:alert(1)"
  reviewBy: 2027-06-30
appliesTo: { kinds: [service] }
must: [{ id: t, at: spec.tier, otherwise: </code><b>bold</b> }]
may:
  at: spec.auth.provider
  choices:
    - { id: okta, standing: preferred }
    - id: self-built
      requires: [{ id: review, at: spec.auth.securityReview, otherwise: get a review }]
    - { id: htpasswd, standing: retired, instead: okta }
free: [spec.auth.session]
unless: never
enforce:
  - { level: advise, from: 2026-01-15 }
  - { level: deny, from: 2026-12-01 }
"#;

fn project() -> Folder {
    let folder = Folder::repository();
    folder.write("policies/hostile.yaml", HOSTILE);
    folder.write(
        "mustmay.yaml",
        "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
    );
    folder
}

fn starter(folder: &Path) {
    let arguments = [
        "explain",
        "--all",
        "--policies",
        "builtin:starter",
        "--format",
        "html",
        "--output",
        "charter",
    ];
    mustmay(folder, &arguments, &[])
        .expect(0, &["12 mandates written, begin with charter/index.html"]);
}

#[test]
fn a_mandate_is_described_in_every_form() {
    let folder = project();
    let explain = |format: &str| {
        mustmay(
            folder.path(),
            &["explain", "hostile", "--format", format],
            &[],
        )
    };
    explain("human").expect(
        0,
        &[
            "okta (preferred)",
            "requires: get a review",
            "There are no exceptions to this mandate.",
            "deny: from 2026-12-01, in 9 days",
        ],
    );
    let json = explain("json");
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["mandates"][0]["may"]["choices"][2]["instead"], "okta");
    assert_eq!(json["mandates"][0]["enforce"][1]["beginsInDays"], 9);
    let markdown = explain("markdown").expect(0, &["## Must", "- <code>spec.auth.session</code>"]);
    assert!(!markdown.out.contains("<img") && !markdown.out.contains("<b>"));
    only_text_and_code(&markdown.out);
    let html = explain("html").expect(0, &["&lt;img src=x", "one \\u{202e} two"]);
    for bad in ["<img", "<b>", "<script", "href=\"javascript", "\u{202e}"] {
        assert!(!html.out.contains(bad), "{bad}");
    }
}

/// Case 62: what a mandate's author wrote is no markup, read as a forge reads it.
#[track_caller]
fn only_text_and_code(page: &str) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for event in Parser::new_ext(page, Options::all()) {
        match event {
            Event::InlineHtml(html) => {
                let ours = ["<code>", "</code>", "<!-- -->"].contains(&&*html);
                assert!(ours, "{html} in {page}");
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
            | Event::Html(_)
            | Event::Code(_) => panic!("{event:?} in {page}"),
            _ => {}
        }
    }
}

/// What is open in the ledger is told by the states that a list of it gives, and the command that asks works.
#[test]
fn open_exceptions_are_told_by_their_states() {
    let folder = own();
    folder.write(
        "exceptions/ex.yaml",
        &[
            record(&[]),
            record(&[("metadata", "{ id: EX-2 }"), ("expires", "2026-11-20")]),
            record(&[
                ("metadata", "{ id: EX-3 }"),
                ("approvedBy", "[mia@example.com]"),
            ]),
            record(&[
                ("metadata", "{ id: EX-4 }"),
                ("expires", "2026-11-30"),
                ("service", "shop"),
            ]),
            record(&[
                ("metadata", "{ id: EX-5 }"),
                ("approvedBy", "[]"),
                ("service", "shop"),
            ]),
            record(&[
                ("metadata", "{ id: EX-6 }"),
                ("expires", "2027-05-31"),
                ("service", "shop"),
            ]),
            record(&[
                ("metadata", "{ id: EX-7 }"),
                ("revoked", "{ on: 2026-11-10, reason: gone }"),
            ]),
        ]
        .join("---\n"),
    );
    folder.write(
        "exceptions/closed/EX-8.yaml",
        &record(&[("metadata", "{ id: EX-8 }")]),
    );
    let explain = |format: &str| {
        mustmay(
            folder.path(),
            &["explain", "user-auth", "--format", format],
            &[],
        )
    };
    let counts =
        "6 in the ledger: 1 active, 1 expired, 1 expiring, 1 overlong, 1 pending, 1 unapproved";
    for format in ["human", "markdown", "html"] {
        explain(format).expect(0, &["6 in the ledger: "]);
    }
    let human = explain("human");
    let flat = human.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(counts), "{flat}");
    let told: Value = serde_json::from_str(&explain("json").out).unwrap();
    let told = told["mandates"][0]["exceptions"].as_array().unwrap();
    let list = mustmay(
        folder.path(),
        &["exceptions", "list", "--format", "json"],
        &[],
    );
    let list: Value = serde_json::from_str(&list.out).unwrap();
    assert_eq!(told.len(), 6);
    for one in told {
        let id = one["id"].as_str().unwrap();
        assert_eq!(Value::from(states(&list, id)), one["states"], "{id}");
    }
    let ask = "mustmay exceptions request --mandate user-auth --service NAME";
    assert!(flat.contains(ask), "{flat}");
    let command = ask.replace("NAME", "till --reason x --requested-by mia@example.com");
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    mustmay(folder.path(), &arguments, &[]).expect(0, &["EX-2026-001"]);
}

/// With a path the explanation names each exception that was asked, and why it did or did not apply.
#[test]
fn an_explanation_names_the_exceptions_that_were_consulted() {
    let folder = own();
    folder.write("shop/service.yaml", &service("shop", "basic", "iam"));
    folder.write("wiki/service.yaml", &service("wiki", "basic", "iam"));
    folder.write(
        "exceptions/ex.yaml",
        &[
            record(&[]),
            record(&[("metadata", "{ id: WIDE }"), ("condition", ""), ("at", "")]),
            record(&[
                ("metadata", "{ id: OTHER }"),
                ("condition", "provider"),
                ("at", ""),
            ]),
            record(&[
                ("metadata", "{ id: FILE }"),
                ("file", "elsewhere/service.yaml"),
            ]),
            record(&[("metadata", "{ id: REPO }"), ("repository", "shop/other")]),
            record(&[
                ("metadata", "{ id: OVER }"),
                ("service", "shop"),
                ("expires", "2026-11-20"),
            ]),
        ]
        .join("---\n"),
    );
    folder.write(
        "exceptions/closed/GONE.yaml",
        &record(&[
            ("metadata", "{ id: GONE }"),
            ("service", "shop"),
            ("expires", "2026-11-10"),
        ]),
    );
    let explain = |format: &str| {
        let arguments = [
            "explain",
            "user-auth",
            ".",
            "--format",
            format,
            "--repository",
            "shop/till",
        ];
        mustmay(folder.path(), &arguments, &[])
    };
    let report: Value = serde_json::from_str(&explain("json").out).unwrap();
    let of = |name: &str| {
        let services = report["services"].as_array().unwrap();
        services
            .iter()
            .find(|one| one["name"] == name)
            .unwrap()
            .clone()
    };
    let told = |name: &str| -> Vec<(String, String, u64)> {
        let service = of(name);
        let exceptions = service["exceptions"].as_array().unwrap().iter();
        exceptions
            .map(|one| {
                let text = |field: &str| one[field].as_str().unwrap().to_owned();
                (text("id"), text("why"), one["line"].as_u64().unwrap())
            })
            .collect()
    };
    assert_eq!(of("till")["verdict"], "excepted");
    assert_eq!(of("shop")["verdict"], "fail");
    let till = told("till");
    for (id, why) in [
        ("EX-1", "covers `protocol` at `spec.auth.protocol`"),
        ("WIDE", "a narrower one decides"),
        ("OTHER", "is about none of the findings"),
        ("FILE", "is for the file `elsewhere/service.yaml`"),
        ("REPO", "not judged here: another repository"),
    ] {
        assert!(
            till.iter().any(|one| one.0 == id && one.1 == why),
            "{id}: {till:#?}"
        );
    }
    assert_eq!((till.len(), till[0].2), (5, 3));
    let shop = told("shop");
    let shop: Vec<&str> = shop.iter().map(|one| one.1.as_str()).collect();
    assert_eq!(
        shop,
        [
            "closed, and kept for history",
            "does not hold: expired on 2026-11-20, 2 days ago"
        ]
    );
    explain("human").expect(
        0,
        &[
            "exception EX-1: covers `protocol` at `spec.auth.protocol` (active)  exceptions/ex.yaml:3",
            "exception OVER: does not hold: expired on 2026-11-20, 2 days ago (expired)",
            "no exception: the ledger has none for this mandate and service",
        ],
    );
}

#[test]
fn what_does_not_fit_together_is_a_usage_error() {
    let folder = project();
    let explain =
        |arguments: &[&str]| mustmay(folder.path(), &[&["explain"], arguments].concat(), &[]);
    explain(&[]).expect(2, &[]);
    explain(&["hostile", "--output", "x"]).expect(2, &["--all"]);
    explain(&["--all", "--output", "x", "--format", "json"])
        .expect(2, &["the charter is written as html"]);
    explain(&["hostile", ".", "--format", "html"]).expect(2, &["human or json"]);
    explain(&["hostil"]).expect(2, &["did you mean `hostile`?"]);
    assert!(!folder.join("x").exists());
}

#[test]
fn the_charter_links_only_to_pages_that_it_has() {
    let folder = Folder::new();
    starter(folder.path());
    let index = fs::read_to_string(folder.join("charter/index.html")).unwrap();
    let links: Vec<&str> = index
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(links.len() > 24, "{links:?}");
    for link in links {
        match link.strip_prefix('#') {
            Some(id) => assert!(index.contains(&format!("id=\"{id}\"")), "{link}"),
            None if link.starts_with("https://") => {}
            None => assert!(folder.join("charter").join(link).is_file(), "{link}"),
        }
    }
}

/// The charter that the README links is that of today's starter pack and of today's pages; its picture is small.
#[test]
fn the_charter_of_the_starter_pack_is_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = tempfile::tempdir().unwrap();
    let folder = made.path().to_str().unwrap();
    let mut arguments = vec!["explain", "--all", "--policies", "policies/starter"];
    arguments.extend(["--format", "html", "--as-of", "2026-11-22", "--output"]);
    let run = mustmay(root, &[&arguments[..], &[folder]].concat(), &[]);
    run.expect(0, &["12 mandates written"]);
    let pages = |folder: &Path| -> std::collections::BTreeMap<String, String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read_to_string(&path).unwrap())
            })
            .collect()
    };
    let (kept, fresh) = (pages(&root.join(".github/charter")), pages(made.path()));
    let stale: Vec<&String> = kept
        .keys()
        .chain(fresh.keys())
        .filter(|name| kept.get(*name) != fresh.get(*name))
        .collect();
    assert!(
        stale.is_empty(),
        "{stale:?}: mustmay {} .github/charter",
        arguments.join(" ")
    );
    let size: usize = kept.values().map(String::len).sum();
    assert!(size < 300_000, "{size} bytes");
    let picture = fs::metadata(root.join(".github/charter.png"))
        .unwrap()
        .len();
    assert!(picture < 200_000, "{picture} bytes");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for link in [".github/charter/index.html", ".github/charter.png"] {
        assert!(
            readme.contains(&["(", link, ")"].concat()),
            "{link} is not linked"
        );
    }
}

/// What a browser makes of a page: its elements after the script ran.
fn dom(page: &Path, hash: &str) -> Option<String> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let address = format!("file://{}{hash}", page.display());
    let profile = tempfile::tempdir().unwrap();
    let data = format!("--user-data-dir={}", profile.path().display());
    for name in names {
        let mut browser = Command::new(name);
        browser
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                &data,
            ])
            .args(["--virtual-time-budget=2000", "--dump-dom", &address])
            .stderr(Stdio::null());
        if let Ok(output) = browser.output() {
            assert!(
                output.status.success(),
                "{name} ended with {}",
                output.status
            );
            return Some(String::from_utf8_lossy(&output.stdout).into_owned());
        }
    }
    eprintln!("skipped: there is no chromium to load the charter in");
    None
}

#[test]
fn the_charter_works_in_a_browser_from_a_file() {
    let folder = Folder::new();
    starter(folder.path());
    let page = folder.join("charter/index.html");
    let Some(shown) = dom(&page, "") else { return };
    // The script shows the search, so the page's own policy lets it run.
    assert!(
        shown.contains("<form class=\"search\" role=\"search\">"),
        "the search is hidden"
    );
    assert_eq!(shown.matches("<article").count(), 12);
    // A page that asks for words shows only what holds them.
    let text = fs::read_to_string(&page).unwrap();
    let script = text.rfind("search();").unwrap();
    let asked = [
        &text[..script],
        "input.value = \"postgresql retir\"; ",
        &text[script..],
    ]
    .concat();
    let asked = asked.replace("script-src 'sha256-", "script-src 'unsafe-inline' 'x-");
    fs::write(folder.join("charter/asked.html"), asked).unwrap();
    let shown = dom(&folder.join("charter/asked.html"), "").unwrap();
    let left = shown.split("<article").skip(1).filter(|part| {
        let (tag, _) = part.split_once('>').unwrap();
        !tag.contains("hidden")
    });
    assert_eq!(left.count(), 1, "the search finds one mandate");
    assert!(shown.contains("1 of 12 mandates"));
}
