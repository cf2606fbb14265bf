//! Cases 60 to 62: texts that are not only text.

use super::build::{self, rich};
use super::json::assert_valid;
use super::projects::{junit_is_valid, of_entries, only_text, table};
use super::sarif;
use super::{array, human, json, render};
use mustmay::diagnostic::{Diagnostic, Related};
use mustmay::engine::{Outcome, Reason};
use mustmay::policy::Level;
use mustmay::project::{CheckReport, Unrecognised};
use mustmay::report::Style;
use mustmay::report::check::Format;
use mustmay::source::{self, Skipped, Source};
use std::collections::BTreeMap;

/// What has been tried against tools like ours.
const TEXTS: &[&str] = &[
    "x\n::stop-commands::pwn\n::error file=README.md::forged",
    "\r::error ::x",
    "  ::add-mask::a",
    "##[error]x ##vso[task.complete result=Succeeded;]done",
    "\u{1b}[2J\u{1b}]8;;https://evil.example\u{1b}\\x\u{9b}31m\u{7}\u{8}\u{0}",
    "\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}\u{ad}\u{e0041}",
    "line\u{2028}separators\u{2029}and\u{85}more",
    "<img src=x onerror=alert(1)> ```\n[x](javascript:alert(1)) %0A%0D",
    "\u{300}\u{300}\u{300}\u{300}zalgo\u{300}",
    "`` \" \\ { } [ ] , : - # | >",
];

fn hostile(text: &str) -> CheckReport {
    let mut report = rich();
    let source = Source::new(
        // No file system has longer names.
        format!("{}.yaml", text.chars().take(200).collect::<String>()),
        format!("{}: {}\n", text.replace(['\n', '\r'], " "), "y".repeat(300)),
    );
    let mut finding = build::finding(Level::Deny, text, text, build::place(&source, "yyy", 0));
    text.clone_into(&mut finding.detail);
    finding.notes = vec![text.to_owned(), text.to_owned()];
    text.clone_into(&mut finding.path);
    finding.exception = None;
    finding.related = vec![Related {
        label: text.to_owned(),
        place: build::place(&source, "yyyy", 1),
    }];
    let mut covered = finding.clone();
    covered.exception = Some(text.into());
    let mut outcome = build::failed(
        build::NO_LATEST,
        vec![
            finding.clone(),
            finding.clone(),
            finding.clone(),
            finding.clone(),
            finding,
            covered,
        ],
    );
    outcome.declared = vec![text.to_owned()].into();
    outcome.unanswered = vec![text.to_owned()].into();
    outcome.more = 1;
    let mut away = Outcome::not_applicable(build::USER_AUTH, Reason::When);
    away.declared = vec![text.to_owned()].into();
    report
        .judged
        .push(build::judged(text, text, &source, vec![outcome, away]));
    for _ in 0..7 {
        report.diagnostics.push(
            Diagnostic::error("yaml::syntax", text)
                .at_place(build::place(&source, "yyy", 0))
                .related(text, build::place(&source, "yyy", 0))
                .help(text),
        );
        report
            .diagnostics
            .push(Diagnostic::error("file::unreadable", text).in_file(source.path()));
    }
    report.counts.unanswered += 1;
    report.skipped.push(Skipped {
        shown: text.into(),
        reason: source::Reason::Symlink,
    });
    report.unrecognised.push(Unrecognised {
        file: text.into(),
        document: 2,
        meant: Some(text.to_owned()),
    });
    report.never_applied.push(text.to_owned());
    report.reason = Some(text.to_owned());
    report.run.repository = Some(text.to_owned());
    report.run.commit = Some(text.to_owned());
    report.run.loosened.push(text.to_owned());
    report
}

pub(super) fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[test]
fn people_see_nothing_but_lines_of_text() {
    for text in TEXTS {
        let report = hostile(text);
        for (width, verbose) in [(40, 0), (60, 1), (100, 1), (200, 0)] {
            let style = Style {
                width,
                verbose,
                show_excepted: true,
                ..Style::default()
            };
            let shown = human(&report, &style);
            for line in shown.split('\n') {
                assert!(line.chars().all(is_plain), "{text:?} in {width}: {line:?}");
                assert!(!line.contains("##["), "{line}");
                assert!(!line.contains("##vso["), "{line}");
            }
        }
    }
}

#[test]
fn case_61_no_line_is_a_command_of_the_runner() {
    for text in TEXTS {
        for color in [false, true] {
            let style = Style {
                color,
                github_actions: true,
                show_excepted: true,
                verbose: 1,
                ..Style::default()
            };
            let shown = human(&hostile(text), &style);
            for line in shown.lines() {
                assert!(line.starts_with('│'), "{text:?}: {line:?}");
                assert!(!line.contains("##["), "{text:?}: {line:?}");
            }
        }
    }
}

/// With colours on there are ours, and no others.
#[test]
fn escapes_in_colour_are_our_own() {
    for text in TEXTS {
        let style = Style {
            color: true,
            ..Style::default()
        };
        for part in human(&hostile(text), &style).split('\u{1b}').skip(1) {
            let end = part.find(|c: char| !matches!(c, '[' | ';' | '0'..='9'));
            assert_eq!(
                &part[end.unwrap()..=end.unwrap()],
                "m",
                "{text:?}: {part:?}"
            );
        }
    }
}

#[test]
fn programs_read_what_was_written() {
    for text in TEXTS {
        let report = hostile(text);
        let raw = render(&report, Format::Json, &Style::default());
        for line in raw.split('\n') {
            assert!(line.chars().all(is_plain), "{text:?}: {line:?}");
            assert!(!line.contains("##["), "{text:?}");
            assert!(!line.contains("##vso["), "{text:?}");
        }
        let read = json(&report);
        assert_valid(&read);
        let outcomes = array(&read, "outcomes");
        let own = outcomes.iter().find(|one| one["service"] == *text).unwrap();
        assert_eq!(own["kind"], *text);
        assert_eq!(array(&read, "neverApplied").last().unwrap(), text);
        assert_eq!(read["reason"], *text);
    }
}

/// Names and messages without end do not fill the screen.
#[test]
fn long_texts_are_cut() {
    for text in [
        "a ".repeat(100_000),
        "é".repeat(100_000),
        "\u{300}".repeat(100_000),
    ] {
        let shown = human(&hostile(&text), &Style::default());
        assert!(shown.len() < 200_000, "{}", shown.len());
    }
}

/// Through every format, in what a report says of everything.
#[test]
fn case_60_61_62_other_programs_see_only_text() {
    let mut junit = Vec::new();
    for text in TEXTS {
        let report = hostile(text);
        let style = Style {
            show_excepted: true,
            github_actions: true,
            ..Style::default()
        };
        let all = Format::ALL
            .iter()
            .map(|(word, format)| (*word, render(&report, *format, &style)));
        let all: BTreeMap<&str, String> = all.collect();
        only_text(&all);
        let log = sarif::valid(&all["sarif"]);
        let rows = table(&all["csv"]);
        let run = &array(&log, "runs")[0];
        let (entries, notifications) = of_entries(&all, &log);
        let shown = array(run, "results").len() + notifications;
        assert_eq!(shown, entries, "{text:?}");
        // The files that were not judged are one command, and the counts are a line.
        assert_eq!(all["github"].lines().count(), entries + 2, "{text:?}");
        let commands = all["github"].lines().filter(|line| line.starts_with("::"));
        assert_eq!(commands.count(), entries + 1, "{text:?}");
        let formula = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert!(!rows.iter().flat_map(BTreeMap::values).any(formula));
        only_our_markup(&all["markdown"]);
        junit.push(all["junit"].clone());
    }
    let junit: Vec<&str> = junit.iter().map(String::as_str).collect();
    junit_is_valid(&junit);
}

/// Case 62: read as a forge reads it, a page has our markup and no other.
#[track_caller]
pub(super) fn only_our_markup(page: &str) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    const OURS: &[&str] = &[
        "<code>",
        "</code>",
        "<br>",
        "<sub>",
        "</sub>",
        "</a>",
        "<!-- -->",
        "<a href=\"https://handbook.example.com/auth\">",
        "<a href=\"https://handbook.example.com/size\">",
    ];
    let mut headings = 0;
    for event in Parser::new_ext(page, Options::all()) {
        match event {
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Start(
                Tag::Paragraph
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell
                | Tag::HtmlBlock
                | Tag::Strong,
            )
            | Event::End(_)
            | Event::Text(_)
            | Event::SoftBreak => {}
            Event::InlineHtml(html) => assert!(OURS.contains(&&*html), "{html} in {page}"),
            Event::Html(html) => {
                let html = html.trim_end();
                let folded = html.starts_with("<details><summary>")
                    && html.ends_with("</summary>")
                    && html.matches('<').count() == 3;
                let ours = ["<!-- mustmay -->", "</details>"].contains(&html);
                assert!(folded || ours || html.starts_with("<sub>as of "), "{html}");
            }
            other => panic!("{other:?} in {page}"),
        }
    }
    assert_eq!(headings, 1);
}

/// The tests above stand on this: a page with other markup than ours is noticed.
#[test]
fn markup_that_is_not_ours_is_noticed() {
    for markup in [
        "<img src=x onerror=alert(1)>",
        "<img src=x onerror=alert&#40;1&#41;>",
        "<b>x</b>",
        "[x](javascript:alert(1))",
        "![x](y)",
        "<https://evil.example>",
        "`x`",
        "*x*",
        "~~x~~",
    ] {
        let page =
            format!("<!-- mustmay -->\n### a\n\n| where | what |\n|---|---|\n| {markup} | x |\n");
        let noticed = std::panic::catch_unwind(|| only_our_markup(&page));
        assert!(noticed.is_err(), "{markup}");
    }
}

/// A forge takes 65,536 characters.
#[test]
fn a_page_is_never_too_long_for_a_comment() {
    for text in [
        "a ".repeat(100_000),
        "@".repeat(100_000),
        "é".repeat(100_000),
    ] {
        let mut report = hostile(&text);
        for _ in 0..300 {
            let more = Diagnostic::error("file::unreadable", text.clone());
            report.diagnostics.push(more);
        }
        let page = render(&report, Format::Markdown, &Style::default());
        assert!(page.len() < 65_000, "{}", page.len());
        assert!(page.contains("more, for which there is no room here"));
        only_our_markup(&page);
    }
}
