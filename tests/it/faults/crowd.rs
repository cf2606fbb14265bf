//! Many runs at once: readers disturb nobody, and writers wait for each other.

use super::{assert_calm, run_behind, town};
use crate::support::{Run, command, mustmay};
use serde_json::Value;
use std::process::{Child, Stdio};

/// Case 66.
#[test]
fn many_checks_at_once_say_the_same() {
    let folder = town();
    let calm = run_behind("exec \"$@\"", folder.path(), &["check", "--format", "json"]);
    assert_eq!(calm.code, 1);
    let start = |number: usize| -> Child {
        command(folder.path())
            .args(["check", "--format", "json", "--format"])
            .arg(format!("sarif=out-{}", number % 2))
            .env("MUSTMAY_REPOSITORY", "shop/till")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<Child> = (0..8).map(start).collect();
    for child in children {
        let run = Run::of(&child.wait_with_output().unwrap());
        assert_eq!(
            (run.code, &run.out, &run.err),
            (calm.code, &calm.out, &calm.err)
        );
    }
    // Several wrote to one file: it is the report of one of them, as a whole.
    for name in ["out-0", "out-1"] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let log: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(log["runs"][0]["invocations"][0]["exitCode"], 1);
    }
}

/// A ledger that is written to is, at any moment, one that can be read, and no record goes missing.
#[test]
fn a_check_while_others_write_sees_whole_records() {
    let folder = town();
    let before = known(&mustmay(folder.path(), &["check", "--format", "json"], &[]));
    assert_eq!(before, 3);
    let asked = [
        "exceptions",
        "request",
        "--mandate",
        "user-auth",
        "--service",
        "till",
        "--reason",
        "Soon",
        "--requested-by",
        "mia@example.com",
    ];
    let approve = ["exceptions", "approve", "EX-2", "--as", "sam@example.com"];
    let start = |arguments: &[&str]| -> Child {
        command(folder.path())
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    // Without ids of their own they would be one request, made six times.
    let writer = |number| start(&[&asked[..], &["--id", &format!("EX-1{number}")]].concat());
    let mut writers: Vec<Child> = (0..6).map(writer).collect();
    writers.push(start(&approve));
    let mut last = before;
    loop {
        let over = writers
            .iter_mut()
            .all(|child| child.try_wait().unwrap().is_some());
        let run = mustmay(folder.path(), &["check", "--format", "json"], &[]);
        assert_calm(&run);
        // What is asked for and not approved counts; nothing of it is ever not understood.
        assert!([0, 1].contains(&run.code), "{run:#?}");
        let now = known(&run);
        assert!(now >= last, "{now} records after {last}: {run:#?}");
        last = now;
        if over {
            break;
        }
    }
    for writer in writers {
        let output = writer.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{:?}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let run = mustmay(folder.path(), &["check", "--format", "json"], &[]);
    assert_eq!(known(&run), before + 6, "{run:#?}");
    assert!(run.out.contains("\"excepted\": 1"), "{run:#?}");
}

/// How many records a report knows.
#[track_caller]
fn known(run: &Run) -> usize {
    let json: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:#?}"));
    json["exceptions"].as_array().unwrap().len()
}
