//! The schema and the decoder agree.

use super::world::record;
use mustmay::document::{Limits, read};
use mustmay::exception::{FIELDS, Ledger};
use mustmay::source::Source;
use serde_json::Value;
use std::path::Path;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/exception.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_schema_knows_the_fields_of_the_decoder() {
    let schema = schema();
    let mut known: Vec<&str> = schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut fields = FIELDS.to_vec();
    known.sort_unstable();
    fields.sort_unstable();
    assert_eq!(known, fields);
}

#[test]
fn what_the_decoder_takes_the_schema_takes_and_nothing_else() {
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema())
        .unwrap();
    let cases: &[(&[(&str, &str)], bool)] = &[
        (&[], true),
        (
            &[
                ("condition", ""),
                ("at", ""),
                ("ticket", ""),
                ("renewals", ""),
                ("approvedBy", ""),
                ("category", ""),
            ],
            true,
        ),
        (
            &[
                ("at", ""),
                ("fingerprints", "[\"0123456789abcdef0123456789abcdef\"]"),
            ],
            true,
        ),
        (
            &[(
                "service",
                "{ name: till, kind: compose, file: compose.yaml }",
            )],
            true,
        ),
        (&[("revoked", "{ on: 2026-11-22, reason: gone }")], true),
        (
            &[
                ("file", "a/b.yaml"),
                ("repository", "shop/till"),
                ("findings", "3"),
                ("signatures", "[x]"),
            ],
            true,
        ),
        (&[("expires_on", "2027-01-31")], false),
        (&[("owner", "")], false),
        (&[("reason", "")], false),
        (&[("requestedBy", "")], false),
        (&[("created", "")], false),
        (&[("expires", "")], false),
        (&[("expires", "2027-02-30")], false),
        (&[("expires", "soon")], false),
        (&[("renewals", "-1")], false),
        (&[("renewals", "\"0\"")], false),
        (&[("category", "wontfix")], false),
        (&[("service", "\"*\"")], false),
        (&[("service", "{ kind: compose }")], false),
        (&[("service", "{ name: till, colour: red }")], false),
        (&[("at", "[]")], false),
        (&[("at", "spec.auth")], false),
        (&[("fingerprints", "[abc]"), ("at", "")], false),
        (
            &[("fingerprints", "[\"0123456789abcdef0123456789abcdef\"]")],
            false,
        ),
        (&[("approvedBy", "sam@example.com")], false),
        (&[("approvedBy", "[1]")], false),
        (&[("metadata", "{ id: \"a b\" }")], false),
        (&[("metadata", "{ id: EX-1, owner: x }")], false),
        (&[("revoked", "{ on: 2026-11-22 }")], false),
        (&[("reason", "\"  \"")], false),
    ];
    for (changes, good) in cases {
        let text = record(changes);
        let reading = read(&Source::new("ex.yaml", text.as_str()), &Limits::default());
        let documents: Vec<_> = reading.tree.documents().collect();
        let (ledger, problems) = Ledger::of_documents(&documents);
        assert_eq!(
            (ledger.records.len(), problems.is_empty()),
            (usize::from(*good), *good),
            "{changes:?}: {problems:#?}"
        );
        assert_eq!(
            validator.is_valid(&documents[0].root().to_json()),
            *good,
            "schema: {changes:?}"
        );
    }
}
