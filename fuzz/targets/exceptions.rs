//! Exceptions: records, groups and signers of any content never panic, never turn anything but a fail, and cover only
//! what they name.

use mustmay::document::{Limits, read};
use mustmay::engine::{Judged, Siblings, Verdict, World, judge, survey};
use mustmay::exception::{Ledger, LedgerFiles, Situation, Trust, Whole, payload};
use mustmay::policy::{PackFiles, PolicySet};
use mustmay::source::Source;
use std::sync::LazyLock;

const POLICY: &str = r#"
apiVersion: mustmay/v1
kind: ManifestKind
metadata: { id: thing, title: A thing }
files: ["*.yaml"]
when: doc.spec != ()
services: { name: it.metadata.name, owner: it.metadata.owner }
---
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: user-auth, title: Users sign in, owner: identity, rationale: Asked for, reviewBy: 2030-12-31 }
appliesTo: { kinds: [thing] }
must:
  - { id: protocol, at: spec.auth.protocol, schema: { enum: [oidc] }, otherwise: use oidc }
  - { id: provider, at: spec.auth.provider, schema: { enum: [iam] }, otherwise: use iam }
  - { id: faulty, script: it.spec.mode, otherwise: never }
unless: { reviewers: [security], approvals: 1, maxDays: 90, maxRenewals: 1, emergency: { maxDays: 3 } }
---
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: strict, title: No way out, owner: identity, rationale: Asked for, reviewBy: 2030-12-31 }
appliesTo: { kinds: [thing] }
must: [{ id: mode, at: spec.mode, schema: { const: private }, otherwise: be private }]
unless: never
---
apiVersion: mustmay/v1
kind: Mandate
metadata: { id: broken, title: A fault of its author, owner: identity, rationale: Asked for, reviewBy: 2030-12-31 }
appliesTo: { kinds: [thing] }
must: [{ id: number, script: 1 / 0 == 1, otherwise: never }]
"#;

const MANIFEST: &str = r"
metadata: { name: till, owner: team-till }
spec: { mode: public, auth: { protocol: basic, provider: own } }
---
metadata: { name: shop, owner: team-shop }
spec: { mode: private, auth: { protocol: oidc, provider: iam } }
";

static SET: LazyLock<PolicySet> = LazyLock::new(|| {
    let files = vec![(
        "all.yaml".to_owned(),
        Source::new("policies/all.yaml", POLICY),
    )];
    let pack = PackFiles {
        shown: "policies".to_owned(),
        embedded: false,
        files,
    };
    PolicySet::load(&[pack]).expect("the policy is right").0
});

fn judged() -> Vec<Judged> {
    let reading = read(&Source::new("service.yaml", MANIFEST), &Limits::default());
    let world = World {
        today: jiff::civil::date(2026, 11, 22),
        siblings: Siblings::default(),
    };
    let survey = survey(&SET, &reading.tree, &world);
    survey
        .services
        .iter()
        .map(|service| judge(&SET, service, &world))
        .collect()
}

/// Records, then groups, then signers.
pub(crate) fn target(data: &[u8]) {
    let Some(parts) = super::parts(data) else {
        return;
    };
    let names = ["records.yaml", "groups.yaml", "allowed_signers"];
    let files = names.iter().zip(&parts);
    let files: Vec<_> = files
        .map(|(name, text)| {
            (
                (*name).to_owned(),
                Source::new(format!("exceptions/{name}"), *text),
            )
        })
        .collect();
    for trust in [Trust::Source, Trust::Own, Trust::Tree] {
        let place = LedgerFiles {
            shown: "exceptions".to_owned(),
            files: files.clone(),
            trust,
        };
        let (ledger, problems) = Ledger::load(&[place]);
        super::check_places(&problems);
        for record in &ledger.records {
            for approver in ["sam@example.com", ""] {
                check_payload(
                    &payload(record, approver),
                    record.at.len() + record.fingerprints.len(),
                );
            }
        }
        for repository in [None, Some("shop/till")] {
            let mut after = judged();
            let before: Vec<Vec<Verdict>> = verdicts(&after);
            let situation = Situation {
                set: &SET,
                ledger: &ledger,
                today: jiff::civil::date(2026, 11, 22),
                seen: jiff::civil::date(2026, 11, 22),
                repository,
                clock_is_right: true,
                whole: Whole::Yes,
                audit: false,
            };
            let report = mustmay::exception::judge(&mut after, &situation);
            for account in &report.accounts {
                assert!(!account.states.is_empty(), "{account:?}");
            }
            check(&before, &after, &ledger, trust, repository);
        }
    }
}

fn verdicts(judged: &[Judged]) -> Vec<Vec<Verdict>> {
    let of = |judged: &Judged| {
        judged
            .outcomes
            .iter()
            .map(|outcome| outcome.verdict)
            .collect()
    };
    judged.iter().map(of).collect()
}

fn check(
    before: &[Vec<Verdict>],
    after: &[Judged],
    ledger: &Ledger,
    trust: Trust,
    repository: Option<&str>,
) {
    for (before, judged) in before.iter().zip(after) {
        for (before, outcome) in before.iter().zip(&judged.outcomes) {
            let covered = outcome
                .findings
                .iter()
                .filter(|finding| finding.exception.is_some())
                .count();
            let excepted = *before == Verdict::Fail && covered == outcome.findings.len();
            let expected = if excepted { Verdict::Excepted } else { *before };
            assert_eq!(outcome.verdict, expected, "{outcome:?}");
            for finding in &outcome.findings {
                let Some(id) = &finding.exception else {
                    continue;
                };
                let record = ledger.record(id).expect("an exception is of the ledger");
                let mandate = &SET.mandates[outcome.mandate].id;
                assert_eq!(*record.mandate.value, **mandate, "{record:?}");
                assert_eq!(*record.service.value, *judged.service.name, "{record:?}");
                assert!(
                    record
                        .condition
                        .as_ref()
                        .is_none_or(|one| *one.value == *finding.condition),
                    "{record:?}"
                );
                assert!(
                    record.at.is_empty() || record.at.iter().any(|at| at.value == finding.path),
                    "{record:?}"
                );
                assert!(
                    record
                        .repository
                        .as_ref()
                        .is_none_or(|one| Some(one.value.as_str()) == repository),
                    "{record:?}"
                );
                let today = jiff::civil::date(2026, 11, 22);
                assert!(
                    record.created.value <= today && today <= record.expires.value,
                    "{record:?}"
                );
                assert!(!record.closed, "{record:?}");
                // Nobody approves what they ask for, and what the tree says by itself counts for nothing.
                let emergency = record.category.value == mustmay::exception::Category::Emergency;
                assert!(emergency || !record.approved_by.is_empty(), "{record:?}");
                let signed = !record.signatures.is_empty();
                assert!(trust != Trust::Tree || signed, "{record:?}");
            }
        }
    }
}

/// The text that is signed has one line for each field, and for each path, whatever they hold.
fn check_payload(text: &str, paths: usize) {
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.first(), Some(&"mustmay-exception-v1"), "{text:?}");
    let names: Vec<&str> = lines[1..]
        .iter()
        .map(|line| line.split(':').next().unwrap_or_default())
        .collect();
    let mut wanted = vec!["id", "repository", "mandate", "condition"];
    wanted.extend(std::iter::repeat_n("at", paths.max(1)));
    wanted.extend([
        "kind", "service", "file", "category", "reason", "ticket", "owner",
    ]);
    wanted.extend(["requestedBy", "created", "expires", "renewals", "approver"]);
    assert_eq!(names, wanted, "{text:?}");
}
