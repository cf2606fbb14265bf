//! What may not be read, and where nothing may be written. Root may do everything, so as root somebody else is asked.

use super::{assert_calm, assert_whole, town};
use crate::exceptions::world::service;
use crate::exceptions::writing::files;
use crate::support::{Folder, Run, is_root, prepared};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The one who owns nothing else.
const NOBODY: u32 = 65534;

/// Somebody whom permissions bind, and the program where they can start it.
struct Somebody {
    program: PathBuf,
    is_root: bool,
    copied: Folder,
}

impl Somebody {
    fn new() -> Self {
        let copied = Folder::new();
        let mut somebody = Self {
            program: env!("CARGO_BIN_EXE_mustmay").into(),
            is_root: is_root(),
            copied,
        };
        let starts = somebody.command(Path::new("/"), &["--version"]).output();
        if !starts.is_ok_and(|output| output.status.success()) {
            // Built in a folder that nobody else may enter.
            fs::set_permissions(somebody.copied.path(), Permissions::from_mode(0o755)).unwrap();
            let copy = somebody.copied.join("mustmay");
            // By a process of its own: one that another test starts meanwhile would keep it busy.
            let done = Command::new("cp")
                .arg(&somebody.program)
                .arg(&copy)
                .status();
            assert!(done.unwrap().success());
            somebody.program = copy;
        }
        somebody
    }

    fn command(&self, cwd: &Path, arguments: &[&str]) -> Command {
        let mut command = prepared(self.program.to_str().unwrap(), cwd);
        command
            .args(arguments)
            .env("COLUMNS", "400")
            .env("MUSTMAY_REPOSITORY", "shop/till");
        if self.is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    fn run(&self, folder: &Folder, arguments: &[&str]) -> Run {
        let run = Run::of(&self.command(folder.path(), arguments).output().unwrap());
        assert_calm(&run);
        run
    }

    /// Gives them a folder with all that is in it.
    fn owns(&self, folder: &Path) {
        if !self.is_root {
            return;
        }
        chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.owns(&path);
            } else {
                chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// What is shut, for which command, and the path that the error names.
const SHUT: &[(&str, &str, &str)] = &[
    ("shop/service.yaml", "check", "shop/service.yaml"),
    ("shop/service.yaml", "check shop", "shop/service.yaml"),
    (
        "shop/service.yaml",
        "check shop/service.yaml",
        "shop/service.yaml",
    ),
    (
        "shop/service.yaml",
        "explain user-auth shop",
        "shop/service.yaml",
    ),
    ("shop/service.yaml", "record", "shop/service.yaml"),
    ("shop/service.yaml", "exceptions audit", "shop/service.yaml"),
    ("shop", "check", "shop"),
    ("shop", "check shop", "shop"),
    ("shop", "exceptions audit", "shop"),
    // Git only warns of what it does not track, and ends well.
    ("untracked", "check", "untracked"),
    ("untracked", "record", "untracked"),
    ("shop", "workarounds", "shop"),
    (
        "policies/user-auth.yaml",
        "check",
        "policies/user-auth.yaml",
    ),
    (
        "policies/user-auth.yaml",
        "check --policies policies",
        "policies/user-auth.yaml",
    ),
    ("policies/user-auth.yaml", "lint", "policies/user-auth.yaml"),
    (
        "policies/user-auth.yaml",
        "explain --all",
        "policies/user-auth.yaml",
    ),
    (
        "policies/user-auth_test.yaml",
        "check",
        "policies/user-auth_test.yaml",
    ),
    (
        "policies/user-auth_test.yaml",
        "test",
        "policies/user-auth_test.yaml",
    ),
    ("policies/lib.rhai", "check", "policies/lib.rhai"),
    ("policies/data", "check", "policies/data"),
    ("policies/data", "test", "policies/data"),
    ("policies/data", "lint", "policies/data"),
    ("policies/data/x.yaml", "check", "policies/data/x.yaml"),
    ("policies", "check", "policies"),
    ("policies", "review", "policies"),
    ("exceptions/ex.yaml", "check", "exceptions/ex.yaml"),
    (
        "exceptions/ex.yaml",
        "exceptions list",
        "exceptions/ex.yaml",
    ),
    (
        "exceptions/groups.yaml",
        "check shop",
        "exceptions/groups.yaml",
    ),
    ("exceptions/closed", "check shop", "exceptions/closed"),
    ("exceptions/closed", "exceptions list", "exceptions/closed"),
    (
        "exceptions/allowed_signers",
        "check shop",
        "exceptions/allowed_signers",
    ),
    ("exceptions", "check shop", "exceptions"),
    ("mustmay.yaml", "check", "mustmay.yaml"),
    (".git/index", "check", ".git/index"),
    (".git/index", "check --staged", ".git/index"),
    (".git/objects", "check --staged", ""),
    (".git", "check", ""),
    ("evidence", "review", "evidence"),
    ("evidence", "challenges list", "evidence"),
    ("evidence/history.jsonl", "review", "evidence/history.jsonl"),
    ("evidence/history.jsonl", "record", "evidence/history.jsonl"),
    (
        "evidence/challenges",
        "challenges audit",
        "evidence/challenges",
    ),
    (
        "evidence/challenges/CH-2026-001.yaml",
        "challenges list",
        "evidence/challenges/CH-2026-001.yaml",
    ),
];

#[test]
fn what_may_not_be_read_is_an_error_that_names_it() {
    let folder = town();
    folder
        .write("policies/lib.rhai", "fn f(x) { x }\n")
        .write("policies/data/x.yaml", "1\n")
        .write("exceptions/closed/README.md", "over\n")
        .write("exceptions/allowed_signers", "# nobody\n")
        .write("evidence/history.jsonl", "")
        .commit()
        .write("untracked/service.yaml", &service("new", "basic", "iam"));
    let somebody = Somebody::new();
    somebody.owns(folder.path());
    for (path, line, named) in SHUT {
        let what = format!("{line}, without {path}");
        let arguments: Vec<&str> = line.split(' ').collect();
        let calm = somebody.run(&folder, &arguments);
        assert_ne!(calm.code, 2, "{line}: {calm:#?}");
        let path = folder.join(path);
        let old = fs::metadata(&path).unwrap().permissions();
        mode(&path, 0);
        let run = somebody.run(&folder, &arguments);
        fs::set_permissions(&path, old).unwrap();
        assert_eq!(run.code, 2, "{what}: {run:#?}");
        let said = [&*run.out, &*run.err].concat();
        assert!(said.contains(named), "{what}: {run:#?}");
        // What git could not read it says itself.
        let why = ["Permission denied", "git"]
            .iter()
            .any(|why| said.contains(why));
        assert!(why, "{what}: {run:#?}");
    }
    // Those commands that record what they found have not.
    assert_eq!(
        fs::read_to_string(folder.join("evidence/history.jsonl"))
            .unwrap()
            .lines()
            .count(),
        1
    );
}

/// One unreadable file is in every format, at its place, and its neighbours are judged.
#[test]
fn the_neighbours_of_what_may_not_be_read_are_judged() {
    let folder = town();
    let somebody = Somebody::new();
    somebody.owns(folder.path());
    mode(&folder.join("till/service.yaml"), 0);
    for (word, _) in mustmay::report::check::Format::ALL {
        let run = somebody.run(&folder, &["check", "--format", word]);
        let run = run.expect(2, &["till/service.yaml", "Permission denied"]);
        if *word == "json" {
            let json: Value = serde_json::from_str(&run.out).unwrap();
            assert_eq!(json["exitCode"], 2);
            assert_eq!(json["counts"]["pass"], 1);
            assert_eq!(json["diagnostics"][0]["code"], "file::unreadable");
            assert_eq!(
                json["diagnostics"][0]["location"]["file"],
                "till/service.yaml"
            );
        }
    }
    let loose = [
        "check",
        "--no-fail",
        "--allow-empty",
        "--fail-level",
        "deny",
    ];
    somebody.run(&folder, &loose).expect(2, &[]);
    // Excluded it is nobody's business, and counted.
    let config = "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\nmanifests: { exclude: [till/, kiosk/] }\n";
    folder.write("mustmay.yaml", config);
    somebody
        .run(&folder, &["check"])
        .expect(0, &["1 pass", "excluded: 2 files"]);
}

/// A tree that may only be read is checked, and every command that would write there says that it did not.
#[test]
fn a_read_only_tree_is_checked_and_not_written() {
    let folder = town();
    fs::create_dir(folder.join("pages")).unwrap();
    let somebody = Somebody::new();
    somebody.owns(folder.path());
    let calm = somebody.run(&folder, &["check", "--format", "json"]);
    let old = files(folder.path());
    let set = |letters: &str| {
        let status = Command::new("chmod")
            .args(["-R", letters])
            .arg(folder.path())
            .status();
        assert!(status.unwrap().success());
    };
    set("a-w");
    for line in super::disk::WRITERS {
        let arguments: Vec<&str> = line.split(' ').collect();
        let run = somebody.run(&folder, &arguments);
        let what = format!("{line}: {run:#?}");
        assert_eq!(run.code, 2, "{what}");
        let said = [&*run.out, &*run.err].concat();
        assert!(said.contains("Permission denied"), "{what}");
        assert_whole(&files(folder.path()), &old, &old, false, &what);
    }
    let run = somebody.run(&folder, &["check", "--format", "json"]);
    assert_eq!((run.code, &run.out), (calm.code, &calm.out), "{run:#?}");
    assert_eq!(files(folder.path()), old);
    set("u+w");
}

/// Where home cannot be read, or is no folder, git reads no configuration of it; nobody else asks.
#[test]
fn a_home_that_may_not_be_read_changes_nothing() {
    let (folder, home) = (town(), Folder::new());
    let somebody = Somebody::new();
    somebody.owns(folder.path());
    home.write(".config/git/ignore", "*.yaml\n");
    mode(home.path(), 0);
    let calm = somebody.run(&folder, &["check", "--format", "json"]);
    assert_eq!(calm.code, 1);
    for place in [
        home.path(),
        Path::new("/dev/null"),
        Path::new("/dev/null/x"),
        Path::new(""),
    ] {
        let mut command = somebody.command(folder.path(), &["check", "--format", "json"]);
        let run = Run::of(&command.env("HOME", place).output().unwrap());
        assert_calm(&run);
        // Git may refuse to go on without its configuration; it is never passed over.
        let same = (run.code, &run.out) == (calm.code, &calm.out);
        assert!(same || run.code == 2, "{}: {run:#?}", place.display());
    }
    mode(home.path(), 0o700);
}
