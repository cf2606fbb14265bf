//! Hand-made traps: each file has the outcome of the table, the table has each file.

use crate::documents::{files_below, json_of, shared, underlined};
use mustmay::document::{Limits, read};
use mustmay::source::Source;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

enum Outcome {
    /// The documents, each with its number.
    Read(Vec<(u32, Value)>),
    /// The code of the only problem, and the text it underlines.
    Refused(&'static str, &'static str),
    /// The readable documents, and the problem of the other.
    Partly(Vec<(u32, Value)>, &'static str, &'static str),
    NotUtf8,
}
use Outcome::{NotUtf8, Partly, Read, Refused};

fn one(value: Value) -> Outcome {
    Read(vec![(1, value)])
}

fn outcomes() -> Vec<(&'static str, Outcome)> {
    let guestbook = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": { "name": "guestbook-ui" },
        "spec": { "ports": [{ "port": 80, "targetPort": 80 }], "selector": { "app": "guestbook-ui" } }
    });
    vec![
        ("01_dup_top", Refused("yaml::duplicate-key", "owner")),
        ("02_dup_nested", Refused("yaml::duplicate-key", "owner")),
        ("03_dup_flow", Refused("yaml::duplicate-key", "owner")),
        ("04_dup_quoted", Refused("yaml::duplicate-key", "\"owner\"")),
        (
            "05_dup_escaped",
            Refused("yaml::duplicate-key", "\"\\x6fwner\""),
        ),
        (
            "06_merge",
            one(
                json!({ "base": { "owner": "guest", "tier": 1 }, "spec": { "owner": "guest", "tier": 2 } }),
            ),
        ),
        (
            "07_merge_list",
            one(json!({ "a": { "x": 1 }, "b": { "x": 2 }, "c": { "x": 1 } })),
        ),
        (
            "08_merge_override_order",
            one(json!({ "b": { "owner": "guest" }, "spec": { "owner": "team-a" } })),
        ),
        ("09_double_merge", Refused("yaml::duplicate-key", "<<")),
        (
            "10_tab_after_scalar",
            one(json!({ "apiVersion": "v1", "kind": "Service" })),
        ),
        ("11_tab_indent", Refused("yaml::syntax", "b")),
        (
            "12_norway",
            one(json!({ "a": "no", "b": "off", "c": "yes", "d": "on" })),
        ),
        ("13_octal", one(json!({ "a": 10, "b": 8, "c": 16 }))),
        (
            "14_sexagesimal",
            one(json!({ "ports": ["22:22", "3306:3306"] })),
        ),
        ("15_date", one(json!({ "expires": "2026-05-10" }))),
        ("16_float_version", one(json!({ "version": 1.1 }))),
        ("17_eq", one(json!({ "test": "=" }))),
        ("18_bom", one(json!({ "owner": "a" }))),
        ("19_utf16", NotUtf8),
        ("20_nul", Refused("yaml::control-character", "\0")),
        ("21_crlf", one(json!({ "owner": "a", "spec": { "x": 1 } }))),
        ("22_cr_only", one(json!({ "owner": "a", "spec": "b" }))),
        ("23_nel", Refused("yaml::syntax", ":")),
        ("24_ls", Refused("yaml::syntax", ":")),
        (
            "25_multidoc_end",
            Read(vec![(1, json!({ "a": 1 })), (2, json!({ "b": 2 }))]),
        ),
        (
            "26_multidoc_bad2nd",
            Partly(vec![(1, json!({ "a": 1 }))], "yaml::syntax", "["),
        ),
        ("27_empty_docs", Read(vec![(2, json!({ "a": 1 }))])),
        ("28_undefined_alias", Refused("yaml::alias", "*nope")),
        ("29_self_alias", Refused("yaml::alias", "*a")),
        ("30_bomb", Refused("yaml::alias-expansion", "*e")),
        ("31_deep_flow", Refused("yaml::too-deep", "[")),
        ("32_deep_block", Refused("yaml::too-deep", "a")),
        (
            "33_custom_tag",
            Refused("yaml::tag", "!!python/object/apply:os.system"),
        ),
        ("34_local_tag", Refused("yaml::tag", "!secret")),
        ("35_tag_str_null", one(json!({ "owner": "null" }))),
        ("36_binary", Refused("yaml::tag", "!!binary")),
        ("37_complex_key", Refused("yaml::complex-key", "[a, b]")),
        ("38_null_key", Refused("yaml::duplicate-key", "null")),
        ("39_int_key_dup", Refused("yaml::duplicate-key", "\"1\"")),
        (
            "40_bool_key",
            one(json!({ "on": { "push": {} }, "true": "x" })),
        ),
        (
            "41_template",
            Refused("yaml::complex-key", "{ values.name }"),
        ),
        (
            "42_hash_in_plain",
            one(json!({ "owner": "team#a", "b": "x" })),
        ),
        (
            "43_huge_int",
            one(json!({ "n": 123_456_789_012_345_678_901_234_567_890.0 })),
        ),
        ("44_nan", one(json!({ "n": ".nan", "m": ".inf" }))),
        ("45_yaml11_directive", one(json!({ "a": "yes" }))),
        ("46_unknown_directive", one(json!({ "a": 1 }))),
        ("47_trailing_garbage", Refused("yaml::syntax", "]")),
        ("48_anchor_dup", one(json!({ "a": 1, "b": 2, "c": 2 }))),
        (
            "49_ctrl_chars",
            Refused("yaml::control-character", "\u{1b}"),
        ),
        ("50_bidi", one(json!({ "owner": "team\u{202e}a" }))),
        ("51_homoglyph", one(json!({ "owner": "team-\u{430}" }))),
        (
            "52_zero_width",
            one(json!({ "own\u{200b}er": "guest", "owner": "team-a" })),
        ),
        ("53_long_key", one(json!({ "k".repeat(2000): 1 }))),
        ("54_set", Refused("yaml::tag", "!!set")),
        ("55_omap", Refused("yaml::tag", "!!omap")),
        ("56_block_scalar_leading", Refused("yaml::syntax", "y")),
        (
            "57_json_in_yaml",
            one(json!({ "owner": "a", "spec": { "x": [1, 2] } })),
        ),
        ("58_comment_only", Read(Vec::new())),
        ("59_empty", Read(Vec::new())),
        ("60_scalar_doc", one(json!("just text"))),
        (
            "61_list_doc",
            one(json!([{ "kind": "Component", "spec": { "owner": "guest" } }])),
        ),
        (
            "62_doc_after_dots",
            Read(vec![
                (1, json!({ "owner": "a" })),
                (2, json!({ "owner": "guest" })),
            ]),
        ),
        (
            "63_dup_anchor_merge_dupkey",
            Refused("yaml::duplicate-key", "a"),
        ),
        ("64_surrogate", one(json!({ "a": "😀" }))),
        ("70_nul_docs", Refused("yaml::control-character", "\0")),
        ("R1", one(guestbook)),
        ("R2", Refused("yaml::duplicate-key", "selector")),
        ("R3", Refused("yaml::syntax", "`")),
    ]
}

#[test]
fn every_trap_has_its_outcome() {
    let Some(folder) = shared("hostile-yaml") else {
        return;
    };
    let files = files_below(&folder);
    let outcomes = outcomes();
    let names: BTreeSet<String> = outcomes
        .iter()
        .map(|(name, _)| format!("{name}.yaml"))
        .collect();
    assert_eq!(names, files.iter().map(|(name, _)| name.clone()).collect());
    for (name, outcome) in outcomes {
        let bytes = fs::read(folder.join(format!("{name}.yaml"))).unwrap();
        let source = match (Source::from_bytes(name, bytes), &outcome) {
            (Ok(source), _) => source,
            (Err(problem), NotUtf8) => {
                assert!(problem.looks_like_utf16, "{name}");
                continue;
            }
            (Err(_), _) => panic!("{name} is no UTF-8"),
        };
        let reading = read(&source, &Limits::default());
        let numbers = reading.tree.documents().map(|document| document.number());
        let found: Vec<(u32, Value)> = numbers.zip(json_of(&reading)).collect();
        let refused = reading
            .diagnostics
            .iter()
            .map(|problem| (problem.code, underlined(problem, source.text())));
        let refused: Vec<(&str, &str)> = refused.collect();
        let (documents, problems) = match outcome {
            Read(documents) => (documents, Vec::new()),
            Refused(code, text) => (Vec::new(), vec![(code, text)]),
            Partly(documents, code, text) => (documents, vec![(code, text)]),
            NotUtf8 => panic!("{name} is UTF-8"),
        };
        assert_eq!((found, refused), (documents, problems), "{name}");
        assert_eq!(
            reading.tree.unreadable() as usize,
            reading.diagnostics.len(),
            "{name}"
        );
    }
}

/// Found by chance: an alias to a map that a merge key had taken apart in place.
#[test]
fn what_a_merge_key_brought_can_be_an_alias_elsewhere() {
    for (text, json, paths) in [
        (
            "a: { <<: &m { x: 1, y: { z: 2 } }, y: 3 }\nb: *m\n",
            r#"{"a": {"y": 3, "x": 1}, "b": {"x": 1, "y": {"z": 2}}}"#,
            ["b.x", "b.y.z"],
        ),
        (
            "a:\n  <<: &l [{ x: 1 }, &n { <<: { v: [7] }, x: 2 }]\nb: *l\nc: *n\n",
            r#"{"a": {"x": 1, "v": [7]}, "b": [{"x": 1}, {"x": 2, "v": [7]}], "c": {"x": 2, "v": [7]}}"#,
            ["b[1].v[0]", "c.v[0]"],
        ),
    ] {
        let reading = crate::documents::read_as("t.yaml", text);
        assert_eq!(reading.diagnostics, [], "{text}");
        let expected: Value = serde_json::from_str(json).unwrap();
        assert_eq!(json_of(&reading), [expected], "{text}");
        let document = reading.tree.documents().next().unwrap();
        for path in paths {
            let node = mustmay::document::Path::parse(path)
                .unwrap()
                .find(document.root())
                .unwrap();
            assert_eq!(node.path().to_string(), path, "{text}");
        }
    }
}
