//! Reports made by hand, so that they need no engine.

use mustmay::diagnostic::{Diagnostic, Related};
use mustmay::engine::{Finding, Judged, NextPhase, Outcome, Reason, ServiceInfo, Taken, Verdict};
use mustmay::policy::{Level, PackFiles, PolicySet, Standing};
use mustmay::project::{CheckReport, Counts, FileRecord, RunInfo, Unrecognised};
use mustmay::source::{self, Place, Skipped, Source, Span};
use mustmay::verdict::Exit;
use std::sync::Arc;

/// The policy set that the reports are about: `encrypted`, `no-latest` and `user-auth`, by their ids.
pub(crate) const POLICY: &str = include_str!("policy.yaml");

pub(crate) const ENCRYPTED: usize = 0;
pub(crate) const NO_LATEST: usize = 1;
pub(crate) const USER_AUTH: usize = 2;

pub(crate) fn policies() -> Arc<Source> {
    Source::new("policies/all.yaml", POLICY)
}

pub(crate) fn set() -> PolicySet {
    let files = vec![("all.yaml".to_owned(), policies())];
    let pack = PackFiles {
        shown: "policies".to_owned(),
        files,
        embedded: false,
    };
    PolicySet::load(&[pack]).unwrap().0
}

/// The place of the `nth` occurrence of a text.
pub(crate) fn place(source: &Arc<Source>, text: &str, nth: usize) -> Place {
    let all = source.text();
    let (at, found) = all.match_indices(text).nth(nth).unwrap();
    let start = Span::offset(at);
    source.place(Span::new(start, start + Span::offset(found.len())))
}

pub(crate) fn finding(level: Level, condition: &str, headline: &str, place: Place) -> Finding {
    let written = match condition {
        "may" => "may:".to_owned(),
        unknown if !POLICY.contains(unknown) => "no-latest".to_owned(),
        id => ["id: ", id].concat(),
    };
    let detail = format!("found `{}`", &place.excerpt.text[place.underlined()]);
    Finding {
        condition: condition.into(),
        level,
        headline: headline.to_owned(),
        detail,
        notes: Vec::new(),
        path: "spec".to_owned(),
        fingerprint: format!("{:032x}", place.start.offset),
        place,
        related: vec![Related {
            label: "the mandate".to_owned(),
            place: self::place(&policies(), &written, 0),
        }],
        exception: None,
    }
}

pub(crate) fn failed(mandate: usize, findings: Vec<Finding>) -> Outcome {
    Outcome {
        level: findings.iter().map(|finding| finding.level).max(),
        findings: findings.into(),
        ..Outcome::new(mandate, Verdict::Fail)
    }
}

pub(crate) fn judged(kind: &str, name: &str, file: &Arc<Source>, outcomes: Vec<Outcome>) -> Judged {
    Judged {
        service: ServiceInfo {
            kind: kind.into(),
            name: name.into(),
            named: true,
            owner: Some("team-shop".into()),
            file: Arc::clone(file.path()),
            document: 1,
        },
        outcomes,
    }
}

/// A report of these services, counted as the project floor counts.
pub(crate) fn report(judged: Vec<Judged>, diagnostics: Vec<Diagnostic>) -> CheckReport {
    let set = set();
    let outcomes = || judged.iter().flat_map(|judged| &judged.outcomes);
    let count = |verdict| outcomes().filter(|one| one.verdict == verdict).count();
    let all = set.mandates.len() * judged.len();
    let other_kinds = all - outcomes().count();
    let mut files: Vec<FileRecord> = judged
        .iter()
        .map(|judged| record(&judged.service.file))
        .collect();
    files.dedup();
    let worst = outcomes().filter_map(|outcome| outcome.level).max();
    let (exit, reason) = if diagnostics.iter().any(Diagnostic::is_error) {
        let reason = "something could not be read or judged".to_owned();
        (Exit::NotUnderstood, Some(reason))
    } else if worst == Some(Level::Deny) {
        (Exit::Findings, None)
    } else {
        (Exit::Ok, None)
    };
    CheckReport {
        exceptions: None,
        run: RunInfo {
            as_of: jiff::civil::date(2026, 5, 23),
            repository: Some("shop/checkout".to_owned()),
            repository_verified: true,
            commit: Some("4f0c2a1".to_owned()),
            dirty: Some(false),
            staged: false,
            loosened: Vec::new(),
            fail_level: Level::Deny,
        },
        counts: Counts {
            files: files.len(),
            documents: files.len(),
            services: judged.len(),
            mandates: set.mandates.len(),
            pass: count(Verdict::Pass),
            fail: count(Verdict::Fail),
            excepted: count(Verdict::Excepted),
            not_applicable: count(Verdict::NotApplicable) + other_kinds,
            error: count(Verdict::Error),
            unanswered: outcomes().filter(|one| !one.unanswered.is_empty()).count(),
            ..Counts::default()
        },
        set: Some(set),
        files,
        unrecognised: Vec::new(),
        skipped: Vec::new(),
        diagnostics,
        never_applied: Vec::new(),
        exit,
        reason,
        judged,
    }
}

fn record(path: &Arc<str>) -> FileRecord {
    FileRecord {
        path: Arc::clone(path),
        sha256: "0".repeat(64),
    }
}

/// How many images of `checkout.yaml` are not pinned.
pub(crate) const CHECKOUT_IMAGES: usize = 6;

/// The text of a file of [`rich`].
pub(crate) fn source(file: &str) -> Arc<Source> {
    match file {
        "checkout/service.yaml" => Source::new(file, CHECKOUT),
        "till/service.yaml" => Source::new(file, TILL),
        _ => policies(),
    }
}

const CHECKOUT: &str = include_str!("checkout.yaml");
const TILL: &str = include_str!("till.yaml");

/// A run with something of everything.
pub(crate) fn rich() -> CheckReport {
    let checkout = Source::new("checkout/service.yaml", CHECKOUT);
    let till = Source::new("till/service.yaml", TILL);
    let mut report = report(
        vec![
            judged("service", "checkout", &checkout, of_checkout(&checkout)),
            judged("service", "till", &till, of_till(&till)),
            judged(
                "compose",
                "queue",
                &Source::new("compose.yaml", ""),
                vec![Outcome::new(ENCRYPTED, Verdict::Pass)],
            ),
        ],
        diagnostics(&till),
    );
    report.unrecognised = vec![Unrecognised {
        file: "ci/values.yaml".into(),
        document: 1,
        meant: None,
    }];
    report.skipped = vec![Skipped {
        shown: "vendor/theme/".into(),
        reason: source::Reason::Submodule,
    }];
    report.counts.unrecognised = 1;
    report.counts.excluded = 3;
    report.run.loosened = vec!["--allow-empty".to_owned()];
    report
}

fn of_checkout(source: &Arc<Source>) -> Vec<Outcome> {
    let mut protocol = finding(
        Level::Deny,
        "protocol",
        "sign users in through OAuth 2.0 or OpenID Connect",
        place(source, "basic", 0),
    );
    "spec.auth.protocol".clone_into(&mut protocol.path);
    let mut provider = finding(
        Level::Deny,
        "may",
        "choose internal-iam, auth0 or okta",
        place(source, "octa", 0),
    );
    "`octa` is none of the choices".clone_into(&mut provider.detail);
    provider.notes = vec![
        "preferred: internal-iam".to_owned(),
        "did you mean `okta`?".to_owned(),
        "`self-built` lacks security-review, review-is-fresh".to_owned(),
    ];
    "the choices".clone_into(&mut provider.related[0].label);
    let images = (0..CHECKOUT_IMAGES).map(|nth| {
        finding(
            Level::Warn,
            "tag",
            "pin every image to a version",
            place(source, ":latest", nth),
        )
    });
    let mut user_auth = failed(USER_AUTH, vec![protocol, provider]);
    user_auth.declared = vec!["exposure = public".to_owned()].into();
    user_auth.choices = vec![Taken {
        id: "ldap-bind".into(),
        standing: Standing::Retiring,
        offered_by: None,
        alternatives: 3,
        at: Some("spec.auth.provider".to_owned()),
    }]
    .into();
    let mut no_latest = failed(NO_LATEST, images.collect());
    no_latest.more = 2;
    no_latest.next = Some(NextPhase {
        level: Level::Deny,
        from: jiff::civil::date(2026, 6, 1),
        days: 9,
    });
    vec![Outcome::new(ENCRYPTED, Verdict::Pass), no_latest, user_auth]
}

fn of_till(source: &Arc<Source>) -> Vec<Outcome> {
    let mut excepted = finding(
        Level::Deny,
        "at-rest",
        "encrypt what is stored",
        place(source, "false", 0),
    );
    excepted.exception = Some("EX-2026-014".into());
    let mut encrypted = failed(ENCRYPTED, vec![excepted]);
    encrypted.verdict = Verdict::Excepted;
    let mut unanswered = Outcome::not_applicable(NO_LATEST, Reason::Unanswered);
    unanswered.unanswered = vec!["says nothing at `spec.tier`".to_owned()].into();
    let mut when = Outcome::not_applicable(USER_AUTH, Reason::When);
    when.declared = vec!["exposure = internal".to_owned()].into();
    vec![encrypted, unanswered, when]
}

fn diagnostics(till: &Arc<Source>) -> Vec<Diagnostic> {
    vec![
        Diagnostic::warning("config::ignored", "the glob `vendor/` excludes nothing")
            .in_file(&"mustmay.yaml".into()),
        Diagnostic::error("yaml::duplicate-key", "the key `volume` stands twice")
            .at_place(place(till, "volume", 1))
            .related("the first", place(till, "volume", 0))
            .help("keep one of them"),
    ]
}
