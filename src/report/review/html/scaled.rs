//! A line over quarters on a scale of its own, against what was before.

use super::chart::{BOTTOM, Caption, HEIGHT, LEFT, RIGHT, TOP, WIDTH, across, frame, n, whole};
use maud::{Markup, html};

/// A measured point.
pub(super) struct Measured {
    pub(super) label: String,
    /// `None` where nothing was measured.
    pub(super) value: Option<f64>,
    pub(super) baseline: Option<f64>,
    pub(super) is_worse: bool,
}

/// Room between the outermost values and the edges, so that their labels fit.
const EDGE: f64 = 18.0;

/// The values, each against its baseline: a dot where it is not worse, a triangle where it is.
pub(super) fn scaled(caption: &Caption<'_>, points: &[Measured]) -> Markup {
    let level = scale(points);
    let half = (WIDTH - LEFT - RIGHT) / whole(points.len().max(1)) / 2.0;
    let place = |at: usize| across(at, points.len());
    let last = points.len().saturating_sub(1);
    let spots: Vec<Option<(f64, f64)>> = points
        .iter()
        .enumerate()
        .map(|(at, point)| point.value.map(|value| (place(at), level(value))))
        .collect();
    let mut named: Option<f64> = None;
    frame(
        caption,
        &html! {
            line.axis x1=(n(LEFT)) x2=(n(WIDTH - RIGHT)) y1=(n(BOTTOM)) y2=(n(BOTTOM)) {}
            @for (at, point) in points.iter().enumerate() {
                @if let Some(baseline) = point.baseline {
                    @let y = level(baseline);
                    line.floor x1=(n(place(at) - half)) x2=(n(place(at) + half)) y1=(n(y)) y2=(n(y)) {}
                    @if named.replace(baseline) != Some(baseline) {
                        text.floor-label x=(n(place(at) - half - 5.0)) y=(n(y + 4.0)) text-anchor="end" { (baseline) }
                    }
                }
            }
            @for pair in spots.windows(2) {
                @if let [Some((x1, y1)), Some((x2, y2))] = pair {
                    line.trend x1=(n(*x1)) y1=(n(*y1)) x2=(n(*x2)) y2=(n(*y2)) {}
                }
            }
            @for (at, (point, spot)) in points.iter().zip(&spots).enumerate() {
                @if let (Some((x, y)), Some(value)) = (spot, point.value) {
                    @if point.is_worse {
                        polygon.point.worse points=(triangle(*x, *y)) {}
                    } @else {
                        circle.point.now[at == last] cx=(n(*x)) cy=(n(*y)) r=(if at == last { "5" } else { "3.5" }) {}
                    }
                    text.value.now[at == last] x=(n(*x)) y=(n(y - 10.0)) text-anchor="middle" { (value) }
                } @else {
                    text.value x=(n(place(at))) y=(n(BOTTOM - 6.0)) text-anchor="middle" { "–" }
                }
                text.tick x=(n(place(at))) y=(n(HEIGHT - 8.0)) text-anchor="middle" { (point.label) }
            }
        },
    )
}

/// Heights on a scale that holds all values and baselines, and on which little noise does not look like much.
fn scale(points: &[Measured]) -> impl Fn(f64) -> f64 {
    let known = || {
        points
            .iter()
            .flat_map(|point| [point.value, point.baseline])
            .flatten()
    };
    let (low, high) = (
        known().fold(f64::INFINITY, f64::min),
        known().fold(f64::NEG_INFINITY, f64::max),
    );
    // Held against the greatest, so that no difference is too large to be a number.
    let most = low.abs().max(high.abs()).max(f64::MIN_POSITIVE);
    let (low, high) = (low / most, high / most);
    let span = (high - low).max(0.2);
    let base = low.midpoint(high) - span / 2.0;
    move |value| {
        let share = (value / most - base) / span;
        BOTTOM - EDGE - (BOTTOM - TOP - 2.0 * EDGE) * share
    }
}

fn triangle(x: f64, y: f64) -> String {
    let corners = [(x, y - 6.0), (x - 6.0, y + 4.5), (x + 6.0, y + 4.5)];
    corners.map(|(x, y)| format!("{},{}", n(x), n(y))).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(value: Option<f64>, baseline: Option<f64>) -> Measured {
        Measured {
            label: "2026Q3".to_owned(),
            value,
            baseline,
            is_worse: false,
        }
    }

    #[test]
    fn every_value_has_a_height_inside_the_picture() {
        for values in [
            vec![(Some(31.0), Some(26.0)), (Some(40.0), None)],
            vec![(Some(0.0), Some(0.0))],
            vec![(Some(7.0), None), (None, None)],
            vec![(Some(f64::MIN), Some(f64::MAX))],
            vec![(Some(1e-300), Some(2e-300))],
        ] {
            let points: Vec<Measured> = values
                .iter()
                .map(|(value, baseline)| point(*value, *baseline))
                .collect();
            let level = scale(&points);
            for (value, baseline) in &values {
                for value in [value, baseline].into_iter().flatten() {
                    let y = level(*value);
                    assert!((TOP..=BOTTOM).contains(&y), "{values:?}: {y}");
                }
            }
        }
        let points = [point(Some(10.0), Some(12.0))];
        let level = scale(&points);
        assert!(level(12.0) < level(10.0), "more is higher up");
    }
}
