//! The files by which others start us: hooks for pre-commit, the action, the CI examples. What they do is tested by
//! `.ci/integration`; here, that they are what those who read them expect.

use crate::documents::{json_of, read_as, shared};
use crate::support::{Folder, mustmay};
use serde_json::{Value, json};
use std::path::Path;

fn own_text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn yaml(path: &str) -> Value {
    let reading = read_as(path, &own_text(path));
    assert_eq!(reading.diagnostics, [], "{path}");
    json_of(&reading).remove(0)
}

#[track_caller]
fn assert_valid(schema: &str, path: &str) {
    let Some(folder) = shared("formats") else {
        return;
    };
    let schema = std::fs::read_to_string(folder.join(schema)).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::options().build(&schema).unwrap();
    let document = yaml(path);
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{path}{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn files_for_others_are_as_their_schemas_say() {
    for path in [
        ".pre-commit-hooks.yaml",
        "examples/mirror/.pre-commit-hooks.yaml",
    ] {
        assert_valid("pre-commit-hooks.schema.json", path);
    }
    assert_valid("github-action.schema.json", "action.yml");
}

/// A hook that is handed file names would judge the work tree, and one that runs twice at once reads half of it.
#[test]
fn hooks_judge_the_index_and_stand_alone() {
    for path in [
        ".pre-commit-hooks.yaml",
        "examples/mirror/.pre-commit-hooks.yaml",
    ] {
        for hook in yaml(path).as_array().unwrap() {
            let id = hook["id"].as_str().unwrap();
            assert_eq!(hook["pass_filenames"], json!(false), "{path} {id}");
            assert_eq!(hook["require_serial"], json!(true), "{path} {id}");
            let verb = id.trim_end_matches("-system");
            let entry = match verb {
                "mustmay-check" => "mustmay check --staged",
                "mustmay-test" => "mustmay test",
                "mustmay-exceptions" => "mustmay exceptions audit",
                _ => panic!("what does {id} start?"),
            };
            assert_eq!(hook["entry"], json!(entry), "{path} {id}");
        }
    }
}

/// An input that is written into a script is run; one that is a variable is not.
#[test]
fn no_script_of_ours_holds_an_expression() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().unwrap();
    let scripts: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["run"].as_str())
        .collect();
    assert_eq!(scripts.len(), 3);
    for script in scripts {
        assert!(!script.contains("${{"), "{script}");
    }
}

/// What other actions are handed are inputs that they have, and what our example hands us is one of ours.
#[test]
fn inputs_are_those_of_whoever_gets_them() {
    /// As `upload-sarif/action.yml` of `github/codeql-action` declares them.
    const OF_UPLOAD: &[&str] = &[
        "sarif_file",
        "checkout_path",
        "ref",
        "sha",
        "token",
        "matrix",
        "category",
        "wait-for-processing",
    ];
    let action = yaml("action.yml");
    let with = |step: &Value| -> Vec<String> {
        let with = step["with"].as_object().unwrap();
        with.keys().cloned().collect()
    };
    let steps = action["runs"]["steps"].as_array().unwrap().iter();
    let uploads: Vec<&Value> = steps.filter(|step| step.get("uses").is_some()).collect();
    assert_eq!(uploads.len(), 1);
    let uses = uploads[0]["uses"].as_str().unwrap();
    assert!(uses.starts_with("github/codeql-action/upload-sarif@"));
    for line in [
        own_text("action.yml"),
        own_text(".github/workflows/gate.yml"),
    ]
    .concat()
    .lines()
    {
        let Some((_, used)) = line.split_once("uses: ") else {
            continue;
        };
        // A tag can be moved to something else; a commit cannot.
        let (_, commit) = used.split_once('@').unwrap();
        let commit = commit.split(' ').next().unwrap();
        let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_commit, "{line}");
    }
    let handed = with(uploads[0]);
    assert!(handed.contains(&"sarif_file".to_owned()));
    for input in handed {
        assert!(OF_UPLOAD.contains(&&*input), "{input}");
    }

    let own = action["inputs"].as_object().unwrap();
    let example = yaml("examples/ci/github/.github/workflows/mustmay.yml");
    // Code scanning takes a report from a job that may write security events, and from no other.
    assert_eq!(example["permissions"]["security-events"], "write");
    let steps = example["jobs"]["check"]["steps"].as_array().unwrap().iter();
    let ours = steps.filter(|step| step["uses"].as_str().unwrap().contains("/mustmay@"));
    let handed: Vec<String> = ours.flat_map(with).collect();
    assert!(handed.len() >= 3, "{handed:?}");
    for input in handed {
        assert!(own.contains_key(&input), "{input}");
    }
    // Every input that the steps read is declared, and every one that is declared is read.
    let text = own_text("action.yml");
    for input in own.keys() {
        assert!(
            text.contains(&format!("inputs.{input}")),
            "{input} is not read"
        );
    }
    for read in text.split("inputs.").skip(1) {
        let name: String = read
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        assert!(own.contains_key(&name), "{name} is not declared");
    }
}

/// The YAML that the README shows is what the program takes.
#[test]
fn what_the_readme_shows_is_understood() {
    let readme = own_text("README.md");
    let blocks: Vec<&str> = readme
        .split("\n```yaml\n")
        .skip(1)
        .map(|block| block.split_once("\n```").unwrap().0)
        .collect();
    let of_kind = |kind: &str| {
        let line = format!("kind: {kind}\n");
        let found: Vec<&&str> = blocks
            .iter()
            .filter(|block| block.contains(&line))
            .collect();
        assert_eq!(found.len(), 1, "{kind}");
        (*found[0]).to_owned()
    };
    let folder = Folder::repository();
    let accountability = blocks
        .iter()
        .find(|block| block.starts_with("accountability:"))
        .unwrap();
    let mandate = format!("{}\n{accountability}\n", of_kind("Mandate"));
    folder
        .write(
            "mustmay.yaml",
            "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\nexceptions: [exceptions]\n",
        )
        .write("policies/user-auth.yaml", &mandate)
        .write("exceptions/EX-2026-014.yaml", &of_kind("Exception"))
        .write(
            "exceptions/groups.yaml",
            "identity-platform: [sam@example.com]\nteam-till: [mia@example.com]\n",
        )
        .write(
            "till/service.yaml",
            "apiVersion: mustmay/v1\nkind: Service\nmetadata: { name: till, owner: team-till }\nspec:\n  exposure: public\n  tier: 1\n  auth: { protocol: basic, provider: okta }\n  routes: []\n",
        );
    let run = mustmay(folder.path(), &["check", "--format", "json"], &[]).expect(0, &[]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["counts"]["excepted"], 1, "{report:#}");
    assert_eq!(report["exceptions"][0]["state"], "active", "{report:#}");
}

/// One version, wherever it is written.
#[test]
fn versions_are_the_same_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        yaml("action.yml")["inputs"]["version"]["default"],
        json!(version)
    );
    for (path, line) in [
        (
            "examples/mirror/pyproject.toml",
            format!("dependencies = [\"mustmay=={version}\"]"),
        ),
        (
            "examples/mirror/pyproject.toml",
            format!("version = \"{version}\""),
        ),
        ("examples/mirror/README.md", format!("rev: v{version}")),
        (
            "examples/ci/gitlab/mustmay.gitlab-ci.yml",
            format!("VERSION_OF_MUSTMAY: {version}"),
        ),
        (
            "examples/ci/gitlab/.gitlab-ci.yml",
            format!("ref: v{version}"),
        ),
    ] {
        assert!(own_text(path).contains(&line), "{path} lacks {line}");
    }
}

/// The pinned policies are the whole truth, whatever the checked tree says.
#[cfg(unix)]
#[test]
fn the_generic_snippet_pins_the_policies() {
    let (policies, tree) = (Folder::new(), Folder::repository());
    policies.write(
        "small-owner.yaml",
        "
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: small-owner, owner: platform, rationale: It shows., reviewBy: 2027-12-31 }
appliesTo: { kinds: [service] }
must:
  - { id: owner, at: metadata.owner, schema: { type: string, pattern: '^[a-z-]+$' }, otherwise: write it small }
enforce: deny
",
    );
    let source = policies.path().to_str().unwrap();
    tree.write(
        "service.yaml",
        &own_text("examples/ci/generic/service.yaml"),
    );
    let arguments = ["check", "--policies", source, "--format", "json"];
    let report = mustmay(tree.path(), &arguments, &[]).expect(0, &[]).out;
    let report: Value = serde_json::from_str(&report).unwrap();
    let digest = report["run"]["policySet"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pack| pack["digest"].as_str().unwrap().to_owned())
        .collect::<Vec<_>>();
    let pinned = mustmay(
        tree.path(),
        &[
            "check",
            "--policies",
            source,
            "--policies-digest",
            &format!("sha256:{}", "0".repeat(64)),
        ],
        &[("COLUMNS", "400")],
    )
    .expect(2, &["has the digest sha256:"]);
    let all = [pinned.out, pinned.err].concat();
    let (_, digest_of_set) = all.split_once("has the digest ").unwrap();
    let digest_of_set = digest_of_set.get(..71).unwrap();
    assert!(!digest.is_empty());

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci/generic/check.sh");
    let program = Path::new(env!("CARGO_BIN_EXE_mustmay")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", program.display());
    let run = |variables: &[(&str, &str)]| {
        let output = std::process::Command::new("sh")
            .arg(&script)
            .current_dir(tree.path())
            .env_clear()
            .envs([
                ("PATH", path.as_str()),
                ("CI", "true"),
                ("MUSTMAY_AS_OF", "2026-11-22"),
            ])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    let pins = [
        ("MUSTMAY_POLICIES", source),
        ("MUSTMAY_POLICIES_DIGEST", digest_of_set),
    ];
    let (code, said) = run(&pins);
    assert_eq!(code, Some(0), "{said}");
    // Case 53: a change that loosens its own config loosens nothing.
    tree.write("service.yaml", &own_text("examples/ci/generic/service.yaml").replace("team-", "TEAM-"))
        .write(
            "mustmay.yaml",
            "apiVersion: mustmay/v1\nkind: Config\npolicies: [\"builtin:starter\"]\nmanifests: { exclude: [\"**\"] }\n",
        );
    let (code, said) = run(&pins);
    assert!(
        code == Some(1) && said.contains("ignored"),
        "{code:?} {said}"
    );
    let (code, said) = run(&pins[..1]);
    assert!(code != Some(0) && said.contains("pins them"), "{said}");
    policies.write("more.rhai", "fn other() { 1 }");
    let (code, said) = run(&pins);
    assert_eq!(code, Some(2), "{said}");
}
