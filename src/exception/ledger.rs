//! The ledger: all records that a run knows of, with where each came from.

use super::groups::Groups;
use super::record::Record;
use super::signers::AllowedSigners;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Limits, Node, read};
use crate::policy::kind_of;
use crate::source::{Source, sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How far the place that a record comes from is believed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Trust {
    /// The ledger of the run's policy source, or one that the run's owner named.
    Source,
    /// The repository's own ledger, where it is its own policy source.
    Own,
    /// The checked tree, where the policy source is another: only what is signed counts.
    Tree,
}

/// The files of one place that exceptions come from.
#[derive(Clone, Debug)]
pub struct LedgerFiles {
    /// The folder or file as it is printed.
    pub shown: String,
    /// The files by their path below the folder, with `/`: YAML, `groups.yaml`, `allowed_signers`.
    pub files: Vec<(String, Arc<Source>)>,
    /// How far it is believed.
    pub trust: Trust,
}

/// All records that a run knows of.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The records in order of the places and files, those of `closed/` included.
    pub records: Vec<Record>,
    /// The groups of the places that are believed.
    pub groups: Groups,
    /// Who may sign, as the places that are believed say.
    pub(super) signers: AllowedSigners,
    /// The files that were read, as they are printed.
    pub files: BTreeSet<Arc<str>>,
    /// The hash of all files, `sha256:` and 64 hexadecimal digits; `None` where there is no ledger.
    pub digest: Option<String>,
    /// Records of one id, the first open and the second closed, both refused: what a move that was cut short leaves.
    pub doubled: Vec<(Record, Record)>,
    /// The places of the records by their ids.
    ids: BTreeMap<String, usize>,
    /// All ids that are written, those of refused records included.
    taken: BTreeSet<String>,
}

/// What may stand in a ledger. Kinds with a word are read elsewhere.
const KINDS: &[(&str, Option<&str>)] = &[
    ("Exception", None),
    ("Challenge", None),
    ("Survey", None),
    ("Measure", None),
    (
        "Mandate",
        Some("mandates stand in a policy folder, exceptions in the ledger"),
    ),
    ("Config", Some("the config is `mustmay.yaml` at the root")),
];

/// What helps where an id stands in `closed/` and outside of it.
const HALF: &str = "an id is never used twice, not even after its record was closed; where a move to `closed/` was \
                    cut short, `mustmay exceptions prune --write` ends it";

/// The file of a ledger that says who may sign.
const SIGNERS: &str = "allowed_signers";

/// The files of a ledger that say who belongs to which group.
const GROUPS: &[&str] = &["groups.yaml", "groups.yml"];

/// Whether a file of this name holds no records, wherever in a ledger it lies.
pub fn is_reserved(name: &str) -> bool {
    name == SIGNERS || GROUPS.contains(&name)
}

impl Ledger {
    /// Reads the records of all places. A record with a problem is left out, the others stay.
    pub fn load(places: &[LedgerFiles]) -> (Self, Vec<Diagnostic>) {
        let problems = Problems::default();
        let mut ledger = Self::default();
        for place in places {
            for (relative, source) in &place.files {
                ledger.files.insert(Arc::clone(source.path()));
                ledger.add(place.trust, relative, source, &problems);
            }
        }
        ledger.groups.refuse_nested(&problems);
        ledger.unique(&problems);
        ledger.need_repository(&problems);
        ledger.index();
        ledger.digest = (!places.is_empty()).then(|| digest(places));
        (ledger, problems.into_vec())
    }

    /// A ledger of documents that stand elsewhere, such as in a test.
    pub fn of_documents(documents: &[crate::document::Document]) -> (Self, Vec<Diagnostic>) {
        let problems = Problems::default();
        let mut ledger = Self::default();
        for document in documents {
            ledger
                .records
                .extend(Record::read(document, Trust::Own, false, &problems));
        }
        ledger.unique(&problems);
        ledger.index();
        (ledger, problems.into_vec())
    }

    /// The record of an id.
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.records.get(*self.ids.get(id)?)
    }

    /// Whether an id is written anywhere in the ledger, be it in `closed/` or in a record that is refused.
    pub fn is_taken(&self, id: &str) -> bool {
        self.taken.contains(id)
    }

    /// All ids that are taken, in order.
    pub fn taken(&self) -> impl Iterator<Item = &str> {
        self.taken.iter().map(String::as_str)
    }

    fn index(&mut self) {
        let ids = self.records.iter().enumerate();
        let ids = ids.map(|(index, record)| (record.id.value.clone(), index));
        self.ids = ids.collect();
    }

    fn add(&mut self, trust: Trust, relative: &str, source: &Arc<Source>, problems: &Problems) {
        let name = relative.rsplit('/').next().unwrap_or(relative);
        match name {
            // Whom to believe is for the policy source to say, never for the checked tree.
            SIGNERS if trust != Trust::Tree => self.signers.read(source, problems),
            name if trust != Trust::Tree && GROUPS.contains(&name) => {
                self.groups.read(source, problems);
            }
            name if is_reserved(name) => {
                let message = "not believed: with an explicit policy source, groups and signers \
                               are those of its ledger";
                problems.push(
                    Diagnostic::warning("exception::ignored", message).in_file(source.path()),
                );
            }
            _ => self.add_records(trust, relative, source, problems),
        }
    }

    fn add_records(
        &mut self,
        trust: Trust,
        relative: &str,
        source: &Arc<Source>,
        problems: &Problems,
    ) {
        let closed = relative.split('/').any(|folder| folder == "closed");
        let reading = read(source, &Limits::default());
        problems.extend(reading.diagnostics);
        for document in reading.tree.documents() {
            if document.root().is_null() {
                continue;
            }
            if kind_of(document.root(), KINDS, problems) == Some("Exception") {
                let metadata = document.root().get("metadata");
                let id = metadata.and_then(|node| node.get("id"));
                self.taken
                    .extend(id.and_then(Node::text).map(str::to_owned));
                self.records
                    .extend(Record::read(&document, trust, closed, problems));
            }
        }
    }

    /// Two records of one id are an error and apply to nothing. What the checked tree brings cannot take the
    /// place of a record of the policy source.
    fn unique(&mut self, problems: &Problems) {
        let mut firsts: BTreeMap<String, usize> = BTreeMap::new();
        let mut refused = BTreeSet::new();
        for (index, record) in self.records.iter().enumerate() {
            let Some(&first) = firsts.get(&record.id.value) else {
                firsts.insert(record.id.value.clone(), index);
                continue;
            };
            let Some(other) = self.records.get(first) else {
                continue;
            };
            refused.insert(index);
            if other.trust == record.trust || record.trust != Trust::Tree {
                refused.insert(first);
            }
            let help = match (other.closed, record.closed) {
                (true, false) => {
                    self.doubled.push((record.clone(), other.clone()));
                    HALF
                }
                (false, true) => {
                    self.doubled.push((other.clone(), record.clone()));
                    HALF
                }
                _ => "an id is never used twice",
            };
            let message = format!("the id `{}` is taken", record.id.value);
            problems.push(
                Diagnostic::error("exception::duplicate-id", message)
                    .at(&record.source, record.id.span)
                    .related("it is used here", other.place(other.id.span))
                    .help(help),
            );
        }
        self.leave_out(&refused);
    }

    /// A ledger that serves several repositories says of each record which one it is for.
    fn need_repository(&mut self, problems: &Problems) {
        let named = |trust: Trust| -> BTreeSet<&str> {
            let records = self.records.iter().filter(|record| record.trust == trust);
            records
                .filter_map(|record| record.repository.as_ref())
                .map(|repository| repository.as_str())
                .collect()
        };
        let several = |trust: Trust| match trust {
            Trust::Source => !named(trust).is_empty(),
            Trust::Own | Trust::Tree => named(trust).len() > 1,
        };
        let serves: Vec<Trust> = [Trust::Source, Trust::Own, Trust::Tree]
            .into_iter()
            .filter(|trust| several(*trust))
            .collect();
        let mut refused = BTreeSet::new();
        for (index, record) in self.records.iter().enumerate() {
            if record.repository.is_some() || record.closed || !serves.contains(&record.trust) {
                continue;
            }
            refused.insert(index);
            let message = format!(
                "`{}` does not say its `repository`, and the ledger serves several",
                record.id.value
            );
            problems.push(
                Diagnostic::error("exception::repository", message)
                    .at(&record.source, record.id.span)
                    .help("write `repository: owner/name`"),
            );
        }
        self.leave_out(&refused);
    }

    fn leave_out(&mut self, refused: &BTreeSet<usize>) {
        let mut index = 0;
        self.records.retain(|_| {
            index += 1;
            !refused.contains(&(index - 1))
        });
    }
}

/// The hash of a ledger: of each file's path and bytes, in order of the paths.
fn digest(places: &[LedgerFiles]) -> String {
    let mut lines: Vec<String> = places
        .iter()
        .flat_map(|place| &place.files)
        .map(|(relative, source)| format!("{} {relative}\n", sha256(source.text().as_bytes())))
        .collect();
    lines.sort();
    format!("sha256:{}", sha256(lines.concat().as_bytes()))
}
