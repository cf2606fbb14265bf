//! `lint::unused-kind`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::Level;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::unused-kind",
    level: Level::Warn,
    title: "no mandate speaks of a manifest kind",
    docs: "\
## What it finds

A manifest kind that no mandate of the policy set names under `appliesTo.kinds` and no pack `expects`. The kinds of a
pack without mandates are left alone: such a pack is made for others.

## Why it matters

Manifests of the kind are found, read and counted, and nothing is ever asked of them: it looks as if they were checked.

## Example

```yaml
must: [{ id: tier, at: spec.tier, otherwise: say which tier it is }]
---
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: lambda, title: A serverless function }
files: [\"*.lambda.yaml\"]
when: doc.kind == \"Lambda\"
```

## What to do

Let a mandate speak of it, or remove the kind.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let set = subject.set;
    let speaks = |kind: &str| {
        set.mandates
            .iter()
            .any(|mandate| mandate.applies_to_kind(kind))
            || set
                .packs
                .iter()
                .flat_map(|pack| &pack.expects)
                .any(|expected| expected.kind == kind)
    };
    let has_mandates = |pack: &str| set.mandates.iter().any(|mandate| mandate.pack == pack);
    set.kinds
        .iter()
        .filter(|kind| has_mandates(&kind.pack) && !speaks(&kind.id.value))
        .map(|kind| {
            let message = format!("no mandate speaks of the kind `{}`", kind.id.value);
            Remark::at(kind.place.clone(), message).help("let a mandate speak of it, or remove it")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    const KIND: &str = "apiVersion: mustmay/v1\nkind: ManifestKind\nmetadata: { id: thing }\nwhen: doc.kind == \"Thing\"\n";

    #[test]
    fn a_kind_that_a_mandate_names_is_used() {
        let with = |kind: &str| {
            format!(
                "appliesTo: {{ kinds: [{kind}] }}\nmust: [{{ id: a, at: metadata.name, otherwise: x }}]\n---\n{KIND}"
            )
        };
        assert_eq!(
            said(&CODE, &with("service")),
            ["9: no mandate speaks of the kind `thing`"]
        );
        assert!(said(&CODE, &with("thing")).is_empty());
    }

    #[test]
    fn a_pack_of_kinds_alone_is_made_for_others() {
        assert!(said(&CODE, KIND).is_empty());
    }
}
