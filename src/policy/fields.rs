//! Fields that a policy asks for and that no closed schema of its kinds knows.

use super::kind::ManifestKind;
use super::mandate::Mandate;
use super::visit;
use crate::diagnostic::{Diagnostic, Problems, closest};
use crate::document::{Known, Path, Spanned, Step};
use crate::script::{Base, FieldUse, Script};
use crate::source::{Place, Source};
use std::collections::BTreeMap;

/// What a script calls `it`.
#[derive(Clone, Copy)]
enum It<'e> {
    /// What the kinds describe.
    Judged,
    /// An element of what stands somewhere, if that is known.
    ElementOf(Option<&'e FieldUse>),
}

/// Holds what a mandate asks for against the schemas of its kinds.
pub(super) struct FieldCheck<'p> {
    /// The kinds that the mandate is for.
    pub(super) kinds: &'p [&'p ManifestKind],
    pub(super) problems: &'p Problems,
}

impl FieldCheck<'_> {
    /// Paths that are written from `it`, which is what the kinds describe.
    pub(super) fn of_paths(&self, paths: &[Spanned<Path>], source: &Source) {
        for path in paths {
            self.check(&Base::It, path, |_| Some(source.place(path.span)));
        }
    }

    /// The scripts of a mandate, what it declares free, and the paths that it writes from the elements of `each`.
    pub(super) fn of_mandate(&self, mandate: &Mandate, from_elements: &[Spanned<Path>]) {
        self.of_paths(&mandate.free, &mandate.source);
        for script in visit::of_service(mandate) {
            self.of_script(script, It::Judged);
        }
        let it = match &mandate.each {
            None => It::Judged,
            Some(each) => It::ElementOf(each.gives()),
        };
        for script in visit::of_subjects(mandate) {
            self.of_script(script, it);
        }
        if let It::ElementOf(elements) = it {
            for path in from_elements {
                self.below(elements, path, |_| mandate.source.place(path.span));
            }
        }
    }

    /// The chains of fields of a script.
    fn of_script(&self, script: &Script, it: It<'_>) {
        for used in script.field_paths() {
            match (&used.base, it) {
                (Base::It, It::ElementOf(elements)) => {
                    self.below(elements, &used.path, |step| used.place(step));
                }
                (base, _) => self.check(base, &used.path, |step| Some(used.place(step))),
            }
        }
    }

    /// A path from the elements of what stands somewhere, if that is known. What is unknown on the way there is told of
    /// `each` itself.
    fn below(&self, elements: Option<&FieldUse>, path: &Path, place: impl Fn(usize) -> Place) {
        let Some(elements) = elements else { return };
        let around = elements.path.child(Step::Each);
        let before = around.steps().len();
        self.check(&elements.base, &around.join(path), |step| {
            step.checked_sub(before).map(&place)
        });
    }

    /// Reports a path that every one of the kinds closes its schema against. `place` is asked for the place of a step of
    /// it, and has none for what is told elsewhere.
    fn check(&self, base: &Base, path: &Path, place: impl Fn(usize) -> Option<Place>) {
        let mut near = BTreeMap::new();
        for kind in self.kinds {
            let (Some(schema), Some(whole)) = (&kind.schema, from_root(kind, base, path)) else {
                return;
            };
            match schema.knows(&whole) {
                Known::Yes | Known::Unknown => return,
                Known::No { step, names } => {
                    near.insert(kind.id.value.as_str(), (whole, step, names));
                }
            }
        }
        let Some((kind, (whole, step, names))) = near.into_iter().next() else {
            return;
        };
        let before = whole.steps().len() - path.steps().len();
        let Some(place) = step.checked_sub(before).and_then(place) else {
            return;
        };
        let upto = Path::new(whole.steps().iter().take(step + 1).cloned().collect());
        let near = match whole.steps().get(step) {
            Some(Step::Key(key)) => closest(key, names.iter().map(String::as_str)),
            _ => None,
        };
        let help = match (near, names.as_slice()) {
            (_, []) => None,
            (Some(only), _) => Some(format!("did you mean `{only}`?")),
            (None, several) => Some(format!("there can be {}", several.join(", "))),
        };
        let problem = Diagnostic::error(
            "policy::unknown-path",
            format!("a manifest of the kind `{kind}` has no `{upto}`"),
        );
        self.problems.push(problem.at_place(place).maybe_help(help));
    }
}

/// A path from the root of a kind's document, which is what its schema describes; `None` where that is not known before
/// a script runs.
fn from_root(kind: &ManifestKind, base: &Base, path: &Path) -> Option<Path> {
    match base {
        Base::Doc => Some(path.clone()),
        Base::It | Base::ServiceNode => kind.judges_whole_documents().then(|| path.clone()),
        Base::Fact(name) => {
            let fact = kind.facts.get(&**name)?.gives()?;
            // A fact of a fact is not followed.
            let is_own = !matches!(fact.base, Base::Fact(_));
            let around = is_own.then(|| from_root(kind, &fact.base, &fact.path))??;
            Some(around.join(path))
        }
    }
}

/// The scripts of a kind: its own fields and facts.
pub(super) fn check_kind(kind: &ManifestKind, problems: &Problems) {
    let fields = FieldCheck {
        kinds: &[kind],
        problems,
    };
    for script in kind.scripts() {
        fields.of_script(script, It::Judged);
    }
}
