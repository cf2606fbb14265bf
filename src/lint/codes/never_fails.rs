//! `lint::never-fails`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Asked, Subject};
use crate::lint::values::refuses_nothing;
use crate::policy::{Level, Subject as About, Test};
use crate::script::Constant;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::never-fails",
    level: Level::Warn,
    title: "a condition holds whatever a manifest says",
    docs: "\
## What it finds

A condition whose value may be absent, or is always there, and whose schema refuses nothing; and a script that is true
whatever a manifest says: `true`, `1 == 1`.

## Why it matters

It reads like a check and checks nothing. Whoever counts on it counts on nothing.

## Example

```yaml
must:
  - id: tier
    at: spec.tier
    optional: true
    schema: { type: [string, number, boolean, array, object] }
    otherwise: say which tier the service has
```

## What to do

Say what the value must be, drop `optional` if it must be there, or remove the condition.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let idle = subject.asked().filter(|asked| holds_always(asked));
    idle.map(|asked| {
        let message = format!("`{}` can never fail", asked.condition.id.value);
        let place = match &asked.condition.test {
            Test::Script(script) => script.place().clone(),
            Test::Value { .. } => asked.keyword_place(&["type"]),
        };
        Remark::at(place, message).help("say what the value must be, or that it must be there")
    })
    .collect()
}

fn holds_always(asked: &Asked<'_>) -> bool {
    let (subject, schema, optional) = match &asked.condition.test {
        Test::Script(script) => return script.constant() == Some(Constant::Truth(true)),
        Test::Value {
            subject,
            schema,
            optional,
        } => (subject, schema, *optional),
    };
    let there = match subject {
        // An element of `each` may be null, and a script may give nothing.
        About::It => optional || asked.mandate.each.is_none(),
        // A scalar where elements are asked for is a finding.
        About::At(path) => optional && path.is_exact(),
        About::Value(_) => false,
    };
    there
        && schema
            .as_ref()
            .is_none_or(|schema| refuses_nothing(schema.value()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    #[test]
    fn what_may_be_absent_and_anything_is_never_asked_for() {
        let text = "must: [{ id: a, at: spec.tier, optional: true, schema: { title: anything }, otherwise: x }]\n";
        assert_eq!(said(&CODE, text), ["5: `a` can never fail"]);
        assert_eq!(
            said(
                &CODE,
                "must: [{ id: a, at: spec.tier, optional: true, otherwise: x }]\n"
            )
            .len(),
            1
        );
        assert_eq!(
            said(&CODE, "must: [{ id: a, schema: true, otherwise: x }]\n").len(),
            1
        );
    }

    #[test]
    fn scripts_that_are_true_by_themselves() {
        for script in ["true", "1 == 1", "!(2 < 1)", "1 in [1, 2]", "true || false"] {
            let text = format!("must: [{{ id: a, script: '{script}', otherwise: x }}]\n");
            assert_eq!(said(&CODE, &text), ["5: `a` can never fail"], "{script}");
        }
    }

    #[test]
    fn what_must_be_there_or_be_something_can_fail() {
        for text in [
            "must: [{ id: a, at: spec.tier, schema: true, otherwise: x }]\n",
            "must: [{ id: a, at: spec.tier, optional: true, schema: { type: string }, otherwise: x }]\n",
            "must: [{ id: a, at: 'spec.routes[*]', optional: true, otherwise: x }]\n",
            "must: [{ id: a, at: spec.tier, optional: true, schema: false, otherwise: x }]\n",
            "must: [{ id: a, script: 'false', otherwise: x }]\n",
            "must: [{ id: a, script: 'true && it.spec.tier == 1', otherwise: x }]\n",
            "must: [{ id: a, script: 'it.spec.routes.all(|r| fail(r, \"no\")); true', otherwise: x }]\n",
        ] {
            assert!(said(&CODE, text).is_empty(), "{text}");
        }
    }
}
