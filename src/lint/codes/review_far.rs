//! `lint::review-far`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::Level;
use jiff::ToSpan as _;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::review-far",
    level: Level::Advise,
    title: "a mandate is to be reviewed only in more than a year",
    docs: "\
## What it finds

A mandate whose `reviewBy` lies more than a year after today (or after the day given by `--as-of`).

## Why it matters

What a product needs changes within a year. A review date far away is a way to have none.

## Example

```yaml
metadata: { id: one, owner: platform, rationale: it is so, reviewBy: 2031-12-31 }
must: [{ id: tier, at: spec.tier, otherwise: say which tier it is }]
```

## What to do

Set `reviewBy` to a day within the next twelve months.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let Ok(latest) = subject.today.checked_add(1.year()) else {
        return Vec::new();
    };
    subject.each_mandate(|mandate| {
        (mandate.review_by > latest).then(|| {
            let message = format!(
                "`{}` is to be reviewed only by {}, more than a year from now",
                mandate.id, mandate.review_by
            );
            Remark::at(super::review_overdue::place(mandate), message)
                .help("choose a day within the next twelve months")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    #[test]
    fn a_year_is_fine_and_a_day_more_is_not() {
        let on = |day: &str| {
            let text = format!(
                "metadata: {{ id: one, owner: a, rationale: b, reviewBy: {day} }}\nmust: [{{ id: a, at: spec.tier, otherwise: x }}]\n"
            );
            said(&CODE, &text)
        };
        assert!(on("2027-11-22").is_empty());
        assert_eq!(
            on("2027-11-23"),
            ["4: `one` is to be reviewed only by 2027-11-23, more than a year from now"]
        );
    }
}
