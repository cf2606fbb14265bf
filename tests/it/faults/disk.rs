//! Full disks: what cannot be written is said, and nothing stands there in part.

use super::{assert_calm, assert_whole, behind, run_behind, town};
use crate::exceptions::writing::{files, restore};
use crate::support::{Folder, Run, command, mustmay};
use mustmay::report::check::Format;
use std::fs;
use std::process::Command;

/// Every command that writes files, each with something to write. Reports to a file are written by one function for
/// all commands; their formats are another test's.
pub(super) const WRITERS: &[&str] = &[
    "check --format json=out",
    "explain --all --output charter",
    "explain --all --format html=out",
    "explain user-auth till --format json=out",
    "lint --format json=out",
    "lint --fix",
    "test --format junit=out",
    "test --update",
    "review --format html=out",
    "record",
    "record --history other/history.jsonl",
    "workarounds --format json=out",
    "challenges open user-auth --by team-shop --what Slow",
    "challenges answer CH-2026-001 --by sam --text Soon --outcome accepted",
    "challenges list --format json=out",
    "exceptions list --format html=out",
    "exceptions audit --format csv=out",
    "exceptions request --mandate user-auth --service till --reason Soon --requested-by mia@example.com",
    "exceptions approve EX-2 --as sam@example.com",
    "exceptions renew EX-1 --expires 2027-02-15",
    "exceptions revoke EX-1 --reason Gone",
    "exceptions prune --write",
    "exceptions adopt --owner platform --requested-by mia@example.com",
    "man --dir pages",
];

/// No byte may be written; only some may; and the same where the system's own way of saying so, a signal, is not
/// switched off.
const LIMITS: &[(&str, u32)] = &[
    ("trap '' XFSZ; ulimit -c 0; ulimit -f 0; exec \"$@\"", 0),
    ("trap '' XFSZ; ulimit -c 0; ulimit -f 1; exec \"$@\"", 512),
    ("ulimit -c 0; ulimit -f 0; exec \"$@\"", 0),
];

/// A [`town`] with a folder for manual pages.
fn furnished() -> Folder {
    let folder = town();
    fs::create_dir(folder.join("pages")).unwrap();
    folder
}

#[test]
fn a_full_disk_is_an_error_for_every_command_that_writes() {
    let folder = furnished();
    let old = files(folder.path());
    for line in WRITERS {
        let arguments: Vec<&str> = line.split(' ').collect();
        let calm = run_behind("exec \"$@\"", folder.path(), &arguments);
        let new = files(folder.path());
        assert!([0, 1, 3].contains(&calm.code), "{line}: {calm:#?}");
        assert_ne!(old, new, "{line} wrote nothing");
        for (limit, bytes) in LIMITS {
            restore(folder.path(), &old);
            let run = run_behind(limit, folder.path(), &arguments);
            let now = files(folder.path());
            let what = format!("{line}, after {limit}: {run:#?}");
            let signalled = run.code == -1;
            assert!(!signalled || !limit.contains("trap"), "{what}");
            assert_whole(&now, &old, &new, signalled, &what);
            if *bytes == 0 {
                assert!(signalled || run.code == 2, "{what}");
                assert!(
                    new.keys().any(|name| now.get(name) != new.get(name)),
                    "{what}"
                );
            } else if run.code == 2 {
                assert!(now != new, "{what}");
            } else {
                assert_eq!((run.code, &now), (calm.code, &new), "{what}");
            }
            if run.code == 2 {
                let said = [&*run.out, &*run.err].concat();
                assert!(said.contains("File too large"), "{what}");
                assert!(!said.contains(".part"), "{what}");
            }
        }
        restore(folder.path(), &old);
    }
}

#[test]
fn a_full_disk_is_an_error_in_every_format_of_a_check() {
    let folder = furnished();
    let old = files(folder.path());
    for (word, _) in Format::ALL {
        let format = format!("{word}=out");
        let arguments = ["check", "shop", "--format", &format, "--no-fail"];
        for (limit, bytes) in LIMITS {
            let run = run_behind(limit, folder.path(), &arguments);
            let now = files(folder.path());
            let whole = now.get("out").is_some_and(|out| out.len() <= 512);
            match run.code {
                -1 => assert!(!limit.contains("trap") && !now.contains_key("out")),
                0 => assert!(*bytes > 0 && whole, "{word}: {run:#?}"),
                code => {
                    assert_eq!(code, 2, "{word}: {run:#?}");
                    assert_eq!(now, old, "{word}");
                }
            }
            restore(folder.path(), &old);
        }
    }
}

/// Streams and devices that take nothing, named or not.
#[cfg(target_os = "linux")]
#[test]
fn a_full_stream_is_an_error_for_every_command() {
    let folder = furnished();
    let old = files(folder.path());
    let more = [
        "check shop",
        "check shop --no-fail --format ndjson",
        "explain user-auth",
        "explain lint::mixed-scripts",
        "exceptions payload EX-1 --as sam@example.com",
        "exceptions prune",
        "challenges audit",
        "schema",
        "schema mandate",
        "completions bash",
        "man",
        "--version",
        "init",
    ];
    for line in WRITERS.iter().chain(&more) {
        let arguments: Vec<&str> = line.split(' ').collect();
        let calm = run_behind("exec \"$@\"", folder.path(), &arguments);
        let new = files(folder.path());
        restore(folder.path(), &old);
        let run = run_behind("exec \"$@\" > /dev/full", folder.path(), &arguments);
        let now = files(folder.path());
        restore(folder.path(), &old);
        if calm.out.is_empty() {
            assert_eq!((run.code, now), (calm.code, new), "{line}");
            continue;
        }
        assert_eq!(run.code, 2, "{line}: {run:#?}");
        assert!(run.err.contains("No space left"), "{line}: {run:#?}");
        assert_whole(&now, &old, &new, false, line);
    }
    for line in ["check shop", "lint", "review", "exceptions list", "record"] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let arguments = [&*arguments, &["--format", "json=/dev/full"]].concat();
        let run = mustmay(
            folder.path(),
            &arguments,
            &[("MUSTMAY_REPOSITORY", "shop/till")],
        );
        let run = run.expect(2, &["cannot write `/dev/full`: No space left"]);
        assert_calm(&run);
        restore(folder.path(), &old);
    }
    // What an error cannot say for want of a stream is still an error.
    run_behind(
        "exec \"$@\" 2> /dev/full",
        folder.path(),
        &["check", "--polices"],
    )
    .expect(2, &[]);
}

/// The summary of a job is added to, so that a part of it may stand; that is not passed over.
#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_cannot_be_written_is_an_error() {
    let folder = furnished();
    for place in ["/dev/full", "missing/summary.md", "policies"] {
        let arguments = ["check", "shop", "--format", "github"];
        mustmay(folder.path(), &arguments, &[("GITHUB_STEP_SUMMARY", place)])
            .expect(2, &[&format!("cannot write `{place}`")]);
    }
    let run = behind(
        "trap '' XFSZ; ulimit -f 0; exec \"$@\"",
        folder.path(),
        &["check", "shop", "--format", "github"],
    )
    .env("GITHUB_STEP_SUMMARY", "summary.md")
    .output()
    .unwrap();
    Run::of(&run).expect(2, &["cannot write `summary.md`: File too large"]);
}

/// A set-up that meets a full disk leaves no file in part, and the next one ends it.
#[test]
fn a_set_up_on_a_full_disk_is_ended_by_the_next() {
    let folder = Folder::repository();
    let arguments = ["init", "--hook", "--ci", "github"];
    for (limit, _) in LIMITS {
        let run = run_behind(limit, folder.path(), &arguments);
        assert!(run.code == 2 || run.code == -1, "{limit}: {run:#?}");
        let left = files(folder.path()).into_iter();
        let mut read = left.filter(|(name, _)| !name.contains(".part"));
        assert!(read.all(|(_, bytes)| bytes.ends_with(b"\n")), "{limit}");
        assert!(!folder.join(".git/hooks/pre-commit").exists(), "{limit}");
    }
    run_behind("exec \"$@\"", folder.path(), &arguments).expect(0, &[]);
    assert!(folder.join(".git/hooks/pre-commit").exists());
    command(folder.path()).arg("check").output().unwrap();
}

/// A disk that is really full, and one that became read-only: needs the right to mount one.
#[cfg(target_os = "linux")]
#[test]
fn a_small_disk_that_is_full_or_read_only() {
    const DISK: &str = "mount -t tmpfs -o size=1m none \"$PWD\" && cd \"$PWD\" && mkdir pages && \
        cp -r \"$SOURCE\"/[a-z]* . || exit 77; eval \"$0\"; \"$@\"; code=$?; \
        find . -name '*.part' >&2; exit $code";
    const FULL: &str = "cat /dev/zero > fill 2> /dev/null; echo x > more && exit 77";
    const READ_ONLY: &str = "mount -o remount,ro . || exit 77";
    let (source, disk) = (town(), Folder::new());
    let run = |state: &str, arguments: &[&str]| {
        let program = behind("", disk.path(), &[]);
        let mut command = Command::new("unshare");
        command
            .args(["-m", "sh", "-c", DISK, state, env!("CARGO_BIN_EXE_mustmay")])
            .args(arguments)
            .current_dir(disk.path())
            .env_clear()
            .env("SOURCE", source.path());
        for (name, value) in program.get_envs() {
            command.env(name, value.unwrap());
        }
        // A system without the program is one without the right.
        let run = command.output().map(|output| Run::of(&output)).ok();
        run.filter(|run| run.code != 77 && !run.err.starts_with("unshare"))
    };
    if run("", &["--version"]).is_none() {
        eprintln!("skipped: no right to mount a small disk");
        return;
    }
    for (state, why) in [
        (FULL, "No space left"),
        (READ_ONLY, "Read-only file system"),
    ] {
        for line in WRITERS {
            let arguments: Vec<&str> = line.split(' ').collect();
            let run = run(state, &arguments).expect("it could be mounted a moment ago");
            assert_calm(&run);
            let run = run.expect(2, &[why]);
            assert!(!run.err.contains(".part\n"), "{line}: {run:#?}");
        }
        // What writes nothing is judged there as it is anywhere.
        run(state, &["check", "shop"])
            .unwrap()
            .expect(0, &["1 pass"]);
        run(state, &["check"]).unwrap().expect(1, &["2 fail"]);
    }
}
