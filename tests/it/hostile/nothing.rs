//! Cases 1 to 12: nothing matched, nothing could be read, nowhere to write.

use super::{OWNED, check, config, in_every_format, mandate, scripted, service, shop};
use crate::support::{Folder, command, mustmay};
use mustmay::report::check::Format;
use std::fs;
use std::io::Read as _;
use std::process::Stdio;

#[test]
fn case_01_empty_policy_folder() {
    let folder = shop();
    fs::remove_file(folder.join("policies/owned.yaml")).unwrap();
    check(&folder, &[])
        .ends(3)
        .shows(&["no policies loaded", "1 service in", "0 mandates"])
        .holds("/counts/mandates", 0);
    // Not even where nothing may be checked.
    check(&folder, &["--allow-empty"]).ends(3);
    let allowed = ["--policies", "policies", "--allow-empty", "--no-fail"];
    check(&folder, &allowed).ends(3);
    // Files that are no policies make no policy.
    folder.write("policies/README.md", "# Ours\n");
    check(&folder, &[]).ends(3);
}

#[test]
fn case_02_misspelt_policy_folder() {
    let folder = shop();
    check(&folder, &["--policies", "polcies"])
        .ends(2)
        .says("", "policy::source", &["`polcies` cannot be read"])
        .holds("/outcomes", serde_json::json!([]));
    let found = in_every_format(
        folder.path(),
        &["check"],
        &[("MUSTMAY_POLICIES", "polcies")],
    );
    found.ends(2);
    folder.write("mustmay.yaml", &config("policies: [policies, polices]"));
    check(&folder, &[])
        .ends(2)
        .says("mustmay.yaml:3:22", "policy::source", &["`polices`"]);
    check(&folder, &["--policies", "builtin:startr"])
        .ends(2)
        .says("", "policy::source", &["did you mean `builtin:starter`?"]);
}

#[test]
fn case_63_archives_are_no_policy_source() {
    let folder = shop();
    folder.write("policies.tar", "no folder");
    check(&folder, &["--policies", "policies.tar"])
        .ends(2)
        .says("", "policy::source", &["archives are not read"]);
}

#[test]
fn case_03_no_file_matches() {
    let folder = shop();
    fs::remove_dir_all(folder.join("checkout")).unwrap();
    check(&folder, &[])
        .ends(3)
        .shows(&["no manifest was found"])
        .holds("/counts/services", 0)
        .holds("/reason", "nothing was checked: no manifest was found");
    check(&folder, &["--allow-empty"])
        .ends(0)
        .shows(&["--allow-empty was used"])
        .holds("/run/loosened", serde_json::json!(["--allow-empty"]));
    // A folder that is named and holds none, and one that is not there.
    fs::create_dir(folder.join("empty")).unwrap();
    check(&folder, &["empty"]).ends(3);
    check(&folder, &["emtpy", "--allow-empty"])
        .ends(2)
        .says("", "file::unreadable", &["`emtpy`"]);
}

#[test]
fn case_04_never_applied() {
    let folder = shop();
    folder.write(
        "policies/other.yaml",
        &mandate("other", OWNED).replace("[service]", "[compose]"),
    );
    check(&folder, &[])
        .ends(0)
        .shows(&["applied to no service: other"])
        .holds("/neverApplied", serde_json::json!(["other"]));
    fs::remove_file(folder.join("policies/owned.yaml")).unwrap();
    check(&folder, &[])
        .ends(3)
        .shows(&["no mandate applied"])
        .holds("/counts/notApplicable", 1);
    check(&folder, &["--no-fail"]).ends(3);
    check(&folder, &["--allow-empty"]).ends(0);
}

#[test]
fn case_05_unknown_field() {
    let folder = shop();
    let cases = [
        (
            "",
            "severty: high\n",
            "policies/owned.yaml:11:1",
            "`severty`",
        ),
        (
            "",
            "unles: never\n",
            "policies/owned.yaml:11:1",
            "did you mean `unless`?",
        ),
        (
            "title: t",
            "titel: t",
            "policies/owned.yaml:3:24",
            "did you mean `title`?",
        ),
        (
            "{ kinds",
            "{ wen: true, kinds",
            "policies/owned.yaml:4:14",
            "did you mean `when`?",
        ),
        (
            "    at: ",
            "    att: ",
            "policies/owned.yaml:7:5",
            "did you mean `at`?",
        ),
    ];
    for (from, to, place, part) in cases {
        let text = mandate("owned", OWNED);
        let text = if from.is_empty() {
            text + to
        } else {
            text.replacen(from, to, 1)
        };
        folder.write("policies/owned.yaml", &text);
        check(&folder, &[])
            .ends(2)
            .says(place, "policy::unknown-field", &[part]);
    }
}

#[test]
fn case_06_id_twice() {
    let folder = shop();
    folder.write("policies/sub/again.yaml", &mandate("owned", OWNED));
    check(&folder, &[])
        .ends(2)
        .says(
            "policies/sub/again.yaml:3:17",
            "policy::duplicate-id",
            &["a second mandate has the id `owned`"],
        )
        .shows(&["policies/owned.yaml:3:17"])
        .holds("/diagnostics/0/related/0/file", "policies/owned.yaml");
    fs::remove_dir_all(folder.join("policies/sub")).unwrap();
    // Embedded kinds are kinds too.
    folder.write(
        "policies/kind.yaml",
        "apiVersion: mustmay/v1\nkind: ManifestKind\nmetadata: { id: compose, title: Mine }\nfiles: [mine.yaml]\nwhen: 'true'\nservices: { name: doc.name }\n",
    );
    check(&folder, &[]).ends(2).says(
        "policies/kind.yaml:3:17",
        "policy::duplicate-id",
        &["manifest kind", "`compose`"],
    );
}

#[test]
fn case_07_not_utf8() {
    let folder = shop();
    let latin = super::manifest("metadata: { name: b, owner: caf\u{e9} }\nspec: {}\n");
    let bytes: Vec<u8> = latin
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    folder.write("b/service.yaml", "");
    fs::write(folder.join("b/service.yaml"), bytes).unwrap();
    check(&folder, &[]).ends(2).says(
        "b/service.yaml:3:32",
        "file::not-utf8",
        &["is not UTF-8 text"],
    );
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(service("b").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    fs::write(folder.join("b/service.yaml"), utf16).unwrap();
    let report = check(&folder, &[]).ends(2).says(
        "b/service.yaml:1:1",
        "file::not-utf8",
        &["UTF-16: save it as UTF-8"],
    );
    // The neighbour is judged all the same.
    assert_eq!(report.verdict("owned", "checkout"), "pass");
}

#[test]
fn case_08_second_document_broken() {
    let folder = shop();
    let bad = service("till").replace("team", "nobody");
    folder.write("till/service.yaml", &format!("{bad}---\nb: [1"));
    let report = check(&folder, &[])
        .ends(2)
        .says("till/service.yaml:6:4", "yaml::syntax", &["not valid YAML"])
        .finds("owned/owner", "till/service.yaml:3:32", "say who owns it");
    assert_eq!(report.verdict("owned", "till"), "fail");
    check(&folder, &["--no-fail", "--fail-level", "deny"]).ends(2);
}

#[test]
fn case_09_one_faulty_script() {
    let folder = shop();
    folder.write("policies/a.yaml", &scripted("faulty", "1 / 0 == 1"));
    let report =
        check(&folder, &[])
            .ends(2)
            .says("policies/a.yaml:8:9", "script::value", &["zero"]);
    assert_eq!(report.verdict("faulty", "checkout"), "error");
    assert_eq!(report.verdict("owned", "checkout"), "pass");
}

/// Also held by every other case: [`in_every_format`] compares the codes.
#[test]
fn case_10_every_format_has_the_same_code() {
    assert!(Format::ALL.len() >= 2);
    let folder = shop();
    check(&folder, &[]).ends(0);
    folder.write(
        "checkout/service.yaml",
        &service("checkout").replace("team", "nobody"),
    );
    check(&folder, &[]).ends(1);
    check(&folder, &["--no-fail"])
        .ends(0)
        .shows(&["--no-fail was used"])
        .holds("/run/loosened", serde_json::json!(["--no-fail"]));
    folder.write("till/service.yaml", "a: [");
    check(&folder, &[]).ends(2);
    check(&folder, &["--no-fail"]).ends(2);
    // Several reports of one run: each says the code of the run.
    let both = ["check", "--format", "human", "--format", "json=report.json"];
    mustmay(folder.path(), &both, &[]).expect(2, &["1 error"]);
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("report.json")).unwrap()).unwrap();
    assert_eq!(json["exitCode"], 2);
}

/// The reader goes away at once, or after one byte of a report larger than any pipe holds.
#[cfg(unix)]
#[test]
fn case_11_closed_pipe() {
    let folder = shop();
    let code =
        "for i in 0..900 { fail(`a long enough message, of which there are many: ${i}`); }\ntrue";
    folder.write("policies/many.yaml", &scripted("many", code));
    for name in 0..4 {
        let name = format!("s{name}");
        folder.write(&format!("{name}/service.yaml"), &service(&name));
    }
    for (word, _) in Format::ALL {
        for bytes in [0, 1] {
            let mut child = command(folder.path())
                .args(["check", "--format", word])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut out = child.stdout.take().unwrap();
            out.read_exact(&mut vec![0; bytes]).unwrap();
            drop(out);
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{word}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{word}");
        }
    }
}

/// The report that cannot be written leaves no part of itself, and the one before it stays whole.
#[cfg(target_os = "linux")]
#[test]
fn case_12_nowhere_to_write() {
    let folder = shop();
    for (word, _) in Format::ALL {
        let target = format!("{word}=nowhere/report");
        mustmay(folder.path(), &["check", "--format", &target], &[]).expect(2, &["nowhere/report"]);
        assert!(!folder.join("nowhere").exists());
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = command(folder.path())
            .args(["check", "--format", word])
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{word}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"));
    }
    folder.write("taken/keep", "");
    mustmay(folder.path(), &["check", "--format", "json=taken"], &[]).expect(2, &["taken"]);
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left.len(), 4, "{left:?}");
}

#[test]
fn an_empty_folder_is_nothing_checked() {
    let folder = Folder::new();
    check(&folder, &[])
        .ends(3)
        .shows(&["no manifest was found", "builtin:starter"]);
    check(&folder, &["--allow-empty"]).ends(0);
}

#[test]
fn in_ci_nothing_is_assumed() {
    let folder = Folder::new();
    folder.write("checkout/service.yaml", &service("checkout"));
    for ci in ["true", "1", "yes"] {
        in_every_format(folder.path(), &["check"], &[("CI", ci)])
            .ends(2)
            .says("", "policy::source", &["no policy source and no config"]);
    }
    // A config that names no policies is no policy source either.
    folder.write("mustmay.yaml", &config("manifests: { exclude: [vendor/] }"));
    in_every_format(folder.path(), &["check"], &[("CI", "true")]).ends(2);
    let found = in_every_format(folder.path(), &["check"], &[("CI", "false")]);
    assert!(found.code < 2);
}

/// A config that is passed over would leave the judging to the starter pack, which only warns.
#[test]
fn a_config_by_another_name_is_not_passed_over() {
    let text = fs::read_to_string(shop().join("mustmay.yaml")).unwrap();
    for name in ["mustmay.yml", ".mustmay.yaml", ".mustmay.yml"] {
        let folder = shop();
        fs::remove_file(folder.join("mustmay.yaml")).unwrap();
        folder.write(name, &text);
        check(&folder, &[])
            .ends(2)
            .says(name, "config::name", &["is called `mustmay.yaml`"]);
        check(&folder, &["--config", name]).ends(0);
        // Beside one that is read it is nobody's business.
        folder.write("mustmay.yaml", &text);
        check(&folder, &[]).ends(0);
    }
}

/// Whoever includes files believes that they are checked.
#[test]
fn a_pattern_that_includes_nothing_is_told() {
    let folder = shop();
    let include = |pattern: &str| {
        let manifests = format!("policies: [policies]\nmanifests: {{ include: ['{pattern}'] }}");
        folder.write("mustmay.yaml", &config(&manifests));
    };
    folder.write("charts/till.svc", &service("till"));
    include("charts/*.svc");
    let whole = check(&folder, &[]).ends(0).holds("/counts/services", 2);
    assert!(whole.human.out.find("includes no file").is_none());
    include("chart/*.svc");
    check(&folder, &[]).ends(0).says(
        "mustmay.yaml:4:24",
        "config::unmatched",
        &["`chart/*.svc` includes no file"],
    );
    // Where only some paths are looked at, that says nothing.
    let some = check(&folder, &["checkout"]).ends(0);
    assert!(some.human.out.find("includes no file").is_none());
}

#[test]
fn a_broken_config_is_not_understood() {
    let folder = shop();
    let cases = [
        (
            config("polices: [policies]"),
            "mustmay.yaml:3:1",
            "policy::unknown-field",
            "did you mean `policies`?",
        ),
        (
            config("policies: ["),
            "mustmay.yaml:3:11",
            "yaml::syntax",
            "not valid YAML",
        ),
        (
            config("policies: { a: b }"),
            "mustmay.yaml:3:11",
            "policy::type",
            "list",
        ),
        (
            config("policies: [policies]\nmanifests: { exclude: ['a[b'] }"),
            "mustmay.yaml:4:24",
            "config::glob",
            "not a glob",
        ),
        (
            String::new(),
            "mustmay.yaml",
            "config::documents",
            "exactly one document",
        ),
        (
            [config("policies: [policies]"), config("")].join("---\n"),
            "mustmay.yaml",
            "config::documents",
            "exactly one document",
        ),
        (
            config("policies: [policies]").replace("Config", "Confg"),
            "mustmay.yaml:2:7",
            "policy::kind",
            "`Config`",
        ),
        (
            config("policies: [policies]\npolicies: []"),
            "mustmay.yaml:4:1",
            "yaml::duplicate-key",
            "`policies`",
        ),
    ];
    for (text, place, code, part) in cases {
        folder.write("mustmay.yaml", &text);
        check(&folder, &[]).ends(2).says(place, code, &[part]);
    }
    // Nor is one that is no file, or that --config misses.
    fs::remove_file(folder.join("mustmay.yaml")).unwrap();
    fs::create_dir(folder.join("mustmay.yaml")).unwrap();
    check(&folder, &[])
        .ends(2)
        .says("mustmay.yaml", "file::folder", &["is a folder"]);
    check(&folder, &["--config", "none.yaml"]).ends(2).says(
        "none.yaml",
        "file::unreadable",
        &["none.yaml"],
    );
}

/// From a subfolder the whole repository is checked, with its config and its paths.
#[test]
fn a_subfolder_is_no_smaller_repository() {
    let folder = Folder::repository();
    super::furnish(&folder);
    folder.write(
        "till/deep/service.yaml",
        &service("till").replace("team", "nobody"),
    );
    let whole = mustmay(folder.path(), &["check", "--format", "json"], &[]);
    assert_eq!(whole.code, 1);
    let inside = mustmay(
        &folder.join("checkout"),
        &["check", "--format", "json"],
        &[],
    );
    assert_eq!(inside.out, whole.out);
    in_every_format(&folder.join("till"), &["check", "."], &[])
        .ends(1)
        .finds(
            "owned/owner",
            "till/deep/service.yaml:3:32",
            "say who owns it",
        );
    // Outside of a repository the working directory is the root, and nothing above it is looked for.
    let plain = shop();
    in_every_format(&plain.join("checkout"), &["check"], &[])
        .shows(&["builtin:starter"])
        .holds("/files/0/path", "service.yaml");
}

/// Case 57.
#[cfg(unix)]
#[test]
fn case_57_a_repository_of_somebody_else() {
    if !crate::support::is_root() {
        eprintln!("skipped: only root can give a repository away");
        return;
    }
    let folder = Folder::repository();
    super::furnish(&folder);
    folder.commit();
    for path in [folder.path(), &folder.join(".git")] {
        std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
    }
    check(&folder, &[])
        .ends(2)
        .says(
            "",
            "git::owner",
            &["another user owns it", "safe.directory"],
        )
        .holds("/counts/files", 0);
}

#[test]
fn an_unmet_expectation_is_nothing_checked() {
    let folder = shop();
    let pack = |expects: &str| {
        format!(
            "apiVersion: mustmay/v1\nkind: Pack\nmetadata: {{ id: bank, version: 1.0.0 }}\nexpects: {expects}\n"
        )
    };
    folder.write(
        "policies/pack.yaml",
        &pack("[{ kind: service, atLeast: 2 }]"),
    );
    for loose in [&[][..], &["--allow-empty"], &["--no-fail"]] {
        check(&folder, loose)
            .ends(3)
            .shows(&["expects 2 services of the kind `service`, the run has 1"]);
    }
    folder.write("till/service.yaml", &service("till"));
    check(&folder, &[]).ends(0);
    folder.write(
        "policies/pack.yaml",
        &pack("[{ kind: servic, atLeast: 2 }]"),
    );
    check(&folder, &[]).ends(2).says(
        "policies/pack.yaml:4:11",
        "policy::unknown-kind",
        &["did you mean `service`?"],
    );
}

/// A selector without an answer is `not-applicable`, and never without a word.
#[test]
fn an_unanswered_selector_is_said() {
    let folder = shop();
    folder.write(
        "policies/picky.yaml",
        &mandate("picky", OWNED).replace("[service] }", "[service], when: 'it.spec.tier == 1' }"),
    );
    check(&folder, &[])
        .ends(0)
        .shows(&["1 unanswered", "counts as warn"])
        .holds("/counts/unanswered", 1);
    check(&folder, &["-v"])
        .ends(0)
        .shows(&["picky", "says nothing at `spec.tier`"]);
    check(&folder, &["--fail-level", "warn"]).ends(1);
    let pack = |level: &str| {
        format!(
            "apiVersion: mustmay/v1\nkind: Pack\nmetadata: {{ id: bank, version: 1.0.0 }}\nlevels: {{ unanswered: {level} }}\n"
        )
    };
    folder.write("policies/pack.yaml", &pack("deny"));
    check(&folder, &[])
        .ends(1)
        .shows(&["what was not answered counts at `deny`"]);
    folder.write("policies/pack.yaml", &pack("allow"));
    check(&folder, &["--fail-level", "warn"]).ends(0);
    // Alone it has judged nothing.
    fs::remove_file(folder.join("policies/owned.yaml")).unwrap();
    check(&folder, &[]).ends(3);
}

/// A kind of its own for files `thing.yaml`, with some fields.
fn thing(fields: &str) -> String {
    format!(
        "apiVersion: mustmay/v1\nkind: ManifestKind\nmetadata: {{ id: thing, title: Thing }}\nclaims: [thing.yaml]\nwhen: is_text(doc.thing)\n{fields}\n"
    )
}

/// A mandate about things of the first tier.
fn of_things() -> String {
    mandate(
        "things",
        "must:\n  - { id: named, at: thing, otherwise: name it }\n",
    )
    .replace(
        "kinds: [service]",
        "kinds: [thing], when: service.tier == \"1\"",
    )
}

/// A recognised document that cannot be divided into services is one that nobody judges.
#[test]
fn services_that_cannot_be_found_are_an_error() {
    let folder = shop();
    folder.write(
        "policies/thing.yaml",
        &thing("services: { each: doc.parts.filter(|part| part.on), name: it.name }"),
    );
    folder.write("policies/things.yaml", &of_things());
    folder.write("thing.yaml", "thing: a\nparts: [{ name: b }]\n");
    check(&folder, &[]).ends(2).says(
        "thing.yaml:2:9",
        "manifest::services",
        &[
            "the services of the kind `thing` cannot be found",
            "says nothing at `parts[0].on`",
        ],
    );
    folder.write("thing.yaml", "thing: a\nparts: [{ name: b, on: true }]\n");
    check(&folder, &[]).ends(0);
}

/// What a faulty fact would have said selects nothing: it is an error of the mandate that asked.
#[test]
fn a_faulty_fact_is_never_an_absent_one() {
    let folder = shop();
    let faulty =
        "services: { name: doc.thing }\nfacts: { tier: 'let a = 1; while true { a += 1; } a' }";
    folder.write("policies/thing.yaml", &thing(faulty));
    folder.write("policies/things.yaml", &of_things());
    folder.write("thing.yaml", "thing: a\n");
    let report = check(&folder, &[]).ends(2);
    assert_eq!(report.verdict("things", "a"), "error");
    folder.write(
        "policies/thing.yaml",
        &thing(&faulty.replace("tier:", "owner:")),
    );
    check(&folder, &[]).ends(2).shows(&["while reading"]);
    folder.write(
        "policies/thing.yaml",
        &thing("services: { name: doc.thing }\nfacts: { tier: '\"2\"' }"),
    );
    let report = check(&folder, &[]).ends(0);
    assert_eq!(report.verdict("things", "a"), "not-applicable");
}

/// Where a script ended in `false`, the path it read last is where it points, not what it says: another condition that
/// got no answer there has its own finding, or an exception for the first would cover both.
#[test]
fn a_finding_that_only_points_at_a_path_hides_no_other() {
    let folder = shop();
    let conditions = "must:\n  - { id: there, script: 'it.spec.system != ()', otherwise: say it }\n  - { id: strict, script: 'it.spec.system == \"shop\"', otherwise: be strict }";
    folder.write("policies/mode.yaml", &mandate("mode", conditions));
    let report = check(&folder, &[]).ends(1);
    let found = report.findings();
    let mut ids: Vec<&str> = found.iter().map(|(id, _, _)| id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["mode/strict", "mode/there"]);
}
