//! Quarters of a year.

use jiff::civil::Date;
use std::fmt;

/// A quarter, written `2026Q3`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Quarter {
    year: i16,
    number: i8,
}

impl Quarter {
    /// Reads `2026Q3`, and nothing else; years are from 2000 to 2999.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once('Q')?;
        let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year: i16 = year.parse().ok().filter(|_| digits)?;
        let number = match number {
            "1" => 1,
            "2" => 2,
            "3" => 3,
            "4" => 4,
            _ => return None,
        };
        (2000..3000)
            .contains(&year)
            .then_some(Self { year, number })
    }

    /// The quarter that a day lies in.
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            number: (day.month() - 1) / 3 + 1,
        }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.number * 3 - 2, 1).unwrap_or(Date::MIN)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        Date::new(self.year, self.number * 3, 1).map_or(Date::MAX, Date::last_of_month)
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: Date) -> bool {
        Self::of(day) == self
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self.number {
            4 => Self {
                year: self.year + 1,
                number: 1,
            },
            number => Self {
                number: number + 1,
                ..self
            },
        }
    }

    /// The one before it.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.number {
            1 => Self {
                year: self.year - 1,
                number: 4,
            },
            number => Self {
                number: number - 1,
                ..self
            },
        }
    }

    /// The quarters from `first` to this one; only this one where `first` is later.
    pub fn since(self, first: Self) -> Vec<Self> {
        let mut quarters = vec![self];
        let mut quarter = self;
        while quarter > first {
            quarter = quarter.previous();
            quarters.push(quarter);
        }
        quarters.reverse();
        quarters
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}Q{}", self.year, self.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_quarter_is_written_in_one_way() {
        let quarter = Quarter::parse("2026Q3").unwrap();
        assert_eq!(quarter.to_string(), "2026Q3");
        for text in [
            "", "2026", "2026q3", "2026Q0", "2026Q5", "26Q1", "+026Q1", "2026Q3 ", "1999Q4",
            "2026-Q3",
        ] {
            assert_eq!(Quarter::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn days_lie_in_one_quarter() {
        let quarter = Quarter::of(date(2026, 9, 30));
        assert_eq!(quarter, Quarter::parse("2026Q3").unwrap());
        assert_eq!(
            (quarter.first_day(), quarter.last_day()),
            (date(2026, 7, 1), date(2026, 9, 30))
        );
        assert!(!quarter.contains(date(2026, 6, 30)) && !quarter.contains(date(2026, 10, 1)));
        assert_eq!(quarter.next().next().to_string(), "2027Q1");
        assert_eq!(
            quarter.previous().previous().previous().to_string(),
            "2025Q4"
        );
        assert_eq!(quarter.next().previous(), quarter);
        assert_eq!(Quarter::of(date(2024, 2, 29)).last_day(), date(2024, 3, 31));
    }

    #[test]
    fn a_row_of_quarters_has_no_gap() {
        let row = Quarter::parse("2026Q2")
            .unwrap()
            .since(Quarter::parse("2025Q3").unwrap());
        let names: Vec<String> = row.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["2025Q3", "2025Q4", "2026Q1", "2026Q2"]);
        let one = Quarter::parse("2026Q2").unwrap();
        assert_eq!(one.since(one.next()), [one]);
    }
}
