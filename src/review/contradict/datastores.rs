//! Datastores that run beside services that do not declare them.

use super::{Found, SHOWING};
use crate::document::{Path, Step};
use crate::engine::{Service, World};
use crate::policy::Mandate;
use crate::review::scan::Signal;
use crate::source::Place;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The fact that is compared.
const FACT: &str = "datastores";

/// Engines by what they are called in manifests. One line is one engine, or engines of which one stands in for the
/// other on a developer's machine; a name that is not here may mean any of them.
const ENGINES: &[&[&str]] = &[
    &["postgres", "postgresql", "postgis", "timescaledb"],
    &["cockroachdb", "cockroach"],
    &["mysql", "mariadb", "percona"],
    &["mssql", "sqlserver"],
    &["mongodb", "mongo"],
    &["dynamodb"],
    &["cassandra"],
    &["couchdb"],
    &["rethinkdb"],
    &["neo4j"],
    &["clickhouse"],
    &["redis", "valkey"],
    &["memcached"],
    &["hazelcast"],
    &["elasticsearch", "opensearch"],
    &["kafka"],
    &["rabbitmq", "amqp"],
    &["nats"],
    &["s3", "minio"],
    &["etcd"],
];

/// A datastore that runs.
struct Running {
    engine: String,
    file: Arc<str>,
    place: Place,
}

/// Datastores that run in a repository and that the services next to them do not declare, though they declare
/// others.
pub(super) fn contradictions(
    services: &[Service<'_>],
    mandates: &[Mandate],
    world: &World<'_>,
) -> Vec<Signal> {
    let (showing, declaring): (Vec<_>, Vec<_>) = services
        .iter()
        .partition(|service| SHOWING.contains(&&*service.info.kind));
    let declared: Vec<Declared<'_, '_>> = declaring
        .into_iter()
        .filter_map(|service| {
            let engines: Vec<Running> = running(service, world);
            let words = engines.into_iter().map(|found| found.engine).collect();
            Some((service, words)).filter(|(_, words): &Declared<'_, '_>| !words.is_empty())
        })
        .collect();
    let mut signals = Vec::new();
    for found in showing
        .into_iter()
        .flat_map(|service| running(service, world))
    {
        let near = nearest(&declared, &found.file);
        let said: BTreeSet<&str> = near
            .iter()
            .flat_map(|(_, engines)| engines)
            .map(String::as_str)
            .collect();
        let may_be = |word: &&str| family(word).is_none_or(|own| own.contains(&&*found.engine));
        if said.is_empty() || family(&found.engine).is_none() || said.iter().any(may_be) {
            continue;
        }
        let names: BTreeSet<&str> = near
            .iter()
            .map(|(service, _)| &*service.info.name)
            .collect();
        let message = format!(
            "`{}` runs here, and {} declare only {}",
            found.engine,
            list(&names),
            list(&said)
        );
        let found = Found {
            fact: FACT,
            file: found.file,
            place: found.place,
            message,
        };
        let near: Vec<&Service<'_>> = near.iter().map(|(service, _)| *service).collect();
        let concerned = mandates
            .iter()
            .filter(|mandate| super::concerns(mandate, FACT, &near));
        signals.extend(concerned.map(|mandate| found.signal(mandate)));
    }
    signals
}

/// The names of an engine and of what stands in for it.
fn family(engine: &str) -> Option<&'static [&'static str]> {
    let known = ENGINES.iter().find(|names| names.contains(&engine));
    known.copied()
}

/// Names as messages list them.
pub(super) fn list(names: &BTreeSet<&str>) -> String {
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
        .map(|element| {
            let named = element.value.find(&engine);
            let node = element
                .value
                .place_node()
                .cloned()
                .unwrap_or_else(|| service.node());
            Running {
                // A datastore without a name may be any of them.
                engine: named.as_str().unwrap_or_default().trim().to_lowercase(),
                file: Arc::clone(&service.info.file),
                place: node.place(),
            }
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
