//! `lint::phase-loosens`

use crate::document::Node;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::{Level, Mandate};
use serde_json::Value;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::phase-loosens",
    level: Level::Warn,
    title: "a later phase is milder than an earlier one",
    docs: "\
## What it finds

A phase of `enforce` with a lower level than one before it, for all services that the one before it speaks of: it has no
`when`, or the same.

## Why it matters

The last phase that has begun decides. On the day on which the milder one begins, what was denied is let through, and
no team has done anything for it. Where both begin on one day, the stricter one never decides at all.

## Example

```yaml
must:
  - id: tier
    at: spec.tier
    otherwise: say which tier the service has
enforce:
  - { level: deny, from: 2026-01-15 }
  - { level: warn, from: 2026-06-01 }
```

## What to do

Write the phases from the mildest to the strictest. Milder terms for some services stand last, with a `when` of their
own.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mandates = subject.set.mandates.iter();
    mandates.flat_map(of_mandate).collect()
}

fn of_mandate(mandate: &Mandate) -> Vec<Remark> {
    let enforce = mandate.document.root().get("enforce");
    let nodes = enforce.into_iter().flat_map(Node::elements);
    let whens: Vec<Option<Value>> = nodes
        .map(|node| node.get("when").map(Node::to_json))
        .collect();
    let phases: Vec<_> = mandate.phases.iter().zip(&whens).collect();
    let mut remarks = Vec::new();
    for (index, (later, when)) in phases.iter().enumerate() {
        let before = phases.iter().take(index);
        let stricter = before.rev().find(|(earlier, other)| {
            earlier.level > later.level && (when.is_none() || when == other)
        });
        if let Some((earlier, _)) = stricter {
            let message = format!(
                "this phase is at `{}`, after one at `{}` for the same services",
                later.level, earlier.level
            );
            remarks.push(
                Remark::at(later.place.clone(), message)
                    .related("the stricter one", earlier.place.clone())
                    .help("let phases grow stricter, or give this one a `when` of its own"),
            );
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    fn with(phases: &str) -> String {
        format!("must: [{{ id: a, at: spec.tier, otherwise: x }}]\nenforce: [{phases}]\n")
    }

    #[test]
    fn what_is_denied_first_and_warned_of_then() {
        for phases in [
            "{ level: deny, from: 2026-01-01 }, { level: warn, from: 2026-06-01 }",
            "{ level: deny, when: it.spec.tier == 1 }, { level: warn }",
            "{ level: deny, when: it.spec.tier == 1 }, { level: deny }, { level: advise, when: it.spec.tier == 1 }",
        ] {
            assert_eq!(said(&CODE, &with(phases)).len(), 1, "{phases}");
        }
        assert_eq!(
            said(&CODE, &with("{ level: warn }, { level: advise }")),
            ["6: this phase is at `advise`, after one at `warn` for the same services"]
        );
    }

    #[test]
    fn what_grows_stricter_or_is_milder_for_some() {
        for phases in [
            "{ level: advise }, { level: warn, from: 2026-01-01 }, { level: deny, from: 2026-06-01 }",
            "{ level: warn }, { level: warn, from: 2026-01-01 }",
            "{ level: deny }, { level: warn, when: it.spec.tier == 3 }",
            "{ level: deny, when: it.spec.tier == 1 }, { level: warn, when: it.spec.tier == 2 }",
        ] {
            assert!(said(&CODE, &with(phases)).is_empty(), "{phases}");
        }
    }
}
