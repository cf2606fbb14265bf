//! Shares: a part of a whole, compared without rounding, always shown with its denominator.

use std::cmp::Ordering;
use std::fmt;

/// So many of so many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// How many.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
}

impl Share {
    /// `part` of `whole`.
    pub const fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    /// How it stands to a number of percent, exactly; `None` for a part of nothing.
    pub fn against(self, percent: u32) -> Option<Ordering> {
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        (whole > 0).then(|| (part * 100).cmp(&(whole * u128::from(percent))))
    }

    /// How it stands to another share, exactly; `None` where one is a part of nothing.
    pub fn compared(self, other: Self) -> Option<Ordering> {
        let cross = |a: Self, b: Self| u128::from(a.part) * u128::from(b.whole);
        (self.whole > 0 && other.whole > 0).then(|| cross(self, other).cmp(&cross(other, self)))
    }

    /// Tenths of a percent, rounded half up; `None` for a part of nothing.
    pub fn tenths(self) -> Option<u64> {
        let whole = u128::from(self.whole);
        let doubled = u128::from(self.part) * 2000 + whole;
        doubled
            .checked_div(whole * 2)
            .and_then(|tenths| u64::try_from(tenths).ok())
    }

    /// The percentage alone, such as `64.6%`; `–` for a part of nothing.
    pub fn percent(self) -> String {
        match self.tenths() {
            Some(tenths) if tenths % 10 == 0 => format!("{}%", tenths / 10),
            Some(tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
            None => "–".to_owned(),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!(
            "{} ({} of {})",
            self.percent(),
            self.part,
            self.whole
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_is_compared_exactly() {
        assert_eq!(Share::new(64, 99).against(65), Some(Ordering::Less));
        assert_eq!(Share::new(13, 20).against(65), Some(Ordering::Equal));
        assert_eq!(
            Share::new(649_999_999, 1_000_000_000).against(65),
            Some(Ordering::Less)
        );
        assert_eq!(Share::new(0, 0).against(0), None);
        assert_eq!(
            Share::new(1, 3).compared(Share::new(2, 6)),
            Some(Ordering::Equal)
        );
        assert_eq!(Share::new(1, 3).compared(Share::new(0, 0)), None);
        assert_eq!(
            Share::new(u64::MAX, u64::MAX).against(100),
            Some(Ordering::Equal)
        );
    }

    #[test]
    fn a_percentage_is_rounded_only_to_be_shown() {
        assert_eq!(Share::new(29, 50).to_string(), "58% (29 of 50)");
        assert_eq!(Share::new(2, 3).percent(), "66.7%");
        assert_eq!(Share::new(1, 2000).percent(), "0.1%");
        assert_eq!(Share::new(0, 0).percent(), "–");
    }
}
