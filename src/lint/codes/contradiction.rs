//! `lint::contradiction`

use crate::document::Path;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Asked, Subject, judged_wherever, share_kind};
use crate::lint::values::{Apart, Clash, Values};
use crate::policy::{Level, Mandate, Standing, Subject as About};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::contradiction",
    level: Level::Deny,
    title: "two conditions or two lists of choices leave nothing that both accept",
    docs: "\
## What it finds

Two conditions of the same manifest kinds whose `type`, `const`, `enum`, `not` or bounds at one literal path let no
value through that both accept; of which one needs a field that the other refuses or leaves no room for, also from
above; and two mandates whose choices are named at one path and have no name in common. They may stand in one mandate
or in two. Mandates that select different services, by `when`, `where` or `each`, are compared only where one of them
surely judges all that the other judges.

## Why it matters

No service can meet both. Whatever a team does, it is refused, and the only way out is an exception.

## Example

```yaml
must:
  - id: modern
    at: spec.auth.protocol
    schema: { enum: [oidc, oauth2] }
    otherwise: sign users in through OpenID Connect
---
must:
  - id: classic
    at: spec.auth.protocol
    schema: { const: saml }
    otherwise: sign users in through SAML
```

## What to do

Agree on one of them, and widen or drop the other; or let `appliesTo.when` tell the services apart.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let asked: Vec<Asked<'_>> = subject
        .asked()
        .filter(|asked| asked.choice.is_none())
        .collect();
    let mut remarks = Vec::new();
    for (index, one) in asked.iter().enumerate() {
        for other in asked.iter().skip(index + 1) {
            let together = || {
                share_kind(one.mandate, other.mandate)
                    && (judged_wherever(one.mandate, other.mandate)
                        || judged_wherever(other.mandate, one.mandate))
            };
            if is_of_the_same(one, other)
                && together()
                && let Some(found) = apart(one, other)
            {
                remarks.push(remark(one, other, &found));
            }
        }
    }
    remarks.extend(choices_apart(subject));
    remarks
}

fn remark(one: &Asked<'_>, other: &Asked<'_>, found: &Found) -> Remark {
    let keywords = found.apart.clash.keywords();
    let message = format!(
        "{} and {} cannot both hold{found}",
        other.name(),
        one.name()
    );
    Remark::at(other.keyword_place(keywords), message)
        .related("the other condition", one.keyword_place(keywords))
        .help("agree on one of them, or tell the services apart with `appliesTo.when`")
}

/// Where two conditions leave nothing for each other.
pub(super) struct Found {
    /// From the service; `None`: at what a script gives.
    path: Option<Path>,
    apart: Apart,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, " at `{path}`")?;
        }
        let [first, second] = self.apart.words();
        if first == second {
            return f.write_str(": one refuses what the other asks for");
        }
        write!(f, ": {second} against {first}")
    }
}

/// Where two conditions that are asked of the same services leave nothing for each other.
pub(super) fn apart(one: &Asked<'_>, other: &Asked<'_>) -> Option<Found> {
    if one.is_optional() && other.is_optional() {
        return None;
    }
    let (path, apart) = match (one.path(), other.path()) {
        (Some(path), Some(same)) if path == same => (Some(path.clone()), at_one_place(one, other)?),
        (Some(path), Some(below)) if is_above(path, below) || is_above(below, path) => {
            let values = |asked: &Asked<'_>, path| {
                let values = asked.values();
                // A condition that nothing meets is a matter of its own.
                (!values.is_empty() || asked.is_optional())
                    .then(|| values.below(path, asked.is_optional()))
            };
            let apart = values(one, path)?.apart(&values(other, below)?)?;
            (Some(Path::default()), apart)
        }
        (None, None) if one.gives_the_same(other) => (None, at_one_place(one, other)?),
        _ => return None,
    };
    let path = path.map(|path| path.join(&apart.path));
    Some(Found { path, apart })
}

/// Whether what one condition says of a value, or of what is around it, the other may say too.
fn is_of_the_same(one: &Asked<'_>, other: &Asked<'_>) -> bool {
    match (one.path(), other.path()) {
        (Some(path), Some(other)) => {
            path == other || is_above(path, other) || is_above(other, path)
        }
        (None, None) => one.gives_the_same(other),
        _ => false,
    }
}

fn is_above(path: &Path, below: &Path) -> bool {
    let exact = path.is_exact() && below.is_exact();
    exact && below.steps().starts_with(path.steps())
}

fn at_one_place(one: &Asked<'_>, other: &Asked<'_>) -> Option<Apart> {
    let (own, others) = (one.values(), other.values());
    let never = |values: &Values, asked: &Asked<'_>| values.is_empty() && !asked.is_optional();
    if never(&own, one) || never(&others, other) {
        return None;
    }
    let refused = |values: &Values, by: &Asked<'_>| {
        let listed: &[Value] = values.only.as_deref()?;
        let schema = by.schema()?;
        let refuses = |value: &Value| {
            schema
                .breaches_of_value(value)
                .is_ok_and(|all| !all.is_empty())
        };
        listed.iter().all(refuses).then_some(Clash::Listed)
    };
    let found = |clash, sides| Apart {
        path: Path::default(),
        clash,
        sides,
    };
    if own.is_empty() || others.is_empty() {
        return Some(found(Clash::Presence, [own, others]));
    }
    if let Some(apart) = own.apart(&others) {
        return Some(apart);
    }
    let clash = refused(&own, other).or_else(|| refused(&others, one))?;
    Some(found(clash, [own, others]))
}

/// Mandates that offer no choice in common where both are made by naming them at one path.
fn choices_apart(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mandates = &subject.set.mandates;
    for (index, one) in mandates.iter().enumerate() {
        for other in mandates.iter().skip(index + 1) {
            let Some((path, names)) = named_choices(one) else {
                break;
            };
            let Some((same, others)) = named_choices(other) else {
                continue;
            };
            let together = judged_wherever(one, other) || judged_wherever(other, one);
            if path == same && together && share_kind(one, other) && names.is_disjoint(&others) {
                let message = format!(
                    "`{}` and `{}` offer no choice in common at `{path}`",
                    other.id, one.id
                );
                let place = |mandate: &Mandate| {
                    let may = mandate.may.as_ref();
                    may.map_or_else(|| mandate.place.clone(), |may| may.place.clone())
                };
                remarks.push(
                    Remark::at(place(other), message)
                        .related("the other choices", place(one))
                        .help(
                            "agree on a choice, or tell the services apart with `appliesTo.when`",
                        ),
                );
            }
        }
    }
    remarks
}

/// The names of the choices that may be taken, where they are all taken by name at a literal path.
fn named_choices(mandate: &Mandate) -> Option<(&Path, BTreeSet<&str>)> {
    let may = mandate.may.as_ref()?;
    let Some(About::At(path)) = &may.subject else {
        return None;
    };
    let taken = may
        .choices
        .iter()
        .filter(|choice| choice.standing != Standing::Retired);
    let mut names = BTreeSet::new();
    for choice in taken {
        if choice.when.is_some() {
            return None;
        }
        names.extend(
            choice
                .names
                .iter()
                .chain([&choice.id.value])
                .map(String::as_str),
        );
    }
    // Where all are retired, nothing can be taken: a matter of its own.
    (!names.is_empty()).then_some((&path.value, names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    fn pair(one: &str, other: &str) -> String {
        let condition = |schema: &str| {
            format!("must: [{{ id: a, at: spec.tier, schema: {schema}, otherwise: x }}]\n")
        };
        [&condition(one), "---\n", &condition(other)].concat()
    }

    #[test]
    fn types_lists_and_bounds_without_a_common_value() {
        assert_eq!(
            said(&CODE, &pair("{ type: string }", "{ type: integer }")),
            ["11: `two/a` and `one/a` cannot both hold at `spec.tier`: an integer against text"]
        );
        for (one, other) in [
            ("{ enum: [1, 2] }", "{ enum: [3] }"),
            ("{ const: \"a\" }", "{ type: string, pattern: ^b }"),
            (
                "{ type: integer, minimum: 3 }",
                "{ type: integer, maximum: 2 }",
            ),
        ] {
            assert_eq!(said(&CODE, &pair(one, other)).len(), 1, "{one} {other}");
        }
    }

    #[test]
    fn what_might_be_met_is_not_reported() {
        for (one, other) in [
            ("{ enum: [1, 2] }", "{ enum: [2, 3] }"),
            ("{ const: \"ab\" }", "{ type: string, pattern: b }"),
            (
                "{ type: string, pattern: ^a }",
                "{ type: string, pattern: ^b }",
            ),
        ] {
            assert!(said(&CODE, &pair(one, other)).is_empty(), "{one} {other}");
        }
        let either = "must: [{ id: a, at: spec.tier, optional: true, schema: { const: 1 }, otherwise: x }]\n---\n\
                      must: [{ id: a, at: spec.tier, optional: true, schema: { const: 2 }, otherwise: x }]\n";
        assert!(said(&CODE, either).is_empty());
    }

    #[test]
    fn what_one_needs_and_the_other_leaves_no_room_for() {
        let two = |one: &str, other: &str| {
            let condition = |rest: &str| format!("must: [{{ id: a, {rest}, otherwise: x }}]\n");
            [&condition(one), "---\n", &condition(other)].concat()
        };
        for (one, other, said_of) in [
            (
                "at: spec.auth, schema: { type: object }",
                "at: spec.auth, schema: false, optional: true",
                "at `spec.auth`: nothing against a map",
            ),
            (
                "at: spec.auth.protocol",
                "at: spec.auth, schema: false, optional: true",
                "at `spec.auth`: nothing against a map",
            ),
            (
                "at: spec.labels, schema: { type: object, required: [x] }",
                "at: spec.labels, schema: { type: object, additionalProperties: false, properties: { y: true } }",
                "at `spec.labels.x`: nothing against something",
            ),
            (
                "at: spec.labels.x, schema: { const: 1 }",
                "at: spec, schema: { type: object, required: [labels], properties: { labels: { type: object, required: [x], properties: { x: { const: 2 } } } } }",
                "at `spec.labels.x`: `2` against `1`",
            ),
            (
                "at: 'spec.routes[*].auth', schema: { const: a }",
                "at: 'spec.routes[*].auth', schema: { const: b }",
                "at `spec.routes[*].auth`: `b` against `a`",
            ),
            (
                "at: spec.system, schema: { type: string, pattern: ^a }",
                "at: spec.system, schema: { type: string, not: { pattern: ^a } }",
                "at `spec.system`: one refuses what the other asks for",
            ),
            (
                "value: facts.owner, schema: { const: a }",
                "value: facts.owner, schema: { const: b }",
                ": `b` against `a`",
            ),
        ] {
            let kinds = "appliesTo: { kinds: [score] }\n";
            let text = two(one, other).replace("must:", &[kinds, "must:"].concat());
            let said = said(&CODE, &text);
            assert_eq!(said.len(), 1, "{one} {other}: {said:?}");
            assert!(said[0].ends_with(said_of), "{said:?}");
        }
        for (one, other) in [
            (
                "at: spec.auth.protocol, optional: true",
                "at: spec.auth, schema: false, optional: true",
            ),
            (
                "at: spec.labels.x, optional: true, schema: { const: 1 }",
                "at: spec.labels, schema: { type: object, properties: { y: true }, additionalProperties: false }",
            ),
            (
                "at: spec.labels.x",
                "at: spec.labels, schema: { type: object, additionalProperties: { const: 1 } }",
            ),
            (
                "at: 'spec.routes[0].auth', schema: { const: a }",
                "at: 'spec.routes[1].auth', schema: { const: b }",
            ),
            (
                "value: facts.owner, schema: { const: a }",
                "value: facts.system, schema: { const: b }",
            ),
        ] {
            let kinds = "appliesTo: { kinds: [score] }\n";
            let text = two(one, other).replace("must:", &[kinds, "must:"].concat());
            assert!(said(&CODE, &text).is_empty(), "{one} {other}");
        }
    }

    #[test]
    fn choices_by_name_that_have_no_name_in_common() {
        let with = |choices: &str| format!("may: {{ at: spec.system, choices: [{choices}] }}\n");
        let two = |choices: &str| [&with("{ id: a }, { id: b }"), "---\n", &with(choices)].concat();
        assert_eq!(
            said(&CODE, &two("{ id: c }, { id: d }")),
            ["11: `two` and `one` offer no choice in common at `spec.system`"]
        );
        assert_eq!(
            said(
                &CODE,
                &two("{ id: c }, { id: b, standing: retired, instead: c }")
            )
            .len(),
            1
        );
        for choices in [
            "{ id: c }, { id: b }",
            "{ id: c, names: [a] }",
            "{ id: c, when: it.spec.tier == 1 }",
        ] {
            assert!(said(&CODE, &two(choices)).is_empty(), "{choices}");
        }
    }

    #[test]
    fn services_that_are_told_apart_are_not_compared() {
        let mandate = |when: &str, value: u8| {
            format!(
                "appliesTo: {{ kinds: [service], when: {when} }}\n\
                 must: [{{ id: a, at: spec.tier, schema: {{ const: {value} }}, otherwise: x }}]\n"
            )
        };
        let (public, internal) = (
            "'it.spec.exposure == \"public\"'",
            "'it.spec.exposure == \"internal\"'",
        );
        let apart = [mandate(public, 1), mandate(internal, 2)].join("---\n");
        assert!(said(&CODE, &apart).is_empty());
        let same = [mandate(public, 1), mandate(public, 2)].join("---\n");
        assert_eq!(said(&CODE, &same).len(), 1);
        let kinds = "appliesTo: { kinds: [service] }\nmust: [{ id: a, at: metadata.name, schema: { const: a }, otherwise: x }]\n---\n\
                     appliesTo: { kinds: [backstage] }\nmust: [{ id: a, at: metadata.name, schema: { const: b }, otherwise: x }]\n";
        assert!(said(&CODE, kinds).is_empty());
    }
}
