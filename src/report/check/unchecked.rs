//! What a check did not judge, though it met it. It counts for nothing, and no finding is made of it; but a report that
//! is silent about it would say that all was judged.

use crate::project::{CheckReport, Unrecognised};
use crate::report::page::plural;
use std::sync::Arc;

/// Names of one sort that a report lists where not all were asked for.
pub(super) const LISTED: usize = 5;

/// What was not judged for the same reason.
#[derive(Debug)]
pub(super) struct Unchecked<'r> {
    /// The word of the JSON report.
    pub(super) word: &'static str,
    /// What people are told of it.
    pub(super) title: &'static str,
    /// How much of it there is, with its unit.
    pub(super) count: String,
    /// All of it; empty where only the number is known.
    pub(super) items: Vec<Item<'r>>,
}

/// One file, folder or document that was not judged.
#[derive(Debug)]
pub(super) struct Item<'r> {
    /// As it is printed.
    pub(super) file: &'r Arc<str>,
    /// Why, or which document of the file.
    pub(super) note: Option<String>,
}

impl Unchecked<'_> {
    /// `not checked: vendor/theme/ (submodule)`
    pub(super) fn message(&self, what: &str) -> String {
        [self.title, ": ", what].concat()
    }

    /// The first names, and how many there are beyond them.
    pub(super) fn first(&self) -> (&[Item<'_>], usize) {
        let (first, rest) = self.items.split_at(self.items.len().min(LISTED));
        (first, rest.len())
    }
}

impl Item<'_> {
    /// `vendor/theme/ (submodule)`
    pub(super) fn name(&self) -> String {
        match &self.note {
            Some(note) => format!("{} ({note})", self.file),
            None => self.file.to_string(),
        }
    }
}

/// Which document of its file it is, where it is not the first, and what it nearly says.
fn note(one: &Unrecognised) -> Option<String> {
    let number = (one.document > 1).then(|| format!("document {}", one.document));
    let meant = one.meant.as_ref();
    let hint = meant.map(|meant| format!("did you mean `{meant}`?"));
    let parts: Vec<String> = number.into_iter().chain(hint).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// All that was not judged, by its sort; without those of which there is nothing.
pub(super) fn unchecked(report: &CheckReport) -> Vec<Unchecked<'_>> {
    let skipped = report.skipped.iter().map(|one| Item {
        file: &one.shown,
        note: Some(one.reason.words().to_owned()),
    });
    let unrecognised = report.unrecognised.iter().map(|one| Item {
        file: &one.file,
        note: note(one),
    });
    let excluded = report.counts.excluded;
    let all = [
        (
            report.skipped.len(),
            Unchecked {
                word: "skipped",
                title: "not checked",
                count: plural(report.skipped.len(), "path"),
                items: skipped.collect(),
            },
        ),
        (
            report.unrecognised.len(),
            Unchecked {
                word: "unrecognised",
                title: "recognised by no kind",
                count: plural(report.unrecognised.len(), "document"),
                items: unrecognised.collect(),
            },
        ),
        (
            excluded,
            Unchecked {
                word: "excluded",
                title: "excluded",
                count: plural(excluded, "file"),
                items: Vec::new(),
            },
        ),
    ];
    let some = all.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(_, sort)| sort).collect()
}

/// `1 path not checked, 2 documents recognised by no kind`; `None` where all was judged.
pub(super) fn in_brief(all: &[Unchecked<'_>]) -> Option<String> {
    let said: Vec<String> = all
        .iter()
        .map(|sort| [&*sort.count, " ", sort.title].concat())
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}
