//! From a file to its services: recognise each document, hold it against its kind's schema, divide it.

use super::answer::{Answer, answer};
use super::host::{KindHost, World};
use super::service::{FileDocuments, Service, scalar_text};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Tree};
use crate::policy::{ManifestKind, PolicySet};
use crate::script::{NodeRef, Outcome, Script, Value};
use std::sync::Arc;

/// What a file holds.
#[derive(Debug)]
pub struct Survey<'p> {
    /// Its services, by document, kind and place.
    pub services: Vec<Service<'p>>,
    /// How many documents could be read.
    pub documents: usize,
    /// The numbers of the documents that no kind recognises.
    pub unrecognised: Vec<u32>,
    /// Documents that break their kind's schema, and faulty kinds.
    pub diagnostics: Vec<Diagnostic>,
}

/// Recognises and divides the documents of a file.
pub fn survey<'p>(set: &'p PolicySet, tree: &Arc<Tree>, world: &World<'_>) -> Survey<'p> {
    let documents: Vec<Document> = tree.documents().collect();
    let roots = documents
        .iter()
        .map(|document| Value::node(NodeRef::root_of(document)))
        .collect();
    let file = Arc::new(FileDocuments {
        roots,
        unreadable: tree.unreadable(),
    });
    let mut survey = Survey {
        services: Vec::new(),
        documents: documents.len(),
        unrecognised: Vec::new(),
        diagnostics: Vec::new(),
    };
    for document in &documents {
        let mut recognised = false;
        for kind in &set.kinds {
            let host = KindHost::of_document(kind, document, &file, world.today);
            match answer(&kind.when, &host).0 {
                Answer::Holds => {
                    recognised = true;
                    read_document(kind, document, &file, world, &mut survey);
                }
                Answer::Fails | Answer::Unanswered => {}
                Answer::Fault(fault) => {
                    // Whether the document is one of this kind is not known: it counts as recognised, and as wrong.
                    recognised = true;
                    let place = document.root().place();
                    survey
                        .diagnostics
                        .push(fault.diagnostic().related("while reading", place));
                }
            }
        }
        if !recognised {
            survey.unrecognised.push(document.number());
        }
    }
    survey
}

fn read_document<'p>(
    kind: &'p ManifestKind,
    document: &Document,
    file: &Arc<FileDocuments>,
    world: &World<'_>,
    survey: &mut Survey<'p>,
) {
    let broken = schema_problems(kind, document);
    if !broken.is_empty() {
        survey.diagnostics.extend(broken);
        return;
    }
    let elements = match &kind.services.each {
        None => vec![Value::node(NodeRef::root_of(document))],
        Some(script) => match elements(script, kind, document, file, world) {
            Ok(elements) => elements,
            Err(problem) => {
                survey.diagnostics.push(*problem);
                return;
            }
        },
    };
    let single = kind.services.each.is_none();
    for (index, it) in elements.into_iter().enumerate() {
        let path = document.tree().source().path();
        let fallback = if single {
            format!("{path}#{}", document.number())
        } else {
            format!("{path}#{}[{index}]", document.number())
        };
        let mut service = Service::new(kind, document, it, file, fallback);
        let mut faulty = false;
        let mut read = |script: &Option<Script>| match script
            .as_ref()
            .map(|script| script.run(&KindHost::of_service(&service, world)))
        {
            Some(run) => match run.outcome {
                Outcome::Value(value) => Some(value),
                Outcome::Unanswered(_) => None,
                Outcome::Fault(fault) => {
                    faulty = true;
                    survey.diagnostics.push(
                        fault
                            .diagnostic()
                            .related("while reading", service.node().place()),
                    );
                    None
                }
            },
            None => None,
        };
        let name = read(&kind.services.name).and_then(|value| value.as_str().map(str::to_owned));
        let owner = read(&kind.services.owner).as_ref().and_then(scalar_text);
        if faulty {
            continue;
        }
        let owner = match owner {
            Some(owner) => Some(owner),
            None => match service.fact("owner", world) {
                Ok(value) => scalar_text(&value),
                // Nobody would be told of what is found.
                Err(fault) => {
                    let place = service.node().place();
                    let problem = fault.diagnostic().related("while reading", place);
                    survey.diagnostics.push(problem);
                    None
                }
            },
        };
        service.info.owner = owner.map(Into::into);
        if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
            service.info.name = name.into();
            service.info.named = true;
        }
        survey.services.push(service);
    }
}

/// The elements that `services.each` gives; what is absent has none.
fn elements(
    script: &Script,
    kind: &ManifestKind,
    document: &Document,
    file: &FileDocuments,
    world: &World<'_>,
) -> Result<Vec<Value>, Box<Diagnostic>> {
    let run = script.run(&KindHost::of_document(kind, document, file, world.today));
    let value = match run.outcome {
        Outcome::Value(value) if value.is_absent() => return Ok(Vec::new()),
        Outcome::Value(value) => value,
        // A recognised document that cannot be divided would go unjudged, and nobody would see it.
        Outcome::Unanswered(unanswered) => {
            let root = NodeRef::root_of(document);
            let said = super::conditions::unanswered_miss(&unanswered, &root);
            let message = format!(
                "the services of the kind `{}` cannot be found: the manifest {}",
                kind.id.value, said.detail
            );
            return Err(Box::new(
                Diagnostic::error("manifest::services", message)
                    .at_place(said.spot.place())
                    .related("the kind", script.place().clone()),
            ));
        }
        Outcome::Fault(fault) => {
            return Err(Box::new(
                fault
                    .diagnostic()
                    .related("while reading", document.root().place()),
            ));
        }
    };
    if let Some(elements) = value.elements() {
        return Ok(elements.into_iter().map(|element| element.value).collect());
    }
    let message = format!(
        "`services.each` of the kind `{}` gives {}, not a list or a map",
        kind.id.value,
        value.word()
    );
    let place = value
        .place_node()
        .map_or_else(|| document.root().place(), NodeRef::place);
    Err(Box::new(
        Diagnostic::error("manifest::services", message)
            .at_place(place)
            .related("the kind", script.place().clone()),
    ))
}

fn schema_problems(kind: &ManifestKind, document: &Document) -> Vec<Diagnostic> {
    let Some(schema) = &kind.schema else {
        return Vec::new();
    };
    match schema.breaches(document.root()) {
        Ok(breaches) => breaches
            .into_iter()
            .map(|breach| {
                Diagnostic::error(
                    "manifest::schema",
                    format!(
                        "not a manifest of the kind `{}`: {}",
                        kind.id.value, breach.message
                    ),
                )
                .at_place(breach.place())
            })
            .collect(),
        Err(reason) => {
            let message = format!(
                "the schema of the kind `{}` cannot be used: {reason}",
                kind.id.value
            );
            vec![Diagnostic::error("policy::schema", message).at_place(kind.place.clone())]
        }
    }
}
