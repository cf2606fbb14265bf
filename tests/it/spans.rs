//! The text at a span is the text of its node.

use crate::documents::{files_below, json_of, read_as, shared};
use mustmay::document::{Document, Key, Kind, Node, Style};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;

/// What stands at the spans of the nodes of a text, as `path → text`, keys as `path (key) → text`.
fn texts(text: &str) -> Vec<String> {
    let reading = read_as("a.yaml", text);
    assert_eq!(reading.diagnostics, [], "{text:?}");
    let mut lines = Vec::new();
    for document in reading.tree.documents() {
        every(document.root(), &mut |node| {
            let at = |node: Node<'_>| {
                let span = node.span();
                let cut = reading.tree.source().slice(span);
                // An empty span is shown by what stands before it.
                let before = &text[..span.start as usize];
                if cut.is_empty() {
                    format!("behind {:?}", &before[before.len().saturating_sub(2)..])
                } else {
                    format!("{cut:?}")
                }
            };
            let alias = if node.alias().is_some() {
                " (alias)"
            } else {
                ""
            };
            if let Some(Key::Name(key)) = node.key() {
                lines.push(format!("{} (key) → {}", node.path(), at(key)));
            }
            lines.push(format!("{}{alias} → {}", node.path(), at(node)));
        });
    }
    lines
}

fn every<'t>(node: Node<'t>, visit: &mut impl FnMut(Node<'t>)) {
    visit(node);
    for element in node.elements() {
        every(element, visit);
    }
}

/// What is wrong with the spans and paths of a document.
fn faults(document: &Document) -> Vec<String> {
    let source = document.tree().source();
    let mut faults = Vec::new();
    every(document.root(), &mut |node| {
        let mut fault = |what: &str| {
            faults.push(format!(
                "{}#{} {}: {what}: {:?}",
                source.path(),
                document.number(),
                node.path(),
                source.slice(node.span())
            ));
        };
        if node.path().find(document.root()).ok() != Some(node) {
            fault("its path does not lead to it");
        }
        let nodes = match node.key() {
            Some(Key::Name(key)) => vec![(key, true), (node, false)],
            _ => vec![(node, false)],
        };
        for (node, is_key) in nodes {
            if source.text().get(node.span().range()).is_none() {
                fault("not on character boundaries");
            }
            if let Some(parent) = node.parent()
                && node.alias().is_none()
                && !parent.span().contains(node.span())
            {
                fault("outside of its parent");
            }
            if let Err(why) = reads_back(node, is_key) {
                fault(&why);
            }
        }
    });
    faults
}

/// Whether the text at a node's span, read on its own, gives the same node.
fn reads_back(node: Node<'_>, is_key: bool) -> Result<(), String> {
    let source = node.tree().source();
    let cut = source.slice(node.span());
    if cut.is_empty() {
        // A map may consist of absent keys only.
        let right = node.text() == Some("")
            || node
                .entries()
                .all(|(key, value)| key.span().is_empty() && value.is_null());
        return if right {
            Ok(())
        } else {
            Err("an empty span with a value".to_owned())
        };
    }
    let mut outside = source.text().contains("%TAG");
    let mut kept = false;
    every(node, &mut |below| {
        outside |= below.alias().is_some() || below.entries().any(|(key, _)| key.alias().is_some());
        kept |= matches!(below.style(), Style::Literal | Style::Folded)
            && source
                .slice(below.span())
                .lines()
                .next()
                .unwrap()
                .contains('+');
    });
    if !matches!(node.kind(), Kind::Seq | Kind::Map) {
        outside = false;
    }
    if outside || (kept && node.style() == Style::Block) {
        // What it needs, or keeps, stands outside of its span.
        return Ok(());
    }
    let folded = cut.split('\n').enumerate().map(|(index, line)| {
        if index == 0 {
            line
        } else {
            line.trim_start_matches([' ', '\t'])
        }
    });
    let folded = folded.collect::<Vec<_>>().join("\n  ");
    let indent = " ".repeat(source.position(node.span().start).column as usize - 1);
    let again = match node.style() {
        _ if is_key && cut.contains('\n') => format!("? {folded}\n: 1"),
        _ if is_key => format!("{cut}: 1"),
        Style::Block => format!("{indent}{cut}"),
        Style::Literal | Style::Folded => indented_block(node, cut),
        Style::Flow if !cut.starts_with(['[', '{']) => format!("- [{folded}]"),
        // Line breaks fold, whatever the indentation.
        _ => format!("- {folded}"),
    };
    let reading = read_as("again.yaml", &again);
    let Some(document) = reading
        .tree
        .documents()
        .next()
        .filter(|_| reading.diagnostics.is_empty())
    else {
        return Err(format!("does not read again as {again:?}"));
    };
    let mut read = document.root();
    if is_key {
        read = read.entries().next().unwrap().0;
    } else if node.style() != Style::Block {
        read = read.item(0).unwrap();
        if node.style() == Style::Flow && !cut.starts_with(['[', '{']) {
            read = read.item(0).unwrap();
        }
    }
    let same = match (node.text(), read.text()) {
        (Some(one), Some(other)) if kept => {
            one.trim_end_matches('\n') == other.trim_end_matches('\n')
        }
        // A tag, which is no part of the span, may give the same text another kind.
        (Some(one), Some(other)) => one == other,
        _ => node.to_json() == read.to_json() || source.text().contains('!'),
    };
    if same {
        Ok(())
    } else {
        Err(format!("reads as {} from {again:?}", read.to_json()))
    }
}

/// A block scalar with its content one column in, below a dash.
fn indented_block(node: Node<'_>, cut: &str) -> String {
    let (header, body) = cut.split_once('\n').unwrap_or((cut, ""));
    let chomp = header
        .split('#')
        .next()
        .unwrap()
        .chars()
        .find(|c| matches!(c, '+' | '-'));
    let spaces = |text: &str| text.len() - text.trim_start_matches(' ').len();
    let first = body
        .lines()
        .find(|line| spaces(line) < line.len())
        .unwrap_or_default();
    let decoded = node.text().unwrap().trim_start_matches('\n');
    let indent = spaces(first) - spaces(decoded).min(spaces(first));
    let body = body
        .split('\n')
        .map(|line| format!(" {}", &line[spaces(line).min(indent)..]));
    let chomp = chomp.map(String::from).unwrap_or_default();
    format!(
        "- {}1{chomp}\n{}",
        &header[..1],
        body.collect::<Vec<_>>().join("\n")
    )
}

#[test]
fn spans_are_exact() {
    for (text, expected) in [
        (
            "é: \"ü\"\r\nx: 😀 # y\r\n",
            &[
                "é (key) → \"é\"",
                "é → \"\\\"ü\\\"\"",
                "x (key) → \"x\"",
                "x → \"😀\"",
            ][..],
        ),
        ("\u{feff}a: 1\n", &["a (key) → \"a\"", "a → \"1\""]),
        ("a:\t1\t# x\n", &["a (key) → \"a\"", "a → \"1\""]),
        (
            "a: 'x # y' # z\n'b': \"\"\n",
            &[
                "a (key) → \"a\"",
                "a → \"'x # y'\"",
                "b (key) → \"'b'\"",
                "b → \"\\\"\\\"\"",
            ],
        ),
        ("a: x\n  y\n", &["a (key) → \"a\"", "a → \"x\\n  y\""]),
        (
            "a: |2-  # c | d\n   x\n  y\nb: >+\n  z\n\n",
            &[
                "a (key) → \"a\"",
                "a → \"|2-  # c | d\\n   x\\n  y\"",
                "b (key) → \"b\"",
                "b → \">+\\n  z\"",
            ],
        ),
        (
            "k | l: # a | b\n  &m | # x\n  y | z\n  # no comment\n# comment\n",
            &[
                "[\"k | l\"] (key) → \"k | l\"",
                "[\"k | l\"] → \"| # x\\n  y | z\\n  # no comment\"",
            ],
        ),
        ("--- |\nfoo\n", &[" → \"|\\nfoo\""]),
        ("a\n...\n# c\n>-\n b\n", &[" → \"a\"", " → \">-\\n b\""]),
        (
            "x: [a, {b: c}, d: e, ] # f\n",
            &[
                "x (key) → \"x\"",
                "x → \"[a, {b: c}, d: e, ]\"",
                "x[0] → \"a\"",
                "x[1] → \"{b: c}\"",
                "x[1].b (key) → \"b\"",
                "x[1].b → \"c\"",
                "x[2] → \"d: e\"",
                "x[2].d (key) → \"d\"",
                "x[2].d → \"e\"",
            ],
        ),
        (
            "a: # c\nb:\nc: !!str\nd: &x # e\n",
            &[
                "a (key) → \"a\"",
                "a → behind \"a:\"",
                "b (key) → \"b\"",
                "b → behind \"b:\"",
                "c (key) → \"c\"",
                "c → behind \"c:\"",
                "d (key) → \"d\"",
                "d → behind \"d:\"",
            ],
        ),
        (
            "- \n-   # x\n- 1\n-",
            &[
                "[0] → behind \"-\"",
                "[1] → behind \"\\n-\"",
                "[2] → \"1\"",
                "[3] → behind \"\\n-\"",
            ],
        ),
        (
            "{a: , b, 'c':}",
            &[
                "a (key) → \"a\"",
                "a → behind \"a:\"",
                "b (key) → \"b\"",
                "b → behind \" b\"",
                "c (key) → \"'c'\"",
                "c → behind \"':\"",
            ],
        ),
        (
            "? a\n: b\n? c\n? d\n# x\n:\n",
            &[
                "a (key) → \"a\"",
                "a → \"b\"",
                "c (key) → \"c\"",
                "c → behind \" c\"",
                "d (key) → \"d\"",
                "d → behind \"\\n:\"",
            ],
        ),
        (
            "a:\n# c - d\n- b: 1\n  c:\n  - 1\n",
            &[
                "a (key) → \"a\"",
                "a → \"- b: 1\\n  c:\\n  - 1\"",
                "a[0] → \"b: 1\\n  c:\\n  - 1\"",
                "a[0].b (key) → \"b\"",
                "a[0].b → \"1\"",
                "a[0].c (key) → \"c\"",
                "a[0].c → \"- 1\"",
                "a[0].c[0] → \"1\"",
            ],
        ),
        (
            "a:\n     b:\n       - - 1\n         - 2\n",
            &[
                "a (key) → \"a\"",
                "a → \"b:\\n       - - 1\\n         - 2\"",
                "a.b (key) → \"b\"",
                "a.b → \"- - 1\\n         - 2\"",
                "a.b[0] → \"- 1\\n         - 2\"",
                "a.b[0][0] → \"1\"",
                "a.b[0][1] → \"2\"",
            ],
        ),
        (
            "a: &x { b: 1 }\nc: *x\nd:\n  <<: *x\n  e: 2\n",
            &[
                "a (key) → \"a\"",
                "a → \"{ b: 1 }\"",
                "a.b (key) → \"b\"",
                "a.b → \"1\"",
                "c (key) → \"c\"",
                "c (alias) → \"{ b: 1 }\"",
                "c.b (key) → \"b\"",
                "c.b (alias) → \"1\"",
                "d (key) → \"d\"",
                "d → \"<<: *x\\n  e: 2\"",
                "d.e (key) → \"e\"",
                "d.e → \"2\"",
                "d.b (key) → \"b\"",
                "d.b (alias) → \"1\"",
            ],
        ),
    ] {
        let found = texts(text);
        let scalars_or_inner = |line: &&String| {
            !line.starts_with(" → ") || expected.iter().any(|expected| expected == line)
        };
        assert_eq!(
            found.iter().filter(scalars_or_inner).collect::<Vec<_>>(),
            expected,
            "{text:?}"
        );
    }
}

/// The faults of all documents in the files below a folder of the shared test data.
fn faults_below(folder: &str, is_ours: fn(&str) -> bool) {
    let Some(folder) = shared(folder) else { return };
    let mut documents = 0;
    let mut all = Vec::new();
    for (name, path) in files_below(&folder) {
        let Some(text) = fs::read_to_string(&path).ok().filter(|_| is_ours(&name)) else {
            continue;
        };
        for document in read_as(&name, &text).tree.documents() {
            documents += 1;
            all.extend(faults(&document));
        }
    }
    assert!(documents > 200, "{documents}");
    assert_eq!(all, Vec::<String>::new());
}

#[test]
fn every_span_of_the_corpus_reads_back() {
    faults_below("corpus", |name| {
        [".yaml", ".yml", ".json"]
            .iter()
            .any(|end| name.ends_with(end))
    });
}

#[test]
fn every_span_of_the_suite_reads_back() {
    faults_below("yaml-test-suite", |name| name.ends_with("/in.yaml"));
}

/// A value, and how to write it.
#[derive(Clone, Debug)]
enum Written {
    Absent,
    Plain(&'static str),
    Single(String),
    Double(String),
    /// Lines, and whether a comment with an indicator stands in the header.
    Literal(Vec<String>, bool),
    /// Items, whether in brackets, how far in, and whether comments stand between them.
    List(Vec<Self>, bool, usize, bool),
    Map(Vec<Self>, bool, usize, bool),
}

const PLAIN: [(&str, &str); 12] = [
    ("x", "\"x\""),
    ("-1", "-1"),
    ("no", "\"no\""),
    ("1.50", "1.5"),
    ("~", "null"),
    ("true", "true"),
    ("a b: ", "\"a b\""),
    ("é😀", "\"é😀\""),
    ("a#b", "\"a#b\""),
    ("22:22", "\"22:22\""),
    ("|x", "\"x\""),
    ("-x", "\"-x\""),
];

fn written() -> impl Strategy<Value = Written> {
    let plain = PLAIN
        .iter()
        .map(|(text, _)| *text)
        .filter(|text| !text.contains(['|', ' ']))
        .collect::<Vec<_>>();
    let leaf = prop_oneof![
        Just(Written::Absent),
        prop::sample::select(plain).prop_map(Written::Plain),
        "[a-zé😀 #:|'\\[-]{0,12}".prop_map(Written::Single),
        "[a-zé😀 #:|\"\\[\\\\\t-]{0,12}".prop_map(Written::Double),
        (
            prop::collection::vec("[a-zé|:#][a-z |:#😀]{0,8}", 1..4),
            any::<bool>()
        )
            .prop_map(|(lines, comment)| Written::Literal(lines, comment)),
    ];
    leaf.prop_recursive(4, 30, 4, |inner| {
        let items = prop::collection::vec(inner, 0..4);
        prop_oneof![
            (items.clone(), any::<bool>(), 0..4_usize, any::<bool>()).prop_map(
                |(items, flow, indent, comments)| Written::List(items, flow, indent, comments)
            ),
            (items, any::<bool>(), 1..5_usize, any::<bool>()).prop_map(
                |(items, flow, indent, comments)| Written::Map(items, flow, indent, comments)
            ),
        ]
    })
}

impl Written {
    fn value(&self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Plain(text) => {
                let json = PLAIN.iter().find(|(plain, _)| plain == text).unwrap().1;
                serde_json::from_str(json).unwrap()
            }
            Self::Single(text) | Self::Double(text) => json!(text),
            Self::Literal(lines, _) => json!(lines.join("\n")),
            Self::List(items, ..) => items.iter().map(Self::value).collect(),
            Self::Map(items, ..) => Value::Object(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| (format!("k | {index}"), item.value()))
                    .collect(),
            ),
        }
    }

    /// In brackets, on one line.
    fn flow(&self) -> String {
        match self {
            Self::Absent => "~".to_owned(),
            Self::Plain(text) => (*text).to_owned(),
            Self::Single(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Double(text) => serde_json::to_string(text).unwrap(),
            Self::Literal(lines, _) => serde_json::to_string(&lines.join("\n")).unwrap(),
            Self::List(items, ..) => format!(
                "[ {}]",
                items
                    .iter()
                    .map(|item| item.flow() + ", ")
                    .collect::<String>()
            ),
            Self::Map(items, ..) => {
                let entries = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| format!("k | {index}: {}, ", item.flow()));
                format!("{{{}}}", entries.collect::<String>())
            }
        }
    }

    /// Behind a dash or a key that stands in column `column`.
    fn block(&self, column: usize, text: &mut String) {
        match self {
            Self::Absent => text.push('\n'),
            Self::Literal(lines, comment) => {
                text.push_str(if *comment { " |- # a | b\n" } else { " |-\n" });
                for line in lines {
                    writeln!(text, "{}{line}", " ".repeat(column + 1)).unwrap();
                }
            }
            Self::List(items, false, indent, comments)
            | Self::Map(items, false, indent, comments)
                if !items.is_empty() =>
            {
                text.push_str(if *comments { " # - c: |\n" } else { "\n" });
                let is_map = matches!(self, Self::Map(..));
                let column = column + indent + usize::from(!is_map);
                for (index, item) in items.iter().enumerate() {
                    if *comments {
                        text.push_str("# - k: |\n");
                    }
                    let key = if is_map {
                        format!("k | {index}:")
                    } else {
                        "-".to_owned()
                    };
                    write!(text, "{}{key}", " ".repeat(column)).unwrap();
                    item.block(column, text);
                }
            }
            other => {
                writeln!(text, " {} # : -", other.flow()).unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_with_its_spans(written in prop::collection::vec(written(), 1..4), crlf: bool, bom: bool) {
        let root = Written::Map(written, false, 0, false);
        let mut text = String::from("---");
        root.block(0, &mut text);
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        if bom {
            text.insert(0, '\u{feff}');
        }
        let reading = read_as("a.yaml", &text);
        prop_assert!(reading.diagnostics.is_empty(), "{text}\n{:?}", reading.diagnostics);
        prop_assert_eq!(json_of(&reading), [root.value()], "{}", text);
        let document = reading.tree.documents().next().unwrap();
        prop_assert_eq!(faults(&document), Vec::<String>::new(), "{}", text);
    }
}
