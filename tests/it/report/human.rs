//! What people read.

use super::build::{self, rich};
use super::human;
use mustmay::policy::Level;
use mustmay::project::CheckReport;
use mustmay::report::Style;
use mustmay::source::Source;
use textwrap::core::display_width;

fn wide(width: usize) -> Style {
    Style {
        width,
        ..Style::default()
    }
}

#[test]
fn of_everything() {
    insta::assert_snapshot!(human(&rich(), &wide(100)));
}

#[test]
fn of_everything_in_60_columns() {
    insta::assert_snapshot!(human(&rich(), &wide(60)));
}

#[test]
fn of_everything_in_colour() {
    let style = Style {
        color: true,
        ..wide(100)
    };
    insta::assert_snapshot!(human(&rich(), &style).replace('\u{1b}', "␛"));
}

#[test]
fn of_everything_and_more_in_ascii() {
    let style = Style {
        unicode: false,
        verbose: 1,
        show_excepted: true,
        github_actions: true,
        ..wide(80)
    };
    insta::assert_snapshot!(human(&rich(), &style));
}

#[test]
fn of_a_quiet_run() {
    let style = Style {
        quiet: true,
        ..wide(100)
    };
    let text = human(&rich(), &style);
    assert!(text.contains("deny[user-auth/protocol]"));
    assert!(text.contains("error[yaml::duplicate-key]"));
    for said in ["warning[", "not checked", "declared", "unanswered:"] {
        assert!(!text.contains(said), "{said}");
    }
    let clean = build::report(Vec::new(), Vec::new());
    assert_eq!(human(&clean, &style).lines().count(), 1);
}

/// Warnings alone end in 0, and the report says why.
#[test]
fn of_a_run_that_ends_well_all_the_same() {
    let source = Source::new("a/service.yaml", "spec:\n  image: x:latest\n");
    let place = build::place(&source, "latest", 0);
    let finding = build::finding(Level::Warn, "tag", "pin it", place);
    let outcome = build::failed(build::NO_LATEST, vec![finding]);
    let mut report = build::report(
        vec![build::judged("service", "a", &source, vec![outcome])],
        Vec::new(),
    );
    let end = |report: &CheckReport| {
        let text = human(report, &wide(100));
        text.lines().rev().nth(1).unwrap().to_owned()
    };
    assert_eq!(end(&report), "exit 0: nothing fails at `deny`");
    report.judged[0].outcomes[0].level = Some(Level::Deny);
    report.run.loosened = vec!["--no-fail".to_owned()];
    assert_eq!(
        end(&report),
        "exit 0: 1 failure at `deny`; --no-fail was used"
    );
}

/// A snippet shows what the finding is about, whatever the width: the underline stands below the very text.
#[test]
fn the_underline_stands_below_its_text() {
    for width in [40, 47, 60, 100, 200] {
        let text = human(&rich(), &wide(width));
        for what in ["basic", "octa", ":latest"] {
            assert!(
                underlined(&text).contains(&what.to_owned()),
                "{what} in {width}"
            );
        }
    }
}

fn underlined(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let pairs = lines
        .windows(2)
        .filter(|pair| pair[1].trim_start().starts_with('·'));
    let drawn = |c: &char| matches!(c, '─' | '┬');
    pairs
        .map(|pair| {
            let before = pair[1].chars().take_while(|c| !drawn(c)).count();
            let under = pair[1].chars().filter(|c| drawn(c)).count();
            pair[0].chars().skip(before).take(under).collect()
        })
        .collect()
}

/// The first line and what cannot be broken (a path, an address, the line of counts) may be longer.
#[test]
fn lines_fit_every_width() {
    for width in 40..=200 {
        let text = human(&rich(), &wide(width));
        let last = text.lines().count() - 1;
        for line in text.lines().take(last).filter(|line| !line.contains("╭─[")) {
            let words = line.split_whitespace().map(display_width);
            let longest = words.max().unwrap_or_default();
            assert!(
                display_width(line) <= width.max(longest + 8),
                "{width}: {line}"
            );
        }
    }
}

#[test]
fn the_order_of_judging_does_not_show() {
    let expected = human(&rich(), &wide(100));
    let mut report = rich();
    report.judged.reverse();
    for judged in &mut report.judged {
        judged.outcomes.reverse();
        for outcome in &mut judged.outcomes {
            outcome.findings.reverse();
        }
    }
    assert_eq!(human(&report, &wide(100)), expected);
}

/// Thousands of broken files are a list, and not thousands of pictures.
#[test]
fn many_problems_of_one_kind_take_a_line_each() {
    let source = Source::new("charts/a.yaml", "a: {{ b }}\n");
    let place = build::place(&source, "{{", 0);
    let one = mustmay::diagnostic::Diagnostic::error("yaml::syntax", "no YAML").at_place(place);
    let text = human(&build::report(Vec::new(), vec![one; 100]), &wide(100));
    assert_eq!(text.matches("╭─[").count(), 5);
    assert_eq!(
        text.matches("error[yaml::syntax] charts/a.yaml:1:4 no YAML\n")
            .count(),
        95
    );
}
