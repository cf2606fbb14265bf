//! `lint::until-passed`

use crate::document::{Edit, Node, Path, Step};
use crate::lint::code::Code;
use crate::lint::remark::{Change, Fix, Remark};
use crate::lint::subject::{Subject, choices, lines_of};
use crate::policy::{Level, Mandate};
use std::sync::Arc;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::until-passed",
    level: Level::Warn,
    title: "a retiring choice had its last day",
    docs: "\
## What it finds

A choice with the standing `retiring` whose `until` lies before today (or before the day given by `--as-of`).

## Why it matters

It is judged as a retired one already, and still reads as if there were time.

## Example

```yaml
may:
  at: spec.auth.provider
  choices:
    - id: okta
    - id: auth0
    - id: ldap-bind
      standing: retiring
      until: 2026-03-31
      instead: okta
```

## What to do

Write `standing: retired` and remove `until`, which changes no judgement: `--fix` does. Or give the teams a new date.
",
    fixable: true,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for mandate in &subject.set.mandates {
        for (index, (choice, node)) in choices(mandate).into_iter().enumerate() {
            let Some(until) = choice.until.filter(|until| *until < subject.today) else {
                continue;
            };
            let message = format!(
                "the last day of `{}` was {until}: it is retired",
                choice.id.value
            );
            let place = node
                .get("until")
                .map_or_else(|| choice.place.clone(), Node::place);
            let mut remark = Remark::at(place, message)
                .help("write `standing: retired` without `until`, or give a new date");
            remark.fix = fix(mandate, index, node);
            remarks.push(remark);
        }
    }
    remarks
}

/// `retired` in place of `retiring`, and the line of `until` gone; none where lines do not tell the fields apart.
fn fix(mandate: &Mandate, index: usize, choice: Node<'_>) -> Option<Fix> {
    let standing = choice.get("standing")?;
    let (key, until) = choice.entry("until")?;
    let from_elsewhere = [standing, until].iter().any(|node| node.alias().is_some());
    if from_elsewhere || mandate.source.slice(standing.span()) != "retiring" {
        return None;
    }
    let field = |name: &str| {
        Path::new(vec![
            Step::Key("may".into()),
            Step::Key("choices".into()),
            Step::Index(index),
            Step::Key(name.into()),
        ])
    };
    let document = mandate.document.number();
    let change = |name: &str, value: Option<&str>| Change {
        document,
        path: field(name),
        value: value.map(Into::into),
    };
    let mut edits = vec![
        Edit {
            span: standing.span(),
            text: "retired".to_owned(),
        },
        Edit {
            span: lines_of(&mandate.source, key.span(), until.span())?,
            text: String::new(),
        },
    ];
    edits.sort_by_key(|edit| edit.span.start);
    Some(Fix {
        file: Arc::clone(mandate.source.path()),
        edits,
        changes: vec![change("standing", Some("retired")), change("until", None)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::splice;
    use crate::lint::support::{remarks_of, said, wrapped};
    use crate::source::Source;

    fn with(until: &str) -> String {
        format!(
            "may:\n  at: spec.tier\n  choices:\n    - id: a\n    - id: b\n      standing: retiring  # slowly\n      until: {until}\n      instead: a\n"
        )
    }

    #[test]
    fn the_last_day_itself_is_not_over() {
        assert_eq!(
            said(&CODE, &with("2026-11-21")),
            ["11: the last day of `b` was 2026-11-21: it is retired"]
        );
        assert!(said(&CODE, &with("2026-11-22")).is_empty());
    }

    #[test]
    fn the_fix_keeps_all_other_lines() {
        let text = wrapped(&with("2026-01-01"));
        let remarks = remarks_of(&CODE, &[("x.yaml", &text)]);
        let fix = remarks[0].fix.as_ref().unwrap();
        let mended = splice(&Source::new("x.yaml", text.clone()), &fix.edits).unwrap();
        let expected = text
            .replace("retiring  # slowly", "retired  # slowly")
            .replace("      until: 2026-01-01\n", "");
        assert_eq!(mended.text(), expected);
    }

    #[test]
    fn fields_of_one_line_are_left_to_their_author() {
        let text = wrapped(
            "may: { at: spec.tier, choices: [{ id: a }, { id: b, standing: retiring, until: 2026-01-01, instead: a }] }\n",
        );
        let remarks = remarks_of(&CODE, &[("x.yaml", &text)]);
        assert!(remarks[0].fix.is_none());
    }
}
