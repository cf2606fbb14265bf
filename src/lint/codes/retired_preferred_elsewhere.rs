//! `lint::retired-preferred-elsewhere`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Subject, share_kind};
use crate::policy::{Choice, Level, Standing};

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::retired-preferred-elsewhere",
    level: Level::Warn,
    title: "one mandate prefers what another retires",
    docs: "\
## What it finds

A choice that one mandate has `retiring` or `retired` and another mandate for the same manifest kinds has `preferred`,
by its id or another spelling.

## Why it matters

Teams are sent to it by one page and away from it by another. Whoever follows the first pays for a second migration.

## Example

```yaml
may:
  at: spec.auth.provider
  choices:
    - { id: keycloak, standing: preferred }
    - id: okta
---
may:
  at: spec.tls.terminatedBy
  choices:
    - id: mesh
    - { id: keycloak, standing: retired, instead: mesh }
```

## What to do

Let the owners of both mandates agree on one standing; if the two are different things, give them different names.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let choices = || {
        subject.set.mandates.iter().flat_map(|mandate| {
            let choices = mandate.may.iter().flat_map(|may| &may.choices);
            choices.map(move |choice| (mandate, choice))
        })
    };
    let mut remarks = Vec::new();
    for (mandate, retired) in choices().filter(|(_, choice)| !choice.standing.is_open()) {
        let preferred = choices().find(|(other, choice)| {
            choice.standing == Standing::Preferred
                && other.id != mandate.id
                && share_kind(mandate, other)
                && share_name(retired, choice)
        });
        if let Some((other, choice)) = preferred {
            let message = format!(
                "`{}` is {} here and preferred by `{}`",
                retired.id.value, retired.standing, other.id
            );
            remarks.push(
                Remark::at(retired.place.clone(), message)
                    .related("preferred here", choice.place.clone())
                    .help("agree on one standing, or give different things different names"),
            );
        }
    }
    remarks
}

fn share_name(one: &Choice, other: &Choice) -> bool {
    other.is_named(&one.id.value) || one.names.iter().any(|name| other.is_named(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    fn two(retired: &str, kinds: &str, preferred: &str) -> String {
        format!(
            "may: {{ at: spec.tier, choices: [{{ id: a }}, {{ id: b, names: [bb], {retired} }}] }}\n---\n\
             appliesTo: {{ kinds: [{kinds}] }}\nmay: {{ at: spec.system, choices: [{{ id: c }}, {{ {preferred} }}] }}\n"
        )
    }

    #[test]
    fn a_choice_is_known_by_all_its_names() {
        let said = said(
            &CODE,
            &two(
                "standing: retiring, instead: a",
                "service",
                "id: bb, standing: preferred",
            ),
        );
        assert_eq!(said, ["5: `b` is retiring here and preferred by `two`"]);
    }

    #[test]
    fn other_kinds_other_names_and_mere_allowing_are_fine() {
        let retired = "standing: retired, instead: a";
        for (retired, kinds, preferred) in [
            (retired, "backstage", "id: b, standing: preferred"),
            (retired, "service", "id: d, standing: preferred"),
            (retired, "service", "id: b"),
            ("standing: allowed", "service", "id: b, standing: preferred"),
        ] {
            assert!(said(&CODE, &two(retired, kinds, preferred)).is_empty());
        }
    }
}
