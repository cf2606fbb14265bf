//! `lint::choice-unreachable`

use crate::document::Path;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Asked, Subject, judged_wherever, share_kind};
use crate::lint::values::Values;
use crate::policy::{Choice, Level, Standing, Subject as About};
use serde_json::Value;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::choice-unreachable",
    level: Level::Deny,
    title: "a choice is offered that a condition at the same path refuses",
    docs: "\
## What it finds

A choice of which every spelling is refused by a condition at the path where the choice is named, in the same mandate
or in another that judges the same services.

## Why it matters

The mandate promises a freedom that does not exist: whoever takes the choice fails.

## Example

```yaml
must:
  - id: known-providers
    at: spec.auth.provider
    schema: { enum: [okta, auth0] }
    otherwise: name a known provider
may:
  at: spec.auth.provider
  choices:
    - id: okta
    - id: auth0
    - id: keycloak
```

## What to do

Let the condition accept the choice, or take the choice out. Choices do not need a condition that lists them again:
`may` already refuses everything else.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for mandate in &subject.set.mandates {
        let Some(may) = &mandate.may else { continue };
        let Some(About::At(path)) = &may.subject else {
            continue;
        };
        let refusing: Vec<Asked<'_>> = subject
            .asked()
            .filter(|asked| {
                asked.choice.is_none()
                    && asked.path() == Some(&path.value)
                    && share_kind(mandate, asked.mandate)
                    && judged_wherever(mandate, asked.mandate)
            })
            .collect();
        for choice in &may.choices {
            let refused = refusing.iter().find(|asked| refuses(asked, choice));
            if let Some(asked) = refused
                && choice.when.is_none()
                && choice.standing != Standing::Retired
            {
                remarks.push(remark(choice, asked, path));
            }
        }
    }
    remarks
}

fn remark(choice: &Choice, asked: &Asked<'_>, path: &Path) -> Remark {
    let message = format!(
        "`{}` cannot be chosen: `{}/{}` refuses it at `{path}`",
        choice.id.value, asked.mandate.id, asked.condition.id.value
    );
    Remark::at(choice.place.clone(), message)
        .related(
            "refuses it",
            asked.keyword_place(&["const", "enum", "pattern", "type"]),
        )
        .help("let the condition accept it, or take the choice out")
}

/// Whether a condition refuses every spelling of a choice, and lists, in which it could be named, as well.
fn refuses(asked: &Asked<'_>, choice: &Choice) -> bool {
    let Some(schema) = asked.schema() else {
        return false;
    };
    if Values::of(schema.value()).has_lists() {
        return false;
    }
    let spellings = choice.names.iter().chain([&choice.id.value]);
    let mut values = spellings.flat_map(|name| {
        // A name may be written as a number or a boolean too.
        let other = serde_json::from_str::<Value>(name).ok();
        [Some(Value::String(name.clone())), other]
    });
    let refused = |value: Value| {
        schema
            .breaches_of_value(&value)
            .is_ok_and(|breaches| !breaches.is_empty())
    };
    values.all(|value| value.is_none_or(refused))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    fn with(schema: &str, choice: &str) -> String {
        format!(
            "must: [{{ id: m, at: spec.tier, schema: {schema}, otherwise: x }}]\n\
             may: {{ at: spec.tier, choices: [{{ id: a }}, {{ id: {choice} }}] }}\n"
        )
    }

    #[test]
    fn every_spelling_must_be_refused() {
        assert_eq!(
            said(&CODE, &with("{ enum: [a] }", "b, names: [bb]")),
            ["6: `b` cannot be chosen: `one/m` refuses it at `spec.tier`"]
        );
        assert!(said(&CODE, &with("{ enum: [a, bb] }", "b, names: [bb]")).is_empty());
        assert!(said(&CODE, &with("{ enum: [a, 2] }", "b, names: [\"2\"]")).is_empty());
    }

    #[test]
    fn evidence_lists_and_retired_choices_are_another_matter() {
        for (schema, choice) in [
            ("{ enum: [a] }", "b, when: it.spec.tier == 2"),
            ("{ type: array, items: { type: string } }", "b"),
            ("{ enum: [a] }", "b, standing: retired, instead: a"),
        ] {
            assert!(said(&CODE, &with(schema, choice)).is_empty(), "{schema}");
        }
    }

    #[test]
    fn a_condition_of_other_services_refuses_nothing_here() {
        let text = "appliesTo: { kinds: [service], when: 'it.spec.exposure == \"public\"' }\n\
                    must: [{ id: m, at: spec.tier, schema: { enum: [a] }, otherwise: x }]\n---\n\
                    may: { at: spec.tier, choices: [{ id: a }, { id: b }] }\n";
        assert!(said(&CODE, text).is_empty());
    }
}
