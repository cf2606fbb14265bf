//! The text at a span is the text of its node.

use crate::documents::{files_below, read_as, shared};
use mustmay::document::{Document, Key, Kind, Node, Reading, Style, Tree};
use mustmay::source::Source;
use proptest::prelude::*;
use std::fs;

/// What stands at the spans of all nodes, as `path → text`, keys as `path (key) → text`.
fn texts(text: &str) -> Vec<String> {
    let reading = read_as("a.yaml", text);
    assert_eq!(reading.diagnostics, [], "{text:?}");
    let mut lines = Vec::new();
    for document in reading.tree.documents() {
        every(document.root(), &mut |node| {
            let at = |node: Node<'_>| {
                reading
                    .tree
                    .source()
                    .slice(node.span())
                    .escape_debug()
                    .to_string()
            };
            if let Some(Key::Name(key)) = node.key() {
                lines.push(format!("{} (key) → {}", node.path(), at(key)));
            }
            lines.push(format!("{} → {}", node.path(), at(node)));
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
                "{}: {what}: {:?}",
                node.path(),
                source.slice(node.span())
            ))
        };
        if source.text().get(node.span().range()).is_none() {
            fault("not on character boundaries");
        }
        if node.path().find(document.root()).ok() != Some(node) {
            fault("its path does not lead to it");
        }
        let nodes = match node.key() {
            Some(Key::Name(key)) => vec![key, node],
            _ => vec![node],
        };
        for node in nodes {
            if let Some(parent) = node.parent()
                && node.alias().is_none()
                && !parent.span().contains(node.span())
            {
                fault("outside of its parent");
            }
            if let Err(why) = reads_back(node) {
                fault(&why);
            }
        }
    });
    faults
}

/// Whether the text at a node's span, read on its own, gives the same node.
fn reads_back(node: Node<'_>) -> Result<(), String> {
    let source = node.tree().source();
    let cut = source.slice(node.span());
    if node.span().is_empty() {
        let right = node.text() == Some("");
        return if right {
            Ok(())
        } else {
            Err("an empty span with a value".to_owned())
        };
    }
    let again = match node.style() {
        Style::Block => {
            let mut aliased = source.text().contains("%TAG");
            every(node, &mut |below| aliased |= below.alias().is_some());
            if aliased {
                return Ok(());
            }
            let column = source.position(node.span().start).column - 1;
            format!("{}{cut}", " ".repeat(column as usize))
        }
        Style::Literal | Style::Folded => indented_block(node, cut),
        _ if source.text().contains("%TAG") => return Ok(()),
        Style::Flow if cut.contains('*') => return Ok(()),
        // Line breaks fold, whatever the indentation.
        _ => format!("- {}", lines(cut).join("\n  ")),
    };
    let reading = read_as("again.yaml", &again);
    let Some(document) = reading
        .tree
        .documents()
        .next()
        .filter(|_| reading.diagnostics.is_empty())
    else {
        return Err(format!(
            "does not read again as {again:?}: {:?}",
            reading
                .diagnostics
                .iter()
                .map(|problem| &problem.message)
                .collect::<Vec<_>>()
        ));
    };
    let read = if node.style() == Style::Block {
        document.root()
    } else {
        document.root().item(0).unwrap()
    };
    let same_text = match (node.text(), read.text()) {
        // What is kept at the end of a block scalar is no part of its span.
        (Some(one), Some(other)) if cut.lines().next().unwrap().contains('+') => {
            one.trim_end_matches('\n') == other.trim_end_matches('\n')
        }
        (one, other) => one == other,
    };
    let tagged = node.kind() != read.kind() && node.text().is_some();
    if !same_text || (!tagged && node.to_json() != read.to_json()) {
        return Err(format!("reads as {} from {again:?}", read.to_json()));
    }
    Ok(())
}

fn lines(text: &str) -> Vec<&str> {
    text.split('\n')
        .enumerate()
        .map(|(index, line)| {
            if index == 0 {
                line
            } else {
                line.trim_start_matches([' ', '\t'])
            }
        })
        .collect()
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
        .find(|line| !line.trim_matches(' ').trim_end_matches('\r').is_empty())
        .unwrap_or_default();
    let decoded = node.text().unwrap().trim_start_matches('\n');
    let indent = spaces(first) - spaces(decoded).min(spaces(first));
    let body = body
        .split('\n')
        .map(|line| format!(" {}", &line[spaces(line).min(indent)..]));
    let indicator = header.chars().next().unwrap();
    format!(
        "- {indicator}1{}\n{}",
        chomp.map(String::from).unwrap_or_default(),
        body.collect::<Vec<_>>().join("\n")
    )
}

#[test]
fn discover() {
    let folder = shared("corpus").unwrap();
    let mut n = 0;
    for (name, path) in files_below(&folder) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        if !(name.ends_with("yaml") || name.ends_with("yml") || name.ends_with("json")) {
            continue;
        }
        let r = read_as(&name, &text);
        for d in r.tree.documents() {
            for f in faults(&d) {
                n += 1;
                if n < 40 {
                    let mut f = f;
                    f.truncate(600);
                    eprintln!("{name}#{}: {f}", d.number());
                }
            }
        }
    }
    for (name, path) in files_below(&shared("yaml-test-suite").unwrap()) {
        if !name.ends_with("in.yaml") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let r = read_as("a.yaml", &text);
        for d in r.tree.documents() {
            for f in faults(&d) {
                eprintln!("{name}#{}: {f}", d.number());
            }
        }
    }
    for t in [
        "a:\nb: 1\n",
        "a: # c\nb:",
        "- \n-   # x\n- 1\n",
        "{a: , b}",
        "a: &x\nb: !!str\nc: &y !!str # e\n",
        "a: |2-  # c | d\n   x\n  y\nb: >+\n  z\n\n",
        "k | l: |\n  x\n",
        "k: # a | b\n  |\n  x\n",
        "a:\n- 1\n- 2\n",
        "a:\n# c - d\n- b: 1\n  c:\n  - 1\nd: 2",
        "? a\n: b\n? c\n",
        "- - a\n  - b\n-\n  - c\n",
        "a: &x {b: 1}\nc: *x\n",
        "&m a: b\n",
        "a: !!map\n  b: 1\n",
        "é: \"ü\"\r\nx: 😀\r\n",
        "\u{feff}a: 1\n",
        "a: b\n  c\nd: 'x\n  y' # z\n",
        "x: [a, {b: c}, ]\n",
        "a: [\n]\n",
        "a: ''\nb: ~\n",
        "--- |\nfoo\n",
        "--- # c\n...\n--- a\n",
        "a:\n\n- b",
    ] {
        eprintln!("{t:?}");
        for l in texts(t) {
            eprintln!("      {l}");
        }
    }
}
