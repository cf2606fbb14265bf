//! `lint::constrains-free-path`

use crate::document::{Path, Schema, Spanned, Step};
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Asked, Subject, share_kind};
use crate::lint::values::refuses_nothing;
use crate::policy::{Level, Mandate, Subject as About, Test};
use crate::script::Base;
use crate::source::Place;
use serde_json::Value;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::constrains-free-path",
    level: Level::Deny,
    title: "a mandate constrains a path that is declared free",
    docs: "\
## What it finds

A condition, a choice or a term whose literal path lies at or below a path that a mandate of the same kinds declares
`free`; one whose schema reaches into such a path from above; and a script that reads one, by its text or in a test.

## Why it matters

`free` is a promise to every team: this stays yours. A mandate that constrains it breaks the promise, most often
without knowing, since another author gave it.

## Example

```yaml
must:
  - id: protocol
    at: spec.auth.protocol
    otherwise: say how users sign in
free: [spec.auth.session]
---
must:
  - id: short-sessions
    at: spec.auth.session.minutes
    schema: { type: integer, maximum: 30 }
    otherwise: end sessions after 30 minutes
```

## What to do

Drop the condition, or agree with the owner of the other mandate that the path is not free any more.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for owner in &subject.set.mandates {
        for free in &owner.free {
            for mandate in &subject.set.mandates {
                if share_kind(owner, mandate) {
                    let zone = Zone { owner, free };
                    zone.constrained_by(mandate, &mut remarks);
                    zone.read_by(mandate, subject, &mut remarks);
                }
            }
        }
    }
    remarks
}

/// A path that is declared free, and by whom.
struct Zone<'s> {
    owner: &'s Mandate,
    free: &'s Spanned<Path>,
}

impl Zone<'_> {
    fn remark(&self, place: Place, what: &str) -> Remark {
        let message = format!(
            "{what} `{}`, which `{}` declares free",
            self.free.value, self.owner.id
        );
        Remark::at(place, message)
            .related("free here", self.owner.source.place(self.free.span))
            .help("drop it, or agree that the path is not free any more")
    }

    fn constrained_by(&self, mandate: &Mandate, remarks: &mut Vec<Remark>) {
        if mandate.each.is_some() {
            // Paths below an element: nobody knows from where.
            return;
        }
        for asked in crate::lint::subject::asked(mandate) {
            if self.is_constrained(&asked) {
                let place = asked.node.get("at").map_or_else(
                    || asked.condition.place.clone(),
                    crate::document::Node::place,
                );
                remarks.push(
                    self.remark(place, &format!("`{}` constrains", asked.condition.id.value)),
                );
            }
        }
        if let Some(may) = &mandate.may
            && let Some(About::At(path)) = &may.subject
            && overlaps(&self.free.value, path)
        {
            let place = mandate.source.place(path.span);
            remarks.push(self.remark(place, "the choices constrain"));
        }
    }

    fn is_constrained(&self, asked: &Asked<'_>) -> bool {
        let Some(path) = asked.path() else {
            return false;
        };
        if overlaps(&self.free.value, path) {
            return !asked.is_optional()
                || asked
                    .schema()
                    .is_some_and(|schema| !refuses_nothing(schema.value()));
        }
        let below = below(path, &self.free.value);
        below.is_some_and(|steps| asked.schema().is_some_and(|schema| reaches(schema, steps)))
    }

    /// Scripts of conditions, as far as their text tells and as tests saw them.
    fn read_by(&self, mandate: &Mandate, subject: &Subject<'_>, remarks: &mut Vec<Remark>) {
        for asked in crate::lint::subject::asked(mandate) {
            let Test::Script(script) = &asked.condition.test else {
                continue;
            };
            let id = match asked.choice {
                Some(choice) => format!("{}/{}", choice.id.value, asked.condition.id.value),
                None => asked.condition.id.value.clone(),
            };
            let read = |what: &str| format!("the script of `{id}` {what}");
            let written = script.field_paths().iter().find(|used| {
                let whole = used.base == Base::ServiceNode
                    || (used.base == Base::It && mandate.each.is_none());
                whole && !used.path.is_empty() && overlaps(&self.free.value, &used.path)
            });
            if let Some(used) = written {
                let place = used.place(used.path.steps().len().saturating_sub(1));
                remarks.push(self.remark(place, &read("reads")));
                continue;
            }
            let tested = subject.reads.iter().any(|one| {
                one.mandate == mandate.id
                    && one.condition == id
                    && overlaps(&self.free.value, &one.path)
            });
            if tested {
                remarks
                    .push(self.remark(script.place().clone(), &read("was seen in a test to read")));
            }
        }
    }
}

/// Whether every place of `path` that both can mean is free: `[*]` stands for any step on either side.
fn overlaps(free: &Path, path: &Path) -> bool {
    free.steps().len() <= path.steps().len() && meet(free.steps(), path.steps())
}

/// The steps from `path` to what is free below it.
pub(in crate::lint) fn below<'p>(path: &Path, free: &'p Path) -> Option<&'p [Step]> {
    let (above, rest) = free.steps().split_at_checked(path.steps().len())?;
    (!rest.is_empty() && meet(above, path.steps())).then_some(rest)
}

fn meet(one: &[Step], other: &[Step]) -> bool {
    one.iter()
        .zip(other)
        .all(|(one, other)| one == other || *one == Step::Each || *other == Step::Each)
}

/// Whether a schema says something of what lies some steps below its value.
fn reaches(schema: &Schema, steps: &[Step]) -> bool {
    into(schema.value(), schema.value(), steps, 24)
}

fn into(schema: &Value, root: &Value, steps: &[Step], depth: u32) -> bool {
    let (Value::Object(map), Some((step, rest)), true) = (schema, steps.split_first(), depth > 0)
    else {
        return steps.is_empty() && !refuses_nothing(schema);
    };
    let go = |schema: &Value, steps: &[Step]| into(schema, root, steps, depth - 1);
    let parts = map
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let target = map
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| root.pointer(reference.strip_prefix('#')?));
    let same = parts.chain(target).any(|part| go(part, steps));
    let inside = match step {
        Step::Key(name) => {
            let needs = map
                .get("required")
                .and_then(Value::as_array)
                .is_some_and(|names| names.iter().any(|one| one.as_str() == Some(name)));
            let field = map.get("properties").and_then(|all| all.get(&**name));
            (needs && rest.is_empty()) || field.is_some_and(|schema| go(schema, rest))
        }
        Step::Index(_) | Step::Each => map.get("items").is_some_and(|items| go(items, rest)),
    };
    same || inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    fn beside(body: &str) -> String {
        ["must: [{ id: a, at: spec.tier, otherwise: x }]\nfree: [spec.auth.session, 'spec.routes[*].path']\n---\n", body].concat()
    }

    #[test]
    fn conditions_choices_and_scripts_that_reach_into_it() {
        for body in [
            "must: [{ id: b, at: spec.auth.session, otherwise: x }]\n",
            "must: [{ id: b, at: spec.auth.session.minutes, schema: { type: integer }, optional: true, otherwise: x }]\n",
            "must: [{ id: b, at: 'spec.routes[0].path', otherwise: x }]\n",
            "must: [{ id: b, at: spec.auth, schema: { type: object, required: [session] }, otherwise: x }]\n",
            "must: [{ id: b, at: spec.auth, schema: { type: object, properties: { session: { type: object } } }, otherwise: x }]\n",
            "must: [{ id: b, at: spec.routes, schema: { type: array, items: { type: object, properties: { path: { const: a } } } }, otherwise: x }]\n",
            "must: [{ id: b, script: it.spec.auth.session.minutes <= 30, otherwise: x }]\n",
            "may: { at: spec.auth.session.store, choices: [{ id: redis }] }\n",
        ] {
            assert_eq!(said(&CODE, &beside(body)).len(), 1, "{body}");
        }
    }

    #[test]
    fn the_mandate_that_declares_it_is_held_to_it_too() {
        let text =
            "must: [{ id: a, at: spec.auth.session, otherwise: x }]\nfree: [spec.auth.session]\n";
        assert_eq!(
            said(&CODE, text),
            ["5: `a` constrains `spec.auth.session`, which `one` declares free"]
        );
    }

    #[test]
    fn what_lies_beside_or_above_it_is_fine() {
        for body in [
            "must: [{ id: b, at: spec.auth.protocol, otherwise: x }]\n",
            "must: [{ id: b, at: spec.auth, schema: { type: object, required: [protocol] }, otherwise: x }]\n",
            "must: [{ id: b, at: spec.auth, schema: { type: object, properties: { session: {} } }, otherwise: x }]\n",
            "must: [{ id: b, at: spec.auth.session, optional: true, otherwise: x }]\n",
            "must: [{ id: b, at: 'spec.routes[*].auth', otherwise: x }]\n",
            "must: [{ id: b, script: 'it.spec.auth.protocol != \"basic\"', otherwise: x }]\n",
            // A selector constrains nothing.
            "appliesTo: { kinds: [service], when: it.spec.auth.session != () }\nmust: [{ id: b, at: spec.tier, otherwise: x }]\n",
            "each: it.spec.routes\nmust: [{ id: b, at: path, otherwise: x }]\n",
            "appliesTo: { kinds: [backstage] }\nmust: [{ id: b, at: spec.auth.session, otherwise: x }]\n",
        ] {
            assert!(said(&CODE, &beside(body)).is_empty(), "{body}");
        }
    }
}
