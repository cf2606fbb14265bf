//! Streams, limits, variables, languages and time zones.

use super::{assert_calm, behind, run_behind, town};
use crate::exceptions::world::{own, record, service};
use crate::exceptions::writing::{files, restore};
use crate::support::{Folder, Run, is_root, mustmay};
use serde_json::Value;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;

/// Streams that were closed before the start. What would be written there is dropped, as with a reader who went away,
/// and it never lands in a file that was opened since under the same number.
#[test]
fn closed_streams_change_no_code_and_write_into_no_file() {
    let folder = town();
    let old = files(folder.path());
    let json = ["check", "--format", "json=out", "--format", "human"];
    let calm = run_behind("exec \"$@\"", folder.path(), &json);
    assert_eq!(calm.code, 1);
    let new = files(folder.path());
    let closings = ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"];
    for closed in closings {
        restore(folder.path(), &old);
        let script = format!("exec \"$@\" {closed}");
        let run = run_behind(&script, folder.path(), &json);
        assert_eq!(run.code, 1, "{closed}: {run:#?}");
        assert!(files(folder.path()) == new, "{closed}");
        let out = if closed.contains(">&-") && closed != "2>&-" {
            ""
        } else {
            &*calm.out
        };
        assert_eq!(run.out, out, "{closed}");
        // An error is one without a stream to say it to; nothing to read is nothing to judge.
        run_behind(&script, folder.path(), &["check", "--policies", "none"]).expect(2, &[]);
        run_behind(&script, folder.path(), &["check", "--polices"]).expect(2, &[]);
        run_behind(&script, folder.path(), &["check", "shop"]).expect(0, &[]);
        if closed.contains("<&-") {
            let stdin = ["check", "-", "--stdin-filename", "a/service.yaml"];
            run_behind(&script, folder.path(), &stdin).expect(2, &[]);
        }
    }
    restore(folder.path(), &old);
    let asked = "exceptions request --mandate user-auth --service till --reason Soon --requested-by mia@example.com";
    let asked: Vec<&str> = asked.split(' ').collect();
    run_behind("exec \"$@\"", folder.path(), &asked).expect(0, &[]);
    let new = files(folder.path());
    for closed in closings {
        restore(folder.path(), &old);
        run_behind(&format!("exec \"$@\" {closed}"), folder.path(), &asked).expect(0, &[]);
        assert!(files(folder.path()) == new, "{closed}");
    }
}

/// However little the system grants: the whole judgement, an error, or an end by the system; never a part.
#[test]
fn low_limits_give_the_whole_judgement_or_none() {
    let folder = city(100);
    let json = ["check", "many", "--format", "json", "--jobs", "2"];
    let calm = run_behind("exec \"$@\"", folder.path(), &json);
    assert_eq!(calm.code, 1);
    let limits = [
        ("n", &[3, 4, 5, 6, 8, 10, 11, 12, 13, 16, 24][..]),
        (
            "v",
            &[
                20_000, 40_000, 45_000, 60_000, 80_000, 100_000, 140_000, 400_000,
            ],
        ),
        ("s", &[64, 128, 256, 512, 1024, 4096]),
        ("t", &[60]),
        ("c", &[0]),
    ];
    for (limit, values) in limits {
        let (mut whole, mut refused) = (0, 0);
        for value in values {
            let script = format!("ulimit -c 0; ulimit -{limit} {value}; exec \"$@\"");
            let run = Run::of(&behind(&script, folder.path(), &json).output().unwrap());
            assert_calm(&run);
            match run.code {
                // By a signal, by its loader, or by its own word.
                -1 | 127 | 126 => refused += 1,
                2 => {
                    let said = [&*run.out, &*run.err].concat();
                    assert!(said.contains("error"), "-{limit} {value}: {run:#?}");
                    refused += 1;
                }
                _ => {
                    assert_eq!(
                        (run.code, &run.out),
                        (calm.code, &calm.out),
                        "-{limit} {value}"
                    );
                    whole += 1;
                }
            }
        }
        eprintln!("ulimit -{limit}: {whole} whole, {refused} refused");
        assert!(whole > 0, "-{limit} was never enough");
    }
}

/// Where no thread and no process can be started there is no judgement.
#[test]
fn without_threads_and_processes_there_is_no_judgement() {
    if !is_root() {
        eprintln!("skipped: only root can be somebody without other processes");
        return;
    }
    let folder = city(40);
    let chowned = std::process::Command::new("chown")
        .args(["-R", "54321:54321"])
        .arg(folder.path())
        .status();
    assert!(chowned.unwrap().success());
    let json = ["check", "many", "--format", "json", "--jobs", "2"];
    let run = |most: u32| {
        // Shells differ in the letter.
        let script =
            format!("{{ ulimit -u {most} || ulimit -p {most}; }} 2> /dev/null; exec \"$@\"");
        let mut command = behind(&script, folder.path(), &json);
        let output = command.uid(54321).gid(54321).output();
        Run::of(&output.unwrap())
    };
    let calm = run(200);
    if calm.code == 126 || calm.code == 127 {
        eprintln!("skipped: somebody else may not start the program where it was built");
        return;
    }
    assert_eq!(calm.code, 1, "{calm:#?}");
    for most in 1..=12 {
        let run = run(most);
        assert_calm(&run);
        let same = (run.code, &run.out) == (calm.code, &calm.out);
        assert!(same || run.code == 2, "{most}: {run:#?}");
        assert!(most > 2 || run.code == 2, "{most} was enough: {run:#?}");
    }
}

/// A [`town`] of some more services, every tenth of which fails.
fn city(services: usize) -> Folder {
    let folder = town();
    for number in 0..services {
        let name = format!("s{number}");
        let protocol = if number % 10 == 0 { "basic" } else { "oidc" };
        let text = service(&name, protocol, "iam");
        folder.write(&format!("many/{name}/service.yaml"), &text);
    }
    folder
}

#[test]
fn a_thousand_files_are_a_thousand_files() {
    let folder = city(1_000);
    let run = mustmay(folder.path(), &["check", "--format", "json"], &[]).expect(1, &[]);
    let json: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json["counts"]["services"], 1_003);
    assert_eq!(json["counts"]["fail"], 102);
    assert_eq!(json["counts"]["pass"], 901);
    // One of them beyond what is read is one error, and costs no other its judgement.
    let huge = fs::File::create(folder.join("many/s7/service.yaml")).unwrap();
    huge.set_len((32 << 20) + 1).unwrap();
    let run = mustmay(folder.path(), &["check", "--format", "json"], &[]).expect(2, &[]);
    let json: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json["counts"]["pass"], 900);
    assert_eq!(json["counts"]["fail"], 102);
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 1);
    assert_eq!(json["diagnostics"][0]["code"], "file::too-large");
    assert_eq!(
        json["diagnostics"][0]["location"]["file"],
        "many/s7/service.yaml"
    );
}

/// Without git a work tree is an error, whichever way it is missing; a plain tree needs none.
#[test]
fn without_git_a_work_tree_is_never_taken_for_a_plain_one() {
    let folder = town();
    let broken = Folder::new();
    broken.write("git", "#!/bin/sh\nexit 0\n");
    // A program of the checked tree is not found as git, least of all where there is no other.
    folder.write("git", "#!/bin/sh\necho started >> started\n");
    let script = folder.join("git");
    let set = |path: &Path, mode: u32| {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    set(&script, 0o755);
    let path = |mode: u32| {
        set(&broken.join("git"), mode);
        broken.path().to_str().unwrap().to_owned()
    };
    for (path, part) in [
        ("/nonexistent", "git cannot be started"),
        ("", "git cannot be started"),
        (".", "git cannot be started"),
        (":", "git cannot be started"),
        (".:relative", "git cannot be started"),
        (&*path(0o644), "git cannot be started"),
    ] {
        let run = mustmay(folder.path(), &["check"], &[("PATH", path)]);
        assert_calm(&run);
        run.expect(2, &[part, "nothing was judged"]);
    }
    assert!(
        !folder.join("started").exists(),
        "a program of the tree was started"
    );
    fs::remove_file(script).unwrap();
    // Without the variable the system has its own idea where programs are.
    let unset = "unset PATH HOME; exec \"$@\"";
    let run = run_behind(unset, folder.path(), &["check"]);
    assert!([1, 2].contains(&run.code), "{run:#?}");
    // A git that says nothing, well or badly, has not listed an empty tree.
    for text in ["exit 0", "exit 1", "exit 128", "kill -9 $$", "printf x"] {
        broken.write("git", &format!("#!/bin/sh\n{text}\n"));
        let run = mustmay(folder.path(), &["check"], &[("PATH", &path(0o755))]);
        assert_calm(&run);
        run.expect(2, &["nothing was judged"]);
    }
    fs::remove_dir_all(folder.join(".git")).unwrap();
    run_behind(unset, folder.path(), &["check"]).expect(1, &["2 fail"]);
}

/// A day is a day in UTC, text is UTF-8, and small letters are what they are anywhere.
#[test]
fn languages_and_homes_change_no_byte() {
    let folder = town();
    folder.write("I/service.yaml", &service("i", "basic", "iam"));
    for format in ["json", "human", "sarif", "junit", "csv", "markdown"] {
        let arguments = ["check", "--format", format];
        let calm = mustmay(folder.path(), &arguments, &[]);
        assert_eq!(calm.code, 1);
        for language in [
            "tr_TR.UTF-8",
            "C",
            "POSIX",
            "ja_JP.SJIS",
            "xx_YY",
            "\u{1b}[31m",
            "de_DE@euro",
            "",
        ] {
            let variables = [
                ("LC_ALL", language),
                ("LANG", language),
                ("LANGUAGE", "tr"),
                ("LC_NUMERIC", "de_DE"),
            ];
            let run = mustmay(folder.path(), &arguments, &variables);
            assert_eq!(
                (run.code, &run.out, &run.err),
                (1, &calm.out, &calm.err),
                "{language}"
            );
        }
    }
}

/// The day is asked of the clock in UTC, so that no zone, no broken one and no path in its place moves an end. In one
/// of the first two zones it is another day at any moment, so that a program that used the machine's zone would fail.
#[test]
fn an_exception_ends_on_its_day_in_every_time_zone() {
    const ZONES: &[&str] = &[
        "Pacific/Kiritimati",
        "Etc/GMT+12",
        "<+14>-14",
        "<-12>12",
        "UTC",
        "",
        ":",
        "nonsense/zone",
        "\u{1b}[31m",
        "/etc/passwd",
        ":/dev/zero",
        "../../../dev/zero",
        "/dev/tty",
        "AAA-99999999999999",
    ];
    let folder = own();
    let judged = |zone: &str, arguments: &[&str]| {
        let mut command = behind("exec timeout -k 1 60 \"$@\"", folder.path(), arguments);
        let output = command.env_remove("MUSTMAY_AS_OF").env("TZ", zone).output();
        let run = Run::of(&output.unwrap());
        assert_calm(&run);
        let json: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:#?}"));
        (json["run"]["asOf"].as_str().unwrap().to_owned(), run.code)
    };
    let ends = |day: &str| {
        let first = day.parse::<jiff::civil::Date>().unwrap() - jiff::Span::new().days(20);
        let text = record(&[("created", &first.to_string()), ("expires", day)]);
        folder.write("exceptions/ex.yaml", &text);
    };
    // Should the day end in the middle, it is tried on the next one.
    loop {
        let (today, _) = judged("UTC", &["check", "--format", "json"]);
        ends(&today);
        let told: Vec<_> = ZONES
            .iter()
            .map(|zone| (*zone, judged(zone, &["check", "--format", "json"])))
            .collect();
        if judged("UTC", &["check", "--format", "json"]).0 != today {
            continue;
        }
        for (zone, told) in told {
            assert_eq!(told, (today.clone(), 0), "{zone:?}");
        }
        break;
    }
    // A day that is named is that day: its last one, and the day after.
    ends("2026-12-31");
    for zone in ZONES {
        for (day, code) in [("2026-12-31", 0), ("2027-01-01", 1)] {
            let arguments = ["check", "--format", "json", "--as-of", day];
            assert_eq!(judged(zone, &arguments), (day.to_owned(), code), "{zone:?}");
        }
    }
}
