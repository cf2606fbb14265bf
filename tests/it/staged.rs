//! What is about to be committed is judged as the index holds it, and nothing else is.

use crate::support::{Folder, Run, mustmay};
use std::fs;

const CONFIG: &str = "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n";

const POLICY: &str = "
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: small-owner, owner: platform, rationale: It shows., reviewBy: 2027-12-31 }
appliesTo: { kinds: [service] }
must:
  - { id: owner, at: metadata.owner, schema: { type: string, pattern: '^[a-z-]+$' }, otherwise: write it small }
enforce: deny
";

fn service(owner: &str) -> String {
    format!("apiVersion: mustmay/v1\nkind: Service\nmetadata:\n  name: shop\n  owner: {owner}\n")
}

/// A repository with a policy and a good service, committed.
fn repository() -> Folder {
    let folder = Folder::repository();
    folder
        .write(
            "mustmay.yaml",
            "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n",
        )
        .write("policies/small-owner.yaml", POLICY)
        .write("a/service.yaml", &service("team-a"))
        .commit();
    folder
}

fn staged(folder: &Folder) -> Run {
    mustmay(folder.path(), &["check", "--staged"], &[])
}

const NOTHING: &str = "no manifest is staged, so there was nothing to judge";

/// Case 54: the index is judged, whatever the work tree says, and the other way round.
#[test]
fn case_54_a_file_staged_in_part_is_judged_by_its_index() {
    let folder = repository();
    folder.write("a/service.yaml", &service("BAD"));
    folder.git(&["add", "a"]);
    folder.write("a/service.yaml", &service("team-a"));
    staged(&folder).expect(1, &["a/service.yaml:5", "BAD"]);
    mustmay(folder.path(), &["check"], &[]).expect(0, &[]);

    folder.git(&["add", "a"]);
    folder.write("a/service.yaml", &service("team-b"));
    folder.git(&["add", "a"]);
    folder.write("a/service.yaml", &service("BAD"));
    staged(&folder).expect(0, &["1 service in 1 file", "1 pass"]);
    mustmay(folder.path(), &["check"], &[]).expect(1, &["BAD"]);

    // Also where the file is gone from the work tree, or something else stands there.
    fs::remove_file(folder.join("a/service.yaml")).unwrap();
    fs::create_dir(folder.join("a/service.yaml")).unwrap();
    staged(&folder).expect(0, &["1 service in 1 file", "1 pass"]);
}

/// Case 55: what `git commit -- PATH` commits stands in an index of its own, and the hook is told which.
#[cfg(unix)]
#[test]
fn case_55_the_index_of_the_hook_is_the_one_that_counts() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = repository();
    folder.write(
        ".git/hooks/pre-commit",
        &format!(
            "#!/bin/sh\nexec '{}' check --staged --as-of 2026-11-22\n",
            env!("CARGO_BIN_EXE_mustmay")
        ),
    );
    fs::set_permissions(
        folder.join(".git/hooks/pre-commit"),
        fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    let commit = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .args(["-c", "user.name=Mia", "-c", "user.email=mia@example.com"])
            .args(["commit", "-q", "-m", "x"])
            .args(arguments)
            .current_dir(folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    // Staged is good, and the commit of the path takes the work tree, which is bad.
    folder.write("b/service.yaml", &service("team-b"));
    folder.git(&["add", "b"]);
    folder.write("b/service.yaml", &service("BAD"));
    let (went, said) = commit(&["--", "b/service.yaml"]);
    assert!(!went && said.contains("BAD"), "{said}");
    // Staged is bad, and the commit of another path does not take it.
    folder.git(&["add", "b"]);
    folder.write("c/service.yaml", &service("team-c"));
    folder.git(&["add", "-N", "c"]);
    let (went, said) = commit(&["--", "c/service.yaml"]);
    assert!(went, "{said}");
    // Everything, from a folder below.
    let (went, said) = commit(&["-a"]);
    assert!(!went && said.contains("BAD"), "{said}");
    // Without the hook it goes through, and the check of the repository fails all the same.
    assert!(commit(&["-a", "-n"]).0);
    mustmay(folder.path(), &["check"], &[("CI", "true")]).expect(1, &["BAD"]);
}

/// Case 55: a hook's variables do not lead elsewhere.
#[test]
fn case_55_other_variables_of_git_change_nothing() {
    let (folder, other) = (repository(), repository());
    folder.write("a/service.yaml", &service("BAD"));
    folder.git(&["add", "a"]);
    let elsewhere = other.join(".git");
    let elsewhere = elsewhere.to_str().unwrap();
    for name in [
        "GIT_DIR",
        "GIT_COMMON_DIR",
        "GIT_WORK_TREE",
        "GIT_OBJECT_DIRECTORY",
    ] {
        mustmay(folder.path(), &["check", "--staged"], &[(name, elsewhere)]).expect(1, &["BAD"]);
    }
    // An index that is no index is an error, never an empty one.
    let index = folder.join("policies/small-owner.yaml");
    let index = index.to_str().unwrap();
    mustmay(
        folder.path(),
        &["check", "--staged"],
        &[("GIT_INDEX_FILE", index)],
    )
    .expect(2, &["git ls-files"]);
}

/// Case 56: nothing that the repository brings is started.
#[cfg(unix)]
#[test]
fn case_56_a_hostile_configuration_starts_nothing() {
    let folder = repository();
    let canary = crate::git::canary(&folder);
    let program = format!("{} ;:", canary.to_str().unwrap());
    folder.write(".gitattributes", "* filter=evil diff=evil\n");
    folder.write("a/service.yaml", &service("BAD"));
    folder.git(&["add", "-A"]);
    drop(fs::remove_file(folder.join("sung")));
    for name in [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "alias.ls-files",
        "alias.cat-file",
    ] {
        folder.git(&["-c", "core.fsmonitor=false", "config", name, &program]);
    }
    staged(&folder).expect(1, &["BAD"]);
    assert!(!folder.join("sung").exists(), "a program was started");
    folder.git(&["ls-files"]);
    assert!(folder.join("sung").exists(), "the test proves nothing");
}

/// Case 56: a bare repository in the tree is not entered, though the program is started in it.
#[cfg(unix)]
#[test]
fn case_56_an_embedded_bare_repository_is_not_asked() {
    let folder = repository();
    let canary = crate::git::canary(&folder);
    folder
        .write("evil/HEAD", "ref: refs/heads/main\n")
        .write("evil/refs/heads/.keep", "")
        .write("evil/objects/.keep", "")
        .write(
            "evil/config",
            &format!(
                "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = {}\n\tfsmonitor = {}\n",
                folder.join("evil").display(),
                canary.display()
            ),
        )
        .write("a/service.yaml", &service("BAD"));
    folder.git(&["add", "-A"]);
    drop(fs::remove_file(folder.join("sung")));
    mustmay(&folder.join("evil"), &["check", "--staged"], &[]).expect(1, &["BAD"]);
    assert!(!folder.join("sung").exists(), "a program was started");
}

/// Case 57.
#[cfg(unix)]
#[test]
fn case_57_a_repository_of_somebody_else_is_an_error() {
    if !crate::support::is_root() {
        eprintln!("skipped: only root can give a repository away");
        return;
    }
    let folder = repository();
    folder.write("a/service.yaml", &service("BAD"));
    folder.git(&["add", "-A"]);
    for path in [folder.path().to_path_buf(), folder.join(".git")] {
        std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
    }
    staged(&folder).expect(2, &["another user owns it", "safe.directory"]);
}

/// Case 58: bits that hide a file from git's eye do not hide what is staged.
#[test]
fn case_58_bits_of_the_index_hide_nothing() {
    for bit in ["--skip-worktree", "--assume-unchanged"] {
        let folder = repository();
        folder.write("a/service.yaml", &service("BAD"));
        folder.git(&["add", "a"]);
        folder.git(&["update-index", bit, "a/service.yaml"]);
        staged(&folder).expect(1, &["BAD"]);
    }
}

/// Case 58: a submodule and a nested repository are others' business, and said; what git ignores is not staged.
#[test]
fn case_58_submodules_are_named_and_not_judged() {
    let (folder, other) = (repository(), repository());
    folder.git(&[
        "submodule",
        "--quiet",
        "add",
        other.path().to_str().unwrap(),
        "sub",
    ]);
    let nested = folder.join("nested");
    fs::create_dir(&nested).unwrap();
    folder.git(&["-C", "nested", "init", "-q"]);
    folder
        .write("nested/service.yaml", &service("BAD"))
        .write(".gitignore", "ignored/\n")
        .write("ignored/service.yaml", &service("BAD"));
    staged(&folder).expect(0, &["sub/ (submodule)", NOTHING]);
    folder.git(&["add", "-f", "ignored/service.yaml"]);
    staged(&folder).expect(1, &["ignored/service.yaml"]);
}

/// Case 59: a link in the index is a text that names a file, and nothing of it is read.
#[cfg(unix)]
#[test]
fn case_59_links_are_named_and_not_followed() {
    let folder = repository();
    fs::create_dir(folder.join("b")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("b/service.yaml")).unwrap();
    folder.git(&["add", "b"]);
    staged(&folder).expect(0, &["b/service.yaml (symlink)", NOTHING]);
    // In the place of a file that was judged before.
    fs::remove_file(folder.join("a/service.yaml")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("a/service.yaml")).unwrap();
    folder.git(&["add", "a"]);
    staged(&folder).expect(0, &["a/service.yaml (symlink)", NOTHING]);
}

/// A file with the very bytes that were a link's before is new, since nobody has judged it.
#[cfg(unix)]
#[test]
fn a_link_that_becomes_a_file_of_the_same_bytes_is_judged() {
    let folder = repository();
    fs::create_dir(folder.join("b")).unwrap();
    std::os::unix::fs::symlink(service("BAD"), folder.join("b/service.yaml")).unwrap();
    folder.commit();
    fs::remove_file(folder.join("b/service.yaml")).unwrap();
    folder.write("b/service.yaml", &service("BAD"));
    folder.git(&["add", "b"]);
    staged(&folder).expect(1, &["b/service.yaml:5"]);
}

#[test]
fn a_commit_without_manifests_is_fine_and_says_so() {
    let folder = repository();
    staged(&folder).expect(0, &[NOTHING, "0 services in 0 files"]);
    folder.write("README.md", "x");
    folder.git(&["add", "-A"]);
    let run = staged(&folder).expect(0, &[NOTHING]);
    assert!(!run.out.contains("--allow-empty"), "{run:?}");
    // Not so without mandates.
    folder.write(
        "mustmay.yaml",
        "apiVersion: mustmay/v1\nkind: Config\npolicies: [none]\n",
    );
    folder.write("none/.keep", "");
    staged(&folder).expect(3, &["the policy set holds no mandate"]);
}

#[test]
fn a_commit_to_which_nothing_applies_is_fine_and_says_so() {
    let folder = repository();
    folder.write("compose.yaml", "services: { web: { image: nginx } }\n");
    folder.git(&["add", "compose.yaml"]);
    staged(&folder).expect(
        0,
        &[
            "no mandate applies to what is staged",
            "1 service in 1 file",
        ],
    );
}

#[test]
fn only_what_changed_is_judged() {
    let folder = repository();
    folder.write("a/service.yaml", &service("BAD")).commit();
    folder.write("b/service.yaml", &service("team-b"));
    folder.git(&["add", "-A"]);
    staged(&folder).expect(0, &["1 service in 1 file"]);
    // A mode is no content.
    folder.git(&["update-index", "--chmod=+x", "a/service.yaml"]);
    staged(&folder).expect(0, &["1 service in 1 file"]);
}

#[test]
fn moved_deleted_and_new_files_behave() {
    let folder = repository();
    folder.write("a/service.yaml", &service("BAD")).commit();
    folder.git(&["mv", "a", "moved"]);
    staged(&folder).expect(1, &["moved/service.yaml:5", "1 service in 1 file"]);
    folder.git(&["rm", "-rqf", "moved"]);
    staged(&folder).expect(0, &[NOTHING]);
    // Before the first commit everything is new.
    let folder = Folder::repository();
    folder.write("mustmay.yaml", CONFIG);
    folder.write("policies/p.yaml", POLICY);
    folder.write("a/service.yaml", &service("BAD"));
    folder.git(&["add", "-A"]);
    staged(&folder).expect(1, &["a/service.yaml:5"]);
}

/// `pre-commit run --all-files` in CI stages nothing: a hook must not stand for the gate there.
#[test]
fn nothing_staged_at_all_is_no_pass_in_ci() {
    let folder = repository();
    folder.write("a/service.yaml", &service("BAD")).commit();
    let in_ci = |arguments: &[&str]| {
        let all = [&["check", "--staged"], arguments].concat();
        mustmay(folder.path(), &all, &[("CI", "true")])
    };
    in_ci(&[]).expect(
        3,
        &["nothing is staged; in CI `mustmay check` judges the tree"],
    );
    in_ci(&["--allow-empty"]).expect(0, &[NOTHING]);
    staged(&folder).expect(0, &[NOTHING]);
    // A commit that a job of CI makes needs no manifest, and may only delete.
    folder.write("notes.txt", "x");
    folder.git(&["add", "notes.txt"]);
    in_ci(&[]).expect(0, &[NOTHING]);
    folder.git(&["reset", "-q"]);
    folder.git(&["rm", "-q", "--cached", "a/service.yaml"]);
    in_ci(&[]).expect(0, &[NOTHING]);
}

/// `git add -N` stages a name and no content: no commit takes it.
#[test]
fn a_file_that_is_only_to_be_added_is_not_judged() {
    let folder = repository();
    folder.write("b/service.yaml", &service("BAD"));
    folder.git(&["add", "-N", "b"]);
    let unfilled = "b/service.yaml (marked to be added, without content)";
    staged(&folder).expect(0, &[unfilled, NOTHING]);
    // What was emptied, or was empty from the first, is committed as it is.
    let folder = repository();
    folder.write("a/service.yaml", &service("BAD")).commit();
    folder.write("a/service.yaml", "");
    folder.git(&["add", "-A"]);
    staged(&folder).expect(2, &["`a/service.yaml` holds no document"]);
    let folder = repository();
    folder
        .write("b/service.yaml", "")
        .write("c/service.yaml", "");
    folder.git(&["add", "b"]);
    folder.git(&["add", "-N", "c"]);
    let only_marked = "c/service.yaml (marked to be added, without content)";
    staged(&folder).expect(2, &["`b/service.yaml` holds no document", only_marked]);
    // So is it before the first commit.
    let folder = Folder::repository();
    folder.write("mustmay.yaml", CONFIG);
    folder.write("policies/p.yaml", POLICY);
    folder
        .write("b/service.yaml", "")
        .write("c/service.yaml", "");
    folder.git(&["add", "b"]);
    folder.git(&["add", "-N", "c"]);
    staged(&folder).expect(2, &["`b/service.yaml` holds no document", only_marked]);
}

#[test]
fn a_conflict_is_an_error() {
    let folder = repository();
    folder.git(&["checkout", "-q", "-b", "other"]);
    folder.write("a/service.yaml", &service("team-b")).commit();
    folder.git(&["checkout", "-q", "main"]);
    folder.write("a/service.yaml", &service("team-c")).commit();
    let merge = std::process::Command::new("git")
        .args(["-c", "user.name=Mia", "-c", "user.email=mia@example.com"])
        .args(["merge", "-q", "other"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(!merge.status.success());
    staged(&folder).expect(2, &["`a/service.yaml` is in conflict"]);
}

#[test]
fn what_cannot_be_asked_is_an_error() {
    let folder = Folder::new();
    staged(&folder).expect(2, &["there is no git repository here"]);
    let folder = repository();
    mustmay(folder.path(), &["check", "--staged", "a"], &[]).expect(2, &["cannot be used with"]);
    // An object that is gone.
    folder.write("a/service.yaml", &service("BAD"));
    folder.git(&["add", "a"]);
    let object = folder.git(&["rev-parse", ":a/service.yaml"]);
    let (start, rest) = object.split_at(2);
    fs::remove_file(folder.join(&format!(".git/objects/{start}/{rest}"))).unwrap();
    staged(&folder).expect(2, &["git cat-file"]);
    // A broken index.
    fs::write(folder.join(".git/index"), "nonsense").unwrap();
    staged(&folder).expect(2, &["git ls-files"]);
}

#[test]
fn unreadable_content_is_an_error() {
    let folder = repository();
    fs::write(folder.join("a/service.yaml"), b"a: \xff\n").unwrap();
    folder.git(&["add", "a"]);
    folder.write("a/service.yaml", &service("team-a"));
    staged(&folder).expect(2, &["a/service.yaml", "UTF-8"]);
    folder.write("a/service.yaml", "a: [\n");
    folder.git(&["add", "a"]);
    staged(&folder).expect(2, &["a/service.yaml"]);
}

/// The policies stand in the work tree. Where the commit will hold others, that is said.
#[test]
fn policies_that_are_staged_otherwise_are_named() {
    let folder = repository();
    folder.write("policies/small-owner.yaml", &POLICY.replace("deny", "warn"));
    folder.write("a/service.yaml", &service("BAD"));
    folder.git(&["add", "a"]);
    staged(&folder).expect(
        0,
        &["not as it is staged: policies/small-owner.yaml", "BAD"],
    );
    folder.git(&["add", "-A"]);
    let run = staged(&folder).expect(0, &["BAD"]);
    assert!(!run.out.contains("as it is staged"), "{run:?}");
}

/// So do exceptions, and who may approve them: what is not staged at all, what git ignores, and what is staged and no longer
/// there, is named too.
#[test]
fn exceptions_that_are_not_staged_are_named() {
    let folder = repository();
    folder
        .write("exceptions/a.yaml", &record("EX-1", "a"))
        .write("exceptions/groups.yaml", "platform: [sam@example.com]\n")
        .write("policies/more.yaml", &POLICY.replace("small-owner", "more"))
        .write(".gitignore", "*.local.yaml\n");
    folder.commit();
    let quiet = |folder: &Folder| {
        let run = staged(folder);
        assert!(!run.out.contains("as it is staged"), "{run:?}");
    };
    quiet(&folder);
    let named = |folder: &Folder, file: &str| {
        let run = staged(folder);
        let line = format!("not as it is staged: {file}");
        assert!(run.out.contains(&line), "{file}: {run:?}");
    };
    folder.write("exceptions/b.yaml", &record("EX-2", "b"));
    named(&folder, "exceptions/b.yaml");
    folder.git(&["add", "-N", "exceptions/b.yaml"]);
    named(&folder, "exceptions/b.yaml");
    folder.git(&["add", "exceptions/b.yaml"]);
    quiet(&folder);
    folder.git(&["rm", "-q", "--cached", "exceptions/b.yaml"]);
    named(&folder, "exceptions/b.yaml");
    folder.git(&["add", "exceptions/b.yaml"]);
    folder.write("exceptions/c.local.yaml", &record("EX-3", "c"));
    named(&folder, "exceptions/c.local.yaml");
    fs::remove_file(folder.join("exceptions/c.local.yaml")).unwrap();
    folder.write("exceptions/groups.yaml", "platform: [mia@example.com]\n");
    named(&folder, "exceptions/groups.yaml");
    folder.git(&["add", "-A"]);
    quiet(&folder);
    fs::remove_file(folder.join("policies/more.yaml")).unwrap();
    named(&folder, "policies/more.yaml");
}

/// A record of the mandate `small-owner`.
fn record(id: &str, service: &str) -> String {
    format!(
        "apiVersion: mustmay/v1
kind: Exception
metadata: {{ id: {id} }}
mandate: small-owner
service: {service}
category: waiver
reason: It shows.
owner: team
requestedBy: mia@example.com
approvedBy: [sam@example.com]
created: 2026-11-01
expires: 2026-11-20
renewals: 0
"
    )
}

#[test]
fn what_is_excluded_stays_so() {
    let folder = repository();
    folder
        .write(
            "mustmay.yaml",
            "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\nmanifests: { exclude: [vendor/] }\n",
        )
        .write("vendor/service.yaml", &service("BAD"));
    folder.git(&["add", "-A"]);
    staged(&folder).expect(0, &[NOTHING]);
    // With a policy source from outside the tree's config loosens nothing.
    let policies = folder.join("policies");
    let arguments = [
        "check",
        "--staged",
        "--policies",
        policies.to_str().unwrap(),
    ];
    mustmay(folder.path(), &arguments, &[]).expect(1, &["vendor/service.yaml:5"]);
}

/// A mandate that looks at siblings sees those that are not staged too; only what is staged is judged.
#[test]
fn siblings_are_seen_and_not_judged() {
    let folder = repository();
    folder.write(
        "policies/alone.yaml",
        "
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: alone, owner: platform, rationale: It shows., reviewBy: 2027-12-31 }
appliesTo: { kinds: [service] }
must: [{ id: alone, script: siblings.len() == 0, otherwise: take another name }]
enforce: deny
",
    );
    folder.commit();
    folder.write("b/service.yaml", &service("team-b"));
    folder.git(&["add", "-A"]);
    let run = staged(&folder).expect(1, &["b/service.yaml", "1 service in 1 file"]);
    assert!(!run.out.contains("a/service.yaml:"), "{run:?}");
    // What could not be read of them could hide one.
    folder.write("a/service.yaml", "a: [\n");
    folder.git(&["add", "a"]);
    folder.git(&["commit", "-qnm", "x", "--", "a"]);
    staged(&folder).expect(2, &["a/service.yaml"]);
}

/// What the policy set expects of a repository is not asked of a commit.
#[test]
fn expectations_are_of_the_repository() {
    let folder = repository();
    folder
        .write(
            "policies/pack.yaml",
            "apiVersion: mustmay/v1\nkind: Pack\nmetadata: { id: p }\nexpects: [{ kind: service, atLeast: 2 }]\n",
        )
        .commit();
    staged(&folder).expect(0, &[NOTHING]);
    mustmay(folder.path(), &["check"], &[]).expect(3, &["expects 2 services"]);
    folder.write("other/service.yaml", &service("team-y"));
    let run = mustmay(folder.path(), &["check"], &[]);
    let both = run.expect(0, &["2 services in"]);
    assert!(!both.out.contains("expects"), "{both:#?}");
}

/// What is judged are the bytes of the index, and the report says which.
#[test]
fn the_report_holds_the_hash_of_what_was_judged() {
    let folder = repository();
    folder.write("a/service.yaml", &service("team-x"));
    folder.git(&["add", "a"]);
    folder.write("a/service.yaml", &service("team-y"));
    let run = mustmay(
        folder.path(),
        &["check", "--staged", "--format", "json"],
        &[],
    );
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let hash = mustmay::source::sha256(service("team-x").as_bytes());
    assert_eq!(report["files"][0]["sha256"], hash.as_str());
    assert_eq!(report["files"].as_array().unwrap().len(), 1);
    assert_eq!(report["run"]["loosened"].as_array().unwrap().len(), 0);
    assert_eq!(report["run"]["staged"], true);
    let run = mustmay(folder.path(), &["check", "--format", "json"], &[]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["run"]["staged"], false);
}
