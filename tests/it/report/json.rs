//! What programs read.

use super::build::{self, rich};
use super::{array, json, render};
use crate::support::mustmay;
use mustmay::report::Style;
use mustmay::report::check::Format;
use mustmay::source::Span;
use serde_json::{Value, json as value};
use std::path::Path;

/// The schema that users are given.
fn schema() -> Value {
    serde_json::from_str(include_str!("../../../schemas/report.schema.json")).unwrap()
}

/// The same, but fields that it does not name are refused: what we write must be described.
fn closed(mut schema: Value) -> Value {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(fields) => {
                let whole = fields.get("type") == Some(&value!("object"));
                if whole && fields.contains_key("properties") {
                    fields.insert("additionalProperties".to_owned(), value!(false));
                }
                for (_, inner) in fields {
                    close(inner);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

#[track_caller]
pub(super) fn assert_valid(report: &Value) {
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(&closed(schema())).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn of_everything() {
    insta::assert_snapshot!(render(&rich(), Format::Json, &Style::default()));
}

#[test]
fn reports_are_as_the_schema_says() {
    assert!(jsonschema::meta::is_valid(&schema()));
    assert_valid(&json(&rich()));
    assert_valid(&json(&build::report(Vec::new(), Vec::new())));
    let mut refused = build::report(Vec::new(), Vec::new());
    refused.set = None;
    refused.run.repository = None;
    refused.run.commit = None;
    refused.run.dirty = None;
    assert_valid(&json(&refused));
}

/// A field that is renamed or dropped breaks programs: the schema must tell, for every field of every object.
#[test]
fn the_schema_notices_every_missing_field() {
    const MAY_BE_LEFT_OUT: &[&str] = &["serviceOwner", "next", "declared", "unanswered", "more"];
    let validator = jsonschema::options().build(&schema()).unwrap();
    let report = json(&rich());
    let mut paths = Vec::new();
    fields(&report, "", &mut paths);
    assert!(paths.len() > 300);
    for path in paths {
        let (parent, field) = path.rsplit_once('/').unwrap();
        let mut broken = report.clone();
        let object = broken.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        object.remove(field).unwrap();
        let noticed = !validator.is_valid(&broken);
        let optional = MAY_BE_LEFT_OUT.contains(&field) && parent.starts_with("/outcomes/");
        assert!(noticed || optional, "{path}");
    }
}

fn fields(value: &Value, at: &str, paths: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                let path = format!("{at}/{name}");
                fields(inner, &path, paths);
                paths.push(path);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                fields(inner, &format!("{at}/{index}"), paths);
            }
        }
        _ => {}
    }
}

/// Beside the snapshot, which would keep a wrong place as faithfully as a right one.
#[test]
fn every_location_is_where_it_says() {
    let report = json(&rich());
    let mut seen = 0;
    locations(&report, &mut |location| {
        let number = |field: &str| u32::try_from(location[field].as_u64().unwrap()).unwrap();
        let file = location["file"].as_str().unwrap();
        let source = build::source(file);
        let span = Span::new(number("offset"), number("offset") + number("length"));
        let place = source.place(span);
        assert!(!source.slice(span).is_empty(), "{location}");
        assert_eq!(
            source.slice(span),
            &place.excerpt.text[place.underlined()],
            "{location}"
        );
        // Counted from the text, not taken from the place.
        let before = &source.text()[..span.range().start];
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        assert_eq!(number("line") as usize, before.matches('\n').count() + 1);
        assert_eq!(number("column") as usize, column);
        assert_eq!(number("endLine"), number("line"));
        let columns = source.slice(span).chars().count();
        assert_eq!(number("endColumn") as usize, column + columns);
        seen += 1;
    });
    assert!(seen > 10);
}

fn locations(value: &Value, see: &mut dyn FnMut(&Value)) {
    match value {
        Value::Object(object) => {
            if object.contains_key("offset") {
                see(value);
            }
            object.values().for_each(|inner| locations(inner, see));
        }
        Value::Array(items) => items.iter().for_each(|inner| locations(inner, see)),
        _ => {}
    }
}

#[test]
fn every_mandate_is_there_for_every_service() {
    let report = json(&rich());
    let pairs: Vec<(&str, &str)> = array(&report, "outcomes")
        .iter()
        .map(|one| {
            (
                one["service"].as_str().unwrap(),
                one["mandate"].as_str().unwrap(),
            )
        })
        .collect();
    let expected: Vec<(&str, &str)> = ["checkout", "till", "queue"]
        .into_iter()
        .flat_map(|service| {
            ["encrypted", "no-latest", "user-auth"].map(|mandate| (service, mandate))
        })
        .collect();
    assert_eq!(pairs, expected);
    let last = array(&report, "outcomes").last().unwrap();
    assert_eq!(
        (&last["verdict"], &last["reason"]),
        (&value!("not-applicable"), &value!("kind"))
    );
}

/// Not only the reports that are made by hand here.
#[test]
fn real_reports_are_as_the_schema_says() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for example in [
        "backstage",
        "compose",
        "kubernetes",
        "score",
        "service",
        "shop",
    ] {
        let run = mustmay(&examples.join(example), &["check", "--format", "json"], &[]);
        assert_eq!(run.err, "");
        let report: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(report["exitCode"], run.code);
        assert!(!array(&report, "outcomes").is_empty(), "{example}");
        assert_valid(&report);
    }
}
