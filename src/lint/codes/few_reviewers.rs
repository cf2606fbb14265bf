//! `lint::few-reviewers`

use crate::document::Node;
use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::{Level, Mandate, Unless};
use std::collections::BTreeSet;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::few-reviewers",
    level: Level::Warn,
    title: "exceptions need more reviewers than the mandate names",
    docs: "\
## What it finds

An `unless` whose `approvals` are more than the people it names, all by their address; and one whose `reviewers` is an
empty list. How many people a group has only the ledger knows: where one is named, nothing is said.

## Why it matters

A mandate whose exceptions nobody can approve has no way out, though it says that it has one. An empty list reads as if
nobody had to review, and means that the owner does.

## Example

```yaml
must:
  - id: tier
    at: spec.tier
    otherwise: say which tier the service has
unless:
  reviewers: [sam@example.com]
  approvals: 2
```

## What to do

Name more people, or a group of the ledger; or ask for fewer approvals. Without `reviewers` the owner reviews; that there
is no exception at all is written `unless: never`.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    subject.each_mandate(of_mandate)
}

fn of_mandate(mandate: &Mandate) -> Option<Remark> {
    let Unless::Granted(terms) = &mandate.unless else {
        return None;
    };
    let unless = mandate.document.root().get("unless")?;
    let written = unless.get("reviewers");
    if let Some(written) = written
        && terms.reviewers.is_empty()
    {
        let message = format!(
            "`{}` names no reviewer: its owner `{}` reviews",
            mandate.id, mandate.owner
        );
        return Some(
            Remark::at(written.key_place(), message)
                .help("name reviewers, leave the list out, or write `unless: never`"),
        );
    }
    let names = if terms.reviewers.is_empty() {
        std::slice::from_ref(&mandate.owner)
    } else {
        &terms.reviewers
    };
    // A name that begins with `@` may be that of a team.
    let is_person = |name: &String| name.find('@').is_some_and(|at| at > 0);
    let people: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let count = people.len();
    let enough = usize::try_from(terms.approvals).is_ok_and(|needed| needed <= count);
    if enough || !names.iter().all(is_person) {
        return None;
    }
    let message = format!(
        "exceptions of `{}` need {} approvals, and {count} {} may give one",
        mandate.id,
        terms.approvals,
        if count == 1 { "person" } else { "people" }
    );
    let place = unless
        .get("approvals")
        .map_or_else(|| unless.key_place(), Node::place);
    Some(
        Remark::at(place, message)
            .help("name more reviewers or a group, or ask for fewer approvals"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    fn with(unless: &str) -> String {
        format!("must: [{{ id: a, at: spec.tier, otherwise: x }}]\nunless: {unless}\n")
    }

    #[test]
    fn approvals_that_nobody_can_give() {
        assert_eq!(
            said(
                &CODE,
                &with("{ reviewers: [sam@example.com, kim@example.com], approvals: 3 }")
            ),
            ["6: exceptions of `one` need 3 approvals, and 2 people may give one"]
        );
        assert_eq!(
            said(
                &CODE,
                &with("{ reviewers: [sam@example.com, Sam@example.com], approvals: 2 }")
            )
            .len(),
            1
        );
        assert_eq!(
            said(&CODE, &with("{ reviewers: [] }")),
            ["6: `one` names no reviewer: its owner `a` reviews"]
        );
    }

    #[test]
    fn groups_and_enough_people_are_fine() {
        for unless in [
            "{ reviewers: [sam@example.com, kim@example.com], approvals: 2 }",
            "{ reviewers: [security], approvals: 3 }",
            "{ reviewers: [\"@acme/security\", sam@example.com], approvals: 3 }",
            "{ approvals: 2 }",
            "never",
        ] {
            assert!(said(&CODE, &with(unless)).is_empty(), "{unless}");
        }
    }
}
