//! Asking: at a terminal for what is missing, in a pipe never.

use super::world::own;
use crate::support::{Folder, Run, command, mustmay_reading, prepared};
use std::fs;
use std::io::Write as _;
use std::process::Stdio;

const QUESTIONS: [&str; 3] = [
    "why is it needed?",
    "who must close or renew it? [team-till]",
    "where is it followed up? (may stay empty)",
];

const ASKED: [&str; 8] = [
    "exceptions",
    "request",
    "--mandate",
    "user-auth",
    "--service",
    "till",
    "--requested-by",
    "mia@example.com",
];

/// The program at a terminal of its own, which `script` makes. `None` where there is no `script`.
fn at_a_terminal(folder: &Folder, arguments: &[&str], typed: &str) -> Option<Run> {
    let program = command(folder.path());
    let line = [&[program.get_program().to_str().unwrap()], arguments].concat();
    let quoted: Vec<String> = line.iter().map(|word| format!("'{word}'")).collect();
    let child = prepared("script", folder.path())
        .args(["-qec", &quoted.join(" "), "/dev/null"])
        .env("SHELL", "/bin/sh")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: `script` of util-linux is not installed");
            return None;
        }
        Err(error) => panic!("{error}"),
    };
    // Held open until the program ends: an end of input is none at a terminal.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    Some(Run::of(&output))
}

#[test]
fn at_a_terminal_a_request_asks_for_what_is_missing() {
    let folder = own();
    let typed = "It is replaced in Q1.\n\nhttps://tickets.example.com/SEC-1\n";
    let Some(run) = at_a_terminal(&folder, &ASKED, typed) else {
        return;
    };
    let run = run.expect(0, &QUESTIONS);
    assert!(run.out.contains("1 of security must approve"), "{run:#?}");
    let text = fs::read_to_string(folder.join("exceptions/EX-2026-001.yaml")).unwrap();
    for part in [
        "reason: It is replaced in Q1.\n",
        "owner: team-till\n",
        "ticket: \"https://tickets.example.com/SEC-1\"\n",
        "approvedBy: [] # pending: 1 of security must approve",
    ] {
        assert!(text.contains(part), "`{part}` is missing in {text}");
    }
}

#[test]
fn at_a_terminal_nothing_is_asked_that_was_said_and_an_empty_reason_is_none() {
    let folder = own();
    let said = [&ASKED[..], &["--reason", "Said.", "--owner", "team-x"]].concat();
    let Some(run) = at_a_terminal(&folder, &said, "") else {
        return;
    };
    let run = run.expect(0, &["EX-2026-001"]);
    assert!(
        QUESTIONS.iter().all(|question| !run.out.contains(question)),
        "{run:#?}"
    );
    // What is there already is said before anything is asked.
    let Some(run) = at_a_terminal(&folder, &ASKED, "\n\n\n") else {
        return;
    };
    let run = run.expect(2, &["`EX-2026-001` is about this already"]);
    assert!(
        QUESTIONS.iter().all(|question| !run.out.contains(question)),
        "{run:#?}"
    );
    let other = [&ASKED[..], &["--id", "EX-2026-002"]].concat();
    let Some(run) = at_a_terminal(&folder, &other, "\n\n\n") else {
        return;
    };
    run.expect(2, &["needs its", "--reason"]);
    assert!(!folder.join("exceptions/EX-2026-002.yaml").exists());
}

#[test]
fn in_a_pipe_nothing_is_asked() {
    let folder = own();
    let run = mustmay_reading(folder.path(), &ASKED, b"It is replaced in Q1.\n\n\n");
    let run = run.expect(2, &["needs its", "--reason"]);
    for question in QUESTIONS {
        assert!(
            !run.out.contains(question) && !run.err.contains(question),
            "{run:#?}"
        );
    }
    assert!(!folder.join("exceptions/EX-2026-001.yaml").exists());
}
