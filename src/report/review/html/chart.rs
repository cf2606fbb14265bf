//! Small charts as inline SVG: told apart without colour, with their numbers in words.
//!
//! Every chart is a picture with a title and a description; the table beside it holds the same numbers.

use maud::{Markup, html};

/// Width of a chart in its own units.
pub(super) const WIDTH: f64 = 440.0;

/// Room for labels: left, right, top, bottom.
pub(super) const LEFT: f64 = 34.0;
pub(super) const RIGHT: f64 = 16.0;
pub(super) const TOP: f64 = 22.0;
pub(super) const HEIGHT: f64 = 190.0;
pub(super) const BOTTOM: f64 = 164.0;

/// How many fills there are; what comes after takes the last.
pub(super) const FILLS: usize = 6;

/// A chart's name and what it shows, for those who hear it.
pub(super) struct Caption<'a> {
    /// Unique in the page.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) words: &'a str,
}

/// A point of a line: where it stands, and what is written at it.
pub(super) struct Point {
    pub(super) label: String,
    /// Percent; `None` where it is not known.
    pub(super) percent: Option<f64>,
    pub(super) shown: String,
}

/// A column of a stack.
pub(super) struct Column {
    pub(super) label: String,
    /// One count per series; `None` where nothing is known.
    pub(super) counts: Option<Vec<u64>>,
}

/// The fills that stacks use: three shades and three patterns, told apart in grey.
pub(super) fn fills() -> Markup {
    html! {
        svg.fills width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                pattern id="fill_3" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.ground width="6" height="6" {}
                    rect.ink width="2.4" height="6" {}
                }
                pattern id="fill_4" width="6" height="6" patternUnits="userSpaceOnUse" {
                    rect.ground width="6" height="6" {}
                    circle.ink cx="3" cy="3" r="1.5" {}
                }
                pattern id="fill_5" width="6" height="6" patternUnits="userSpaceOnUse" {
                    rect.ground width="6" height="6" {}
                    rect.ink width="6" height="1.6" {}
                }
            }
        }
    }
}

/// A line over quarters, from 0 to 100 percent, with a floor where there is one.
pub(super) fn line(caption: &Caption<'_>, points: &[Point], floor: Option<u32>) -> Markup {
    let places: Vec<(f64, Option<f64>)> = points
        .iter()
        .enumerate()
        .map(|(at, point)| (across(at, points.len()), point.percent.map(level)))
        .collect();
    let last = points.len().saturating_sub(1);
    frame(
        caption,
        &html! {
            @for percent in [0_u32, 50, 100] {
                (rule(percent, floor.is_none_or(|floor| floor.abs_diff(percent) > 8)))
            }
            @if let Some(floor) = floor {
                @let y = level(f64::from(floor));
                line.floor x1=(n(LEFT)) x2=(n(WIDTH - RIGHT)) y1=(n(y)) y2=(n(y)) {}
                text.floor-label x=(n(LEFT - 5.0)) y=(n(y + 4.0)) text-anchor="end" { (floor) }
            }
            @for pair in places.windows(2) {
                @if let [(x1, Some(y1)), (x2, Some(y2))] = pair {
                    line.trend x1=(n(*x1)) y1=(n(*y1)) x2=(n(*x2)) y2=(n(*y2)) {}
                }
            }
            @for (at, (point, (x, y))) in points.iter().zip(&places).enumerate() {
                @match y {
                    Some(y) => {
                        circle.point.now[at == last] cx=(n(*x)) cy=(n(*y)) r=(if at == last { "5" } else { "3.5" }) {}
                        text.value.now[at == last] x=(n(*x)) y=(n(y - 9.0)) text-anchor="middle" { (point.shown) }
                    }
                    None => text.value x=(n(*x)) y=(n(BOTTOM - 6.0)) text-anchor="middle" { (point.shown) },
                }
                text.tick x=(n(*x)) y=(n(HEIGHT - 8.0)) text-anchor="middle" { (point.label) }
            }
        },
    )
}

/// Columns over quarters, each a stack of counts.
pub(super) fn stack(caption: &Caption<'_>, columns: &[Column]) -> Markup {
    let total = |column: &Column| {
        column
            .counts
            .as_ref()
            .map_or(0, |counts| counts.iter().sum::<u64>())
    };
    let most = columns.iter().map(total).max().unwrap_or_default().max(1);
    let series = columns
        .iter()
        .filter_map(|column| column.counts.as_ref())
        .map(Vec::len)
        .max()
        .unwrap_or_default();
    let width = ((WIDTH - LEFT - RIGHT) / whole(columns.len().max(1)) * 0.56).min(58.0);
    frame(
        caption,
        &html! {
            line.axis x1=(n(LEFT)) x2=(n(WIDTH - RIGHT)) y1=(n(BOTTOM)) y2=(n(BOTTOM)) {}
            @for (at, column) in columns.iter().enumerate() {
                @let x = across(at, columns.len());
                @for bar in bars(column, most) {
                    rect class=(format!("bar fill-{}", bar.fill)) x=(n(x - width / 2.0)) y=(n(bar.top)) width=(n(width)) height=(n(bar.height)) {}
                    @if bar.height >= 15.0 && series > 1 {
                        text class=(format!("inside on-{}", bar.fill)) x=(n(x)) y=(n(bar.top + bar.height / 2.0 + 4.0)) text-anchor="middle" { (bar.count) }
                    }
                }
                @let top = BOTTOM - (BOTTOM - TOP) * count(total(column)) / count(most);
                text.value x=(n(x)) y=(n(top - 6.0)) text-anchor="middle" {
                    @if column.counts.is_some() { (total(column)) } @else { "not known" }
                }
                text.tick x=(n(x)) y=(n(HEIGHT - 8.0)) text-anchor="middle" { (column.label) }
            }
        },
    )
}

/// What the fills of a stack stand for.
pub(super) fn legend(names: &[String]) -> Markup {
    html! {
        ul.legend {
            @for (at, name) in names.iter().enumerate() {
                li {
                    svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false" {
                        rect class=(format!("bar fill-{}", at.min(FILLS - 1))) width="14" height="14" {}
                    }
                    (name)
                }
            }
        }
    }
}

/// A line so small that it goes into a table's cell.
pub(super) fn spark(points: &[Option<f64>]) -> Markup {
    let (width, height) = (72.0, 20.0);
    let at = |index: usize| {
        3.0 + (width - 6.0) * whole(index) / whole(points.len().saturating_sub(1).max(1))
    };
    // Without an axis a small line tells of rise and fall, not of size; little noise must not look like much.
    let known = || points.iter().flatten().copied();
    let (low, high) = (known().fold(100.0, f64::min), known().fold(0.0, f64::max));
    let span = (high - low).max(30.0);
    let base = low.midpoint(high) - span / 2.0;
    let up = |percent: f64| height - 3.0 - (height - 6.0) * (percent - base) / span;
    let places: Vec<Option<(f64, f64)>> = points
        .iter()
        .enumerate()
        .map(|(index, percent)| percent.map(|percent| (at(index), up(percent))))
        .collect();
    html! {
        svg.spark width=(n(width)) height=(n(height)) viewBox=(format!("0 0 {width} {height}")) aria-hidden="true" focusable="false" {
            @for pair in places.windows(2) {
                @if let [Some((x1, y1)), Some((x2, y2))] = pair {
                    line.trend x1=(n(*x1)) y1=(n(*y1)) x2=(n(*x2)) y2=(n(*y2)) {}
                }
            }
            @if let Some((x, y)) = places.last().copied().flatten() {
                circle.point.now cx=(n(x)) cy=(n(y)) r="2.6" {}
            }
        }
    }
}

/// A bar from 0 to 100 percent with a mark at its floor.
pub(super) fn gauge(caption: &Caption<'_>, percent: f64, floor: Option<u32>) -> Markup {
    let x = |percent: f64| percent * 3.0;
    html! {
        svg.gauge role="img" viewBox="0 -6 300 40" aria-labelledby=(format!("{0}_t {0}_d", caption.id)) {
            title id=(format!("{}_t", caption.id)) { (caption.title) }
            desc id=(format!("{}_d", caption.id)) { (caption.words) }
            rect.rail x="0" y="0" width="300" height="14" {}
            rect.bar.fill-0 x="0" y="0" width=(n(x(percent))) height="14" {}
            @if let Some(floor) = floor {
                @let at = x(f64::from(floor));
                line.floor x1=(n(at)) x2=(n(at)) y1="-6" y2="20" {}
                text.floor-label x=(n(at)) y="32" text-anchor=(if floor > 80 { "end" } else { "middle" }) { "floor " (floor) "%" }
            }
        }
    }
}

pub(super) fn frame(caption: &Caption<'_>, inside: &Markup) -> Markup {
    html! {
        svg.chart role="img" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) aria-labelledby=(format!("{0}_t {0}_d", caption.id)) {
            title id=(format!("{}_t", caption.id)) { (caption.title) }
            desc id=(format!("{}_d", caption.id)) { (caption.words) }
            (inside)
        }
    }
}

fn rule(percent: u32, is_labelled: bool) -> Markup {
    let y = level(f64::from(percent));
    html! {
        line.axis x1=(n(LEFT)) x2=(n(WIDTH - RIGHT)) y1=(n(y)) y2=(n(y)) {}
        @if is_labelled { text.tick x=(n(LEFT - 5.0)) y=(n(y + 4.0)) text-anchor="end" { (percent) } }
    }
}

struct Bar {
    fill: usize,
    top: f64,
    height: f64,
    count: u64,
}

fn bars(column: &Column, most: u64) -> Vec<Bar> {
    let mut below = 0;
    let counts = column.counts.iter().flatten().enumerate();
    counts
        .filter(|(_, count)| **count > 0)
        .map(|(series, &own)| {
            let height = (BOTTOM - TOP) * count(own) / count(most);
            below += own;
            Bar {
                fill: series.min(FILLS - 1),
                top: BOTTOM - (BOTTOM - TOP) * count(below) / count(most),
                height,
                count: own,
            }
        })
        .collect()
}

/// The middle of the place of one of `many` along a chart.
pub(super) fn across(at: usize, many: usize) -> f64 {
    LEFT + (WIDTH - LEFT - RIGHT) * (whole(at) + 0.5) / whole(many.max(1))
}

/// The height of a percentage.
fn level(percent: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * percent / 100.0
}

#[expect(clippy::cast_precision_loss, reason = "there are few of them")]
pub(super) fn whole(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "a picture needs no 53 bits")]
fn count(number: u64) -> f64 {
    number as f64
}

/// A coordinate.
pub(super) fn n(value: f64) -> String {
    format!("{value:.1}")
}
