//! `lint::contradiction`

use crate::document::Path;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Asked, Subject, judged_wherever, share_kind};
use crate::lint::values::{Clash, Values};
use crate::policy::Level;
use serde_json::Value;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::contradiction",
    level: Level::Deny,
    title: "two conditions at one path have no value in common",
    docs: "\
## What it finds

Two conditions of the same manifest kinds whose `type`, `const`, `enum` or bounds at one literal path let no value
through that both accept. They may stand in one mandate or in two. Mandates that select different services, by
`when`, `where` or `each`, are compared only where one of them surely judges all that the other judges.

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
        .filter(|asked| asked.choice.is_none() && asked.path().is_some_and(Path::is_exact))
        .collect();
    let mut remarks = Vec::new();
    for (index, one) in asked.iter().enumerate() {
        for other in asked.iter().skip(index + 1) {
            remarks.extend(compare(one, other));
        }
    }
    remarks
}

fn compare(one: &Asked<'_>, other: &Asked<'_>) -> Option<Remark> {
    let both_may_be_absent = one.is_optional() && other.is_optional();
    let together =
        judged_wherever(one.mandate, other.mandate) || judged_wherever(other.mandate, one.mandate);
    if one.path() != other.path()
        || both_may_be_absent
        || !together
        || !share_kind(one.mandate, other.mandate)
    {
        return None;
    }
    let (first, second) = (one.schema()?, other.schema()?);
    let (own, others) = (Values::of(first.value()), Values::of(second.value()));
    // A condition that nothing meets is a matter of its own.
    if own.is_empty() || others.is_empty() {
        return None;
    }
    let refused = |values: &Values, by: &crate::document::Schema| {
        let listed: &[Value] = values.only.as_deref()?;
        let refuses = |value: &Value| by.breaches_of_value(value).is_ok_and(|all| !all.is_empty());
        listed.iter().all(refuses).then_some(Clash::Listed)
    };
    let clash = own
        .clash(&others)
        .or_else(|| refused(&own, second))
        .or_else(|| refused(&others, first))?;
    let name = |asked: &Asked<'_>| format!("`{}/{}`", asked.mandate.id, asked.condition.id.value);
    let message = format!(
        "{} and {} cannot both hold at `{}`: {} against {}",
        name(other),
        name(one),
        one.path()?,
        others.words(),
        own.words(),
    );
    let remark = Remark::at(other.keyword_place(clash.keywords()), message)
        .related("the other condition", one.keyword_place(clash.keywords()))
        .help("agree on one of them, or tell the services apart with `appliesTo.when`");
    Some(remark)
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
