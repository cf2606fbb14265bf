//! The report of a check: what every format must get right, and what each of them looks like.

mod build;
mod hostile;
mod human;
mod json;
mod projects;
mod sarif;

use build::{CHECKOUT_IMAGES, rich};
use mustmay::engine::{Outcome, Verdict};
use mustmay::project::{CheckReport, Unrecognised};
use mustmay::report::check::Format;
use mustmay::report::{Style, check};
use mustmay::source::{self, Skipped, Source};
use mustmay::verdict::Exit;
use serde_json::Value;
use std::io;

fn render(report: &CheckReport, format: Format, style: &Style) -> String {
    let mut out = Vec::new();
    check::render(report, format, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn human(report: &CheckReport, style: &Style) -> String {
    render(report, Format::Human, style)
}

fn json(report: &CheckReport) -> Value {
    serde_json::from_str(&render(report, Format::Json, &Style::default())).unwrap()
}

fn array<'v>(value: &'v Value, field: &str) -> &'v Vec<Value> {
    value[field].as_array().unwrap()
}

/// Case 10 speaks of exit codes; the numbers must agree as well.
#[test]
fn all_formats_count_alike() {
    let report = rich();
    let json = json(&report);
    let last = human(&report, &Style::default());
    let last = last.lines().last().unwrap();
    assert_eq!(
        last,
        "3 services in 3 files, 3 mandates: 2 pass, 2 fail (1 deny, 1 warn), 1 excepted, \
         4 not applicable, 1 unanswered, 1 error"
    );
    for (verdict, field, words) in [
        ("pass", "pass", "2 pass"),
        ("fail", "fail", "2 fail"),
        ("excepted", "excepted", "1 excepted"),
        ("not-applicable", "notApplicable", "4 not applicable"),
        ("error", "error", ""),
    ] {
        let outcomes = array(&json, "outcomes").iter();
        let listed = outcomes.filter(|one| one["verdict"] == verdict).count();
        assert_eq!(json["counts"][field], listed, "{verdict}");
        assert!(last.contains(words), "{verdict}");
    }
    let errors = array(&json, "diagnostics").iter();
    assert_eq!(errors.filter(|one| one["severity"] == "error").count(), 1);
}

#[test]
fn what_other_programs_read() {
    let style = Style {
        show_excepted: true,
        ..Style::default()
    };
    for word in ["ndjson", "junit", "github", "gitlab", "markdown", "csv"] {
        let (_, format) = Format::ALL
            .iter()
            .find(|(known, _)| *known == word)
            .unwrap();
        insta::assert_snapshot!(word, render(&rich(), *format, &style));
    }
}

/// All that was judged is met, and much was not judged: no format whose reader could take silence for a pass is silent.
#[test]
fn what_was_not_judged_is_told_wherever_there_is_a_place_for_it() {
    let report = met_but_not_whole();
    let text = |format| render(&report, format, &Style::default());

    let log = sarif::sarif(&report, false);
    let run = &array(&log, "runs")[0];
    assert!(array(run, "results").is_empty());
    let invocation = &array(run, "invocations")[0];
    assert_eq!(invocation["executionSuccessful"], true);
    let notes = array(invocation, "toolExecutionNotifications");
    let said: Vec<&str> = notes
        .iter()
        .map(|note| note["message"]["text"].as_str().unwrap())
        .collect();
    let expected = [
        "not checked: links/0.yaml (symlink)",
        "not checked: links/1.yaml (symlink)",
        "not checked: links/2.yaml (symlink)",
        "not checked: links/3.yaml (symlink)",
        "not checked: links/4.yaml (symlink)",
        "not checked: 2 more",
        "recognised by no kind: ci/values.yaml (document 2)",
        "excluded: 3 files",
    ];
    assert_eq!(said, expected);
    assert!(notes.iter().all(|note| note["level"] == "note"));
    let place = &array(&notes[0], "locations")[0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "links/0.yaml");

    let counts =
        "1 service in 1 file, 3 mandates: 1 pass, 0 fail, 0 excepted, 2 not applicable, 0 errors\n";
    assert_eq!(
        text(Format::Github),
        [
            "::notice title=mustmay/unchecked::7 paths not checked: links/0.yaml (symlink), \
             links/1.yaml (symlink), links/2.yaml (symlink), links/3.yaml (symlink), \
             links/4.yaml (symlink), and 2 more%0A1 document recognised by no kind: \
             ci/values.yaml (document 2)%0A3 files excluded\n",
            counts
        ]
        .concat()
    );

    let junit = text(Format::Junit);
    projects::junit_is_valid(&[&junit]);
    assert_eq!(junit.matches("<testcase ").count(), 1);
    assert!(junit.contains(
        "<testsuite name=\"mustmay\" tests=\"0\" skipped=\"0\" errors=\"0\" failures=\"0\""
    ));
    let (_, output) = junit.split_once("<system-out>7 paths").unwrap();
    let (output, _) = output.split_once("</system-out>").unwrap();
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(
        lines[0],
        " not checked, 1 document recognised by no kind, 3 files excluded"
    );
    assert_eq!(lines[7], "not checked: links/6.yaml (symlink)");
    assert_eq!(lines[8..], [expected[6]]);

    let page = text(Format::Markdown);
    hostile::only_our_markup(&page);
    assert_eq!(
        page.lines().nth(1).unwrap(),
        "### ✅ mustmay: all mandates are met; 7 paths not checked, 1 document recognised by no kind, \
         3 files excluded"
    );
    assert!(page.contains("<code>links/4.yaml</code> (symlink), and 2 more\n"));
    assert!(page.contains("<code>ci/values.yaml</code> (document 2)\n"));

    let rows = projects::table(&text(Format::Csv));
    let records: Vec<&str> = rows.iter().map(|row| &*row["record"]).collect();
    let mut expected = vec!["skipped"; 7];
    expected.extend(["unrecognised", "excluded"]);
    assert_eq!(records, expected);
    assert_eq!(rows[6]["file"], "links/6.yaml");
    assert_eq!(rows[6]["message"], "not checked: links/6.yaml (symlink)");
    assert_eq!(rows[6]["level"], "");

    // It has no place for it: whatever stands there is an issue of the code.
    assert_eq!(text(Format::Gitlab).trim(), "[]");
    let quiet = Style {
        quiet: true,
        ..Style::default()
    };
    assert_eq!(human(&report, &quiet), counts);
}

/// A run of one service that is well, and of what was not judged: more of one sort than a list shows.
fn met_but_not_whole() -> CheckReport {
    let source = Source::new("a/service.yaml", "");
    let met = Outcome::new(build::ENCRYPTED, Verdict::Pass);
    let judged = build::judged("service", "a", &source, vec![met]);
    let mut report = build::report(vec![judged], Vec::new());
    let skipped = (0..7).map(|number| Skipped {
        shown: format!("links/{number}.yaml").into(),
        reason: source::Reason::Symlink,
    });
    report.skipped = skipped.collect();
    report.unrecognised = vec![Unrecognised {
        file: "ci/values.yaml".into(),
        document: 2,
        meant: None,
    }];
    (report.counts.unrecognised, report.counts.excluded) = (1, 3);
    report
}

/// The first line of a page is what most people read of it.
#[test]
fn a_page_says_that_all_is_met_only_where_it_is() {
    let heading = |report: &CheckReport| {
        let page = render(report, Format::Markdown, &Style::default());
        page.lines().nth(1).unwrap().to_owned()
    };
    let mut report = met_but_not_whole();
    report.skipped.clear();
    report.unrecognised.clear();
    report.counts.excluded = 0;
    assert_eq!(heading(&report), "### ✅ mustmay: all mandates are met");
    report.counts.excepted = 1;
    let excepted = "### ✅ mustmay: all mandates are met or excepted";
    assert_eq!(heading(&report), excepted);
    report.counts.fail = 1;
    report.counts.excluded = 1;
    let fails = "### ✅ mustmay: nothing fails the run; 1 file excluded";
    assert_eq!(heading(&report), fails);
    report.exit = Exit::Findings;
    assert_eq!(heading(&report), "### ❌ mustmay: mandates are not met");
    // An exception's state, or an answer that is missing.
    report.counts.fail = 0;
    assert_eq!(heading(&report), "### ❌ mustmay: the run fails");
}

#[test]
fn every_finding_that_is_not_excepted_is_in_every_format() {
    let report = rich();
    let json = json(&report);
    let text = human(&report, &Style::default());
    let findings = array(&json, "outcomes")
        .iter()
        .flat_map(|outcome| array(outcome, "findings"));
    let mut count = 0;
    for finding in findings.filter(|finding| finding["exception"].is_null()) {
        let at = &finding["location"];
        let place = format!(
            "{}:{}:{}",
            at["file"].as_str().unwrap(),
            at["line"],
            at["column"]
        );
        assert_eq!(text.matches(&place).count(), 1, "{place}");
        count += 1;
    }
    assert_eq!(count, 2 + CHECKOUT_IMAGES);
    assert!(!text.contains("EX-2026-014"));
    let all = Style {
        show_excepted: true,
        ..Style::default()
    };
    assert!(human(&report, &all).contains("excepted[encrypted/at-rest] till"));
}

#[test]
fn an_outcome_that_cannot_be_shown_is_an_error_and_not_left_out() {
    for format in Format::ALL {
        let mut report = rich();
        report.judged[0]
            .outcomes
            .push(Outcome::new(99, Verdict::Fail));
        let mut out = Vec::new();
        assert!(check::render(&report, format.1, &Style::default(), &mut out).is_err());
        report.set = None;
        assert!(check::render(&report, format.1, &Style::default(), &mut out).is_err());
        assert!(out.is_empty());
    }
}

/// Case 11: the commands tell a closed pipe from a full disk by the kind.
#[test]
fn a_stream_that_cannot_be_written_is_an_error_of_its_kind() {
    struct Fails(usize);
    impl io::Write for Fails {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::BrokenPipe)?;
            Ok(bytes.len().min(100))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for (_, format) in Format::ALL {
        for writes in [0, 1, 5] {
            let error = check::render(&rich(), *format, &Style::default(), &mut Fails(writes));
            assert_eq!(error.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        }
    }
}
