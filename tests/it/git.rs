//! What git is asked, and that it starts nothing.

use crate::support::{Folder, files, git};
use mustmay::source::{EntryKind, Git, GitError, Root, WalkError};
use std::ffi::OsString;
use std::fs;
use std::path::Path;

#[test]
fn head_origin_and_dirt_are_told() {
    let folder = Folder::repository();
    let root = folder.root();
    let git = root.git().unwrap();
    assert_eq!(git.head().unwrap(), None);
    assert_eq!(git.origin().unwrap(), None);
    assert!(git.is_dirty(&[]).unwrap());

    folder.write("a.yaml", "a: 1\nb: 2\n").commit();
    folder.git(&[
        "remote",
        "add",
        "origin",
        "https://token@host.example/shop/checkout.git",
    ]);
    assert_eq!(
        git.head().unwrap(),
        Some(folder.git(&["rev-parse", "HEAD"]))
    );
    assert_eq!(git.origin().unwrap().as_deref(), Some("shop/checkout"));

    let is_dirty = |path: &str, bytes: &[u8]| {
        let hash = mustmay::source::sha256(bytes);
        git.is_dirty(&[(Path::new(path), &hash)]).unwrap()
    };
    assert!(!is_dirty("a.yaml", b"a: 1\nb: 2\n"));
    assert!(!is_dirty("a.yaml", b"a: 1\r\nb: 2\r\n"));
    assert!(is_dirty("a.yaml", b"a: 2\nb: 2\n"));
    assert!(is_dirty("untracked.yaml", b""));
    folder.write("a.yaml", "a: 2");
    folder.git(&["add", "-A"]);
    assert!(git.is_dirty(&[]).unwrap());
}

/// Cases 54 and 55: what will be committed is the index that git names to its hook, and only for that question.
#[test]
fn staged_content_comes_from_the_index_of_the_hook() {
    let folder = Folder::repository();
    folder.write("a.yaml", "good: 1").commit();
    folder.write("a.yaml", "staged: 1");
    folder.git(&["add", "a.yaml"]);
    fs::copy(folder.join(".git/index"), folder.join(".git/other-index")).unwrap();
    folder.write("a.yaml", "work: 1").git(&["reset", "-q"]);

    let mut environment = vec![
        (
            OsString::from("GIT_INDEX_FILE"),
            folder.join(".git/other-index").into(),
        ),
        (OsString::from("GIT_DIR"), OsString::from("/nonexistent")),
        (
            OsString::from("GIT_WORK_TREE"),
            OsString::from("/nonexistent"),
        ),
    ];
    environment.push(("PATH".into(), crate::support::variable("PATH").unwrap()));
    let repository = Git::new(environment).find(folder.path()).unwrap().unwrap();
    let content = |entries: Vec<mustmay::source::Entry>| {
        let objects: Vec<&str> = entries.iter().map(|entry| entry.object.as_str()).collect();
        let mut blobs = repository.blobs(&objects).unwrap();
        assert_eq!(blobs.len(), 1);
        assert!(entries.iter().all(|entry| entry.kind == EntryKind::File));
        String::from_utf8(blobs.remove(0).unwrap()).unwrap()
    };
    assert_eq!(content(repository.staged().unwrap()), "staged: 1");
    assert_eq!(content(repository.tracked().unwrap()), "good: 1");
    assert!(
        repository
            .blobs(&["0123456789012345678901234567890123456789"])
            .is_err()
    );
}

/// Case 56: a repository that would start a program on almost every question to git.
#[cfg(unix)]
#[test]
fn a_hostile_configuration_starts_nothing() {
    let folder = Folder::repository();
    folder
        .write("a.yaml", "a: 1")
        .write("lost.yaml", "lost: 1")
        .write("sub/b.yaml", "a: 1")
        .write(".gitattributes", "* filter=evil diff=evil\n")
        .commit();
    let canary = canary(&folder);
    let program = format!("{} ;:", canary.to_str().unwrap());
    for hook in [
        "post-index-change",
        "post-checkout",
        "pre-commit",
        "fsmonitor-watchman",
    ] {
        fs::copy(&canary, folder.join(".git/hooks").join(hook)).unwrap();
        fs::copy(&canary, folder.join("hooks").join(hook)).unwrap();
    }
    let ext = format!("ext::{}", canary.to_str().unwrap());
    for (name, value) in [
        ("core.fsmonitor", program.as_str()),
        ("core.hooksPath", "hooks"),
        ("core.pager", &program),
        ("core.editor", &program),
        ("core.askPass", &program),
        ("core.sshCommand", &program),
        ("core.alternateRefsCommand", &program),
        ("core.gitProxy", &program),
        ("pager.ls-files", &program),
        ("credential.helper", &program),
        ("diff.external", &program),
        ("diff.evil.textconv", &program),
        ("diff.evil.command", &program),
        ("filter.evil.clean", &program),
        ("filter.evil.smudge", &program),
        ("filter.evil.process", &program),
        ("filter.evil.required", "true"),
        ("gpg.program", &program),
        ("alias.ls-files", &format!("!{program}")),
        ("uploadpack.packObjectsHook", &program),
        ("protocol.ext.allow", "always"),
        ("remote.origin.url", &ext),
        ("remote.origin.promisor", "true"),
        ("remote.origin.partialclonefilter", "blob:none"),
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
    ] {
        folder.git(&["config", name, value]);
    }
    let lost = folder.git(&["-c", "core.fsmonitor=false", "rev-parse", "HEAD:lost.yaml"]);
    let (start, rest) = lost.split_at(2);
    fs::remove_file(folder.join(&format!(".git/objects/{start}/{rest}"))).unwrap();
    let sung = |what: &str| {
        let log = folder.join("sung");
        let heard = log.exists();
        drop(fs::remove_file(log));
        assert!(!heard, "{what} started a program");
    };
    drop(fs::remove_file(folder.join("sung")));

    let walk = folder.walk(&[]).unwrap();
    assert_eq!(files(&walk), ["a.yaml", "lost.yaml", "sub/b.yaml"]);
    let root = folder.root();
    let repository = root.git().unwrap();
    sung("listing");
    repository.staged().unwrap();
    repository.head().unwrap();
    repository.origin().unwrap();
    let hash = mustmay::source::sha256(b"a: 1");
    repository
        .is_dirty(&[(Path::new("a.yaml"), &hash)])
        .unwrap();
    sung("reading");
    assert!(repository.blobs(&[&lost]).is_err());
    sung("a missing object");

    // The canary can sing: this is what everyday git does here.
    folder.git(&["ls-files"]);
    assert!(folder.join("sung").exists(), "the test proves nothing");
}

/// Case 56: git would take such a folder for a repository if it were started in it.
#[cfg(unix)]
#[test]
fn an_embedded_bare_repository_is_just_files() {
    let folder = Folder::repository();
    let canary = canary(&folder);
    folder
        .write("a.yaml", "a: 1")
        .write("evil/HEAD", "ref: refs/heads/main\n")
        .write("evil/refs/heads/.keep", "")
        .write("evil/objects/.keep", "")
        .write("evil/b.yaml", "a: 1")
        .write(
            "evil/config",
            &format!(
                "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = {}\n\tfsmonitor = {}\n",
                folder.join("evil").display(),
                canary.display()
            ),
        )
        .commit();
    drop(fs::remove_file(folder.join("sung")));

    let root = Root::of(&folder.join("evil"), git()).unwrap();
    assert_eq!(root.folder(), folder.path());
    let walk = folder.walk(&["evil"]).unwrap();
    assert_eq!(files(&walk), ["evil/b.yaml"]);
    assert!(!folder.join("sung").exists(), "a program was started");

    folder.git(&["-C", "evil", "ls-files"]);
    assert!(folder.join("sung").exists(), "the test proves nothing");
}

/// Case 57.
#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_is_an_error_that_says_what_to_do() {
    if !crate::support::is_root() {
        eprintln!("skipped: only root can give a repository away");
        return;
    }
    let folder = Folder::repository();
    folder.write("a.yaml", "a: 1").commit();
    for path in [folder.path(), &folder.join(".git")] {
        std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
    }
    let error = Root::of(folder.path(), git()).unwrap_err();
    assert!(
        matches!(error, WalkError::Git(GitError::Owner { .. })),
        "{error:?}"
    );
    assert!(error.help().unwrap().contains("safe.directory"));
}

#[test]
fn a_git_folder_that_is_none_is_an_error_and_no_empty_tree() {
    let stray = Folder::new();
    stray
        .write("a.yaml", "a: 1")
        .write(".git", "gitdir: nowhere\n");
    let error = Root::of(stray.path(), git()).unwrap_err();
    assert_eq!(error.code(), "git::failed");

    let outer = Folder::repository();
    outer
        .write("inner/.git/keep", "")
        .write("inner/a.yaml", "a: 1");
    let error = Root::of(&outer.join("inner"), git()).unwrap_err();
    assert_eq!(error.code(), "git::not-top");

    let elsewhere = Folder::repository();
    elsewhere.git(&["config", "core.worktree", outer.path().to_str().unwrap()]);
    let error = Root::of(elsewhere.path(), git()).unwrap_err();
    assert_eq!(error.code(), "git::not-top");
}

#[test]
fn without_git_a_work_tree_is_an_error_and_a_plain_tree_is_not() {
    let none = || Git::new([(OsString::from("PATH"), OsString::from("/nonexistent"))]);
    let error = Root::of(Folder::repository().path(), none()).unwrap_err();
    assert_eq!(error.code(), "git::not-started");
    let plain = Folder::new();
    let root = Root::of(plain.path(), none()).unwrap();
    assert!(root.git().is_none());
}

#[test]
fn a_linked_work_tree_is_a_work_tree() {
    let folder = Folder::repository();
    folder.write("a.yaml", "a: 1").commit();
    folder.git(&["worktree", "add", "-q", "linked"]);
    let root = Root::of(&folder.join("linked"), git()).unwrap();
    assert_eq!(root.folder(), folder.join("linked"));
    assert_eq!(root.git().unwrap().tracked().unwrap().len(), 1);
}

/// A program that leaves a file behind when it is started.
#[cfg(unix)]
pub(crate) fn canary(folder: &Folder) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let log = folder.join("sung");
    folder.write(
        "hooks/canary",
        &format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\n", log.display()),
    );
    let canary = folder.join("hooks/canary");
    fs::set_permissions(&canary, fs::Permissions::from_mode(0o755)).unwrap();
    canary
}
