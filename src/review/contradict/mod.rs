//! Declared facts that the repository itself contradicts: the manifest says Postgres, the compose file runs Mongo.
//!
//! Only what is certain is told. Two words may mean one thing, two services may have one name, and a port may be
//! opened for a reason that no file shows: where that cannot be ruled out, nothing is said.

mod datastores;
mod ports;
mod words;

use super::scan::{Signal, SignalKind};
use crate::engine::{Service, World};
use crate::policy::Mandate;
use crate::script::Value;
use crate::source::Place;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The manifest kinds that show what runs, and not only what somebody says.
const SHOWING: &[&str] = &["compose", "kubernetes"];

/// The facts that are compared between the manifests of one service. Datastores are compared by folder instead:
/// what runs them has names of its own.
const FACTS: [&str; 5] = ["authProvider", "exposure", "lifecycle", "owner", "tier"];

/// Facts of a service that another manifest of the repository contradicts, told to the owners of the mandates that
/// judge the service by them.
pub fn contradictions(
    services: &[Service<'_>],
    mandates: &[Mandate],
    world: &World<'_>,
) -> Vec<Signal> {
    let mut signals = datastores::contradictions(services, mandates, world);
    for known in by_name(services) {
        if known.len() < 2 {
            continue;
        }
        for fact in FACTS {
            signals.extend(words::contradictions(fact, &known, mandates, world));
        }
        signals.extend(ports::contradictions(&known, mandates, world));
    }
    signals
}

/// The services that have a name, by that name; those of one name from the most to the least that was said on
/// purpose.
fn by_name<'s, 'p>(services: &'s [Service<'p>]) -> Vec<Vec<&'s Service<'p>>> {
    let mut known: BTreeMap<&str, Vec<&Service<'_>>> = BTreeMap::new();
    for service in services.iter().filter(|service| service.info.named) {
        known.entry(&service.info.name).or_default().push(service);
    }
    let mut known: Vec<Vec<&Service<'_>>> = known.into_values().collect();
    for services in &mut known {
        services.sort_by_key(|service| {
            let kind = &*service.info.kind;
            (SHOWING.contains(&kind), kind != "service", kind.to_owned())
        });
    }
    known
}

/// What is seen to differ from what is declared.
struct Found {
    fact: &'static str,
    file: Arc<str>,
    place: Place,
    message: String,
}

impl Found {
    /// What the owner of a mandate is told.
    fn signal(&self, mandate: &Mandate) -> Signal {
        Signal {
            mandate: Some(mandate.id.clone()),
            owner: Some(mandate.owner.clone()),
            kind: SignalKind::Contradiction,
            pattern: self.fact.to_owned(),
            file: Arc::clone(&self.file),
            place: Some(self.place.clone()),
            hits: 1,
            lines: 0,
            message: self.message.clone(),
        }
    }
}

/// Whether a mandate judges one of the services by a fact.
fn concerns(mandate: &Mandate, fact: &str, services: &[&Service<'_>]) -> bool {
    services.iter().any(|service| {
        mandate.applies_to_kind(&service.info.kind) && mandate.judges_by(fact, service.kind)
    })
}

/// A fact that somebody wrote down; absent where it was made of other things, or does not answer.
fn declared(service: &Service<'_>, fact: &str, world: &World<'_>) -> Option<Value> {
    let value = service.fact(fact, world).ok()?;
    value.as_node().is_some().then_some(value)
}
