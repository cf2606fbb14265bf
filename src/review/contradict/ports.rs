//! Services that are declared internal, and that a file of the same repository opens to everybody.

use super::{Found, SHOWING, concerns, words};
use crate::document::{Path, Step};
use crate::engine::{Service, World};
use crate::policy::Mandate;
use crate::review::scan::Signal;
use crate::source::Place;
use std::sync::Arc;

/// The fact that is compared.
const FACT: &str = "exposure";

/// Words in the name of a compose file that is not about the service as it runs.
const ELSEWHERE: &[&str] = &["override", "dev", "local", "test", "ci", "debug"];

/// The open doors of a service that is declared internal. `known` are all services of its name.
pub(super) fn contradictions(
    known: &[&Service<'_>],
    mandates: &[Mandate],
    world: &World<'_>,
) -> Vec<Signal> {
    let declared = words::exposure(known, world).filter(|(word, _)| word == "internal");
    let Some((_, declaring)) = declared else {
        return Vec::new();
    };
    // Whoever says `internal` beside the open port had it in view, and may know of a wall that no file shows.
    let found: Vec<Found> = known
        .iter()
        .filter(|service| SHOWING.contains(&&*service.info.kind))
        .filter(|service| super::declared(service, FACT, world).is_none())
        .filter_map(|service| door(service, world).map(|(what, place)| (service, what, place)))
        .map(|(service, what, place)| Found {
            fact: FACT,
            file: Arc::clone(&service.info.file),
            place,
            message: format!(
                "`{}` {what} here, and is declared `internal` in {}",
                service.info.name, declaring.info.file
            ),
        })
        .collect();
    mandates
        .iter()
        .filter(|mandate| concerns(mandate, FACT, known))
        .flat_map(|mandate| found.iter().map(|found| found.signal(mandate)))
        .collect()
}

/// A way in for everybody that a service opens for certain. A node port and an ingress may stand behind a wall, and
/// a port on one address is open to whoever can reach that.
fn door(service: &Service<'_>, world: &World<'_>) -> Option<(&'static str, Place)> {
    match &*service.info.kind {
        "compose" => published(service, world).map(|place| ("publishes a port", place)),
        "kubernetes" => balanced(service).map(|place| ("is behind a load balancer", place)),
        _ => None,
    }
}

/// The first port that a compose service publishes on all addresses of its host.
fn published(service: &Service<'_>, world: &World<'_>) -> Option<Place> {
    let file = service.info.file.rsplit('/').next()?;
    let mut parts = file.split(|c: char| !c.is_alphanumeric());
    if parts.any(|part| ELSEWHERE.contains(&part)) {
        return None;
    }
    let ports = service.fact("ports", world).ok()?.elements()?;
    let address = Path::new(vec![Step::Key("hostIp".into())]);
    let open = ports.into_iter().find(|port| {
        let address = port.value.find(&address);
        let everywhere = |text: &str| matches!(text, "0.0.0.0" | "::" | "[::]");
        address.is_absent() || address.as_str().is_some_and(everywhere)
    })?;
    let node = open.value.place_node().cloned();
    Some(node.unwrap_or_else(|| service.node()).place())
}

/// The type of a Kubernetes `Service` that asks for a load balancer, and says nothing of who may reach it.
fn balanced(service: &Service<'_>) -> Option<Place> {
    let node = service.node();
    let object = node.node();
    let kind = object.get("kind")?.as_str()?;
    let spec = object.get("spec")?;
    let wanted = spec.get("type")?;
    let annotations = object.get("metadata")?.get("annotations");
    let narrowed = annotations.is_some() || spec.get("loadBalancerSourceRanges").is_some();
    (kind == "Service" && wanted.as_str() == Some("LoadBalancer") && !narrowed)
        .then(|| wanted.place())
}
