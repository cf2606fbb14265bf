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

    /// The share in words, with as many decimals as tell it from a number of percent that it is not, such as
    /// `64.96% (649 of 999)` beside 65.
    pub fn beside(self, percent: u32) -> String {
        let exact = self.against(percent) == Some(Ordering::Equal);
        let alike = format!("{percent}%");
        let shown = if self.percent() != alike || exact {
            self.percent()
        } else {
            self.longer(percent)
        };
        format!("{shown} ({} of {})", self.part, self.whole)
    }

    /// The percentage with the fewest decimals that round to something else than `percent`.
    fn longer(self, percent: u32) -> String {
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        let digits = (2..=18).find_map(|digits| {
            let unit = 10_u128.pow(digits);
            let rounded = part
                .checked_mul(200 * unit)?
                .checked_add(whole)?
                .checked_div(whole * 2)?;
            (rounded != u128::from(percent) * unit).then(|| {
                let width = usize::try_from(digits).unwrap_or_default();
                let text = format!("{}.{:0width$}", rounded / unit, rounded % unit);
                format!("{}%", text.trim_end_matches('0'))
            })
        });
        // So many people answer no survey.
        digits.unwrap_or_else(|| format!("nearly {percent}%"))
    }

    /// The percentage alone, such as `64.6%`; `–` for a part of nothing.
    pub fn percent(self) -> String {
        match self.tenths() {
            // What lacks one is not all, and one is not none.
            Some(0) if self.part > 0 => self.longer(0),
            Some(1000) if self.part < self.whole => self.longer(100),
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
    fn a_share_beside_a_floor_is_told_from_it() {
        for (part, whole, shown) in [
            (649, 999, "64.96% (649 of 999)"),
            (65, 100, "65% (65 of 100)"),
            (64, 99, "64.6% (64 of 99)"),
            (651, 1001, "65.03% (651 of 1001)"),
            (649_999, 1_000_000, "64.9999% (649999 of 1000000)"),
            (0, 0, "– (0 of 0)"),
        ] {
            assert_eq!(Share::new(part, whole).beside(65), shown);
        }
        assert_eq!(
            Share::new(u64::MAX - 1, u64::MAX).beside(100),
            format!("nearly 100% ({} of {})", u64::MAX - 1, u64::MAX)
        );
    }

    #[test]
    fn what_lacks_one_is_not_all() {
        assert_eq!(Share::new(1999, 2000).percent(), "99.95%");
        assert_eq!(Share::new(1, 3000).percent(), "0.03%");
        assert_eq!(Share::new(2000, 2000).percent(), "100%");
        assert_eq!(Share::new(0, 2000).percent(), "0%");
    }

    #[test]
    fn a_percentage_is_rounded_only_to_be_shown() {
        assert_eq!(Share::new(29, 50).to_string(), "58% (29 of 50)");
        assert_eq!(Share::new(2, 3).percent(), "66.7%");
        assert_eq!(Share::new(1, 2000).percent(), "0.1%");
        assert_eq!(Share::new(0, 0).percent(), "–");
    }
}
