//! The evidence: all that was written down about how mandates do, read strictly and held together.

use super::challenge::{self, Challenge};
use super::inventory::{self, Inventory};
use super::measure::{self, Measure};
use super::quarter::Quarter;
use super::survey::{self, Survey};
use super::table::Table;
use crate::diagnostic::{Diagnostic, Problems, closest};
use crate::document::{Document, Fields, Limits, Spanned, decode, read};
use crate::source::{Place, Source};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The kinds of evidence.
pub const KINDS: &[&str] = &["Survey", "Measure", "Challenge", "Inventory"];

/// What was written down.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The surveys, by mandate and quarter.
    pub surveys: Vec<Survey>,
    /// The measures, by mandate, quarter and metric.
    pub measures: Vec<Measure>,
    /// The challenges, by id.
    pub challenges: Vec<Challenge>,
    /// The repositories of the fleet, where somebody listed them.
    pub inventory: Option<Inventory>,
}

/// Finds the file that evidence names: by the document's file and the path written there.
pub type FindFile<'f> = dyn Fn(&str, &str) -> Result<Arc<Source>, Diagnostic> + 'f;

/// The files beside the evidence.
pub(super) struct Files<'f> {
    find: &'f FindFile<'f>,
    /// The paths, as printed, that were asked for.
    read: RefCell<BTreeSet<Arc<str>>>,
}

impl Files<'_> {
    /// The table that a document names.
    pub(super) fn table(
        &self,
        document: &Document,
        path: &Spanned<String>,
    ) -> Result<Table, Diagnostic> {
        let own = document.tree().source();
        let source = (self.find)(own.path(), path).map_err(|problem| problem.at(own, path.span))?;
        self.read.borrow_mut().insert(Arc::clone(source.path()));
        Table::read(&source)
    }
}

impl Evidence {
    /// Reads the files of evidence. `find` reads the CSV files that they name. Gives also the paths of those.
    ///
    /// # Errors
    /// All problems of all files; none of the evidence is used then, since what is left out may be what counts.
    pub fn load(
        sources: &[Arc<Source>],
        find: &FindFile<'_>,
    ) -> Result<(Self, BTreeSet<Arc<str>>), Vec<Diagnostic>> {
        let problems = Problems::default();
        let files = Files {
            find,
            read: RefCell::default(),
        };
        let mut evidence = Self::default();
        for source in sources {
            let reading = read(source, &Limits::default());
            problems.extend(reading.diagnostics);
            for document in reading.tree.documents() {
                evidence.add(&document, &files, &problems);
            }
        }
        evidence.order(&problems);
        let mut problems = problems.into_vec();
        if problems.is_empty() {
            return Ok((evidence, files.read.into_inner()));
        }
        crate::diagnostic::sort(&mut problems);
        problems.dedup();
        Err(problems)
    }

    fn add(&mut self, document: &Document, files: &Files<'_>, problems: &Problems) {
        match kind_of(document, problems) {
            Some("Survey") => self.surveys.extend(survey::read(document, files, problems)),
            Some("Measure") => self
                .measures
                .extend(measure::read(document, files, problems)),
            Some("Challenge") => self.challenges.extend(challenge::read(document, problems)),
            Some("Inventory") => {
                let found = inventory::read(document, problems);
                if let (Some(other), Some(second)) = (&self.inventory, &found) {
                    problems.push(twice("a second inventory", &second.place, &other.place));
                }
                self.inventory = self.inventory.take().or(found);
            }
            _ => {}
        }
    }

    /// Sorts what was read, and refuses what was written down twice.
    fn order(&mut self, problems: &Problems) {
        self.surveys
            .sort_by(|a, b| (&*a.mandate, a.quarter).cmp(&(&*b.mandate, b.quarter)));
        self.challenges.sort_by(|a, b| a.id.cmp(&b.id));
        self.measures.sort_by(|a, b| {
            (&*a.mandate, a.quarter, &a.metric).cmp(&(&*b.mandate, b.quarter, &b.metric))
        });
        for [a, b] in self.surveys.array_windows() {
            if *a.mandate == *b.mandate && a.quarter == b.quarter {
                let words = format!("a second survey of `{}` in {}", *a.mandate, a.quarter);
                problems.push(twice(&words, &b.place, &a.place));
            }
        }
        for [a, b] in self.measures.array_windows() {
            if *a.mandate == *b.mandate && a.quarter == b.quarter && a.metric == b.metric {
                let words = format!(
                    "a second `{}` of `{}` in {}",
                    a.metric, *a.mandate, a.quarter
                );
                problems.push(twice(&words, &b.place, &a.place));
            }
        }
        for [a, b] in self.challenges.array_windows() {
            if a.id == b.id {
                let words = format!("a second challenge `{}`", a.id.escape_debug());
                problems.push(twice(&words, &b.place, &a.place));
            }
        }
    }

    /// Evidence about mandates that the policy set does not have: an error where one of them is nearly meant,
    /// since a misspelt challenge would be no challenge; else a warning, since mandates end.
    pub fn strangers(&self, mandates: &[&str]) -> Vec<Diagnostic> {
        let surveys = self
            .surveys
            .iter()
            .map(|survey| (&survey.mandate.value, &survey.place));
        let measures = self
            .measures
            .iter()
            .map(|measure| (&measure.mandate.value, &measure.place));
        let challenges = self
            .challenges
            .iter()
            .map(|challenge| (&challenge.mandate.value, &challenge.place));
        let named: BTreeMap<&String, &Place> = surveys.chain(measures).chain(challenges).collect();
        named
            .into_iter()
            .filter(|(id, _)| !mandates.contains(&id.as_str()))
            .map(|(id, place)| {
                let message =
                    format!("evidence about `{id}`, which is no mandate of the policy set");
                let code = "evidence::mandate";
                match closest(id, mandates.iter().copied()) {
                    Some(near) => {
                        Diagnostic::error(code, message).help(format!("did you mean `{near}`?"))
                    }
                    None => Diagnostic::warning(code, message),
                }
                .at_place(place.clone())
            })
            .collect()
    }
}

fn twice(words: &str, place: &Place, other: &Place) -> Diagnostic {
    Diagnostic::error("evidence::twice", words)
        .at_place(place.clone())
        .related("the first", other.clone())
}

/// The kind of a document of evidence; notes a problem where it is none.
fn kind_of(document: &Document, problems: &Problems) -> Option<&'static str> {
    let root = document.root();
    let text = |key| root.get(key).and_then(crate::document::Node::as_str);
    if text("apiVersion") != Some("mustmay/v1") {
        let problem = Diagnostic::error(
            "policy::api-version",
            "the document does not say its `apiVersion`",
        );
        problems.push(
            problem
                .at_place(root.place())
                .help("every document of mustmay begins with `apiVersion: mustmay/v1`"),
        );
        return None;
    }
    let kind = text("kind").unwrap_or_default();
    let known = KINDS.iter().copied().find(|known| *known == kind);
    if known.is_none() {
        let help = closest(kind, KINDS.iter().copied()).map_or_else(
            || format!("the kinds of evidence are {}", KINDS.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("`{}` is no kind of evidence", kind.escape_debug());
        let place = root
            .get("kind")
            .map_or_else(|| root.place(), crate::document::Node::place);
        problems.push(
            Diagnostic::error("policy::kind", message)
                .at_place(place)
                .help(help),
        );
    }
    known
}

/// The fields that evidence about a mandate's quarter begins with.
pub(super) fn head(fields: &mut Fields<'_, '_>) -> (Option<Spanned<String>>, Option<Quarter>) {
    let _head = (fields.optional("apiVersion"), fields.optional("kind"));
    let mandate = mandate_field(fields);
    let quarter = fields.required("quarter");
    let problems = fields.problems();
    let quarter = quarter.and_then(|node| {
        let quarter = node.text().and_then(Quarter::parse);
        if quarter.is_none() {
            let written = node.text().unwrap_or_default();
            let problem = Diagnostic::error("evidence::quarter", quarter_of(written));
            problems.push(problem.at_place(node.place()));
        }
        quarter
    });
    (mandate, quarter)
}

/// The message about what is no quarter.
pub(super) fn quarter_of(written: &str) -> String {
    format!(
        "`{}` is no quarter: it is written like 2026Q3",
        written.escape_debug()
    )
}

/// The id of the mandate that evidence is about.
pub(super) fn mandate_field(fields: &mut Fields<'_, '_>) -> Option<Spanned<String>> {
    let node = fields.required("mandate")?;
    let id = decode::text(node, "mandate", fields.problems())?;
    if mandate_id(&id) {
        return Some(id);
    }
    let message = format!("`{}` is no id of a mandate", id.escape_debug());
    fields
        .problems()
        .push(Diagnostic::error("evidence::mandate", message).at_place(node.place()));
    None
}

/// Whether a text can be a mandate's id.
pub(super) fn mandate_id(text: &str) -> bool {
    let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(kebab)
}
