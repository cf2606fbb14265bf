//! Cases 54 to 62, 65 and 66, each once in every format: what git says, what names and values say, and what happens to
//! what is written. `../staged.rs`, `../git.rs`, `../walking.rs`, `../report` and `../faults` go deeper.
//!
//! What is not checked (cases 58 and 59) is listed for people and in JSON, and told by SARIF's notifications. It is one
//! of GitHub's commands: GitHub shows ten of a sort, and a list of what nobody asked about would push findings out.

use super::{OWNED, check, config, furnish, in_every_format, mandate, manifest, service, shop};
use crate::exceptions::writing::Moments;
use crate::support::{Folder, command, mustmay};
use mustmay::report::check::Format;
use serde_json::json;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

const HEADLINE: &str = "say who owns it";

/// A service of nobody: `owned/owner` finds it at 3:29 if its name has one letter.
fn bad(name: &str) -> String {
    service(name).replace("team", "guest")
}

/// A committed repository with a [`shop`].
fn repository() -> Folder {
    let folder = Folder::repository();
    furnish(&folder);
    folder.commit();
    folder
}

#[test]
fn case_54_staged_in_part() {
    let folder = repository();
    folder.write("b/service.yaml", &bad("b"));
    folder.git(&["add", "b"]);
    folder.write("b/service.yaml", &service("b"));
    check(&folder, &["--staged"])
        .ends(1)
        .finds("owned/owner", "b/service.yaml:3:29", HEADLINE);
    check(&folder, &[]).ends(0);
    folder.git(&["add", "b"]);
    folder.write("b/service.yaml", &bad("b"));
    check(&folder, &["--staged"])
        .ends(0)
        .holds("/counts/pass", 1);
    check(&folder, &[])
        .ends(1)
        .finds("owned/owner", "b/service.yaml:3:29", HEADLINE);
}

#[test]
fn case_55_the_variables_of_a_hook() {
    let (folder, other) = (repository(), repository());
    folder.write("b/service.yaml", &bad("b"));
    folder.git(&["add", "b"]);
    fs::copy(folder.join(".git/index"), folder.join(".git/hook-index")).unwrap();
    folder.git(&["reset", "-q"]);
    let staged = |variables: &[(&str, &str)]| {
        in_every_format(folder.path(), &["check", "--staged"], variables)
    };
    staged(&[]).ends(0).holds("/counts/services", 0);
    let index = folder.join(".git/hook-index");
    staged(&[("GIT_INDEX_FILE", index.to_str().unwrap())])
        .ends(1)
        .finds("owned/owner", "b/service.yaml:3:29", HEADLINE);
    let elsewhere = other.join(".git");
    folder.git(&["add", "b"]);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"] {
        staged(&[(name, elsewhere.to_str().unwrap())])
            .ends(1)
            .finds("owned/owner", "b/service.yaml:3:29", HEADLINE);
    }
    let none = folder.join("mustmay.yaml");
    staged(&[("GIT_INDEX_FILE", none.to_str().unwrap())])
        .ends(2)
        .says("", "git::failed", &["git ls-files"]);
}

#[cfg(unix)]
#[test]
fn case_56_a_hostile_configuration_of_git() {
    let folder = repository();
    let canary = crate::git::canary(&folder);
    let program = format!("{} ;:", canary.to_str().unwrap());
    folder
        .write(".gitattributes", "* filter=evil diff=evil\n")
        .write("b/service.yaml", &bad("b"));
    folder.git(&["add", "-A"]);
    for name in [
        "core.fsmonitor",
        "core.hooksPath",
        "diff.external",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
    ] {
        folder.git(&["-c", "core.fsmonitor=false", "config", name, &program]);
    }
    drop(fs::remove_file(folder.join("sung")));
    for arguments in [&[][..], &["--staged"]] {
        check(&folder, arguments)
            .ends(1)
            .finds("owned/owner", "b/service.yaml:3:29", HEADLINE);
        assert!(!folder.join("sung").exists(), "a program was started");
    }
    folder.git(&["ls-files"]);
    assert!(folder.join("sung").exists(), "the test proves nothing");
}

#[test]
fn case_58_what_git_leaves_out() {
    let (folder, other) = (repository(), repository());
    let address = other.path().to_str().unwrap();
    folder.git(&["submodule", "--quiet", "add", address, "sub"]);
    folder.git(&["clone", "-q", address, "nested"]);
    folder
        .write(".gitignore", "ignored/\n")
        .write("ignored/service.yaml", &bad("i"))
        .write("gone/service.yaml", &service("g"));
    folder.git(&["add", ".gitignore", "gone"]);
    fs::remove_dir_all(folder.join("gone")).unwrap();
    check(&folder, &["-v"])
        .ends(0)
        .leaves_out(&[
            "gone/service.yaml (deleted from the work tree)",
            "ignored/ (ignored by git)",
            "nested/ (nested repository)",
            "sub/ (submodule)",
        ])
        .holds(
            "/skipped",
            json!([
                { "path": "gone/service.yaml", "reason": "deleted from the work tree" },
                { "path": "ignored/", "reason": "ignored by git" },
                { "path": "nested/", "reason": "nested repository" },
                { "path": "sub/", "reason": "submodule" },
            ]),
        );
    // Named it is judged; and no bit of the index hides anything.
    check(&folder, &["ignored"]).ends(1).finds(
        "owned/owner",
        "ignored/service.yaml:3:29",
        HEADLINE,
    );
    folder.write("b/service.yaml", &bad("b"));
    folder.git(&["add", "b"]);
    for bit in ["--assume-unchanged", "--skip-worktree"] {
        folder.git(&["update-index", bit, "b/service.yaml"]);
        for arguments in [&[][..], &["--staged"]] {
            check(&folder, arguments)
                .ends(1)
                .finds("owned/owner", "b/service.yaml:3:29", HEADLINE);
        }
    }
}

#[cfg(unix)]
#[test]
fn case_59_links() {
    use std::os::unix::fs::symlink;
    let outside = Folder::new();
    outside.write("service.yaml", &bad("o"));
    for folder in [shop(), repository()] {
        let targets = [
            ("a", outside.join("service.yaml")),
            ("b", "/proc/self/environ".into()),
            ("c", "service.yaml".into()),
        ];
        for (name, target) in &targets {
            fs::create_dir(folder.join(name)).unwrap();
            symlink(target, folder.join(&format!("{name}/service.yaml"))).unwrap();
        }
        let listed = targets.map(
            |(name, _)| json!({ "path": format!("{name}/service.yaml"), "reason": "symlink" }),
        );
        check(&folder, &[])
            .ends(0)
            .leaves_out(&[
                "a/service.yaml (symlink)",
                "b/service.yaml (symlink)",
                "c/service.yaml (symlink)",
            ])
            .holds("/skipped", json!(listed))
            .holds("/counts/services", 1);
        for (name, code) in [
            ("a", "file::symlink"),
            ("b", "file::symlink"),
            ("c", "file::unreadable"),
        ] {
            let named = format!("{name}/service.yaml");
            check(&folder, &[&named]).ends(2).says("", code, &[&named]);
        }
    }
}

#[cfg(unix)]
#[test]
fn case_60_odd_names() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    // The name, how it is printed, and how an address has it.
    let names: [(&[u8], &str, &str); 7] = [
        (b"a\nb", "a\\nb", "a%0Ab"),
        (
            b"\r::error ::x",
            "\\r::error ::x",
            "%0D%3A%3Aerror%20%3A%3Ax",
        ),
        (b"%0A", "%0A", "%250A"),
        (b"\x1b[31m", "\\u{1b}[31m", "%1B%5B31m"),
        (b"\xff", "\\xff", "%FF"),
        (b"-rf", "-rf", "-rf"),
        (b"a,b:c", "a,b:c", "a%2Cb%3Ac"),
    ];
    for (name, shown, address) in names {
        let folder = shop();
        let own = folder.path().join(OsStr::from_bytes(name));
        fs::create_dir(&own).unwrap();
        fs::write(own.join("service.yaml"), bad("b")).unwrap();
        let report = check(&folder, &[]).ends(1);
        let place = format!("{shown}/service.yaml");
        let json = &report.json["outcomes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["service"] == "b");
        assert_eq!(json.unwrap()["findings"][0]["location"]["file"], *place);
        assert!(
            report.human.out.contains(&format!("{place}:3:29")),
            "{:#?}",
            report.human
        );
        let result = &report.sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(
            result["artifactLocation"]["uri"],
            format!("{address}/service.yaml")
        );
        assert_eq!(result["region"]["startLine"], 3);
        // One command, and no more, whatever the name holds.
        assert_eq!(report.github.len(), 1, "{:#?}", report.github);
        assert_eq!(report.github[0].title, "owned/owner in b");
        assert!(report.github[0].place.ends_with("/service.yaml:3:29"));
        assert!(
            !report.human.out.contains(['\u{1b}', '\r']),
            "{:#?}",
            report.human
        );
    }
}

#[test]
fn case_61_values_that_are_commands() {
    let evil = "x\\n::stop-commands::pwn\\n::error file=README.md::forged";
    let told = "x\\n::stop-commands::pwn\\n::error file=README.md::forged";
    let folder = shop();
    let text = format!("metadata: {{ name: b, owner: \"{evil}\" }}\nspec: {{}}\n");
    folder.write("b/service.yaml", &manifest(&text));
    let report = check(&folder, &[])
        .ends(1)
        .finds("owned/owner", "b/service.yaml:3:29", told);
    assert_eq!(report.github.len(), 1, "{:#?}", report.github);
    // For people too where the runner reads along.
    for (word, _) in Format::ALL {
        let run = mustmay(
            folder.path(),
            &["check", "--format", word],
            &[("GITHUB_ACTIONS", "true")],
        );
        let commands = run
            .out
            .lines()
            .filter(|line| line.trim_start().starts_with("::"));
        assert_eq!(
            commands.count(),
            usize::from(*word == "github"),
            "{word}: {run:#?}"
        );
        assert_eq!(run.code, 1);
    }
}

#[test]
fn case_62_values_that_are_markup() {
    for evil in [
        "<img src=x onerror=alert(1)>",
        "``` [x](javascript:alert(1))",
        "a\u{2028}b",
        "]]>&lt;",
    ] {
        let folder = shop();
        let text = format!(
            "metadata: {{ name: b, owner: {} }}\nspec: {{}}\n",
            json!(evil)
        );
        folder.write("b/service.yaml", &manifest(&text));
        let part = evil.split(['\u{2028}', '[', '`']).next().unwrap().trim();
        let report = check(&folder, &[])
            .ends(1)
            .finds("owned/owner", "b/service.yaml:3:29", part);
        assert!(!report.human.out.contains('\u{2028}'));
        let marked = &report.sarif["runs"][0]["results"][0]["message"]["markdown"];
        assert!(!marked.as_str().unwrap().contains("<img"), "{marked}");
        assert!(!marked.as_str().unwrap().contains("]("), "{marked}");
        let run = mustmay(folder.path(), &["check", "--format", "markdown"], &[]);
        assert!(
            !run.out.contains("<img") && !run.out.contains("]("),
            "{run:#?}"
        );
    }
}

/// Of every report that is written: the old one or the new one, whole, and nothing in the way of the next.
#[test]
fn case_65_killed_while_a_report_is_written() {
    let folder = shop();
    folder.write("b/service.yaml", &bad("b"));
    for word in ["human", "json", "sarif", "github"] {
        let format = format!("{word}=report");
        let arguments = ["check", "--format", &format];
        let begun = Instant::now();
        mustmay(folder.path(), &arguments, &[]).expect(1, &[]);
        let whole = begun.elapsed();
        let new = fs::read(folder.join("report")).unwrap();
        let mut moments = Moments::new(word);
        for round in 0..10 {
            let old = [&b"old"[..], &new][round % 2];
            fs::write(folder.join("report"), old).unwrap();
            let mut child = command(folder.path())
                .args(arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(whole.mul_f64(moments.next() * 1.1));
            child.kill().unwrap();
            child.wait().unwrap();
            let now = fs::read(folder.join("report")).unwrap();
            assert!(
                now == old || now == new,
                "{word}: {}",
                String::from_utf8_lossy(&now)
            );
        }
        mustmay(folder.path(), &arguments, &[]).expect(1, &[]);
        assert_eq!(fs::read(folder.join("report")).unwrap(), new, "{word}");
    }
    check(&folder, &[])
        .ends(1)
        .finds("owned/owner", "b/service.yaml:3:29", HEADLINE);
}

/// Two at once, without a home, without a network: the same in every format.
#[test]
fn case_66_odd_surroundings() {
    let folder = repository();
    folder.write("b/service.yaml", &bad("b"));
    check(&folder, &[])
        .ends(1)
        .finds("owned/owner", "b/service.yaml:3:29", HEADLINE);
    for (word, _) in Format::ALL {
        let arguments = ["check", "--format", word];
        let calm = mustmay(folder.path(), &arguments, &[]);
        let start = || {
            let mut command = command(folder.path());
            command.args(arguments).env_remove("HOME");
            command.stdout(Stdio::piped()).spawn().unwrap()
        };
        let both = [start(), start()];
        for child in both {
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{word}");
            assert_eq!(String::from_utf8_lossy(&output.stdout), calm.out, "{word}");
        }
    }
    let calls = folder.join("calls");
    let mut traced = Command::new("strace");
    traced
        .args(["-f", "-qq", "-e", "trace=network", "-o"])
        .arg(&calls);
    let program = command(folder.path());
    traced
        .arg(program.get_program())
        .arg("check")
        .current_dir(folder.path());
    let run = traced
        .output()
        .ok()
        .filter(|output| output.status.code() == Some(1));
    let Some(_) = run else {
        eprintln!("skipped: no strace, or no right to trace");
        return;
    };
    let calls = fs::read_to_string(calls).unwrap();
    assert!(
        calls.contains("AF_UNIX"),
        "how programs are started is seen: {calls}"
    );
    assert!(!calls.contains("AF_INET"), "{calls}");
    assert!(
        !calls.lines().any(|call| call.contains("connect(")),
        "{calls}"
    );
}

/// Case 24 of policies: a second name of a choice that looks like another, or mixes letters of two scripts.
#[test]
fn case_24_names_that_look_like_others() {
    let folder = shop();
    for (names, part) in [
        (
            "[okt\u{430}-cic]",
            "looks like `okta` and is not: it mixes scripts (U+0430)",
        ),
        (
            "[\u{430}\u{441}\u{435}, ace]",
            "looks like `ace` and is not: it has other letters (U+0430",
        ),
        ("[\"ok\u{200b}ta\"]", "a zero-width space (U+200B)"),
    ] {
        let choices = format!(
            "may:\n  at: metadata.owner\n  choices: [{{ id: team }}, {{ id: okta, names: {names} }}]"
        );
        folder.write("policies/choice.yaml", &mandate("choice", &choices));
        let run = mustmay(folder.path(), &["lint"], &[super::WIDE]);
        run.expect(1, &["policies/choice.yaml:7:", part]);
        let run = mustmay(folder.path(), &["lint", "--format", "json"], &[]);
        run.expect(1, &["policies/choice.yaml", part]);
        check(&folder, &[]).ends(0);
    }
    // What names something is written in letters that cannot be mistaken for others.
    let mixed = mandate("own\u{435}d", OWNED);
    folder.write("policies/choice.yaml", &mixed);
    check(&folder, &[])
        .ends(2)
        .says("policies/choice.yaml:3:17", "policy::id", &["is no id"]);
    folder.write("mustmay.yaml", &config("polici\u{435}s: [policies]"));
    check(&folder, &[]).ends(2).says(
        "mustmay.yaml:3:1",
        "policy::unknown-field",
        &["unknown field"],
    );
}
