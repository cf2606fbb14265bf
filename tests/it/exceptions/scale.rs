//! Many findings and many records: each finding finds its record without looking at the others. Were it their
//! product, these tests would not end.

use super::world::{breaking, held, ledger, own, record, service, set};
use crate::support::mustmay;
use jiff::civil::date;
use mustmay::engine::{Judged, Verdict};
use std::fs;

const FINDINGS: usize = 10_000;
const RECORDS: usize = 5_000;

fn records(changes: impl Fn(usize) -> Vec<(&'static str, String)>) -> String {
    let texts = (0..RECORDS).map(|number| {
        let mut changes = changes(number);
        changes.push(("metadata", format!("{{ id: EX-{number} }}")));
        let changes: Vec<(&str, &str)> = changes.iter().map(|(n, v)| (*n, v.as_str())).collect();
        record(&changes)
    });
    texts.collect::<Vec<_>>().join("---\n")
}

fn covered(judged: &[Judged]) -> usize {
    let outcomes = judged.iter().flat_map(|judged| &judged.outcomes);
    let findings = outcomes.flat_map(|outcome| &outcome.findings);
    findings
        .filter(|finding| finding.exception.is_some())
        .count()
}

/// One service with many findings, and a record for every other one.
#[test]
fn many_places_of_one_service() {
    let ledger = ledger(&records(|number| vec![("at", format!("[spec.r{number}]"))]));
    let paths: Vec<String> = (0..FINDINGS)
        .map(|number| format!("spec.r{number}"))
        .collect();
    let mut judged = [breaking("till", "till.yaml", &paths)];
    let report = held(&mut judged, &set(), &ledger, date(2026, 11, 22));
    assert_eq!(covered(&judged), RECORDS);
    assert!(report.accounts.iter().all(|account| account.matched == 1));
    let paths = judged[0].outcomes[0].findings.iter();
    assert!(paths.take(RECORDS).enumerate().all(|(number, finding)| {
        finding.exception.as_deref() == Some(&*format!("EX-{number}"))
    }));
}

/// Many services of one name, each in a file of its own, and a record for every other file.
#[test]
fn many_files_of_one_name() {
    let ledger = ledger(&records(|number| vec![("file", format!("f{number}.yaml"))]));
    let path = ["spec.auth.protocol".to_owned()];
    let mut judged: Vec<Judged> = (0..FINDINGS)
        .map(|number| breaking("till", &format!("f{number}.yaml"), &path))
        .collect();
    let report = held(&mut judged, &set(), &ledger, date(2026, 11, 22));
    assert_eq!(covered(&judged), RECORDS);
    assert!(report.accounts.iter().all(|account| account.matched == 1));
    let excepted = judged
        .iter()
        .filter(|one| one.outcomes[0].verdict == Verdict::Excepted);
    assert_eq!(excepted.count(), RECORDS);
}

/// Many services, and records that were adopted for every one.
#[test]
fn many_findings_are_adopted_and_known_again() {
    const SERVICES: usize = 5_000;
    let folder = own();
    let texts: Vec<String> = (0..SERVICES)
        .map(|number| service(&format!("s{number}"), "basic", "iam"))
        .collect();
    for (number, texts) in texts.chunks(500).enumerate() {
        folder.write(&format!("many/{number}/service.yaml"), &texts.join("---\n"));
    }
    let adopt = [
        "exceptions",
        "adopt",
        "--owner",
        "platform",
        "--requested-by",
        "mia@example.com",
        "--approved-by",
        "sam@example.com",
    ];
    mustmay(folder.path(), &adopt, &[]).expect(0, &["5001 findings adopted"]);
    let text = fs::read_to_string(folder.join("exceptions/adopted.yaml")).unwrap();
    assert_eq!(text.matches("kind: Exception").count(), SERVICES + 1);
    // Approved records cover what they are about; the run that adopts them again asks for all of them.
    let pending = text.replace("approvedBy: [sam@example.com]", "approvedBy: []");
    folder.write("exceptions/adopted.yaml", &pending);
    mustmay(folder.path(), &adopt, &[])
        .expect(0, &["0 findings adopted", "5001 have a record already"]);
}
