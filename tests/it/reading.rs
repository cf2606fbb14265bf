//! JSON strictness, streams, document numbers, limits.

use crate::documents::{json_of, read_as, underlined};
use mustmay::document::{Limits, Reading, read};
use mustmay::source::Source;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The numbers of the readable documents, and the code, line and help of every problem.
fn outcome(reading: &Reading) -> (Vec<u32>, Vec<(&'static str, u32)>) {
    let numbers = reading.tree.documents().map(|document| document.number());
    let problems = reading
        .diagnostics
        .iter()
        .map(|problem| (problem.code, problem.place.as_ref().unwrap().start.line));
    (numbers.collect(), problems.collect())
}

#[test]
fn a_json_file_must_be_json() {
    for (text, at) in [
        ("{a: 1}", "a"),
        ("{\"a\": 1,}", "}"),
        ("{'a': 1}", "'"),
        ("[1, 2", ""),
        ("# c\n{}", "#"),
        ("{\"a\": NaN}", "N"),
        ("{} {}", "{"),
        ("\u{feff}{\"é\": x}", "x"),
        ("{\"a\": \"\u{7}\"}", "\u{7}"),
        ("", ""),
    ] {
        let reading = read_as("a.json", text);
        assert_eq!(reading.tree.documents().len(), 0, "{text}");
        assert_eq!(reading.tree.unreadable(), 1, "{text}");
        let [problem] = reading.diagnostics.as_slice() else {
            panic!("{text}: {:?}", reading.diagnostics)
        };
        let start = problem.place.as_ref().unwrap().start.offset as usize;
        assert!(
            text[start..].starts_with(at),
            "{text}: {:?} at {start}",
            problem.message
        );
        assert!(
            matches!(problem.code, "json::syntax" | "yaml::control-character"),
            "{text}"
        );
    }
}

#[test]
fn json_is_read_with_the_strictness_of_yaml() {
    for (text, code) in [
        ("{\"a\": 1, \"a\": 2}", "yaml::duplicate-key"),
        ("{\"a\": 1, \"\\u0061\": 2}", "yaml::duplicate-key"),
        (
            &format!("{}1{}", "[".repeat(101), "]".repeat(101)),
            "yaml::too-deep",
        ),
        (
            &format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)),
            "yaml::too-deep",
        ),
    ] {
        let reading = read_as("a.json", text);
        assert_eq!(
            reading
                .diagnostics
                .iter()
                .map(|problem| problem.code)
                .collect::<Vec<_>>(),
            [code]
        );
    }
    let deepest = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(read_as("a.json", &deepest).diagnostics, []);
}

#[test]
fn a_broken_document_does_not_hide_its_neighbours() {
    for (text, expected) in [
        (
            "a: 1\n---\nb: [1\n---\nc: 1\n",
            (vec![1, 3], vec![("yaml::syntax", 3)]),
        ),
        (
            "a: [\n---\nb: 1\n---\n{ c\n",
            (vec![2], vec![("yaml::syntax", 1), ("yaml::syntax", 5)]),
        ),
        (
            "a: 1\na: 2\n---\nb: 1\n",
            (vec![2], vec![("yaml::duplicate-key", 2)]),
        ),
        (
            "a: 1\n...\n]\n---\nb: 1\n",
            (vec![1, 3], vec![("yaml::syntax", 3)]),
        ),
        (
            "---\n# nothing\n---\na: 1\n---\n---\nb: 1\n",
            (vec![2, 4], vec![]),
        ),
        (
            "%YAML 2.0\n---\na: 1\n---\nb: 1\n",
            (vec![2], vec![("yaml::syntax", 1)]),
        ),
        (
            "a: !x 1\nb: !y 2\n---\nc: *no\n---\nd: 1\n",
            (
                vec![3],
                vec![("yaml::tag", 1), ("yaml::tag", 2), ("yaml::alias", 4)],
            ),
        ),
        ("a: &x 1\n---\nb: *x\n", (vec![1], vec![("yaml::alias", 3)])),
        ("a: \"x\n---\nb: 1\n", (vec![2], vec![("yaml::syntax", 2)])),
        (
            &format!("{}\n---\nb: 1\n", "- ".repeat(200)),
            (vec![2], vec![("yaml::too-deep", 1)]),
        ),
    ] {
        assert_eq!(outcome(&read_as("a.yaml", text)), expected, "{text}");
    }
}

#[test]
fn values_are_those_of_the_core_schema() {
    let text = "a: [~, null, no, 010, 0o10, 0x1F, 1_000, 1.10, 22:22, 2026-05-10, .5, 1e3, +7, '7', \"null\", !!str 7, !!int '7', !!float 7]";
    assert_eq!(
        json_of(&read_as("a.yaml", text)),
        [
            json!({ "a": [null, null, "no", 10, 8, 31, "1_000", 1.1, "22:22", "2026-05-10", 0.5, 1000.0, 7, "7", "null", "7", 7, 7.0] })
        ]
    );
    let refused = read_as("a.yaml", "a: !!int x\nb: !!bool 1\nc: !!map []\nd: !!seq x");
    assert_eq!(
        outcome(&refused).1,
        [
            ("yaml::tag", 1),
            ("yaml::tag", 2),
            ("yaml::tag", 3),
            ("yaml::tag", 4)
        ]
    );
}

#[test]
fn keys_collide_as_text_and_as_values() {
    for (text, second) in [
        ("1: a\n'1': b\n", "'1'"),
        ("1: a\n0x1: b\n", "0x1"),
        ("true: a\nTrue: b\n", "True"),
        ("~: a\nnull: b\n", "null"),
        (": a\n? \n: b\n", ""),
        ("a: 1\n&x a: 2\n", "a"),
        (
            "k0: 0\nk1: 0\nk2: 0\nk3: 0\nk4: 0\nk5: 0\nk6: 0\nk7: 0\nk8: 0\n\"k\\x31\": 0\n",
            "\"k\\x31\"",
        ),
        ("a: &x b\nb: 1\n*x : 2\n", "b"),
    ] {
        let reading = read_as("a.yaml", text);
        let [problem] = reading.diagnostics.as_slice() else {
            panic!("{text}: {:?}", reading.diagnostics)
        };
        assert_eq!(
            (problem.code, underlined(problem, text)),
            ("yaml::duplicate-key", second),
            "{text}"
        );
        assert_eq!(problem.related.len(), 1);
    }
}

#[test]
fn merge_keys_are_resolved() {
    for (text, expected) in [
        (
            "a: &a { x: 1, y: 1 }\nb: { <<: *a, x: 2 }",
            json!({ "a": { "x": 1, "y": 1 }, "b": { "x": 2, "y": 1 } }),
        ),
        (
            "a: &a { x: 1 }\nb: &b { <<: *a, y: 2 }\nc: { <<: [*b, { z: 3, y: 4 }] }",
            json!({ "a": { "x": 1 }, "b": { "x": 1, "y": 2 }, "c": { "x": 1, "y": 2, "z": 3 } }),
        ),
        (
            "a: { <<: { x: { y: 1 } } }",
            json!({ "a": { "x": { "y": 1 } } }),
        ),
        ("a: { '<<': 1 }", json!({ "a": { "<<": 1 } })),
    ] {
        let reading = read_as("a.yaml", text);
        assert_eq!(reading.diagnostics, [], "{text}");
        assert_eq!(json_of(&reading), [expected], "{text}");
    }
    for text in [
        "a: { <<: 1 }",
        "a: { <<: [1] }",
        "a: { <<: }",
        "a: &a [1]\nb: { <<: *a }",
    ] {
        assert_eq!(
            outcome(&read_as("a.yaml", text))
                .1
                .iter()
                .map(|(code, _)| *code)
                .collect::<Vec<_>>(),
            ["yaml::merge"],
            "{text}"
        );
    }
}

#[test]
fn limits_refuse_and_do_not_hang() {
    let within = |seconds: u64, text: &str, code: &str| {
        let begin = Instant::now();
        let reading = read_as("a.yaml", text);
        // Generous: the parser is compiled with optimisation, our part without.
        assert!(
            begin.elapsed() < Duration::from_secs(seconds),
            "{code}: {:?}",
            begin.elapsed()
        );
        assert_eq!(
            reading.diagnostics.first().map(|problem| problem.code),
            Some(code)
        );
        assert_eq!(reading.tree.documents().len(), 0);
    };
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..8 {
        let aliases = format!("*a{}, ", level - 1).repeat(9);
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    within(2, &bomb, "yaml::alias-expansion");
    let merges = bomb.replace('[', "{ <<: [").replace(']', "] }").replacen(
        "{ <<: [x, x, x, x, x, x, x, x, x] }",
        "{ x: 1 }",
        1,
    );
    within(2, &merges, "yaml::alias-expansion");
    let wide = format!(
        "a: &a [{}]\nb: [{}]\n",
        "x, ".repeat(20_000),
        "*a, ".repeat(20_000)
    );
    within(2, &wide, "yaml::alias-expansion");
    within(2, &"[".repeat(100_000), "yaml::too-deep");
    within(2, &"- ".repeat(100_000), "yaml::too-deep");
    within(2, &"{a: ".repeat(100_000), "yaml::too-deep");
    within(2, &"? ".repeat(50_000), "yaml::too-deep");
    within(2, &"x".repeat((32 << 20) + 1), "yaml::too-large");
    let chain: String = (1..200).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
        text + format!("a{level}: &a{level} [*a{}]\n", level - 1).as_str()
    });
    within(2, &chain, "yaml::too-deep");
}

#[test]
fn a_file_may_not_hold_too_many_nodes_or_bytes() {
    let small = Limits {
        nodes: 100,
        bytes: 1000,
        ..Limits::default()
    };
    let outcome = |name: &str, text: &str| {
        let reading = read(&Source::new(name, text), &small);
        (
            reading.tree.documents().len(),
            reading
                .diagnostics
                .iter()
                .map(|problem| problem.code)
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        outcome(
            "a.yaml",
            &format!("a: 1\n---\n[{}]\n---\nb: 1\n", "1,".repeat(100))
        ),
        (1, vec!["yaml::too-large"])
    );
    assert_eq!(
        outcome("a.json", &format!("[{}1]", "1, ".repeat(400))),
        (0, vec!["yaml::too-large"])
    );
}

#[test]
fn problems_are_counted_beyond_the_limit() {
    let text: String = (0..80).fold(String::new(), |text, index| {
        text + format!("k{index}: !x 1\n").as_str()
    });
    let reading = read_as("a.yaml", &text);
    assert_eq!(reading.diagnostics.len(), 51);
    assert_eq!(
        reading.diagnostics.last().unwrap().message,
        "and 30 more problems in this file"
    );
}

#[test]
fn a_template_is_called_one_once() {
    for text in [
        "a: {{ .x }}\nb: {{ .y }}\n",
        "{{- if .x }}\na: 1\n{{- end }}\n---\nb: {{ .c }}\n",
        "{% if x %}\na: 1\n",
    ] {
        let reading = read_as("a.yaml", text);
        let [problem] = reading.diagnostics.as_slice() else {
            panic!("{text}: {:?}", reading.diagnostics)
        };
        assert_eq!(
            problem.help.as_deref(),
            Some("this looks like a template: render it first, or exclude it")
        );
    }
    // An expression inside text is none.
    assert_eq!(
        read_as("a.yaml", "a: ${{ x }}\nb: '{{ y }}'\n").diagnostics,
        []
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[-:#?&*!|>%@`'\" \t,\\[\\]{}a~]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::btree_map("[-:#?&*!|>%@`'\" \t,\\[\\]{}a~é]{0,6}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_json_value_is_read_as_json_has_it(value in any_json(), indent in prop::sample::select(vec!["", "\t", "  "]), crlf: bool) {
        let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
        let mut bytes = Vec::new();
        serde::Serialize::serialize(&value, &mut serde_json::Serializer::with_formatter(&mut bytes, formatter)).unwrap();
        let mut text = String::from_utf8(bytes).unwrap();
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let reading = read_as("a.json", &text);
        prop_assert!(reading.diagnostics.is_empty(), "{}\n{:?}", text, reading.diagnostics);
        // A float may be written as an integer too large for 64 bits, which is read rounded: as itself.
        let expected: Value = serde_json::from_str(&text).unwrap();
        let found = json_of(&reading);
        let expected = if value.is_null() { vec![Value::Null] } else { vec![expected] };
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn nothing_makes_the_reader_panic(text in "[-:#?&*!|>%@`'\" \t,\\[\\]{}a~é\r\n.\u{feff}]{0,60}") {
        let reading = read_as("a.yaml", &text);
        prop_assert_eq!(reading.diagnostics.is_empty(), reading.tree.unreadable() == 0);
    }
}
