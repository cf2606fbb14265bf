//! The report of a check: what every format must get right, and what each of them looks like.

mod build;
mod hostile;
mod human;
mod json;
mod projects;
mod sarif;

use build::{CHECKOUT_IMAGES, rich};
use mustmay::engine::{Outcome, Verdict};
use mustmay::project::CheckReport;
use mustmay::report::check::Format;
use mustmay::report::{Style, check};
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
