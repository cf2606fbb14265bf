//! Interrupted, stopped and ended at any moment.

use super::{assert_calm, assert_whole, behind, run_behind, town};
use crate::exceptions::world::service;
use crate::exceptions::writing::{Moments, files, restore};
use crate::support::{Folder, Run, command};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A [`town`] with many more services.
fn city(services: usize) -> Folder {
    let folder = town();
    for number in 0..services {
        let name = format!("s{number}");
        let text = service(&name, "basic", "iam");
        folder.write(&format!("{name}/service.yaml"), &text);
    }
    folder.commit();
    folder
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    // It may have ended meanwhile.
    let sent = Command::new("sh")
        .args(["-c", "kill -s \"$0\" \"$1\"", name, &pid])
        .stderr(Stdio::null())
        .status();
    sent.unwrap();
}

/// Sends signals to a run for as long as it lasts, and gives how it ended and how many were sent.
fn bombarded(folder: &Folder, arguments: &[&str]) -> (Run, usize) {
    const SIGNALS: &str = "n=0; while kill -s STOP $0 && kill -s CONT $0 && kill -s CHLD $0 && \
        kill -s WINCH $0 && kill -s URG $0 && kill -0 $0; do n=$((n + 5)); done 2> /dev/null; echo $n";
    let mut program = command(folder.path());
    let child = program
        .args(arguments)
        .env("MUSTMAY_REPOSITORY", "shop/till")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let sender = Command::new("sh")
        .args(["-c", SIGNALS, &child.id().to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let run = Run::of(&child.wait_with_output().unwrap());
    assert_calm(&run);
    let sent = sender.wait_with_output().unwrap().stdout;
    let sent = String::from_utf8(sent).unwrap();
    (run, sent.trim().parse().unwrap())
}

#[test]
fn signals_that_mean_nothing_change_nothing() {
    let folder = city(150);
    let old = files(folder.path());
    let mut sent = 0;
    for line in [
        "check --format json",
        "check --format sarif=out --jobs 2",
        "record",
        "exceptions adopt --owner platform --requested-by mia@example.com",
        "explain --all --output charter",
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let calm = run_behind("exec \"$@\"", folder.path(), &arguments);
        let new = files(folder.path());
        restore(folder.path(), &old);
        for _ in 0..2 {
            let (run, signals) = bombarded(&folder, &arguments);
            assert_eq!(
                (run.code, &run.out, &run.err),
                (calm.code, &calm.out, &calm.err),
                "{line}"
            );
            assert!(files(folder.path()) == new, "{line} wrote something else");
            restore(folder.path(), &old);
            sent += signals;
        }
    }
    assert!(sent > 100, "only {sent} signals were sent");
    eprintln!("{sent} signals");
}

/// Ended by the terminal, by the system or by the CI: the old file or the new one, and the end is told as it was.
#[test]
fn ended_by_a_signal_files_are_whole_and_the_end_is_that_signal() {
    let folder = city(40);
    let old = files(folder.path());
    for line in [
        "check --format json=out",
        "record",
        "exceptions approve EX-2 --as sam@example.com",
        "explain --all --output charter",
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        restore(folder.path(), &old);
        run_behind("exec \"$@\"", folder.path(), &arguments);
        let new = files(folder.path());
        restore(folder.path(), &old);
        let begun = Instant::now();
        run_behind("exec \"$@\"", folder.path(), &arguments);
        let whole = begun.elapsed();
        let mut moments = Moments::new(line);
        let mut ended = 0;
        for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1), ("QUIT", 3)].repeat(3) {
            restore(folder.path(), &old);
            let child = behind("ulimit -c 0; exec \"$@\"", folder.path(), &arguments)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            std::thread::sleep(whole.mul_f64(moments.next()).min(Duration::from_secs(5)));
            signal(&child, name);
            let output = child.wait_with_output().unwrap();
            assert_calm(&Run::of(&output));
            let now = files(folder.path());
            match output.status.signal() {
                Some(by) => {
                    assert_eq!(by, number, "{line}");
                    ended += 1;
                }
                None => assert!(now == new, "{line}: {output:?}"),
            }
            assert_whole(&now, &old, &new, output.status.signal().is_some(), line);
        }
        eprintln!("  {line}: {ended} of 12 in time");
        assert!(ended > 0, "{line} was never ended in time");
        // Nothing of it is in the way of the next run.
        restore(folder.path(), &old);
        run_behind("exec \"$@\"", folder.path(), &arguments);
        assert!(files(folder.path()) == new, "{line}");
    }
}
