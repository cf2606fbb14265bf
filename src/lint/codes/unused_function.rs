//! `lint::unused-function`

use super::unused_data::scripts_of;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::Level;
use crate::script::Script;
use std::collections::BTreeSet;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::unused-function",
    level: Level::Warn,
    title: "a function of the pack is never called",
    docs: "\
## What it finds

A function in a `*.rhai` file of the pack that no script of the pack calls, also not by way of other functions.

## Why it matters

Code that nothing runs is not tested, and is read and trusted all the same.

## Example

```rust
fn tier_of(manifest) {
    manifest.spec.tier ?? 3
}
```

## What to do

Call it, or remove it.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for pack in subject.set.packs.iter().filter(|pack| !pack.embedded) {
        let scripts = scripts_of(subject, pack);
        let called: BTreeSet<&str> = scripts.into_iter().flat_map(Script::calls).collect();
        for (name, place) in pack.library.functions() {
            if !called.contains(name) {
                let message = format!("nothing calls `{name}`");
                remarks.push(Remark::at(place, message).help("call it, or remove it"));
            }
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::{remarks_of, wrapped};

    #[test]
    fn a_function_is_called_by_a_script_or_by_one_that_is() {
        let text = wrapped("must: [{ id: a, script: 'outer(it)', otherwise: x }]\n");
        let library = "fn outer(x) { inner(x) == 1 }\nfn inner(x) { x.spec.tier }\nfn alone() { again() }\nfn again() { alone() }\n";
        let remarks = remarks_of(&CODE, &[("x.yaml", &text), ("x.rhai", library)]);
        let said: Vec<&str> = remarks.iter().map(|remark| &*remark.message).collect();
        assert_eq!(said, ["nothing calls `alone`", "nothing calls `again`"]);
    }

    #[test]
    fn kinds_and_selectors_call_too() {
        let text = [
            &*wrapped("appliesTo: { kinds: [thing], when: chosen(doc) }\nmust: [{ id: a, at: x, otherwise: x }]\n"),
            "---\napiVersion: mustmay/v1\nkind: ManifestKind\nmetadata: { id: thing }\nwhen: is_thing(doc)\n",
        ]
        .concat();
        let library = "fn chosen(x) { x.a == 1 }\nfn is_thing(x) { x.kind == \"Thing\" }\n";
        assert!(remarks_of(&CODE, &[("x.yaml", &text), ("x.rhai", library)]).is_empty());
    }
}
