//! What a set-up writes, what it leaves, and that what it wrote passes.

use crate::support::{Folder, command, mustmay};
use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::process::{Command, Stdio};

fn init(folder: &Folder, arguments: &[&str]) -> String {
    let arguments: Vec<&str> = ["init"].iter().chain(arguments).copied().collect();
    mustmay(folder.path(), &arguments, &[]).expect(0, &[]).out
}

fn passes(folder: &Folder) {
    mustmay(folder.path(), &["test"], &[]).expect(0, &["cases passed, 0 failed"]);
    mustmay(folder.path(), &["check"], &[]).expect(0, &[]);
}

#[test]
fn an_empty_folder_gets_something_to_judge() {
    for folder in [Folder::new(), Folder::repository()] {
        let help = "`mustmay init` writes a first one";
        mustmay(folder.path(), &["check"], &[]).expect(3, &[help]);
        let said = init(&folder, &[]);
        for path in [
            "policies/plain-names.yaml",
            "policies/plain-names_test.yaml",
            "service.yaml",
            "mustmay.yaml",
        ] {
            assert!(said.contains(&format!("wrote {path}\n")), "{said}");
            assert!(folder.join(path).is_file());
        }
        passes(&folder);
        // There is a ledger to ask for exceptions in.
        let asked = ["exceptions", "request", "ffffffff", "--reason", "x"];
        mustmay(folder.path(), &asked, &[]).expect(2, &["no finding of this run is meant"]);
        let out = mustmay(folder.path(), &["check", "--format", "json"], &[]).out;
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        let outcomes = report["outcomes"].as_array().unwrap();
        let own = outcomes
            .iter()
            .find(|outcome| outcome["mandate"] == "plain-names")
            .unwrap();
        assert_eq!(own["verdict"], "pass");
    }
}

#[test]
fn manifests_that_are_there_are_what_is_judged() {
    let folder = Folder::repository();
    folder.write(
        "compose.yaml",
        "services:\n  web:\n    image: nginx:1.27.1\n",
    );
    let said = init(&folder, &[]);
    assert!(!said.contains("service.yaml"), "{said}");
    assert!(!folder.join("service.yaml").exists());
    passes(&folder);
}

#[test]
fn a_folder_below_the_top_sets_the_repository_up() {
    let folder = Folder::repository();
    folder.write("deep/down/.keep", "");
    mustmay(&folder.join("deep/down"), &["init", "--hook"], &[]).expect(0, &[]);
    assert!(folder.join("mustmay.yaml").is_file());
    assert!(folder.join(".git/hooks/pre-commit").is_file());
}

#[test]
fn nothing_is_overwritten() {
    let folder = Folder::repository();
    folder
        .write("mustmay.yaml", "mine")
        .write(".github/workflows/mustmay.yml", "mine")
        .write(".gitlab-ci.yml", "mine")
        .write(".git/hooks/pre-commit", "mine");
    let said = init(&folder, &["--hook", "--ci", "github"]);
    assert!(said.contains("kept  mustmay.yaml"), "{said}");
    assert!(
        said.contains("let it run `mustmay check --staged`"),
        "{said}"
    );
    let said = init(&folder, &["--ci", "gitlab"]);
    assert!(
        said.contains("- local: .gitlab/mustmay.gitlab-ci.yml"),
        "{said}"
    );
    for path in [
        "mustmay.yaml",
        ".github/workflows/mustmay.yml",
        ".gitlab-ci.yml",
        ".git/hooks/pre-commit",
    ] {
        assert_eq!(fs::read_to_string(folder.join(path)).unwrap(), "mine");
    }
    assert!(!folder.join("policies").exists());
}

#[test]
fn a_second_time_changes_nothing() {
    let folder = Folder::repository();
    init(&folder, &["--hook", "--ci", "gitlab"]);
    folder.git(&["add", "-A"]);
    folder.git(&["commit", "-qnm", "x"]);
    let said = init(&folder, &["--hook", "--ci", "gitlab"]);
    assert!(!said.contains("wrote"), "{said}");
    assert_eq!(folder.git(&["status", "--porcelain"]), "");
}

#[test]
fn policies_of_somebody_else_are_not_mixed_with_ours() {
    let folder = Folder::repository();
    folder.write("policies/opa.yaml", "rego: here\n");
    let said = init(&folder, &[]);
    assert!(
        said.contains("wrote mustmay-policies/plain-names.yaml"),
        "{said}"
    );
    passes(&folder);
}

#[test]
fn policies_of_ours_that_are_there_are_used() {
    let (first, second) = (Folder::repository(), Folder::repository());
    init(&first, &[]);
    let mandate = fs::read_to_string(first.join("policies/plain-names.yaml")).unwrap();
    second.write(
        "policies/names.yaml",
        &mandate.replace("plain-names", "names"),
    );
    let said = init(&second, &[]);
    assert!(!said.contains("plain-names"), "{said}");
    mustmay(second.path(), &["explain", "names", "service.yaml"], &[]).expect(0, &[]);
}

#[test]
fn a_hook_needs_a_repository_and_says_where_it_would_not_be_seen() {
    let folder = Folder::new();
    mustmay(folder.path(), &["init", "--hook"], &[]).expect(2, &["needs a git repository"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "half done");

    let folder = Folder::repository();
    folder.git(&["config", "core.hooksPath", ".husky"]);
    let said = init(&folder, &["--hook"]);
    assert!(said.contains("lacks .husky/pre-commit"), "{said}");
    assert!(
        said.contains("write a hook there that runs `mustmay check --staged`"),
        "{said}"
    );
    assert!(!folder.join(".git/hooks/pre-commit").exists());
    assert!(!folder.join(".husky").exists());
    folder.write(".husky/pre-commit", "npm test\n");
    let said = init(&folder, &["--hook"]);
    assert!(said.contains("kept  .husky/pre-commit"), "{said}");
    assert!(said.contains("let its hook run"), "{said}");
    folder.write(".husky/pre-commit", "mustmay check --staged\n");
    assert!(!init(&folder, &["--hook"]).contains("hooksPath"));
}

#[test]
fn the_hook_works_in_a_linked_work_tree_too() {
    let folder = Folder::repository();
    folder.write("a", "").commit();
    folder.git(&["worktree", "add", "-q", "linked"]);
    mustmay(&folder.join("linked"), &["init", "--hook"], &[]).expect(0, &[]);
    assert!(folder.join(".git/hooks/pre-commit").is_file());
    assert!(folder.join("linked/mustmay.yaml").is_file());
}

/// A manifest of each kind, as it stands in the examples: what is set up passes with every one of them.
#[test]
fn every_kind_of_repository_is_set_up() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for (manifest, services) in [
        ("service/invoices/service.yaml", 1),
        ("backstage/catalog-info.yaml", 4),
        ("score/search/score.yaml", 1),
        ("kubernetes/parcels/deployment.yaml", 2),
        ("compose/compose.yaml", 5),
    ] {
        let folder = Folder::repository();
        let text = fs::read_to_string(examples.join(manifest)).unwrap();
        let (_, name) = manifest.split_once('/').unwrap();
        folder.write(name, &text);
        let said = init(&folder, &["--hook", "--ci", "github"]);
        let wrote = said.contains("wrote service.yaml");
        assert!(!wrote, "{manifest}: {said}");
        passes(&folder);
        let out = mustmay(folder.path(), &["check", "--format", "json"], &[]).out;
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(report["counts"]["services"], services, "{manifest}");
        let outcomes = report["outcomes"].as_array().unwrap();
        let own = outcomes
            .iter()
            .filter(|outcome| outcome["mandate"] == "plain-names")
            .filter(|outcome| outcome["verdict"] != "not-applicable");
        assert!(
            own.count() >= 1,
            "{manifest}: the first mandate judged nothing"
        );
    }
}

/// What a set-up writes is none of the files that a check then asks about.
#[test]
fn the_files_of_a_ci_are_no_manifests() {
    for (ci, file) in [
        ("github", ".github/workflows/mustmay.yml"),
        ("gitlab", ".gitlab/mustmay.gitlab-ci.yml"),
    ] {
        let folder = Folder::repository();
        init(&folder, &["--ci", ci]);
        assert!(folder.join(file).is_file());
        let run = mustmay(folder.path(), &["check", "-v"], &[]).expect(0, &["excluded"]);
        assert!(!run.out.contains("recognised by no kind"), "{run:#?}");
        // Others are, as before.
        folder.write(".github/workflows/other.yml", "on: push\n");
        let other = ["recognised by no kind: .github/workflows/other.yml"];
        mustmay(folder.path(), &["check"], &[]).expect(0, &other);
    }
}

/// Whoever has manifests that are templates learns it here, and not from a red run.
#[test]
fn a_manifest_that_cannot_be_read_is_named() {
    let folder = Folder::repository();
    folder.write(
        "chart/templates/deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n",
    );
    let said = init(&folder, &[]);
    let line = "cannot be read as it is: chart/templates/deployment.yaml\n";
    assert!(said.contains(line), "{said}");
    assert!(!folder.join("service.yaml").exists());
    mustmay(folder.path(), &["check"], &[]).expect(2, &["looks like a template"]);
}

/// Where a framework keeps the hooks, one beside it would be moved away or never run.
#[test]
fn hooks_of_a_framework_are_its_own() {
    let folder = Folder::repository();
    folder.write(".pre-commit-config.yaml", "repos: []\n");
    let said = init(&folder, &["--hook"]);
    assert!(said.contains("kept  .pre-commit-config.yaml"), "{said}");
    assert!(said.contains("entry: mustmay check --staged"), "{said}");
    assert!(!folder.join(".git/hooks/pre-commit").exists());
    let hook = said.lines().filter_map(|line| line.strip_prefix("      "));
    let hook = hook.skip(1).collect::<Vec<_>>().join("\n  ");
    let config = format!("repos:\n  {hook}\n");
    folder.write(".pre-commit-config.yaml", &config);
    let reading = crate::documents::read_as("config.yaml", &config);
    assert_eq!(reading.diagnostics, []);
    let parsed = crate::documents::json_of(&reading).remove(0);
    assert_eq!(parsed["repos"][0]["hooks"][0]["pass_filenames"], false);
    // What runs it already needs no advice.
    let said = init(&folder, &["--hook"]);
    assert!(!said.contains("add to its repos"), "{said}");
}

#[test]
fn a_bare_repository_is_not_filled_with_files() {
    let folder = Folder::new();
    folder.git(&["init", "-q", "--bare"]);
    let before = fs::read_dir(folder.path()).unwrap().count();
    mustmay(folder.path(), &["init"], &[]).expect(2, &["this is a bare repository"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);
}

#[test]
fn our_own_hook_needs_no_advice() {
    let folder = Folder::repository();
    init(&folder, &["--hook"]);
    let said = init(&folder, &["--hook"]);
    assert!(said.contains("kept  .git/hooks/pre-commit\n"), "{said}");
    assert!(!said.contains("let it run"), "{said}");
}

/// What is said to somebody who sits at a terminal and types.
#[cfg(unix)]
fn at_a_terminal(
    folder: &Path,
    arguments: &str,
    variables: &[(&str, &str)],
    typed: &str,
) -> String {
    use std::io::Write as _;
    let mut script = Command::new("script");
    let program = format!("'{}' init {arguments}", env!("CARGO_BIN_EXE_mustmay"));
    script
        .args(["-q", "-e", "-c", &program, "/dev/null"])
        .current_dir(folder)
        .env_clear()
        .envs(
            command(folder)
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = script.spawn().expect("the tests need script");
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

#[cfg(unix)]
const HOOK: &str = "Check every commit with a git hook? [y/N]";

#[cfg(unix)]
#[test]
fn at_a_terminal_it_asks_what_no_flag_said() {
    let folder = Folder::repository();
    let said = at_a_terminal(folder.path(), "", &[], "maybe\ny\ntravis\ngithub\n");
    assert_eq!(said.matches(HOOK).count(), 2, "{said}");
    let ci = "Write a CI file: github, gitlab or none? [none]";
    assert_eq!(said.matches(ci).count(), 2, "{said}");
    assert!(folder.join(".git/hooks/pre-commit").is_file(), "{said}");
    assert!(folder.join(".github/workflows/mustmay.yml").is_file());
    passes(&folder);

    // What is there is what is proposed, seen from a folder below too; no answer is no hook.
    let folder = Folder::repository();
    folder.write(".gitlab-ci.yml", "").write("deep/.keep", "");
    let said = at_a_terminal(&folder.join("deep"), "", &[], "\n\n");
    assert!(said.contains("[gitlab]"), "{said}");
    assert!(folder.join(".gitlab/mustmay.gitlab-ci.yml").is_file());
    assert!(!folder.join(".git/hooks/pre-commit").exists());

    // Flags are answers.
    let folder = Folder::repository();
    let said = at_a_terminal(folder.path(), "--hook --ci gitlab", &[], "");
    assert!(!said.contains('?'), "{said}");

    // Nobody answers in CI, whatever its streams are.
    let folder = Folder::repository();
    let said = at_a_terminal(folder.path(), "", &[("CI", "true")], "");
    assert!(!said.contains('?'), "{said}");

    // Where there are no commits there is no question about them, and an end of input is no answer.
    let folder = Folder::new();
    let said = at_a_terminal(folder.path(), "", &[], "");
    assert!(
        !said.contains(HOOK) && said.contains("none? [none]"),
        "{said}"
    );
    assert!(said.contains("wrote mustmay.yaml"), "{said}");
}

/// In a pipe nobody answers, and nothing may wait.
#[test]
fn nothing_is_asked_in_a_pipe() {
    let folder = Folder::repository();
    let run = crate::support::mustmay_reading(folder.path(), &["init"], b"y\ngithub\n");
    assert_eq!((run.code, run.out.contains('?')), (0, false), "{run:?}");
    assert!(!folder.join(".github").exists());
    assert!(!folder.join(".git/hooks/pre-commit").exists());
}

/// A commit that the hook refuses, one that it lets through, and one without the program.
#[cfg(unix)]
#[test]
fn the_hook_judges_commits() {
    let folder = Folder::repository();
    init(&folder, &["--hook"]);
    let program = Path::new(env!("CARGO_BIN_EXE_mustmay"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        crate::support::variable("PATH").unwrap().to_string_lossy()
    );
    let commit = |path: &str| {
        folder.git(&["add", "-A"]);
        let output = Command::new("git")
            .args(["-c", "user.name=Mia", "-c", "user.email=mia@example.com"])
            .args(["commit", "-m", "x"])
            .current_dir(folder.path())
            .env_clear()
            .envs([
                ("PATH", path),
                ("GIT_CONFIG_NOSYSTEM", "1"),
                ("HOME", "/nonexistent"),
            ])
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    let (went, said) = commit("/usr/bin:/bin");
    assert!(!went && said.contains("nothing was checked"), "{said}");
    let (went, said) = commit(&path);
    assert!(went, "{said}");
    folder.write(
        "service.yaml",
        "apiVersion: mustmay/v1\nkind: Service\nmetadata: [\n",
    );
    let (went, said) = commit(&path);
    assert!(!went && said.contains("service.yaml"), "{said}");
}
