//! Changes of a hand-written record: whatever its comments and forms, they stay, and it says what it should.

use mustmay::document::{Document, Edit, Limits, append, read, set_field, splice};
use mustmay::exception::FIELDS;
use mustmay::source::Source;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

const PLAIN: [(&str, &str); 9] = [
    ("mandate", "user-auth"),
    ("at", "[spec.auth.protocol]"),
    ("service", "till"),
    ("reason", "\"a # that is none\""),
    ("owner", "team-till"),
    ("requestedBy", "mia@example.com"),
    ("created", "2026-11-02"),
    ("expires", "2027-01-31"),
    ("renewals", "0"),
];

/// The forms in which people write a list, with `#` where a comment may stand.
const LISTS: [&str; 8] = [
    "",
    "approvedBy:#\n",
    "approvedBy: []#\n",
    "approvedBy: [sam@example.com, kim@example.com]#\n",
    "approvedBy: [#\n    sam@example.com,#\n    kim@example.com#\n  ]#\n",
    "approvedBy:#\n  - sam@example.com#\n#\n  - kim@example.com#\n",
    "approvedBy:#\n- sam@example.com#\n",
    "approvedBy:#\n  - |\n    a # that is text\n  - kim@example.com#\n",
];

/// A record with comments where `bits` say so, and these comments.
fn written(list: &str, bits: u64, crlf: bool) -> (String, Vec<String>) {
    let mut text =
        "apiVersion: mustmay/v1#\n#\nkind: Exception#\nmetadata: { id: EX-1 }#\n".to_owned();
    for (name, value) in PLAIN {
        text.push_str(&["#\n", name, ": ", value, "#\n"].concat());
        if name == "requestedBy" {
            text.push_str(list);
        }
    }
    let mut comments = Vec::new();
    let mut made = String::new();
    for (index, line) in text.lines().enumerate() {
        match line.strip_suffix('#') {
            Some(rest) if bits >> index & 1 == 1 => {
                let comment = format!("# c{index}c: it's [so");
                made.push_str(&[rest, if rest.is_empty() { "" } else { "  " }, &comment].concat());
                comments.push(comment);
            }
            Some(rest) => made.push_str(rest),
            None => made.push_str(line),
        }
        made.push('\n');
    }
    (
        if crlf {
            made.replace('\n', "\r\n")
        } else {
            made
        },
        comments,
    )
}

fn document(source: &Arc<Source>) -> Document {
    let reading = read(source, &Limits::default());
    assert!(
        reading.diagnostics.is_empty(),
        "{:#?} in\n{}",
        reading.diagnostics,
        source.text()
    );
    reading.tree.documents().next().unwrap()
}

fn before(name: &str) -> &'static [&'static str] {
    let at = FIELDS.iter().position(|field| *field == name).unwrap();
    &FIELDS[..at]
}

/// One command's changes: the text after them, and what it should say.
fn changed(source: &Arc<Source>, changes: &[(&'static str, Value, bool)]) -> (Arc<Source>, Value) {
    let document = document(source);
    let mut expected = document.root().to_json();
    let mut edits: Vec<Edit> = Vec::new();
    for (name, value, append_it) in changes {
        let field = &mut expected[*name];
        let made = if *append_it {
            if field.is_null() {
                *field = json!([]);
            }
            field.as_array_mut().unwrap().push(value.clone());
            append(document.root(), name, &value.to_string(), before(name))
        } else {
            *field = value.clone();
            set_field(document.root(), name, &value.to_string(), before(name))
        };
        edits.extend(made.unwrap_or_else(|| panic!("{name} in\n{}", source.text())));
    }
    (splice(source, &edits).unwrap(), expected)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_comment_of_a_hand_written_record_stays(
        list in 0..LISTS.len(),
        bits in any::<u64>(),
        crlf in any::<bool>(),
        order in Just(vec![0_usize, 1, 2]).prop_shuffle(),
    ) {
        let (text, comments) = written(LISTS[list], bits, crlf);
        let mut source = Source::new("ex.yaml", text);
        let commands = [
            vec![("approvedBy", json!("pat@example.com"), true), ("signatures", json!("a\nb"), true)],
            vec![
                ("expires", json!("2027-04-30"), false),
                ("renewals", json!(1), false),
                ("approvedBy", json!([]), false),
                ("signatures", json!([]), false),
            ],
            vec![("revoked", json!({ "on": "2026-11-22", "reason": "gone" }), false)],
        ];
        for index in order {
            let (after, expected) = changed(&source, &commands[index]);
            prop_assert_eq!(document(&after).root().to_json(), expected, "{}", after.text());
            for comment in &comments {
                let count = after.text().matches(comment.as_str()).count();
                prop_assert_eq!(count, 1, "{} in\n{}\nwas\n{}", comment, after.text(), source.text());
            }
            // What the command does not name stands as it was, in its order.
            let kept = |text: &str| -> Vec<String> {
                let own = PLAIN.iter().filter(|(name, _)| !matches!(*name, "expires" | "renewals"));
                let names: Vec<String> = own.map(|(name, value)| format!("{name}: {value}")).collect();
                let lines = text.lines();
                lines.filter(|line| names.iter().any(|name| line.starts_with(name))).map(str::to_owned).collect()
            };
            prop_assert_eq!(kept(after.text()), kept(source.text()));
            source = after;
        }
    }
}
