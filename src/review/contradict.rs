//! Declared facts that the repository itself contradicts: the manifest says Postgres, the compose file runs Mongo.

use super::scan::{Signal, SignalKind};
use crate::document::{Path, Step};
use crate::engine::{Service, World};
use crate::policy::Mandate;
use crate::source::Place;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The fact that is compared.
const FACT: &str = "datastores";

/// The manifest kinds that show what runs, and not only what somebody says.
const SHOWING: &[&str] = &["compose", "kubernetes"];

/// A datastore that runs.
struct Running {
    engine: String,
    file: Arc<str>,
    place: Place,
}

/// Datastores that run in a repository and that the services next to them do not declare, though they declare
/// others. Told to the owners of the mandates that judge those services by their datastores.
pub fn contradictions(
    services: &[Service<'_>],
    mandates: &[Mandate],
    world: &World<'_>,
) -> Vec<Signal> {
    let (showing, declaring): (Vec<_>, Vec<_>) = services
        .iter()
        .partition(|service| SHOWING.contains(&&*service.info.kind));
    let declared: Vec<(&Service<'_>, BTreeSet<String>)> = declaring
        .into_iter()
        .map(|service| {
            (
                service,
                running(service, world)
                    .into_iter()
                    .map(|found| found.engine)
                    .collect(),
            )
        })
        .filter(|(_, engines): &(_, BTreeSet<String>)| !engines.is_empty())
        .collect();
    let mut signals = Vec::new();
    for found in showing
        .into_iter()
        .flat_map(|service| running(service, world))
    {
        let near = nearest(&declared, &found.file);
        if near.is_empty()
            || near
                .iter()
                .any(|(_, engines)| engines.contains(&found.engine))
        {
            continue;
        }
        let names: BTreeSet<&str> = near
            .iter()
            .map(|(service, _)| &*service.info.name)
            .collect();
        let said: BTreeSet<&str> = near
            .iter()
            .flat_map(|(_, engines)| engines)
            .map(String::as_str)
            .collect();
        let concerned = mandates.iter().filter(|mandate| {
            near.iter()
                .any(|(service, _)| mandate.applies_to_kind(&service.info.kind))
                && mandate.judges_by(FACT)
        });
        signals.extend(concerned.map(|mandate| Signal {
            mandate: Some(mandate.id.clone()),
            owner: Some(mandate.owner.clone()),
            kind: SignalKind::Contradiction,
            pattern: FACT.to_owned(),
            file: Arc::clone(&found.file),
            place: Some(found.place.clone()),
            hits: 1,
            lines: 0,
            message: format!(
                "`{}` runs here, and {} declare only {}",
                found.engine,
                list(&names),
                list(&said)
            ),
        }));
    }
    signals
}

fn list(names: &BTreeSet<&str>) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The datastores of a service; none where the fact does not answer, which its mandates will say.
fn running(service: &Service<'_>, world: &World<'_>) -> Vec<Running> {
    let Ok(value) = service.fact(FACT, world) else {
        return Vec::new();
    };
    let engine = Path::new(vec![Step::Key("engine".into())]);
    let elements = value.elements().unwrap_or_default();
    elements
        .into_iter()
        .filter_map(|element| {
            let named = element.value.find(&engine);
            let engine = named.as_str()?.to_lowercase();
            let node = element
                .value
                .place_node()
                .cloned()
                .unwrap_or_else(|| service.node());
            Some(Running {
                engine: if engine == "postgresql" {
                    "postgres".to_owned()
                } else {
                    engine
                },
                file: Arc::clone(&service.info.file),
                place: node.place(),
            })
        })
        .collect()
}

type Declared<'s, 'p> = (&'s Service<'p>, BTreeSet<String>);

/// The declaring services next to a file: in its folder or the nearest one above it, else anywhere below it.
fn nearest<'d, 's, 'p>(declared: &'d [Declared<'s, 'p>], file: &str) -> Vec<&'d Declared<'s, 'p>> {
    let folder = folder_of(file);
    let depth = |(service, _): &Declared<'_, '_>| {
        let own = folder_of(&service.info.file);
        lies_in(folder, own).then_some(own.len())
    };
    if let Some(deepest) = declared.iter().filter_map(depth).max() {
        return declared
            .iter()
            .filter(|one| depth(one) == Some(deepest))
            .collect();
    }
    declared
        .iter()
        .filter(|(service, _)| lies_in(folder_of(&service.info.file), folder))
        .collect()
}

fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn lies_in(folder: &str, above: &str) -> bool {
    above.is_empty()
        || folder == above
        || folder
            .strip_prefix(above)
            .is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_lie_in_one_another() {
        assert!(lies_in("a/b", "a") && lies_in("a", "a") && lies_in("a", ""));
        assert!(!lies_in("ab", "a") && !lies_in("a", "a/b"));
        assert_eq!((folder_of("a/b/c.yaml"), folder_of("c.yaml")), ("a/b", ""));
    }
}
