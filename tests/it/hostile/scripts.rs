//! Cases 29 to 35: mandates whose scripts ask in vain, look around, never end, or answer with something else.

use super::{Report, check, mandate, scripted, shop};
use crate::support::{Folder, command};
use std::fs;
use std::process::Command;

/// A shop with the mandate `script`, whose condition `c` is this code, at 8:7.
fn with(code: &str) -> Folder {
    let folder = shop();
    folder.write("policies/script.yaml", &scripted("script", code));
    folder
}

/// The report of a script; the mandate beside it was judged all the same, unless nothing was.
#[track_caller]
fn report(code: &str) -> Report {
    let report = check(&with(code), &[]);
    let judged = report.json["counts"]["services"] == 1;
    assert!(!judged || report.verdict("owned", "checkout") == "pass");
    report
}

const SCRIPT: &str = "policies/script.yaml";

#[test]
fn case_29_missing_and_misspelt_properties() {
    // Where the schema is closed, a name that it does not know is refused.
    for (code, place, part) in [
        ("it.spec.ownr == \"guest\"", "8:15", "has no `spec.ownr`"),
        (
            "it.metadata.ownr == \"guest\"",
            "8:19",
            "did you mean `owner`?",
        ),
        ("doc.speck.tier == 1", "8:11", "did you mean `spec`?"),
        ("service.node.spec.ownr != ()", "8:25", "has no `spec.ownr`"),
        (
            "it.metadata?.ownr ?? \"x\" == \"x\"",
            "8:20",
            "did you mean `owner`?",
        ),
        (
            "let s = it.spec; s.ownr == ()",
            "8:26",
            "has no `spec.ownr`",
        ),
    ] {
        report(code).ends(2).says(
            &format!("{SCRIPT}:{place}"),
            "policy::unknown-path",
            &[part],
        );
    }
    report("service.ownr == \"x\"").ends(2);
    report("facts.ownr == \"x\"").ends(2).says(
        "policies/script.yaml:8:13",
        "policy::unknown-fact",
        &["did you mean `owner`?"],
    );
    // What may be there and is not: a finding, however it is asked.
    for code in [
        "it.spec.tier > 2",
        "it.spec.tier <= 2",
        "it.spec.tier == 2",
        "it.spec.tier != 2",
        "!(it.spec.tier == 2)",
        "it.spec.tier in [1, 2]",
        "2 in [it.spec.tier]",
        "let t = it.spec.tier; t != 3",
        "if it.spec.tier == 1 { false } else { true }",
        "it.spec.tier != 2 || true",
        "`${it.spec.tier}` != \"1\"",
        "it.spec.tier + 1 > 0",
    ] {
        let report = report(code).ends(1);
        assert_eq!(report.verdict("script", "checkout"), "fail", "{code}");
        report.finds(
            "script/c",
            "checkout/service.yaml:4:1",
            "says nothing at `spec.tier`",
        );
    }
    report("it.spec.routes.all(|r| r.auth == \"none\")")
        .ends(1)
        .finds(
            "script/c",
            "checkout/service.yaml:4:1",
            "says nothing at `spec.routes`",
        );
    // Asked about, it is an answer.
    report("it.spec.tier == ()").ends(0);
    report("(it.spec.tier ?? 3) == 3").ends(0);
    // In a selector it is no answer, and said.
    for (from, to) in [
        ("[service] }", "[service], when: it.spec.tier == 1 }"),
        ("\nmust", "\nwhere: it.spec.tier == 1\nmust"),
    ] {
        let folder = shop();
        let text = scripted("script", "false").replacen(from, to, 1);
        folder.write(SCRIPT, &text);
        let report = check(&folder, &["-v"])
            .ends(0)
            .shows(&["says nothing at `spec.tier`"]);
        assert_eq!(report.verdict("script", "checkout"), "not-applicable");
        report.holds("/counts/unanswered", 1);
    }
}

#[test]
fn case_30_values_of_different_types() {
    // The author's own values: a faulty script, and never a verdict.
    for (code, place) in [
        ("\"1\" < 2", "8:11"),
        ("1 in [\"1\"]", "8:9"),
        ("1 == \"1\"", "8:9"),
        ("true == 1", "8:12"),
        ("[1] == [\"1\"]", "8:11"),
        ("!(\"1\" < 2)", "8:13"),
        ("\"1\" > 0", "8:11"),
    ] {
        let report = report(code).ends(2);
        assert_eq!(report.verdict("script", "checkout"), "error", "{code}");
        report.says(
            &format!("{SCRIPT}:{place}"),
            "script::type",
            &["do not compare"],
        );
    }
    // The manifest's: a finding at the value.
    for code in [
        "it.metadata.owner < 2",
        "it.metadata.owner != 2",
        "it.metadata.owner in [1, 2]",
        "it.metadata.owner == true",
        "2 == it.metadata.owner",
        "!it.metadata.owner",
        "it.metadata.owner && true",
        "it.metadata.owner.all(|x| true)",
    ] {
        let report = report(code).ends(1);
        assert_eq!(report.verdict("script", "checkout"), "fail", "{code}");
        report.finds(
            "script/c",
            "checkout/service.yaml:3:36",
            "has text at `metadata.owner`",
        );
    }
    for code in [
        "it.spec.tls == false",
        "false == it.spec.tls",
        "!it.spec.tls",
    ] {
        report(code).ends(1).finds(
            "script/c",
            "checkout/service.yaml:4:1",
            "says nothing at `spec.tls`",
        );
    }
}

#[test]
fn case_31_looking_around() {
    for (code, word) in [
        ("import \"x\" as y; true", "import"),
        ("eval(\"true\")", "eval"),
        ("sleep(3); true", "sleep"),
        ("timestamp() == 1", "timestamp"),
        ("print(\"x\"); true", "print"),
        ("debug(\"x\"); true", "debug"),
        ("try { true } catch { true }", "try"),
        ("throw 1", "throw"),
        ("switch 1 { _ => true }", "switch"),
    ] {
        report(code)
            .ends(2)
            .says(
                "policies/script.yaml:8:7",
                "script::refused",
                &[&format!("`{word}`"), "not part of the language"],
            )
            .holds("/counts/services", 0);
    }
    for code in [
        "export const X = 1; true",
        "this.x == 1",
        "env(\"HOME\") == \"x\"",
        "open_file(\"/etc/passwd\") == ()",
        "Fn(\"print\").call(1)",
        "global::x == 1",
    ] {
        report(code).ends(2).holds("/counts/services", 0);
    }
    // In a pack's functions as well, called or not.
    let folder = shop();
    folder.write(
        "policies/lib.rhai",
        "fn harmless(x) {\n  sleep(1);\n  true\n}\n",
    );
    check(&folder, &[])
        .ends(2)
        .says("policies/lib.rhai:2:3", "script::refused", &["`sleep`"]);
}

/// Each ends by a limit, in bounded time and memory, and the next mandate is judged.
#[cfg(unix)]
#[test]
fn case_32_scripts_without_end() {
    for code in [
        "loop {}",
        "while true {}",
        "let s = \"aaaaaaaa\"; loop { s += s; }",
        "let a = [1]; loop { a += a; }",
        "let a = [1]; loop { a = [a, a]; }",
        "let m = #{}; let i = 0; loop { m[`k${i}`] = i; i += 1; }",
        "let m = #{ a: 1 }; loop { m = #{ a: m, b: m }; }",
        "(0..9223372036854775807).map(|x| x).len() > 1",
        "let s = \"a\"; for i in 0..1000000 { s = `${s}${s}`; } true",
        "(0..100000).all(|a| (0..100000).all(|b| true))",
        "matches(\"a\", \"((a{1,1000}){1,1000}){1,1000}\")",
        "deep(1)",
        "ping(1)",
    ] {
        let folder = with(code);
        folder.write(
            "policies/lib.rhai",
            "fn deep(n) { deep(n + 1) }\nfn ping(n) { pong(n) }\nfn pong(n) { ping(n + 1) }\n",
        );
        let program = command(folder.path());
        let mut shell = Command::new("sh");
        shell
            .args([
                "-c",
                "ulimit -t 30 && ulimit -v 1500000 && exec \"$0\" check --format json",
                env!("CARGO_BIN_EXE_mustmay"),
            ])
            .current_dir(folder.path())
            .env_clear();
        for (name, value) in program.get_envs() {
            shell.env(name, value.unwrap());
        }
        let output = shell.output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{code}: {output:?}");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let said = &json["diagnostics"][0];
        assert_eq!(said["severity"], "error", "{code}");
        assert!(
            said["location"]["file"]
                .as_str()
                .unwrap()
                .starts_with("policies/"),
            "{code}: {said:#}"
        );
        let at_load = json["counts"]["services"] == 0;
        let beside = json["outcomes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["mandate"] == "owned");
        assert!(
            at_load || beside.is_some_and(|one| one["verdict"] == "pass"),
            "{code}: {json:#}"
        );
    }
}

#[test]
fn case_33_ten_thousand_findings() {
    let code = "for i in 0..10000 { fail(`the ${i}th`); }\ntrue";
    let report = report(code)
        .ends(1)
        .shows(&["9900 more findings of script in checkout, which are only counted"]);
    let outcomes = report.json["outcomes"].as_array().unwrap();
    let outcome = outcomes.iter().find(|one| one["mandate"] == "script");
    let outcome = outcome.unwrap();
    assert_eq!(outcome["findings"].as_array().unwrap().len(), 100);
    assert_eq!(outcome["more"], 9900);
    assert!(report.human.out.lines().count() < 400);
    // A script that reports more than it may compute is at its limit, and no pass.
    self::report("for i in 0..100000 { fail(`the ${i}th`); }\ntrue").ends(2);
    // And 10,000 findings of a schema.
    let folder = shop();
    let routes = vec!["{ path: /a, auth: none }"; 10_000].join(", ");
    folder.write(
        "policies/routes.yaml",
        &mandate("routes", "must:\n  - id: path\n    at: spec.routes[*].auth\n    schema: { const: oidc }\n    otherwise: sign in"),
    );
    let kind = format!("metadata: {{ name: b, owner: team }}\nspec: {{ routes: [{routes}] }}\n");
    folder.write("b/service.yaml", &super::manifest(&kind));
    let report = check(&folder, &[]).ends(1);
    let findings = report.findings();
    let of_routes = findings
        .iter()
        .filter(|one| one.0 == "routes/path" && one.1.starts_with("b/"));
    assert_eq!(of_routes.count(), 100);
    report.shows(&["9900 more findings of routes in b"]);
}

#[test]
fn case_34_answers_that_are_none() {
    for (code, what) in [
        ("42", "an integer"),
        ("#{ a: true }", "a map"),
        ("[true]", "a list"),
        ("\"true\"", "text"),
        ("let x = true;", "nothing"),
        ("()", "nothing"),
    ] {
        let report = report(code).ends(2);
        let verdict = report.verdict("script", "checkout");
        assert!(["error", "none"].contains(&verdict), "{code}: {verdict}");
        let said = report.json["diagnostics"][0].clone();
        assert_eq!(said["location"]["file"], SCRIPT, "{code}");
        let message = said["message"].as_str().unwrap();
        assert!(message.contains(what), "{code}: {message}");
    }
    report(" ")
        .ends(2)
        .says("policies/script.yaml:7:13", "script::text", &["is empty"]);
    // What the manifest holds there is the manifest's fault.
    report("it.metadata").ends(1);
    report("it.metadata.owner").ends(1);
    report("it.spec.tier").ends(1);
}

#[test]
fn case_35_redefinitions() {
    for (code, place, part) in [
        ("fn fail(x) {} true", "8:10", "`fail`"),
        ("let it = 1; true", "8:11", "`it`"),
        ("let facts = #{}; true", "8:11", "`facts`"),
        ("let today = \"1970-01-01\"; true", "8:11", "`today`"),
        ("let data = 1; true", "8:11", "`data`"),
        ("const service = 1; true", "8:13", "`service`"),
        ("for it in [1] {} true", "8:11", "`it`"),
        ("[1].all(|it| true)", "8:15", "`it`"),
    ] {
        let report = report(code).ends(2).holds("/counts/services", 0);
        let said = &report.json["diagnostics"][0];
        assert_eq!(
            super::at(&said["location"]),
            format!("{SCRIPT}:{place}"),
            "{code}: {said:#}"
        );
        assert!(
            said["message"].as_str().unwrap().contains(part),
            "{code}: {said:#}"
        );
    }
    report("it = 1; true").ends(2);
    report("it.metadata.owner = \"x\"; true").ends(2);
    // A pack's functions redefine neither the language's nor each other.
    for (code, place) in [
        ("fn fail(x) { true }\n", "1:4"),
        ("fn len(x) { 0 }\n", "1:4"),
        ("fn matches(a, b) { true }\n", "1:4"),
        ("fn mine(x) { x }\nfn mine(x) { true }\n", "2:1"),
        ("fn mine(it) { true }\n", "1:1"),
    ] {
        let folder = shop();
        folder.write("policies/lib.rhai", code);
        let report = check(&folder, &[]).ends(2);
        let said = &report.json["diagnostics"][0];
        assert_eq!(
            super::at(&said["location"]),
            format!("policies/lib.rhai:{place}"),
            "{code}: {said:#}"
        );
    }
    let folder = shop();
    folder
        .write("policies/a.rhai", "fn mine(x) { x }\n")
        .write("policies/b.rhai", "fn mine(x) { true }\n");
    check(&folder, &[])
        .ends(2)
        .shows(&["policies/a.rhai", "policies/b.rhai", "`mine`"]);
    // Nor does a mandate's data redefine the pack's.
    let folder = shop();
    folder.write("policies/data/teams.yaml", "[team]\n");
    let text = scripted("script", "it.metadata.owner in data.teams") + "data: { teams: [guest] }\n";
    folder.write(SCRIPT, &text);
    check(&folder, &[]).ends(2).says(
        "policies/script.yaml:11:9",
        "policy::data",
        &["`teams` already"],
    );
    fs::write(
        folder.join(SCRIPT),
        text.replace("\ndata: {", "\n# data: {"),
    )
    .unwrap();
    let report = check(&folder, &[]).ends(0);
    assert_eq!(report.verdict("script", "checkout"), "pass");
}
