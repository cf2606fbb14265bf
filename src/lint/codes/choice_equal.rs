//! `lint::choice-equal`

use super::choice_shadowed::{pairs, terms};
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::Level;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::choice-equal",
    level: Level::Warn,
    title: "two choices are recognised by the same evidence and ask for the same terms",
    docs: "\
## What it finds

Two choices of one mandate whose `when` is the same and whose `requires` are the same.

## Why it matters

Wherever one is recognised, so is the other: they are one choice under two names, adoption is counted twice, and with
`pick: one` neither can ever be chosen.

## Example

```yaml
may:
  choices:
    - { id: managed, when: it.spec.tls.terminatedBy == \"mesh\" }
    - { id: own-proxy, when: it.spec.tls.terminatedBy == \"mesh\" }
```

## What to do

Remove one of them, or write down what tells them apart. A second spelling of a choice belongs under its `names`.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for mandate in &subject.set.mandates {
        for ((one, first), (other, second)) in pairs(mandate) {
            if terms(first) == terms(second) {
                let message = format!(
                    "`{}` is the same choice as `{}`: one evidence, one set of terms",
                    other.id.value, one.id.value
                );
                remarks.push(
                    Remark::at(other.place.clone(), message)
                        .related("the same choice", one.place.clone())
                        .help("remove one of them, or write down what tells them apart"),
                );
            }
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    #[test]
    fn other_evidence_and_other_terms_make_another_choice() {
        let choices = |when: &str, rest: &str| {
            format!(
                "may: {{ choices: [{{ id: a, when: it.spec.tier == 1 }}, {{ id: b, when: {when} {rest} }}] }}\n"
            )
        };
        assert_eq!(
            said(&CODE, &choices("it.spec.tier == 1", "")),
            ["5: `b` is the same choice as `a`: one evidence, one set of terms"]
        );
        assert!(said(&CODE, &choices("it.spec.tier == 2", "")).is_empty());
        let terms = ", requires: [{ id: t, at: spec.tls, otherwise: x }]";
        assert!(said(&CODE, &choices("it.spec.tier == 1", terms)).is_empty());
        let named = "may: { at: spec.tier, choices: [{ id: a }, { id: b }] }\n";
        assert!(said(&CODE, named).is_empty());
    }
}
