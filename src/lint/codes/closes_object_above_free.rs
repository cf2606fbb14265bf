//! `lint::closes-object-above-free`

use super::constrains_free_path::below;
use crate::document::{Known, Path};
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Asked, Subject, share_kind};
use crate::policy::Level;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::closes-object-above-free",
    level: Level::Deny,
    title: "a schema leaves no room for a path that is declared free",
    docs: "\
## What it finds

A condition whose schema stands above a path that a mandate of the same kinds declares `free`, and under which nothing
can be at that path: most often `additionalProperties: false` in a map that does not name the field.

## Why it matters

Whoever uses the freedom that was promised breaks the condition, for a reason that nobody meant.

## Example

```yaml
must:
  - id: protocol
    at: spec.auth.protocol
    otherwise: say how users sign in
free: [spec.auth.session]
---
must:
  - id: auth-shape
    at: spec.auth
    schema:
      type: object
      additionalProperties: false
      properties: { protocol: { type: string }, provider: { type: string } }
    otherwise: say only how users sign in
```

## What to do

Name the free field under `properties` with the schema `true`, or do not close the map: what shape a manifest has is
for the manifest kind's schema to say.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for owner in &subject.set.mandates {
        for free in &owner.free {
            for asked in subject.asked() {
                if share_kind(owner, asked.mandate)
                    && asked.mandate.each.is_none()
                    && is_closed(&asked, &free.value)
                {
                    let message = format!(
                        "under `{}` nothing can be at `{}`, which `{}` declares free",
                        asked.condition.id.value, free.value, owner.id
                    );
                    let place = asked.keyword_place(&[
                        "additionalProperties",
                        "unevaluatedProperties",
                        "properties",
                        "type",
                    ]);
                    let remark = Remark::at(place, message)
                        .related("free here", owner.source.place(free.span))
                        .help("name the field with the schema `true`, or leave the map open");
                    remarks.push(remark);
                }
            }
        }
    }
    remarks
}

fn is_closed(asked: &Asked<'_>, free: &Path) -> bool {
    let (Some(path), Some(schema)) = (asked.path(), asked.schema()) else {
        return false;
    };
    below(path, free)
        .is_some_and(|steps| matches!(schema.knows(&Path::new(steps.to_vec())), Known::No { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    fn beside(schema: &str) -> String {
        format!(
            "must: [{{ id: a, at: spec.tier, otherwise: x }}]\nfree: [spec.auth.session]\n---\n\
             must: [{{ id: b, at: spec.auth, schema: {schema}, otherwise: x }}]\n"
        )
    }

    #[test]
    fn a_closed_map_and_what_is_no_map() {
        for schema in [
            "{ type: object, additionalProperties: false }",
            "{ type: object, properties: { session: false } }",
            "{ type: string }",
        ] {
            assert_eq!(said(&CODE, &beside(schema)).len(), 1, "{schema}");
        }
    }

    #[test]
    fn a_map_that_is_open_or_names_the_field() {
        for schema in [
            "{ type: object }",
            "{ type: object, additionalProperties: false, properties: { session: true } }",
            "{ type: object, properties: { protocol: { type: object, additionalProperties: false } } }",
        ] {
            assert!(said(&CODE, &beside(schema)).is_empty(), "{schema}");
        }
    }
}
