//! Cases 13 to 28 and 64: manifests that would be read as something else, or not at all.

use super::{check, mandate, manifest, service, shop};
use crate::support::{Folder, Run, command, mustmay};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A shop with a second service, written as given.
fn with(text: &str) -> Folder {
    let folder = shop();
    folder.write("b/service.yaml", text);
    folder
}

/// Seconds of processor time and KiB of address space that a run may take: debug builds are slow, and every thread
/// reserves its stack. Both are far below what a bomb takes.
const BOUNDS: &str = "ulimit -t 20 && ulimit -v 1500000 && exec \"$@\"";

/// Checks a folder within [`BOUNDS`].
#[cfg(unix)]
fn bounded(folder: &Path, arguments: &[&str]) -> Run {
    let program = command(folder);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", BOUNDS, "sh", env!("CARGO_BIN_EXE_mustmay")])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_clear();
    for (name, value) in program.get_envs() {
        shell.env(name, value.unwrap());
    }
    Run::of(&shell.output().unwrap())
}

/// Asserts that a second service of this text is refused within [`BOUNDS`], and that its neighbour is judged.
#[cfg(unix)]
#[track_caller]
fn is_bomb(text: &str, code: &str, part: &str) {
    let folder = with(text);
    let run = bounded(folder.path(), &["check", "--format", "json"]);
    assert_eq!(run.code, 2, "{part}: {}", run.err);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let diagnostics = json["diagnostics"].as_array().unwrap();
    let said = diagnostics.iter().any(|one| {
        one["code"] == code
            && one["location"]["file"] == "b/service.yaml"
            && one["message"].as_str().unwrap().contains(part)
    });
    assert!(said, "{code} `{part}` is not among {diagnostics:#?}");
    assert_eq!(json["counts"]["pass"], 1);
    bounded(folder.path(), &["check"]).expect(2, &[code, part, "1 pass"]);
}

#[test]
fn case_13_duplicate_keys() {
    let cases = [
        (
            "metadata: { name: b, owner: team }\nspec: {}\nkind: Service\n",
            "5:1",
            "2:1",
            "`kind`",
        ),
        (
            "metadata:\n  name: b\n  owner: team\n  \"owner\": guest\nspec: {}\n",
            "6:3",
            "5:3",
            "`owner`",
        ),
        (
            "metadata:\n  name: b\n  owner: team\n  'owner': guest\nspec: {}\n",
            "6:3",
            "5:3",
            "`owner`",
        ),
        (
            "metadata:\n  name: b\n  owner: team\n  \"\\x6fwner\": guest\nspec: {}\n",
            "6:3",
            "5:3",
            "`owner`",
        ),
        (
            "metadata: { name: b, owner: team, owner: guest }\nspec: {}\n",
            "3:35",
            "3:22",
            "`owner`",
        ),
        (
            "metadata: { name: b, owner: team }\nspec:\n  auth:\n    protocol: oidc\n    protocol: basic\n",
            "7:5",
            "6:5",
            "`protocol`",
        ),
        (
            "metadata: { name: b, owner: team }\nspec:\n  datastores: [{ name: x, engine: y, name: z }]\n",
            "5:38",
            "5:18",
            "`name`",
        ),
    ];
    for (text, place, first, key) in cases {
        let folder = with(&manifest(text));
        let (line, column) = first.split_once(':').unwrap();
        let report = check(&folder, &[])
            .ends(2)
            .says(
                &format!("b/service.yaml:{place}"),
                "yaml::duplicate-key",
                &[key, "second time"],
            )
            .holds(
                "/diagnostics/0/related/0/line",
                line.parse::<u32>().unwrap(),
            )
            .holds(
                "/diagnostics/0/related/0/column",
                column.parse::<u32>().unwrap(),
            );
        assert_eq!(report.verdict("owned", "b"), "none");
    }
    let folder = with("");
    folder.write("b.service.json", "{\"apiVersion\": 1,\n \"apiVersion\": 2}");
    folder.write("b/service.yaml", &service("b"));
    check(&folder, &["b.service.json"]).ends(2).says(
        "b.service.json:2:2",
        "yaml::duplicate-key",
        &["`apiVersion`"],
    );
}

#[test]
fn case_14_a_number_and_its_text_are_one_key() {
    for key in ["1", "true", "null", "1.5"] {
        let text =
            format!("metadata: {{ name: b, owner: team }}\nspec:\n  {key}: a\n  \"{key}\": b\n");
        check(&with(&manifest(&text)), &[]).ends(2).says(
            "b/service.yaml:6:3",
            "yaml::duplicate-key",
            &[&format!("`{key}`")],
        );
    }
}

#[test]
fn case_15_a_value_by_merge_is_seen() {
    let text = "spec: {}\nmetadata:\n  name: b\n  <<: &base { owner: guest }\n";
    check(&with(&manifest(text)), &[]).ends(1).finds(
        "owned/owner",
        "b/service.yaml:6:22",
        "say who owns it",
    );
    // By an alias: the place is where the value stands.
    let text = "spec: {}\nmetadata:\n  labels: &base\n    owner: guest\n  name: b\n  <<: *base\n";
    check(&with(&manifest(text)), &[]).ends(1).finds(
        "owned/owner",
        "b/service.yaml:6:12",
        "say who owns it",
    );
    // What stands beside the merge beats it.
    let text = "spec: {}\nmetadata:\n  <<: { owner: guest }\n  owner: team\n  name: b\n";
    check(&with(&manifest(text)), &[]).ends(0);
}

#[test]
fn case_16_the_first_of_merged_maps_wins() {
    let text = "spec: {}\nmetadata:\n  name: b\n  <<: [{ owner: guest }, { owner: team }]\n";
    check(&with(&manifest(text)), &[]).ends(1).finds(
        "owned/owner",
        "b/service.yaml:6:17",
        "say who owns it",
    );
    let text = "spec: {}\nmetadata:\n  name: b\n  <<: [{ owner: team }, { owner: guest }]\n";
    check(&with(&manifest(text)), &[]).ends(0);
    let text = "spec: {}\nmetadata:\n  name: b\n  <<: { owner: team }\n  <<: { owner: guest }\n";
    check(&with(&manifest(text)), &[]).ends(2).says(
        "b/service.yaml:7:3",
        "yaml::duplicate-key",
        &["`<<`", "write one"],
    );
}

#[test]
fn case_17_nothing_hides_behind_a_nul() {
    for (control, name) in [('\0', "U+0000"), ('\u{1b}', "U+001B"), ('\u{4}', "U+0004")] {
        let text = format!(
            "{}{control}\n---\n{}",
            service("b"),
            service("c").replace("team", "guest")
        );
        let report = check(&with(&text), &[]).ends(2).says(
            "b/service.yaml:5:1",
            "yaml::control-character",
            &[name],
        );
        assert!(!report.human.out.contains(control));
    }
}

#[test]
fn case_18_byte_order_mark() {
    let report = check(&with(&format!("\u{feff}{}", service("b"))), &[]).ends(0);
    assert_eq!(report.verdict("owned", "b"), "pass");
    let bad = service("b").replace("team", "guest");
    check(&with(&format!("\u{feff}{bad}")), &[]).ends(1).finds(
        "owned/owner",
        "b/service.yaml:3:29",
        "say who owns it",
    );
}

#[cfg(unix)]
#[test]
fn case_19_bombs() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for pair in ["ab", "bc", "cd", "de", "ef", "fg"] {
        let (from, to) = pair.split_at(1);
        let many = vec![format!("*{from}"); 9].join(", ");
        writeln!(bomb, "{to}: &{to} [{many}]").unwrap();
    }
    is_bomb(
        &bomb,
        "yaml::alias-expansion",
        "aliases expand to more than",
    );
    let deep = ["[", "]"].map(|bracket| bracket.repeat(10_000)).concat();
    is_bomb(&deep, "yaml::too-deep", "nested deeper than 100");
    is_bomb(
        &"[".repeat(1_000_000),
        "yaml::too-deep",
        "nested deeper than 100",
    );
    is_bomb(
        &"{a: ".repeat(10_000),
        "yaml::too-deep",
        "nested deeper than 100",
    );
    is_bomb(
        &"- ".repeat(10_000),
        "yaml::too-deep",
        "nested deeper than 100",
    );
    let block = (0..2_000).fold(String::new(), |text, depth| {
        [&*text, &*" ".repeat(depth), "a:\n"].concat()
    });
    is_bomb(&block, "yaml::too-deep", "nested deeper than 100");
    // Anchors upon anchors, each small.
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for level in 1..20_000 {
        writeln!(chain, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    is_bomb(&chain, "yaml::too-deep", "nested deeper than 100");
}

#[test]
fn case_20_tags() {
    let owner = |value: &str| {
        manifest(&format!(
            "metadata: {{ name: b, owner: {value} }}\nspec: {{}}\n"
        ))
    };
    for (value, tag) in [
        (
            "!!python/object/apply:os.system [id]",
            "`!!python/object/apply:os.system`",
        ),
        ("!secret x", "`!secret`"),
        ("!<tag:example.com,2026:x> y", "`tag:example.com,2026:x`"),
        ("!!binary dGVhbQ==", "`!!binary`"),
        ("!!set { a }", "`!!set`"),
    ] {
        check(&with(&owner(value)), &[]).ends(2).says(
            "b/service.yaml:3:29",
            "yaml::tag",
            &[tag, "is not allowed"],
        );
    }
    // A tag that its text does not bear.
    check(&with(&owner("!!int team")), &[]).ends(2).says(
        "b/service.yaml:3:29",
        "yaml::tag",
        &["an integer"],
    );
    // The text `null` is a text, and no team.
    check(&with(&owner("!!str null")), &[]).ends(1).finds(
        "owned/owner",
        "b/service.yaml:3:35",
        "`null`",
    );
}

/// YAML 1.2: what looks like something is what it looks like, and what it is is said.
#[test]
fn case_21_typed_values() {
    let folder = with(&manifest("metadata: { name: b, owner: no }\nspec: {}\n"));
    check(&folder, &[])
        .ends(1)
        .finds("owned/owner", "b/service.yaml:3:29", "`no`");
    let owner = "must:
  - id: owner
    at: metadata.labels.x
    schema: { type: boolean }
    otherwise: say yes or no";
    for (written, found) in [
        ("no", "the text `no`"),
        ("1.10", "the number `1.10`"),
        ("010", "the integer `010`"),
        ("0o10", "the integer `0o10`"),
        ("22:22", "the text `22:22`"),
        ("2026-05-10", "the text `2026-05-10`"),
        ("\"true\"", "the text `true`"),
        (".inf", "`.inf`"),
    ] {
        let folder = with(&manifest(&format!(
            "metadata: {{ name: b, owner: team, labels: {{ x: {written} }} }}\nspec: {{}}\n"
        )));
        folder.write("policies/typed.yaml", &mandate("typed", owner));
        let report = check(&folder, &["b"]).ends(1);
        let findings = report.findings();
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(findings[0].1, "b/service.yaml:3:48", "{written}");
        assert!(
            findings[0].2.contains(found),
            "{written}: {}",
            findings[0].2
        );
    }
}

#[test]
fn case_22_tabs_and_line_ends() {
    let bad = service("b").replace("team", "guest");
    for (what, text) in [
        (
            "a tab behind a scalar",
            bad.replace("Service\n", "Service\t\n"),
        ),
        ("CRLF", bad.replace('\n', "\r\n")),
        ("no end", bad.trim_end().to_owned()),
    ] {
        eprintln!("{what}");
        check(&with(&text), &[]).ends(1).finds(
            "owned/owner",
            "b/service.yaml:3:29",
            "say who owns it",
        );
    }
    let indented = manifest("metadata:\n\tname: b\nspec: {}\n");
    check(&with(&indented), &[]).ends(2).says(
        "b/service.yaml:4:2",
        "yaml::syntax",
        &["indent with spaces"],
    );
}

#[test]
fn case_23_templates() {
    for (text, place) in [
        (
            manifest("metadata: { name: {{ values.name }}, owner: team }\nspec: {}\n"),
            "3:20",
        ),
        (
            manifest("metadata:\n  name: {{ values.name }}\nspec: {}\n"),
            "4:10",
        ),
        (
            manifest("metadata:\n  name: b\n{% if x %}\n  owner: team\n{% endif %}\nspec: {}\n"),
            "5:2",
        ),
    ] {
        let report = check(&with(&text), &[]).ends(2);
        let help = report.json["diagnostics"][0]["help"].as_str().unwrap();
        assert_eq!(
            help,
            "this looks like a template: render it first, or exclude it"
        );
        let code = report.json["diagnostics"][0]["code"]
            .as_str()
            .unwrap()
            .to_owned();
        report.says(&format!("b/service.yaml:{place}"), &code, &[]);
    }
}

#[test]
fn case_24_text_that_looks_like_other_text() {
    let metadata = |text: &str| manifest(&format!("metadata: {{ name: b, {text} }}\nspec: {{}}\n"));
    let report = check(&with(&metadata("own\u{200b}er: x, owner: team")), &[])
        .ends(2)
        .says(
            "b/service.yaml:3:22",
            "manifest::schema",
            &["`own\\u{200b}er`", "did you mean `owner`"],
        );
    assert!(!report.human.out.contains('\u{200b}'));
    // The wrong letter in a name is another name; what would turn the line round is shown as what it is.
    check(&with(&metadata("owner: te\u{430}m")), &[])
        .ends(1)
        .finds("owned/owner", "b/service.yaml:3:29", "say who owns it");
    let report = check(&with(&metadata("owner: \u{202e}maet")), &[])
        .ends(1)
        .shows(&["\\u{202e}maet"]);
    assert!(!report.human.out.contains('\u{202e}'));
    assert!(report.json.to_string().contains("maet"));
}

#[test]
fn case_25_empty_documents() {
    let bad = service("b").replace("team", "guest");
    check(&with(&format!("---\n---\n{bad}")), &[])
        .ends(1)
        .finds("owned/owner", "b/service.yaml:5:29", "say who owns it")
        .holds("/outcomes/0/document", 2);
    // A file that says by its name what it is and then says nothing is not passed over.
    for empty in [
        "",
        "\n",
        "# to be written\n",
        "---\n---\n",
        "\u{feff}",
        "--- ~\n",
    ] {
        let report = check(&with(empty), &[]).ends(2);
        let said = &report.json["diagnostics"][0];
        assert_eq!(
            said["location"]["file"], "b/service.yaml",
            "{empty:?}: {said:#}"
        );
    }
    check(&with("# later\n"), &[]).ends(2).says(
        "b/service.yaml",
        "manifest::empty",
        &["holds no document", "the kind `service` claims"],
    );
    // Templates often render to nothing: a candidate that nobody claims may be empty, unless it is named.
    let folder = with(&service("b"));
    folder.write("deploy/empty.yaml", "---\n");
    check(&folder, &[]).ends(0);
    check(&folder, &["deploy/empty.yaml"]).ends(2).says(
        "deploy/empty.yaml",
        "manifest::empty",
        &["holds no document"],
    );
}

#[test]
fn case_26_yaml_inside_of_a_text() {
    let text = |definition: &str| {
        manifest(&format!(
            "metadata:\n  name: b\n  owner: team\n  annotations:\n    api: |\n{definition}spec: {{}}\n"
        ))
    };
    let code = "yaml(it.metadata.annotations.api).openapi.starts_with(\"3\")";
    for (definition, ends, place) in [
        ("      openapi: 3.1.0\n", 0, ""),
        ("      openapi: 2.0.0\n", 1, "8:16"),
        ("      openapi: [3\n", 1, "7:10"),
        ("      openapi: 1\n      openapi: 3.1.0\n", 1, "7:10"),
        ("      title: none\n", 1, ""),
    ] {
        let folder = with(&text(definition));
        folder.write("policies/api.yaml", &super::scripted("api", code));
        let report = check(&folder, &["b"]).ends(ends);
        let expected = if ends == 0 { "pass" } else { "fail" };
        assert_eq!(report.verdict("api", "b"), expected, "{definition}");
        if !place.is_empty() {
            report.finds("api/c", &format!("b/service.yaml:{place}"), "do it");
        }
    }
}

/// A whole manifest one level too deep: the kind does not recognise it, and since its name is claimed that is said.
#[test]
fn case_27_the_wrong_shape() {
    let inner = "apiVersion: score.dev/v1b1\nmetadata: { name: basket }\ncontainers: { web: { image: x } }\n";
    let folder = with(&service("b"));
    folder.write("score.yaml", inner);
    check(&folder, &[]).ends(0).holds("/counts/services", 3);
    let wrapped = format!(
        "spec:\n{}",
        inner.replace('\n', "\n  ").replacen("api", "  api", 1)
    );
    folder.write("score.yaml", &wrapped);
    check(&folder, &[])
        .ends(2)
        .says(
            "score.yaml:1:1",
            "manifest::unrecognised",
            &["`score` claims files of this name"],
        )
        .shows(&["recognised by no kind: score.yaml"])
        .holds("/counts/unrecognised", 1);
    // Half of it: the containers under `spec`. The document is one, and the service has none.
    let half = inner
        .replace("containers: {", "spec: { containers: {")
        .replace(" }\n", " } }\n");
    folder.write("score.yaml", &half);
    folder.write(
        "policies/containers.yaml",
        &mandate("containers", "each: facts.containers\nmust:\n  - id: image\n    at: image\n    otherwise: name an image")
            .replace("[service]", "[score]"),
    );
    let report = check(&folder, &[]);
    assert_ne!(report.code, 0, "{:#?}", report.human);
}

/// Own documents in a file of a claimed name are listed: a service cannot be made to vanish by calling it a config.
#[test]
fn a_service_that_calls_itself_a_config_is_listed() {
    let folder = with("apiVersion: mustmay/v1\nkind: Config\npolicies: []\n");
    check(&folder, &[])
        .ends(0)
        .shows(&["recognised by no kind: b/service.yaml"])
        .holds("/counts/unrecognised", 1);
    check(&folder, &["b"]).ends(3);
}

/// A document that nearly is one of ours is not read as one, and the listing says what it may mean to be.
#[test]
fn what_is_nearly_ours_is_told_so() {
    for (head, meant, at) in [
        (
            "apiVersion: mustmay/v1\nkind: Servce",
            "kind: Service",
            "b/service.yaml:2:7",
        ),
        (
            "apiVersion: mustmay/v1\nkind: mandate",
            "kind: Mandate",
            "b/service.yaml:2:7",
        ),
        (
            "apiVersion: mustmay/v2\nkind: Service",
            "apiVersion: mustmay/v1",
            "b/service.yaml:1:13",
        ),
    ] {
        let folder = with(&format!("{head}\nmetadata: {{ name: b }}\n"));
        let asked = format!("did you mean `{meant}`?");
        check(&folder, &[])
            .ends(2)
            .says(at, "manifest::unrecognised", &[])
            .shows(&[
                &format!("help: {asked}"),
                &format!("recognised by no kind: b/service.yaml ({asked})"),
            ])
            .holds("/unrecognised/0/meant", meant);
    }
    for head in [
        "apiVersion: mustmay/v1\nkind: Deployment",
        "apiVersion: apps/v1\nkind: Service",
        "apiVersion: mustmay/v2\nkind: Deployment",
        "apiVersion: mustmay/v1\nkind: 1",
    ] {
        let folder = with(&format!("{head}\nmetadata: {{ name: b }}\n"));
        let run = mustmay(folder.path(), &["check", "b"], &[]);
        assert!(!run.out.contains("did you mean"), "{head}: {run:#?}");
    }
    // Who claims the name decides how it ends, and not what the document nearly says.
    let folder = with("");
    folder.write("b/service.yaml", &service("b")).write(
        "b/web.service.yaml",
        "apiVersion: mustmay/v1\nkind: Servce\n",
    );
    check(&folder, &[])
        .ends(0)
        .shows(&["b/web.service.yaml (did you mean `kind: Service`?)"]);
}

#[cfg(unix)]
#[test]
fn case_28_too_large() {
    let folder = with("");
    let huge = fs::File::create(folder.join("b/service.yaml")).unwrap();
    huge.set_len(200 << 20).unwrap();
    let sparse = |arguments: &[&str]| bounded(folder.path(), arguments);
    sparse(&["check"]).expect(2, &["`b/service.yaml` is larger than 32 MiB", "1 pass"]);
    sparse(&["check", "--format", "json"]).expect(2, &["file::too-large"]);

    is_bomb(
        &"a: 1\n---\n".repeat(1_000_000),
        "yaml::too-large",
        "more than 100000 documents in one file",
    );
    is_bomb(
        &format!("a: {}\n", "x".repeat(50_000_000)),
        "file::too-large",
        "is larger than 32 MiB",
    );
    is_bomb(
        &format!("a: {}\n", "x".repeat(30_000_000)),
        "manifest::unrecognised",
        "`service` claims files of this name",
    );
    is_bomb(&"[]\n".repeat(10), "yaml::syntax", "not valid YAML");
    is_bomb(
        &format!("[{}]", "1,".repeat(10_000_000)),
        "yaml::too-large",
        "more than 6000000 nodes",
    );
}

/// The verdict belongs to the bytes whose hash is in the report, whatever stands there a moment later.
#[test]
fn case_64_a_manifest_replaced_during_the_run() {
    let folder = shop();
    let good = service("checkout");
    let bad = good.replace("team", "guest");
    let hash = |text: &str| mustmay::source::sha256(text.as_bytes());
    let stop = std::sync::atomic::AtomicBool::new(false);
    let place = folder.join("checkout/service.yaml");
    let mut seen = std::collections::BTreeMap::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                for text in [&good, &bad] {
                    let new = folder.join("new");
                    fs::write(&new, text).unwrap();
                    fs::rename(&new, &place).unwrap();
                }
            }
        });
        for _ in 0..60 {
            let run = mustmay(folder.path(), &["check", "--format", "json"], &[]);
            let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
            let files = json["files"].as_array().unwrap();
            let file = files
                .iter()
                .find(|file| file["path"] == "checkout/service.yaml");
            let judged = file.unwrap()["sha256"].as_str().unwrap().to_owned();
            let expected = i32::from(judged != hash(&good));
            assert!(expected == 0 || judged == hash(&bad), "{judged}");
            assert_eq!(run.code, expected, "{}", run.out);
            *seen.entry(expected).or_insert(0) += 1;
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    eprintln!("{seen:?}");
}
