//! SARIF: valid, with every region where it says.

use super::build::{self, rich};
use super::projects::{CONFIG, POLICY};
use super::{array, render};
use crate::documents::shared;
use crate::support::{Folder, mustmay};
use mustmay::project::CheckReport;
use mustmay::report::Style;
use mustmay::report::check::Format;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Reads a report, and holds it against the official schema where that is at hand.
#[track_caller]
pub(super) fn valid(text: &str) -> Value {
    let log: Value = serde_json::from_str(text).unwrap();
    let Some(folder) = shared("formats") else {
        return log;
    };
    let schema = fs::read_to_string(folder.join("sarif-schema-2.1.0.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&schema).unwrap();
    // The official schema says its draft by an address of the draft's old form.
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    log
}

pub(super) fn sarif(report: &CheckReport, show_excepted: bool) -> Value {
    let style = Style {
        show_excepted,
        ..Style::default()
    };
    valid(&render(report, Format::Sarif, &style))
}

fn run(log: &Value) -> &Value {
    &array(log, "runs")[0]
}

/// The results that are findings.
pub(super) fn findings(log: &Value) -> Vec<&Value> {
    let results = array(run(log), "results").iter();
    results
        .filter(|one| !one["ruleId"].as_str().unwrap().starts_with("mustmay/"))
        .collect()
}

#[test]
fn of_everything() {
    let style = Style {
        show_excepted: true,
        ..Style::default()
    };
    insta::assert_snapshot!(render(&rich(), Format::Sarif, &style));
}

#[test]
fn a_run_that_never_began_is_no_success() {
    let mut report = build::report(Vec::new(), Vec::new());
    report.set = None;
    report.exit = mustmay::verdict::Exit::NothingChecked;
    report.reason = Some("no policies loaded".to_owned());
    let log = sarif(&report, false);
    let invocation = &array(run(&log), "invocations")[0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["exitCode"], 3);
    let told = &array(invocation, "toolExecutionNotifications")[0];
    assert_eq!(told["message"]["text"], "no policies loaded");
    assert_eq!(told["level"], "error");
}

#[test]
fn the_rule_of_a_result_is_its_mandate() {
    let log = sarif(&rich(), true);
    let rules = array(&run(&log)["tool"]["driver"], "rules");
    let mut seen = 0;
    for result in array(run(&log), "results") {
        let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[at]["id"], result["ruleId"]);
        seen += 1;
    }
    assert_eq!(seen, 2 + build::CHECKOUT_IMAGES + 1 + 1);
    let user_auth = rules.iter().find(|rule| rule["id"] == "user-auth").unwrap();
    assert_eq!(user_auth["helpUri"], "https://handbook.example.com/auth");
    assert_eq!(user_auth["defaultConfiguration"]["level"], "error");
    let no_latest = rules.iter().find(|rule| rule["id"] == "no-latest").unwrap();
    // It denies from a later day.
    assert_eq!(no_latest["defaultConfiguration"]["level"], "warning");
}

#[test]
fn what_an_exception_covers_is_shown_only_if_asked_for() {
    let hidden = sarif(&rich(), false);
    assert_eq!(findings(&hidden).len(), 2 + build::CHECKOUT_IMAGES);
    let results = array(run(&hidden), "results").iter();
    assert!(results.clone().all(|one| one.get("suppressions").is_none()));
    let shown = sarif(&rich(), true);
    let covered: Vec<&Value> = findings(&shown)
        .into_iter()
        .filter(|one| one.get("suppressions").is_some())
        .collect();
    assert_eq!(covered.len(), 1);
    let suppression = &array(covered[0], "suppressions")[0];
    assert_eq!(suppression["kind"], "external");
    assert_eq!(suppression["properties"]["exception"], "EX-2026-014");
}

/// The bytes of the path of a file address, relative to a root.
fn decoded(uri: &str) -> PathBuf {
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(uri).collect();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        PathBuf::from(std::ffi::OsString::from_vec(bytes))
    }
    #[cfg(not(unix))]
    PathBuf::from(String::from_utf8(bytes).unwrap())
}

/// Cuts the file of every region that has a snippet, by lines and code points, and compares. Gives how many.
fn cut_regions(value: &Value, root: &Path) -> usize {
    match value {
        Value::Object(object) => {
            let mut seen: usize = object.values().map(|inner| cut_regions(inner, root)).sum();
            if let (Some(artifact), Some(region)) =
                (object.get("artifactLocation"), object.get("region"))
            {
                seen += cut_region(artifact, region, root);
            }
            seen
        }
        Value::Array(items) => items.iter().map(|inner| cut_regions(inner, root)).sum(),
        _ => 0,
    }
}

fn cut_region(artifact: &Value, region: &Value, root: &Path) -> usize {
    let uri = artifact["uri"].as_str().unwrap();
    let file = if let Some(embedded) = uri.strip_prefix("builtin:") {
        let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
        policies.join(decoded(embedded))
    } else {
        assert_eq!(artifact["uriBaseId"], "ROOT", "{artifact}");
        root.join(decoded(uri))
    };
    let text = fs::read_to_string(file).unwrap();
    let number = |field: &str| usize::try_from(region[field].as_u64().unwrap()).unwrap();
    let bytes = number("byteOffset")..number("byteOffset") + number("byteLength");
    let Some(snippet) = region.get("snippet") else {
        assert!(
            number("endLine") > number("startLine") || bytes.len() > 100,
            "{region}"
        );
        return 0;
    };
    let snippet = snippet["text"].as_str().unwrap();
    assert_eq!(&text[bytes], snippet, "{uri}: {region}");
    let marked = text.trim_start_matches('\u{feff}');
    let line = marked.split('\n').nth(number("startLine") - 1).unwrap();
    let cut: String = line
        .chars()
        .skip(number("startColumn") - 1)
        .take(number("endColumn") - number("startColumn"))
        .collect();
    assert_eq!(cut, snippet, "{uri}: {region}");
    1
}

#[test]
fn every_region_of_real_reports_cuts_its_snippet() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut seen = 0;
    for entry in fs::read_dir(&examples).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        // The root is that of the repository, and not where the program is started.
        let copy = Folder::repository();
        copy_tree(&folder, copy.path());
        let arguments = ["check", "--format", "sarif", "--show-excepted"];
        let ran = mustmay(copy.path(), &arguments, &[]);
        let log = valid(&ran.out);
        assert_eq!(array(run(&log), "invocations")[0]["exitCode"], ran.code);
        seen += cut_regions(&log, copy.path());
    }
    assert!(seen > 20, "{seen}");
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_tree(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Characters of every width before, in and behind what is found.
#[test]
fn columns_are_code_points() {
    let folder = Folder::repository();
    folder
        .write("mustmay.yaml", CONFIG)
        .write("policies/all.yaml", POLICY)
        .write(
            "thing.yaml",
            "\u{feff}thing: é😀\r\n日本: { \"😀\": 1 }\r\n? size\r\n: é😀\tb # c\r\n? weight\r\n: \"é\\t😀\"\r\n",
        );
    let arguments = ["check", "--format", "sarif"];
    let ran = mustmay(folder.path(), &arguments, &[]).expect(1, &[]);
    let log = valid(&ran.out);
    assert_eq!(findings(&log).len(), 2);
    assert!(cut_regions(&log, folder.path()) >= 4);
}

#[cfg(unix)]
#[test]
fn case_60_addresses_lead_to_files_of_every_name() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    let folder = Folder::repository();
    folder
        .write("mustmay.yaml", CONFIG)
        .write("policies/all.yaml", POLICY);
    let names: [&[u8]; 8] = [
        b"a\nb",
        b"\r::error ::x",
        b"%0A",
        b"\x1b[31m",
        b"a,b:c",
        b"caf\xe9\xff",
        b"-rf",
        "ü ?#\\x41".as_bytes(),
    ];
    for name in names {
        let below = folder.path().join(OsStr::from_bytes(name));
        fs::create_dir(&below).unwrap();
        fs::write(below.join("thing.yaml"), "thing: a\n").unwrap();
    }
    let arguments = ["check", "--format", "sarif"];
    let ran = mustmay(folder.path(), &arguments, &[]).expect(1, &[]);
    let log = valid(&ran.out);
    let mut found: Vec<Vec<u8>> = Vec::new();
    for result in findings(&log) {
        let place = &array(result, "locations")[0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii(), "{uri}");
        let path = decoded(uri);
        assert!(folder.path().join(&path).is_file(), "{uri}");
        let parent = path.parent().unwrap().as_os_str().to_owned();
        found.push(parent.into_vec());
    }
    found.sort();
    found.dedup();
    let mut expected: Vec<Vec<u8>> = names.iter().map(|name| name.to_vec()).collect();
    expected.sort();
    assert_eq!(found, expected);
}
