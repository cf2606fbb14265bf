//! Several records: which are of one finding at all, which of them decides, and what their days come to.

use super::world::{breaking, held, ledger, record, set};
use jiff::civil::{Date, date};
use mustmay::engine::{Judged, Verdict};
use mustmay::exception::{Account, ExceptionReport, Situation, Whole, judge};

/// The days on which the two records of these tests begin and end: 90 days each, which is what the mandate allows.
const FIRST: [(&str, &str); 3] = [
    ("metadata", "{ id: EX-1 }"),
    ("created", "2026-11-02"),
    ("expires", "2027-01-31"),
];
const SECOND: [(&str, &str); 3] = [
    ("metadata", "{ id: EX-2 }"),
    ("created", "2027-02-01"),
    ("expires", "2027-05-02"),
];

const TODAY: Date = date(2027, 2, 10);

/// An audit of records over what a run found.
fn audited(judged: &mut [Judged], records: &[String]) -> ExceptionReport {
    let set = set();
    let ledger = ledger(&records.join("---\n"));
    let situation = Situation {
        set: &set,
        ledger: &ledger,
        today: TODAY,
        seen: TODAY,
        repository: None,
        clock_is_right: true,
        whole: Whole::Yes,
        audit: true,
    };
    judge(judged, &situation)
}

fn message<'a>(account: &'a Account, word: &str) -> Option<&'a str> {
    let mut states = account.states.iter();
    let standing = states.find(|standing| standing.state.word() == word)?;
    Some(&standing.message)
}

/// Whether the second record lasts too long since the first is of the same finding.
fn sums(judged: &mut [Judged], first: &[(&str, &str)], second: &[(&str, &str)]) -> bool {
    let records = [
        record(&[&FIRST, first].concat()),
        record(&[&SECOND, second].concat()),
    ];
    let report = audited(judged, &records);
    let [one, two] = &report.accounts[..] else {
        panic!("two records: {report:#?}");
    };
    assert_eq!(
        message(one, "overlong"),
        None,
        "nothing is before the first"
    );
    message(two, "overlong").is_some()
}

/// What both records say is held against each other, and what one of them does not say is any.
#[test]
fn records_that_can_be_of_one_finding_are_summed() {
    let (a, b) = ("a".repeat(32), "b".repeat(32));
    let (only_a, only_b) = (format!("[{a}]"), format!("[{b}]"));
    let both = format!("[{a}, {b}]");
    let [printed_a, printed_b, printed_both] =
        [&only_a, &only_b, &both].map(|prints| [("at", ""), ("fingerprints", prints.as_str())]);
    let placed: &[(&str, &str)] = &[];
    let other = ("at", "[spec.auth.provider]");
    let no_place = ("at", "");
    for (first, second, expected) in [
        (placed, placed, true),
        (&[("condition", "")], placed, true),
        (placed, &[("condition", "")], true),
        (placed, &[("condition", "provider")], false),
        (placed, &[other], false),
        (placed, &[no_place], true),
        (&[no_place], placed, true),
        (&[no_place], &[no_place], true),
        (
            &[("at", "[spec.auth.provider, spec.auth.protocol]")],
            placed,
            true,
        ),
        (placed, &[("file", "till.yaml")], true),
        (&[("file", "till.yaml")], placed, true),
        (&[("file", "till.yaml")], &[("file", "till.yaml")], true),
        (&[("file", "till.yaml")], &[("file", "other.yaml")], false),
        (
            placed,
            &[("service", "{ name: till, kind: service }")],
            true,
        ),
        (
            &[("service", "{ name: till, kind: compose }")],
            &[("service", "{ name: till, kind: service }")],
            false,
        ),
        (
            &[("repository", "shop/till")],
            &[("repository", "shop/other")],
            false,
        ),
        (
            &[("repository", "shop/till")],
            &[("repository", "shop/till")],
            true,
        ),
        (&printed_a, &printed_a, true),
        (&printed_a, &printed_b, false),
        (&printed_both, &printed_b, true),
        // Nobody can tell whether a path and a fingerprint are of one finding where the run has neither.
        (&printed_a, placed, true),
        (placed, &printed_a, true),
        (&[no_place], &printed_a, true),
        (&printed_a, &[no_place], true),
        (placed, &[("service", "shop")], false),
        (placed, &[("mandate", "user-auth-2")], false),
    ] {
        assert_eq!(
            sums(&mut [], first, second),
            expected,
            "{first:?} {second:?}"
        );
    }
}

/// Where the run has findings of both, they tell more than what the records say.
#[test]
fn findings_of_the_run_tell_whether_records_are_of_one() {
    let (short, long) = ("spec.auth.protocol", "spec.auth.protocol.of.the.till");
    let mut judged = [breaking(
        "till",
        "till.yaml",
        &[short.to_owned(), long.to_owned()],
    )];
    let findings = &judged[0].outcomes[0].findings;
    let prints: Vec<String> = findings.iter().map(|f| f.fingerprint.clone()).collect();
    let [near, far] = &prints[..] else {
        panic!("two findings");
    };
    let gone = "f".repeat(32);
    for (print, expected) in [(near, true), (far, false), (&gone, true)] {
        let print = format!("['{print}']");
        let printed = [("at", ""), ("fingerprints", print.as_str())];
        assert_eq!(sums(&mut judged, &[], &printed), expected, "{print}");
        assert_eq!(sums(&mut judged, &printed, &[]), expected, "{print}");
    }
    let both = format!("['{near}', '{far}']");
    assert!(sums(
        &mut judged,
        &[],
        &[("at", ""), ("fingerprints", &both)]
    ));
}

/// A record before another counts with its days where somebody had approved it, and with those of the ones before it.
#[test]
fn days_are_counted_from_the_first_record_of_all() {
    let record = |id: &str, created: &str, expires: &str, more: &[(&str, &str)]| {
        let own = [("metadata", id), ("created", created), ("expires", expires)];
        record(&[&own, more].concat())
    };
    let overlong = |records: &[String], id: &str| {
        let report = audited(&mut [], records);
        let ledger = ledger(&records.join("---\n"));
        let mut accounts = report.accounts.iter();
        let one = accounts.find(|account| ledger.records[account.record].id.value == id);
        message(one.unwrap(), "overlong").map(str::to_owned)
    };
    let (one, two, three) = (
        record("{ id: A }", "2026-12-01", "2026-12-31", &[]),
        record("{ id: B }", "2027-01-01", "2027-01-31", &[]),
        record("{ id: C }", "2027-02-01", "2027-03-02", &[]),
    );
    // In whatever order they are written.
    for records in [
        [three.clone(), two.clone(), one.clone()],
        [one.clone(), three.clone(), two.clone()],
    ] {
        assert_eq!(
            overlong(&records, "C").as_deref(),
            Some(
                "with the 2 records before it the finding is excepted for 91 days since 2026-12-01; \
                 the mandate allows 90"
            )
        );
        assert_eq!(overlong(&records, "B"), None, "it begins before the last");
    }
    assert_eq!(
        overlong(
            &[two, record("{ id: C }", "2027-02-01", "2027-04-02", &[])],
            "C"
        )
        .as_deref(),
        Some(
            "with the record before it the finding is excepted for 91 days since 2027-01-01; \
             the mandate allows 90"
        )
    );
    // A day without is a new beginning, and a request that nobody approved has used no days.
    for between in [
        record("{ id: B }", "2027-01-02", "2027-01-31", &[]),
        record("{ id: B }", "2027-01-01", "2027-01-30", &[]),
        record(
            "{ id: B }",
            "2027-01-01",
            "2027-01-31",
            &[("approvedBy", "[]")],
        ),
    ] {
        assert_eq!(overlong(&[one.clone(), between, three.clone()], "C"), None);
    }
    // One that is revoked before it began has used none either, and one that ends early, those until then.
    let revoked = |on: &str| {
        let revoked = format!("{{ on: {on}, reason: No longer asked for }}");
        record(
            "{ id: B }",
            "2027-01-01",
            "2027-01-31",
            &[("revoked", &revoked)],
        )
    };
    for (on, summed) in [
        ("2026-12-20", false),
        ("2027-01-20", false),
        ("2027-02-05", true),
    ] {
        let records = [one.clone(), revoked(on), three.clone()];
        assert_eq!(overlong(&records, "C").is_some(), summed, "{on}");
    }
    // Of two that begin on one day the smaller id comes first.
    let twice = [
        record("{ id: A }", "2026-12-01", "2027-01-31", &[]),
        record("{ id: B }", "2026-12-01", "2027-03-02", &[]),
    ];
    assert_eq!(overlong(&twice, "A"), None);
    assert!(overlong(&twice, "B").is_some());
    // The most renewals that one of them says are those of all.
    let renewed = [
        record(
            "{ id: A }",
            "2026-11-02",
            "2027-01-31",
            &[("renewals", "1")],
        ),
        record("{ id: B }", "2027-02-01", "2027-05-01", &[]),
    ];
    assert_eq!(overlong(&renewed, "B"), None);
}

/// Of two records of one finding the narrower decides, whichever is written first, and whether it holds or not.
#[test]
fn the_narrower_record_decides() {
    let path = "spec.auth.protocol".to_owned();
    let mut till = [breaking("till", "till.yaml", std::slice::from_ref(&path))];
    let print = format!("['{}']", till[0].outcomes[0].findings[0].fingerprint);
    let printed = [
        ("at", ""),
        ("condition", ""),
        ("fingerprints", print.as_str()),
    ];
    let placed = [("condition", "")];
    let asked = [("at", "")];
    let filed = [("at", ""), ("condition", ""), ("file", "till.yaml")];
    let kind = ("service", "{ name: till, kind: service }");
    let kinded = [("at", ""), ("condition", ""), kind];
    let wide = [("at", ""), ("condition", "")];
    let ranks: [&[(&str, &str)]; 6] = [&wide, &kinded, &filed, &asked, &placed, &printed];
    for (rank, wider) in ranks.iter().enumerate() {
        for narrower in &ranks[rank + 1..] {
            let ended = [("created", "2026-11-02"), ("expires", "2026-12-01")];
            let holds = [("created", "2027-02-01"), ("expires", "2027-03-01")];
            for (one, other, decides) in [(&holds, &ended, None), (&ended, &holds, Some("EX-2"))] {
                let mut records = [
                    record(&[&[("metadata", "{ id: EX-1 }")], &one[..], wider].concat()),
                    record(&[&[("metadata", "{ id: EX-2 }")], &other[..], narrower].concat()),
                ];
                for _ in 0..2 {
                    till[0].outcomes[0].findings[0].exception = None;
                    audited(&mut till, &records);
                    let covered = till[0].outcomes[0].findings[0].exception.as_deref();
                    assert_eq!(covered, decides, "{records:#?}");
                    till = [breaking("till", "till.yaml", std::slice::from_ref(&path))];
                    records.reverse();
                }
            }
        }
    }
}

/// A record of another kind of manifest is about nothing here, whatever else is on record.
#[test]
fn a_record_of_another_kind_covers_nothing_beside_others() {
    let mut till = [breaking(
        "till",
        "till.yaml",
        &["spec.auth.protocol".to_owned()],
    )];
    let records = [
        record(&[&SECOND[..], &[("service", "{ name: till, kind: compose }")]].concat()),
        record(&[&FIRST[..], &[("condition", "provider"), ("at", "")]].concat()),
    ];
    // An audit would say that there is no such service; a check does not care.
    held(&mut till, &set(), &ledger(&records.join("---\n")), TODAY);
    assert_eq!(till[0].outcomes[0].findings[0].exception, None);
}

/// Of findings that are not kept nothing follows: no record covers them, and none is unneeded for want of them.
#[test]
fn findings_that_are_not_kept_are_covered_by_nothing() {
    let paths = ["spec.auth.protocol".to_owned(), "spec.auth".to_owned()];
    let wide = [record(&[&SECOND[..], &[("at", "")]].concat())];
    let other = [record(
        &[&SECOND[..], &[("condition", "provider"), ("at", "")]].concat(),
    )];
    for (more, verdict, word) in [
        (0, Verdict::Excepted, Some("unneeded")),
        (1, Verdict::Fail, None),
    ] {
        let judged = || {
            let mut till = [breaking("till", "till.yaml", &paths)];
            till[0].outcomes[0].more = more;
            till
        };
        let mut till = judged();
        let report = audited(&mut till, &wide);
        assert_eq!(till[0].outcomes[0].verdict, verdict);
        let account = &report.accounts[0];
        assert_eq!((account.matched, account.covered), (2, 2));
        let mut till = judged();
        let report = audited(&mut till, &other);
        let unneeded = report.accounts[0]
            .words()
            .into_iter()
            .find(|word| *word == "unneeded");
        assert_eq!(unneeded, word, "{more} more");
    }
}
