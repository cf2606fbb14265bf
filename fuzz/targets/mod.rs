//! What is fuzzed. Each target takes bytes and panics where something does not hold; the tests replay the seeds on
//! stable Rust, and `cargo fuzz` looks for more.

mod exceptions;
mod formats;
mod policies;
mod reading;

/// Takes bytes, and panics where something does not hold.
pub(super) type Target = fn(&[u8]);

/// The targets by name: that of their folder of seeds, too.
pub(super) const ALL: &[(&str, Target)] = &[
    ("exceptions", exceptions::target),
    ("formats", formats::target),
    ("mandates", policies::mandates),
    ("paths", reading::paths),
    ("reader", reading::reader),
    ("scripts", policies::scripts),
];

/// What separates the parts of an input that has several.
const CUT: &str = "\n%%%\n";

/// The parts of an input that is text; what is no text is of no use to most targets.
fn parts(data: &[u8]) -> Option<Vec<&str>> {
    Some(std::str::from_utf8(data).ok()?.split(CUT).collect())
}

/// Holds problems against the text they speak of: every place lies in its file.
fn check_places(problems: &[mustmay::diagnostic::Diagnostic]) {
    for problem in problems {
        let places = problem
            .related
            .iter()
            .map(|related| &related.place)
            .chain(problem.place.as_deref());
        for place in places {
            assert!(place.start.offset <= place.end.offset, "{problem:?}");
            assert!(
                place.start.line >= 1 && place.start.column >= 1,
                "{problem:?}"
            );
            let underlined = place.underlined();
            assert!(place.excerpt.text.get(underlined).is_some(), "{problem:?}");
        }
    }
}
