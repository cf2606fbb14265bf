//! The short way through plain text and the parser read the same, node by node, or the short way is not taken.

use crate::documents::{files_below, shared};
use mustmay::document::{Kind, Limits, Node, Reading, Style, read, read_by_parser};
use mustmay::source::{Source, Span};
use proptest::prelude::*;
use std::fs;
use std::sync::Arc;

/// All that can be known of a node: key or not, kind, style, span, text, path.
type Known = (bool, Kind, Style, Span, String, String);

fn known(reading: &Reading) -> Vec<(u32, Vec<Known>)> {
    fn add(node: Node<'_>, is_key: bool, all: &mut Vec<Known>) {
        let text = node.text().unwrap_or_default().to_owned();
        let path = if is_key {
            String::new()
        } else {
            node.path().to_string()
        };
        all.push((is_key, node.kind(), node.style(), node.span(), text, path));
        for (key, value) in node.entries() {
            add(key, true, all);
            add(value, false, all);
        }
        for item in node.items() {
            add(item, false, all);
        }
    }
    let documents = reading.tree.documents();
    documents
        .map(|document| {
            let mut all = Vec::new();
            add(document.root(), false, &mut all);
            (document.number(), all)
        })
        .collect()
}

/// What is different between the two ways, if anything is.
fn difference(name: &str, text: &str) -> Option<String> {
    let source: Arc<Source> = Source::new(name, text);
    let limits = Limits::default();
    let (short, long) = (read(&source, &limits), read_by_parser(&source, &limits));
    let same = short.diagnostics == long.diagnostics
        && short.tree.unreadable() == long.tree.unreadable()
        && known(&short) == known(&long);
    (!same).then(|| format!("{name}: {text:?}\nshort: {short:?}\nlong: {long:?}"))
}

#[test]
fn both_ways_read_every_shape_the_same() {
    for text in [
        "",
        "# only\n",
        "a",
        "a: b",
        "a: b\n",
        "a:\nb:\n",
        "a: # c\n  b: 1 # d\n  c:\n\n# e\nd: 'it''s'\n",
        "a:\n- b\n- c: d\n  e: f\n-\n- - g\n  - h\n  -\ni: j\n",
        "- a\n- b: c\n",
        "---\na: 1\n---\n---\n# c\n---\nb: 2\n",
        "--- # c\na: 1\n",
        "--- a\n",
        "a: 1\n...\nb: 2\n",
        "%YAML 1.2\n---\na: 1\n",
        "a: |\n  x\n   y\n\n  z\nb: >-\n  x\n  y\n\n  z\n\nc: |+\n  x\n\n\nd: 1\n",
        "a: |\n  x",
        "a: |\n  x\n  ",
        "a: |+\n  x\n  ",
        "a: >+\n  x\n ",
        "a: >+\n  x\n\n    ",
        "a: |\n\n    x\n  y\n",
        "a: |2\n   x\n",
        "a:\n  |\n  x\n",
        "- |\n x\n- >\n x\n",
        "a: [b, 'c', \"d\", [e, {f: g}], {}, []]\nh: {i: j, \"k\": [l], 'm' : n}\n",
        "a: [b,]\n",
        "a: [b, c: d]\n",
        "a: {b, c}\n",
        "a: {b: }\n",
        "a: {\"b\":1}\n",
        "a: [-, b]\n",
        "a: [?b, :c, -d, e#f]\n",
        "a: [b #c]\n",
        "a: \"\\n\\t\\u00e9\\x41\\/\\\"\\\\\\r\\b\"\n",
        "a: \"\\ud83d\\ude00\"\n",
        "a: \"\\u+041\"\n",
        "a: \"\\q\"\n",
        "a: \"b\n  c\"\n",
        "a: b\n  c\n",
        "a: b: c\n",
        "a: - b\n",
        "- a\nb: c\n",
        "a: 1\n b: 2\n",
        "a:\n  b: 1\n c: 2\n",
        "a: 1\na: 2\n",
        "<<: {a: 1}\nb: 2\n",
        "{<<: {a: 1}, b: 2}: c\n",
        "a: {<<: {b: 1}}\n",
        "\"<<\": 1\n",
        "a: &x 1\nb: *x\n",
        "a: !!str 1\n",
        "a: @b\n",
        "a: `b`\n",
        "a: %b\n",
        "? a\n: b\n",
        "?a: b\n:c: d\n-e: f\n",
        "a:b: c\n",
        "a #b: c\n",
        "a#b: c#d\n",
        "a: b#\n",
        "a: b # c: d\n",
        "'a' : b\n\"c\": d\n\"e\"f: g\n",
        "a : b\n",
        "a:   \nb:  c  \n",
        "a:\n  b\nc:\n    'd'\n",
        "a:\n  b\n  c\n",
        "-\n  a: 1\n  b: 2\n-   c: 3\n    d: 4\n",
        "- a: 1\n b: 2\n",
        "-a: b\n",
        "- -a\n",
        "1: a\n0x1: b\n",
        "~: a\nnull: b\n",
        "a: ~\nb: 1.5\nc: 0o7\nd: yes\n",
        "é: ü # ß\n",
        "a: \u{85}b\n",
        "a: \u{2028}\n",
        "\u{feff}a: b\n",
        "a:\tb\n",
        "a: b\r\nc: d\r\n",
        "a: b\n\n\n",
        "   \n  # c\n a: b\n c: d\n",
        "a:\n    # deep\n  b: c\n",
        "---\n...\n---\n",
        "a: [\n  b\n]\n",
        "a: ''\nb: \"\"\nc: ''''\n",
        "a: 'b' c\n",
        "a: [b] c\n",
        "a: {b: c}: d\n",
        "[a]: b\n",
        "[a, b]\n",
        "\"a\"\n",
        "|\n a\n",
        "a: >\n  b\n   c\n  d\n",
        "a: >\n\n  b\n\n\n  c  \n  d\n",
        "a: |-\n  b\n# c\nd: e\n",
        "a: |-\n  b\n # c\nd: e\n",
        "a:\n- b\n  c\n",
        "a:\n  - b\n - c\n",
        "a: b\n---\nc: d\n--- \ne: f\n---x\n",
        "a: {b: [c, {d: 'e'}]} # f\n",
    ] {
        assert_eq!(difference("a.yaml", text), None);
        let shorter = text.strip_suffix('\n').unwrap_or(text);
        assert_eq!(difference("a.yaml", shorter), None);
        let nested: String = text.lines().flat_map(|line| ["  ", line, "\n"]).collect();
        assert_eq!(difference("a.yaml", &format!("x:\n{nested}")), None);
    }
}

#[test]
fn both_ways_read_all_test_data_the_same() {
    for folder in ["corpus", "yaml-test-suite", "hostile-yaml"] {
        let Some(folder) = shared(folder) else { return };
        let mut read = 0;
        for (name, path) in files_below(&folder) {
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            assert_eq!(difference(&name, &text), None);
            read += 1;
        }
        assert!(read > 10, "{folder:?}: {read}");
    }
}

/// Pieces from which texts are made that are nearly plain.
const PIECES: [&str; 40] = [
    "a", "b", "key", " ", "  ", "    ", "\n", "\n", "\n", "\n  ", "\n    ", ": ", ": ", ":", ":\n",
    "- ", "-", "\n- ", "\n  - ", "'", "\"", "[", "]", "{", "}", ", ", ",", "#", " # c", "|", ">",
    "|\n", "---", "\n---\n", "...", "é", "\\n", "1", "~", "<<",
];

fn count() -> u32 {
    let wanted = std::env::var("MUSTMAY_TEXTS").ok();
    wanted.map_or(20_000, |wanted| wanted.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: count(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_read_made_up_texts_the_same(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)) {
        prop_assert_eq!(difference("a.yaml", &pieces.concat()), None);
    }

    #[test]
    fn both_ways_read_damaged_manifests_the_same(
        at in 0..MANIFEST.len(),
        length in 0usize..4,
        piece in prop::sample::select(&PIECES[..]),
    ) {
        let end = (at + length).min(MANIFEST.len());
        if MANIFEST.is_char_boundary(at) && MANIFEST.is_char_boundary(end) {
            let text = [&MANIFEST[..at], piece, &MANIFEST[end..]].concat();
            prop_assert_eq!(difference("a.yaml", &text), None);
        }
    }
}

const MANIFEST: &str = "\
# who owns it
apiVersion: mustmay/v1
kind: Service
metadata: { name: checkout, owner: 'team-checkout', labels: [a, \"b\", {c: d}] }
spec:
  exposure: public   # declared
  text: |
    first

      deeper
    last
  folded: >-
    one
    two

    three
  routes:
  - path: \"/a\\u0062\"
    auth: oidc
  -
    - x
    - y: 1.5
      z:
  empty:
---
kind: 'it''s'
é: ~
";
