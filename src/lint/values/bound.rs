//! The ends of intervals.

use std::cmp::Ordering;

/// An end of an interval.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    pub(super) at: f64,
    /// Whether the end itself is outside.
    pub(super) open: bool,
}

/// The end that lies further to one side; of two at one point the one that leaves it out.
pub(super) fn stricter(one: Bound, other: Bound, side: Ordering) -> Bound {
    further(one, other, side, one.open || other.open)
}

/// The end that lies further to one side; of two at one point the one that holds it.
pub(super) fn looser(one: Bound, other: Bound, side: Ordering) -> Bound {
    further(one, other, side, one.open && other.open)
}

fn further(one: Bound, other: Bound, side: Ordering, open: bool) -> Bound {
    match other.at.partial_cmp(&one.at) {
        Some(Ordering::Equal) => Bound { at: one.at, open },
        Some(order) if order == side => other,
        _ => one,
    }
}
