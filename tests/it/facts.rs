//! What the embedded kinds read from manifests, beside plain reckonings of the same.

use crate::dice::Dice;
use mustmay::document::{Limits, read};
use mustmay::engine::{Siblings, World, survey};
use mustmay::policy::{PolicySet, embedded};
use mustmay::source::Source;
use serde_json::{Value, json};

/// A fact of every service of a manifest.
fn facts(manifest: &str, fact: &str) -> Vec<Value> {
    let (set, _) = PolicySet::load(&[embedded::pack("kinds").unwrap()]).unwrap();
    let world = World {
        today: jiff::civil::date(2026, 11, 23),
        siblings: Siblings::default(),
    };
    let reading = read(&Source::new("compose.yaml", manifest), &Limits::default());
    assert!(reading.diagnostics.is_empty(), "{manifest}");
    let survey = survey(&set, &reading.tree, &world);
    let services = survey.services.iter();
    services
        .map(|service| {
            let value = service.fact(fact, &world).unwrap();
            value.to_json(1_000_000).unwrap_or(Value::Null)
        })
        .collect()
}

/// The only element of a fact of each of some Compose services.
fn each(services: &[Value], fact: &str) -> Vec<Value> {
    let named = services.iter().enumerate();
    let all: serde_json::Map<String, Value> = named
        .map(|(number, service)| (format!("s{number:04}"), service.clone()))
        .collect();
    let told = facts(&json!({ "services": all }).to_string(), fact);
    assert_eq!(told.len(), services.len());
    told.into_iter()
        .map(|elements| {
            let [element] = <[Value; 1]>::try_from(elements.as_array().unwrap().clone()).unwrap();
            element
        })
        .collect()
}

/// Registry, tag and digest of images, as the kinds tell them.
fn parts(images: &[&str]) -> Vec<[Value; 3]> {
    let services: Vec<Value> = images
        .iter()
        .map(|image| json!({ "image": image }))
        .collect();
    each(&services, "images")
        .iter()
        .map(|image| ["registry", "tag", "digest"].map(|part| image[part].clone()))
        .collect()
}

/// The same of an image without placeholders, by string operations alone.
fn plainly(image: &str) -> [Value; 3] {
    let (name, digest) = image.split_once('@').unwrap_or((image, ""));
    let last = name.rsplit('/').next().unwrap();
    let tag = last.split_once(':').map(|(_, tag)| tag);
    let registry = match name.split_once('/') {
        Some((first, _))
            if first.contains(['.', ':'])
                || first == "localhost"
                || first.to_lowercase() != first =>
        {
            first.to_lowercase()
        }
        _ => "docker.io".to_owned(),
    };
    let registry = if registry == "index.docker.io" {
        "docker.io".to_owned()
    } else {
        registry
    };
    let algorithm = digest.split_once(':').filter(|(name, sum)| {
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "+._-".contains(c);
        !name.is_empty() && name.chars().all(known) && !sum.is_empty()
    });
    [
        json!(registry),
        json!(tag.filter(|tag| !tag.is_empty())),
        json!(algorithm.map(|_| digest)),
    ]
}

#[test]
fn images_are_taken_apart_as_docker_does() {
    let hub = "docker.io";
    let table: &[(&str, &str, Option<&str>, Option<&str>)] = &[
        ("nginx", hub, None, None),
        ("nginx:1.29", hub, Some("1.29"), None),
        ("nginx:", hub, None, None),
        ("nginx:latest", hub, Some("latest"), None),
        ("library/nginx:1", hub, Some("1"), None),
        ("localhost/app:1", "localhost", Some("1"), None),
        // A port is no tag.
        ("localhost:5000/app", "localhost:5000", None, None),
        ("localhost:5000/app:", "localhost:5000", None, None),
        (
            "localhost:5000/app:1.2",
            "localhost:5000",
            Some("1.2"),
            None,
        ),
        (
            "r.example.com:5000/team/app",
            "r.example.com:5000",
            None,
            None,
        ),
        (
            "r.example.com:5000/team/app:7.0.1",
            "r.example.com:5000",
            Some("7.0.1"),
            None,
        ),
        ("ghcr.io/a:b/c", "ghcr.io", None, None),
        ("a/b:c/d", hub, None, None),
        ("a/b:c:d", hub, Some("c:d"), None),
        // Hosts are no matter of case, and a first segment with capitals is one.
        ("GHCR.io/Team/App:V1", "ghcr.io", Some("V1"), None),
        ("Registry/app:1", "registry", Some("1"), None),
        ("index.docker.io/library/nginx:1", hub, Some("1"), None),
        // Digests, and what is none.
        ("app@sha256:5f0c", hub, None, Some("sha256:5f0c")),
        (
            "ghcr.io/a/app:1.2@sha256:5f0c",
            "ghcr.io",
            Some("1.2"),
            Some("sha256:5f0c"),
        ),
        (
            "localhost:5000/app@sha256:5f0c",
            "localhost:5000",
            None,
            Some("sha256:5f0c"),
        ),
        (
            "app:1@sha256:5f@x/y:2",
            hub,
            Some("1"),
            Some("sha256:5f@x/y:2"),
        ),
        ("app@latest", hub, None, None),
        ("app@sha256:", hub, None, None),
        ("app:1@", hub, Some("1"), None),
        ("@", hub, None, None),
        ("/", hub, None, None),
    ];
    let images: Vec<&str> = table.iter().map(|row| row.0).collect();
    for (told, (image, registry, tag, digest)) in parts(&images).iter().zip(table) {
        let expected = [json!(registry), json!(tag), json!(digest)];
        assert_eq!(*told, expected, "{image}");
        assert_eq!(plainly(image), expected, "{image}, plainly");
    }

    let pieces = [
        "a",
        "B",
        "/",
        "/",
        ":",
        ":",
        "@",
        "5000",
        ".",
        "-",
        "localhost",
        "latest",
        "sha256:0f",
        "ghcr.io/",
        "index.docker.io/",
        "}",
        "é",
    ];
    let mut dice = Dice::new(7);
    let chance: Vec<String> = (0..2000)
        .map(|_| (0..dice.from(1, 8)).map(|_| dice.pick(&pieces)).collect())
        .collect();
    let chance: Vec<&str> = chance.iter().map(String::as_str).collect();
    for (told, image) in parts(&chance).iter().zip(chance) {
        assert_eq!(*told, plainly(image), "{image}");
    }
}

/// What is filled in later is not known: it is no registry, no tag ends in it, and what it holds is no part of one.
#[test]
fn nothing_is_read_out_of_a_placeholder() {
    type Part = Option<&'static str>;
    let hub = Some("docker.io");
    let table: &[(&str, Part, Part, Part)] = &[
        ("${REGISTRY}/app:1", None, Some("1"), None),
        ("$REGISTRY/app:1", None, Some("1"), None),
        ("$(REGISTRY)/app:1", None, Some("1"), None),
        ("{{ .Values.registry }}/app:1", None, Some("1"), None),
        ("${REGISTRY:-ghcr.io/x}/app", None, None, None),
        ("${REGISTRY:-ghcr.io/x}/app:2", None, Some("2"), None),
        ("${A:-${B:-ghcr.io/x}/y}/app:2", None, Some("2"), None),
        ("eu.${HOST}/app:1", None, Some("1"), None),
        ("ghcr.io:${PORT}/app", None, None, None),
        ("${REGISTRY:-}app:1", None, Some("1"), None),
        ("$IMAGE", None, None, None),
        ("${IMAGE:-nginx:1.29}", None, None, None),
        ("${IMAGE:-app@sha256:5f}", None, None, None),
        (
            "{{ .Values.image | default \"a.b/c:1\" }}",
            None,
            None,
            None,
        ),
        // What stands before it decides.
        ("ghcr.io/${TEAM}/app:1", Some("ghcr.io"), Some("1"), None),
        ("ghcr.io/${APP:-a:1}", Some("ghcr.io"), None, None),
        ("team/${APP}:1", hub, Some("1"), None),
        ("localhost:5000/${APP}", Some("localhost:5000"), None, None),
        // A tag is told as written.
        ("nginx:${TAG}", hub, Some("${TAG}"), None),
        ("nginx:${TAG:-1.2}", hub, Some("${TAG:-1.2}"), None),
        ("nginx:${TAG:-x/y:2}", hub, Some("${TAG:-x/y:2}"), None),
        ("nginx:$TAG-alpine", hub, Some("$TAG-alpine"), None),
        (
            "nginx:{{ .Values.tag }}",
            hub,
            Some("{{ .Values.tag }}"),
            None,
        ),
        ("nginx@${DIGEST}", hub, None, None),
        ("nginx@sha256:${SUM}", hub, None, Some("sha256:${SUM}")),
        // What does not end is not read at all.
        ("${REGISTRY/app:1", None, None, None),
        ("${REGISTRY:-ghcr.io/app", None, None, None),
        ("ghcr.io/app:${TAG:-1.2", None, None, None),
        ("ghcr.io/app:{{ tag", None, None, None),
        ("nginx:1$", None, None, None),
    ];
    let images: Vec<&str> = table.iter().map(|row| row.0).collect();
    for (told, (image, registry, tag, digest)) in parts(&images).iter().zip(table) {
        let expected = [json!(registry), json!(tag), json!(digest)];
        assert_eq!(*told, expected, "{image}");
    }
}

/// One fact of Compose services that have one such entry each.
fn written(field: &str, entries: &[&str]) -> Vec<Value> {
    let service = |entry: &&str| json!({ "image": "app:1", (field): [entry] });
    let services: Vec<Value> = entries.iter().map(service).collect();
    each(&services, field)
}

#[test]
fn a_port_tells_only_what_is_written() {
    let table = [
        ("80", json!(80), json!(null), json!(null), "tcp"),
        ("8080:80", json!(80), json!(8080), json!(null), "tcp"),
        (":80", json!(80), json!(null), json!(null), "tcp"),
        (":80:80", json!(80), json!(80), json!(null), "tcp"),
        ("::80", json!(80), json!(null), json!(null), "tcp"),
        (
            "127.0.0.1::80",
            json!(80),
            json!(null),
            json!("127.0.0.1"),
            "tcp",
        ),
        (
            "127.0.0.1:8080:80/udp",
            json!(80),
            json!(8080),
            json!("127.0.0.1"),
            "udp",
        ),
        ("[::1]::80", json!(80), json!(null), json!("[::1]"), "tcp"),
        ("8080:80/", json!(80), json!(8080), json!(null), "tcp"),
        (
            "3000-3005",
            json!("3000-3005"),
            json!(null),
            json!(null),
            "tcp",
        ),
        (
            "${PORT:-80}",
            json!("${PORT:-80}"),
            json!(null),
            json!(null),
            "tcp",
        ),
        (
            "${PORT:-8080}:80",
            json!(80),
            json!("${PORT:-8080}"),
            json!(null),
            "tcp",
        ),
        ("$PORT:80", json!(80), json!("$PORT"), json!(null), "tcp"),
        (
            "${BIND:-0.0.0.0}:${PORT:-81}:${TO:-80}/udp",
            json!("${TO:-80}"),
            json!("${PORT:-81}"),
            json!("${BIND:-0.0.0.0}"),
            "udp",
        ),
    ];
    let entries: Vec<&str> = table.iter().map(|row| row.0).collect();
    for (told, (entry, target, published, address, protocol)) in
        written("ports", &entries).iter().zip(table)
    {
        let expected = json!({
            "target": target, "published": published, "hostIp": address, "protocol": protocol
        });
        assert_eq!(*told, expected, "{entry}");
    }
    let long =
        json!({ "image": "app:1", "ports": [{ "target": 80, "published": "", "host_ip": "" }] });
    let told = &each(&[long], "ports")[0];
    assert_eq!(
        (&told["published"], &told["hostIp"]),
        (&json!(null), &json!(null))
    );
}

#[test]
fn a_volume_is_what_its_source_can_only_be() {
    let table = [
        ("data:/var/lib/data", Some("data"), Some("volume")),
        ("/var/lib/data", None, Some("volume")),
        ("/srv:/data:ro", Some("/srv"), Some("bind")),
        ("./a:/b", Some("./a"), Some("bind")),
        ("~/a:/b", Some("~/a"), Some("bind")),
        ("$PWD/a:/b", Some("$PWD/a"), Some("bind")),
        ("${PWD}/a:/b", Some("${PWD}/a"), Some("bind")),
        ("${D:-./x}:/y", Some("${D:-./x}"), Some("bind")),
        ("${D-/x:z}:/y", Some("${D-/x:z}"), Some("bind")),
        ("C:\\a:/b", Some("C:\\a"), Some("bind")),
        ("c:/a:/b:ro", Some("c:/a"), Some("bind")),
        (
            "\\\\.\\pipe\\engine:/b",
            Some("\\\\.\\pipe\\engine"),
            Some("bind"),
        ),
        // Either may be filled in.
        ("$VOLUME:/data", Some("$VOLUME"), None),
        ("${VOLUME:-data}:/data", Some("${VOLUME:-data}"), None),
        (
            "${VOLUME:?say a/path}:/data",
            Some("${VOLUME:?say a/path}"),
            None,
        ),
        ("${VOLUME:-./x:/y}", None, None),
        ("${VOLUME", None, None),
    ];
    let entries: Vec<&str> = table.iter().map(|row| row.0).collect();
    for (told, (entry, source, kind)) in written("volumes", &entries).iter().zip(table) {
        assert_eq!(told["source"], json!(source), "{entry}");
        assert_eq!(told["type"], json!(kind), "{entry}");
    }
}

#[test]
fn who_opens_no_port_is_internal() {
    let table = [
        ("{ image: a }", "internal"),
        ("{ image: a, ports: [] }", "internal"),
        ("{ image: a, ports: null }", "internal"),
        ("{ image: a, expose: [80] }", "internal"),
        ("{ image: a, network_mode: bridge }", "internal"),
        ("{ image: a, ports: [80] }", "public"),
        // Not what Compose takes, and so not known to be closed.
        ("{ image: a, ports: {} }", "public"),
        ("{ image: a, network_mode: host }", "public"),
        ("{ image: a, ports: [], network_mode: host }", "public"),
        (
            "{ image: a, ports: [80], x-mustmay: { exposure: partner } }",
            "partner",
        ),
    ];
    for (service, exposure) in table {
        let told = facts(&format!("services: {{ s: {service} }}"), "exposure");
        assert_eq!(told, [json!(exposure)], "{service}");
    }
}
