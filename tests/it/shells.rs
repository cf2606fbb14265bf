//! Completions and manual pages.

use crate::support::{Folder, mustmay};

#[test]
fn every_shell_is_told_of_every_verb() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let run = mustmay(folder.path(), &["completions", shell], &[]).expect(0, &[]);
        for word in ["check", "explain", "init", "staged", "fail-level"] {
            assert!(run.out.contains(word), "{shell} is not told of {word}");
        }
    }
    mustmay(folder.path(), &["completions", "tcsh"], &[]).expect(2, &["possible values"]);
}

#[test]
fn a_shell_takes_its_completions() {
    let folder = Folder::new();
    let script = mustmay(folder.path(), &["completions", "bash"], &[]).expect(0, &[]);
    folder.write("mustmay.bash", &script.out);
    folder.write(
        "ask.bash",
        "source ./mustmay.bash\nCOMP_WORDS=(mustmay ch)\nCOMP_CWORD=1\n_mustmay mustmay ch mustmay\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n",
    );
    let asked = std::process::Command::new("bash")
        .args(["--norc", "ask.bash"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&asked.stdout).trim(),
        "check\nchallenges"
    );
    assert_eq!(String::from_utf8_lossy(&asked.stderr), "");
}

#[test]
fn manual_pages_say_what_the_help_says() {
    let folder = Folder::new();
    let page = mustmay(folder.path(), &["man"], &[]).expect(0, &[".TH mustmay 1", "Exit codes"]);
    assert!(page.out.contains("mustmay\\-check(1)"), "{}", page.out);
    mustmay(folder.path(), &["man", "check"], &[])
        .expect(0, &[".TH mustmay-check 1", "\\-\\-staged", "beats 1"]);
    mustmay(folder.path(), &["man", "chek"], &[]).expect(2, &["did you mean `check`?"]);

    let run = mustmay(folder.path(), &["man", "--dir", "."], &[]).expect(0, &["mustmay-check.1"]);
    for name in run.out.lines() {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(text.contains(".SH SYNOPSIS"), "{name}");
    }
    assert!(run.out.lines().count() > 5);
    mustmay(folder.path(), &["man", "--dir", "missing"], &[]).expect(2, &["cannot write"]);
}
