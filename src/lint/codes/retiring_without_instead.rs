//! `lint::retiring-without-instead`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::Level;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::retiring-without-instead",
    level: Level::Warn,
    title: "a choice goes away and nobody says what to take instead",
    docs: "\
## What it finds

A choice with the standing `retiring` or `retired` that has no `instead`.

## Why it matters

The finding tells a team to leave and not where to go. A way out that leads nowhere is not taken.

## Example

```yaml
may:
  at: spec.auth.provider
  choices:
    - id: okta
    - id: auth0
    - { id: ldap-bind, standing: retiring, until: 2027-06-30 }
```

## What to do

Name the choice that most teams should take: `instead: okta`.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let choices = subject
        .set
        .mandates
        .iter()
        .filter_map(|mandate| mandate.may.as_ref())
        .flat_map(|may| &may.choices);
    choices
        .filter(|choice| !choice.standing.is_open() && choice.instead.is_none())
        .map(|choice| {
            let message = format!(
                "`{}` is {} and nothing says what to take instead",
                choice.id.value, choice.standing
            );
            Remark::at(choice.place.clone(), message)
                .help("name the choice that most teams should take: `instead: ID`")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    #[test]
    fn a_way_out_is_asked_for_of_what_goes_away_only() {
        let with = |rest: &str| {
            format!("may: {{ at: spec.tier, choices: [{{ id: a }}, {{ id: b, {rest} }}] }}\n")
        };
        assert_eq!(
            said(&CODE, &with("standing: retired")),
            ["5: `b` is retired and nothing says what to take instead"]
        );
        assert!(said(&CODE, &with("standing: retired, instead: a")).is_empty());
        assert!(said(&CODE, &with("standing: preferred")).is_empty());
    }
}
