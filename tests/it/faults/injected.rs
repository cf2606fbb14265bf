//! Every system call fails once: the judgement is the same, or there is none.
//!
//! Needs `strace`, and the right to trace.

use super::{assert_calm, assert_whole, town};
use crate::exceptions::writing::{files, restore};
use crate::support::{Folder, Run, mustmay, prepared};
use serde_json::Value;

/// A system call, what it says, and how often it is made to say so: each time at another of its calls.
const FAULTS: &[(&str, &str, u32)] = &[
    ("openat", "EIO", 16),
    ("openat", "EMFILE", 16),
    ("read", "EIO", 16),
    ("getdents64", "EIO", 6),
    ("statx", "EIO", 20),
    ("newfstatat", "EIO", 12),
    ("write", "EIO", 4),
    ("write", "ENOSPC", 4),
    ("clone3", "EAGAIN", 8),
    ("clone", "EAGAIN", 3),
    ("execve", "EACCES", 3),
    ("pipe2", "EMFILE", 4),
    ("wait4", "ECHILD", 2),
    ("getcwd", "EIO", 2),
    ("fcntl", "EIO", 4),
];

/// Whose calls fail: those of the first thread alone, or also those of all others and of every git that is started, each
/// counted by itself.
#[derive(Clone, Copy, Debug)]
enum Whose {
    First,
    All,
}

/// The program of which one system call fails.
fn failing(
    folder: &Folder,
    (whose, call, says, when): (Whose, &str, &str, u32),
    arguments: &[&str],
) -> Option<Run> {
    let follow = match whose {
        Whose::First => &[][..],
        Whose::All => &["-f"],
    };
    let output = prepared("strace", folder.path())
        .args(follow)
        .args(["-qq", "-o", "/dev/null", "-e", &format!("trace={call}")])
        .args(["-e", &format!("inject={call}:error={says}:when={when}")])
        .arg(env!("CARGO_BIN_EXE_mustmay"))
        .args(arguments)
        .env("MUSTMAY_REPOSITORY", "shop/till")
        .output();
    let run = Run::of(&output.ok()?);
    (!run.err.starts_with("strace")).then_some(run)
}

fn is_possible(folder: &Folder) -> bool {
    let fault = (Whose::All, "openat", "EIO", 60_000);
    let traced = failing(folder, fault, &["--version"]);
    let possible = traced.is_some_and(|run| run.code == 0);
    if !possible {
        eprintln!("skipped: no strace, or no right to trace");
    }
    possible
}

/// What a report says, without what git says of the commit: where it cannot, the tree counts as changed.
fn judgement(text: &str) -> Value {
    let mut json: Value = serde_json::from_str(text).unwrap_or_default();
    let run = &mut json["run"];
    assert!(run["dirty"] == true || run["commit"].is_string(), "{run:#}");
    run["dirty"] = Value::Null;
    run["commit"] = Value::Null;
    json
}

#[test]
fn a_system_call_that_fails_costs_the_judgement_or_nothing() {
    let folder = town();
    if !is_possible(&folder) {
        return;
    }
    // Most ways to lose something lead to 0 or 3 here: the one service that fails is not seen.
    let arguments = ["check", "--format", "json", "--jobs", "1"];
    let calm = mustmay(
        folder.path(),
        &arguments,
        &[("MUSTMAY_REPOSITORY", "shop/till")],
    );
    assert_eq!(calm.code, 1, "{calm:#?}");
    let (mut same, mut refused) = (0, 0);
    for (whose, (call, says, times)) in FAULTS
        .iter()
        .flat_map(|fault| [(Whose::First, fault), (Whose::All, fault)])
    {
        for when in 1..=*times {
            let fault = (whose, *call, *says, when);
            let run = failing(&folder, fault, &arguments).unwrap();
            let what = format!("{fault:?}: {run:#?}");
            assert!(!run.err.contains("crashed"), "{what}");
            // By a signal, or by its loader.
            if [2, 127, -1].contains(&run.code) {
                refused += 1;
            } else {
                assert_eq!(run.code, calm.code, "{what}");
                assert_eq!(judgement(&run.out), judgement(&calm.out), "{what}");
                same += 1;
            }
        }
    }
    eprintln!("{refused} refused, {same} the same");
    assert!(refused > 50, "{refused} refused, {same} the same");
}

#[test]
fn a_system_call_that_fails_while_writing_leaves_whole_files() {
    let folder = town();
    if !is_possible(&folder) {
        return;
    }
    let old = files(folder.path());
    for line in [
        "exceptions approve EX-2 --as sam@example.com",
        "exceptions prune --write",
        "record",
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let calm = mustmay(
            folder.path(),
            &arguments,
            &[("MUSTMAY_REPOSITORY", "shop/till")],
        );
        assert_eq!(calm.code, 0, "{calm:#?}");
        let new = files(folder.path());
        assert_ne!(old, new);
        restore(folder.path(), &old);
        for (call, says, times) in [
            ("write", "ENOSPC", 6),
            ("fsync", "EIO", 4),
            ("rename", "EIO", 2),
            ("renameat2", "EIO", 2),
            ("unlink", "EIO", 2),
            ("flock", "ENOLCK", 2),
            ("mkdir", "ENOSPC", 2),
        ] {
            for when in 1..=times {
                // A git that cannot write would end the run before it does.
                let fault = (Whose::First, call, says, when);
                let run = failing(&folder, fault, &arguments).unwrap();
                assert_calm(&run);
                let now = files(folder.path());
                let what = format!("{line}: {fault:?}: {run:#?}");
                assert!([0, 2].contains(&run.code), "{what}");
                // A temporary file that could not be taken away stays, under a name that nothing reads.
                assert_whole(&now, &old, &new, call == "unlink", &what);
                assert!(run.code != 0 || now == new, "{what}");
                restore(folder.path(), &old);
            }
        }
    }
}
