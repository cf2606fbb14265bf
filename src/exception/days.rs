//! Sums of days.

use jiff::civil::Date;

/// Days from one day to another; negative where the other is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// The day so many days later; the last day there is where that lies beyond it.
pub fn plus_days(day: Date, days: u32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_over_leap_days_and_years() {
        assert_eq!(days_between(date(2028, 2, 28), date(2028, 3, 1)), 2);
        assert_eq!(days_between(date(2026, 12, 31), date(2027, 1, 1)), 1);
        assert_eq!(days_between(date(2026, 3, 2), date(2026, 3, 1)), -1);
        assert_eq!(plus_days(date(2026, 11, 2), 90), date(2027, 1, 31));
        assert_eq!(plus_days(date(9999, 12, 30), 90), date(9999, 12, 31));
    }
}
