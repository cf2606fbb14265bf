//! Answers put into records that people wrote in their own way: all else of the file stays, byte for byte.

use crate::support::{Folder, Run, mustmay};
use serde_json::Value;
use std::fs;

const MANDATE: &str = "apiVersion: mustmay/v1\nkind: Mandate\nmetadata: { id: m, owner: platform, rationale: r, reviewBy: 2027-06-30 }\nappliesTo: { kinds: [service] }\nmust: [{ id: a, at: spec.tier, otherwise: o }]\n";
const ON: [(&str, &str); 1] = [("MUSTMAY_AS_OF", "2026-09-11")];
const TEXT: &str = "no: \"see\" # the rota";

fn project(file: &str, text: &str) -> Folder {
    let folder = Folder::repository();
    let config = "apiVersion: mustmay/v1\nkind: Config\npolicies: [policies]\n";
    folder.write("mustmay.yaml", config);
    folder.write("policies/m.yaml", MANDATE);
    folder.write(file, text);
    folder
}

fn answer(folder: &Folder, id: &str) -> Run {
    let arguments = [
        "challenges",
        "answer",
        id,
        "--by",
        "sam",
        "--text",
        TEXT,
        "--outcome",
        "declined",
    ];
    mustmay(folder.path(), &arguments, &ON)
}

/// The challenge as the program reads it.
fn listed(folder: &Folder, id: &str) -> Value {
    let run = mustmay(
        folder.path(),
        &["challenges", "list", "--format", "json"],
        &ON,
    );
    let found: Value = serde_json::from_str(&run.expect(0, &[]).out).unwrap();
    let mut challenges = found["challenges"].as_array().unwrap().iter();
    challenges.find(|one| one["id"] == id).unwrap().clone()
}

/// Answers `CH-1` in a file, and gives what was put in.
fn put_in(file: &str, text: &str) -> String {
    let folder = project(file, text);
    let before = listed(&folder, "CH-1");
    answer(&folder, "CH-1").expect(0, &[file]);
    let after = listed(&folder, "CH-1");
    assert_eq!(after["standing"], "answered", "{after}");
    for field in ["mandate", "by", "what", "opened"] {
        assert_eq!(before[field], after[field], "{field}");
    }
    let written = fs::read_to_string(folder.join(file)).unwrap();
    let head = text
        .bytes()
        .zip(written.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let tail = written.len() - text.len();
    assert_eq!(written[head + tail..], text[head..], "{written}");
    written[head..head + tail].to_owned()
}

const BLOCK: &str =
    "  text: \"no: \\\"see\\\" # the rota\"\n  by: \"sam\"\n  on: 2026-09-11\n  outcome: declined";

#[test]
fn a_block_record_takes_a_block() {
    let record = "# ours\napiVersion: mustmay/v1\nkind: Challenge\nmetadata: { id: CH-1 }   # the first\nmandate: m\nby: b\nopened: 2026-09-10 # then\nwhat: w";
    for (end, name) in [
        ("\n", "one line"),
        ("", "no line break"),
        (" # why\n", "a comment"),
        (" # why\n# and below\n", "comments"),
        ("\n\n\n# far below\n", "blank lines"),
        ("\n...\n", "an end"),
        ("\n---\n# nothing\n", "an empty document"),
    ] {
        let text = format!("{record}{end}");
        let put = put_in("evidence/a.yaml", &text);
        assert_eq!(
            put.trim_matches('\n'),
            format!("answer:\n{BLOCK}"),
            "{name}"
        );
    }
}

#[test]
fn a_block_scalar_at_the_end_keeps_its_text() {
    let record = |what: &str| {
        format!(
            "apiVersion: mustmay/v1\nkind: Challenge\nmetadata:\n  id: CH-1\nmandate: m\nby: b\nopened: 2026-09-10\nwhat: {what}"
        )
    };
    for what in [
        "|\n  one\n  two\n",
        "|-\n  one\n\n  two",
        "|\n  one\n# a note of ours\n",
        ">\n  one\n  two\n\n# far below\n",
        "'one\n\n  two' # quoted\n",
    ] {
        put_in("evidence/a.yaml", &record(what));
    }
    // Its last line breaks are text: putting something in would take them away.
    let kept = record("|+\n  one\n\n\n");
    let folder = project("evidence/a.yaml", &kept);
    answer(&folder, "CH-1").expect(2, &["write it by hand"]);
    assert_eq!(
        fs::read_to_string(folder.join("evidence/a.yaml")).unwrap(),
        kept
    );
}

#[test]
fn a_flow_record_takes_a_flow_map() {
    let expected = "\"answer\": {\"by\":\"sam\",\"on\":\"2026-09-11\",\"outcome\":\"declined\",\"text\":\"no: \\\"see\\\" # the rota\"}";
    for record in [
        "{ apiVersion: mustmay/v1, kind: Challenge, metadata: { id: CH-1 }, mandate: m, by: b, opened: 2026-09-10, what: w }\n",
        "{apiVersion: mustmay/v1, kind: Challenge, metadata: {id: CH-1}, mandate: m, by: b, opened: 2026-09-10, what: 'a, b: {c}',}",
        "# ours\n{\n  apiVersion: mustmay/v1, kind: Challenge, # what it is\n  metadata: { id: CH-1 }, mandate: m, by: b, opened: 2026-09-10,\n  what: \"w\" # why\n}\n# below\n",
    ] {
        let put = put_in("evidence/a.yaml", record);
        assert_eq!(put.trim_matches([',', ' ']), expected, "{record}");
    }
    let json = "{\n  \"apiVersion\": \"mustmay/v1\", \"kind\": \"Challenge\", \"metadata\": { \"id\": \"CH-1\" },\n  \"mandate\": \"m\", \"by\": \"b\", \"opened\": \"2026-09-10\", \"what\": \"w\"\n}\n";
    assert_eq!(put_in("evidence/a.json", json), format!(", {expected}"));
}

#[test]
fn line_breaks_of_windows_stay_so() {
    let record = "apiVersion: mustmay/v1\r\nkind: Challenge\r\nmetadata: { id: CH-1 }\r\nmandate: m\r\nby: b\r\nopened: 2026-09-10\r\nwhat: w\r\n";
    let put = put_in("evidence/a.yaml", record);
    assert_eq!(
        put.matches('\n').count(),
        put.matches("\r\n").count(),
        "{put:?}"
    );
}

#[test]
fn only_its_own_record_of_a_file_is_answered() {
    let block = "apiVersion: mustmay/v1\nkind: Challenge\nmetadata: { id: CH-1 }\nmandate: m\nby: b\nopened: 2026-09-10\nwhat: |\n  w\n";
    let flow = "{ apiVersion: mustmay/v1, kind: Challenge, metadata: { id: CH-2 }, mandate: m, by: c, opened: 2026-09-09, what: v }\n";
    let text = format!(
        "{block}---\n{flow}--- # the same once more\n{}",
        block.replace("CH-1", "CH-3")
    );
    put_in("evidence/a.yaml", &text);
    let folder = project("evidence/a.yaml", &text);
    for id in ["CH-2", "CH-3", "CH-1"] {
        answer(&folder, id).expect(0, &[]);
        assert_eq!(listed(&folder, id)["standing"], "answered", "{id}");
    }
    answer(&folder, "CH-2").expect(2, &["answered already"]);
}

#[test]
fn a_challenge_is_never_opened_into_a_file_that_is_there() {
    let record = "apiVersion: mustmay/v1\nkind: Challenge\nmetadata: { id: OTHER }\nmandate: m\nby: b\nwhat: w\nopened: 2026-09-10\n";
    let open = ["challenges", "open", "m", "--by", "b", "--what", "w"];
    let file = "evidence/challenges/CH-2026-001.yaml";
    let folder = project(file, record);
    mustmay(folder.path(), &open, &ON).expect(2, &["it is there already"]);
    assert_eq!(fs::read_to_string(folder.join(file)).unwrap(), record);
    // An id that is taken elsewhere is passed over, and the next file is free.
    let taken = record.replace("OTHER", "CH-2026-007");
    let folder = project("evidence/mine.yaml", &taken);
    mustmay(folder.path(), &open, &ON).expect(0, &["CH-2026-008"]);
    assert_eq!(
        fs::read_to_string(folder.join("evidence/mine.yaml")).unwrap(),
        taken
    );
    // What lies there and is not understood is no free place either.
    let folder = project(file, "kind: [\n");
    mustmay(folder.path(), &open, &ON).expect(2, &[]);
    assert_eq!(fs::read_to_string(folder.join(file)).unwrap(), "kind: [\n");
}

/// The standing of `CH-1` as the review of a quarter tells it, and as the audit does.
fn standings(folder: &Folder, day: &str) -> (Value, Value) {
    let shown = |arguments: &[&str]| -> Value {
        let quarter = ["--quarter", "2026Q3", "--as-of", day, "--format", "json"];
        let run = mustmay(folder.path(), &[arguments, &quarter].concat(), &ON);
        serde_json::from_str(&run.expect(0, &[]).out).unwrap()
    };
    let review = shown(&["review"]);
    let quarters = review["mandates"][0]["quarters"].as_array().unwrap();
    let reviewed = &quarters.last().unwrap()["challenges"][0];
    let listed = &shown(&["challenges", "list"])["challenges"][0];
    (reviewed["standing"].clone(), listed["standing"].clone())
}

#[test]
fn the_review_and_the_audit_say_the_same_of_a_challenge() {
    let record = "apiVersion: mustmay/v1\nkind: Challenge\nmetadata: { id: CH-1 }\nmandate: m\nby: b\nwhat: w\nopened: 2026-09-29\n";
    let answered = |day: &str| {
        format!("{record}answer: {{ text: t, by: sam, on: {day}, outcome: declined }}\n")
    };
    for (text, day, expected) in [
        (record.to_owned(), "2026-10-01", "open"),
        // Its time ran out after the quarter had ended.
        (record.to_owned(), "2026-10-12", "overdue"),
        (answered("2026-10-01"), "2026-10-12", "answered"),
        (answered("2026-10-02"), "2026-10-12", "late"),
    ] {
        let folder = project("evidence/a.yaml", &text);
        let (reviewed, listed) = standings(&folder, day);
        assert_eq!(
            (reviewed, listed),
            (expected.into(), expected.into()),
            "{text}"
        );
    }
    // On a day that has passed what came later is not known: the same review can be written again.
    let folder = project("evidence/a.yaml", &answered("2026-10-13"));
    assert_eq!(
        standings(&folder, "2026-10-12"),
        ("overdue".into(), "overdue".into())
    );
    let folder = project("evidence/a.yaml", record);
    for verb in [&["review"][..], &["challenges", "audit"]] {
        let arguments = [verb, &["--as-of", "2026-09-28"]].concat();
        let run = mustmay(folder.path(), &arguments, &ON);
        assert!(!run.out.contains("CH-1") && run.code != 2, "{run:#?}");
    }
    // No clock shows these days yet.
    for text in [
        record.replace("2026-09-29", "2999-09-29"),
        answered("2999-10-13"),
    ] {
        let folder = project("evidence/a.yaml", &text);
        for verb in [&["review"][..], &["challenges", "audit"]] {
            let arguments = [verb, &["--as-of", "2026-10-12"]].concat();
            mustmay(folder.path(), &arguments, &ON).expect(2, &["`CH-1` is dated", "to come"]);
        }
    }
}

#[test]
fn who_opened_a_challenge_does_not_answer_it() {
    let record = "apiVersion: mustmay/v1\nkind: Challenge\nmetadata: { id: CH-1 }\nmandate: m\nby: Sam <sam@example.com>\nwhat: w\nopened: 2026-09-10\n";
    let file = "evidence/a.yaml";
    let folder = project(file, record);
    let by = |name: &str| {
        let arguments = [
            "challenges",
            "answer",
            "CH-1",
            "--by",
            name,
            "--text",
            TEXT,
            "--outcome",
            "declined",
        ];
        mustmay(folder.path(), &arguments, &ON)
    };
    for name in [
        "Sam <sam@example.com>",
        "SAM@example.com",
        " sam@example.com ",
    ] {
        by(name).expect(2, &["`CH-1` was opened by", "who cannot answer it too"]);
        assert_eq!(fs::read_to_string(folder.join(file)).unwrap(), record);
    }
    by("kim@example.com").expect(0, &[file]);
}
