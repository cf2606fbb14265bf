//! Declared facts against the other manifests of the repository: what is certain is told, and nothing else. Every
//! case has a twin that differs in one point and is not told.

use crate::support::{Folder, mustmay};
use serde_json::Value;

const MANDATE: &str = r#"apiVersion: mustmay/v1
kind: Mandate
metadata: { id: all-facts, owner: platform, rationale: r, reviewBy: 2027-06-30 }
appliesTo: { kinds: [service], when: facts.exposure != () && facts.lifecycle != () }
must:
  - { id: owner, at: metadata.owner, otherwise: say who owns it }
  - { id: engine, at: "spec.datastores[*].engine", optional: true, otherwise: name the engine }
may:
  at: spec.auth.provider
  choices:
    - { id: okta, names: [okta-cic] }
    - { id: internal-iam, standing: preferred }
enforce:
  - { level: warn, when: 'service.tier == "1"' }
"#;

const SERVICE: &str = "apiVersion: mustmay/v1
kind: Service
metadata: { name: api, owner: team-checkout }
spec: { exposure: internal, tier: 1, lifecycle: production, auth: { provider: okta }, datastores: [{ engine: postgres }] }
";

/// A catalogue entry of the same service, which says the same in its own words.
const ENTITY: &str = "apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: api
  annotations: { mustmay/tier: tier-1, mustmay/exposure: internal, mustmay/authProvider: okta-cic }
spec: { owner: 'group:default/team-checkout', lifecycle: production }
";

/// The facts that contradict each other, with the files that they are told at.
fn told(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let folder = Folder::repository();
    let config = "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n";
    folder.write("mustmay.yaml", config);
    folder.write("policies/m.yaml", MANDATE);
    for (path, text) in files {
        folder.write(path, text);
    }
    let run = mustmay(folder.path(), &["workarounds", "--format", "json"], &[]);
    let found: Value = serde_json::from_str(&run.expect(0, &[]).out).unwrap();
    let signals = found["signals"].as_array().unwrap();
    signals
        .iter()
        .map(|signal| {
            assert_eq!(
                (&signal["owner"], &signal["kind"]),
                (&"platform".into(), &"contradiction".into())
            );
            assert!(signal["line"].as_u64().is_some(), "{signal}");
            let text = |key: &str| signal[key].as_str().unwrap().to_owned();
            (text("pattern"), text("file"))
        })
        .collect()
}

/// What is told of the service and a catalogue entry in which one thing is written in another way.
fn told_of_entity(from: &str, to: &str) -> Vec<String> {
    let entity = ENTITY.replace(from, to);
    assert_ne!(entity, ENTITY);
    let found = told(&[("service.yaml", SERVICE), ("catalog-info.yaml", &entity)]);
    assert!(
        found.iter().all(|(_, file)| file == "catalog-info.yaml"),
        "{found:?}"
    );
    found.into_iter().map(|(fact, _)| fact).collect()
}

#[test]
fn manifests_that_agree_in_other_words_are_not_told() {
    assert!(told(&[("service.yaml", SERVICE), ("catalog-info.yaml", ENTITY)]).is_empty());
}

#[test]
fn words_that_exclude_each_other_are_told_and_their_near_misses_are_not() {
    for (fact, from, certain, miss) in [
        ("owner", "team-checkout", "team-ledger", "checkout"),
        (
            "owner",
            "group:default/team-checkout",
            "ledger",
            "user:default/mia",
        ),
        (
            "lifecycle",
            "lifecycle: production",
            "lifecycle: deprecated",
            "lifecycle: live",
        ),
        ("tier", "tier-1", "tier-2", "gold"),
        (
            "exposure",
            "exposure: internal",
            "exposure: partner",
            "exposure: intranet",
        ),
        ("authProvider", "okta-cic", "internal-iam", "okta-eu"),
    ] {
        assert_eq!(told_of_entity(from, certain), [fact], "{certain}");
        assert!(told_of_entity(from, miss).is_empty(), "{fact}: {miss}");
    }
}

#[test]
fn only_one_and_the_same_service_contradicts_itself() {
    let other = ENTITY.replace("tier-1", "tier-2");
    let of = |files: &[(&str, &str)]| told(files).len();
    assert_eq!(
        of(&[("service.yaml", SERVICE), ("catalog-info.yaml", &other)]),
        1
    );
    // Another name is another service.
    let named = other.replace("name: api", "name: apis");
    assert_eq!(
        of(&[("service.yaml", SERVICE), ("catalog-info.yaml", &named)]),
        0
    );
    // Two manifests of one kind and name that differ are two services, or two environments.
    let second = SERVICE.replace("tier: 1", "tier: 2");
    let both = [("a/service.yaml", SERVICE), ("b/service.yaml", &*second)];
    assert_eq!(of(&both), 0);
    assert_eq!(of(&[both[0], both[1], ("catalog-info.yaml", &other)]), 0);
}

#[test]
fn a_mandate_that_does_not_look_at_a_fact_is_not_told_of_it() {
    let other = ENTITY.replace("tier-1", "tier-2");
    let folder = Folder::repository();
    folder.write(
        "mustmay.yaml",
        "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
    );
    folder.write(
        "policies/m.yaml",
        &MANDATE.replace(", when: 'service.tier == \"1\"'", ""),
    );
    folder.write("service.yaml", SERVICE);
    folder.write("catalog-info.yaml", &other);
    mustmay(folder.path(), &["workarounds"], &[]).expect(0, &["0 signals"]);
}

#[test]
fn a_provider_of_several_contradicts_only_where_none_is_shared() {
    let listed = |providers: &str| {
        let service = SERVICE.replace("provider: okta", &format!("provider: {providers}"));
        told(&[("service.yaml", &service), ("catalog-info.yaml", ENTITY)]).len()
    };
    assert_eq!(listed("[internal-iam]"), 1);
    assert_eq!(listed("[internal-iam, okta]"), 0);
    assert_eq!(listed("[internal-iam, keycloak]"), 0);
}

#[test]
fn a_port_for_everybody_contradicts_internal() {
    let published = |file: &str, service: &str, entry: &str| {
        let compose = format!("services:\n  api:\n    image: shop/api\n{entry}");
        told(&[("service.yaml", service), (file, &compose)])
    };
    let at = |file: &str| vec![("exposure".to_owned(), file.to_owned())];
    for open in [
        "    ports: [\"8080:80\"]\n",
        "    ports: [\"80\"]\n",
        "    ports: [\"0.0.0.0:8080:80\"]\n",
        "    ports: [\":8080:80\"]\n",
        "    ports: [\"${PORT:-8080}:80\"]\n",
        "    ports: [\"127.0.0.1:8080:80\", \"81:81\"]\n",
        "    ports: [{ target: 80, published: 8080 }]\n",
        "    ports: [{ target: 80, published: 8080, host_ip: \"\" }]\n",
    ] {
        assert_eq!(
            published("compose.yaml", SERVICE, open),
            at("compose.yaml"),
            "{open}"
        );
    }
    for closed in [
        "    expose: [\"80\"]\n",
        "    ports: []\n",
        "    ports: [\"127.0.0.1:8080:80\"]\n",
        "    ports: [\"10.0.0.7:8080:80\"]\n",
        "    ports: [\"${BIND}:8080:80\"]\n",
        "    ports: [{ target: 80, published: 8080, host_ip: 127.0.0.1 }]\n",
        // Whoever wrote it saw the port.
        "    ports: [\"8080:80\"]\n    x-mustmay: { exposure: internal }\n",
    ] {
        assert_eq!(published("compose.yaml", SERVICE, closed), [], "{closed}");
    }
    let open = "    ports: [\"8080:80\"]\n";
    for file in ["compose.override.yaml", "docker-compose.dev.yml"] {
        assert_eq!(published(file, SERVICE, open), [], "{file}");
    }
    for said in ["exposure: public", "exposure: partner", "language: rust"] {
        let service = SERVICE.replace("exposure: internal", said);
        assert_eq!(published("compose.yaml", &service, open), [], "{said}");
    }
}

#[test]
fn a_load_balancer_contradicts_internal() {
    let object = |kind: &str, more: &str, spec: &str| {
        let text = format!(
            "apiVersion: v1\nkind: {kind}\nmetadata: {{ name: api{more} }}\nspec: {spec}\n"
        );
        told(&[("service.yaml", SERVICE), ("deploy.yaml", &text)]).len()
    };
    assert_eq!(object("Service", "", "{ type: LoadBalancer }"), 1);
    assert_eq!(object("Service", "", "{ type: ClusterIP }"), 0);
    assert_eq!(object("Service", "", "{ type: NodePort }"), 0);
    assert_eq!(
        object("Ingress", "", "{ rules: [{ host: a.example.com }] }"),
        0
    );
    let inside = ", annotations: { networking.gke.io/load-balancer-type: Internal }";
    assert_eq!(object("Service", inside, "{ type: LoadBalancer }"), 0);
    let ranges = "{ type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8] }";
    assert_eq!(object("Service", "", ranges), 0);
}

#[test]
fn a_datastore_that_runs_and_is_not_declared_is_told() {
    let runs = |declared: &str, image: &str| {
        let service = SERVICE.replace("[{ engine: postgres }]", declared);
        let compose = format!("services:\n  store: {{ image: \"{image}\" }}\n");
        told(&[("service.yaml", &service), ("compose.yaml", &compose)]).len()
    };
    assert_eq!(runs("[{ engine: postgres }]", "mongo:8"), 1);
    assert_eq!(
        runs("[{ engine: PostgreSQL }, { engine: redis }]", "mongo:8"),
        1
    );
    for (declared, image) in [
        ("[{ engine: postgres }]", "postgis/postgis:17"),
        ("[{ engine: mongo }]", "mongo:8"),
        // Stand-ins on a developer's machine.
        ("[{ engine: s3 }]", "minio/minio"),
        ("[{ engine: valkey }]", "redis:8"),
        // What these are is not known here.
        ("[{ engine: aurora }]", "mongo:8"),
        ("[{ engine: postgres }, { engine: warehouse }]", "mongo:8"),
        ("[{ engine: postgres }, { name: other }]", "mongo:8"),
        ("[]", "mongo:8"),
        ("[{ engine: postgres }]", "shop/mongo-exporter"),
    ] {
        assert_eq!(runs(declared, image), 0, "{declared} {image}");
    }
}
