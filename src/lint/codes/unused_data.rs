//! `lint::unused-data`

use crate::document::{Edit, Node, Path, Step};
use crate::lint::code::Code;
use crate::lint::remark::{Change, Fix, Remark};
use crate::lint::subject::{Subject, lines_of};
use crate::policy::{Level, Mandate, Pack};
use crate::script::Script;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::unused-data",
    level: Level::Warn,
    title: "a constant is written down and no script reads it",
    docs: "\
## What it finds

An entry of a mandate's `data:`, or a file below the pack's `data/`, that no script of the mandate or the pack reads.

## Why it matters

Whoever maintains the list believes that it decides something.

## Example

```yaml
data: { tiers: [1, 2, 3] }
must: [{ id: tier, at: spec.tier, otherwise: say which tier it is }]
```

## What to do

Read it in a script (`data.tiers`), or remove it, which changes no judgement: where an entry of `data:` has its lines
to itself, `--fix` does.
",
    fixable: true,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for mandate in &subject.set.mandates {
        let read: BTreeSet<&str> = names(mandate.scripts());
        let own = mandate.document.root().get("data");
        let unread: Vec<(Node<'_>, Node<'_>)> = own
            .into_iter()
            .flat_map(Node::entries)
            .filter(|(key, _)| !read.contains(key.text().unwrap_or_default()))
            .collect();
        let some_are_read = own.is_some_and(|own| own.entries().count() > unread.len());
        for (key, value) in unread {
            let name = key.text().unwrap_or_default();
            let mut remark = remark(key.place(), name);
            remark.fix = fix(mandate, key, value, name).filter(|_| some_are_read);
            remarks.push(remark);
        }
    }
    for pack in subject.set.packs.iter().filter(|pack| !pack.embedded) {
        let read: BTreeSet<&str> = names(scripts_of(subject, pack));
        for name in pack.data.names().filter(|name| !read.contains(name)) {
            if let Some((tree, id)) = pack.data.get(name) {
                remarks.push(remark(tree.node(id).place(), name));
            }
        }
    }
    remarks
}

fn remark(place: crate::source::Place, name: &str) -> Remark {
    let message = format!("no script reads `data.{}`", name.escape_debug());
    Remark::at(place, message).help("read it in a script, or remove it")
}

/// The entry gone with its lines; none where that would leave an empty `data:`, or where others point at it.
fn fix(mandate: &Mandate, key: Node<'_>, value: Node<'_>, name: &str) -> Option<Fix> {
    let source = &mandate.source;
    let span = lines_of(source, key.span(), value.span())?;
    // What stands below an anchor may be meant elsewhere, and what is merged in stands elsewhere.
    if value.alias().is_some() || key.alias().is_some() || source.slice(span).contains(['&', '*']) {
        return None;
    }
    Some(Fix {
        file: Arc::clone(source.path()),
        edits: vec![Edit {
            span,
            text: String::new(),
        }],
        changes: vec![Change {
            document: mandate.document.number(),
            path: Path::new(vec![Step::Key("data".into()), Step::Key(name.into())]),
            value: None,
        }],
    })
}

fn names(scripts: Vec<&Script>) -> BTreeSet<&str> {
    scripts.into_iter().flat_map(Script::data_names).collect()
}

/// Every script that sees the functions and constants of a pack.
pub(super) fn scripts_of<'s>(subject: &Subject<'s>, pack: &Pack) -> Vec<&'s Script> {
    let mandates = subject.set.mandates.iter();
    let kinds = subject.set.kinds.iter();
    mandates
        .filter(|mandate| mandate.pack == pack.id)
        .flat_map(|mandate| mandate.scripts())
        .chain(
            kinds
                .filter(|kind| kind.pack == pack.id)
                .flat_map(|kind| kind.scripts().chain(kind.recognising_scripts())),
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::{remarks_of, said, wrapped};

    #[test]
    fn what_a_script_reads_is_used() {
        let with = |script: &str| {
            format!(
                "data: {{ tiers: [1] }}\nmust: [{{ id: a, script: '{script}', otherwise: x }}]\n"
            )
        };
        assert_eq!(
            said(&CODE, &with("it.spec.tier == 1")),
            ["5: no script reads `data.tiers`"]
        );
        assert!(said(&CODE, &with("it.spec.tier in data.tiers")).is_empty());
    }

    #[test]
    fn files_are_used_by_functions_that_somebody_calls() {
        let mandate = |script: &str| {
            wrapped(&format!(
                "must: [{{ id: a, script: '{script}', otherwise: x }}]\n"
            ))
        };
        let library = "fn known(tier) { tier in data.tiers }\n";
        let used = mandate("known(it.spec.tier)");
        let unused = mandate("it.spec.tier == 1");
        let files = |text| {
            [
                ("x.yaml", text),
                ("x.rhai", library),
                ("data/tiers.yaml", "[1, 2]\n"),
            ]
        };
        assert!(remarks_of(&CODE, &files(&*used)).is_empty());
        let remarks = remarks_of(&CODE, &files(&*unused));
        assert_eq!(&*remarks[0].place.file, "policies/data/tiers.yaml");
    }
}
