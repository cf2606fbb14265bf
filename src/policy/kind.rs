//! Manifest kinds: how a form of manifest says what a service is.

use super::condition::{Selector, selector};
use super::data::DataSet;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Fields, Kind, Node, Schema, Spanned, decode};
use crate::script::Script;
use crate::source::Place;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How one form of manifest is recognised and read.
#[derive(Debug)]
pub struct ManifestKind {
    /// Its id, unique in the policy set.
    pub id: Spanned<String>,
    /// What people call it.
    pub title: String,
    /// File names of which every document must be recognised by some kind.
    pub claims: Vec<String>,
    /// Globs of the files in which documents of it may stand.
    pub files: Vec<Spanned<String>>,
    /// Whether a document is one of it; nothing recognises nothing but claimed names.
    pub when: Selector,
    /// The shape it must have.
    pub schema: Option<Schema>,
    /// Which services a document describes.
    pub services: Services,
    /// What can be told of a service.
    pub facts: BTreeMap<String, Script>,
    /// The constants that its scripts see.
    pub data: Arc<DataSet>,
    /// Where it is written.
    pub place: Place,
    /// It as written: every field with its place.
    pub document: Document,
    /// The pack it belongs to.
    pub pack: String,
}

/// How services are found in a document.
#[derive(Debug, Default)]
pub struct Services {
    /// The list or map of services; `None`: the document is one service.
    pub each: Option<Script>,
    /// The name of one.
    pub name: Option<Script>,
    /// The owner of one.
    pub owner: Option<Script>,
}

impl ManifestKind {
    /// Whether `it` is the root of the document, so that its schema speaks of paths from `it`.
    pub fn judges_whole_documents(&self) -> bool {
        self.services.each.is_none()
    }

    /// The scripts that recognise its documents.
    pub fn recognising_scripts(&self) -> Vec<&Script> {
        let mut found = Vec::new();
        super::visit::selector(&self.when, &mut found);
        found
    }

    /// All of its scripts but those that recognise its documents.
    pub fn scripts(&self) -> impl Iterator<Item = &Script> {
        let services = &self.services;
        self.facts.values().chain(
            [&services.each, &services.name, &services.owner]
                .into_iter()
                .flatten(),
        )
    }
}

/// The scopes in which a kind's scripts stand.
pub(super) struct KindScopes<'a> {
    /// `when` and `services.each`: `doc` and `file`.
    pub(super) document: Scope<'a>,
    /// `name`, `owner` and facts: also `it` and other facts.
    pub(super) service: Scope<'a>,
}

/// The names of the facts that a kind defines, without noting problems.
pub(super) fn fact_names(document: &Document) -> Vec<String> {
    let facts = document.root().get("facts");
    facts
        .into_iter()
        .flat_map(|node| {
            node.entries()
                .filter_map(|(key, _)| key.text().map(str::to_owned))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Decodes a kind. `None` if and only if a problem was noted.
pub(super) fn read(
    document: &Document,
    scopes: &KindScopes<'_>,
    pack: &str,
    data: &Arc<DataSet>,
) -> Option<ManifestKind> {
    let scope = &scopes.document;
    let problems = scope.problems;
    let before = problems.len();
    let mut fields = Fields::of(document.root(), "a manifest kind", problems)?;
    super::head_fields(&mut fields);
    let metadata = fields.required("metadata");
    let claims = fields.optional_texts("claims");
    let files = fields.optional_texts("files");
    let when = fields.optional("when");
    let schema = fields.optional("schema");
    let services_node = fields.optional("services");
    let facts_node = fields.optional("facts");
    let _data = fields.optional("data");
    fields.finish();

    let (id, title) = metadata.map(|node| meta(node, scope)).unwrap_or_default();
    for glob in &files {
        if let Err(error) = globset::Glob::new(glob) {
            let problem =
                Diagnostic::error("policy::glob", format!("not a glob: {}", error.kind()));
            problems.push(problem.at(scope.source, glob.span));
        }
    }
    for claim in claims
        .iter()
        .filter(|claim| claim.contains(['*', '?', '[', '{', '/']))
    {
        let problem = Diagnostic::error(
            "policy::glob",
            format!("`{}` is no file name", claim.escape_debug()),
        );
        problems.push(
            problem
                .at(scope.source, claim.span)
                .help("claims are plain names; globs stand under `files`"),
        );
    }
    if when.is_none() {
        let problem = Diagnostic::error(
            "policy::missing-field",
            "a manifest kind needs `when`: what tells its documents from others",
        );
        problems.push(problem.at_place(document.root().place()));
    }
    let when = selector(when, scope);
    let schema = match schema {
        Some(node) => Some(schema_of(node, scope)?),
        None => None,
    };
    let services = services_node.map_or(Some(Services::default()), |node| services(node, scopes));
    let facts = facts_node
        .map(|node| facts(node, &scopes.service))
        .unwrap_or_default();
    if problems.len() != before {
        return None;
    }
    let id = id?;
    Some(ManifestKind {
        title: title.unwrap_or_else(|| id.value.clone()),
        place: scope.source.place(id.span),
        claims: claims.into_iter().map(|claim| claim.value).collect(),
        files,
        when: when?,
        schema,
        services: services?,
        facts,
        data: Arc::clone(data),
        document: document.clone(),
        pack: pack.to_owned(),
        id,
    })
}

fn meta(node: Node<'_>, scope: &Scope<'_>) -> (Option<Spanned<String>>, Option<String>) {
    let Some(mut fields) = Fields::of(node, "a manifest kind's metadata", scope.problems) else {
        return (None, None);
    };
    let id = fields
        .required("id")
        .and_then(|node| super::id(node, "id", scope.problems));
    let title = fields.optional_text("title").map(|title| title.value);
    fields.finish();
    (id, title)
}

/// A schema is written in place, or named: a file of the pack.
fn schema_of(node: Node<'_>, scope: &Scope<'_>) -> Option<Schema> {
    if node.kind() == Kind::Map || node.kind() == Kind::Bool {
        return scope.schema(node);
    }
    let name = decode::text(node, "schema", scope.problems)?;
    let files = &scope.pack.schema_trees;
    let Some((_, tree)) = files.iter().find(|(file, _)| *file == *name) else {
        let help = crate::diagnostic::closest(&name, files.iter().map(|(file, _)| file.as_str()))
            .map(|near| format!("did you mean `{near}`?"));
        let problem = Diagnostic::error(
            "policy::schema-file",
            format!("the pack has no schema file `{}`", name.escape_debug()),
        );
        scope
            .problems
            .push(problem.at_place(node.place()).maybe_help(help));
        return None;
    };
    let document = Arc::clone(tree).documents().next();
    let Some(document) = document else {
        let problem = Diagnostic::error(
            "policy::schema-file",
            format!(
                "the schema file `{}` is empty or not readable",
                name.escape_debug()
            ),
        );
        scope.problems.push(problem.at_place(node.place()));
        return None;
    };
    scope.schema(document.root())
}

fn services(node: Node<'_>, scopes: &KindScopes<'_>) -> Option<Services> {
    let mut fields = Fields::of(node, "`services`", scopes.document.problems)?;
    let each = fields.optional("each");
    let name = fields.optional("name");
    let owner = fields.optional("owner");
    fields.finish();
    let script = |node: Option<Node<'_>>, scope: &Scope<'_>| match node {
        Some(node) => scope.script(node).map(Some),
        None => Some(None),
    };
    let each = script(each, &scopes.document);
    let name = script(name, &scopes.service);
    let owner = script(owner, &scopes.service);
    Some(Services {
        each: each?,
        name: name?,
        owner: owner?,
    })
}

fn facts(node: Node<'_>, scope: &Scope<'_>) -> BTreeMap<String, Script> {
    if node.kind() != Kind::Map {
        scope
            .problems
            .push(decode::mistyped(node, "facts", "a map of scripts"));
    }
    let entries = node.entries().filter_map(|(key, value)| {
        let name = key.text()?;
        if !is_word(name) {
            let problem = Diagnostic::error(
                "policy::fact",
                format!("`{}` is no name for a fact", name.escape_debug()),
            );
            scope.problems.push(
                problem
                    .at_place(key.place())
                    .help("letters, digits and underscores, camelCase"),
            );
        }
        Some((name.to_owned(), scope.script(value)?))
    });
    entries.collect()
}

/// Whether a word may follow a dot in a script.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
