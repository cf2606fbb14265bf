//! Renewing: who asks for it, and what is advised where a record is not renewed.

use super::verbs::exceptions;
use super::world::{MANDATE, own, record};
use crate::support::{Folder, Run, mustmay};
use std::fs;

fn check_on(folder: &Folder, day: &str) -> Run {
    mustmay(folder.path(), &["check", "--as-of", day], &[])
}

/// The first command that a run advises, as arguments: the verb, and then one word or flags with their values.
fn advised(text: &str) -> Vec<String> {
    let (_, command) = text.split_once("mustmay exceptions ").unwrap();
    let mut words = command.split_whitespace().filter(|word| *word != "│");
    let mut taken = vec![words.next().unwrap().to_owned()];
    let mut word = words.next().unwrap();
    if !word.starts_with("--") {
        taken.push(word.to_owned());
        return taken;
    }
    while word.starts_with("--") {
        taken.extend([word, words.next().unwrap()].map(str::to_owned));
        word = words.next().unwrap_or_default();
    }
    taken
}

#[test]
fn who_asks_for_a_renewal_does_not_approve_it() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[]));
    let renew = ["renew", "EX-1", "--expires", "2027-02-20"];
    let by = |name: &'static str| [&renew[..], &["--requested-by", name]].concat();
    exceptions(&folder, &by(" ")).expect(2, &["`--requested-by` is blank"]);
    exceptions(&folder, &by("sam@example.com")).expect(0, &["renewed until 2027-02-20"]);
    let text = fs::read_to_string(folder.join("exceptions/ex.yaml")).unwrap();
    assert!(text.contains("requestedBy: sam@example.com\n"), "{text}");
    exceptions(&folder, &["approve", "EX-1", "--as", "sam@example.com"])
        .expect(2, &["cannot approve it"]);
    exceptions(&folder, &["approve", "EX-1", "--as", "kim@example.com"]).expect(0, &[]);
    // Where nobody says, it is who asked before.
    folder.write("exceptions/ex.yaml", &record(&[]));
    exceptions(&folder, &renew).expect(0, &[]);
    let text = fs::read_to_string(folder.join("exceptions/ex.yaml")).unwrap();
    assert!(text.contains("requestedBy: mia@example.com\n"), "{text}");
}

/// What is advised about a record that is over can be done on that day, or from the day that it names on.
#[test]
fn what_is_advised_about_what_is_over_can_be_done() {
    let used_up = [
        ("created", "2026-06-01"),
        ("expires", "2026-11-20"),
        ("renewals", "1"),
    ];
    let long_ago = [("created", "2026-01-02"), ("expires", "2026-03-31")];
    let emergency = [
        ("category", "emergency"),
        ("created", "2026-11-18"),
        ("expires", "2026-11-20"),
    ];
    let once = [("created", "2026-09-01"), ("expires", "2026-11-20")];
    for (fields, day, why, verb) in [
        (&once[..], "2026-11-22", "renew it", "renew"),
        (&used_up, "2026-11-22", "allows 1 renewals", "request"),
        (&used_up, "2026-11-21", "from 2026-11-22 on", "request"),
        (
            &long_ago,
            "2026-11-22",
            "no day after 2026-07-01",
            "request",
        ),
        (&emergency, "2026-11-22", "never renewed", "request"),
        (&emergency, "2026-11-21", "never renewed", "request"),
    ] {
        let folder = own();
        folder.write("exceptions/ex.yaml", &record(fields));
        let run = check_on(&folder, day);
        let audit = exceptions(&folder, &["audit", "--as-of", day]);
        for run in [&run, &audit] {
            let words = run.out.split_whitespace().filter(|word| *word != "│");
            let text = words.collect::<Vec<_>>().join(" ");
            assert!(text.contains(why), "`{why}` is missing in {text}");
            // Nobody is told to wait who need not.
            let waits = text.contains("ask for a new one from");
            assert_eq!(waits, why.starts_with("from"), "{text}");
            let advice = advised(&text);
            assert_eq!(advice[0], verb, "{run:#?}");
            let mut command: Vec<&str> = advice.iter().map(String::as_str).collect();
            if verb == "request" {
                command.extend(["--reason", "x", "--requested-by", "mia@example.com"]);
            }
            let day = text
                .split_once("ask for a new one from ")
                .map_or(day, |(_, rest)| rest.split_once(" on").unwrap().0);
            command.extend(["--as-of", day]);
            exceptions(&folder, &command).expect(0, &["EX-"]);
            folder.write("exceptions/ex.yaml", &record(fields));
            for file in fs::read_dir(folder.join("exceptions")).unwrap() {
                let path = file.unwrap().path();
                if path
                    .file_name()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .starts_with("EX-")
                {
                    fs::remove_file(path).unwrap();
                }
            }
        }
    }
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&once)).write(
        "policies/user-auth.yaml",
        &MANDATE.replace("maxDays: 90, maxRenewals: 1", "maxDays: 90, maxRenewals: 0"),
    );
    let run = check_on(&folder, "2026-11-22");
    assert!(!run.out.contains("exceptions renew"), "{run:#?}");
    folder.write(
        "policies/user-auth.yaml",
        &[
            MANDATE.split_once("unless").unwrap().0,
            "unless: never\nenforce: deny\n",
        ]
        .concat(),
    );
    let run = check_on(&folder, "2026-11-22");
    assert!(!run.out.contains("mustmay exceptions"), "{run:#?}");
}

/// A record may be renewed until the last day that its mandate allows, for that day alone if need be.
#[test]
fn the_last_day_that_is_allowed_is_a_day() {
    let folder = own();
    let over = [("created", "2026-05-26"), ("expires", "2026-08-24")];
    folder.write("exceptions/ex.yaml", &record(&over));
    let renew = ["renew", "EX-1"];
    let on = |day: &'static str| [&renew[..], &["--as-of", day]].concat();
    exceptions(&folder, &on("2026-11-23")).expect(2, &["allows no day after 2026-11-22"]);
    exceptions(&folder, &on("2026-11-22")).expect(0, &["renewed until 2026-11-22"]);
}
