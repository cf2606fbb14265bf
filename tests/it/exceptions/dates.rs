//! The day before, the day, the day after.

use super::world::{check, json, own, record, set, stands, states};
use crate::support::{Run, command, mustmay};
use jiff::Span;
use jiff::civil::Date;
use proptest::prelude::*;
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

#[test]
fn the_last_day_is_inclusive_in_utc() {
    let folder = own();
    for (created, expires, day, state) in [
        ("2026-11-02", "2027-01-31", "2026-11-01", "not-yet"),
        ("2026-11-02", "2027-01-31", "2026-11-02", "active"),
        ("2026-11-02", "2027-01-31", "2027-01-16", "active"),
        ("2026-11-02", "2027-01-31", "2027-01-17", "expiring"),
        ("2026-11-02", "2027-01-31", "2027-01-30", "expiring"),
        ("2026-11-02", "2027-01-31", "2027-01-31", "expiring"),
        ("2026-11-02", "2027-01-31", "2027-02-01", "expired"),
        ("2028-01-01", "2028-02-29", "2028-02-28", "expiring"),
        ("2028-01-01", "2028-02-29", "2028-02-29", "expiring"),
        ("2028-01-01", "2028-02-29", "2028-03-01", "expired"),
        ("2026-12-01", "2026-12-31", "2026-12-31", "expiring"),
        ("2026-12-01", "2026-12-31", "2027-01-01", "expired"),
        ("2026-12-31", "2027-01-01", "2026-12-30", "not-yet"),
        ("2026-11-22", "2026-11-22", "2026-11-22", "expiring"),
        ("2020-01-01", "2020-02-01", "2020-01-10", "active"),
    ] {
        let dates = [("created", created), ("expires", expires)];
        folder.write("exceptions/ex.yaml", &record(&dates));
        let report = json(&folder, &["--as-of", day]);
        assert_eq!(
            states(&report, "EX-1"),
            [state],
            "{created} {expires} on {day}"
        );
        let covers = matches!(state, "active" | "expiring");
        assert_eq!(
            report["exitCode"],
            u8::from(!covers),
            "{created} {expires} on {day}"
        );
    }
}

/// The clock's day in UTC.
fn day_of_the_clock() -> Date {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program's own clock is what is tested"
    )]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let days = i64::try_from(now.as_secs() / 86_400).unwrap();
    jiff::civil::date(1970, 1, 1)
        .checked_add(Span::new().days(days))
        .unwrap()
}

/// Case 45: whatever the machine's time zone, the day is that of UTC. In one of these zones the day is another one
/// than in UTC at any moment; they are written out, so that no table of zones is needed.
#[test]
fn the_time_zone_of_the_machine_has_no_say() {
    let folder = own();
    let judged = |zone: &str| {
        let mut command = command(folder.path());
        command.env_remove("MUSTMAY_AS_OF").env("TZ", zone);
        let run = Run::of(
            &command
                .args(["check", "--format", "json"])
                .output()
                .unwrap(),
        );
        let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:#?}"));
        (report["run"]["asOf"].as_str().unwrap().to_owned(), run.code)
    };
    let zones = [
        "UTC",
        "<+14>-14",
        "<-12>12",
        "Pacific/Kiritimati",
        "Etc/GMT+12",
    ];
    // Should the day end in the middle, it is tried on the next one.
    loop {
        let today = day_of_the_clock();
        let long_ago = (today - Span::new().days(20)).to_string();
        let mut told = Vec::new();
        for (last, code) in [(today, 0), (today - Span::new().days(1), 1)] {
            let dates = [("created", &*long_ago), ("expires", &*last.to_string())];
            folder.write("exceptions/ex.yaml", &record(&dates));
            told.extend(zones.map(|zone| (judged(zone), code, zone)));
        }
        if day_of_the_clock() != today {
            continue;
        }
        for ((day, ended), code, zone) in told {
            assert_eq!(day, today.to_string(), "in {zone}");
            assert_eq!(ended, code, "in {zone}");
        }
        return;
    }
}

thread_local! {
    static SET: mustmay::policy::PolicySet = set();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the dates: it covers from its first day to its last one, if its term is one that the mandate grants.
    #[test]
    fn a_record_covers_on_its_days_and_on_no_other(
        begins in -800_i32..800,
        term in 0_i32..200,
        today in -1000_i32..1000,
        renewals in 0_u32..4,
        approved in any::<bool>(),
    ) {
        let day = |offset: i32| jiff::civil::date(2028, 2, 29) + Span::new().days(offset);
        let (created, expires, on) = (day(begins), day(begins + term), day(today));
        let (first, last, again) = (created.to_string(), expires.to_string(), renewals.to_string());
        let changes = [
            ("created", &*first),
            ("expires", &*last),
            ("renewals", &*again),
            ("approvedBy", if approved { "[sam@example.com]" } else { "[]" }),
        ];
        let (states, covered) = SET.with(|set| stands(set, &record(&changes), on));
        // At most 90 days at a time, and renewed once.
        let granted = renewals <= 1 && term <= 90 * (1 + i32::try_from(renewals).unwrap());
        let holds = approved && granted && created <= on && on <= expires;
        prop_assert_eq!(covered, holds, "{:?}", states);
        prop_assert_eq!(states.contains(&"expired"), expires < on);
        prop_assert_eq!(states.contains(&"not-yet"), on < created);
        prop_assert_eq!(states.contains(&"pending"), !approved);
        prop_assert_eq!(states.contains(&"overlong"), !granted);
        prop_assert_eq!(states == ["active"], holds && on < expires - Span::new().days(14));
        prop_assert_eq!(states == ["expiring"], holds && on >= expires - Span::new().days(14));
    }
}

#[test]
fn a_lapsed_exception_says_whose_it_is_and_how_to_renew_it() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[]));
    let run = mustmay(folder.path(), &["check", "--as-of", "2027-02-03"], &[]);
    let flat = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "EX-1",
        "team-till",
        "SEC-1",
        "until 2027-01-31, 3 days ago",
        "mustmay exceptions renew EX-1",
    ] {
        assert!(flat.contains(part), "`{part}` is missing in {}", run.out);
    }
}

#[test]
fn how_long_a_record_lasts_is_said_in_days() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[]));
    for (day, words) in [
        ("2027-01-31", "ends today"),
        ("2027-01-30", "ends tomorrow"),
        ("2027-01-29", "ends on 2027-01-31, in 2 days"),
    ] {
        let arguments = ["exceptions", "list", "--format", "json", "--as-of", day];
        let report: Value =
            serde_json::from_str(&mustmay(folder.path(), &arguments, &[]).out).unwrap();
        assert_eq!(
            report["exceptions"][0]["why"][0]["message"], words,
            "{report:#}"
        );
    }
}

/// Of what keeps a record from covering, that it ended is said first: renewing answers it.
#[test]
fn the_worst_state_comes_first_and_the_end_is_told_first() {
    let folder = own();
    let long = [
        ("approvedBy", "[nobody@example.com]"),
        ("expires", "2027-03-31"),
    ];
    folder.write("exceptions/ex.yaml", &record(&long));
    assert_eq!(
        states(&json(&folder, &[]), "EX-1"),
        ["unapproved", "overlong"]
    );
    let run = mustmay(folder.path(), &["check", "--as-of", "2027-04-02"], &[]);
    let flat = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("covered this until 2027-03-31, 2 days ago"),
        "{flat}"
    );
}

/// A record may last one day, and none that ends before it begins.
#[test]
fn no_record_ends_before_it_begins() {
    let folder = own();
    let lasting = |created| record(&[("created", created), ("expires", "2026-11-22")]);
    folder.write("exceptions/ex.yaml", &lasting("2026-11-22"));
    check(&folder).expect(0, &["1 excepted"]);
    folder.write("exceptions/ex.yaml", &lasting("2026-11-23"));
    let parts = [
        "exception::dates",
        "`expires` is before `created` (2026-11-22 < 2026-11-23)",
        "exceptions/ex.yaml:15:10",
    ];
    check(&folder).expect(2, &parts);
}
