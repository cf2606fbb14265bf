//! What changes under the hands of a run, and what is no file at all.

use super::{assert_calm, behind, town};
use crate::exceptions::world::{MANDATE, service};
use crate::support::{Folder, Run, mustmay};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

/// Does something again and again while something else is done some times.
fn meanwhile(again: impl Fn(usize) + Sync, done: impl FnOnce()) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0.. {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                again(round);
            }
        });
        // Also where it fails, or the test would never end.
        let guard = Stop(&stop);
        done();
        drop(guard);
    });
}

struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Takes away whatever stands there.
fn clear(path: &Path) {
    drop(fs::remove_file(path));
    drop(fs::remove_dir_all(path));
}

fn mkfifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

/// One file is, in turn, whole, cut short, empty, gone, a folder, a link, a pipe, too large. Its neighbours are judged
/// all the same, a verdict about it belongs to what it was, and everything else is an error.
#[test]
fn a_file_that_changes_in_every_way_during_the_run() {
    for folder in [town(), plain()] {
        folder.write("shop/keep.txt", "");
        let place = folder.join("shop/service.yaml");
        let (good, bad) = (
            service("shop", "oidc", "iam"),
            service("shop", "basic", "iam"),
        );
        let whole = BTreeMap::from([good, bad].map(|text| {
            let verdict = if text.contains("basic") {
                "fail"
            } else {
                "pass"
            };
            (mustmay::source::sha256(text.as_bytes()), (verdict, text))
        }));
        let texts: Vec<&String> = whole.values().map(|(_, text)| text).collect();
        let change = |round: usize| {
            // What cannot be done, since it was just read or written, is done the next time.
            match round % 11 {
                0 => drop(fs::write(&place, texts[0])),
                1 => drop(fs::write(&place, texts[1])),
                2 => drop(fs::write(&place, &texts[0][..40])),
                3 => drop(fs::write(&place, "")),
                4 => drop(fs::remove_file(&place)),
                5 => drop(fs::create_dir(&place)),
                6 | 8 => clear(&place),
                7 => drop(std::os::unix::fs::symlink("/etc/passwd", &place)),
                9 => drop(fs::File::create(&place).and_then(|file| file.set_len(1 << 40))),
                _ => {
                    clear(&place);
                    drop(Command::new("mkfifo").arg(&place).status());
                    std::thread::sleep(std::time::Duration::from_millis(3));
                    clear(&place);
                }
            }
            std::thread::sleep(std::time::Duration::from_micros(700));
        };
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        meanwhile(change, || {
            for _ in 0..60 {
                let arguments = ["check", "--no-exceptions", "--format", "json"];
                let run = mustmay(folder.path(), &arguments, &[]);
                assert_calm(&run);
                let json: Value = serde_json::from_str(&run.out).unwrap();
                let told = judged_of(&json, &whole);
                // The other service fails in every run: nothing that happens beside it makes that 0 or 3.
                assert!([1, 2].contains(&run.code), "{run:#?}");
                if json["reason"] != "nothing was judged" {
                    let outcomes = json["outcomes"].as_array().unwrap();
                    let till = outcomes.iter().find(|one| one["service"] == "till");
                    assert_eq!(till.unwrap()["verdict"], "fail");
                }
                *seen
                    .entry(format!("{told}, exit {}", run.code))
                    .or_default() += 1;
            }
        });
        eprintln!("{seen:#?}");
        assert!(seen.len() >= 3, "the file hardly changed: {seen:?}");
        assert!(seen.keys().any(|told| told.ends_with("exit 2")), "{seen:?}");
    }
}

/// What a report says of the service that changes; asserts that it is true of the bytes that it names.
#[track_caller]
fn judged_of(json: &Value, whole: &BTreeMap<String, (&str, String)>) -> String {
    let array = |name: &str| json[name].as_array().unwrap();
    let hash = array("files")
        .iter()
        .find(|file| file["path"] == "shop/service.yaml")
        .map(|file| file["sha256"].as_str().unwrap().to_owned());
    let outcome = array("outcomes")
        .iter()
        .find(|one| one["service"] == "shop");
    let verdict = outcome.map(|one| one["verdict"].as_str().unwrap());
    let wrong = array("diagnostics").iter().any(|one| {
        one["severity"] == "error"
            && (one["location"]["file"] == "shop/service.yaml"
                || one["message"].as_str().unwrap().contains("shop"))
    });
    match (hash, verdict) {
        (Some(hash), Some(verdict)) => {
            assert_eq!(whole[&hash].0, verdict, "{json:#}");
            verdict.to_owned()
        }
        (None, Some(verdict)) => panic!("{verdict} of no bytes: {json:#}"),
        // Read, and no service: cut short, or empty.
        (Some(hash), None) => {
            assert!(!whole.contains_key(&hash) && wrong, "{json:#}");
            "not understood".to_owned()
        }
        (None, None) if wrong => {
            assert_eq!(json["exitCode"], 2, "{json:#}");
            "not read".to_owned()
        }
        // Gone before it was listed, or no file that is looked at: then that is said.
        (None, None) => "not there".to_owned(),
    }
}

/// A [`town`] that is no repository.
fn plain() -> Folder {
    let folder = town();
    fs::remove_dir_all(folder.join(".git")).unwrap();
    folder
}

/// The policies are exchanged as a whole: the verdict is that of the set whose digest the report bears.
#[test]
fn policies_that_are_exchanged_during_the_run() {
    const CHECK: [&str; 5] = ["check", "till", "--no-exceptions", "--format", "json"];
    let folder = town();
    let place = folder.join("policies/user-auth.yaml");
    let texts = [
        MANDATE.to_owned(),
        MANDATE.replace("enum: [oidc]", "enum: [oidc, basic]"),
    ];
    let digest = |text: &str| {
        fs::write(&place, text).unwrap();
        let run = mustmay(folder.path(), &CHECK, &[]);
        let json: Value = serde_json::from_str(&run.out).unwrap();
        (json["run"]["policySetDigest"].to_string(), run.code)
    };
    let known = BTreeMap::from([digest(&texts[0]), digest(&texts[1])]);
    assert_eq!(known.values().sum::<i32>(), 1, "{known:?}");
    let mut seen: BTreeMap<i32, u32> = BTreeMap::new();
    let change = |round: usize| {
        let new = folder.join("new");
        fs::write(&new, &texts[round % 2]).unwrap();
        fs::rename(&new, &place).unwrap();
    };
    meanwhile(change, || {
        for _ in 0..40 {
            let run = mustmay(folder.path(), &CHECK, &[]);
            let json: Value = serde_json::from_str(&run.out).unwrap();
            let digest = json["run"]["policySetDigest"].to_string();
            assert_eq!(known.get(&digest), Some(&run.code), "{run:#?}");
            *seen.entry(run.code).or_default() += 1;
        }
    });
    eprintln!("{seen:?}");
}

/// Pipes that nobody writes to and devices without end, in the place of every file that is read: an error at once.
#[test]
fn pipes_and_devices_are_errors_and_nothing_hangs() {
    let folder = town();
    mkfifo(&folder.join("pipe.yaml"));
    let read = [
        "check",
        "check --policies",
        "check --config",
        "check --exceptions",
        "lint",
        "test",
        "explain user-auth",
        "explain --all --policies",
        "exceptions list --exceptions",
        "exceptions audit --reports",
        "review --evidence",
        "review --reports",
        "challenges list --evidence",
        "record --history",
    ];
    for place in [
        "pipe.yaml",
        "/dev/zero",
        "/dev/tty",
        "/dev/fd/63",
        "/proc/self/mem",
    ] {
        for line in read {
            let arguments: Vec<&str> = line.split(' ').chain([place]).collect();
            let output = behind("exec timeout -k 1 60 \"$@\"", folder.path(), &arguments).output();
            let run = Run::of(&output.unwrap());
            assert_calm(&run);
            assert_eq!(run.code, 2, "{line} {place}: {run:#?}");
            let name = Path::new(place).file_name().unwrap().to_str().unwrap();
            let said = [&*run.out, &*run.err].concat();
            assert!(said.contains(name), "{line} {place}: {run:#?}");
        }
    }
    fs::remove_file(folder.join("pipe.yaml")).unwrap();
    for place in [
        "shop/service.yaml",
        "policies/pipe.yaml",
        "policies/lib.rhai",
        "policies/data/x.yaml",
        "policies/x.schema.json",
        "exceptions/pipe.yaml",
        "exceptions/allowed_signers",
        "mustmay.yaml",
    ] {
        let path = folder.join(place);
        let old = fs::read(&path).ok();
        drop(fs::remove_file(&path));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        mkfifo(&path);
        let output = behind("exec timeout -k 1 60 \"$@\"", folder.path(), &["check"]).output();
        let run = Run::of(&output.unwrap());
        assert_calm(&run);
        assert_eq!(run.code, 2, "{place}: {run:#?}");
        assert!(run.out.contains(place), "{place}: {run:#?}");
        fs::remove_file(&path).unwrap();
        if let Some(old) = old {
            fs::write(&path, old).unwrap();
        }
    }
}
