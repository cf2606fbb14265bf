//! Scope: which findings a record is about, without trying every record on every finding.

use super::record::Record;
use crate::engine::{Finding, ServiceInfo};
use std::collections::{BTreeMap, BTreeSet};

/// The records by mandate and service, and within these by fingerprint and path.
#[derive(Debug, Default)]
pub(super) struct Scopes<'r>(BTreeMap<&'r str, BTreeMap<&'r str, Group<'r>>>);

/// The records of one mandate and service.
#[derive(Debug, Default)]
struct Group<'r> {
    by_fingerprint: BTreeMap<&'r str, Vec<usize>>,
    by_path: BTreeMap<&'r str, Vec<usize>>,
    wide: Vec<usize>,
    all: Vec<usize>,
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
    pub(super) fn of(records: &'r [Record]) -> Self {
        let mut scopes = Self::default();
        for (index, record) in records.iter().enumerate() {
            let services = scopes.0.entry(record.mandate.as_str()).or_default();
            let group = services.entry(record.service.as_str()).or_default();
            group.all.push(index);
            for fingerprint in &record.fingerprints {
                group
                    .by_fingerprint
                    .entry(fingerprint)
                    .or_default()
                    .push(index);
            }
            for path in &record.at {
                group.by_path.entry(path).or_default().push(index);
            }
            if record.fingerprints.is_empty() && record.at.is_empty() {
                group.wide.push(index);
            }
        }
        scopes
    }

    fn find(&self, mandate: &str, service: &str) -> Option<&Group<'r>> {
        self.0.get(mandate)?.get(service)
    }

    /// The records of one mandate and service.
    pub(super) fn group(&self, mandate: &str, service: &str) -> &[usize] {
        self.find(mandate, service)
            .map_or(&[], |group| group.all.as_slice())
    }

    /// The records of a mandate and service that may be about a finding, by its place.
    pub(super) fn near(&self, mandate: &str, service: &str, finding: &Finding) -> BTreeSet<usize> {
        let Some(group) = self.find(mandate, service) else {
            return BTreeSet::new();
        };
        let exact = group.by_fingerprint.get(finding.fingerprint.as_str());
        let paths = group.by_path.get(finding.path.as_str());
        [exact, paths, Some(&group.wide)]
            .into_iter()
            .flatten()
            .flatten()
            .copied()
            .collect()
    }

    /// The records that may be about what `record` is about.
    pub(super) fn neighbours(&self, record: &Record) -> BTreeSet<usize> {
        let Some(group) = self.find(&record.mandate, &record.service) else {
            return BTreeSet::new();
        };
        if record.fingerprints.is_empty() {
            return group.all.iter().copied().collect();
        }
        let exact = record
            .fingerprints
            .iter()
            .filter_map(|fingerprint| group.by_fingerprint.get(fingerprint.as_str()));
        exact
            .chain(group.by_path.values())
            .chain([&group.wide])
            .flatten()
            .copied()
            .collect()
    }
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

    /// Whether both may be about one finding, as far as the records themselves tell.
    pub(super) fn may_meet(&self, other: &Self) -> bool {
        fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        fn text(value: Option<&crate::document::Spanned<String>>) -> Option<&String> {
            value.map(|value| &value.value)
        }
        let share = |own: &[crate::document::Spanned<String>],
                     theirs: &[crate::document::Spanned<String>]| {
            own.is_empty()
                || theirs.is_empty()
                || own
                    .iter()
                    .any(|one| theirs.iter().any(|other| other.value == one.value))
        };
        agree(
            text(self.condition.as_ref()),
            text(other.condition.as_ref()),
        ) && agree(text(self.kind.as_ref()), text(other.kind.as_ref()))
            && agree(text(self.file.as_ref()), text(other.file.as_ref()))
            && agree(
                text(self.repository.as_ref()),
                text(other.repository.as_ref()),
            )
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
