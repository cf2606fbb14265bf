//! The day before, the day, the day after.

use super::world::{json, own, record, states};
use crate::support::mustmay;

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

/// Case 45: whatever the machine's time zone, the day is that of UTC.
#[test]
fn the_time_zone_of_the_machine_has_no_say() {
    let folder = own();
    folder.write("exceptions/ex.yaml", &record(&[]));
    for zone in ["UTC", "Etc/GMT+12", "Pacific/Kiritimati"] {
        for (day, code) in [("2027-01-31", 0), ("2027-02-01", 1)] {
            let variables = [("TZ", zone), ("MUSTMAY_AS_OF", day)];
            mustmay(folder.path(), &["check"], &variables).expect(code, &[]);
        }
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
