//! The command line: usage, environment, exit codes, closed pipes.

use crate::support::{Folder, command, mustmay, mustmay_reading};
use std::fs;
use std::process::Stdio;

#[test]
fn help_and_version_are_answers() {
    let folder = Folder::new();
    let help = mustmay(folder.path(), &["--help"], &[]).expect(0, &["check", "explain", "test"]);
    assert_eq!(help.err, "");
    for verb in ["check", "explain", "test"] {
        mustmay(folder.path(), &[verb, "--help"], &[])
            .expect(0, &["Examples:", "--policies-digest"]);
    }
    let version = mustmay(folder.path(), &["--version"], &[]).expect(0, &[]);
    assert_eq!(
        version.out,
        format!("mustmay {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn usage_errors_are_not_understood() {
    let folder = Folder::new();
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage"),
        (&["chek"], "'check'"),
        (&["check", "--polices", "x"], "--policies"),
        (&["check", "--as-of", "2026-02-30"], "no such day"),
        (&["check", "--fail-level", "denny"], "did you mean `deny`?"),
        (&["check", "--format", "jsn"], "did you mean `json`?"),
        (
            &["check", "--format", "json", "--format", "human"],
            "standard output",
        ),
        (
            &["check", "--format", "json=a", "--format", "human=a"],
            "`a`",
        ),
        (
            &["check", "--policies-digest", "sha256:12"],
            "64 hexadecimal digits",
        ),
        (&["check", "--jobs", "0"], "1 to 1024"),
        (&["check", "--policies", ""], "--policies"),
        (&["check", ""], "a value is required"),
        (&["check", "-q", "-v"], "cannot be used with"),
        (&["check", "-"], "--stdin-filename"),
        (
            &["check", "-", "a.yaml", "--stdin-filename", "b.yaml"],
            "alone",
        ),
        (&["check", "--stdin-filename", "b.yaml"], "no `-`"),
        (&["explain"], "MANDATE"),
    ];
    for (arguments, part) in cases {
        let run = mustmay(folder.path(), arguments, &[]).expect(2, &[part]);
        assert_eq!(run.out, "", "{arguments:?}");
    }
}

#[test]
fn a_variable_is_read_like_its_flag() {
    let folder = Folder::new();
    for (name, value, part) in [
        ("MUSTMAY_AS_OF", "tomorrow", "like 2026-06-01"),
        ("MUSTMAY_FORMAT", "human,json", "two reports"),
        ("MUSTMAY_FAIL_LEVEL", "denny", "did you mean `deny`?"),
        ("MUSTMAY_POLICIES", "a,,b", "a path is missing"),
        (
            "MUSTMAY_POLICIES_DIGEST",
            "",
            "`MUSTMAY_POLICIES_DIGEST` is empty",
        ),
        ("MUSTMAY_NO_FAIL", "yes", "true"),
        ("MUSTMAY_COLOR", "\u{1b}[31m", "\\u{1b}[31m"),
        (
            "MUSTMAY_POLICIES_DIGETS",
            "x",
            "did you mean `MUSTMAY_POLICIES_DIGEST`?",
        ),
        ("GITHUB_REPOSITORY", "../x", "GITHUB_REPOSITORY"),
    ] {
        let run = mustmay(folder.path(), &["check"], &[(name, value)]).expect(2, &[part]);
        assert!(run.err.starts_with("error[usage::"), "{name}: {run:?}");
    }
}

#[test]
fn a_flag_beats_its_variable() {
    let folder = Folder::new();
    let bad = [("MUSTMAY_AS_OF", "tomorrow"), ("MUSTMAY_FORMAT", "jsn")];
    let flags = ["check", "--as-of", "2026-01-01", "--format", "human"];
    let run = mustmay(folder.path(), &flags, &bad);
    assert!(!run.err.contains("MUSTMAY_"), "{run:?}");
}

#[test]
fn a_variable_that_means_nothing_is_said_and_no_more() {
    let folder = Folder::new();
    let run = mustmay(
        folder.path(),
        &["check"],
        &[("MUSTMAY_HOMEPAGE_CACHE", "x")],
    );
    assert!(
        run.err.contains(
            "warning[usage::variable]: the variable `MUSTMAY_HOMEPAGE_CACHE` means nothing"
        ),
        "{run:?}"
    );
}

#[test]
fn standard_input_that_is_no_text_is_not_understood() {
    let folder = Folder::new();
    let arguments = ["check", "-", "--stdin-filename", "a.yaml"];
    mustmay_reading(folder.path(), &arguments, b"a: \xff").expect(2, &["a.yaml:1:4", "UTF-8"]);
}

/// Case 11.
#[cfg(unix)]
#[test]
fn a_closed_pipe_changes_no_code_and_says_nothing() {
    let folder = Folder::new();
    let mut child = command(folder.path())
        .args(["check", "--help"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// Case 12.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_not_a_pass() {
    let folder = Folder::new();
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = command(folder.path())
        .arg("--help")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"));
}

/// Case 66.
#[cfg(unix)]
#[test]
fn a_working_directory_that_is_gone_is_not_understood() {
    let folder = Folder::new();
    let gone = folder.join("gone");
    fs::create_dir(&gone).unwrap();
    let program = env!("CARGO_BIN_EXE_mustmay");
    let output = std::process::Command::new("sh")
        .args(["-c", "rmdir \"$PWD\" && exec \"$0\" check", program])
        .current_dir(&gone)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no working directory"));
}
