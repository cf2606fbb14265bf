//! Mandates: one outcome that services must reach.

use super::choice::{May, may};
use super::condition::{Condition, Selector, conditions, selector};
use super::data::DataSet;
use super::kind::ManifestKind;
use super::level::Level;
use super::pack::PackDefaults;
use super::phase::{Phase, phases};
use super::scope::Scope;
use super::terms::{Accountability, Unless, Workaround, accountability, unless, workarounds};
use crate::diagnostic::{Diagnostic, closest};
use crate::document::{Document, Fields, Kind, Node, Path, Spanned, Step, decode};
use crate::script::{Base, Script};
use crate::source::{Place, Source};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One mandate, valid.
#[derive(Debug)]
pub struct Mandate {
    /// Its id, unique in the policy set.
    pub id: String,
    /// What it asks for, in a few words.
    pub title: String,
    /// Who answers for it.
    pub owner: String,
    /// Why it is there.
    pub rationale: String,
    /// Where to read more.
    pub docs: Option<String>,
    /// Tags for compliance mapping.
    pub controls: Vec<String>,
    /// Since when it is there.
    pub since: Option<Date>,
    /// By when it must be reviewed.
    pub review_by: Date,
    /// The manifest kinds it applies to.
    pub kinds: Vec<Spanned<String>>,
    /// The services it applies to.
    pub when: Selector,
    /// The list or map whose elements are judged, each by itself.
    pub each: Option<Script>,
    /// Which of them.
    pub filter: Selector,
    /// What must hold.
    pub must: Vec<Condition>,
    /// What may be chosen.
    pub may: Option<May>,
    /// What stays the team's own.
    pub free: Vec<Spanned<Path>>,
    /// The terms of exceptions.
    pub unless: Unless,
    /// Since when it counts how much.
    pub phases: Vec<Phase>,
    /// What it answers for.
    pub accountability: Accountability,
    /// The signs of ways round it.
    pub workarounds: Vec<Workaround>,
    /// The constants that its scripts see.
    pub data: Arc<DataSet>,
    /// The file it is written in.
    pub source: Arc<Source>,
    /// It as written: every field with its place.
    pub document: Document,
    /// Where its id is written.
    pub place: Place,
    /// The pack it belongs to.
    pub pack: String,
    /// Whether the checked tree added it to a set that was given from outside.
    pub added: bool,
}

impl Mandate {
    /// Whether it speaks of services of a manifest kind.
    pub fn applies_to_kind(&self, kind: &str) -> bool {
        self.kinds.iter().any(|own| own.value == kind)
    }

    /// The ids that its findings can have: of conditions, `each` and `may`, choices, and the terms of choices as
    /// `choice/term`.
    pub fn finding_ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        ids.extend(self.must.iter().map(|condition| condition.id.value.clone()));
        ids.extend(self.each.is_some().then(|| "each".to_owned()));
        if let Some(may) = &self.may {
            ids.push("may".to_owned());
            for choice in &may.choices {
                ids.push(choice.id.value.clone());
                let terms = choice.requires.iter();
                ids.extend(terms.map(|term| format!("{}/{}", choice.id.value, term.id.value)));
            }
        }
        ids
    }

    /// The paths that its conditions and choices are about, from what is judged.
    pub fn judged_paths(&self) -> impl Iterator<Item = &Path> {
        super::visit::paths(self)
    }

    /// Every script that judging it may run.
    pub fn scripts(&self) -> Vec<&Script> {
        super::visit::scripts(self)
    }

    /// Whether it judges services of a kind by a fact: a script names it, or a path goes through a field of its
    /// name or through what the kind reads it from.
    pub fn judges_by(&self, fact: &str, kind: &ManifestKind) -> bool {
        let scripts = super::visit::scripts(self);
        let names = |script: &&Script| {
            let mut used = script.fact_names().iter();
            used.any(|used| &*used.name == fact) || script.service_names().any(|name| name == fact)
        };
        let read = kind.facts.get(fact).map_or(&[][..], Script::field_paths);
        let meant = |path: &Path| {
            let mut steps = path.steps().iter();
            steps.any(|step| matches!(step, Step::Key(key) if **key == *fact))
                || read.iter().any(|own| {
                    own.base == Base::It
                        && !own.path.steps().is_empty()
                        && path.steps().starts_with(own.path.steps())
                })
        };
        scripts.iter().any(names)
            || super::visit::paths(self).any(meant)
            || scripts.iter().any(|script| {
                let mut fields = script.field_paths().iter();
                fields.any(|field| matches!(field.base, Base::It | Base::Doc) && meant(&field.path))
            })
    }

    /// Whether one of its scripts reads a variable.
    pub fn uses(&self, variable: &str) -> bool {
        super::visit::scripts(self)
            .into_iter()
            .any(|script| script.uses(variable))
    }
}

/// The head of a mandate: what must be known before its scripts can be compiled.
pub(super) struct Head {
    pub(super) kinds: Vec<Spanned<String>>,
}

/// Reads the kinds of a mandate, without noting problems.
pub(super) fn head(document: &Document) -> Head {
    let root = document.root();
    let kinds = root.get("appliesTo").and_then(|node| node.get("kinds"));
    let text = |node: Node<'_>| {
        node.as_str()
            .map(|text| Spanned::new(text.to_owned(), node))
    };
    Head {
        kinds: kinds
            .into_iter()
            .flat_map(|node| node.items().filter_map(text))
            .collect(),
    }
}

/// Decodes a mandate. `None` if and only if a problem was noted.
pub(super) fn read(
    document: &Document,
    scope: &Scope<'_>,
    defaults: &PackDefaults,
    pack: &str,
    known: &BTreeSet<String>,
    data: &Arc<DataSet>,
) -> Option<Mandate> {
    let problems = scope.problems;
    let before = problems.len();
    let mut fields = Fields::of(document.root(), "a mandate", problems)?;
    super::head_fields(&mut fields);
    let metadata = fields.required("metadata");
    let applies_to = fields.required("appliesTo");
    let each = fields.optional("each");
    let filter = fields.optional("where");
    let must_nodes = fields.optional_list("must");
    let may_node = fields.optional("may");
    let free = fields.optional_list("free");
    let unless_node = fields.optional("unless");
    let enforce = fields.optional("enforce");
    let _data = fields.optional("data");
    let accountable = fields.optional("accountability");
    let around = fields.optional_list("workarounds");
    fields.finish();

    let meta = metadata.and_then(|node| meta(node, scope, defaults));
    let applies = applies_to.and_then(|node| applies(node, scope, known));
    let each = each.map_or(Some(None), |node| scope.script(node).map(Some))?;
    let whole = scope.paths.borrow().len();
    let filter = selector(filter, scope);
    let mut taken = BTreeSet::from(["may".to_owned()]);
    let must = conditions(&must_nodes, scope, &mut taken);
    let choices = may_node.map(|node| may(node, scope, &mut taken));
    if each.is_some() {
        let from_elements = scope.paths.borrow_mut().split_off(whole);
        scope.paths_from_elements.replace(from_elements);
    }
    if must_nodes.is_empty() && may_node.is_none() {
        let problem = Diagnostic::error("policy::mandate", "a mandate needs `must` or `may`");
        problems.push(
            problem
                .at_place(document.root().place())
                .help("say what must hold, or which choices there are"),
        );
    }
    let free: Vec<_> = free
        .into_iter()
        .filter_map(|node| decode::path_from_it(node, "free", problems))
        .collect();
    let unless = unless(unless_node, scope);
    let phases = phase_list(enforce, scope, defaults);
    let accountability = accountability(accountable, scope);
    let workarounds = workarounds(&around, scope);
    if problems.len() != before {
        return None;
    }
    let (meta, (kinds, when)) = (meta?, applies?);
    Some(Mandate {
        title: meta.title.unwrap_or_else(|| meta.id.value.clone()),
        place: scope.source.place(meta.id.span),
        id: meta.id.value,
        owner: meta.owner,
        rationale: meta.rationale,
        docs: meta.docs,
        controls: meta.controls,
        since: meta.since,
        review_by: meta.review_by,
        kinds,
        when,
        each,
        filter: filter?,
        must,
        may: choices.map_or(Some(None), |may| may.map(Some))?,
        free,
        unless: unless?,
        phases: phases?,
        accountability: accountability?,
        workarounds: workarounds?,
        data: Arc::clone(data),
        source: Arc::clone(scope.source),
        document: document.clone(),
        pack: pack.to_owned(),
        added: false,
    })
}

/// Where a mandate says nothing, its pack's default holds, and else the strictest level.
fn phase_list(
    node: Option<Node<'_>>,
    scope: &Scope<'_>,
    defaults: &PackDefaults,
) -> Option<Vec<Phase>> {
    if let Some(node) = node {
        return phases(node, scope);
    }
    Some(vec![Phase {
        level: defaults.enforce.unwrap_or(Level::Deny),
        from: None,
        when: Selector::default(),
        place: scope.source.place(crate::source::Span::default()),
    }])
}

struct Meta {
    id: Spanned<String>,
    title: Option<String>,
    owner: String,
    rationale: String,
    docs: Option<String>,
    controls: Vec<String>,
    since: Option<Date>,
    review_by: Date,
}

fn meta(node: Node<'_>, scope: &Scope<'_>, defaults: &PackDefaults) -> Option<Meta> {
    let mut fields = Fields::of(node, "a mandate's metadata", scope.problems)?;
    let id = fields
        .required("id")
        .and_then(|node| super::id(node, "id", scope.problems));
    let title = fields.optional_text("title");
    let owner = match &defaults.owner {
        Some(owner) => Some(
            fields
                .optional_text("owner")
                .map_or_else(|| owner.clone(), |own| own.value),
        ),
        None => fields.text("owner").map(|own| own.value),
    };
    let rationale = fields.text("rationale");
    let docs = fields.optional_text("docs");
    let controls = fields.optional_texts("controls");
    let since = fields.optional_date("since");
    let review_by = fields.date("reviewBy");
    fields.finish();
    Some(Meta {
        id: id?,
        title: title.map(|title| title.value),
        owner: owner?,
        rationale: rationale?.value,
        docs: docs.map(|docs| docs.value),
        controls: controls.into_iter().map(|control| control.value).collect(),
        since: since.map(|since| since.value),
        review_by: review_by?.value,
    })
}

fn applies(
    node: Node<'_>,
    scope: &Scope<'_>,
    known: &BTreeSet<String>,
) -> Option<(Vec<Spanned<String>>, Selector)> {
    let mut fields = Fields::of(node, "`appliesTo`", scope.problems)?;
    let needed = fields.required("kinds");
    let when = fields.optional("when");
    fields.finish();
    let kinds: Vec<_> = match needed {
        Some(node) if node.kind() == Kind::Seq => node
            .items()
            .filter_map(|node| decode::text(node, "kinds", scope.problems))
            .collect(),
        Some(node) => decode::text(node, "kinds", scope.problems)
            .into_iter()
            .collect(),
        None => return None,
    };
    if kinds.is_empty() {
        let problem =
            Diagnostic::error("policy::no-value", "a mandate applies to at least one kind");
        scope.problems.push(problem.at_place(node.place()));
    }
    for kind in kinds.iter().filter(|kind| !known.contains(&kind.value)) {
        let help = match closest(kind, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the policy set knows {}",
                known.iter().cloned().collect::<Vec<_>>().join(", ")
            ),
        };
        let problem = Diagnostic::error(
            "policy::unknown-kind",
            format!("no manifest kind has the id `{}`", kind.escape_debug()),
        );
        scope
            .problems
            .push(problem.at(scope.source, kind.span).help(help));
    }
    Some((kinds, selector(when, scope)?))
}
