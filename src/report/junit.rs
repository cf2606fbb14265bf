//! `JUnit` XML as the Ant schema has it, which is the strictest of those in use: suites by file, cases in them.

use super::inert::plain;
use jiff::civil::Date;
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

/// The suites of a report.
pub(super) struct Suites {
    day: Date,
    properties: Vec<(&'static str, String)>,
    by_file: BTreeMap<String, Suite>,
}

/// What is known of one file.
#[derive(Default)]
struct Suite {
    cases: Vec<TestCase>,
    output: Vec<String>,
}

/// What one case came to. All texts are of others.
pub(super) enum End {
    /// Fine.
    Pass,
    /// Left out of the judgement, for a reason.
    Skipped(String),
    /// Judged, and not met: of a type, in a sentence, line by line.
    Failure(&'static str, String, Vec<String>),
    /// Not judged.
    Error(&'static str, String, Vec<String>),
}

impl Suites {
    /// No suites yet. The schema wants a time, and the day of the judgement is the only one that a report knows.
    pub(super) const fn new(day: Date, properties: Vec<(&'static str, String)>) -> Self {
        Self {
            day,
            properties,
            by_file: BTreeMap::new(),
        }
    }

    /// Adds a case to the suite of a file.
    pub(super) fn add(&mut self, file: &str, class: &str, name: &str, end: End) {
        let status = match end {
            End::Pass => TestCaseStatus::success(),
            End::Skipped(reason) => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(plain(&reason));
                status
            }
            End::Failure(kind, message, lines) => {
                non_success(NonSuccessKind::Failure, kind, &message, &lines)
            }
            End::Error(kind, message, lines) => {
                non_success(NonSuccessKind::Error, kind, &message, &lines)
            }
        };
        let mut case = TestCase::new(plain(name), status);
        case.set_classname(plain(class));
        case.set_time(Duration::ZERO);
        let suite = self.by_file.entry(plain(file)).or_default();
        suite.cases.push(case);
    }

    /// Adds a line to what the suite of a file prints.
    pub(super) fn print(&mut self, file: &str, line: &str) {
        let suite = self.by_file.entry(plain(file)).or_default();
        suite.output.push(plain(line));
    }

    /// Writes the report.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub(super) fn write(self, out: &mut dyn Write) -> io::Result<()> {
        let mut report = Report::new("mustmay");
        report.name = None;
        for (id, (file, of_file)) in self.by_file.into_iter().enumerate() {
            let mut suite = TestSuite::new(file);
            for (name, value) in [
                ("package", "mustmay".to_owned()),
                ("id", id.to_string()),
                ("hostname", "localhost".to_owned()),
                ("timestamp", format!("{}T00:00:00", self.day)),
            ] {
                suite.extra.insert(name.into(), value.into());
            }
            suite.set_time(Duration::ZERO);
            for (name, value) in &self.properties {
                suite.add_property(Property::new(*name, plain(value)));
            }
            suite.add_test_cases(of_file.cases);
            suite.set_system_out(of_file.output.join("\n"));
            suite.set_system_err("");
            report.add_test_suite(suite);
        }
        let text = report.to_string().map_err(io::Error::other)?;
        out.write_all(bare_root(&text).as_bytes())?;
        out.flush()
    }
}

fn non_success(
    kind: NonSuccessKind,
    r#type: &'static str,
    message: &str,
    lines: &[String],
) -> TestCaseStatus {
    let lines: Vec<String> = lines.iter().map(|line| plain(line)).collect();
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(r#type);
    status.set_message(plain(message));
    status.set_description(lines.join("\n"));
    status
}

/// The schema knows no sums at the root, which the crate writes; suites have their own.
fn bare_root(text: &str) -> String {
    const ROOT: &str = "<testsuites";
    let cut = text.split_once(ROOT).and_then(|(before, behind)| {
        let (_sums, behind) = behind.split_once('>')?;
        Some([before, ROOT, ">", behind].concat())
    });
    cut.unwrap_or_else(|| text.to_owned())
}
