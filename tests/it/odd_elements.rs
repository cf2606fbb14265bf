//! An odd element of a manifest's list or map takes no fact of the others with it, in every embedded kind.

use crate::hostile::mandate;
use crate::support::{Folder, mustmay};
use jiff::civil::date;
use mustmay::document::{Limits, read};
use mustmay::engine::{Siblings, World, survey};
use mustmay::policy::{PolicySet, embedded};
use mustmay::source::Source;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What stands for an element that nobody meant: also a copy of a good one, see [`odd_twins`].
fn odd() -> [Value; 5] {
    [Value::Null, json!(5), json!("odd"), json!({}), json!([])]
}

/// A manifest of each kind and notation that has something to say in every list-like fact of the kind.
fn manifests() -> Vec<(&'static str, Value)> {
    let pod = json!({
        "volumes": [{ "name": "host", "hostPath": { "path": "/var/run" } }, { "name": "tmp", "emptyDir": {} }],
        "initContainers": [{ "name": "init", "image": "busybox:1", "env": [{ "name": "A", "value": "1" }] }],
        "containers": [
            { "name": "db", "image": "docker.io/library/postgres:16",
              "env": [{ "name": "B", "value": "2" }, { "name": "C" }],
              "ports": [{ "name": "pg", "containerPort": 5432, "hostPort": 5432 }, { "containerPort": 22 }] },
            { "name": "web", "image": "nginx", "ports": [{ "containerPort": 80, "protocol": "UDP" }] },
        ],
    });
    let meta = json!({ "name": "shop", "annotations": { "mustmay/tier": "1" }, "labels": { "team": "a" } });
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": { "name": "front" },
        "spec": { "type": "NodePort", "ports": [{ "name": "ssh", "port": 22 }, { "port": 80, "targetPort": "web" }] },
    });
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta,
        "spec": { "template": { "spec": pod } },
    });
    vec![
        (
            "service.yaml",
            json!({
                "apiVersion": "mustmay/v1", "kind": "Service", "metadata": { "name": "shop", "owner": "team-shop" },
                "spec": {
                    "exposure": "public", "tier": 1, "dependencies": ["till", "stock"],
                    "datastores": [{ "engine": "postgres", "role": "oltp" }, { "engine": "redis" }],
                },
            }),
        ),
        (
            "catalog-info.yaml",
            json!({
                "apiVersion": "backstage.io/v1alpha1", "kind": "Component",
                "metadata": {
                    "name": "shop", "annotations": { "mustmay/tier": "1", "a/b": "c" }, "labels": { "l": "m" },
                    "tags": ["java", "web"], "links": [{ "url": "https://a.example" }, { "url": "https://b.example" }],
                },
                "spec": {
                    "owner": "team-shop", "type": "service", "dependsOn": ["resource:default/db", "till"],
                    "providesApis": ["shop-api"], "consumesApis": ["till-api", "api:stock"],
                },
            }),
        ),
        (
            "score.yaml",
            json!({
                "apiVersion": "score.dev/v1b1",
                "metadata": { "name": "shop", "annotations": { "mustmay/owner": "a" } },
                "service": { "ports": { "web": { "port": 80, "targetPort": 8080 }, "ssh": { "port": 22 } } },
                "containers": {
                    "main": { "image": "a.example/shop:1", "variables": { "A": "1", "B": "2" },
                              "volumes": { "/data": { "source": "disk", "readOnly": true }, "/tmp": { "source": "t" } } },
                    "side": { "image": "redis", "volumes": [{ "source": "disk", "target": "/d" }, { "target": "/e" }] },
                },
                "resources": {
                    "db": { "type": "postgres" }, "dns": { "type": "dns" },
                    "till": { "type": "service", "params": { "workload": "till-1" } }, "stock": { "type": "service" },
                },
            }),
        ),
        ("k8s.yaml", deployment),
        ("k8s.yaml", service.clone()),
        (
            "k8s.yaml",
            json!({ "apiVersion": "v1", "kind": "List", "metadata": { "name": "all" }, "items": [service, { "apiVersion": "v1", "kind": "PodList", "metadata": { "name": "pods" }, "items": [
                { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "till" }, "spec": { "containers": [{ "image": "redis" }] } },
            ] }] }),
        ),
        (
            "compose.yaml",
            json!({
                "name": "mall",
                "services": {
                    "shop": {
                        "image": "postgres:16", "x-mustmay": { "owner": "a" },
                        "environment": { "A": "1", "B": null }, "labels": ["l=m", "n"],
                        "ports": ["8080:80", { "target": 22, "published": "2222" }, 9090],
                        "volumes": ["disk:/data:ro", { "type": "bind", "source": "/a", "target": "/b" }, "/c"],
                        "depends_on": { "till": { "condition": "service_healthy" }, "stock": {} },
                    },
                    "till": {
                        "build": ".", "environment": ["A=1", "B"], "labels": { "l": "m", "n": "o" },
                        "depends_on": ["stock", "shop"],
                    },
                },
            }),
        ),
    ]
}

/// By service and fact, what the manifest gives; nothing of a manifest that is told to be wrong.
fn facts(set: &PolicySet, name: &str, manifest: &Value) -> Option<Vec<(String, Facts)>> {
    let reading = read(
        &Source::new(name, manifest.to_string().as_str()),
        &Limits::default(),
    );
    assert!(reading.diagnostics.is_empty(), "{manifest}");
    let world = World {
        today: date(2026, 11, 22),
        siblings: Siblings::default(),
    };
    let survey = survey(set, &reading.tree, &world);
    assert!(survey.unrecognised.is_empty(), "{manifest}");
    if !survey.diagnostics.is_empty() {
        return None;
    }
    let services = survey.services.iter().map(|service| {
        let facts = service.kind.facts.keys().map(|fact| {
            let value = service
                .fact(fact, &world)
                .unwrap_or_else(|fault| panic!("{fact} of {manifest}: {fault:?}"));
            (fact.clone(), value.to_json(10_000).unwrap())
        });
        let name = format!("{} {}", service.info.kind, service.info.name);
        (name, facts.collect())
    });
    Some(services.collect())
}

type Facts = BTreeMap<String, Value>;

/// Whether a value still says what it said: maps may have more keys, lists more elements between the others.
fn still_says(now: &Value, before: &Value) -> bool {
    match (now, before) {
        (_, Value::Null) => true,
        (Value::Object(now), Value::Object(before)) => before
            .iter()
            .all(|(key, value)| now.get(key).is_some_and(|now| still_says(now, value))),
        (Value::Array(now), Value::Array(before)) => {
            let mut now = now.iter();
            before
                .iter()
                .all(|value| now.any(|now| still_says(now, value)))
        }
        _ => now == before,
    }
}

/// Every value that differs from `value` in one place: something odd is there, or nothing.
fn odd_twins(value: &Value) -> Vec<Value> {
    let mut twins = vec![Value::Null, json!(5), json!([])];
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let mut without = map.clone();
                without.remove(key);
                twins.push(Value::Object(without));
                twins.extend(
                    odd_twins(inner)
                        .into_iter()
                        .map(|inner| with(map, key, inner)),
                );
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                twins.extend(odd_twins(inner).into_iter().map(|inner| {
                    let mut list = list.clone();
                    list[index] = inner;
                    Value::Array(list)
                }));
            }
        }
        _ => {}
    }
    twins
}

fn with(map: &Map<String, Value>, key: &str, value: Value) -> Value {
    let mut map = map.clone();
    map.insert(key.to_owned(), value);
    Value::Object(map)
}

/// Every manifest that has one more element in one of its lists or maps, at each place of it: something odd, or a
/// copy of one of its elements that is odd in one place.
fn with_one_more(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(map) => {
            let more = map.values().flat_map(odd_twins).chain(odd());
            all.extend(more.map(|more| with(map, "odd", more)));
            for (key, inner) in map {
                all.extend(
                    with_one_more(inner)
                        .into_iter()
                        .map(|inner| with(map, key, inner)),
                );
            }
        }
        Value::Array(list) => {
            for more in list.iter().flat_map(odd_twins).chain(odd()) {
                all.extend((0..=list.len()).map(|at| {
                    let mut list = list.clone();
                    list.insert(at, more.clone());
                    Value::Array(list)
                }));
            }
            for (index, inner) in list.iter().enumerate() {
                all.extend(with_one_more(inner).into_iter().map(|inner| {
                    let mut list = list.clone();
                    list[index] = inner;
                    Value::Array(list)
                }));
            }
        }
        _ => {}
    }
    all
}

#[test]
fn an_odd_element_takes_no_fact_of_the_others_with_it() {
    let (set, _) = PolicySet::load(&[embedded::pack("kinds").unwrap()]).unwrap();
    let mut lists: BTreeMap<String, bool> = BTreeMap::new();
    let mut lost = Vec::new();
    for (name, manifest) in manifests() {
        let before = facts(&set, name, &manifest).unwrap();
        for (service, facts) in &before {
            let kind = service.split(' ').next().unwrap();
            for (fact, value) in facts {
                let says = match value {
                    Value::Array(list) => !list.is_empty(),
                    Value::Object(map) => !map.is_empty(),
                    _ => continue,
                };
                *lists.entry(format!("{kind} {fact}")).or_default() |= says;
            }
        }
        let mut judged = 0;
        for odd in with_one_more(&manifest) {
            let Some(now) = facts(&set, name, &odd) else {
                // Only a schema tells what is odd, and then nothing passes.
                assert_eq!(name, "service.yaml", "{odd}");
                continue;
            };
            judged += 1;
            for (service, facts) in &before {
                for (fact, value) in facts {
                    let stays = now
                        .iter()
                        .any(|(named, now)| named == service && still_says(&now[fact], value));
                    if !stays {
                        lost.push(format!("{service}: {fact} of {odd}"));
                    }
                }
            }
        }
        eprintln!("{name}: {judged} manifests with something odd");
        assert!(judged > 10, "{name}: {judged}");
    }
    // What is empty in every manifest above is not proven.
    let silent: Vec<&String> = lists
        .iter()
        .filter(|(_, says)| !**says)
        .map(|(name, _)| name)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
    assert!(
        lost.is_empty(),
        "{} lost, among them {:#?}",
        lost.len(),
        lost.iter().take(5).collect::<Vec<_>>()
    );
}

#[test]
fn beside_a_null_a_forbidden_port_is_found() {
    let ports = mandate(
        "no-ssh",
        "each: facts.ports\nmust:\n  - { id: not-22, script: it.published != 22, otherwise: open no port for SSH }",
    );
    let folder = Folder::new();
    folder
        .write("policies/no-ssh.yaml", &ports.replace("[service]", "[kubernetes]"))
        .write(
            "front.yaml",
            "apiVersion: v1\nkind: Service\nmetadata: { name: front }\nspec:\n  ports:\n    - { name: ssh, port: 22 }\n    -\n",
        );
    let run = mustmay(folder.path(), &["check", "--policies", "policies"], &[]);
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(run.out.contains("open no port for SSH"), "{run:#?}");
    // The null is a port of which nobody knows that it is not 22.
    assert!(
        run.out.contains("says nothing at `spec.ports[1]"),
        "{run:#?}"
    );
}
