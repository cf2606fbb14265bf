//! What people read.

use super::build;
use mustmay::project::CheckReport;
use mustmay::report::{Format, Style, check};

fn human(report: &CheckReport, style: &Style) -> String {
    let mut out = Vec::new();
    check::render(report, Format::Human, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn everything() {
    let report = build::rich();
    println!(
        "{}",
        human(
            &report,
            &Style {
                color: true,
                ..Style::default()
            }
        )
    );
}
#[test]
fn json_now() {
    let report = build::rich();
    let mut out = Vec::new();
    check::render(&report, Format::Json, &Style::default(), &mut out).unwrap();
    println!("{}", String::from_utf8(out).unwrap());
}
