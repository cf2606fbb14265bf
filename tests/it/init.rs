//! What a set-up writes, what it leaves, and that what it wrote passes.

use crate::support::{Folder, mustmay};
use std::fs;

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
    assert!(said.contains("kept  .husky/pre-commit"), "{said}");
    assert!(!folder.join(".git/hooks/pre-commit").exists());
    assert!(!folder.join(".husky").exists());
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
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_mustmay"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        crate::support::variable("PATH").unwrap().to_string_lossy()
    );
    let commit = |path: &str| {
        folder.git(&["add", "-A"]);
        let output = std::process::Command::new("git")
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
