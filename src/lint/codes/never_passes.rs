//! `lint::never-passes`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Subject, is_optional, path_of, schema_of};
use crate::lint::values::Values;
use crate::policy::{Choice, Level, Mandate, Standing, Test};
use crate::script::Constant;
use serde_json::Value;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::never-passes",
    level: Level::Deny,
    title: "a condition or a list of choices that nothing can meet",
    docs: "\
## What it finds

A condition or term whose value must be there and whose schema nothing meets: bounds that cross, parts of `allOf`
without a common value, a required field that a closed map refuses, `not: {}`, `type: 'null'` (a null counts as
absent); one that asks for what the schemas of all its manifest kinds refuse; a script that is `false`, or no truth at
all, whatever a manifest says; and a `may` of which every choice is retired.

## Why it matters

Every service fails, or a choice with such a term can never be taken, and no team can do anything about it.

## Example

```yaml
must:
  - id: backups
    at: spec.tier
    schema: { type: integer, minimum: 3, maximum: 1 }
    otherwise: give the service a tier from 1 to 3
```

## What to do

Correct the schema. That a value must not be there is written `schema: false` with `optional: true`.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = subject
        .asked()
        .filter_map(|asked| {
            let (why, help) = impossible(subject, asked.mandate, &asked.condition.test)?;
            let message = format!("`{}` can never pass: {why}", asked.condition.id.value);
            let keywords = [
                "enum",
                "const",
                "not",
                "required",
                "minimum",
                "minLength",
                "type",
            ];
            let place = match &asked.condition.test {
                Test::Script(script) => script.place().clone(),
                Test::Value { .. } => asked.keyword_place(&keywords),
            };
            Some(Remark::at(place, message).help(help))
        })
        .collect();
    remarks.extend(subject.each_mandate(|mandate| {
        let may = mandate.may.as_ref()?;
        let gone = |choice: &Choice| choice.standing == Standing::Retired;
        may.choices.iter().all(gone).then(|| {
            let message = format!(
                "every choice of `{}` is retired: none can be taken",
                mandate.id
            );
            Remark::at(may.place.clone(), message)
                .help("offer a choice that can be taken, or retire the mandate")
        })
    }));
    remarks
}

/// Why a test cannot hold, and what to do.
pub(super) fn impossible(
    subject: &Subject<'_>,
    mandate: &Mandate,
    test: &Test,
) -> Option<(String, &'static str)> {
    if let Test::Script(script) = test {
        return match script.constant()? {
            Constant::Truth(true) => None,
            Constant::Truth(false) => Some((
                "its script is false whatever a manifest says".to_owned(),
                "ask something of the manifest, or remove the condition",
            )),
            Constant::Other(word) => Some((
                format!("its script ends in {word}, not in true or false"),
                "end the script in a comparison",
            )),
        };
    }
    if is_optional(test) {
        return None;
    }
    let schema = schema_of(test)?;
    let values = Values::of(schema.value());
    let refused = |value: &Value| {
        schema
            .breaches_of_value(value)
            .is_ok_and(|all| !all.is_empty())
    };
    let listed = values.only.as_deref().unwrap_or_default();
    if values.is_empty() || (!listed.is_empty() && listed.iter().all(refused)) {
        return Some((
            "no value meets its schema".to_owned(),
            "that a value must not be there is written `schema: false` with `optional: true`",
        ));
    }
    let path = path_of(test)?;
    let own = values.below(path, false);
    let mut found = None;
    for (kind, allowed) in subject.shapes(mandate, path)? {
        let apart = own.apart(&allowed)?;
        let [asks, allows] = apart.words();
        let why = format!(
            "a manifest of kind `{kind}` has {allows} at `{}`, and this asks for {asks}",
            apart.path
        );
        found = found.or(Some(why));
    }
    Some((
        found?,
        "ask for what the schema of the manifest kind allows there",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    fn with(schema: &str) -> String {
        format!("must: [{{ id: a, at: spec.tier, {schema}, otherwise: x }}]\n")
    }

    #[test]
    fn schemas_that_nothing_meets() {
        for schema in [
            "schema: { type: integer, minimum: 3, maximum: 2 }",
            "schema: { type: 'null' }",
            "schema: false",
            "schema: { type: object, required: [a], additionalProperties: false }",
            "schema: { not: {} }",
            "schema: { type: string, enum: [a, b], pattern: ^c }",
            "schema: { const: a, not: { const: a } }",
        ] {
            assert_eq!(
                said(&CODE, &with(schema)),
                ["5: `a` can never pass: no value meets its schema"],
                "{schema}"
            );
        }
    }

    #[test]
    fn what_the_schema_of_the_kind_refuses() {
        let exposure = |schema: &str| {
            format!("must: [{{ id: a, at: spec.exposure, schema: {schema}, otherwise: x }}]\n")
        };
        assert_eq!(
            said(&CODE, &exposure("{ enum: [publick] }")),
            [
                "5: `a` can never pass: a manifest of kind `service` has `public` or `partner` or `internal` at `spec.exposure`, and this asks for `publick`"
            ]
        );
        assert_eq!(said(&CODE, &exposure("{ type: integer }")).len(), 1);
        assert_eq!(
            said(
                &CODE,
                "must: [{ id: a, at: spec.auth, schema: { type: object, required: [protocoll] }, otherwise: x }]\n"
            ),
            [
                "5: `a` can never pass: a manifest of kind `service` has nothing at `spec.auth.protocoll`, and this asks for something"
            ]
        );
        assert!(said(&CODE, &exposure("{ enum: [publick, partner] }")).is_empty());
        assert!(said(&CODE, &exposure("{ type: string, pattern: ^p }")).is_empty());
        // A kind without a schema lets it be.
        let kinds = [
            "appliesTo: { kinds: [service, score] }\n",
            &exposure("{ enum: [publick] }"),
        ]
        .concat();
        assert!(said(&CODE, &kinds).is_empty());
        let each = ["each: siblings\n", &exposure("{ enum: [publick] }")].concat();
        assert!(said(&CODE, &each).is_empty());
    }

    #[test]
    fn scripts_that_are_no_question() {
        let with =
            |script: &str| format!("must: [{{ id: a, script: '{script}', otherwise: x }}]\n");
        for script in ["false", "1 == 2", "!true", "true && 1 > 2"] {
            assert_eq!(
                said(&CODE, &with(script)),
                ["5: `a` can never pass: its script is false whatever a manifest says"],
                "{script}"
            );
        }
        assert_eq!(
            said(&CODE, &with("-7")),
            ["5: `a` can never pass: its script ends in an integer, not in true or false"]
        );
        for script in [
            "it.spec.tier == 1",
            "fail(\"x\"); false",
            "true",
            "false || it.spec.tier == 1",
        ] {
            assert!(said(&CODE, &with(script)).is_empty(), "{script}");
        }
    }

    #[test]
    fn choices_that_are_all_gone() {
        let with = |standing: &str| {
            format!(
                "may: {{ at: spec.tier, choices: [{{ id: a, standing: retired }}, {{ id: b, standing: {standing} }}] }}\n"
            )
        };
        assert_eq!(
            said(&CODE, &with("retired")),
            ["5: every choice of `one` is retired: none can be taken"]
        );
        assert!(said(&CODE, &with("retiring")).is_empty());
    }

    #[test]
    fn schemas_that_something_meets_or_nobody_knows() {
        for schema in [
            "schema: { type: integer, minimum: 3, maximum: 3 }",
            "schema: false, optional: true",
            "schema: { type: string, pattern: 'a^' }",
            "schema: { type: string, enum: [a, b], pattern: ^b }",
            "schema: { not: { type: integer } }",
        ] {
            assert!(said(&CODE, &with(schema)).is_empty(), "{schema}");
        }
    }
}
