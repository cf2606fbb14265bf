//! `lint::review-overdue`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::{Level, Mandate};
use crate::source::Place;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::review-overdue",
    level: Level::Warn,
    title: "a mandate should have been reviewed by now",
    docs: "\
## What it finds

A mandate whose `reviewBy` lies before today (or before the day given by `--as-of`). The day itself is not too late.

## Why it matters

A mandate has an end too. One that nobody reviews is kept because it is there, and every audit shows it as overdue.

## Example

```yaml
metadata: { id: one, owner: platform, rationale: it was so, reviewBy: 2025-01-31 }
must: [{ id: tier, at: spec.tier, otherwise: say which tier it is }]
```

## What to do

Review it: `mustmay review` shows the evidence. Then set `reviewBy` to the next date, or retire the mandate.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    subject.each_mandate(|mandate| {
        (mandate.review_by < subject.today).then(|| {
            let message = format!(
                "`{}` should have been reviewed by {}",
                mandate.id, mandate.review_by
            );
            Remark::at(place(mandate), message).help("review it, then set the next date")
        })
    })
}

/// Where the date of the review is written.
pub(super) fn place(mandate: &Mandate) -> Place {
    let root = mandate.document.root();
    let date = root.get("metadata").and_then(|meta| meta.get("reviewBy"));
    date.map_or_else(|| mandate.place.clone(), crate::document::Node::place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    #[test]
    fn the_day_before_the_day_and_the_day_after() {
        let on = |day: &str| {
            let text = format!(
                "metadata: {{ id: one, owner: a, rationale: b, reviewBy: {day} }}\nmust: [{{ id: a, at: spec.tier, otherwise: x }}]\n"
            );
            said(&CODE, &text)
        };
        assert_eq!(
            on("2026-11-21"),
            ["4: `one` should have been reviewed by 2026-11-21"]
        );
        assert!(on("2026-11-22").is_empty());
        assert!(on("2026-11-23").is_empty());
    }
}
