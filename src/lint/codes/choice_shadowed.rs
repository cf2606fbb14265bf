//! `lint::choice-shadowed`

use crate::document::Node;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::{Subject, choices};
use crate::policy::{Choice, Level, Mandate};
use serde_json::Value;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::choice-shadowed",
    level: Level::Warn,
    title: "a choice asks for terms that another one with the same evidence does not ask for",
    docs: "\
## What it finds

Two choices of one mandate that are recognised by the same `when`, of which one asks for all the terms of the other
and for more.

## Why it matters

One recognised choice that meets its terms is enough. Wherever the stricter one is recognised, so is the milder one:
the terms that only the stricter one asks for never decide anything.

## Example

```yaml
may:
  choices:
    - { id: mesh, when: it.spec.tls.terminatedBy == \"mesh\" }
    - id: reviewed-mesh
      when: it.spec.tls.terminatedBy == \"mesh\"
      requires:
        - { id: review, at: spec.auth.securityReview, otherwise: get a review }
```

## What to do

Let the evidence tell the two apart, or keep the one whose terms are meant.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for mandate in &subject.set.mandates {
        let mut told: Vec<&str> = Vec::new();
        for (one, other) in pairs(mandate) {
            let (less, more) = match (terms(one.1), terms(other.1)) {
                (a, b) if a.len() < b.len() && a.iter().all(|term| b.contains(term)) => {
                    (one.0, other.0)
                }
                (a, b) if b.len() < a.len() && b.iter().all(|term| a.contains(term)) => {
                    (other.0, one.0)
                }
                _ => continue,
            };
            // A choice on its way out is a finding wherever it is recognised: it lets nothing through.
            if !less.standing.is_open() || told.contains(&more.id.value.as_str()) {
                continue;
            }
            told.push(&more.id.value);
            let message = format!(
                "the terms of `{}` never decide: `{}` has the same evidence and asks for less",
                more.id.value, less.id.value
            );
            remarks.push(
                Remark::at(more.place.clone(), message)
                    .related("asks for less", less.place.clone())
                    .help("let the evidence tell them apart, or keep one of them"),
            );
        }
    }
    remarks
}

/// A choice, and it as written.
pub(super) type Written<'m> = (&'m Choice, Node<'m>);

/// Choices that are recognised by the same evidence and by no name, each with what is written.
pub(super) fn pairs(mandate: &Mandate) -> Vec<(Written<'_>, Written<'_>)> {
    if mandate.may.as_ref().is_none_or(|may| may.subject.is_some()) {
        // A name may recognise one of them alone.
        return Vec::new();
    }
    let all = choices(mandate);
    let evidence = |node: Node<'_>| node.get("when").map(Node::to_json);
    let mut pairs = Vec::new();
    for (index, one) in all.iter().enumerate() {
        for other in all.iter().skip(index + 1) {
            if evidence(one.1) == evidence(other.1) {
                pairs.push((*one, *other));
            }
        }
    }
    pairs
}

/// What the terms of a choice ask for, whatever they are called and say.
pub(super) fn terms(choice: Node<'_>) -> Vec<Value> {
    let requires = choice.get("requires").into_iter().flat_map(Node::elements);
    requires
        .map(|term| {
            let mut term = term.to_json();
            if let Some(map) = term.as_object_mut() {
                map.retain(|key, _| key != "id" && key != "otherwise");
            }
            term
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    const TERM: &str = "requires: [{ id: t, at: spec.tls, otherwise: x }]";

    fn two(first: &str, second: &str) -> String {
        format!(
            "may: {{ choices: [{{ id: a, when: it.spec.tier == 1 {first} }}, {{ id: b, when: it.spec.tier == 1 {second} }}] }}\n"
        )
    }

    #[test]
    fn the_stricter_one_is_reported_wherever_it_stands() {
        let more = [", ", TERM].concat();
        assert_eq!(
            said(&CODE, &two("", &more)),
            ["5: the terms of `b` never decide: `a` has the same evidence and asks for less"]
        );
        assert_eq!(
            said(&CODE, &two(&more, "")),
            ["5: the terms of `a` never decide: `b` has the same evidence and asks for less"]
        );
    }

    #[test]
    fn different_terms_and_choices_on_their_way_out_shadow_nothing() {
        let more = [", ", TERM].concat();
        let other = ", requires: [{ id: t, at: spec.auth, otherwise: x }]";
        assert!(said(&CODE, &two(&more, other)).is_empty());
        assert!(said(&CODE, &two(", standing: retired", &more)).is_empty());
    }
}
