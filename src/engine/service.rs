//! Services: what mandates are applied to.

use super::host::World;
use crate::document::Document;
use crate::policy::ManifestKind;
use crate::script::{Fault, NodeRef, Outcome, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// What reports say of a service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceInfo {
    /// Its manifest kind.
    pub kind: Arc<str>,
    /// Its name, or `FILE#DOCUMENT[INDEX]` where it has none.
    pub name: Arc<str>,
    /// Whether the manifest names it; no exception can name one that is not.
    pub named: bool,
    /// Who owns it.
    pub owner: Option<Arc<str>>,
    /// The manifest's file.
    pub file: Arc<str>,
    /// The number of the document in the file, from 1.
    pub document: u32,
}

/// One service of a manifest.
#[derive(Debug)]
pub struct Service<'p> {
    /// What reports say of it.
    pub info: ServiceInfo,
    /// Its manifest kind.
    pub kind: &'p ManifestKind,
    /// Its document.
    pub document: Document,
    /// What is judged: the document, or its element.
    pub it: Value,
    /// All readable documents of the file.
    pub(super) file: Arc<FileDocuments>,
    facts: BTreeMap<&'p str, OnceLock<Result<Value, Fault>>>,
}

/// The documents of a file as scripts see them.
#[derive(Debug)]
pub(super) struct FileDocuments {
    pub(super) roots: Vec<Value>,
    /// How many documents of the file could not be read.
    pub(super) unreadable: u32,
}

impl<'p> Service<'p> {
    /// A service whose name and owner are not read yet.
    pub(super) fn new(
        kind: &'p ManifestKind,
        document: &Document,
        it: Value,
        file: &Arc<FileDocuments>,
        fallback: String,
    ) -> Self {
        let info = ServiceInfo {
            kind: kind.id.value.as_str().into(),
            name: fallback.into(),
            named: false,
            owner: None,
            file: Arc::clone(document.tree().source().path()),
            document: document.number(),
        };
        Self {
            info,
            kind,
            document: document.clone(),
            it,
            file: Arc::clone(file),
            facts: kind
                .facts
                .keys()
                .map(|name| (name.as_str(), OnceLock::new()))
                .collect(),
        }
    }

    /// The node that stands for the service where nothing nearer is known.
    pub fn node(&self) -> NodeRef {
        self.it
            .place_node()
            .cloned()
            .unwrap_or_else(|| NodeRef::root_of(&self.document))
    }

    /// A fact, computed when first asked for; absent where its script gets no answer.
    ///
    /// # Errors
    /// Where the fact's script is faulty, or the kind does not define it.
    pub fn fact(&self, name: &str, world: &World<'_>) -> Result<Value, Fault> {
        let (Some(cell), Some(script)) = (self.facts.get(name), self.kind.facts.get(name)) else {
            return Ok(Value::absent());
        };
        if let Some(known) = cell.get() {
            return known.clone();
        }
        let run = script.run(&super::host::KindHost::of_service(self, world));
        let value = match run.outcome {
            Outcome::Value(value) => Ok(value),
            Outcome::Unanswered(unanswered) => {
                Ok(unanswered.missing.map_or_else(Value::absent, |missing| {
                    Value::missing(missing.node, missing.path)
                }))
            }
            Outcome::Fault(fault) => Err(fault),
        };
        cell.get_or_init(|| value).clone()
    }
}

/// The text of a scalar as it is written; `None` for what is absent or no scalar.
pub(super) fn scalar_text(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(text.to_owned());
    }
    if let Some(text) = value
        .as_node()
        .and_then(|node| node.node().text().map(str::to_owned))
    {
        return Some(text);
    }
    match value.to_json(1).ok()? {
        serde_json::Value::Bool(value) => Some(value.to_string()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
