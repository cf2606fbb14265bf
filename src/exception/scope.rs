//! Scope: which findings a record is about, without trying every record on every finding.

use super::record::Record;
use crate::document::Spanned;
use crate::engine::{Finding, ServiceInfo};
use std::collections::{BTreeMap, BTreeSet};

/// The records by mandate and service, and within these by file, condition, fingerprint and path, so that the records
/// that are about a finding are found without looking at the others.
#[derive(Debug)]
pub struct Scopes<'r> {
    records: &'r [Record],
    groups: BTreeMap<(&'r str, &'r str), Group<'r>>,
}

/// The records of one mandate and service, by file and by condition; `None` is any.
type Group<'r> = BTreeMap<Option<&'r str>, BTreeMap<Option<&'r str>, Part<'r>>>;

/// Records that agree in all but their place.
#[derive(Debug, Default)]
struct Part<'r> {
    by_fingerprint: BTreeMap<&'r str, Vec<usize>>,
    by_path: BTreeMap<&'r str, Vec<usize>>,
    printed: Vec<usize>,
    placed: Vec<usize>,
    wide: Vec<usize>,
}

/// How narrow a record is: the greater, the narrower.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Narrowness {
    place: Place,
    condition: bool,
    file: bool,
    kind: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Place {
    Anywhere,
    Path,
    Fingerprint,
}

impl<'r> Scopes<'r> {
    /// The scopes of a ledger's records, which are then named by their places in it.
    pub fn of(records: &'r [Record]) -> Self {
        let mut groups: BTreeMap<_, Group<'r>> = BTreeMap::new();
        for (index, record) in records.iter().enumerate() {
            let subject = (record.mandate.as_str(), record.service.as_str());
            let (file, condition) = (text(record.file.as_ref()), text(record.condition.as_ref()));
            let files = groups.entry(subject).or_default().entry(file).or_default();
            let part = files.entry(condition).or_default();
            for fingerprint in &record.fingerprints {
                let same = part.by_fingerprint.entry(fingerprint).or_default();
                same.push(index);
            }
            for path in &record.at {
                part.by_path.entry(path).or_default().push(index);
            }
            if !record.fingerprints.is_empty() {
                part.printed.push(index);
            } else if !record.at.is_empty() {
                part.placed.push(index);
            } else {
                part.wide.push(index);
            }
        }
        Self { records, groups }
    }

    /// The records, closed ones included, that are about a finding of a mandate in a service, by their places.
    pub fn about(
        &self,
        mandate: &str,
        service: &ServiceInfo,
        finding: &Finding,
    ) -> Vec<(usize, &'r Record)> {
        if !service.named {
            return Vec::new();
        }
        let near = self.near(mandate, service, finding).into_iter();
        near.filter_map(|index| Some((index, self.records.get(index)?)))
            .filter(|(_, record)| record.is_about(service) && record.matches(finding))
            .collect()
    }

    /// The records that may be about a finding, by its place.
    fn near(&self, mandate: &str, service: &ServiceInfo, finding: &Finding) -> BTreeSet<usize> {
        let mut near = BTreeSet::new();
        let Some(group) = self.groups.get(&(mandate, &*service.name)) else {
            return near;
        };
        for file in [None, Some(&*service.file)] {
            for condition in [None, Some(&*finding.condition)] {
                let files = group.get(&file);
                let Some(part) = files.and_then(|files| files.get(&condition)) else {
                    continue;
                };
                let exact = part.by_fingerprint.get(finding.fingerprint.as_str());
                let placed = part.by_path.get(finding.path.as_str());
                let lists = [exact, placed, Some(&part.wide)].into_iter().flatten();
                near.extend(lists.flatten());
            }
        }
        near
    }

    /// The records, itself included, that may be about what `record` is about, as far as the records themselves tell.
    pub(super) fn neighbours(&self, record: &Record) -> BTreeSet<usize> {
        let mut near = BTreeSet::new();
        let subject = (record.mandate.as_str(), record.service.as_str());
        let Some(group) = self.groups.get(&subject) else {
            return near;
        };
        let (file, condition) = (text(record.file.as_ref()), text(record.condition.as_ref()));
        let parts = group
            .iter()
            .filter(|(other, _)| agree(file, **other))
            .flat_map(|(_, files)| files)
            .filter(|(other, _)| agree(condition, **other));
        for (_, part) in parts {
            near.extend(&part.wide);
            let prints = record.fingerprints.iter();
            let prints = prints.filter_map(|print| part.by_fingerprint.get(print.as_str()));
            near.extend(prints.flatten());
            let paths = record.at.iter();
            let paths = paths.filter_map(|path| part.by_path.get(path.as_str()));
            near.extend(paths.flatten());
            // Only the run can tell whether a path and a fingerprint are of one finding.
            if record.at.is_empty() {
                near.extend(&part.placed);
            }
            if record.fingerprints.is_empty() {
                near.extend(&part.printed);
            }
        }
        near.retain(|other| {
            let other = self.records.get(*other);
            other.is_some_and(|other| record.may_meet(other))
        });
        near
    }
}

fn text(value: Option<&Spanned<String>>) -> Option<&str> {
    value.map(|value| value.value.as_str())
}

/// Whether both may mean the same: one that is not written means any.
fn agree(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none() || other.is_none() || one == other
}

impl Record {
    /// Whether it is about a service, as one manifest describes it. One whose manifest does not name it is nobody's.
    pub fn is_about(&self, service: &ServiceInfo) -> bool {
        service.named
            && *self.service.value == *service.name
            && self
                .kind
                .as_ref()
                .is_none_or(|kind| *kind.value == *service.kind)
            && self
                .file
                .as_ref()
                .is_none_or(|file| *file.value == *service.file)
    }

    /// Whether it is about a finding of its mandate and service.
    pub fn matches(&self, finding: &Finding) -> bool {
        let condition = self.condition.as_ref();
        condition.is_none_or(|condition| *condition.value == *finding.condition)
            && (self.at.is_empty() || self.at.iter().any(|path| path.value == finding.path))
            && (self.fingerprints.is_empty()
                || self
                    .fingerprints
                    .iter()
                    .any(|own| own.value == finding.fingerprint))
    }

    /// Whether both may be about one finding of their mandate, service, file and condition.
    fn may_meet(&self, other: &Self) -> bool {
        let share = |own: &[Spanned<String>], theirs: &[Spanned<String>]| {
            own.is_empty()
                || theirs.is_empty()
                || own
                    .iter()
                    .any(|one| theirs.iter().any(|other| other.value == one.value))
        };
        let repositories = (
            text(self.repository.as_ref()),
            text(other.repository.as_ref()),
        );
        agree(text(self.kind.as_ref()), text(other.kind.as_ref()))
            && agree(repositories.0, repositories.1)
            && share(&self.at, &other.at)
            && share(&self.fingerprints, &other.fingerprints)
    }

    /// How narrow it is.
    pub(super) fn narrowness(&self) -> Narrowness {
        Narrowness {
            place: if !self.fingerprints.is_empty() {
                Place::Fingerprint
            } else if !self.at.is_empty() {
                Place::Path
            } else {
                Place::Anywhere
            },
            condition: self.condition.is_some(),
            file: self.file.is_some(),
            kind: self.kind.is_some(),
        }
    }

    /// How many findings it was made for, as far as it tells.
    pub(super) fn made_for(&self) -> Option<usize> {
        if let Some(findings) = self.findings {
            return Some(findings as usize);
        }
        if !self.fingerprints.is_empty() {
            return Some(self.fingerprints.len());
        }
        (self.condition.is_some() && !self.at.is_empty()).then_some(self.at.len())
    }
}
