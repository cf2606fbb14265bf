//! `lint::unknown-measure`

use crate::diagnostic::closest;
use crate::document::Node;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::Level;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::unknown-measure",
    level: Level::Advise,
    title: "a mandate answers for a measure whose name is nearly a known one",
    docs: "\
## What it finds

A name under `accountability.notWorse` that is none of the known metrics, and so near to one that it is meant. Names of
metrics of your own, which are like none of the known ones, are fine.

## Why it matters

What is measured under the right name is not held against the mandate, and what is asked for under the wrong one is
never measured: `review` says `unknown` for good.

## Example

```yaml
must:
  - id: tier
    at: spec.tier
    otherwise: say which tier the service has
accountability:
  notWorse: [leadtime]
```

## What to do

Write the name of the metric as the evidence does: `leadTime`.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for mandate in &subject.set.mandates {
        let node = mandate.document.root().get("accountability");
        let names = node.and_then(|node| node.get("notWorse"));
        let mut nodes = names.into_iter().flat_map(Node::elements);
        for name in &mandate.accountability.not_worse {
            let node = nodes.next();
            let known = || subject.metrics.iter().copied();
            let Some(near) = closest(name, known()).filter(|_| known().all(|one| one != name))
            else {
                continue;
            };
            let place = node.map_or_else(|| mandate.place.clone(), Node::place);
            let message = format!("no metric is known as `{}`", name.escape_debug());
            remarks.push(Remark::at(place, message).help(format!("did you mean `{near}`?")));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    #[test]
    fn names_that_are_nearly_known() {
        let with = |name: &str| {
            format!(
                "must: [{{ id: a, at: spec.tier, otherwise: x }}]\naccountability: {{ notWorse: [{name}] }}\n"
            )
        };
        for name in ["leadtime", "lead-time", "changeFailureRates"] {
            let expected = [format!("6: no metric is known as `{name}`")];
            assert_eq!(said(&CODE, &with(name)), expected);
        }
        for name in ["leadTime", "ourOwnFigure"] {
            assert!(said(&CODE, &with(name)).is_empty(), "{name}");
        }
    }
}
