//! `lint::never-applies`

use super::never_passes::impossible;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::{Level, Mandate, Selector, Test};

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::never-applies",
    level: Level::Warn,
    title: "a selector selects nothing whatever a manifest says",
    docs: "\
## What it finds

An `appliesTo.when`, a `where`, or the `when` of a choice or a phase that can never hold: a script that is `false`, or no
truth at all, by itself, or a condition whose schema nothing meets.

## Why it matters

The mandate stands in the list of what is asked for, and nobody is asked; the choice is offered and never recognised;
the phase is announced and never begins.

## Example

```yaml
appliesTo: { kinds: [service], when: 'false' }
must:
  - id: tier
    at: spec.tier
    otherwise: say which tier the service has
```

## What to do

Say which services are meant, or remove what is not meant to count: a mandate that only reports has `enforce: advise`.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for mandate in &subject.set.mandates {
        let mut say = |selector: &Selector, effect: &str, scripts_alone: bool| {
            remarks.extend(of_selector(
                subject,
                mandate,
                selector,
                effect,
                scripts_alone,
            ));
        };
        say(&mandate.when, "the mandate never applies", false);
        say(&mandate.filter, "no element is judged", false);
        for choice in mandate.may.iter().flat_map(|may| &may.choices) {
            if let Some(when) = &choice.when {
                let effect = format!("`{}` is never recognised by it", choice.id.value);
                say(when, &effect, false);
            }
        }
        for phase in &mandate.phases {
            // Where a value is absent, a phase holds.
            say(&phase.when, "the phase never begins", true);
        }
    }
    remarks
}

fn of_selector(
    subject: &Subject<'_>,
    mandate: &Mandate,
    selector: &Selector,
    effect: &str,
    scripts_alone: bool,
) -> Option<Remark> {
    selector.tests.iter().find_map(|(test, place)| {
        if scripts_alone && !matches!(test, Test::Script(_)) {
            return None;
        }
        let (why, _) = impossible(subject, mandate, test)?;
        Some(
            Remark::at(place.clone(), format!("{effect}: {why}"))
                .help("say what is meant, or remove it"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    const MUST: &str = "must: [{ id: a, at: spec.tier, otherwise: x }]\n";

    fn when(text: &str) -> String {
        format!("appliesTo: {{ kinds: [service], when: {text} }}\n{MUST}")
    }

    #[test]
    fn selectors_that_select_nothing() {
        assert_eq!(
            said(&CODE, &when("'false'")),
            ["4: the mandate never applies: its script is false whatever a manifest says"]
        );
        for text in [
            "['it.spec.tier == 1', '1 > 2']",
            "{ at: spec.tier, schema: false }",
            "{ at: spec.exposure, schema: { const: publick } }",
        ] {
            assert_eq!(said(&CODE, &when(text)).len(), 1, "{text}");
        }
        assert_eq!(
            said(
                &CODE,
                &[
                    "each: it.spec.routes\nwhere: 'false'\n",
                    &MUST.replace("spec.tier", "path")
                ]
                .concat()
            ),
            ["6: no element is judged: its script is false whatever a manifest says"]
        );
        let phase = |when: &str| [MUST, "enforce: [{ level: deny, when: ", when, " }]\n"].concat();
        assert_eq!(
            said(&CODE, &phase("'false'")),
            ["6: the phase never begins: its script is false whatever a manifest says"]
        );
        let choice =
            "may: { at: spec.tier, choices: [{ id: a, when: '!true' }, { id: b }, { id: c }] }\n";
        assert_eq!(
            said(&CODE, choice),
            ["5: `a` is never recognised by it: its script is false whatever a manifest says"]
        );
        // A phase holds where nobody can tell.
        assert!(said(&CODE, &phase("{ at: spec.tier, schema: false }")).is_empty());
    }

    #[test]
    fn selectors_that_may_select_something() {
        for text in [
            "'true'",
            "it.spec.tier == 1",
            "'it.spec.tier == 1 || false'",
            "{ at: spec.tier, schema: false, optional: true }",
            "{ at: spec.exposure, schema: { const: public } }",
        ] {
            assert!(said(&CODE, &when(text)).is_empty(), "{text}");
        }
    }
}
