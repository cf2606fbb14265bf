//! `lint::repeated-value`

use crate::document::{Edit, Node, Path, Step, Style};
use crate::lint::code::Code;
use crate::lint::remark::{Change, Fix, Remark};
use crate::lint::subject::Subject;
use crate::policy::{Level, Mandate};
use crate::source::Span;
use serde_json::Value;
use std::sync::Arc;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::repeated-value",
    level: Level::Warn,
    title: "a list says the same twice",
    docs: "\
## What it finds

A value that stands a second time in `names`, `free`, `controls`, or in the `enum` or `type` of a condition's schema.
That `names` repeats the id of its choice is no remark: some like to see all spellings in one place.

## Why it matters

It changes nothing, and whoever removes one of the two believes that it did.

## Example

```yaml
must:
  - id: tier
    at: spec.tier
    schema: { enum: [1, 2, 2, 3] }
    otherwise: say which tier it is
```

## What to do

Remove the second one, which changes no judgement: `--fix` does.
",
    fixable: true,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mandates = subject.set.mandates.iter();
    mandates.flat_map(of_mandate).collect()
}

fn of_mandate(mandate: &Mandate) -> Vec<Remark> {
    let key = |name: &str| Step::Key(name.into());
    let root = mandate.document.root();
    let mut lists: Vec<(Vec<Step>, Node<'_>)> = Vec::new();
    if let Some(free) = root.get("free") {
        lists.push((vec![key("free")], free));
    }
    if let Some(controls) = root.get("metadata").and_then(|node| node.get("controls")) {
        lists.push((vec![key("metadata"), key("controls")], controls));
    }
    let conditions = |above: Vec<Step>, list: Option<Node<'_>>| {
        let nodes = list.into_iter().flat_map(Node::elements);
        let mut found = Vec::new();
        for (index, node) in nodes.enumerate() {
            let schema = node.get("schema");
            for word in ["enum", "type"] {
                if let Some(list) = schema.and_then(|schema| schema.get(word)) {
                    let mut path = above.clone();
                    path.extend([Step::Index(index), key("schema"), key(word)]);
                    found.push((path, list.id()));
                }
            }
        }
        found
    };
    let mut ids = conditions(vec![key("must")], root.get("must"));
    let may = root.get("may").and_then(|may| may.get("choices"));
    for (index, choice) in may.into_iter().flat_map(Node::elements).enumerate() {
        let above = [key("may"), key("choices"), Step::Index(index)];
        if let Some(names) = choice.get("names") {
            lists.push(([&above[..], &[key("names")]].concat(), names));
        }
        let requires = [&above[..], &[key("requires")]].concat();
        ids.extend(conditions(requires, choice.get("requires")));
    }
    let tree = mandate.document.tree();
    lists.extend(ids.into_iter().map(|(path, id)| (path, tree.node(id))));
    lists
        .into_iter()
        .filter_map(|(path, list)| of_list(mandate, path, list))
        .collect()
}

/// The first value of a list that was there before, and the fix for all of them.
fn of_list(mandate: &Mandate, path: Vec<Step>, list: Node<'_>) -> Option<Remark> {
    let items: Vec<Node<'_>> = list.items().collect();
    let (mut again, mut kept) = (Vec::new(), Vec::new());
    for (index, item) in items.iter().enumerate() {
        let value = item.to_json();
        if kept.contains(&value) {
            again.push(index);
        } else {
            kept.push(value);
        }
    }
    let first = items.get(*again.first()?)?;
    let value = first.to_json();
    let message = format!("`{}` stands here a second time", shown(&value));
    let mut remark = Remark::at(first.place(), message).help("remove it");
    remark.fix = fix(mandate, path, list, &items, &again, kept);
    Some(remark)
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.escape_debug().to_string(),
        other => other.to_string(),
    }
}

/// The values taken out with the comma before them; none but in a list in brackets on one line.
fn fix(
    mandate: &Mandate,
    path: Vec<Step>,
    list: Node<'_>,
    items: &[Node<'_>],
    again: &[usize],
    kept: Vec<Value>,
) -> Option<Fix> {
    let source = &mandate.source;
    let line = |at: u32| source.position(at).line;
    let span = list.span();
    let plain = list.style() == Style::Flow && list.alias().is_none();
    if !plain || line(span.start) != line(span.end) {
        return None;
    }
    let mut edits = Vec::new();
    for index in again {
        let item = items.get(*index)?;
        // The first of a list is no second one.
        let before = items.get(index.checked_sub(1)?)?;
        let span = Span::new(before.span().end, item.span().end);
        let text = source.slice(span);
        if item.alias().is_some() || text.contains(['#', '&']) {
            return None;
        }
        edits.push(Edit {
            span,
            text: String::new(),
        });
    }
    Some(Fix {
        file: Arc::clone(source.path()),
        edits,
        changes: vec![Change {
            document: mandate.document.number(),
            path: Path::new(path),
            value: Some(Value::Array(kept)),
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::splice;
    use crate::lint::support::{remarks_of, said, wrapped};

    #[test]
    fn a_second_one_is_told_and_taken_out() {
        for (before, after) in [
            (
                "free: [spec.auth, spec.tls, spec.auth]  # ours\nmust: [{ id: a, at: spec.tier, otherwise: b }]\n",
                "free: [spec.auth, spec.tls]  # ours\nmust: [{ id: a, at: spec.tier, otherwise: b }]\n",
            ),
            (
                "may: { at: spec.tier, choices: [{ id: a, names: [a, x, y, x, x] }, { id: b }] }\n",
                "may: { at: spec.tier, choices: [{ id: a, names: [a, x, y] }, { id: b }] }\n",
            ),
            (
                "must: [{ id: a, at: spec.tier, schema: { enum: [1, 2, 2, 1, 3] }, otherwise: b }]\n",
                "must: [{ id: a, at: spec.tier, schema: { enum: [1, 2, 3] }, otherwise: b }]\n",
            ),
        ] {
            let text = wrapped(before);
            let remarks = remarks_of(&CODE, &[("x.yaml", &text)]);
            assert_eq!(remarks.len(), 1, "{remarks:#?}");
            let fix = remarks[0].fix.as_ref().unwrap();
            let source = crate::source::Source::new("policies/x.yaml", &*text);
            assert_eq!(splice(&source, &fix.edits).unwrap().text(), wrapped(after));
            assert!(said(&CODE, after).is_empty());
        }
    }

    #[test]
    fn what_only_looks_alike_is_not_told_and_what_cannot_be_cut_is_not_mended() {
        let alike = "must: [{ id: a, at: spec.tier, schema: { enum: [1, \"1\", true, \"true\"] }, otherwise: b }]\n";
        assert!(said(&CODE, alike).is_empty());
        let block =
            "free:\n  - spec.auth\n  - spec.auth\nmust: [{ id: a, at: spec.tier, otherwise: b }]\n";
        let text = wrapped(block);
        let remarks = remarks_of(&CODE, &[("x.yaml", &text)]);
        assert!(
            remarks.len() == 1 && remarks[0].fix.is_none(),
            "{remarks:#?}"
        );
    }
}
