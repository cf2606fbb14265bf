//! Each threshold of a mandate's accountability: just below it, at it, above it, and without the evidence for it.

use mustmay::policy::Accountability;
use mustmay::review::history::{ChoiceLine, ExceptionLine, ServiceLine, WorkaroundLine};
use mustmay::review::{Account, Evidence, Health, HistoryLine, Quarter, Review, Sign};
use mustmay::source::Source;
use std::fmt::Write as _;

use jiff::civil::{Date, date};

const DAY: Date = date(2026, 10, 12);

fn account(terms: Accountability) -> Account {
    Account {
        id: "m".to_owned(),
        title: "M".to_owned(),
        owner: "platform".to_owned(),
        rationale: "why".to_owned(),
        docs: None,
        since: Some(date(2026, 1, 1)),
        review_by: date(2027, 6, 30),
        terms,
        alternatives: 2,
        has_patterns: false,
    }
}

fn nothing_asked() -> Accountability {
    Accountability::default()
}

/// A run of one repository with so many services, some of which needed an exception.
fn run(services: usize, excepted: usize) -> HistoryLine {
    let service = |number: usize| ServiceLine {
        name: format!("s{number:03}"),
        kind: "service".to_owned(),
        verdict: if number < excepted {
            "excepted"
        } else {
            "pass"
        }
        .to_owned(),
        choices: vec!["own".to_owned()],
        exceptions: Vec::new(),
    };
    HistoryLine {
        version: 1,
        day: date(2026, 9, 14),
        repository: "shop/a".to_owned(),
        commit: None,
        policies: "sha256:0".to_owned(),
        mandate: "m".to_owned(),
        alternatives: 2,
        not_applicable: 0,
        services: (0..services).map(service).collect(),
        choices: vec![ChoiceLine {
            id: "own".to_owned(),
            standing: "allowed".to_owned(),
            offered_by: None,
        }],
        exceptions: Vec::new(),
        workarounds: None,
        bypasses: None,
    }
}

fn survey(quarter: &str, satisfied: u32, keep: u32) -> String {
    let (not, drop) = (100 - satisfied, 100 - keep);
    format!(
        "---\napiVersion: mustmay/v1\nkind: Survey\nmandate: m\nquarter: {quarter}\nanswers:\n  satisfaction: {{ 2: {not}, 4: {satisfied} }}\n  wouldKeep: {{ yes: {keep}, no: {drop} }}\n"
    )
}

fn evidence(text: &str) -> Evidence {
    let sources = [Source::new("evidence.yaml", text)];
    let none = |_: &str, path: &str| panic!("{path}");
    Evidence::load(&sources, &none).unwrap().0
}

fn review(account: Account, text: &str, lines: &[HistoryLine]) -> Review {
    review_on(account, text, lines, DAY)
}

fn review_on(account: Account, text: &str, lines: &[HistoryLine], day: Date) -> Review {
    let quarter = Quarter::parse("2026Q3").unwrap();
    Review::of(vec![account], &evidence(text), lines, quarter, day)
}

fn sign(review: &Review, topic: &str) -> Vec<Sign> {
    let lines = &review.mandates[0].lines;
    lines
        .iter()
        .filter(|line| line.topic == topic)
        .map(|line| line.sign)
        .collect()
}

fn health(review: &Review) -> Health {
    review.mandates[0].health
}

#[test]
fn satisfaction_has_a_floor() {
    for (satisfied, expected, outcome) in [
        (64, Sign::Trigger, Health::Review),
        (65, Sign::Watch, Health::Watch),
        (66, Sign::Watch, Health::Watch),
        (69, Sign::Watch, Health::Watch),
        (70, Sign::Good, Health::Healthy),
    ] {
        let terms = Accountability {
            satisfaction_floor: Some(65),
            ..nothing_asked()
        };
        let review = review(
            account(terms),
            &survey("2026Q3", satisfied, 0),
            &[run(10, 0)],
        );
        assert_eq!(sign(&review, "satisfaction"), [expected], "{satisfied}");
        assert_eq!(health(&review), outcome, "{satisfied}");
    }
}

#[test]
fn keeping_it_has_a_floor() {
    for (keep, expected) in [
        (49, Sign::Trigger),
        (50, Sign::Watch),
        (51, Sign::Watch),
        (55, Sign::Good),
    ] {
        let terms = Accountability {
            would_keep_floor: Some(50),
            ..nothing_asked()
        };
        let review = review(account(terms), &survey("2026Q3", 80, keep), &[run(10, 0)]);
        assert_eq!(sign(&review, "would keep it"), [expected], "{keep}");
    }
}

#[test]
fn exceptions_have_a_most() {
    for (excepted, expected, outcome) in [
        (9, Sign::Good, Health::Healthy),
        (10, Sign::Watch, Health::Watch),
        (11, Sign::Trigger, Health::Review),
    ] {
        let terms = Accountability {
            max_exception_rate: Some(10),
            ..nothing_asked()
        };
        let review = review(account(terms), "", &[run(100, excepted)]);
        assert_eq!(sign(&review, "exceptions"), [expected], "{excepted}");
        assert_eq!(health(&review), outcome, "{excepted}");
    }
}

#[test]
fn a_finding_that_is_covered_only_in_part_needed_an_exception_too() {
    let mut line = run(4, 0);
    line.services[0].verdict = "fail".to_owned();
    line.services[0].exceptions = vec!["EX-1".to_owned()];
    let review = review(account(nothing_asked()), "", &[line]);
    let adoption = review.mandates[0].now().unwrap().adoption.clone().unwrap();
    assert_eq!((adoption.excepted.part, adoption.excepted.whole), (1, 4));
}

#[test]
fn falls_in_a_row_put_renewal_in_question() {
    let terms = |floor| Accountability {
        declining_quarters: Some(2),
        satisfaction_floor: floor,
        ..nothing_asked()
    };
    for (scores, expected, outcome) in [
        ([60, 70, 75, 80], Sign::Good, Health::Healthy),
        ([80, 80, 80, 80], Sign::Good, Health::Healthy),
        ([75, 80, 85, 80], Sign::Watch, Health::Watch),
        ([85, 90, 85, 80], Sign::Trigger, Health::Review),
        ([95, 90, 85, 80], Sign::Trigger, Health::Review),
        // At the floor is not below it.
        ([70, 71, 70, 65], Sign::Trigger, Health::Review),
        ([70, 71, 70, 64], Sign::End, Health::Sunset),
        ([71, 70, 65, 60], Sign::End, Health::Sunset),
        // One fall below the floor is not enough.
        ([60, 60, 65, 64], Sign::Watch, Health::Review),
    ] {
        let quarters = ["2025Q4", "2026Q1", "2026Q2", "2026Q3"];
        let text: String = quarters
            .iter()
            .zip(scores)
            .map(|(quarter, score)| survey(quarter, score, 50))
            .collect();
        let review = review(account(terms(Some(65))), &text, &[run(10, 0)]);
        assert_eq!(sign(&review, "trend"), [expected], "{scores:?}");
        assert_eq!(health(&review), outcome, "{scores:?}");
    }
}

#[test]
fn a_trend_that_cannot_be_told_is_unknown() {
    let terms = Accountability {
        declining_quarters: Some(2),
        ..nothing_asked()
    };
    let trend = |text: &str, since| {
        let account = Account {
            since,
            ..account(terms.clone())
        };
        sign(&review(account, text, &[run(10, 0)]), "trend")
    };
    let now = survey("2026Q3", 80, 50);
    // The quarter before is missing, though the mandate was there.
    assert_eq!(trend(&now, Some(date(2026, 1, 1))), [Sign::Unknown]);
    assert_eq!(trend(&now, None), [Sign::Unknown]);
    assert_eq!(trend("", Some(date(2026, 1, 1))), [Sign::Unknown]);
    // It was not.
    assert_eq!(trend(&now, Some(date(2026, 7, 1))), [Sign::Good]);
    // Enough is known: it rose.
    assert_eq!(
        trend(&[survey("2026Q2", 70, 50), now.clone()].concat(), None),
        [Sign::Good]
    );
    // It fell once, and what was before is not known.
    assert_eq!(
        trend(&[survey("2026Q2", 90, 50), now.clone()].concat(), None),
        [Sign::Unknown]
    );
    assert_eq!(
        trend(
            &[survey("2026Q2", 90, 50), now].concat(),
            Some(date(2026, 4, 1))
        ),
        [Sign::Watch]
    );
}

#[test]
fn measures_may_not_fall_behind_their_baseline() {
    let terms = Accountability {
        not_worse: vec!["leadTime".to_owned(), "deploymentFrequency".to_owned()],
        ..nothing_asked()
    };
    let measured = |lead: &str, frequency: &str| {
        let mut text = String::new();
        for (metric, value) in [("leadTime", lead), ("deploymentFrequency", frequency)] {
            if !value.is_empty() {
                write!(text, "---\napiVersion: mustmay/v1\nkind: Measure\nmandate: m\nquarter: 2026Q3\nmetric: {metric}\nvalue: {value}\nbaseline: 10\nsource: s\n").unwrap();
            }
        }
        review(account(terms.clone()), &text, &[run(10, 0)])
    };
    for (lead, frequency, expected) in [
        ("9.9", "10.1", [Sign::Good, Sign::Good]),
        ("10", "10", [Sign::Good, Sign::Good]),
        ("10.1", "10", [Sign::Good, Sign::Trigger]),
        ("10", "9.9", [Sign::Trigger, Sign::Good]),
    ] {
        assert_eq!(
            sign(&measured(lead, frequency), "measures"),
            expected,
            "{lead} {frequency}"
        );
    }
    assert_eq!(
        sign(&measured("9", ""), "measures"),
        [Sign::Unknown, Sign::Good]
    );
    let unfounded = "apiVersion: mustmay/v1\nkind: Measure\nmandate: m\nquarter: 2026Q3\nmetric: leadTime\nvalue: 1\nsource: s\n";
    let review = review(
        account(Accountability {
            not_worse: vec!["leadTime".to_owned()],
            ..nothing_asked()
        }),
        unfounded,
        &[run(10, 0)],
    );
    assert_eq!(sign(&review, "measures"), [Sign::Unknown]);
    assert_eq!(health(&review), Health::Unknown);
}

#[test]
fn challenges_are_answered_in_time() {
    let challenge = |answered: &str| {
        let answer = format!("answer: {{ text: t, by: b, on: {answered}, outcome: declined }}\n");
        let answer = if answered.is_empty() {
            String::new()
        } else {
            answer
        };
        format!(
            "apiVersion: mustmay/v1\nkind: Challenge\nmetadata: {{ id: CH-1 }}\nmandate: m\nby: t\nwhat: w\nopened: 2026-09-10\n{answer}"
        )
    };
    for (answered, within, expected) in [
        ("2026-09-11", Some(2), Sign::Good),
        ("2026-09-12", Some(2), Sign::Good),
        ("2026-09-13", Some(2), Sign::Trigger),
        ("", Some(2), Sign::Trigger),
        ("2026-09-10", Some(0), Sign::Good),
        ("2026-09-11", Some(0), Sign::Trigger),
        // The default is a custom, and no promise of the mandate's.
        ("2026-09-12", None, Sign::Good),
        ("2026-09-13", None, Sign::Watch),
    ] {
        let terms = Accountability {
            respond_within: within,
            ..nothing_asked()
        };
        let review = review(account(terms), &challenge(answered), &[run(10, 0)]);
        assert_eq!(
            sign(&review, "challenges"),
            [expected],
            "{answered} {within:?}"
        );
    }
    let terms = Accountability {
        respond_within: Some(2),
        ..nothing_asked()
    };
    for (day, expected) in [(11, Sign::Good), (12, Sign::Good), (13, Sign::Trigger)] {
        let review = review_on(
            account(terms.clone()),
            &challenge(""),
            &[],
            date(2026, 9, day),
        );
        assert_eq!(sign(&review, "challenges"), [expected], "{day}");
    }
}

#[test]
fn a_mandate_has_an_end_too() {
    for (day, expected, outcome) in [
        (date(2027, 5, 30), Sign::Good, Health::Healthy),
        (date(2027, 5, 31), Sign::Watch, Health::Watch),
        (date(2027, 6, 30), Sign::Watch, Health::Watch),
        (date(2027, 7, 1), Sign::End, Health::Sunset),
    ] {
        let terms = Accountability {
            max_exception_rate: Some(10),
            ..nothing_asked()
        };
        let review = review_on(account(terms), "", &[run(10, 0)], day);
        assert_eq!(sign(&review, "review date"), [expected], "{day}");
        assert_eq!(health(&review), outcome, "{day}");
    }
}

#[test]
fn what_is_asked_for_and_missing_is_never_healthy() {
    let asked = [
        Accountability {
            satisfaction_floor: Some(0),
            ..nothing_asked()
        },
        Accountability {
            would_keep_floor: Some(0),
            ..nothing_asked()
        },
        Accountability {
            declining_quarters: Some(40),
            ..nothing_asked()
        },
        Accountability {
            not_worse: vec!["mood".to_owned()],
            ..nothing_asked()
        },
    ];
    for terms in asked {
        let review = review(account(terms.clone()), "", &[run(10, 0)]);
        assert_eq!(health(&review), Health::Unknown, "{terms:?}");
    }
    // Without a run nothing is known of anything.
    let terms = Accountability {
        max_exception_rate: Some(10),
        ..nothing_asked()
    };
    assert_eq!(
        health(&review(account(terms.clone()), "", &[])),
        Health::Unknown
    );
    assert_eq!(
        sign(&review(account(terms), "", &[run(0, 0)]), "exceptions"),
        [Sign::Unknown]
    );
    // Who answers for nothing is not healthy either.
    assert_eq!(
        health(&review(account(nothing_asked()), "", &[run(10, 0)])),
        Health::Watch
    );
}

#[test]
fn a_trigger_beats_what_is_missing() {
    let terms = Accountability {
        satisfaction_floor: Some(65),
        max_exception_rate: Some(10),
        ..nothing_asked()
    };
    assert_eq!(
        health(&review(account(terms), "", &[run(10, 2)])),
        Health::Review
    );
}

#[test]
fn freedom_is_counted_only_where_there_was_a_choice() {
    let offered = |repository: &str, alternatives, services: &[(&str, &[&str])]| HistoryLine {
        repository: repository.to_owned(),
        alternatives,
        services: services
            .iter()
            .map(|(name, choices)| ServiceLine {
                name: (*name).to_owned(),
                kind: "service".to_owned(),
                verdict: "pass".to_owned(),
                choices: choices.iter().map(|&id| id.to_owned()).collect(),
                exceptions: Vec::new(),
            })
            .collect(),
        choices: vec![
            ChoiceLine {
                id: "ours".to_owned(),
                standing: "preferred".to_owned(),
                offered_by: Some("platform".to_owned()),
            },
            ChoiceLine {
                id: "theirs".to_owned(),
                standing: "allowed".to_owned(),
                offered_by: Some("platform-two".to_owned()),
            },
        ],
        ..run(0, 0)
    };
    let lines = [
        offered(
            "shop/a",
            2,
            &[
                ("a", &["ours"]),
                ("b", &["theirs"]),
                ("c", &[]),
                ("d", &["ours", "theirs"]),
            ],
        ),
        // No choice, so no vote.
        offered("shop/b", 1, &[("a", &["ours"]), ("e", &["ours"])]),
    ];
    let review = review(account(nothing_asked()), "", &lines);
    let adoption = review.mandates[0].now().unwrap().adoption.clone().unwrap();
    assert_eq!((adoption.voluntary.part, adoption.voluntary.whole), (2, 4));
    assert_eq!((adoption.services(), adoption.without), (6, 1));
    let ours = adoption
        .choices
        .iter()
        .find(|choice| choice.id == "ours")
        .unwrap();
    assert_eq!((ours.share.part, ours.share.whole), (4, 6));
}

#[test]
fn a_quarter_is_its_last_run_and_switches_are_between_quarters() {
    let at = |day, choice: &str| {
        let mut line = HistoryLine { day, ..run(2, 0) };
        line.services[0].choices = vec![choice.to_owned()];
        line.choices.push(ChoiceLine {
            id: "new".to_owned(),
            standing: "allowed".to_owned(),
            offered_by: None,
        });
        line
    };
    let lines = [
        at(date(2026, 9, 30), "new"),
        at(date(2026, 7, 1), "own"),
        at(date(2026, 6, 30), "own"),
        // Not known on the day of the review.
        at(date(2026, 10, 13), "own"),
    ];
    let review = review(account(nothing_asked()), "", &lines);
    let switches = review.mandates[0].now().unwrap().switches.clone().unwrap();
    assert_eq!(
        (switches.compared, switches.moves),
        (2, vec![("own".to_owned(), "new".to_owned(), 1)])
    );
}

#[test]
fn exceptions_age_until_the_end_of_the_quarter() {
    let record = |id: &str, created, category: &str, state: &str| ExceptionLine {
        id: id.to_owned(),
        state: state.to_owned(),
        category: Some(category.to_owned()),
        created: Some(created),
        expires: None,
        renewals: 2,
    };
    let line = HistoryLine {
        exceptions: vec![
            record("A", date(2026, 8, 31), "waiver", "active"),
            record("B", date(2026, 8, 30), "emergency", "expiring"),
            record("B90", date(2026, 7, 2), "waiver", "active"),
            record("B91", date(2026, 7, 1), "waiver", "active"),
            record("C", date(2026, 4, 3), "mitigated", "expired"),
            record("D", date(2026, 4, 2), "waiver", "active"),
            record("E", date(2026, 1, 1), "waiver", "revoked"),
        ],
        ..run(10, 0)
    };
    let review = review(account(nothing_asked()), "", &[line]);
    let exceptions = review.mandates[0]
        .now()
        .unwrap()
        .exceptions
        .clone()
        .unwrap();
    assert_eq!(
        (
            exceptions.count,
            exceptions.renewals,
            exceptions.emergencies
        ),
        (6, 12, 1)
    );
    assert_eq!(
        (exceptions.ages, exceptions.oldest),
        ([1, 2, 2, 1], Some(181))
    );
    assert_eq!(sign(&review, "emergencies"), [Sign::Watch]);
    let mut lines = review.mandates[0].lines.iter();
    let kept = lines.find(|line| line.topic == "exceptions kept").unwrap();
    assert_eq!(
        kept.text,
        "6 (1 emergency, 1 mitigated, 4 waiver), the oldest 181 days, renewed 12 times"
    );
}

fn kept() -> Accountability {
    Accountability {
        max_exception_rate: Some(10),
        ..nothing_asked()
    }
}

#[test]
fn what_the_fleet_did_not_record_is_unknown() {
    let inventory =
        |names: &str| format!("apiVersion: mustmay/v1\nkind: Inventory\nrepositories: [{names}]\n");
    // The second repository has a run, and none that judged this mandate.
    let other = HistoryLine {
        repository: "shop/b".to_owned(),
        mandate: "other".to_owned(),
        ..run(1, 0)
    };
    // It had one in the quarter before.
    let before = HistoryLine {
        repository: "shop/b".to_owned(),
        day: date(2026, 6, 30),
        ..run(1, 0)
    };
    for (names, expected, outcome) in [
        ("shop/a", &[][..], Health::Healthy),
        ("shop/a, shop/b", &[Sign::Unknown], Health::Unknown),
        ("shop/b", &[Sign::Unknown], Health::Unknown),
    ] {
        let lines = [run(10, 0), other.clone(), before.clone()];
        let review = review(account(kept()), &inventory(names), &lines);
        assert_eq!(sign(&review, "coverage"), expected, "{names}");
        assert_eq!(health(&review), outcome, "{names}");
    }
    // A threshold that is not kept is no less so.
    let review = review(account(kept()), &inventory("shop/a, shop/b"), &[run(10, 2)]);
    assert_eq!(health(&review), Health::Review);
}

#[test]
fn what_nobody_meets_is_not_healthy() {
    let verdicts = |words: [&str; 2]| {
        let mut line = run(2, 0);
        for (service, word) in line.services.iter_mut().zip(words) {
            word.clone_into(&mut service.verdict);
        }
        let terms = Accountability {
            max_exception_rate: Some(100),
            ..nothing_asked()
        };
        let review = review(account(terms), "", &[line]);
        (sign(&review, "adoption"), health(&review))
    };
    for (words, expected, outcome) in [
        (["pass", "pass"], Sign::Note, Health::Healthy),
        (["pass", "fail"], Sign::Note, Health::Healthy),
        (["fail", "fail"], Sign::Watch, Health::Watch),
        (["fail", "excepted"], Sign::Watch, Health::Watch),
        // What was not judged may be anything.
        (["pass", "error"], Sign::Unknown, Health::Unknown),
        (["error", "error"], Sign::Unknown, Health::Unknown),
    ] {
        assert_eq!(verdicts(words), (vec![expected], outcome), "{words:?}");
    }
}

#[test]
fn what_is_recorded_was_there_whatever_its_date_says() {
    let trend = |text: &str, since| {
        let terms = Accountability {
            declining_quarters: Some(2),
            ..nothing_asked()
        };
        let account = Account {
            since: Some(since),
            ..account(terms)
        };
        let before = HistoryLine {
            day: date(2026, 6, 14),
            ..run(10, 0)
        };
        let review = review(account, text, &[run(10, 0), before]);
        (sign(&review, "trend"), health(&review))
    };
    let unknown = (vec![Sign::Unknown], Health::Unknown);
    // A year too late: nobody was asked, and nobody knows what was before.
    assert_eq!(trend("", date(2027, 1, 15)), unknown);
    let now = survey("2026Q3", 80, 50);
    assert_eq!(trend(&now, date(2027, 1, 15)), unknown);
    // It was judged in the second quarter, a quarter too early.
    assert_eq!(trend(&now, date(2026, 7, 1)), unknown);
    let both = [survey("2026Q2", 90, 50), now].concat();
    assert_eq!(trend(&both, date(2026, 7, 1)).0, [Sign::Watch]);
    assert_eq!(trend(&both, date(2027, 7, 1)), unknown);
}

#[test]
fn a_report_takes_no_workarounds_away() {
    let recorded = HistoryLine {
        workarounds: Some(vec![WorkaroundLine {
            id: "wraps".to_owned(),
            files: 1,
            lines: 7,
        }]),
        ..run(10, 0)
    };
    // A report knows of none, and is of a later day.
    let report = HistoryLine {
        day: date(2026, 9, 20),
        ..run(12, 0)
    };
    let looked_again = HistoryLine {
        day: date(2026, 9, 21),
        workarounds: Some(Vec::new()),
        ..run(12, 0)
    };
    let found = |lines: &[HistoryLine]| {
        let review = review(account(nothing_asked()), "", lines);
        let now = review.mandates[0].now().unwrap();
        let services = now.adoption.as_ref().unwrap().services();
        (services, now.workarounds.as_ref().unwrap().lines())
    };
    assert_eq!(found(&[recorded.clone(), report.clone()]), (12, 7));
    assert_eq!(found(&[recorded, report, looked_again]), (12, 0));
}
