//! What scripts see of a service: the engine's side of [`Host`].

use super::service::{FileDocuments, Service, scalar_text};
use crate::document::Document;
use crate::policy::{DataSet, ManifestKind};
use crate::script::{Fault, Host, NodeRef, Value};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The services of a run by name, for `siblings`.
#[derive(Debug, Default)]
pub struct Siblings<'s, 'p> {
    by_name: BTreeMap<Arc<str>, Vec<&'s Service<'p>>>,
}

impl<'s, 'p> Siblings<'s, 'p> {
    /// An index of services; those without a name of their own have no siblings.
    pub fn of(services: impl IntoIterator<Item = &'s Service<'p>>) -> Self {
        let mut by_name: BTreeMap<Arc<str>, Vec<&'s Service<'p>>> = BTreeMap::new();
        for service in services.into_iter().filter(|service| service.info.named) {
            by_name
                .entry(Arc::clone(&service.info.name))
                .or_default()
                .push(service);
        }
        Self { by_name }
    }

    /// The other services of this one's name.
    fn others(&self, service: &Service<'_>) -> impl Iterator<Item = &'s Service<'p>> {
        let same = self
            .by_name
            .get(&service.info.name)
            .filter(|_| service.info.named);
        let own: *const () = std::ptr::from_ref(service).cast();
        same.into_iter()
            .flatten()
            .copied()
            .filter(move |other| !std::ptr::eq(std::ptr::from_ref(*other).cast(), own))
    }
}

/// What is the same for all scripts of a run.
#[derive(Debug)]
pub struct World<'s> {
    /// The day of the judgement.
    pub today: Date,
    /// The services of the run.
    pub siblings: Siblings<'s, 's>,
}

/// A service as a mandate's scripts see it.
pub(super) struct MandateHost<'a> {
    service: &'a Service<'a>,
    it: Value,
    data: &'a DataSet,
    world: &'a World<'a>,
    siblings: Vec<&'a Service<'a>>,
}

impl<'a> MandateHost<'a> {
    pub(super) fn new(
        service: &'a Service<'a>,
        it: Value,
        data: &'a DataSet,
        world: &'a World<'a>,
    ) -> Self {
        Self {
            service,
            it,
            data,
            world,
            siblings: world.siblings.others(service).collect(),
        }
    }

    pub(super) fn service(&self) -> &'a Service<'a> {
        self.service
    }

    /// The same service, with another value judged.
    pub(super) fn about(&self, it: Value) -> Self {
        Self {
            service: self.service,
            it,
            data: self.data,
            world: self.world,
            siblings: self.siblings.clone(),
        }
    }

    /// The node to point at where nothing nearer is known.
    pub(super) fn fallback(&self) -> NodeRef {
        self.it
            .manifest_node()
            .cloned()
            .unwrap_or_else(|| self.service.node())
    }
}

impl Host for MandateHost<'_> {
    fn it(&self) -> Value {
        self.it.clone()
    }

    fn doc(&self) -> Value {
        Value::node(NodeRef::root_of(&self.service.document))
    }

    fn file(&self) -> Result<Vec<Value>, String> {
        readable(&self.service.file)
    }

    fn service(&self, field: &str) -> Result<Value, Fault> {
        let info = &self.service.info;
        let text = |text: &Arc<str>| Value::text(Arc::clone(text)).placed(self.service.node());
        Ok(match field {
            "name" if info.named => text(&info.name),
            "owner" => info.owner.as_ref().map_or_else(Value::absent, text),
            "kind" => text(&info.kind),
            "file" => text(&info.file),
            "node" => self.service.it.clone(),
            "tier" | "lifecycle" => {
                let value = self.service.fact(field, self.world)?;
                scalar_text(&value).map_or_else(Value::absent, |text| {
                    let text = Value::text(text);
                    value
                        .place_node()
                        .map_or(text.clone(), |node| text.clone().placed(node.clone()))
                })
            }
            _ => Value::absent(),
        })
    }

    fn fact(&self, name: &str) -> Result<Value, Fault> {
        self.service.fact(name, self.world)
    }

    fn data(&self, name: &str) -> Option<Value> {
        constant(self.data, name)
    }

    fn siblings(&self) -> usize {
        self.siblings.len()
    }

    fn sibling(&self, index: usize, field: &str) -> Value {
        let Some(sibling) = self.siblings.get(index) else {
            return Value::absent();
        };
        match field {
            "kind" => Value::text(Arc::clone(&sibling.info.kind)),
            "doc" => Value::node(NodeRef::root_of(&sibling.document)),
            "name" => Value::text(Arc::clone(&sibling.info.name)),
            "owner" => sibling
                .info
                .owner
                .as_ref()
                .map_or_else(Value::absent, |owner| {
                    Value::text(Arc::clone(owner)).placed(sibling.node())
                }),
            _ => Value::absent(),
        }
    }

    fn sibling_fact(&self, index: usize, name: &str) -> Result<Value, Fault> {
        self.siblings.get(index).map_or_else(
            || Ok(Value::absent()),
            |sibling| sibling.fact(name, self.world),
        )
    }

    fn today(&self) -> Date {
        self.world.today
    }
}

/// A document, or a service of it, as its kind's own scripts see it.
pub(super) struct KindHost<'a> {
    document: &'a Document,
    file: &'a FileDocuments,
    data: &'a DataSet,
    today: Date,
    service: Option<(&'a Service<'a>, &'a World<'a>)>,
}

impl<'a> KindHost<'a> {
    /// For `when` and `services.each`.
    pub(super) fn of_document(
        kind: &'a ManifestKind,
        document: &'a Document,
        file: &'a FileDocuments,
        today: Date,
    ) -> Self {
        Self {
            document,
            file,
            data: &kind.data,
            today,
            service: None,
        }
    }

    /// For `name`, `owner` and facts.
    pub(super) fn of_service<'p: 'a>(service: &'a Service<'p>, world: &'a World<'_>) -> Self {
        Self {
            document: &service.document,
            file: &service.file,
            data: &service.kind.data,
            today: world.today,
            service: Some((service, world)),
        }
    }
}

impl Host for KindHost<'_> {
    fn it(&self) -> Value {
        self.service
            .map_or_else(|| self.doc(), |(service, _)| service.it.clone())
    }

    fn doc(&self) -> Value {
        Value::node(NodeRef::root_of(self.document))
    }

    fn file(&self) -> Result<Vec<Value>, String> {
        readable(self.file)
    }

    fn service(&self, _field: &str) -> Result<Value, Fault> {
        Ok(Value::absent())
    }

    fn fact(&self, name: &str) -> Result<Value, Fault> {
        match self.service {
            Some((service, world)) => service.fact(name, world),
            None => Ok(Value::absent()),
        }
    }

    fn data(&self, name: &str) -> Option<Value> {
        constant(self.data, name)
    }

    fn siblings(&self) -> usize {
        0
    }

    fn sibling(&self, _index: usize, _field: &str) -> Value {
        Value::absent()
    }

    fn sibling_fact(&self, _index: usize, _name: &str) -> Result<Value, Fault> {
        Ok(Value::absent())
    }

    fn today(&self) -> Date {
        self.today
    }
}

fn readable(file: &FileDocuments) -> Result<Vec<Value>, String> {
    match file.unreadable {
        0 => Ok(file.roots.clone()),
        count => Err(format!(
            "`file` cannot be read whole: {count} of its documents could not be read"
        )),
    }
}

fn constant(data: &DataSet, name: &str) -> Option<Value> {
    data.get(name)
        .map(|(tree, id)| Value::node(NodeRef::of_policy(tree, id)))
}
