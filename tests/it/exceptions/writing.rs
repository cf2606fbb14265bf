//! Writing: killed at any moment, and two at once.

use super::world::{check, own, record, service};
use crate::support::{Folder, command, mustmay, variable};
use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How often each command is killed, where nobody says: 200 times for all that write exceptions.
const KILLS: u32 = 34;

/// The files of a folder by their paths, `None` where one is gone.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Random moments that can be had again: the seed is printed, and `MUSTMAY_SEED` sets it.
pub(crate) struct Moments(u64);

impl Moments {
    pub(crate) fn new(what: &str) -> Self {
        let named = variable("MUSTMAY_SEED").map(|seed| {
            let seed = seed.into_string().expect("MUSTMAY_SEED is a number");
            seed.parse().expect("MUSTMAY_SEED is a number")
        });
        let seed = named.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        eprintln!("{what}: MUSTMAY_SEED={seed}");
        Self(seed)
    }

    /// A number from 0 up to 1.
    pub(crate) fn next(&mut self) -> f64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        f64::from(u32::try_from(z >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

fn kills() -> u32 {
    variable("MUSTMAY_KILLS").map_or(KILLS, |kills| {
        let kills = kills.into_string().expect("MUSTMAY_KILLS is a number");
        kills.parse().expect("MUSTMAY_KILLS is a number")
    })
}

/// All files, those of git left out.
pub(crate) fn files(folder: &Path) -> Files {
    fn walk(root: &Path, folder: &Path, files: &mut Files) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with(".git") {
                continue;
            }
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                files.insert(name.to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    let mut files = Files::new();
    walk(folder, folder, &mut files);
    files
}

/// Puts all files back as they were.
pub(crate) fn restore(folder: &Path, old: &Files) {
    for name in files(folder).keys().filter(|name| !old.contains_key(*name)) {
        fs::remove_file(folder.join(name)).unwrap();
    }
    for (name, bytes) in old {
        if fs::read(folder.join(name)).ok().as_ref() != Some(bytes) {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

/// Kills a command at random moments: each file must be the old one or the new one, as a whole, and the next run
/// must find nothing in its way.
fn kill_often(folder: &Folder, arguments: &[&str], goes_on: bool) {
    let variables = [("MUSTMAY_REPOSITORY", "shop/till")];
    let old = files(folder.path());
    mustmay(folder.path(), arguments, &variables).expect(0, &[]);
    let new = files(folder.path());
    restore(folder.path(), &old);
    let begun = Instant::now();
    mustmay(folder.path(), arguments, &variables).expect(0, &[]);
    let whole = begun.elapsed();
    assert_ne!(old, new, "{arguments:?} wrote nothing");
    let mut moments = Moments::new(&arguments.join(" "));
    let (mut before, mut between, mut after) = (0, 0, 0);
    for _ in 0..kills() {
        restore(folder.path(), &old);
        let mut child = command(folder.path())
            .args(arguments)
            .envs(variables)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(
            whole
                .mul_f64(moments.next() * 1.2)
                .min(Duration::from_secs(5)),
        );
        child.kill().unwrap();
        child.wait().unwrap();
        let mut now = files(folder.path());
        // What was left half-written has a name that nothing reads.
        now.retain(|name, _| Path::new(name).extension().is_none_or(|end| end != "part"));
        for name in now.keys().chain(old.keys()).chain(new.keys()) {
            let (is, was, will) = (now.get(name), old.get(name), new.get(name));
            assert!(
                is == was || is == will,
                "{arguments:?}: neither the old `{name}` nor the new one: {:?}",
                is.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            );
        }
        match () {
            () if now == old => before += 1,
            () if now == new => after += 1,
            () => between += 1,
        }
        if goes_on && now != new {
            mustmay(folder.path(), arguments, &variables).expect(0, &[]);
            assert!(
                new.iter()
                    .all(|(name, bytes)| files(folder.path()).get(name) == Some(bytes)),
                "{arguments:?}: the next run does not end what was cut short"
            );
        }
    }
    eprintln!("  {before} before the write, {between} between two, {after} after");
    // No lock is left, and what was left half-written is in nobody's way.
    restore(folder.path(), &old);
    mustmay(folder.path(), arguments, &variables).expect(0, &[]);
    assert_eq!(files(folder.path()), new);
}

/// A ledger that is long enough that writing takes a while.
pub(crate) fn long(first: &str, others: u32) -> String {
    let mut text = first.to_owned();
    for number in 0..others {
        let id = format!("{{ id: OTHER-{number} }}");
        text.push_str("---\n");
        text.push_str(&record(&[("metadata", &id), ("service", "shop")]));
    }
    text
}

/// Case 65.
#[test]
fn killed_while_approving_the_old_file_or_the_new_one_is_whole() {
    let folder = own();
    folder.write(
        "exceptions/ex.yaml",
        &long(&record(&[("approvedBy", "[]")]), 60),
    );
    let arguments = ["exceptions", "approve", "EX-1", "--as", "sam@example.com"];
    kill_often(&folder, &arguments, false);
    check(&folder).expect(0, &["1 excepted"]);
}

#[test]
fn killed_while_renewing_or_revoking_the_old_file_or_the_new_one_is_whole() {
    for arguments in [
        ["exceptions", "renew", "EX-1", "--expires", "2027-02-15"],
        [
            "exceptions",
            "revoke",
            "EX-1",
            "--reason",
            "The till is gone",
        ],
    ] {
        let folder = own();
        folder.write("exceptions/ex.yaml", &long(&record(&[]), 60));
        kill_often(&folder, &arguments, false);
    }
}

#[test]
fn killed_while_requesting_or_adopting_there_is_no_file_or_a_whole_one() {
    let folder = own();
    let arguments = [
        "exceptions",
        "request",
        "--mandate",
        "user-auth",
        "--service",
        "till",
        "--reason",
        "It is replaced in Q1.",
        "--requested-by",
        "mia@example.com",
    ];
    kill_often(&folder, &arguments, false);
    let folder = own();
    for number in 0..20 {
        let name = format!("s{number}");
        let path = format!("{name}/service.yaml");
        folder.write(&path, &service(&name, "basic", "other"));
    }
    let arguments = [
        "exceptions",
        "adopt",
        "--owner",
        "platform",
        "--requested-by",
        "mia@example.com",
    ];
    kill_often(&folder, &arguments, false);
}

/// Each record of two files moves to a file of its own: what is between two writes is ended by the next run.
#[test]
fn killed_while_pruning_no_record_is_lost_and_the_next_run_ends_it() {
    let folder = own();
    let over = [("metadata", "{ id: OVER }"), ("expires", "2026-11-20")];
    folder.write(
        "exceptions/ex.yaml",
        &format!("# ours\n{}", long(&record(&[]), 10)),
    );
    folder.write("exceptions/over.yaml", &record(&over));
    kill_often(&folder, &["exceptions", "prune", "--write"], true);
    assert!(!folder.join("exceptions/over.yaml").exists());
}

#[test]
fn killed_while_recording_or_challenging_the_old_file_or_the_new_one_is_whole() {
    let folder = own();
    folder.commit();
    kill_often(&folder, &["record"], false);
    let open = [
        "challenges",
        "open",
        "user-auth",
        "--by",
        "team-till",
        "--what",
        "It hurts",
    ];
    kill_often(&folder, &open, false);
    let answer = [
        "challenges",
        "answer",
        "CH-2026-001",
        "--by",
        "sam",
        "--text",
        "We will",
        "--outcome",
        "accepted",
    ];
    kill_often(&folder, &answer, false);
}

/// A move that was cut short between its two writes leaves a record in two files.
#[test]
fn a_move_that_was_cut_short_is_told_and_ended() {
    // Read before its copy, and after it.
    for open in ["exceptions/a.yaml", "exceptions/ex.yaml"] {
        let folder = own();
        let over = record(&[("metadata", "{ id: OVER }"), ("expires", "2026-11-20")]);
        let others = [record(&[]), record(&[("metadata", "{ id: EX-2 }")])];
        let text = format!("{}---\n# over\n{over}---\n{}", others[0], others[1]);
        folder.write(open, &text);
        folder.write("exceptions/closed/OVER.yaml", &format!("# over\n{over}"));
        check(&folder).expect(2, &["the id `OVER` is taken", "prune --write` ends it"]);
        let prune = ["exceptions", "prune", "--write"];
        mustmay(folder.path(), &prune, &[]).expect(0, &["OVER (its move was cut short)"]);
        let left = fs::read_to_string(folder.join(open)).unwrap();
        assert_eq!(left, others.join("---\n"));
        check(&folder).expect(0, &["1 excepted"]);
        // Another record under an id that is closed is no such move.
        let other = record(&[("metadata", "{ id: OVER }"), ("reason", "Another one.")]);
        folder.write("exceptions/again.yaml", &other);
        mustmay(folder.path(), &prune, &[]).expect(2, &["the id `OVER` is taken"]);
        let left = fs::read_to_string(folder.join("exceptions/again.yaml")).unwrap();
        assert_eq!(left, other);
    }
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
    let services: Vec<String> = (0..6).map(|number| format!("s{number}")).collect();
    for name in &services {
        folder.write(
            &format!("{name}/service.yaml"),
            &service(name, "basic", "iam"),
        );
    }
    let asked = [
        "exceptions",
        "request",
        "--mandate",
        "user-auth",
        "--reason",
        "x",
        "--requested-by",
        "m@x.com",
        "--service",
    ];
    let children: Vec<_> = services
        .iter()
        .map(|name| {
            command(folder.path())
                .args(asked)
                .arg(name)
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

/// Who opens a challenge or records a run while others do either has it written whole, or is told that it was not.
#[test]
fn many_challenges_and_records_at_once_lose_nothing() {
    let folder = own();
    folder.write("till/service.yaml", &service("till", "basic", "iam"));
    folder.commit();
    let names: Vec<String> = (0..6).map(|number| format!("p{number}@x.com")).collect();
    let all_at_once = |arguments: &dyn Fn(&str) -> Vec<String>| -> Vec<bool> {
        let children: Vec<_> = names
            .iter()
            .map(|name| {
                command(folder.path())
                    .args(arguments(name))
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let ends = children.into_iter().map(|mut child| child.wait().unwrap());
        ends.map(|end| end.success()).collect()
    };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let opened = all_at_once(&|name| {
        words(&format!(
            "challenges open user-auth --what Slow. --by {name}"
        ))
    });
    let texts = || {
        let files = files(&folder.join("evidence"));
        files
            .values()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .collect::<Vec<String>>()
    };
    assert!(opened.contains(&true));
    for (name, done) in names.iter().zip(&opened) {
        let there = texts().iter().any(|text| text.contains(name));
        assert_eq!(there, *done, "{name}: {opened:?}");
    }
    let recorded = all_at_once(&|name| words(&format!("record --repository shop/{}", &name[..2])));
    assert!(recorded.contains(&true));
    for (name, done) in names.iter().zip(&recorded) {
        let there = texts()
            .iter()
            .any(|text| text.contains(&format!("shop/{}", &name[..2])));
        assert_eq!(there, *done, "{name}: {recorded:?}");
    }
}
