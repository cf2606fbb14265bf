//! `lint::never-equal`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::lint::values::Values;
use crate::policy::{Level, Mandate};
use crate::script::{Compared, FieldComparison};
use serde_json::Value;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::never-equal",
    level: Level::Warn,
    title: "a script compares a field with what it never is",
    docs: "\
## What it finds

In the scripts of a mandate, a comparison of `service.tier` and its like, which are text or absent, with what is no text;
and one of a field with values that the schemas of all manifest kinds of the mandate do not allow there.

## Why it matters

Values of different types do not compare: the comparison does not answer, and what is asked counts as absent. A
condition then fails for everybody, a choice is never recognised, and a phase holds for all. With a value that cannot be
there it is worse: the answer is always the same, and looks like a check.

## Example

```yaml
must:
  - id: critical
    script: service.tier == 1
    otherwise: only the most critical services belong here
```

## What to do

Write the literal in the type of the field, here `\"1\"`, or a value that the kind allows.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for mandate in &subject.set.mandates {
        for script in mandate.scripts() {
            for one in script.comparisons() {
                if let Some(remark) = remark(subject, mandate, &one) {
                    remarks.push(remark);
                }
            }
        }
    }
    remarks
}

fn remark(subject: &Subject<'_>, mandate: &Mandate, one: &FieldComparison) -> Option<Remark> {
    let (path, shapes) = match &one.what {
        Compared::Service(name) => return of_service(name, one),
        Compared::It(path) => (path, subject.shapes(mandate, path)?),
        Compared::ServiceNode(path) | Compared::Doc(path) => {
            (path, subject.document_shapes(mandate, path)?)
        }
    };
    let mut found = None;
    for (kind, shape) in shapes {
        let allowed = shape.at(path);
        if one.with.iter().any(|value| compares(&allowed, value, one)) {
            return None;
        }
        found = found.or(Some((kind, allowed)));
    }
    let (kind, allowed) = found?;
    let message = format!(
        "a manifest of kind `{kind}` has {} at `{path}`: never {}",
        allowed.words(),
        words(&one.with)
    );
    Some(
        Remark::at(one.place.clone(), message)
            .help("compare it with what the schema of the manifest kind allows there"),
    )
}

/// Whether the comparison can come out either way.
fn compares(allowed: &Values, value: &Value, one: &FieldComparison) -> bool {
    if one.is_equality {
        allowed.holds(value)
    } else {
        allowed.has_type_of(value)
    }
}

fn of_service(name: &str, one: &FieldComparison) -> Option<Remark> {
    let message = format!(
        "`service.{name}` is text, or absent: it does not compare with {}",
        words(&one.with)
    );
    let help = match &*one.with {
        [value] => format!("write `\"{value}\"`"),
        _ => "write the values as text".to_owned(),
    };
    let none_is_text = !one.with.iter().any(Value::is_string);
    none_is_text.then(|| Remark::at(one.place.clone(), message).help(help))
}

fn words(values: &[Value]) -> String {
    let shown: Vec<String> = values
        .iter()
        .take(4)
        .map(|value| match value {
            Value::String(text) => format!("`{}`", text.escape_debug()),
            other => format!("`{other}`"),
        })
        .collect();
    shown.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    fn with(script: &str) -> String {
        format!("must:\n  - id: a\n    otherwise: x\n    script: |\n      {script}\n")
    }

    #[test]
    fn what_is_text_and_compared_with_a_number() {
        assert_eq!(
            said(&CODE, &with("service.tier == 1")),
            ["9: `service.tier` is text, or absent: it does not compare with `1`"]
        );
        for script in [
            "service.tier in [1, 2]",
            "2 >= service.tier",
            "it.spec.routes.all(|r| r.auth == \"a\" || service.tier != 3)",
        ] {
            assert_eq!(said(&CODE, &with(script)).len(), 1, "{script}");
        }
        for script in [
            "service.tier == \"1\"",
            "service.tier in [1, \"1\"]",
            "to_int(service.tier) == 1",
            "service.node.spec.tier == 1",
            "(service.tier ?? 1) == 1",
        ] {
            assert!(said(&CODE, &with(script)).is_empty(), "{script}");
        }
    }

    #[test]
    fn what_the_schema_of_the_kind_does_not_allow() {
        assert_eq!(
            said(&CODE, &with("it.spec.exposure == \"publick\"")),
            [
                "9: a manifest of kind `service` has `public` or `partner` or `internal` at `spec.exposure`: never `publick`"
            ]
        );
        for script in [
            "it.spec.exposure in [\"publick\", \"private\"]",
            "it.spec.auth.protocol != 1",
            "service.node.spec.exposure == 1",
            "doc.spec.system == true",
        ] {
            assert_eq!(said(&CODE, &with(script)).len(), 1, "{script}");
        }
        for script in [
            "it.spec.exposure in [\"publick\", \"public\"]",
            "it.spec.exposure != \"publick\"",
            "it.spec.tier == 1 || it.spec.tier == \"1\"",
            "it.spec.exposure == data.wanted",
        ] {
            let text = [&with(script), "data: { wanted: x }\n"].concat();
            assert!(said(&CODE, &text).is_empty(), "{script}");
        }
        let each = ["each: siblings\n", &with("it.spec.exposure == \"publick\"")].concat();
        assert!(said(&CODE, &each).is_empty());
        let kinds = [
            "appliesTo: { kinds: [service, score] }\n",
            &with("it.spec.exposure == 1"),
        ]
        .concat();
        assert!(said(&CODE, &kinds).is_empty());
    }
}
