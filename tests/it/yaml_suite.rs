//! yaml-test-suite: every valid case reads to its values or is refused for the reason of the table, every
//! invalid one is refused.

use crate::documents::{read_as, shared};
use mustmay::document::Reading;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Valid YAML that we refuse, and why: nothing in a manifest may be a matter of guessing.
const REFUSED: [(&str, &str); 32] = [
    ("2JQS", "yaml::duplicate-key"),
    ("2XXW", "yaml::tag"),
    ("4FJ6", "yaml::complex-key"),
    ("565N", "yaml::tag"),
    ("5TYM", "yaml::tag"),
    ("6BFJ", "yaml::complex-key"),
    ("6CK3", "yaml::tag"),
    ("6PBE", "yaml::complex-key"),
    ("6WLZ", "yaml::tag"),
    ("7FWL", "yaml::tag"),
    ("9MMW", "yaml::complex-key"),
    ("9WXW", "yaml::tag"),
    ("C4HZ", "yaml::tag"),
    ("CC74", "yaml::tag"),
    ("CUP7", "yaml::tag"),
    ("J7PZ", "yaml::tag"),
    ("KK5P", "yaml::complex-key"),
    ("LX3P", "yaml::complex-key"),
    ("M2N8/00", "yaml::complex-key"),
    ("M2N8/01", "yaml::complex-key"),
    ("M5C3", "yaml::tag"),
    ("M5DY", "yaml::complex-key"),
    ("P76L", "yaml::tag"),
    ("Q9WF", "yaml::complex-key"),
    ("RZP5", "yaml::complex-key"),
    ("SBG9", "yaml::complex-key"),
    ("UGM3", "yaml::tag"),
    ("V9D5", "yaml::complex-key"),
    ("X38W", "yaml::complex-key"),
    ("XW4D", "yaml::complex-key"),
    ("Z67P", "yaml::tag"),
    ("Z9M4", "yaml::tag"),
];

/// What the suite expects without saying it in JSON: null keys, which read as the text that stands there, and
/// tags without content.
const WITHOUT_JSON: [(&str, &str); 13] = [
    (
        "4ABK",
        r#"{"unquoted": "separate", "http://foo.com": null, "omitted value": null}"#,
    ),
    ("6M2F", r#"{"a": "b", "": "a"}"#),
    (
        "CFD4",
        r#"[[{"": "empty key"}], [{"": "another empty key"}]]"#,
    ),
    (
        "DFF7",
        r#"{"explicit": "entry", "implicit": "entry", "": null}"#,
    ),
    ("FH7J", r#"["", {"": "a", "b": ""}, {"": null}]"#),
    ("FRK4", r#"{"foo": null, "": "bar"}"#),
    ("NHX8", r#"{"": null}"#),
    (
        "NKF9",
        r#"{"key": "value", "": "empty key"} {"key": "value", "": "empty key"} {"": null} {"": null}"#,
    ),
    (
        "PW8X",
        r#"[null, "a", {"": "a", "b": null}, {"": null}, {"": null}, {"": null}]"#,
    ),
    (
        "S3PD",
        r#"{"plain key": "in-line value", "": null, "quoted key": ["entry"]}"#,
    ),
    ("SM9W/01", r#"{"": null}"#),
    ("UKK6/00", r#"[{"": null}]"#),
    ("UKK6/02", r#""""#),
];

/// All cases: folders that hold an `in.yaml`, by their path.
fn cases(folder: &Path) -> Vec<(String, PathBuf)> {
    let files = crate::documents::files_below(folder);
    let inputs = files
        .into_iter()
        .filter_map(|(name, path)| Some((name.strip_suffix("/in.yaml")?.to_owned(), path)));
    inputs
        .map(|(name, path)| (name, path.parent().unwrap().to_owned()))
        .collect()
}

/// What the case expects, document by document.
fn expected(name: &str, case: &Path) -> Vec<Value> {
    let by_hand = WITHOUT_JSON
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, json)| (*json).to_owned());
    let text = by_hand.unwrap_or_else(|| fs::read_to_string(case.join("in.json")).expect(name));
    serde_json::Deserializer::from_str(&text)
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

/// What we read: a document without content, which we skip, is a null.
fn found(reading: &Reading) -> Vec<Value> {
    let mut values = Vec::new();
    for document in reading.tree.documents() {
        values.resize(document.number() as usize - 1, Value::Null);
        values.push(document.root().to_json());
    }
    values
}

fn same(found: &[Value], expected: &[Value]) -> bool {
    let skipped = expected.get(found.len()..).unwrap_or_default();
    expected.get(..found.len()) == Some(found) && skipped.iter().all(Value::is_null)
}

#[test]
fn every_case_is_read_right_or_refused_for_a_known_reason() {
    let Some(folder) = shared("yaml-test-suite") else {
        return;
    };
    let cases = cases(&folder);
    let mut wrong = Vec::new();
    let mut refused = BTreeMap::new();
    let mut counts = [0; 3];
    for (name, case) in &cases {
        let reading = read_as(
            "in.yaml",
            &fs::read_to_string(case.join("in.yaml")).unwrap(),
        );
        let codes: BTreeSet<&str> = reading
            .diagnostics
            .iter()
            .map(|problem| problem.code)
            .collect();
        assert_eq!(codes.is_empty(), reading.tree.unreadable() == 0, "{name}");
        if case.join("error").exists() {
            counts[0] += 1;
            if codes.is_empty() {
                wrong.push(format!("{name}: invalid, and read"));
            }
        } else if !codes.is_empty() {
            counts[1] += 1;
            refused.insert(
                name.as_str(),
                codes.into_iter().collect::<Vec<_>>().join(" "),
            );
        } else {
            counts[2] += 1;
            let (found, expected) = (found(&reading), expected(name, case));
            if !same(&found, &expected) {
                wrong.push(format!("{name}: {found:?} instead of {expected:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let table: BTreeMap<&str, String> = REFUSED
        .into_iter()
        .map(|(name, code)| (name, code.to_owned()))
        .collect();
    assert_eq!(refused, table);
    assert_eq!((cases.len(), counts), (402, [94, 32, 276]));
}
