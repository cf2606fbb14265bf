//! `lint::never-passes`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Asked, Subject};
use crate::lint::values::Values;
use crate::policy::Level;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::never-passes",
    level: Level::Deny,
    title: "a condition asks for a value that cannot be",
    docs: "\
## What it finds

A condition or term whose value must be there and whose schema nothing meets: bounds that cross, parts of `allOf`
without a common value, a required field that a closed map refuses, `type: 'null'` (a null counts as absent).

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
    subject
        .asked()
        .filter(fails_always)
        .map(|asked| {
            let message = format!(
                "`{}` can never pass: no value meets its schema",
                asked.condition.id.value
            );
            let keywords = ["enum", "const", "required", "minimum", "minLength", "type"];
            Remark::at(asked.keyword_place(&keywords), message).help(
                "that a value must not be there is written `schema: false` with `optional: true`",
            )
        })
        .collect()
}

fn fails_always(asked: &Asked<'_>) -> bool {
    !asked.is_optional()
        && asked
            .schema()
            .is_some_and(|schema| Values::of(schema.value()).is_empty())
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
        ] {
            assert_eq!(
                said(&CODE, &with(schema)),
                ["5: `a` can never pass: no value meets its schema"],
                "{schema}"
            );
        }
    }

    #[test]
    fn schemas_that_something_meets_or_nobody_knows() {
        for schema in [
            "schema: { type: integer, minimum: 3, maximum: 3 }",
            "schema: false, optional: true",
            "schema: { type: string, pattern: 'a^' }",
        ] {
            assert!(said(&CODE, &with(schema)).is_empty(), "{schema}");
        }
    }
}
