//! What judging says, where, and what a run comes to.

use crate::hostile::{OWNED, check, config, mandate, manifest, service};
use crate::support::{Folder, mustmay};
use serde_json::{Value, json};

/// A folder with mandates by id and fields, and one service with a spec.
fn folder(mandates: &[(&str, &str)], spec: &str) -> Folder {
    let folder = Folder::new();
    folder.write("mustmay.yaml", &config("policies: [policies]"));
    for (id, fields) in mandates {
        folder.write(&format!("policies/{id}.yaml"), &mandate(id, fields));
    }
    folder.write("till/service.yaml", &with("till", spec));
    folder
}

fn with(name: &str, spec: &str) -> String {
    manifest(&format!(
        "metadata: {{ name: {name}, owner: team }}\nspec: {spec}\n"
    ))
}

fn report(folder: &Folder, arguments: &[&str]) -> Value {
    let all = [&["check", "--format", "json"], arguments].concat();
    let run = mustmay(folder.path(), &all, &[]);
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// Asks about services of the first tier only; on those it finds nothing.
const ASKS: &str = "when: it.spec.tier == 1
must:
  - { id: c, at: metadata.name, schema: { type: string }, otherwise: say its name }";

fn asking(id: &str) -> String {
    mandate(id, ASKS).replace(
        "appliesTo: { kinds: [service] }\nwhen: it.spec.tier == 1\n",
        "appliesTo: { kinds: [service], when: it.spec.tier == 1 }\n",
    )
}

#[test]
fn every_outcome_is_counted_once() {
    let folder = Folder::new();
    folder
        .write("mustmay.yaml", &config("policies: [policies]"))
        .write("policies/owned.yaml", &mandate("owned", OWNED))
        .write("policies/asks.yaml", &asking("asks"))
        .write(
            "policies/never.yaml",
            &asking("never").replace("it.spec.tier == 1", "it.metadata.name == \"none\""),
        )
        .write("a/service.yaml", &with("a", "{ tier: 1 }"))
        .write("b/service.yaml", &with("b", "{ tier: 2 }"))
        .write("c/service.yaml", &service("c"))
        .write(
            "d/service.yaml",
            &service("d").replace("owner: team", "owner: other"),
        )
        .write(
            "e/service.yaml",
            &service("e").replace("owner: team", "owner: none"),
        )
        .write(
            "f/compose.yaml",
            "services: { db: { image: postgres }, cache: { image: redis } }\n",
        );
    let counted = report(&folder, &[]);
    let counts = &counted["counts"];
    for (what, count) in [
        ("files", 10),
        ("services", 5 + 2),
        ("mandates", 3),
        ("pass", 3 + 1),
        ("fail", 2),
        ("excepted", 0),
        // Of the two services of Compose no mandate speaks.
        ("notApplicable", 4 + 5 + 2 * 3),
        ("error", 0),
        ("unanswered", 3),
        ("unrecognised", 0),
    ] {
        assert_eq!(counts[what], count, "{what} in {counts}");
    }
    assert_eq!(counted["neverApplied"], json!(["never"]));
    assert_eq!(counted["exitCode"], 1);
    let said: Vec<&Value> = counted["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["mandate"] == "asks" && one["service"] == "c")
        .map(|one| &one["unanswered"])
        .collect();
    assert_eq!(said, [&json!(["says nothing at `spec.tier`"])]);
}

/// A selector without an answer counts as much as the policy set says, by default a warning, and none counts nothing.
#[test]
fn what_no_selector_asked_counts_for_nothing() {
    let folder = folder(&[("owned", OWNED)], "{ tier: 1 }");
    folder.write("policies/asks.yaml", &asking("asks"));
    check(&folder, &["--fail-level", "warn"]).ends(0);
    folder.write("till/service.yaml", &service("till"));
    check(&folder, &["--fail-level", "warn"]).ends(1);
    check(&folder, &[]).ends(0);
}

#[test]
fn only_a_commit_is_told_that_nothing_of_it_was_to_be_judged() {
    let folder = folder(&[("owned", OWNED)], "{}");
    std::fs::remove_dir_all(folder.join("till")).unwrap();
    let empty = report(&folder, &["--allow-empty"]);
    assert_eq!(
        (&empty["exitCode"], &empty["reason"]),
        (&0.into(), &Value::Null)
    );
    assert_eq!(report(&folder, &[])["exitCode"], 3);
}

#[test]
fn what_is_no_list_is_a_finding_that_says_what_it_is() {
    const MUST: &str = "must:
  - { id: c, at: name, schema: { type: string }, otherwise: give it a name }";
    for (each, spec, said) in [
        (
            "it.spec.language",
            "{ language: many }",
            "`many` is text, not a list or a map",
        ),
        (
            "walk(it.spec.language)",
            "{ language: many }",
            "text at `spec.language`, where a list or a map is needed",
        ),
        (
            "it.spec.language.filter(|l| l == \"rust\")",
            "{ language: many }",
            "text at `spec.language`, where a list or a map is needed",
        ),
        (
            "split(it.spec.tier, \",\")",
            "{ tier: 1 }",
            "an integer at `spec.tier`, where text is needed",
        ),
        (
            "date(it.spec.language)",
            "{ language: \"2026-05-10\" }",
            "`spec.language` is a day, not a list or a map",
        ),
        (
            "semver(\"1.2.3\")",
            "{}",
            "the value is a version, not a list or a map",
        ),
    ] {
        let folder = folder(&[("listed", &format!("each: '{each}'\n{MUST}"))], spec);
        let report = check(&folder, &[]).ends(1);
        let findings = report.findings();
        assert!(findings[0].2.contains(said), "{findings:#?}");
    }
    let folder = folder(
        &[("listed", &format!("each: 'walk(it.spec.language)'\n{MUST}"))],
        "{}",
    );
    check(&folder, &["--allow-empty"]).ends(0);
}

/// What is missing is shown at the key of what lacks it.
#[test]
fn what_is_missing_is_shown_at_a_key() {
    let must = "must: [{ id: c, at: spec.auth.protocol, schema: { type: string }, otherwise: no }]";
    for (spec, part) in [
        ("{ auth: { provider: okta } }", "auth"),
        ("{ tier: 1 }", "spec"),
    ] {
        let report = report(&folder(&[("auth", must)], spec), &[]);
        let place = &report["outcomes"][0]["findings"][0]["location"];
        let text = with("till", spec);
        assert_eq!(
            (&place["offset"], &place["length"]),
            (&text.find(part).unwrap().into(), &part.len().into()),
            "{spec}: {report:#}"
        );
    }
}

/// What scripts of conditions say comes to one finding a place; only they may point at places.
#[test]
fn what_scripts_say_is_said_once_and_where_it_stands() {
    let must = |script: &str| {
        format!("data: {{ tier: 1 }}\nmust: [{{ id: c, script: '{script}', otherwise: no }}]")
    };
    let found = |fields: &str, spec: &str| {
        let folder = folder(&[("asked", fields)], spec);
        let more = report(&folder, &[])["outcomes"][0]["more"].as_u64();
        (check(&folder, &[]).ends(1).findings(), more)
    };
    // A `false` behind a call adds nothing.
    let (findings, more) = found(&must("fail(it.metadata.name, \"so called\"); false"), "{}");
    assert_eq!((findings.len(), more), (1, None), "{findings:#?}");
    assert!(findings[0].2.contains("so called"));
    // What is read of the policy is no place in a manifest.
    let (findings, _) = found(&must("it.spec.tier == data.tier"), "{ tier: 2 }");
    assert!(findings[0].2.contains("found `2`"), "{findings:#?}");
    // The hundred first findings are kept, and the others counted, also those of which a script keeps no words.
    for (calls, more_than_kept) in [(150, 50), (1_150, 1_050)] {
        let script = format!("for n in 0..{calls} {{ fail(`number ${{n}}`) }}; true");
        let (findings, more) = found(&must(&script), "{}");
        assert_eq!((findings.len(), more), (100, Some(more_than_kept)));
    }
    // One absent value is one finding, however many conditions ask for it.
    let twice = "must:
  - { id: a, script: it.spec.tier == 1, otherwise: no }
  - { id: b, script: it.spec.tier == 2, otherwise: no }
  - { id: c, script: it.spec.system == \"x\", otherwise: no }
  - { id: d, at: spec.system, schema: { type: string }, otherwise: no }";
    let (findings, _) = found(twice, "{}");
    let ids: Vec<&str> = findings.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["asked/a", "asked/d"], "{findings:#?}");
    for part in ["each", "value"] {
        let fields = match part {
            "each" => {
                "each: '{ fail(it, \"x\"); [1] }'\nmust: [{ id: c, at: name, schema: true, otherwise: no }]"
            }
            _ => {
                "must: [{ id: c, value: '{ fail(it, \"x\"); 1 }', schema: { type: integer }, otherwise: no }]"
            }
        };
        check(&folder(&[("asked", fields)], "{}"), &[])
            .ends(2)
            .shows(&["`fail` points at findings"]);
    }
}

/// A finding keeps its fingerprint while its element keeps its name, its id or its value, wherever it stands in its list.
#[test]
fn fingerprints_follow_elements_by_their_names() {
    let prints = |fields: &str, spec: &str| -> Vec<String> {
        let report = report(&folder(&[("printed", fields)], spec), &[]);
        let findings = report["outcomes"][0]["findings"].as_array().unwrap();
        findings
            .iter()
            .map(|finding| finding["fingerprint"].as_str().unwrap().to_owned())
            .collect()
    };
    let reversed = |mut list: Vec<String>| {
        list.reverse();
        list
    };
    let must = |at: &str| {
        format!("must: [{{ id: c, at: '{at}', schema: {{ const: none }}, otherwise: no }}]")
    };
    for (at, one, other) in [
        (
            "spec.datastores[*].engine",
            "datastores: [{ name: a, engine: x }, { name: b, engine: x }]",
            "datastores: [{ name: b, engine: x }, { name: a, engine: x }]",
        ),
        (
            "spec.dependencies[*]",
            "dependencies: [kafka, sqs]",
            "dependencies: [sqs, kafka]",
        ),
    ] {
        let (one, other) = (format!("{{ {one} }}"), format!("{{ {other} }}"));
        let prints = |spec: &str| prints(&must(at), spec);
        assert_eq!(prints(&one), reversed(prints(&other)), "{at}");
        assert_ne!(prints(&one)[0], prints(&one)[1], "{at}");
    }
    // Without a name the place in the list is all there is.
    let at = must("spec.datastores[*].engine");
    let unnamed = "{ datastores: [{ engine: x }, { engine: x }] }";
    let renamed = "{ datastores: [{ name: a, engine: x }, { engine: x }] }";
    let (before, after) = (prints(&at, unnamed), prints(&at, renamed));
    assert_ne!(before[0], before[1]);
    assert_ne!(before[0], after[0]);
    assert_eq!(before[1], after[1]);
}

/// What a schema says of a field that is unknown or missing is shown at a key, and all else at the value.
#[test]
fn a_schema_points_at_the_key_or_at_the_value() {
    for (schema, part, said) in [
        (
            "{ type: object, additionalProperties: false }",
            "protocol",
            "the field `protocol` is not known here",
        ),
        (
            "{ type: object, properties: { provider: true }, additionalProperties: false }",
            "protocol",
            "the field `protocol` is not known here, only `provider`",
        ),
        (
            "{ type: object, properties: { protocol: { const: oauth2 } } }",
            "oidc",
            "must be `oauth2`, found `oidc`",
        ),
        (
            "{ type: object, properties: { protocol: false } }",
            "oidc",
            "must be absent, found `oidc`",
        ),
        (
            "{ type: object, required: [provider] }",
            "auth",
            "`provider`",
        ),
    ] {
        let must =
            format!("must:\n  - {{ id: c, at: spec.auth, schema: {schema}, otherwise: no }}");
        let spec = "{ auth: { protocol: oidc } }";
        let report = report(&folder(&[("auth", &must)], spec), &[]);
        let finding = &report["outcomes"][0]["findings"][0];
        let place = &finding["location"];
        let text = with("till", spec);
        assert_eq!(
            (&place["offset"], &place["length"]),
            (&text.find(part).unwrap().into(), &part.len().into()),
            "{schema}: {report:#}"
        );
        assert!(
            finding["detail"].as_str().unwrap().contains(said),
            "{finding:#}"
        );
    }
}

/// Where no choice is taken, the finding says what was looked at: a path, or what recognises choices.
#[test]
fn who_takes_no_choice_is_told_where_it_was_looked_for() {
    let named = "may: { at: spec.auth.provider, choices: [{ id: okta }, { id: auth0 }] }";
    let seen = "may: { choices: [{ id: okta, when: it.spec.tier == 1 }] }";
    let each =
        "each: it.spec.dependencies\nmay: { choices: [{ id: kafka, when: it == \"kafka\" }] }";
    for (may, spec, said) in [
        (named, "{}", "says nothing at `spec.auth.provider`"),
        (
            named,
            "{ auth: { provider: [x, y] } }",
            "`x`, `y` are none of the choices",
        ),
        (seen, "{ tier: 2 }", "none of the choices is recognised"),
        (
            each,
            "{ dependencies: [kafka, sqs] }",
            "`sqs` is none of the choices",
        ),
        (
            each,
            "{ dependencies: [{ name: sqs }] }",
            "none of the choices is recognised",
        ),
    ] {
        let report = check(&folder(&[("sign-in", may)], spec), &[]).ends(1);
        let findings = report.findings();
        assert!(findings[0].2.contains(said), "{findings:#?}");
    }
    // A choice that is named twice is one choice.
    let once = folder(
        &[("sign-in", named)],
        "{ auth: { provider: [okta, okta] } }",
    );
    let report = report(&once, &[]);
    let outcome = &report["outcomes"][0];
    assert_eq!(outcome["verdict"], "pass", "{report:#}");
    assert_eq!(outcome["choices"].as_array().map(Vec::len), Some(1));
}

/// Advice for who takes none: the preferred choices first, a near spelling, and what a choice asks for.
#[test]
fn who_takes_no_choice_is_told_which_there_are() {
    let may = "may:
  at: spec.auth.provider
  choices:
    - { id: auth0, standing: allowed, names: [auth-zero] }
    - { id: own, standing: allowed, requires: [{ id: review, at: spec.system, schema: true, otherwise: ask }] }
    - { id: iam, standing: preferred }
    - { id: ldap, standing: retired }";
    let noted = |may: &str, spec: &str| {
        let report = report(&folder(&[("sign-in", may)], spec), &[]);
        let finding = report["outcomes"][0]["findings"][0].clone();
        (finding["headline"].clone(), finding["notes"].clone())
    };
    assert_eq!(
        noted(may, "{ auth: { provider: auth-zer } }"),
        (
            json!("choose iam, auth0 or own"),
            json!([
                "preferred: iam",
                "did you mean `auth-zero`?",
                "`own` lacks review"
            ])
        )
    );
    let plain = "may: { at: spec.auth.provider, choices: [{ id: iam }, { id: okta }] }";
    assert_eq!(
        noted(plain, "{ auth: { provider: nothing-like-it } }"),
        (json!("choose iam or okta"), json!([]))
    );
    // Where all are preferred, that says nothing.
    let all = plain
        .replace("}, {", ", standing: preferred }, {")
        .replace("okta }", "okta, standing: preferred }");
    assert_eq!(noted(&all, "{}"), (json!("choose iam or okta"), json!([])));
    let gone = "may: { at: spec.auth.provider, choices: [{ id: ldap, standing: retired }] }";
    assert_eq!(noted(gone, "{}").0, json!("no choice is open any more"));
}

/// The choices that ask for more are told by what they lack, the nearest first. A term that cannot be judged is not met.
#[test]
fn who_takes_no_choice_is_told_what_each_lacks() {
    let may = |terms: [&str; 4]| {
        let choices = ["iam", "own", "okta", "auth0"]
            .iter()
            .zip(terms)
            .map(|(id, terms)| {
                let term = |at: &str| match at {
                    "fault" => format!("{{ id: {at}, script: '1 + 1', otherwise: ask }}"),
                    at => format!("{{ id: {at}, at: spec.{at}, schema: true, otherwise: ask }}"),
                };
                let terms: Vec<String> = terms.split_whitespace().map(term).collect();
                let requires = match terms.join(", ").as_str() {
                    "" => String::new(),
                    terms => format!(", requires: [{terms}]"),
                };
                format!("    - {{ id: {id}{requires} }}\n")
            });
        format!(
            "may:\n  at: spec.auth.provider\n  choices:\n{}",
            choices.collect::<String>()
        )
    };
    let noted = |terms: [&str; 4], spec: &str| {
        let report = report(&folder(&[("sign-in", &may(terms))], spec), &[]);
        assert_eq!(report["outcomes"][0]["verdict"], "fail");
        report["outcomes"][0]["findings"][0]["notes"].clone()
    };
    let terms = ["language lifecycle system", "system", "", "lifecycle tier"];
    assert_eq!(
        noted(terms, "{ tier: '1' }"),
        json!([
            "`own` lacks system",
            "`auth0` lacks lifecycle",
            "`iam` lacks language, lifecycle, system"
        ])
    );
    assert_eq!(
        noted(
            terms,
            "{ auth: { provider: other }, language: rust, lifecycle: production, tier: '1' }"
        ),
        json!([
            "`auth0` has all that it requires",
            "`iam` lacks system",
            "`own` lacks system"
        ])
    );
    assert_eq!(
        noted(["language", "fault", "", ""], "{ language: rust }"),
        json!(["`iam` has all that it requires", "`own` lacks fault"])
    );
}

/// What a script gives names a choice by its text, whatever its type.
#[test]
fn numbers_and_booleans_of_scripts_name_choices() {
    const MAY: &str = "may:
  value: \"facts.pair\"
  choices:
    - { id: two, names: [\"2\"] }
    - { id: yes, names: [\"true\"] }
    - { id: half, names: [\"0.5\"] }";
    for (script, choice) in [
        ("it.spec.tier + 1", "two"),
        ("it.spec.tier == 1", "yes"),
        ("it.spec.tier * 0.5", "half"),
    ] {
        let folder = folder(
            &[("paired", &MAY.replace("facts.pair", script))],
            "{ tier: 1 }",
        );
        let report = report(&folder, &[]);
        assert_eq!(report["exitCode"], 0, "{report:#}");
        assert_eq!(
            report["outcomes"][0]["choices"][0]["id"], choice,
            "{report:#}"
        );
    }
    let folder = folder(
        &[("paired", &MAY.replace("facts.pair", "it.spec.tier + 2"))],
        "{ tier: 1 }",
    );
    check(&folder, &[])
        .ends(1)
        .shows(&["`3` is none of the choices"]);
}

/// A case about a kind that the mandate does not name is not applicable, though its condition would fail.
#[test]
fn a_mandate_says_nothing_of_other_kinds() {
    let folder = Folder::repository();
    folder.write("policies/owned.yaml", &mandate("owned", OWNED)).write(
        "policies/owned_test.yaml",
        "apiVersion: mustmay/v1\nkind: MandateTest\nmandate: owned\ncases:\n  - name: a compose file\n    \
         kind: compose\n    manifest: { services: { db: { image: postgres } } }\n    expect: not-applicable\n",
    );
    mustmay(folder.path(), &["test", "policies"], &[]).expect(0, &["1 case passed"]);
}

/// The phase that decides is the one that has begun by the day of the case, from its first day on.
#[test]
fn a_phase_was_seen_where_it_decided() {
    let folder = Folder::repository();
    let phased = mandate("owned", OWNED).replace(
        "enforce: deny",
        "enforce: [{ level: warn }, { level: deny, from: 2026-06-01 }, { level: deny, from: 2027-01-01 }]",
    );
    folder.write("policies/owned.yaml", &phased);
    let phases = |day: &str| -> Vec<(u64, u64)> {
        folder.write(
            "policies/owned_test.yaml",
            &format!(
                "apiVersion: mustmay/v1\nkind: MandateTest\nmandate: owned\nasOf: {day}\ncases:\n  - name: c\n    \
                 kind: service\n    manifest: {{ apiVersion: mustmay/v1, kind: Service, metadata: {{ name: a, \
                 owner: team }} }}\n    expect: pass\n"
            ),
        );
        let arguments = ["test", "policies", "--coverage", "--format", "json"];
        let run = mustmay(folder.path(), &arguments, &[]);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        let parts = report["coverage"]["mandates"][0]["parts"]
            .as_array()
            .unwrap();
        let phases = parts
            .iter()
            .filter(|part| part["part"].as_str().unwrap().starts_with("enforce"));
        phases
            .map(|part| (part["yes"].as_u64().unwrap(), part["no"].as_u64().unwrap()))
            .collect()
    };
    assert_eq!(phases("2026-05-31"), [(1, 0), (0, 1), (0, 1)]);
    assert_eq!(phases("2026-06-01"), [(0, 1), (1, 0), (0, 1)]);
    assert_eq!(phases("2027-01-01"), [(0, 1), (0, 1), (1, 0)]);
}

/// What comes next is the first later phase that holds and counts otherwise.
#[test]
fn the_next_phase_is_the_first_that_changes_something() {
    let enforce = "enforce:
  - { level: warn, from: 2026-01-01 }
  - { level: warn, from: 2026-12-01 }
  - { level: advise, from: 2026-12-15, when: it.metadata.name == \"other\" }
  - { level: deny, from: 2027-01-01 }
  - { level: advise, from: 2027-06-01 }";
    let must = "must: [{ id: c, at: spec.tier, schema: { const: 2 }, otherwise: no }]";
    let folder = folder(&[("phased", must)], "{ tier: 1 }");
    let phased = mandate("phased", must).replace("enforce: deny", enforce);
    folder.write("policies/phased.yaml", &phased);
    let next = |day: &str| report(&folder, &["--as-of", day])["outcomes"][0]["next"].clone();
    let deny = |days: i32| json!({ "level": "deny", "from": "2027-01-01", "days": days });
    assert_eq!(next("2026-11-22"), deny(40));
    assert_eq!(next("2026-12-31"), deny(1));
    let advise = json!({ "level": "advise", "from": "2027-06-01", "days": 151 });
    assert_eq!(next("2027-01-01"), advise);
    assert_eq!(next("2027-06-01"), Value::Null);
}

#[test]
fn what_a_mandate_cannot_mean_is_an_error_when_it_is_loaded() {
    let phases = |first: &str, second: &str| {
        mandate("phased", OWNED).replace(
            "enforce: deny",
            &format!(
                "enforce: [{{ level: warn, from: {first} }}, {{ level: deny, from: {second} }}]"
            ),
        )
    };
    let folder = folder(&[("owned", OWNED)], "{}");
    folder.write("policies/phased.yaml", &phases("2026-01-01", "2026-01-01"));
    check(&folder, &[]).ends(0);
    folder.write("policies/phased.yaml", &phases("2026-01-02", "2026-01-01"));
    let place = "policies/phased.yaml:10:46";
    check(&folder, &[]).ends(2).says(
        place,
        "policy::phases",
        &["stand in ascending order of `from`"],
    );
    for (days, said) in [
        ("0", "0"),
        ("-3", "-3"),
        ("3651", "3651"),
        ("1.5", "1.5"),
        ("soon", "text"),
    ] {
        let terms = format!("{OWNED}\nunless: {{ maxDays: {days} }}");
        folder.write("policies/phased.yaml", &mandate("phased", &terms));
        let words = format!("`maxDays` must be a whole number from 1 to 3650, not {said}");
        let place = "policies/phased.yaml:10:20";
        check(&folder, &[])
            .ends(2)
            .says(place, "policy::type", &[&words]);
    }
    let around = "workarounds: [{ id: w, files: [Makefile], regex: \"a(\" }]";
    folder.write(
        "policies/phased.yaml",
        &mandate("phased", &format!("{OWNED}\n{around}")),
    );
    let place = "policies/phased.yaml:10:50";
    check(&folder, &[])
        .ends(2)
        .says(place, "policy::regex", &["not a regex"]);
    let unknown = OWNED.replace("metadata.owner", "spec.toer");
    folder.write("policies/phased.yaml", &mandate("phased", &unknown));
    let place = "policies/phased.yaml:7:9";
    check(&folder, &[])
        .ends(2)
        .says(place, "policy::unknown-path", &["has no `spec.toer`"]);
}

/// A misspelt field of a closed manifest is an error of the mandate wherever it is written: in the elements of `each` too,
/// where it would be absent from every one of them and pass.
#[test]
fn a_field_that_elements_cannot_have_is_an_error_when_it_is_loaded() {
    let must =
        "must: [{ id: a, at: auth, optional: true, schema: { type: string }, otherwise: x }]";
    let one = |fields: &str| {
        folder(
            &[("m", fields)],
            "{ routes: [{ path: /a, auth: none }], datastores: [{ engine: pg }] }",
        )
    };
    let fine = [
        format!("each: it.spec.routes\n{must}\nfree: [spec.auth.session]"),
        format!("each: facts.datastores\n{}", must.replace("at: auth", "at: engine")),
        // What elements a function gives is not known before it runs.
        "each: 'it.spec.routes.map(|r| #{ a: r.auth })'\nmust: [{ id: a, script: it.a == \"none\", otherwise: x }]".to_owned(),
        "each: doc.spec.datastores\nmust: [{ id: a, at: engine, schema: { type: string }, otherwise: x }]".to_owned(),
    ];
    for fields in fine {
        check(&one(&fields), &[]).ends(0);
    }
    for (fields, place, part) in [
        (
            format!("each: facts.datastores\n{}", must.replace("at: auth", "at: engne")),
            "6:21",
            "has no `spec.datastores[*].engne`",
        ),
        (
            format!("each: facts.datastores\nwhere: it.rol == \"oltp\"\n{}", must.replace("at: auth", "at: engine")),
            "6:11",
            "did you mean `role`?",
        ),
        (
            "must: [{ id: a, script: '(facts.datastores[0].engne ?? \"x\") != \"y\"', otherwise: x }]".to_owned(),
            "5:47",
            "has no `spec.datastores[*].engne`",
        ),
        (format!("each: it.spec.ruotes\n{must}"), "5:15", "has no `spec.ruotes`"),
        (format!("each: doc.spec.routes\n{}", must.replace("at: auth", "at: aut")), "6:21", "has no `spec.routes[*].aut`"),
        (format!("each: it.spec.routes.filter(|r| r.pathe == \"/a\")\n{must}"), "5:35", "did you mean `path`?"),
        (format!("each: it.spec.routes\nwhere: it.pubblic ?? false\n{must}"), "6:11", "has no `spec.routes[*].pubblic`"),
        (format!("each: it.spec.routes.filter(|r| r.auth == ())\nwhere: {{ at: aut, schema: {{ type: string }} }}\n{must}"), "6:14", "did you mean `auth`?"),
        ("each: it.spec.routes\nmust: [{ id: a, script: (it.aut ?? 1) == 1, otherwise: x }]".to_owned(), "6:29", "did you mean `auth`?"),
        ("each: it.spec.routes\nmust: [{ id: a, value: it.aut, optional: true, schema: { type: string }, otherwise: x }]".to_owned(), "6:27", "did you mean `auth`?"),
        ("each: it.spec.routes\nmay: { at: aut, choices: [{ id: ok, standing: allowed, offeredBy: us }] }".to_owned(), "6:12", "did you mean `auth`?"),
        (format!("{must}\nfree: [spec.aut]").replace("at: auth", "at: spec.auth"), "6:8", "has no `spec.aut`"),
    ] {
        check(&one(&fields), &[]).ends(2).says(
            &format!("policies/m.yaml:{place}"),
            "policy::unknown-path",
            &[part],
        );
    }
}

/// Who fails for what was not answered is told where, without asking for more.
#[test]
fn what_is_not_answered_is_named_where_it_counts() {
    let named = "m in till, till/service.yaml: says nothing at `spec.tier`";
    for (level, code, shown) in [("warn", 3, false), ("deny", 1, true)] {
        let folder = folder(&[("m", OWNED)], "{}");
        let text = mandate("m", OWNED).replace(
            "kinds: [service]",
            "kinds: [service], when: it.spec.tier == 1",
        );
        folder.write("policies/m.yaml", &text);
        folder.write("policies/pack.yaml", &format!("apiVersion: mustmay/v1\nkind: Pack\nmetadata: {{ id: p, version: 1.0.0 }}\nlevels: {{ unanswered: {level} }}\n"));
        let run = mustmay(folder.path(), &["check"], &[]);
        assert_eq!(run.code, code, "{run:#?}");
        assert_eq!(run.out.contains(named), shown, "{run:#?}");
    }
}

/// Where one of several kinds may have a field, it is no mistake.
#[test]
fn a_field_that_one_of_the_kinds_may_have_is_none_of_the_mandates_mistakes() {
    let fields = "each: facts.datastores\nmust: [{ id: a, value: it.size, optional: true, otherwise: x, schema: { type: string } }]";
    let folder = folder(&[("m", fields)], "{ datastores: [{ engine: pg }] }");
    check(&folder, &[]).ends(2).says(
        "policies/m.yaml:6:27",
        "policy::unknown-path",
        &["`spec.datastores[*].size`"],
    );
    let several = mandate("m", fields).replace("[service]", "[service, compose]");
    folder.write("policies/m.yaml", &several);
    check(&folder, &[]).ends(0);
}

/// Why a mandate says nothing of a service, and what of the team's own word that rests on.
#[test]
fn what_is_not_applicable_says_why() {
    const EACH: &str = "each: it.spec.datastores
must:
  - { id: c, at: engine, schema: { type: string }, otherwise: say which it is }";
    for (spec, verdict, reason) in [
        ("{}", "not-applicable", Value::from("absent")),
        ("{ datastores: [] }", "not-applicable", Value::from("empty")),
        (
            "{ datastores: [{ name: a, engine: postgres }] }",
            "pass",
            Value::Null,
        ),
    ] {
        let report = report(&folder(&[("stored", EACH)], spec), &["--allow-empty"]);
        let outcome = &report["outcomes"][0];
        assert_eq!(
            (&outcome["verdict"], &outcome["reason"]),
            (&verdict.into(), &reason),
            "{report:#}"
        );
    }
    // People who want to know it ask for more.
    let listed = folder(&[("stored", EACH)], "{}");
    let asked = |more: &[&str]| {
        let arguments = [&["check", "--allow-empty"], more].concat();
        mustmay(listed.path(), &arguments, &[]).expect(0, &[]).out
    };
    assert!(asked(&["-v"]).contains("absent: stored"));
    assert!(!asked(&[]).contains("absent: stored"));
    let folder = folder(&[("owned", OWNED)], "{ exposure: internal }");
    let public = mandate("owned", OWNED).replace(
        "kinds: [service] }",
        "kinds: [service], when: 'facts.exposure == \"public\"' }",
    );
    folder.write("policies/owned.yaml", &public);
    let report = report(&folder, &["--allow-empty"]);
    let outcome = &report["outcomes"][0];
    assert_eq!(outcome["reason"], "when");
    assert_eq!(outcome["declared"], json!(["exposure = internal"]));
}

/// A condition that is false points at what its script read last in the manifest, and says what stands there.
#[test]
fn a_false_condition_says_what_stands_where_it_looked_last() {
    let spec = "{ exposure: internal, auth: { protocol: basic }, datastores: [], tier: 2 }";
    for (code, path, said) in [
        (
            "it.spec.exposure == \"public\"",
            "spec.exposure",
            "do it: found `internal`",
        ),
        ("it.spec.tier == data.tier", "spec.tier", "do it: found `2`"),
        ("data.tier == it.spec.tier", "spec.tier", "do it: found `2`"),
        (
            "is_list(it.spec.auth)",
            "spec.auth",
            "do it: does not hold at `spec.auth`",
        ),
        (
            "len(it.spec.datastores) > 0",
            "spec.datastores",
            "do it: does not hold at `spec.datastores`",
        ),
        (
            "is_list(it.spec.language)",
            "spec.language",
            "do it: says nothing at `spec.language`",
        ),
        ("is_list(it)", "", "do it"),
        (
            "facts.exposure == \"public\"",
            "spec.exposure",
            "do it: found `internal`",
        ),
        ("1 == 2", "", "do it"),
    ] {
        let fields = format!(
            "data: {{ tier: 1 }}\nmust:\n  - {{ id: c, script: '{code}', otherwise: do it }}"
        );
        let report = report(&folder(&[("asked", &fields)], spec), &[]);
        let finding = &report["outcomes"][0]["findings"][0];
        assert_eq!(
            (
                finding["location"]["path"].as_str(),
                finding["message"].as_str()
            ),
            (Some(path), Some(said)),
            "{code}: {report:#}"
        );
    }
}

/// What the policy's own data says of a field stands at that field, for each element apart: an exception for one of them
/// covers no other.
#[test]
fn what_is_looked_up_in_data_is_found_where_the_manifest_named_it() {
    let data = "data: { engines: { pg: { state: ok }, old: { state: legacy } }, plain: { old: legacy } }\neach: it.spec.datastores\n";
    let spec = "{ datastores: [{ engine: pg }, { engine: old }, { engine: old }] }";
    let looked = "data.engines[it.engine].state";
    let choice = "choices: [{ id: ok, standing: allowed, offeredBy: us }]";
    for (fields, said) in [
        (
            format!(
                "must: [{{ id: c, value: '{looked}', schema: {{ const: ok }}, otherwise: no }}]"
            ),
            "no: must be `ok`, found `legacy` for `old`",
        ),
        (
            format!(
                "must: [{{ id: c, value: '[{looked}]', schema: {{ type: array, items: {{ const: ok }} }}, otherwise: no }}]"
            ),
            "no: at `/0`: must be `ok`, found `legacy`",
        ),
        (
            format!("must: [{{ id: c, script: '{looked} == \"ok\"', otherwise: no }}]"),
            "no: found `old`",
        ),
        (
            format!(
                "must: [{{ id: c, script: 'if {looked} != \"ok\" {{ fail({looked}, \"x\") }} true', otherwise: no }}]"
            ),
            "no: x",
        ),
        (
            format!("may: {{ value: '{looked}', {choice} }}"),
            "choose ok: `legacy` for `old` is none of the choices",
        ),
    ] {
        let report = report(&folder(&[("asked", &format!("{data}{fields}"))], spec), &[]);
        let found = report["outcomes"][0]["findings"].as_array();
        let found = found.unwrap_or_else(|| panic!("{fields}: {report:#}"));
        let at: Vec<_> = found.iter().map(|one| &one["location"]["path"]).collect();
        assert_eq!(
            at,
            ["spec.datastores[1].engine", "spec.datastores[2].engine"],
            "{fields}: {report:#}"
        );
        assert_eq!(found[0]["message"], said, "{fields}");
        assert_ne!(found[0]["fingerprint"], found[1]["fingerprint"], "{fields}");
    }
}

/// A kind whose services are documents that look each other up.
const TOWN: &str = "apiVersion: mustmay/v1\nkind: ManifestKind\nmetadata: { id: town, title: Town }\nfiles: [town.yaml]\nwhen: doc.town == true\nservices: { name: doc.name }\n";

/// What is looked up in another document is no place to mend: the finding stays at what is judged.
#[test]
fn what_is_found_in_another_document_is_told_of_what_is_judged() {
    for (code, path, said) in [
        (
            "file.any(|d| d.name == it.twin)",
            "twin",
            "no: found `none`",
        ),
        (
            "file.any(|d| it.twin == d.name)",
            "twin",
            "no: found `none`",
        ),
        ("file[1].name == \"none\"", "", "no"),
        (
            "file[1].name == it.odd",
            "odd",
            "no: has a map at `odd`, where text is needed",
        ),
        (
            "it.odd == file[1].name",
            "odd",
            "no: has a map at `odd`, where text is needed",
        ),
    ] {
        let folder = Folder::new();
        let fields = format!("must: [{{ id: c, script: '{code}', otherwise: no }}]");
        let mandate = mandate("m", &fields).replace("[service]", "[town]");
        folder
            .write("mustmay.yaml", &config("policies: [policies]"))
            .write("policies/town.yaml", TOWN)
            .write("policies/m.yaml", &mandate)
            .write(
                "town.yaml",
                "town: true\nname: a\ntwin: none\nodd: {}\n---\ntown: true\nname: b\ntwin: a\nodd: a\n",
            );
        let report = report(&folder, &[]);
        let finding = &report["outcomes"][0]["findings"][0];
        assert_eq!(
            (
                finding["location"]["path"].as_str(),
                finding["message"].as_str(),
                finding["location"]["line"].as_u64(),
            ),
            (
                Some(path),
                Some(said),
                finding["location"]["line"]
                    .as_u64()
                    .filter(|line| *line < 5)
            ),
            "{code}: {report:#}"
        );
    }
}

/// `each` that breaks off inside of an element, or where its function asks for something else, leaves open what there is to
/// judge: that is shown, and is not the absence of everything.
#[test]
fn which_elements_there_are_may_be_unanswered() {
    let judged = |each: &str, spec: &str| {
        let body = format!(
            "each: {each}\nmust: [{{ id: c, script: 'it.auth != \"none\"', otherwise: sign in }}]"
        );
        let outcome =
            report(&folder(&[("routes", &body)], spec), &["--allow-empty"])["outcomes"][0].clone();
        (
            outcome["verdict"].as_str().unwrap().to_owned(),
            outcome["reason"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let is = |verdict: &str, reason: &str| (verdict.to_owned(), reason.to_owned());
    let filter = "it.spec.routes.filter(|r| len(r.path) > 1)";
    let routes = "{ routes: [{ path: /a, auth: none }, { auth: oidc }] }";
    let whole = "{ routes: [{ path: /a, auth: none }, { path: /b, auth: oidc }] }";
    assert_eq!(judged(filter, whole), is("fail", ""));
    assert_eq!(judged(filter, routes), is("not-applicable", "unanswered"));
    assert_eq!(judged(filter, "{}"), is("not-applicable", "absent"));
    assert_eq!(
        judged(filter, "{ routes: [] }"),
        is("not-applicable", "empty")
    );
    // A list is there, whatever its elements are.
    let mistyped = "it.spec.routes.filter(|r| r.path > 1)";
    assert_eq!(judged(mistyped, whole), is("not-applicable", "unanswered"));
    // What a function asks of elements it asks where it is called itself: that is no absence of the list.
    let spec = "{ routes: [{ path: /a, auth: none }, { path: /b, auth: none, description: x }] }";
    for each in [
        "it.spec.routes.sort(|r| r.description)",
        "it.spec.routes.map(|r| r.description).sort()",
        "sort(it.spec.routes.map(|r| r.description))",
        "it.spec.routes.filter(|r| r.description)",
        "it.spec.routes.map(|r| r.description).filter(|d| d == \"x\")",
    ] {
        assert_eq!(
            judged(&format!("'{each}'"), spec),
            is("not-applicable", "unanswered"),
            "{each}"
        );
    }
    for (each, reason) in [
        ("it.spec.routes", "absent"),
        ("it.spec?.routes.filter(|r| true)", "absent"),
        ("values(it.spec.routes)", "absent"),
        (
            "let all = it.spec.routes; entries(it.spec.routes).map(|e| e.value)",
            "absent",
        ),
        ("if it.spec.tier == 1 { [it] } else { [] }", "unanswered"),
        ("[it].filter(|x| x.spec.tier == 1)", "unanswered"),
        ("[\"routes\"].map(|name| walk(it.spec[name]))", "unanswered"),
    ] {
        assert_eq!(
            judged(&format!("'{each}'"), "{}"),
            is("not-applicable", reason),
            "{each}"
        );
    }
    // One good service more does not hide it: the run says how many were not answered.
    let body = format!(
        "each: {filter}\nmust: [{{ id: c, script: 'it.auth != \"none\"', otherwise: sign in }}]"
    );
    let folder = folder(&[("routes", &body)], routes);
    folder.write(
        "b/service.yaml",
        &with("b", "{ routes: [{ path: /b, auth: oidc }] }"),
    );
    check(&folder, &[])
        .ends(0)
        .shows(&["1 unanswered"])
        .shows(&["1 time the `each` of a mandate broke off, and nothing was judged, which"]);
    let run = mustmay(folder.path(), &["check", "-v"], &[]);
    run.expect(
        0,
        &[
            "routes in till, till/service.yaml: `each` broke off: the manifest says nothing at",
            "`spec.routes[1].path` (warn)",
        ],
    );
}

/// A predicate or a branch that ends in nothing is the author's mistake, and no team's.
#[test]
fn code_that_ends_in_nothing_is_the_authors_mistake() {
    let routes = "{ routes: [{ path: /a }] }";
    for body in [
        "must: [{ id: c, script: 'it.spec.routes.all(|r| { let ok = r.path == \"/a\"; })', otherwise: o }]",
        "must: [{ id: c, script: 'it.spec.routes.all(|r| if r.path == \"/b\" { true })', otherwise: o }]",
        "each: 'it.spec.routes.filter(|r| { let y = lower(r.path); })'\nmust: [{ id: c, at: path, schema: true, otherwise: o }]",
    ] {
        let report = report(&folder(&[("m", body)], routes), &[]);
        assert_eq!(
            report["outcomes"][0]["verdict"], "error",
            "{body}: {report:#}"
        );
        assert_eq!(report["exitCode"], 2);
        let said = report["diagnostics"][0].clone();
        assert_eq!(said["code"], "script::type", "{said:#}");
        assert_eq!(said["location"]["file"], "policies/m.yaml");
    }
}

/// What a manifest holds is never the author's mistake: no number where a number should be, no regex where one is used.
#[test]
fn what_a_manifest_holds_is_no_fault_of_the_policy() {
    for (script, language) in [
        ("to_float(it.spec.language) <= 10.0", ".nan"),
        ("it.spec.language * 2.0 <= 10.0", ".nan"),
        ("sort([it.spec.language, 1.0]).len() == 2", ".nan"),
        ("matches(\"x\", it.spec.language)", "'('"),
        ("glob(\"x\", it.spec.language)", "'[a'"),
    ] {
        let body = format!("must: [{{ id: c, script: '{script}', otherwise: o }}]");
        let tree = folder(&[("m", &body)], &format!("{{ language: {language} }}"));
        let kind = "apiVersion: mustmay/v1\nkind: ManifestKind\nmetadata: { id: open, title: Open }\nfiles: [open.yaml]\nwhen: doc.open == true\nservices: { name: doc.name }\n";
        tree.write("policies/open_kind.yaml", kind).write(
            "open.yaml",
            &format!("open: true\nname: o\nspec: {{ language: {language} }}\n"),
        );
        tree.write(
            "policies/m.yaml",
            &mandate("m", &body).replace("kinds: [service]", "kinds: [open]"),
        );
        let report = report(&tree, &[]);
        let outcome = &report["outcomes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["kind"] == "open")
            .unwrap();
        assert_eq!(outcome["verdict"], "fail", "{script}: {report:#}");
        assert_eq!(
            outcome["findings"][0]["location"]["path"], "spec.language",
            "{script}"
        );
    }
}

#[test]
fn what_is_no_path_is_refused_and_never_a_pass() {
    for (at, says) in [
        ("$.spec", "write `spec`"),
        ("/spec/owner", "write `spec.owner`"),
        ("spec/owner", "write `spec.owner`"),
        ("spec?.owner", "write `spec.owner`"),
        ("len(spec)", "`value: len(it.routes)`"),
        (
            "metadata.annotations.github.com/slug",
            "write `metadata.annotations[\"github.com/slug\"]`",
        ),
        (
            "it.spec.tier",
            "write `spec.tier`; a field of this name is quoted, `[\"it\"].spec.tier`",
        ),
        ("it", "leave `it` out"),
        (
            "doc.spec[0]",
            "a field of this name is quoted, `[\"doc\"].spec[0]`",
        ),
        ("doc[0]", "a field of this name is quoted, `[\"doc\"][0]`"),
        ("facts.images", "`value: facts.images`"),
    ] {
        let quoted = Value::from(at);
        for fields in [
            format!(
                "must:\n  - {{ id: c, at: {quoted}, optional: true, schema: false, otherwise: o }}"
            ),
            format!("may:\n  at: {quoted}\n  choices: [{{ id: a }}]"),
            format!(
                "must: [{{ id: c, script: it.spec.x == true, otherwise: o }}]\nfree: [{quoted}]"
            ),
        ] {
            let folder = folder(&[("paths", &fields)], "{}");
            let told = report(&folder, &[]);
            assert_eq!(told["exitCode"], 2, "{fields}: {told}");
            let problem = &told["diagnostics"][0];
            assert_eq!(problem["code"], "policy::path", "{fields}: {told}");
            let help = problem["help"].as_str().unwrap();
            assert!(help.contains(says), "{fields}: {help}");
            let text = std::fs::read_to_string(folder.join("policies/paths.yaml")).unwrap();
            let place = |field: &str| {
                usize::try_from(problem["location"][field].as_u64().unwrap()).unwrap() - 1
            };
            let line = text.lines().nth(place("line")).unwrap();
            let rest = line[place("column")..].trim_start_matches('"');
            assert!(rest.starts_with(at), "{fields}: {problem}");
        }
    }
    // Quoted, the same names are fields as others are.
    for at in [
        "[\"it\"].x",
        "[\"doc\"]",
        "[\"facts\"].x",
        "spec.it",
        "item.x",
        "[\"$ref\"]",
        "x-a.b_1",
    ] {
        let at = Value::from(at);
        let fields = format!(
            "must:\n  - {{ id: c, at: {at}, optional: true, schema: false, otherwise: o }}"
        );
        let told = report(&folder(&[("paths", &fields)], "{}"), &[]);
        for problem in told["diagnostics"].as_array().unwrap() {
            assert_ne!(problem["code"], "policy::path", "{fields}: {told}");
        }
    }
}

/// What a kind reads from a part of a text and the text does not say is named by the fact's field, and not by a pattern
/// that whoever wrote the mandate never saw; the pattern of its own script it knows.
#[test]
fn what_a_kind_reads_from_a_part_of_a_text_is_named() {
    const PUBLISHED: &str =
        "says no `published` at `services.till.ports[0]`, where it is read from";
    for (condition, said) in [
        ("script: 'it.published != \"22\"'", PUBLISHED),
        ("at: published", PUBLISHED),
        ("value: it.published, schema: { type: string }", PUBLISHED),
        (
            "script: 'captures(doc.services.till.ports[0], \"^8(9)?0$\")[1] == \"9\"'",
            "where text with this part of the pattern is needed",
        ),
        (
            "script: 'captures(doc.services.till.ports[0], \"^9\") == \"9\"'",
            "where text that the pattern matches is needed",
        ),
    ] {
        let body = format!("each: facts.ports\nmust: [{{ id: c, {condition}, otherwise: no }}]");
        let folder = Folder::new();
        folder
            .write("mustmay.yaml", &config("policies: [policies]"))
            .write(
                "policies/ports.yaml",
                &mandate("ports", &body).replace("[service]", "[compose]"),
            )
            .write(
                "compose.yaml",
                "services: { till: { image: till, ports: [\"80\"] } }\n",
            );
        let report = check(&folder, &[]).ends(1);
        let findings = report.findings();
        assert!(findings[0].2.contains(said), "{condition}: {findings:#?}");
    }
}
