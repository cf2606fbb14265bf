//! Our own schemas say what the decoders say: neither knows a field that the other does not.
//!
//! Full documents of every kind are broken in every place and in many ways. What the schema refuses the decoder
//! must refuse, so that an editor never frets about what is fine; and where the decoder refuses the shape of a
//! document the schema must too.

use crate::documents::{files_below, json_of, read_as};
use crate::support::{Folder, mustmay};
use jsonschema::Validator;
use mustmay::commands::schema::SCHEMAS;
use mustmay::config::Config;
use mustmay::diagnostic::{Diagnostic, Problems};
use mustmay::policy::{PackFiles, PolicySet};
use mustmay::source::Source;
use mustmay::testing::suites;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A field that nobody knows, nor mistypes.
const STRANGE: &str = "qqqqqqqqqqqqqqqq";

/// The codes of problems with a document's shape; others are about what it means.
const SHAPE: &[&str] = &[
    "policy::api-version",
    "policy::condition",
    "policy::id",
    "policy::kind",
    "policy::mandate",
    "policy::missing-field",
    "policy::no-value",
    "policy::type",
    "policy::unknown-field",
    "policy::unknown-word",
    "script::text",
    "test::findings",
    "test::manifest",
];

/// What the decoder refuses and a schema cannot: the owner may stand in the pack.
const BEYOND: &[&str] = &["/metadata/owner"];

const THING: &str = "
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: thing }
when: is_map(doc.spec)
facts: { exposure: it.spec.exposure }
";

const MANDATES: &[&str] = &[
    r#"
apiVersion: mustmay/v1
kind: Mandate
metadata:
  id: full
  title: All that a mandate can say
  owner: platform
  rationale: So that nothing is forgotten.
  docs: https://example.com
  controls: [A 1]
  since: 2026-01-15
  reviewBy: 2026-12-31
appliesTo: { kinds: [thing], when: facts.exposure == "public" }
each: it.spec.items
where: [it.a == 1, { at: b, schema: { const: 1 }, optional: true }]
must:
  - { id: protocol, at: a.b, schema: { type: string }, optional: true, otherwise: do it }
  - { id: engine, value: it.engine, otherwise: do it }
  - { id: script, script: it.c == 1, otherwise: do it }
may:
  at: provider
  pick: one
  choices:
    - { id: iam, standing: preferred, offeredBy: platform, names: [IAM] }
    - id: own
      when: { value: it.own, schema: { const: true } }
      requires: [{ id: review, at: review, otherwise: get one }]
    - { id: old, standing: retiring, until: 2027-03-31, instead: iam }
free: ["spec.session", "spec.x[*].y"]
unless: { reviewers: [security], approvals: 1, maxDays: 90, maxRenewals: 1, emergency: { maxDays: 3 } }
enforce:
  - { level: advise, from: 2026-01-15 }
  - { level: deny, from: 2026-06-01, when: { script: service.tier == "1" } }
data: { a: 1 }
accountability:
  satisfactionFloor: 65
  wouldKeepFloor: 50
  maxExceptionRate: 10
  decliningQuarters: 2
  respondWithin: 2
  notWorse: [leadTime]
workarounds: [{ id: wraps, files: ["**/*.sh"], shebang: [bash], regex: a+ }]
"#,
    r"
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: short, owner: platform, rationale: Short., reviewBy: 2026-12-31 }
appliesTo: { kinds: thing, when: [{ at: spec.a }] }
must: [{ id: a, schema: { type: object }, otherwise: do it }]
data: { a: 1 }
unless: never
enforce: deny
",
    r"
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: evidence, owner: platform, rationale: Short., reviewBy: 2026-12-31 }
appliesTo: { kinds: [thing] }
may: { value: it.a, choices: [{ id: a, when: it.a == 1 }] }
",
];

const KINDS: &[&str] = &[
    r#"
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: full, title: All that a kind can say }
claims: [full.yaml]
files: ["full-*.yaml"]
when: [is_map(doc.spec), { at: spec.a, schema: { const: 1 }, optional: true }, { value: doc.a }]
schema: { type: object }
services: { each: doc.spec, name: key(it), owner: it.owner }
facts: { exposure: it.exposure }
data: { a: 1 }
"#,
    r"
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: short }
when: { script: doc.a == 1 }
schema: a.schema.json
",
];

const PACKS: &[&str] = &[r#"
apiVersion: mustmay/v1
kind: Pack
metadata: { id: bank, version: 2.3.0, title: The bank }
requires: { mustmay: ">=0.1" }
expects: [{ kind: thing, atLeast: 1 }]
levels: { active: allow, expiring: warn, pending: warn, expired: deny, unapproved: deny, overlong: deny,
  forbidden: deny, not-yet: deny, revoked: allow, unneeded: warn, grown: advise, orphaned: warn, unanswered: warn }
defaults: { owner: platform, enforce: warn }
"#];

const CONFIGS: &[&str] = &[r#"
apiVersion: mustmay/v1
kind: Config
policies: [policies, "builtin:starter"]
exceptions: [exceptions]
manifests: { include: ["*.service"], exclude: [vendor/] }
"#];

const TESTS: &[&str] = &[r"
apiVersion: mustmay/v1
kind: MandateTest
metadata: { id: anything }
mandate: short
asOf: 2026-07-01
cases:
  - name: a case
    kind: thing
    manifest: { spec: {} }
    service: a
    asOf: 2026-07-02
    expect: fail
    level: deny
    choices: [a]
    findings: [{ condition: a, at: spec.a, message: do }]
    data: { a: 1 }
    exceptions: []
    repository: shop/checkout
  - { name: another, kind: thing, manifestFile: a.yaml, expect: pass, findings: [] }
"];

type Decode = fn(&Value) -> Vec<Diagnostic>;

/// The kinds of files that people write, each with full documents and what decodes them.
const FILES: &[(&str, &[&str], Decode)] = &[
    ("config", CONFIGS, config),
    ("mandate", MANDATES, mandate),
    ("mandate-test", TESTS, test),
    ("manifest-kind", KINDS, kind),
    ("pack", PACKS, pack),
];

fn config(document: &Value) -> Vec<Diagnostic> {
    let source = Source::new("mustmay.yaml", document.to_string());
    Config::read(&source).err().unwrap_or_default()
}

fn mandate(document: &Value) -> Vec<Diagnostic> {
    of_set(&[("a.yaml", document.to_string())])
}

fn kind(document: &Value) -> Vec<Diagnostic> {
    let schema = "{}".to_owned();
    of_set(&[("a.yaml", document.to_string()), ("a.schema.json", schema)])
}

fn pack(document: &Value) -> Vec<Diagnostic> {
    of_set(&[("pack.yaml", document.to_string())])
}

fn of_set(files: &[(&str, String)]) -> Vec<Diagnostic> {
    load(files).err().unwrap_or_default()
}

fn test(document: &Value) -> Vec<Diagnostic> {
    let loaded = load(&[
        ("m.yaml", MANDATES[1].to_owned()),
        ("m_test.yaml", document.to_string()),
    ]);
    match loaded {
        Ok(set) => {
            let problems = Problems::default();
            suites(&set, &problems);
            problems.into_vec()
        }
        Err(problems) => problems,
    }
}

fn load(files: &[(&str, String)]) -> Result<PolicySet, Vec<Diagnostic>> {
    let mut files: Vec<_> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), Source::new(*name, text.as_str())))
        .collect();
    files.push(("thing.yaml".to_owned(), Source::new("thing.yaml", THING)));
    let shown = "pack".to_owned();
    PolicySet::load(&[PackFiles {
        shown,
        files,
        embedded: false,
    }])
    .map(|(set, _)| set)
}

fn schema(name: &str) -> Value {
    let schema = SCHEMAS.iter().find(|schema| schema.name == name);
    let schema = schema.unwrap_or_else(|| panic!("there is no schema of {name}"));
    serde_json::from_str(schema.text).unwrap()
}

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).unwrap()
}

fn document(text: &str) -> Value {
    let reading = read_as("x.yaml", text);
    assert_eq!(reading.diagnostics, []);
    json_of(&reading).remove(0)
}

/// Every place of a document that its schema describes, as a pointer; a closed map with the fields that it knows.
type Places = BTreeMap<String, BTreeSet<String>>;

/// The schema and all that it refers to for the same value.
fn all_of<'s>(root: &'s Value, schema: &'s Value, found: &mut Vec<&'s Value>) {
    found.push(schema);
    if let Some(to) = schema["$ref"].as_str() {
        all_of(root, root.pointer(&to[1..]).unwrap(), found);
    }
    for word in ["anyOf", "oneOf", "allOf"] {
        for inner in schema[word].as_array().into_iter().flatten() {
            all_of(root, inner, found);
        }
    }
}

fn places(root: &Value, schemas: &[&Value], value: &Value, at: &str, found: &mut Places) {
    let mut all = Vec::new();
    for schema in schemas {
        all_of(root, schema, &mut all);
    }
    let closed = || {
        all.iter()
            .filter(|one| one["additionalProperties"] == json!(false))
    };
    let fields = closed().flat_map(|one| one["properties"].as_object().into_iter().flatten());
    found.insert(
        at.to_owned(),
        fields.map(|(name, _)| name.clone()).collect(),
    );
    for (name, inner) in value.as_object().into_iter().flatten() {
        let schemas: Vec<&Value> = all
            .iter()
            .filter_map(|one| match &one["properties"][name] {
                Value::Null if one["additionalProperties"].is_object() => {
                    Some(&one["additionalProperties"])
                }
                Value::Null => None,
                described => Some(described),
            })
            .collect();
        if !schemas.is_empty() {
            places(root, &schemas, inner, &format!("{at}/{name}"), found);
        }
    }
    for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
        let schemas: Vec<&Value> = all.iter().filter_map(|one| one.get("items")).collect();
        if !schemas.is_empty() {
            places(root, &schemas, inner, &format!("{at}/{index}"), found);
        }
    }
}

fn places_of(schema: &Value, document: &Value) -> Places {
    let mut found = Places::new();
    places(schema, &[schema], document, "", &mut found);
    found
}

#[test]
fn full_documents_are_fine() {
    for (name, texts, decode) in FILES {
        let schema = schema(name);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        let validator = validator(&schema);
        for text in *texts {
            let document = document(text);
            assert_eq!(decode(&document), [], "{name}");
            let errors: Vec<String> = validator
                .iter_errors(&document)
                .map(|error| format!("{name}{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, [""; 0]);
        }
    }
}

/// The decoder tells what it knows when it meets a field that it does not.
#[test]
fn decoders_and_schemas_know_the_same_fields() {
    for (name, texts, decode) in FILES {
        let schema = schema(name);
        let mut maps = 0;
        for text in *texts {
            let document = document(text);
            for (at, known) in places_of(&schema, &document) {
                let mut broken = document.clone();
                let Some(map) = broken.pointer_mut(&at).unwrap().as_object_mut() else {
                    continue;
                };
                if known.is_empty() {
                    continue;
                }
                map.insert(STRANGE.to_owned(), json!(1));
                let told = decode(&broken).into_iter().find_map(|problem| {
                    let help = problem.help.filter(|_| problem.message.contains(STRANGE))?;
                    let (_, names) = help.split_once(" knows ")?;
                    Some(
                        names
                            .split(", ")
                            .map(str::to_owned)
                            .collect::<BTreeSet<_>>(),
                    )
                });
                assert_eq!(told, Some(known), "{name}{at}");
                maps += 1;
            }
        }
        assert!(maps > 1, "{name} has {maps} maps");
    }
}

#[test]
fn decoders_and_schemas_refuse_the_same_shapes() {
    let wrong = [
        json!(null),
        json!(7),
        json!(true),
        json!(""),
        json!("x"),
        json!([]),
        json!(["x y"]),
        json!({ STRANGE: 1 }),
    ];
    let mut failed = BTreeSet::new();
    for (name, texts, decode) in FILES {
        let schema = schema(name);
        let validator = validator(&schema);
        let mut tried = 0;
        let mut compare = |at: &str, what: &str, broken: &Value| {
            let problems = decode(broken);
            let shape: BTreeSet<&str> = problems
                .iter()
                .map(|problem| problem.code)
                .filter(|code| SHAPE.contains(code))
                .collect();
            let refused = problems.iter().any(Diagnostic::is_error);
            let schema_refuses = !validator.is_valid(broken);
            tried += 1;
            if schema_refuses && !refused {
                failed.insert(format!("{name}{at} {what}: the schema alone refuses it"));
            }
            if !schema_refuses && !shape.is_empty() && !BEYOND.contains(&at) {
                failed.insert(format!(
                    "{name}{at} {what}: the schema takes it, not {shape:?}"
                ));
            }
        };
        for text in *texts {
            let document = document(text);
            for (at, known) in places_of(&schema, &document) {
                for value in &wrong {
                    let mut broken = document.clone();
                    *broken.pointer_mut(&at).unwrap() = value.clone();
                    compare(&at, &format!("= {value}"), &broken);
                }
                for field in &known {
                    let path = format!("{at}/{field}");
                    let mut broken = document.clone();
                    let Some(map) = broken.pointer_mut(&at).unwrap().as_object_mut() else {
                        continue;
                    };
                    if map.remove(field).is_none() {
                        map.insert(field.clone(), json!("x"));
                        compare(&path, "added", &broken);
                    } else {
                        compare(&path, "removed", &broken);
                    }
                }
            }
        }
        assert!(tried > 50, "{name}: {tried}");
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// What stands in the schema of a condition is checked while it is written, without a network.
#[test]
fn an_editor_looks_into_the_schemas_of_conditions() {
    let validator = validator(&schema("mandate"));
    let with = |schema: &str| {
        let text = format!(
            "apiVersion: mustmay/v1\nkind: Mandate\n\
             metadata: {{ id: a, owner: b, rationale: c, reviewBy: 2027-01-01 }}\n\
             appliesTo: {{ kinds: [thing] }}\n\
             must: [{{ id: m, at: spec.tier, schema: {schema}, otherwise: x }}]\n"
        );
        document(&text)
    };
    for wrong in [
        "{ type: integer, minimun: 1 }",
        "{ type: int }",
        "{ type: string, format: dates }",
        "{ type: array, items: [{ type: string }] }",
        "{ type: object, properties: { a: { type: string, maxLenght: 3 } } }",
        "{ anyOf: [] }",
        "{ type: object, required: a }",
    ] {
        let document = with(wrong);
        assert!(!validator.is_valid(&document), "{wrong}");
        assert!(
            mandate(&document).iter().any(Diagnostic::is_error),
            "{wrong}"
        );
    }
    for right in [
        "true",
        "{ type: [integer, 'null'], minimum: 1, description: tiers }",
        "{ type: object, patternProperties: { ^a: true }, required: [a], dependentRequired: { a: [b] } }",
        "{ type: string, format: date, if: { pattern: ^2 }, then: { maxLength: 3 } }",
        "{ $ref: '#/$defs/x', $defs: { x: { const: [1, { a: null }] } } }",
    ] {
        let document = with(right);
        assert!(validator.is_valid(&document), "{right}");
        assert_eq!(mandate(&document), [], "{right}");
    }
}

#[test]
fn every_field_is_described() {
    fn look(root: &Value, schema: &Value, at: &str, silent: &mut Vec<String>) {
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let mut all = Vec::new();
            all_of(root, field, &mut all);
            let closed = schema["additionalProperties"] == json!(false);
            // The answers of a survey speak for themselves.
            let counted = name.parse::<u8>().is_ok() || ["yes", "no", "unsure"].contains(&&**name);
            if closed && !counted && !all.iter().any(|one| one["description"].is_string()) {
                silent.push(format!("{at}/{name}"));
            }
        }
        match schema {
            Value::Object(fields) => {
                for (name, inner) in fields {
                    look(root, inner, &format!("{at}/{name}"), silent);
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    look(root, inner, &format!("{at}/{index}"), silent);
                }
            }
            _ => {}
        }
    }
    let mut silent = Vec::new();
    for one in SCHEMAS {
        // Nobody writes a history by hand.
        if one.name == "history" {
            continue;
        }
        let schema = schema(one.name);
        assert!(jsonschema::meta::is_valid(&schema), "{}", one.name);
        assert!(schema["title"].is_string() && schema["description"].is_string());
        look(&schema, &schema, one.name, &mut silent);
    }
    assert_eq!(silent, [""; 0]);
}

/// Our policies, examples and acceptance mandates, as an editor would see them.
#[test]
fn our_own_files_are_as_the_schemas_say() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut errors = Vec::new();
    for folder in ["policies", "examples", "tests/acceptance"] {
        for (name, path) in files_below(&package.join(folder)) {
            if path.extension().is_none_or(|ending| ending != "yaml") || name.contains("testdata/")
            {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            for document in json_of(&read_as(&name, &text)) {
                if document["apiVersion"] != json!("mustmay/v1") {
                    continue;
                }
                let kind = document["kind"].as_str().unwrap();
                let schema = schema(&kebab(kind));
                *seen.entry(kind.to_owned()).or_default() += 1;
                for error in validator(&schema).iter_errors(&document) {
                    errors.push(format!("{folder}/{name}{}: {error}", error.instance_path()));
                }
            }
        }
    }
    assert_eq!(errors, [""; 0]);
    for kind in [
        "Config",
        "Mandate",
        "MandateTest",
        "ManifestKind",
        "Pack",
        "Service",
    ] {
        assert!(seen.contains_key(kind), "{kind} is in none of {seen:?}");
    }
}

fn kebab(kind: &str) -> String {
    let mut name = String::new();
    for c in kind.chars() {
        if c.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(c.to_lowercase());
    }
    name
}

/// `groups.yaml` has no kind; it is read with the ledger.
#[test]
fn groups_are_what_the_ledger_reads() {
    let folder = Folder::repository();
    folder
        .write(
            "mustmay.yaml",
            "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\nexceptions: [exceptions]\n",
        )
        .write("policies/short.yaml", &MANDATES[1].replace("kinds: thing", "kinds: service"));
    let validator = validator(&schema("groups"));
    for (text, is_fine) in [
        ("security: [sam@example.com]\nplatform: []\n", true),
        ("kind: Groups\nsecurity: [a, b]\n", true),
        ("kind: [sam@example.com]\n", true),
        ("security: sam@example.com\n", false),
        ("security: [1]\n", false),
        ("security: { sam: true }\n", false),
        ("- sam@example.com\n", false),
    ] {
        folder.write("exceptions/groups.yaml", text);
        let code = if is_fine { 0 } else { 2 };
        mustmay(folder.path(), &["exceptions", "list"], &[]).expect(code, &[]);
        assert_eq!(validator.is_valid(&document(text)), is_fine, "{text}");
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in [
        "examples/ledger/exceptions/groups.yaml",
        "examples/fleet/exceptions/groups.yaml",
    ] {
        let text = std::fs::read_to_string(package.join(path)).unwrap();
        assert!(validator.is_valid(&document(&text)), "{path}");
    }
}

#[test]
fn the_schema_of_a_service_is_that_of_its_manifest_kind() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = |path: &str| std::fs::read_to_string(package.join(path)).unwrap();
    assert_eq!(
        text("schemas/service.schema.json"),
        text("policies/kinds/service.schema.json"),
        "copy it from policies/kinds to schemas"
    );
}

#[test]
fn every_schema_is_printed() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = mustmay(package, &["schema"], &[]).expect(0, &[]).out;
    let listed: Vec<&str> = listed
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    let mut files: Vec<String> = files_below(&package.join("schemas"))
        .into_iter()
        .map(|(name, _)| name.strip_suffix(".schema.json").unwrap().to_owned())
        .collect();
    files.sort();
    assert_eq!(listed, files);
    for name in &files {
        let file = package.join(format!("schemas/{name}.schema.json"));
        let run = mustmay(package, &["schema", name], &[]).expect(0, &[]);
        assert_eq!(run.out, std::fs::read_to_string(file).unwrap());
    }
    mustmay(package, &["schema", "ManifestKind"], &[]).expect(0, &["urn:mustmay:manifest-kind"]);
    mustmay(package, &["schema", "mandat"], &[]).expect(2, &["did you mean `mandate`?"]);
    mustmay(package, &["schema", "x"], &[])
        .expect(2, &["there are schemas of challenge, config, "]);
}
