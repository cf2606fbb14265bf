//! `lint::retiring-without-until`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::{Level, Standing};

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::retiring-without-until",
    level: Level::Warn,
    title: "a choice goes away and nobody says when",
    docs: "\
## What it finds

A choice with the standing `retiring` that has no `until`.

## Why it matters

A retiring choice is at most a warning until its last day. Without one it stays a warning for ever, whatever phase the
mandate is in, and who takes it has no day to be done by.

## Example

```yaml
may:
  at: spec.auth.provider
  choices:
    - id: okta
    - id: auth0
    - { id: ldap-bind, standing: retiring, instead: okta }
```

## What to do

Say how long it is met: `until: 2027-06-30`. What nobody means to end is `standing: allowed`.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mandates = subject.set.mandates.iter();
    let choices = mandates
        .filter_map(|mandate| mandate.may.as_ref())
        .flat_map(|may| &may.choices);
    choices
        .filter(|choice| choice.standing == Standing::Retiring && choice.until.is_none())
        .map(|choice| {
            let message = format!("`{}` is retiring and nothing says when", choice.id.value);
            Remark::at(choice.place.clone(), message).help("give it a last day: `until: DATE`")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    #[test]
    fn a_last_day_is_asked_for_of_what_is_retiring_only() {
        let with = |rest: &str| {
            format!("may: {{ at: spec.tier, choices: [{{ id: a }}, {{ id: b, {rest} }}] }}\n")
        };
        assert_eq!(
            said(&CODE, &with("standing: retiring, instead: a")),
            ["5: `b` is retiring and nothing says when"]
        );
        for rest in [
            "standing: retiring, until: 2027-06-30",
            "standing: retired, instead: a",
            "standing: allowed",
        ] {
            assert!(said(&CODE, &with(rest)).is_empty(), "{rest}");
        }
    }
}
