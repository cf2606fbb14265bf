//! Writing: killed at any moment, and two at once.

use super::world::{check, own, record};
use crate::support::{command, mustmay};
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Case 65.
#[test]
fn killed_at_any_moment_the_old_file_or_the_new_one_is_whole() {
    let folder = own();
    let path = folder.join("exceptions/ex.yaml");
    // Long enough that writing takes a while.
    let mut old = record(&[("approvedBy", "[]")]);
    for number in 0..60 {
        let id = format!("{{ id: OTHER-{number} }}");
        old.push_str("---\n");
        old.push_str(&record(&[("metadata", &id), ("service", "shop")]));
    }
    let arguments = ["exceptions", "approve", "EX-1", "--as", "sam@example.com"];
    fs::write(&path, &old).unwrap();
    let begun = Instant::now();
    mustmay(folder.path(), &arguments, &[]).expect(0, &[]);
    let whole = begun.elapsed();
    let new = fs::read_to_string(&path).unwrap();
    assert_ne!(old, new);
    let (mut before, mut after) = (0, 0);
    for moment in 0..200_u32 {
        fs::write(&path, &old).unwrap();
        let mut child = command(folder.path())
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread over the whole run, and a little beyond, in no regular order.
        let wait = whole.mul_f64(f64::from(moment * 77 % 200) / 160.0);
        std::thread::sleep(wait.min(Duration::from_secs(2)));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = fs::read_to_string(&path).unwrap();
        match () {
            () if now == old => before += 1,
            () if now == new => after += 1,
            () => panic!("neither the old file nor the new one:\n{now}"),
        }
    }
    assert!(
        before > 0 && after > 0,
        "{before} before, {after} after: the moments missed the write"
    );
    // No lock is left, and what was left half-written is no record.
    fs::write(&path, &old).unwrap();
    mustmay(folder.path(), &arguments, &[]).expect(0, &[]);
    check(&folder).expect(0, &["1 excepted"]);
}

/// Case 66.
#[test]
fn many_at_once_lose_nothing() {
    let folder = own();
    folder.write(
        "exceptions/groups.yaml",
        "security: [a@x.com, b@x.com, c@x.com, d@x.com, e@x.com, f@x.com]\n",
    );
    folder.write("exceptions/ex.yaml", &record(&[("approvedBy", "[]")]));
    let names = [
        "a@x.com", "b@x.com", "c@x.com", "d@x.com", "e@x.com", "f@x.com",
    ];
    let children: Vec<_> = names
        .iter()
        .map(|name| {
            command(folder.path())
                .args(["exceptions", "approve", "EX-1", "--as", name])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let text = fs::read_to_string(folder.join("exceptions/ex.yaml")).unwrap();
    let approved = text
        .lines()
        .find(|line| line.starts_with("approvedBy"))
        .unwrap();
    for name in names {
        assert!(approved.contains(name), "{approved}");
    }
    let asked = [
        "exceptions",
        "request",
        "--mandate",
        "user-auth",
        "--service",
        "till",
        "--reason",
        "x",
        "--requested-by",
        "m@x.com",
    ];
    let children: Vec<_> = (0..6)
        .map(|_| {
            command(folder.path())
                .args(asked)
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let files = fs::read_dir(folder.join("exceptions")).unwrap();
    let requested = files.filter(|file| {
        file.as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with("EX-2026-")
    });
    assert_eq!(requested.count(), 6);
}
