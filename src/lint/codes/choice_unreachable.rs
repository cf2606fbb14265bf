//! `lint::choice-unreachable`

use super::contradiction::apart;
use crate::document::Path;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Asked, Subject, judged_wherever, share_kind};
use crate::policy::{Choice, Level, Mandate, Standing, Subject as About};
use serde_json::Value;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::choice-unreachable",
    level: Level::Deny,
    title: "a choice is offered that nobody can take",
    docs: "\
## What it finds

A choice of which every spelling is refused at the path where the choice is named: by a condition of the same mandate
or of another that judges the same services, or by the schemas of all manifest kinds of the mandate. And a choice with a
term that cannot hold together with another of its terms, or with what must hold anyway.

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
        let asked: Vec<Asked<'_>> = subject
            .asked()
            .filter(|asked| {
                let terms = asked.choice.is_some() && asked.mandate.id == mandate.id;
                let must = asked.choice.is_none()
                    && share_kind(mandate, asked.mandate)
                    && judged_wherever(mandate, asked.mandate);
                terms || must
            })
            .collect();
        let open = may
            .choices
            .iter()
            .filter(|choice| choice.standing != Standing::Retired);
        for choice in open {
            let path = match &may.subject {
                Some(About::At(path)) if choice.when.is_none() => Some(&path.value),
                _ => None,
            };
            let remark = path
                .and_then(|path| refused(choice, path, &asked))
                .or_else(|| outside(choice, path?, subject, mandate))
                .or_else(|| shut_by_terms(choice, &asked));
            remarks.extend(remark);
        }
    }
    remarks
}

/// A condition at the path where the choice is named refuses it.
fn refused(choice: &Choice, path: &Path, asked: &[Asked<'_>]) -> Option<Remark> {
    let asked = asked.iter().find(|asked| {
        asked.choice.is_none() && asked.path() == Some(path) && refuses(asked, choice)
    })?;
    let message = format!(
        "`{}` cannot be chosen: {} refuses it at `{path}`",
        choice.id.value,
        asked.name()
    );
    Some(
        Remark::at(choice.place.clone(), message)
            .related(
                "refuses it",
                asked.keyword_place(&["const", "enum", "pattern", "type"]),
            )
            .help("let the condition accept it, or take the choice out"),
    )
}

/// The schemas of all kinds refuse it.
fn outside(
    choice: &Choice,
    path: &Path,
    subject: &Subject<'_>,
    mandate: &Mandate,
) -> Option<Remark> {
    let mut found = None;
    for (kind, allowed) in subject.shapes(mandate, path)? {
        let allowed = allowed.at(path);
        if allowed.has_lists() || spellings(choice).any(|value| allowed.holds(&value)) {
            return None;
        }
        found = found.or(Some((kind, allowed)));
    }
    let (kind, allowed) = found?;
    let message = format!(
        "`{}` cannot be chosen: a manifest of kind `{kind}` has {} at `{path}`",
        choice.id.value,
        allowed.words()
    );
    Some(
        Remark::at(choice.place.clone(), message).help(
            "offer what the schema of the manifest kind allows there, or take the choice out",
        ),
    )
}

/// A term of it contradicts another one, or what must hold anyway.
fn shut_by_terms(choice: &Choice, asked: &[Asked<'_>]) -> Option<Remark> {
    let own = |asked: &&Asked<'_>| {
        asked
            .choice
            .is_some_and(|other| other.id.value == choice.id.value)
    };
    for (index, term) in asked.iter().enumerate().filter(|(_, asked)| own(asked)) {
        // Two terms are compared once.
        let others = asked
            .iter()
            .enumerate()
            .filter(|(at, other)| other.choice.is_none() || (own(other) && *at > index));
        for (_, other) in others {
            let Some(found) = apart(other, term) else {
                continue;
            };
            let message = format!(
                "`{}` cannot be chosen: its `{}` and {} cannot both hold{found}",
                choice.id.value,
                term.condition.id.value,
                other.name()
            );
            return Some(
                Remark::at(choice.place.clone(), message)
                    .related("the term", term.condition.place.clone())
                    .related("against it", other.condition.place.clone())
                    .help("change the term, or take the choice out"),
            );
        }
    }
    None
}

/// The values that name a choice.
fn spellings(choice: &Choice) -> impl Iterator<Item = Value> {
    let names = choice.names.iter().chain([&choice.id.value]);
    names.flat_map(|name| {
        // A name may be written as a number or a boolean too.
        let other = serde_json::from_str::<Value>(name).ok();
        [Some(Value::String(name.clone())), other]
            .into_iter()
            .flatten()
    })
}

/// Whether a condition refuses every spelling of a choice, and lists, in which it could be named, as well.
fn refuses(asked: &Asked<'_>, choice: &Choice) -> bool {
    let Some(schema) = asked.schema() else {
        return false;
    };
    if asked.values().has_lists() {
        return false;
    }
    spellings(choice).all(|value| {
        schema
            .breaches_of_value(&value)
            .is_ok_and(|breaches| !breaches.is_empty())
    })
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
    fn terms_that_cannot_hold_together_with_what_must() {
        let with = |must: &str, terms: &str| {
            format!(
                "must: [{{ id: m, at: spec.tier, {must}, otherwise: x }}]\n\
                 may: {{ at: spec.system, choices: [{{ id: a }}, {{ id: b, requires: [{terms}] }}] }}\n"
            )
        };
        let one = "{ id: t, at: spec.tier, schema: { const: 2 }, otherwise: x }";
        let two = "{ id: u, at: spec.tier, schema: { const: 3 }, otherwise: x }";
        assert_eq!(
            said(&CODE, &with("schema: { const: 1 }", one)),
            [
                "6: `b` cannot be chosen: its `t` and `one/m` cannot both hold at `spec.tier`: `2` against `1`"
            ]
        );
        let both = [one, ", ", two].concat();
        assert_eq!(
            said(&CODE, &with("schema: { type: integer }", &both)),
            [
                "6: `b` cannot be chosen: its `t` and `one/u` cannot both hold at `spec.tier`: `2` against `3`"
            ]
        );
        assert!(said(&CODE, &with("schema: { enum: [1, 2] }", one)).is_empty());
        // Terms of two choices need not hold together.
        let apart = "may: { at: spec.system, choices: [{ id: a, requires: [{ id: t, at: spec.tier, schema: { const: 2 }, otherwise: x }] }, { id: b, requires: [{ id: t, at: spec.tier, schema: { const: 3 }, otherwise: x }] }] }\n";
        assert!(said(&CODE, apart).is_empty());
    }

    #[test]
    fn what_the_schema_of_the_kind_refuses() {
        let with = |rest: &str, id: &str| {
            format!(
                "{rest}may: {{ at: spec.exposure, choices: [{{ id: public }}, {{ id: {id} }}] }}\n"
            )
        };
        assert_eq!(
            said(&CODE, &with("", "private")),
            [
                "5: `private` cannot be chosen: a manifest of kind `service` has `public` or `partner` or `internal` at `spec.exposure`"
            ]
        );
        assert!(said(&CODE, &with("", "partner")).is_empty());
        assert!(said(&CODE, &with("", "private, names: [internal]")).is_empty());
        assert!(said(&CODE, &with("", "private, when: it.spec.tier == 1")).is_empty());
        assert!(
            said(
                &CODE,
                &with("appliesTo: { kinds: [service, score] }\n", "private")
            )
            .is_empty()
        );
    }

    #[test]
    fn a_condition_of_other_services_refuses_nothing_here() {
        let text = "appliesTo: { kinds: [service], when: 'it.spec.exposure == \"public\"' }\n\
                    must: [{ id: m, at: spec.tier, schema: { enum: [a] }, otherwise: x }]\n---\n\
                    may: { at: spec.tier, choices: [{ id: a }, { id: b }] }\n";
        assert!(said(&CODE, text).is_empty());
    }
}
