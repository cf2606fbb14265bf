//! Faults: what disks, systems and other processes do to a run. Whatever happens, a run ends with its own judgement,
//! with an error or by a signal: never with 0 for what it did not check, never by a crash, and what it writes is whole.

mod crowd; // many runs at once
mod denied; // what may not be read, and where nothing may be written
mod disk; // full disks
mod injected; // every system call fails once
mod moving; // what changes under the hands of a run, and what is no file
mod signals; // interrupted, stopped, ended
mod surroundings; // streams, limits, variables, languages, time zones

use crate::exceptions::world;
use crate::exceptions::writing::Files;
use crate::support::{Folder, Run, prepared};
use std::path::Path;
use std::process::Command;

/// What a run is told by a line of shell that ends in `exec "$@"`.
fn behind(script: &str, cwd: &Path, arguments: &[&str]) -> Command {
    let mut shell = prepared("sh", cwd);
    shell
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_mustmay")])
        .args(arguments)
        .env("MUSTMAY_REPOSITORY", "shop/till");
    shell
}

/// Runs the program behind a line of shell.
#[track_caller]
fn run_behind(script: &str, cwd: &Path, arguments: &[&str]) -> Run {
    let run = Run::of(&behind(script, cwd, arguments).output().unwrap());
    assert_calm(&run);
    run
}

/// Asserts that a run did not crash.
#[track_caller]
fn assert_calm(run: &Run) {
    for word in ["crashed", "panicked"] {
        let said = run.out.contains(word) || run.err.contains(word);
        assert!(!said, "{run:#?}");
    }
}

/// A repository with everything that the commands read: two services fail, an exception is pending, another is over,
/// a test has no verdict yet, a comment hides a character, a challenge is open.
fn town() -> Folder {
    let folder = world::own();
    let pending = [("approvedBy", "[]"), ("metadata", "{ id: EX-2 }")];
    let over = [("metadata", "{ id: OVER }"), ("expires", "2026-11-20")];
    let records = [
        world::record(&[("service", "shop")]),
        world::record(&pending),
        world::record(&over),
    ];
    folder
        .write("exceptions/ex.yaml", &records.join("---\n"))
        .write(
            "policies/user-auth.yaml",
            &format!("# see\u{200b} here\n{}", world::MANDATE),
        )
        .write("policies/user-auth_test.yaml", TEST)
        .write(
            "kiosk/service.yaml",
            &world::service("kiosk", "oidc", "other"),
        )
        .write("evidence/challenges/CH-2026-001.yaml", CHALLENGE)
        .commit();
    folder
}

const TEST: &str = "\
apiVersion: mustmay/v1
kind: MandateTest
mandate: user-auth
asOf: 2026-07-01
cases:
  - name: the platform's way is fine
    kind: service
    manifest: { apiVersion: mustmay/v1, kind: Service, metadata: { name: a, owner: team-a }, spec: { auth: { protocol: oidc, provider: iam } } }
    expect: '?'
";

const CHALLENGE: &str = "\
apiVersion: mustmay/v1
kind: Challenge
metadata: { id: CH-2026-001 }
mandate: user-auth
by: team-till
opened: 2026-11-21
what: It hurts
";

/// Asserts that each file is the old one or the new one, as a whole. What was left half-written may stand there under
/// a name that nothing reads, but only where the run was ended by a signal.
#[track_caller]
fn assert_whole(now: &Files, old: &Files, new: &Files, signalled: bool, what: &str) {
    for (name, bytes) in now {
        if Path::new(name).extension().is_some_and(|end| end == "part") {
            assert!(signalled, "{what}: `{name}` is left");
            continue;
        }
        let whole = [old.get(name), new.get(name)].contains(&Some(bytes));
        let text = String::from_utf8_lossy(bytes);
        assert!(
            whole,
            "{what}: neither the old `{name}` nor the new one: {text}"
        );
    }
    for name in old.keys().filter(|name| new.contains_key(*name)) {
        assert!(now.contains_key(name), "{what}: `{name}` is gone");
    }
}
