//! Reports: whatever texts they hold, every format can be parsed, holds no control character, and forges no command.

use mustmay::diagnostic::{Diagnostic, Related};
use mustmay::engine::{Finding, Judged, Outcome, Reason, ServiceInfo, Taken, Verdict};
use mustmay::policy::{Level, PackFiles, PolicySet, Standing};
use mustmay::project::{CheckReport, Counts, FileRecord, RunInfo, Unrecognised};
use mustmay::report::Style;
use mustmay::report::check::{Format, render};
use mustmay::source::{Place, Skipped, Source, Span};
use mustmay::verdict::Exit;

const POLICY: &str = r#"
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: thing, title: A thing }
files: ["*.yaml"]
when: doc.spec != ()
---
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: user-auth, title: Users sign in, owner: identity, rationale: Asked for, reviewBy: 2030-12-31 }
appliesTo: { kinds: [thing] }
must: [{ id: protocol, at: spec.auth, otherwise: use oidc }]
"#;

/// Two texts, in all places of a report.
pub(crate) fn target(data: &[u8]) {
    let Some(parts) = super::parts(data) else {
        return;
    };
    let text = parts[0];
    let other = parts.get(1).copied().unwrap_or(text);
    let report = report(text, other);
    for (word, format) in Format::ALL {
        for style in styles() {
            let mut out = Vec::new();
            render(&report, *format, &style, &mut out).expect("a vector can be written");
            let out = String::from_utf8(out).expect("a report is UTF-8");
            check(word, *format, &style, &out);
        }
    }
}

fn styles() -> [Style; 3] {
    let style = Style {
        show_excepted: true,
        verbose: 1,
        ..Style::default()
    };
    [
        style,
        Style {
            width: 40,
            unicode: false,
            ..style
        },
        Style {
            github_actions: true,
            ..style
        },
    ]
}

fn check(word: &str, format: Format, style: &Style, out: &str) {
    for line in out.split('\n') {
        assert!(line.chars().all(is_plain), "{word}: {line:?}");
        assert!(
            !line.contains("##[") && !line.contains("##vso["),
            "{word}: {line:?}"
        );
        let own = format == Format::Github
            && ["::error ", "::warning ", "::notice "]
                .iter()
                .any(|own| line.starts_with(own));
        // For people at a terminal nothing reads commands.
        let read = format != Format::Human || style.github_actions;
        assert!(
            own || !read || !line.trim_start().starts_with("::"),
            "{word}: {line:?}"
        );
        if format == Format::Human && style.github_actions && !line.is_empty() {
            assert!(line.starts_with('│'), "{line:?}");
        }
    }
    match format {
        Format::Human | Format::Github | Format::Markdown => {}
        Format::Json | Format::Sarif | Format::Gitlab => {
            serde_json::from_str::<serde_json::Value>(out)
                .unwrap_or_else(|error| panic!("{word}: {error}"));
        }
        Format::Ndjson => {
            for line in out.lines() {
                serde_json::from_str::<serde_json::Value>(line)
                    .unwrap_or_else(|error| panic!("{word}: {error}"));
            }
        }
        Format::Junit => {
            quick_junit::Report::deserialize_from_str(
                &out.replace(" timestamp=\"2026-11-22T00:00:00\"", ""),
            )
            .unwrap_or_else(|error| panic!("{error}: {out}"));
        }
        Format::Csv => {
            let mut reader = csv::Reader::from_reader(out.as_bytes());
            for row in reader.records() {
                let row = row.unwrap_or_else(|error| panic!("{error}: {out}"));
                // What a spreadsheet would compute.
                let formula = |cell: &str| cell.starts_with(['=', '+', '@']);
                assert!(!row.iter().any(formula), "{row:?}");
            }
        }
    }
}

fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn report(text: &str, other: &str) -> CheckReport {
    let files = vec![(
        "all.yaml".to_owned(),
        Source::new("policies/all.yaml", POLICY),
    )];
    let pack = PackFiles {
        shown: "policies".to_owned(),
        embedded: false,
        files,
    };
    let set = PolicySet::load(&[pack]).expect("the policy is right").0;
    let name: String = text.chars().take(100).collect();
    let source = Source::new(
        name.clone(),
        format!("a: {}\nb: 1\n", other.replace(['\n', '\r'], " ")),
    );
    let place = source.place(Span::new(0, Span::offset(source.text().len())));
    let first = source.place(Span::new(0, 1));
    let mut covered = finding(text, other, &place);
    covered.exception = Some(text.into());
    let mut failed = Outcome {
        level: Some(Level::Deny),
        findings: vec![
            finding(text, other, &place),
            finding(other, text, &first),
            covered,
        ]
        .into(),
        ..Outcome::new(0, Verdict::Fail)
    };
    failed.declared = vec![text.to_owned()].into();
    failed.unanswered = vec![other.to_owned()].into();
    failed.choices = vec![Taken {
        id: text.into(),
        standing: Standing::Retiring,
        offered_by: Some(other.into()),
        alternatives: 2,
        at: Some(text.to_owned()),
    }]
    .into();
    let mut away = Outcome::not_applicable(0, Reason::When);
    away.declared = vec![other.to_owned()].into();
    let mut faulty = Outcome::new(0, Verdict::Error);
    faulty.faults = vec![problem(text, other, &place)].into();
    let judged = [failed, away, faulty].into_iter().map(|outcome| Judged {
        service: ServiceInfo {
            kind: other.into(),
            name: text.into(),
            named: true,
            owner: Some(text.into()),
            file: std::sync::Arc::clone(source.path()),
            document: 1,
        },
        outcomes: vec![outcome],
    });
    CheckReport {
        exceptions: None,
        run: RunInfo {
            as_of: jiff::civil::date(2026, 11, 22),
            repository: Some(text.to_owned()),
            repository_verified: false,
            commit: Some(other.to_owned()),
            dirty: Some(true),
            staged: false,
            loosened: vec![text.to_owned()],
            fail_level: Level::Deny,
        },
        counts: Counts {
            files: 1,
            documents: 1,
            services: 3,
            mandates: 1,
            fail: 1,
            error: 1,
            not_applicable: 1,
            unanswered: 1,
            ..Counts::default()
        },
        set: Some(set),
        files: vec![FileRecord {
            path: name.into(),
            sha256: "0".repeat(64),
        }],
        judged: judged.collect(),
        unrecognised: vec![Unrecognised {
            file: text.into(),
            document: 2,
            meant: Some(other.to_owned()),
        }],
        skipped: vec![Skipped {
            shown: other.into(),
            reason: mustmay::source::Reason::Symlink,
        }],
        diagnostics: vec![
            problem(text, other, &first),
            Diagnostic::warning("file::unreadable", other).in_file(source.path()),
        ],
        never_applied: vec![text.to_owned()],
        exit: Exit::NotUnderstood,
        reason: Some(text.to_owned()),
    }
}

fn problem(text: &str, other: &str, place: &Place) -> Diagnostic {
    Diagnostic::error("yaml::syntax", text)
        .at_place(place.clone())
        .related(other, place.clone())
        .help(text)
}

fn finding(text: &str, other: &str, place: &Place) -> Finding {
    Finding {
        condition: text.into(),
        level: Level::Deny,
        headline: other.to_owned(),
        detail: text.to_owned(),
        notes: vec![text.to_owned(), other.to_owned()],
        path: text.to_owned(),
        place: place.clone(),
        related: vec![Related {
            label: other.to_owned(),
            place: place.clone(),
        }],
        fingerprint: format!("{:032x}", text.len()),
        exception: None,
    }
}
