//! The policy set: all packs in force for a run, held against each other.

use super::added;
use super::choice::check_offers;
use super::data::DataSet;
use super::fields::{self, FieldCheck};
use super::kind::{KindScopes, ManifestKind};
use super::level::Level;
use super::mandate::Mandate;
use super::pack::{OpenPack, Pack, PackFiles, PackScope};
use super::scope::Scope;
use super::state::State;
use super::visit;
use super::{kind, mandate, pack};
use crate::diagnostic::{Diagnostic, Problems, closest};
use crate::document::Document;
use crate::script::{Names, Script};
use crate::source::Place;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// All that is in force for a run.
#[derive(Debug)]
pub struct PolicySet {
    /// The packs, in the order given.
    pub packs: Vec<Pack>,
    /// The mandates by id.
    pub mandates: Vec<Mandate>,
    /// The manifest kinds by id.
    pub kinds: Vec<ManifestKind>,
    /// The documents of kind `MandateTest`.
    pub tests: Vec<Document>,
}

impl PolicySet {
    /// Reads packs and holds them against each other.
    ///
    /// # Errors
    /// All problems of all files, errors and warnings; none of the set is used then.
    pub fn load(files: &[PackFiles]) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        Self::load_with(files, &[])
    }

    /// The same, and packs of the checked tree that add their mandates to a set given from outside.
    ///
    /// # Errors
    /// As above.
    pub fn load_with(
        files: &[PackFiles],
        added: &[PackFiles],
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let problems = Problems::default();
        let mut open: Vec<OpenPack> = files
            .iter()
            .map(|files| pack::open(files, &problems))
            .collect();
        let mut more = added::open(added, &open, &problems);
        open.append(&mut more);
        let kinds = load_kinds(&open, &problems);
        let mandates = load_mandates(&open, &kinds, &problems);
        check_expectations(&open, &kinds, &problems);
        let tests = open
            .iter_mut()
            .flat_map(|open| std::mem::take(&mut open.documents.tests))
            .collect();
        let packs = open.into_iter().map(|open| open.pack).collect();
        let mut problems = problems.into_vec();
        crate::diagnostic::sort(&mut problems);
        problems.dedup();
        if problems.iter().any(Diagnostic::is_error) {
            return Err(problems);
        }
        Ok((
            Self {
                packs,
                mandates,
                kinds,
                tests,
            },
            problems,
        ))
    }

    /// The mandate of an id.
    pub fn mandate(&self, id: &str) -> Option<&Mandate> {
        self.mandates
            .binary_search_by(|mandate| mandate.id.as_str().cmp(id))
            .ok()
            .and_then(|at| self.mandates.get(at))
    }

    /// The manifest kind of an id.
    pub fn kind(&self, id: &str) -> Option<&ManifestKind> {
        self.kinds.iter().find(|kind| kind.id.value == id)
    }

    /// How much a state counts: the strictest word of a pack about it, else the default, which a pack that was
    /// added can only raise.
    pub fn level_of(&self, state: State) -> Level {
        let said = |added: bool| {
            let packs = self.packs.iter().filter(move |pack| pack.added == added);
            packs
                .filter_map(|pack| pack.levels.get(&state))
                .max()
                .copied()
        };
        let own = said(false).unwrap_or_else(|| state.default_level());
        said(true).map_or(own, |raised| own.max(raised))
    }

    /// The hash of the whole set, what was added left out: what `--policies-digest` pins. An embedded pack counts by its
    /// name, so that one left out is seen; its content is the program's.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for pack in self.pinned() {
            if pack.embedded {
                hash.update(format!("builtin:{}", pack.id).as_bytes());
            } else {
                hash.update(pack.digest.as_bytes());
            }
            hash.update(b"\n");
        }
        format!("sha256:{:x}", hash.finalize())
    }

    /// Whether there is something that the digest is of.
    pub fn can_be_pinned(&self) -> bool {
        self.pinned().next().is_some()
    }

    fn pinned(&self) -> impl Iterator<Item = &Pack> {
        let packs = self.packs.iter();
        // The embedded kinds are there whatever is named, and hold no mandate.
        let always = |pack: &Pack| pack.embedded && pack.id == "kinds";
        packs.filter(move |pack| !pack.added && !always(pack))
    }

    /// Whether a script of the set reads a variable: what is costly to provide is provided only then.
    pub fn uses(&self, variable: &str) -> bool {
        self.mandates.iter().any(|mandate| mandate.uses(variable))
            || self
                .kinds
                .iter()
                .flat_map(ManifestKind::scripts)
                .any(|script| script.uses(variable))
    }
}

/// A document of a pack with what surrounds it.
struct Placed<'o> {
    open: &'o OpenPack,
    document: &'o Document,
}

fn load_kinds(open: &[OpenPack], problems: &Problems) -> Vec<ManifestKind> {
    let documents = open.iter().flat_map(|open| {
        open.documents
            .kinds
            .iter()
            .map(move |document| Placed { open, document })
    });
    let mut kinds: Vec<ManifestKind> = documents
        .filter_map(|placed| load_kind(&placed, problems))
        .collect();
    kinds.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    unique(
        &kinds,
        |kind| (&kind.id.value, &kind.place),
        "manifest kind",
        problems,
    );
    kinds
}

fn load_kind(placed: &Placed<'_>, problems: &Problems) -> Option<ManifestKind> {
    let (document, scope) = (placed.document, &placed.open.scope);
    let source = document.tree().source();
    let facts = kind::fact_names(document);
    let data = data_of(document, scope, problems);
    let of_document = Names::of_document().with_data(data.names());
    let of_service = Names::of_service()
        .with_data(data.names())
        .with_facts(facts.iter().map(String::as_str));
    let scopes = KindScopes {
        document: Scope::new(source, scope, &of_document, problems),
        service: Scope::new(source, scope, &of_service, problems),
    };
    let kind = kind::read(document, &scopes, &placed.open.pack.id, &data)?;
    if !scope.proven {
        check_circle(&kind, problems);
        fields::check_kind(&kind, problems);
    }
    Some(kind)
}

fn load_mandates(open: &[OpenPack], kinds: &[ManifestKind], problems: &Problems) -> Vec<Mandate> {
    let known: BTreeSet<String> = kinds.iter().map(|kind| kind.id.value.clone()).collect();
    let mut mandates = Vec::new();
    for open in open {
        for document in &open.documents.mandates {
            mandates.extend(load_mandate(
                &Placed { open, document },
                kinds,
                &known,
                problems,
            ));
        }
    }
    mandates.sort_by(|a, b| a.id.cmp(&b.id));
    unique(
        &mandates,
        |mandate| (&mandate.id, &mandate.place),
        "mandate",
        problems,
    );
    mandates
}

fn load_mandate(
    placed: &Placed<'_>,
    kinds: &[ManifestKind],
    known: &BTreeSet<String>,
    problems: &Problems,
) -> Option<Mandate> {
    let (document, open) = (placed.document, placed.open);
    let source = document.tree().source();
    let data = data_of(document, &open.scope, problems);
    // Facts are held against each kind by name below, to say which kind lacks one.
    let names = Names::of_mandate().with_data(data.names());
    let scope = Scope::new(source, &open.scope, &names, problems);
    let mandate = mandate::read(
        document,
        &scope,
        &open.pack.defaults,
        &open.pack.id,
        known,
        &data,
    );
    let head = mandate::head(document);
    let own: Vec<&ManifestKind> = kinds
        .iter()
        .filter(|kind| head.kinds.iter().any(|name| name.value == kind.id.value))
        .collect();
    let fields = FieldCheck {
        kinds: &own,
        problems,
    };
    fields.of_paths(&scope.paths.into_inner(), source);
    let mut mandate = mandate?;
    mandate.added = open.pack.added;
    if open.scope.proven {
        return Some(mandate);
    }
    if let Some(may) = &mandate.may {
        check_offers(may, problems);
    }
    check_facts(&visit::scripts(&mandate), &own, problems);
    fields.of_mandate(&mandate, &scope.paths_from_elements.into_inner());
    Some(mandate)
}

/// The pack's data and the document's own.
fn data_of(document: &Document, scope: &PackScope, problems: &Problems) -> Arc<DataSet> {
    let mut data = scope.data.clone();
    if let Some(own) = document.root().get("data") {
        if own.kind() != crate::document::Kind::Map {
            problems.push(crate::document::decode::mistyped(own, "data", "a map"));
        }
        for taken in data.insert_entries(document.tree(), own) {
            let name = taken.text().unwrap_or_default().escape_debug();
            let problem = Diagnostic::error(
                "policy::data",
                format!("the pack has data of the name `{name}` already"),
            );
            problems.push(problem.at_place(taken.place()));
        }
    }
    Arc::new(data)
}

/// Reports ids that stand twice; the items are sorted by id.
fn unique<'a, T>(
    items: &'a [T],
    key: impl Fn(&'a T) -> (&'a String, &'a Place),
    what: &str,
    problems: &Problems,
) {
    for pair in items.windows(2) {
        let [one, other] = pair else { continue };
        let ((id, first), (same, second)) = (key(one), key(other));
        if id == same {
            let problem = Diagnostic::error(
                "policy::duplicate-id",
                format!("a second {what} has the id `{id}`"),
            );
            problems.push(
                problem
                    .at_place(second.clone())
                    .related("the first", first.clone()),
            );
        }
    }
}

/// Facts of a kind that need each other in a circle have no value.
fn check_circle(kind: &ManifestKind, problems: &Problems) {
    for (name, script) in &kind.facts {
        let mut seen = BTreeSet::new();
        let mut todo: Vec<&str> = needs(script);
        while let Some(needed) = todo.pop() {
            if needed == name {
                let problem = Diagnostic::error(
                    "policy::fact-circle",
                    format!("the fact `{name}` needs itself"),
                );
                problems.push(problem.at_place(script.place().clone()));
                break;
            }
            if seen.insert(needed) {
                todo.extend(kind.facts.get(needed).map(needs).unwrap_or_default());
            }
        }
    }
}

fn needs(script: &Script) -> Vec<&str> {
    script.fact_names().iter().map(|used| &*used.name).collect()
}

/// A fact that one of the mandate's kinds does not define has no value there.
fn check_facts(scripts: &[&Script], kinds: &[&ManifestKind], problems: &Problems) {
    for used in scripts.iter().flat_map(|script| script.fact_names()) {
        for kind in kinds
            .iter()
            .filter(|kind| !kind.facts.contains_key(&*used.name))
        {
            let message = format!("the kind `{}` has no fact `{}`", kind.id.value, used.name);
            let help = match closest(&used.name, kind.facts.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "it has {}",
                    kind.facts.keys().cloned().collect::<Vec<_>>().join(", ")
                ),
            };
            let problem =
                Diagnostic::error("policy::unknown-fact", message).at_place(used.place.clone());
            problems.push(problem.related("the kind", kind.place.clone()).help(help));
        }
    }
}

fn check_expectations(open: &[OpenPack], kinds: &[ManifestKind], problems: &Problems) {
    for expectation in open.iter().flat_map(|open| &open.pack.expects) {
        if kinds.iter().any(|kind| kind.id.value == expectation.kind) {
            continue;
        }
        let near = closest(
            &expectation.kind,
            kinds.iter().map(|kind| kind.id.value.as_str()),
        );
        let message = format!(
            "no manifest kind has the id `{}`",
            expectation.kind.escape_debug()
        );
        let problem =
            Diagnostic::error("policy::unknown-kind", message).at_place(expectation.place.clone());
        problems.push(problem.maybe_help(near.map(|near| format!("did you mean `{near}`?"))));
    }
}
