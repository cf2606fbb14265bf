//! Schemas: faults at load, breaches, known paths.

use crate::documents::{files_below, json_of, read_as, underlined};
use mustmay::diagnostic::{Diagnostic, Problems};
use mustmay::document::{Known, Path, Reading, Schema, SchemaFiles};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

fn files(files: &[(&str, &str)]) -> SchemaFiles {
    let read = |(name, text): &(&str, &str)| {
        let reading = read_as(name, text);
        assert_eq!(reading.diagnostics, [], "{name}");
        ((*name).to_owned(), Arc::clone(&reading.tree))
    };
    SchemaFiles::new(files.iter().map(read).collect())
}

fn load(text: &str, files: &SchemaFiles) -> Result<Schema, Vec<Diagnostic>> {
    let reading = read_as("schema.yaml", text);
    assert_eq!(reading.diagnostics, [], "{text}");
    let document = reading.tree.documents().next().unwrap();
    let problems = Problems::default();
    let schema = Schema::load(document.root(), files, &problems);
    let problems = problems.into_vec();
    assert_eq!(schema.is_none(), !problems.is_empty(), "{text}");
    schema.ok_or(problems)
}

fn schema(text: &str) -> Schema {
    load(text, &SchemaFiles::default()).unwrap_or_else(|problems| panic!("{text}: {problems:#?}"))
}

/// `underlined: message (help)` of every problem.
fn problems(text: &str, files: &SchemaFiles) -> Vec<String> {
    let problems = load(text, files).expect_err(text);
    let line = |problem: Diagnostic| {
        let help = problem
            .help
            .as_ref()
            .map(|help| format!(" ({help})"))
            .unwrap_or_default();
        let shown = match problem.file.as_deref() {
            Some("schema.yaml") => underlined(&problem, text).to_owned(),
            other => other.unwrap_or_default().to_owned(),
        };
        format!("{shown}: {}{help}", problem.message)
    };
    problems.into_iter().map(line).collect()
}

/// `path @ underlined: message` of every breach.
fn breaches(schema: &Schema, text: &str) -> Vec<String> {
    let reading: Reading = read_as("a.yaml", text);
    assert_eq!(reading.diagnostics, [], "{text}");
    let document = reading.tree.documents().next().unwrap();
    let breaches = schema.breaches(document.root()).unwrap();
    let in_memory = schema.breaches_of_value(&json_of(&reading)[0]).unwrap();
    assert_eq!(
        breaches.is_empty(),
        in_memory.is_empty(),
        "{text}: {in_memory:?}"
    );
    let line = |breach: &mustmay::document::Breach<'_>| {
        let span = breach.place().span();
        format!(
            "{} @ {}: {}",
            breach.path,
            &text[span.range()],
            breach.message
        )
    };
    breaches.iter().map(line).collect()
}

#[test]
fn faults_of_a_schema_are_shown_with_their_fix() {
    for (text, expected) in [
        (
            "{ type: string, minlength: 3 }",
            "minlength: `minlength` is no keyword of JSON Schema 2020-12 (did you mean `minLength`?)",
        ),
        (
            "{ type: object, owner: x }",
            "owner: `owner` is no keyword of JSON Schema 2020-12",
        ),
        (
            "{ definitions: {} }",
            "definitions: the keyword `definitions` is not read (use `$defs`)",
        ),
        (
            "{ type: text }",
            "text: `text` is no type of JSON Schema (did you mean `string`?)",
        ),
        (
            "{ type: strng }",
            "strng: `strng` is no type of JSON Schema (did you mean `string`?)",
        ),
        (
            "{ type: [string, null] }",
            "null: `type` must be the name of a type, or a list of them, each once, not null (quote it: \"null\")",
        ),
        (
            "{ type: [string, string] }",
            "[string, string]: `type` must be the name of a type, or a list of them, each once, not a list",
        ),
        (
            "{ minimum: 3 }",
            "minimum: `minimum` lets every value pass that is no number (write `type: number` or `type: integer` beside it)",
        ),
        (
            "{ pattern: a }",
            "pattern: `pattern` lets every value pass that is no string (write `type: string` beside it)",
        ),
        (
            "{ required: [a] }",
            "required: `required` lets every value pass that is no object (write `type: object` beside it)",
        ),
        (
            "{ format: date }",
            "format: `format` lets every value pass that is no string (write `type: string` beside it)",
        ),
        (
            "{ type: string, minimum: 3 }",
            "minimum: `minimum` says nothing about `type: string` (it constrains `type: number` or `type: integer`)",
        ),
        (
            "{ type: [string, boolean], anyOf: [{ maxItems: 3 }, true] }",
            "maxItems: `maxItems` says nothing about `type: [string, boolean]` (it constrains `type: array`)",
        ),
        (
            "{ allOf: [{ type: object }], required: [a] }",
            "required: `required` lets every value pass that is no object (write `type: object` beside it)",
        ),
        (
            "{ type: object, properties: { a: { items: true } } }",
            "items: `items` lets every value pass that is no array (write `type: array` beside it)",
        ),
        (
            "{ type: string, format: datetime }",
            "datetime: `datetime` is no format that is checked (did you mean `date-time`?)",
        ),
        (
            "{ type: string, format: secret }",
            "secret: `secret` is no format that is checked (the formats are date, date-time, duration, email, hostname, ipv4, ipv6, iri, iri-reference, json-pointer, regex, relative-json-pointer, time, uri, uri-reference, uri-template, uuid)",
        ),
        (
            "{ type: string, pattern: 'a(?=b)' }",
            "'a(?=b)': not a regex: look-around, including look-ahead and look-behind, is not supported",
        ),
        (
            "{ type: string, pattern: '(a{1000}){1000}' }",
            "'(a{1000}){1000}': not a regex: it is too large when compiled",
        ),
        (
            "{ type: object, patternProperties: { '[': true } }",
            "'[': not a regex: unclosed character class",
        ),
        (
            "{ type: integer, minimum: '3' }",
            "'3': `minimum` must be a number, not `3`",
        ),
        (
            "{ type: integer, minimum: .inf }",
            ".inf: `minimum` must be a number, not `.inf`",
        ),
        (
            "{ type: integer, exclusiveMinimum: true }",
            "true: `exclusiveMinimum` must be a number, not `true`",
        ),
        (
            "{ type: string, minLength: -1 }",
            "-1: `minLength` must be a whole number, not below 0, not `-1`",
        ),
        (
            "{ type: number, multipleOf: 0 }",
            "0: `multipleOf` must be a number above 0, not `0`",
        ),
        (
            "{ type: object, required: a }",
            "a: `required` must be a list of names, each once, not `a`",
        ),
        (
            "{ type: object, required: [a, no, 1] }",
            "[a, no, 1]: `required` must be a list of names, each once, not a list",
        ),
        (
            "{ type: object, properties: [a] }",
            "[a]: `properties` must be a map of names to schemas, not a list",
        ),
        (
            "{ type: object, properties: { a: string } }",
            "string: a schema is a map, `true` or `false`, not text",
        ),
        (
            "type: object\nproperties:\n  a:\n",
            "a: a schema is a map, `true` or `false`, not null",
        ),
        (
            "type: object\nproperties:\n",
            "properties: `properties` has no value",
        ),
        ("const:\n", "const: `const` has no value"),
        (
            "{ enum: [] }",
            "[]: `enum` must be a list of at least one value, not a list",
        ),
        (
            "{ anyOf: [] }",
            "[]: `anyOf` must be a list of at least one schema, not a list",
        ),
        (
            "{ type: array, items: [true] }",
            "[true]: `items` must be one schema for all items, not a list (a list of schemas is `prefixItems`)",
        ),
        (
            "{ const: 123456789012345678901234567890 }",
            "123456789012345678901234567890: this number does not fit into 64 bits",
        ),
        (
            "{ type: string, enum: [a, 1.10] }",
            "1.10: `type: string` never allows a number here (quote it: \"1.10\")",
        ),
        (
            "{ then: true }",
            "then: `then` says nothing without `if` beside it",
        ),
        (
            "{ if: true }",
            "if: `if` says nothing without `then` or `else` beside it",
        ),
        (
            "{ type: array, minContains: 2 }",
            "minContains: `minContains` says nothing without `contains` beside it",
        ),
        (
            "{ $schema: http://json-schema.org/draft-07/schema# }",
            "http://json-schema.org/draft-07/schema#: `$schema` must be `https://json-schema.org/draft/2020-12/schema`, not `http://json-schema.org/draft-07/schema#`",
        ),
        (
            "{ not: { $id: x } }",
            "$id: `$id` stands at the top of a schema only (remove it)",
        ),
        (
            "{ $ref: '#/$defs/nme', $defs: { name: true } }",
            "'#/$defs/nme': the reference leads nowhere: there is no `nme` in `$defs` (did you mean `name`?)",
        ),
        (
            "{ $ref: '#name' }",
            "'#name': `#name` is no pointer (write #/$defs/NAME)",
        ),
        (
            "{ $ref: https://example.com/a.json }",
            "https://example.com/a.json: a reference leads to the schema itself or to a schema file of the pack (put the schema into the pack: mustmay never uses the network)",
        ),
        (
            "{ $ref: other.json }",
            "other.json: the pack holds no schema file `other.json` (the pack holds no *.schema.json or *.schema.yaml file)",
        ),
        (
            "{ $ref: '#' }",
            "'#': this schema leads back to itself for the same value (a reference may come back only inside `properties`, `items` and their like)",
        ),
        (
            "{ anyOf: [{ const: 1 }, { $ref: '#/$defs/a' }], $defs: { a: { not: { $ref: '#/$defs/b' } }, b: { allOf: [{ $ref: '#/$defs/a' }] } } }",
            "'#/$defs/a': this schema leads back to itself for the same value (a reference may come back only inside `properties`, `items` and their like)",
        ),
        (
            "schema",
            "schema: a schema is a map, `true` or `false`, not text",
        ),
    ] {
        assert_eq!(
            problems(text, &SchemaFiles::default()),
            [expected],
            "{text}"
        );
    }
}

#[test]
fn what_a_reference_leads_to_must_be_right_on_its_own() {
    let text =
        "{ type: object, anyOf: [{ required: [a] }], properties: { b: { $ref: '#/anyOf/0' } } }";
    assert_eq!(
        problems(text, &SchemaFiles::default()),
        [
            "required: `required` lets every value pass that is no object (write `type: object` beside it)"
        ]
    );
}

#[test]
fn all_faults_are_reported_together() {
    let text =
        "type: object\nrequird: [a]\nproperties:\n  a: { type: strin }\n  b: { minimum: 1 }\n";
    assert_eq!(problems(text, &SchemaFiles::default()).len(), 3);
}

#[test]
fn references_lead_into_the_files_of_the_pack() {
    let pack = files(&[
        (
            "common.schema.yaml",
            "$schema: https://json-schema.org/draft/2020-12/schema\n$defs:\n  tier: { enum: ['1', '2'] }\n  tiers: { type: array, items: { $ref: '#/$defs/tier' } }\n  a/b: { $ref: other.schema.json }\n  bad: { type: strin }\n",
        ),
        (
            "other.schema.json",
            "{\"type\": \"object\", \"properties\": {\"next\": {\"$ref\": \"#\"}, \"tiers\": {\"$ref\": \"common.schema.yaml#/$defs/tiers\"}}, \"additionalProperties\": false}",
        ),
    ]);
    let schema = load("{ $ref: 'common.schema.yaml#/$defs/a~1b' }", &pack).unwrap();
    assert_eq!(
        breaches(&schema, "next: { next: { tiers: ['1', '2'] } }\n"),
        Vec::<String>::new()
    );
    assert_eq!(
        breaches(&schema, "next: { nxt: 1, tiers: ['3'] }\n"),
        [
            "next.nxt @ nxt: the field `nxt` is not known here, did you mean `next`?",
            "next.tiers[0] @ '3': must be `1` or `2`, found `3`"
        ]
    );
    assert_eq!(
        problems("{ $ref: 'common.schema.yaml#/$defs/bad' }", &pack),
        ["common.schema.yaml: `strin` is no type of JSON Schema (did you mean `string`?)"]
    );
    assert_eq!(
        problems("{ $ref: 'comon.schema.yaml' }", &pack),
        [
            "'comon.schema.yaml': the pack holds no schema file `comon.schema.yaml` (did you mean `common.schema.yaml`?)"
        ]
    );
}

#[test]
fn breaches_stand_at_their_place_in_our_words() {
    let none: [&str; 0] = [];
    for (text, value, expected) in [
        ("{ type: string }", "a", &none[..]),
        (
            "{ type: string }",
            "3",
            &["@ 3: must be text, found the integer `3`"],
        ),
        (
            "{ type: [string, boolean] }",
            "[3]",
            &["@ [3]: must be a boolean or text, found a list"],
        ),
        (
            "{ type: object, properties: { a: { type: string } } }",
            "a: ~",
            &["a @ ~: must be text, found null"],
        ),
        ("{ const: no }", "no", &none),
        (
            "{ const: no }",
            "false",
            &["@ false: must be `no`, found `false`"],
        ),
        (
            "{ const: false }",
            "no",
            &["@ no: must be `false`, found `no`"],
        ),
        (
            "{ const: 'false' }",
            "false",
            &["@ false: must be the text `false`, found the boolean `false`"],
        ),
        (
            "{ enum: ['1', '2'] }",
            "2",
            &["@ 2: must be the text `1` or the text `2`, found the integer `2`"],
        ),
        (
            "{ enum: [oauth2, oidc] }",
            "basic",
            &["@ basic: must be `oauth2` or `oidc`, found `basic`"],
        ),
        ("{ const: 1 }", "1.0", &none),
        (
            "{ const: 18446744073709551615 }",
            "18446744073709551616",
            &[
                "@ 18446744073709551616: must be `18446744073709551615`, found `18446744073709551616`",
            ],
        ),
        (
            "{ type: integer, minimum: 3 }",
            "2",
            &["@ 2: must be at least 3, found `2`"],
        ),
        ("{ type: integer }", "010", &none),
        (
            "{ type: integer, maximum: 10 }",
            "0x0B",
            &["@ 0x0B: must be at most 10, found `0x0B`"],
        ),
        (
            "{ type: integer, maximum: 10 }",
            "0xFFFFFFFFFFFFFFFFFF",
            &["@ 0xFFFFFFFFFFFFFFFFFF: must be at most 10, found `0xFFFFFFFFFFFFFFFFFF`"],
        ),
        (
            "{ type: number }",
            ".inf",
            &["@ .inf: must be a number, found the number `.inf`"],
        ),
        (
            "{ type: string, minLength: 3 }",
            "éé",
            &["@ éé: must have at least 3 characters, found `éé`"],
        ),
        ("{ type: string, pattern: '^\\d+$' }", "'१२'", &none),
        ("{ type: string, pattern: '(?i)^a.c$' }", "ABC", &none),
        (
            "{ type: string, pattern: '^a[[:digit:]&&[^9]]\\z' }",
            "a9",
            &["@ a9: must match the regex `^a[[:digit:]&&[^9]]\\z`, found `a9`"],
        ),
        ("{ type: string, pattern: b }", "abc", &none),
        (
            "{ type: object, patternProperties: { '(?i)^X': { type: integer } }, additionalProperties: false }",
            "{ xa: 1, Xb: b, c: 1 }",
            &[
                "Xb @ b: must be an integer, found the text `b`",
                "c @ c: the field `c` is not known here",
            ],
        ),
        (
            "{ type: string, format: date }",
            "2026-02-30",
            &["@ 2026-02-30: must be a day that exists (YYYY-MM-DD), found `2026-02-30`"],
        ),
        ("{ type: string, format: regex }", "'(?i)a'", &none),
        (
            "{ type: object, required: [owner] }",
            "name: x",
            &["owner @ name: must have the field `owner`"],
        ),
        (
            "{ type: object, properties: { spec: { type: object, required: [a, b] } } }",
            "x: 1\nspec: { c: 1 }",
            &[
                "spec.a @ spec: must have the field `a`",
                "spec.b @ spec: must have the field `b`",
            ],
        ),
        (
            "{ type: array, items: { type: object, required: [a] } }",
            "[{ b: 1 }]",
            &["[0].a @ b: must have the field `a`"],
        ),
        (
            "{ type: object, properties: { owner: true, name: true }, additionalProperties: false }",
            "{ ownr: 1, name: 2 }",
            &["ownr @ ownr: the field `ownr` is not known here, did you mean `owner`?"],
        ),
        (
            "{ type: object, properties: { owner: true }, additionalProperties: false }",
            "{ zzzzz: 1 }",
            &["zzzzz @ zzzzz: the field `zzzzz` is not known here, only `owner`"],
        ),
        (
            "{ type: object, allOf: [{ properties: { owner: true } }], unevaluatedProperties: false }",
            "{ ownr: 1 }",
            &["ownr @ ownr: the field `ownr` is not known here, did you mean `owner`?"],
        ),
        (
            "{ type: object, propertyNames: { pattern: '^[a-z]+$' } }",
            "{ a: 1, B: 2 }",
            &["B @ B: the name of a field must match the regex `^[a-z]+$`, found `B`"],
        ),
        (
            "{ type: object, properties: { a: false } }",
            "{ a: 1 }",
            &["a @ 1: must be absent, found `1`"],
        ),
        (
            "{ type: array, minItems: 1 }",
            "[]",
            &["@ []: must have at least 1 item, found none"],
        ),
        (
            "{ type: array, maxItems: 1 }",
            "[1, 2]",
            &["@ [1, 2]: must have at most 1 item, found 2"],
        ),
        (
            "{ type: array, uniqueItems: true }",
            "[1, 1.0]",
            &["@ [1, 1.0]: must hold no item twice"],
        ),
        (
            "{ type: array, contains: { const: a } }",
            "[b]",
            &["@ [b]: must hold `a`"],
        ),
        (
            "{ type: array, contains: { const: a }, minContains: 2 }",
            "[a]",
            &["@ [a]: must hold `a` at least 2 times"],
        ),
        (
            "{ not: { const: latest } }",
            "latest",
            &["@ latest: must not be `latest`, found `latest`"],
        ),
        (
            "{ type: object, not: { required: [a] } }",
            "a: 1",
            &["@ a: 1: must not have the field `a`"],
        ),
        (
            "{ type: object, additionalProperties: false }",
            "{ a: 1, b: {} }",
            &[
                "a @ a: the field `a` is not known here",
                "b @ b: the field `b` is not known here",
            ],
        ),
        (
            "{ type: object, properties: { additionalProperties: false } }",
            "{ additionalProperties: { a: 1 } }",
            &["additionalProperties @ { a: 1 }: must be absent, found a map"],
        ),
        ("{ type: [string, 'null'] }", "~", &none),
        (
            "{ type: string, enum: [a] }",
            "\"\\u202e\\u0007\"",
            &["@ \"\\u202e\\u0007\": must be `a`, found `\\u{202e}\\u{7}`"],
        ),
    ] {
        let found = breaches(&schema(text), value);
        let found: Vec<&str> = found.iter().map(|line| line.trim_start()).collect();
        assert_eq!(found, expected, "{text} against {value}");
    }
}

/// What a script gives stands in no document, and has no keys to point at.
#[test]
fn breaches_of_values_are_told_in_the_same_words() {
    let told = |text: &str| {
        schema(text)
            .breaches_of_value(&json!({ "a": { "b": 1 } }))
            .unwrap()
    };
    assert_eq!(
        told("{ type: object, additionalProperties: false }"),
        ["no field is known here"]
    );
    let inner =
        "{ type: object, properties: { a: { type: object, additionalProperties: false } } }";
    assert_eq!(told(inner), ["at `/a`: no field is known here"]);
    assert_eq!(
        told("{ type: object, properties: { c: true }, additionalProperties: false }"),
        ["the field `a` is not known here, only `c`"]
    );
    assert_eq!(
        told("{ type: object, properties: { a: false } }"),
        ["at `/a`: must be absent, found a map"]
    );
}

#[test]
fn the_nearest_alternative_is_reported() {
    let forms = schema(
        "oneOf:
  - type: object
    properties: { kind: { const: http }, port: { type: integer } }
    required: [kind, port]
    additionalProperties: false
  - type: object
    properties: { kind: { const: queue }, name: { type: string } }
    required: [kind, name]
    additionalProperties: false
",
    );
    assert_eq!(
        breaches(&forms, "kind: queue\nnme: a\n"),
        [
            "name @ kind: must have the field `name`",
            "nme @ nme: the field `nme` is not known here, did you mean `name`?"
        ]
    );
    let simple = schema("anyOf: [{ type: string, minLength: 2 }, { type: array }, { const: 7 }]");
    assert_eq!(
        breaches(&simple, "{}"),
        [" @ {}: must be text, a list or `7`, found a map"]
    );
    assert_eq!(
        breaches(&simple, "a"),
        [" @ a: must have at least 2 characters, be a list or be `7`, found `a`"]
    );
    let fields = schema("{ type: object, anyOf: [{ required: [a] }, { required: [b] }] }");
    assert_eq!(
        breaches(&fields, "c: 1"),
        [" @ c: must have the field `a` or `b`"]
    );
    let both = schema("oneOf: [{ type: integer }, { type: number }, { type: string }]");
    assert_eq!(
        breaches(&both, "3"),
        [" @ 3: must meet exactly one of 3 alternatives and meets 2"]
    );
}

#[test]
fn aliased_and_merged_values_are_judged_where_they_stand() {
    let ports = schema(
        "{ type: object, additionalProperties: { type: object, properties: { port: { type: integer } } } }",
    );
    assert_eq!(
        breaches(&ports, "a: &a { port: x }\nb: *a\nc: { <<: *a }\n"),
        [
            "a.port @ x: must be an integer, found the text `x`",
            "b.port @ x: must be an integer, found the text `x`",
            "c.port @ x: must be an integer, found the text `x`"
        ]
    );
}

#[test]
fn paths_are_known_open_or_impossible() {
    let closed = schema(
        "type: object
properties:
  name: { type: string }
  auth:
    $ref: '#/$defs/auth'
  routes: { type: array, items: { type: object, properties: { path: true, auth: true }, additionalProperties: false } }
  labels: { type: object, additionalProperties: { type: string } }
  raw: { type: object }
  either:
    oneOf:
      - { type: string }
      - { type: object, properties: { a: true }, additionalProperties: false }
      - { type: object, properties: { b: true }, additionalProperties: false }
  node: { type: object, properties: { child: { $ref: '#/properties/node' } }, additionalProperties: false }
  merged: { type: object, allOf: [{ properties: { left: true } }], properties: { right: true }, unevaluatedProperties: false }
additionalProperties: false
$defs:
  auth: { type: object, properties: { protocol: { enum: [oauth2, oidc] } }, patternProperties: { '^x-': true }, additionalProperties: false }
",
    );
    let no = |step, names: &[&str]| Known::No {
        step,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    for (path, expected) in [
        ("name", Known::Yes),
        ("name.first", no(1, &[])),
        (
            "nam",
            no(
                0,
                &[
                    "auth", "either", "labels", "merged", "name", "node", "raw", "routes",
                ],
            ),
        ),
        ("auth.protocol", Known::Yes),
        ("auth.protocol.x", no(2, &[])),
        ("auth.protcol", no(1, &["protocol"])),
        ("auth.x-note.deep", Known::Unknown),
        ("routes[*].auth", Known::Yes),
        ("routes[3].auht", no(2, &["auth", "path"])),
        ("routes.auth", no(1, &[])),
        ("labels.any", Known::Yes),
        ("labels.any.thing", no(2, &[])),
        ("labels[*]", Known::Yes),
        ("raw.anything[0]", Known::Unknown),
        ("either.a", Known::Yes),
        ("either.c", no(1, &["a", "b"])),
        ("node.child.child.child", Known::Yes),
        ("node.child.child.chld", no(3, &["child"])),
        ("merged.left", Known::Yes),
        ("merged.middle", no(1, &["left", "right"])),
    ] {
        assert_eq!(
            closed.knows(&Path::parse(path).unwrap()),
            expected,
            "{path}"
        );
    }
    assert_eq!(
        closed.closed_at(&Path::parse("auth").unwrap()),
        Some(vec!["protocol".to_owned()])
    );
    assert_eq!(closed.closed_at(&Path::parse("raw").unwrap()), None);
    assert_eq!(
        closed.closed_at(&Path::parse("name").unwrap()),
        Some(Vec::new())
    );
    assert_eq!(closed.closed_at(&Path::default()).unwrap().len(), 8);
}

/// Something like a schema: known and unknown keywords, with values of all shapes.
fn schema_like() -> impl Strategy<Value = Value> {
    let keyword = prop::sample::select(KEYWORDS.split_whitespace().collect::<Vec<_>>());
    let scalar = prop_oneof![prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(3),
        json!(-1),
        json!(1.5),
        json!("a"),
        json!("^a+$"),
        json!("("),
        json!("(?i)x"),
        json!("string"),
        json!("object"),
        json!("array"),
        json!("number"),
        json!("date"),
        json!("regex"),
        json!("#"),
        json!("#/$defs/a"),
        json!("#/properties/a"),
        json!(["a", "b"]),
        json!(["a", "a"]),
        json!(["string", "object", "array", "number"]),
        json!([]),
        json!({}),
        json!({"a": ["b"]}),
        json!("https://json-schema.org/draft/2020-12/schema"),
    ]),];
    scalar.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::btree_map(keyword.clone(), inner.clone(), 0..6).prop_map(|map| {
                Value::Object(
                    map.into_iter()
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect(),
                )
            }),
            prop::collection::btree_map(keyword.clone(), inner.clone(), 0..6).prop_map(|map| {
                let mut map: serde_json::Map<_, _> = map
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect();
                map.insert(
                    "type".to_owned(),
                    json!(["object", "array", "string", "number", "null"]),
                );
                Value::Object(map)
            }),
            prop::collection::btree_map("[ab(^]", inner.clone(), 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
            prop::collection::vec(inner, 0..3).prop_map(Value::Array),
        ]
    })
}

const KEYWORDS: &str = "$comment $defs $id $ref $schema additionalProperties allOf anyOf const contains default dependentRequired \
     dependentSchemas deprecated description else enum examples exclusiveMaximum exclusiveMinimum format if items maxContains \
     maxItems maxLength maxProperties maximum minContains minItems minLength minProperties minimum multipleOf not oneOf pattern \
     patternProperties prefixItems properties propertyNames readOnly required then title type unevaluatedItems \
     unevaluatedProperties uniqueItems writeOnly definitions $anchor $dynamicRef owner";

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_passes_the_check_compiles_and_judges(schema in schema_like(), value in schema_like()) {
        if let Ok(schema) = load(&schema.to_string(), &SchemaFiles::default()) {
            breaches(&schema, &value.to_string());
            schema.knows(&Path::parse("a.b[0][*].a").unwrap());
        }
    }
}

#[test]
fn a_schema_that_leads_back_to_itself_in_many_ways_does_not_hang() {
    let entangled = schema(
        "{ type: object, properties: { a: { anyOf: [{ $ref: '#' }, { type: object, allOf: [{ $ref: '#' }] }] } }, required: [b] }",
    );
    let nested = |depth: usize| format!("{}{{}}{}", "{ b: 1, a: ".repeat(depth), "}".repeat(depth));
    assert_eq!(
        breaches(&entangled, &nested(2))
            .iter()
            .map(|line| line.split(" @").next().unwrap())
            .collect::<Vec<_>>(),
        ["a.a.b"]
    );
    let deep = breaches(&entangled, &nested(60));
    assert_eq!(deep.len(), 1);
    assert!(deep[0].ends_with("must meet its schema, which leads back to itself in too many ways to say where it is broken"));
    // One way back is no entanglement.
    let straight = schema("{ type: object, properties: { a: { $ref: '#' } }, required: [b] }");
    let found = breaches(&straight, &nested(60));
    assert!(found[0].ends_with("must have the field `b`"), "{found:?}");
}

#[test]
fn many_faults_in_a_large_map_do_not_take_its_square() {
    let fields = schema("{ type: object, additionalProperties: { type: string } }");
    let text = (0..10_000).fold(String::new(), |text, index| {
        text + format!("k{index}: 1\n").as_str()
    });
    let begin = std::time::Instant::now();
    assert_eq!(breaches(&fields, &text).len(), 10_000);
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
}

#[test]
fn a_schema_may_not_be_too_large() {
    let chain = |length: usize| {
        let links = (0..length).fold(String::new(), |text, index| {
            text + format!("  d{index}: {{ $ref: '#/$defs/d{}' }}\n", index + 1).as_str()
        });
        format!("$ref: '#/$defs/d0'\n$defs:\n{links}  d{length}: true\n")
    };
    assert_eq!(
        breaches(&schema(&chain(1_000)), "a: 1"),
        Vec::<String>::new()
    );
    let problems = load(&chain(5_100), &SchemaFiles::default()).unwrap_err();
    assert_eq!(
        problems
            .iter()
            .map(|problem| problem.code)
            .collect::<Vec<_>>(),
        ["schema::too-large"]
    );
}

#[test]
fn the_schemas_of_our_own_packs_load_and_compile() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut loaded = 0;
    for (name, path) in files_below(&folder) {
        if !name.ends_with(".schema.json") && !name.ends_with(".schema.yaml") {
            continue;
        }
        let reading = read_as(&name, &std::fs::read_to_string(&path).unwrap());
        let document = reading.tree.documents().next().unwrap();
        let problems = Problems::default();
        let schema = Schema::load(document.root(), &SchemaFiles::default(), &problems);
        let lines = problems.into_vec().into_iter().map(|problem| {
            format!(
                "{name}:{}: {}",
                problem.place.unwrap().start.line,
                problem.message
            )
        });
        assert_eq!(lines.collect::<Vec<_>>(), Vec::<String>::new());
        assert!(schema.unwrap().breaches_of_value(&json!(3)).is_ok());
        loaded += 1;
    }
    assert!(loaded > 0);
}
