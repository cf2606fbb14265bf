//! The pages of codes: none is missing, none is left over, and each example brings its code about.

use crate::support::{Folder, Run, command, mustmay, prepared, variable};
use mustmay::diagnostic::{Example, HEADINGS, Page, Severity, page, pages};
use mustmay::lint::CODES;
use mustmay::project::code_pages;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::Path;

const CONFIG: &str = "\
apiVersion: mustmay/v1
kind: Config
policies: [policies]
";

const MANDATE: &str = "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: tier, owner: platform, rationale: An example., reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
must:
  - { id: tier-is-said, at: spec.tier, otherwise: say the tier }
";

const HEAD: &str = "\
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: example, owner: platform, rationale: An example., reviewBy: 2027-06-30 }
appliesTo: { kinds: [service] }
";

const SERVICE: &str = "\
apiVersion: mustmay/v1
kind: Service
metadata: { name: checkout, owner: team-checkout }
spec: { tier: 1 }
";

/// It says no tier.
const TILL: &str = "\
apiVersion: mustmay/v1
kind: Service
metadata: { name: till, owner: team-till }
spec: { exposure: internal }
";

const RECORD: &str = "\
apiVersion: mustmay/v1
kind: Exception
metadata: { id: EX-1 }
mandate: tier
service: till
category: waiver
reason: The next release says it.
owner: team-till
requestedBy: mia@example.com
approvedBy: []
created: 2026-11-02
expires: 2027-01-31
";

/// Where the examples of pages happen.
fn world() -> Folder {
    let folder = Folder::repository();
    folder.git(&["config", "user.email", "sam@example.com"]);
    folder.git(&["config", "user.name", "Sam"]);
    folder
        .write("mustmay.yaml", CONFIG)
        .write("policies/tier.yaml", MANDATE)
        .write("service.yaml", SERVICE)
        .write("till/service.yaml", TILL);
    folder
}

/// Fields of a document, and those of `whole` that they do not say.
fn merged(whole: &str, fields: &str) -> String {
    let key = |line: &str| line.split_once(':').map(|(key, _)| key.to_owned());
    let said: BTreeSet<String> = fields
        .lines()
        .filter(|line| !line.starts_with([' ', '#']))
        .filter_map(key)
        .collect();
    let rest = whole
        .lines()
        .filter(|line| key(line).is_none_or(|key| !said.contains(&key)));
    let rest: Vec<&str> = rest.collect();
    [&*rest.join("\n"), "\n", fields].concat()
}

/// What brings a code about; `None` where nothing can.
fn example_of(page: &Page) -> Option<Run> {
    let folder = world();
    let run = |arguments: &str| {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        Some(mustmay(folder.path(), &arguments, &[]))
    };
    match page.example {
        Example::Manifest(text) => {
            folder.write("service.yaml", text);
            run("check")
        }
        Example::Mandate(fields) => {
            folder.write("policies/example.yaml", &merged(HEAD, fields));
            run("check")
        }
        Example::Record(fields, arguments) => {
            folder.write("exceptions/EX-1.yaml", &merged(RECORD, fields));
            run(arguments)
        }
        Example::Files(files, arguments) => {
            for (name, text) in files {
                folder.write(name, text);
            }
            run(arguments)
        }
        Example::Shell(lines) => Some(shell(&folder, lines)),
        Example::Unreached(_) => None,
    }
}

/// Lines of a shell that finds the program under test.
fn shell(folder: &Folder, lines: &str) -> Run {
    let program = command(folder.path()).get_program().to_owned();
    let own = Path::new(&program).parent().unwrap().to_owned();
    let found = variable("PATH").unwrap_or_default();
    let all = std::iter::once(own).chain(std::env::split_paths(&found));
    let path: OsString = std::env::join_paths(all).unwrap();
    let output = prepared("sh", folder.path())
        .args(["-c", lines])
        .env("PATH", path)
        .output()
        .unwrap();
    Run::of(&output)
}

#[test]
fn every_example_brings_its_code_about() {
    let all = pages();
    let (wrong, reached): (Vec<Vec<String>>, Vec<usize>) = std::thread::scope(|scope| {
        let parts = all.chunks(all.len().div_ceil(4));
        let running: Vec<_> = parts.map(|part| scope.spawn(|| tried(part))).collect();
        running.into_iter().map(|part| part.join().unwrap()).unzip()
    });
    let (wrong, reached) = (wrong.concat(), reached.iter().sum::<usize>());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(reached >= 145, "only {reached} examples are brought about");
}

/// What went wrong with the examples of some pages, and how many there are.
fn tried(pages: &[&Page]) -> (Vec<String>, usize) {
    let mut wrong = Vec::new();
    let mut reached = 0;
    for page in pages {
        let Some(run) = example_of(page) else {
            continue;
        };
        reached += 1;
        let said = [page.severity.word(), "[", page.code, "]"].concat();
        let ended = match page.severity {
            // A case that cannot be judged fails, as one that is judged otherwise does.
            Severity::Error if matches!(page.code, "test::case" | "test::manifest-file") => {
                run.code == 1
            }
            Severity::Error => run.code == 2,
            Severity::Warning | Severity::Note => run.code != 2,
        };
        if !ended || !(run.out.contains(&said) || run.err.contains(&said)) {
            wrong.push(format!("{}: {run:#?}", page.code));
        }
    }
    (wrong, reached)
}

/// All words of the source that are written as codes are, with the files they stand in.
fn written() -> BTreeMap<String, Vec<String>> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in crate::layering::files_below(&src) {
        let shown = path.strip_prefix(&src).unwrap().to_string_lossy();
        let shown = shown.replace('\\', "/");
        let is_code = path.extension().is_some_and(|end| end == "rs");
        if !is_code || shown.starts_with("diagnostic/pages/") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        // What only a test says is said by nothing.
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for word in words(code) {
            found.entry(word).or_default().push(shown.clone());
        }
    }
    found
}

/// String literals that hold nothing but `area::problem`, and those in which a part of that is put in.
fn words(text: &str) -> Vec<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-{}".contains(c);
    let is_code = |word: &&str| {
        word.split_once("::").is_some_and(|(area, problem)| {
            let both = [area, problem];
            both.iter().all(|half| half.chars().all(plain))
                && both.concat().chars().any(|c| c != '{' && c != '}')
        })
    };
    text.split('"').filter(is_code).map(str::to_owned).collect()
}

#[test]
fn every_code_of_the_source_has_a_page_and_every_page_a_code() {
    let written = written();
    assert!(written.len() > 150, "the scan saw almost nothing");
    let known: BTreeSet<&str> = code_pages().iter().map(|page| page.code).collect();
    let missing: Vec<_> = written
        .iter()
        .filter(|(code, _)| !known.contains(&***code) && !NO_CODES.contains(&&***code))
        .collect();
    assert!(missing.is_empty(), "no page of {missing:#?}");
    let unused: Vec<_> = known
        .iter()
        .filter(|code| !written.contains_key(**code))
        .collect();
    assert!(unused.is_empty(), "nothing says {unused:#?}");
}

/// Written like codes, and none.
const NO_CODES: &[&str] = &["lint::"];

#[test]
fn the_scan_sees_codes_that_are_put_together() {
    assert_eq!(
        words("(\"yaml::alias\", format!(\"yaml::{what}\"), \"{}::more\", \"a b::c\", \"rhai::\")"),
        ["yaml::alias", "yaml::{what}", "{}::more", "rhai::"]
    );
}

/// A code that is made at run time is no `&'static str`, unless one of these makes it one.
#[test]
fn no_code_is_made_at_run_time() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = 0;
    for path in crate::layering::files_below(&src) {
        if path.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        files += 1;
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            !text.contains(".leak()") && !text.contains("Box::leak"),
            "{path:?}"
        );
        for part in text.split("concat!(").skip(1) {
            let inside = part.split(')').next().unwrap();
            assert!(!inside.contains("::"), "{path:?}: {inside}");
        }
        assert!(!text.contains("stringify!"), "{path:?}");
    }
    assert!(files > 200);
}

#[test]
fn lints_and_diagnostics_share_no_code() {
    for code in CODES {
        assert!(page(code.code).is_none());
        assert!(code.code.starts_with("lint::"));
    }
    assert!(pages().iter().all(|page| !page.code.starts_with("lint::")));
}

#[test]
fn a_page_is_shown_in_every_format() {
    let folder = Folder::new();
    let explain = |format: &str| {
        mustmay(
            folder.path(),
            &["explain", "yaml::duplicate-key", "--format", format],
            &[],
        )
    };
    let human = explain("human").expect(
        0,
        &["yaml::duplicate-key (error)\nA key stands twice in one map.\n"],
    );
    assert!(
        human.out.contains("\n    spec:\n      tier: 1\n"),
        "{human:#?}"
    );
    let markdown = explain("markdown").expect(0, &["# yaml::duplicate-key (error)\n\nA key"]);
    assert!(
        markdown.out.contains("\n```yaml\nspec:\n  tier: 1\n"),
        "{markdown:#?}"
    );
    let json: Value = serde_json::from_str(&explain("json").out).unwrap();
    assert_eq!(json["codes"][0]["code"], "yaml::duplicate-key");
    assert_eq!(json["codes"][0]["level"], "error");
    let html = explain("html").expect(0, &["<h2><code>yaml::duplicate-key</code></h2>"]);
    for heading in HEADINGS {
        let words = heading.strip_prefix("## ").unwrap();
        assert!(human.out.contains(words), "{words}");
        assert!(
            markdown.out.contains(&["\n", heading, "\n"].concat()),
            "{words}"
        );
        assert!(json["codes"][0]["docs"].as_str().unwrap().contains(heading));
        assert!(
            html.out.contains(&["<h3>", words, "</h3>"].concat()),
            "{words}"
        );
    }
}

#[test]
fn a_report_for_programs_brings_the_pages_of_its_codes() {
    let folder = world();
    folder.write("service.yaml", "spec: { tier: 1, tier: 2 }\n");
    let run = mustmay(folder.path(), &["check", "--format", "sarif"], &[]).expect(2, &[]);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    let told = &log["runs"][0]["tool"]["driver"]["notifications"];
    let codes: Vec<&str> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["yaml::duplicate-key"]);
    let docs = page("yaml::duplicate-key").unwrap().docs();
    assert_eq!(told[0]["help"]["markdown"], docs);
    folder.write("service.yaml", SERVICE);
    let run = mustmay(folder.path(), &["check", "--format", "sarif"], &[]).expect(1, &[]);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    assert!(log["runs"][0]["tool"]["driver"]["notifications"].is_null());
}

#[test]
fn all_codes_are_listed_in_order() {
    let folder = Folder::new();
    let list = |format: &str| {
        mustmay(
            folder.path(),
            &["explain", "--codes", "--format", format],
            &[],
        )
    };
    let all: Vec<&str> = code_pages().iter().map(|page| page.code).collect();
    assert!(all.is_sorted_by(|a, b| a < b));
    assert_eq!(all.len(), pages().len() + CODES.len());
    let human = list("human").expect(0, &["`mustmay explain CODE`"]);
    let shown = human.out.lines().filter_map(|line| line.split_once("  "));
    assert_eq!(shown.map(|(code, _)| code).collect::<Vec<_>>(), all);
    let json: Value = serde_json::from_str(&list("json").expect(0, &[]).out).unwrap();
    let shown = json["codes"].as_array().unwrap().iter();
    let shown: Vec<&str> = shown.map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(shown, all);
    let (markdown, html) = (list("markdown"), list("html"));
    for code in all {
        assert!(
            markdown.out.contains(&["\n## ", code, " ("].concat()),
            "{code}"
        );
        assert!(
            html.out
                .contains(&["<article class=\"mandate\" id=\"", code, "\">"].concat())
        );
        assert!(
            html.out.contains(&["<a href=\"#", code, "\">"].concat()),
            "{code}"
        );
    }
    assert!(!html.out.contains("<script"));
    mustmay(folder.path(), &["explain", "--codes", "--all"], &[]).expect(2, &["cannot be used"]);
}

#[test]
fn a_code_that_is_not_there_is_none() {
    let folder = world();
    let explain = |code: &str| mustmay(folder.path(), &["explain", code], &[]);
    explain("yaml::duplicate-keys").expect(
        2,
        &[
            "error[usage::code]: there is no code",
            "did you mean `yaml::duplicate-key`?",
        ],
    );
    explain("a::b").expect(2, &["`mustmay explain --codes` lists them all"]);
    let arguments = ["explain", "yaml::duplicate-key", "service.yaml"];
    mustmay(Folder::new().path(), &arguments, &[]).expect(
        2,
        &[
            "error[usage::code]: a code is explained by itself",
            "help: mustmay explain yaml::duplicate-key",
        ],
    );
    explain("duplicate-key").expect(
        2,
        &[
            "no mandate has the id `duplicate-key`",
            "did you mean `yaml::duplicate-key`?",
        ],
    );
}
