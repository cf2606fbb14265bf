//! Typed decoding: fields of a map, read strictly, every value with its span, all problems together.

use super::meant::meant;
use super::node::Node;
use super::path::Path;
use super::tree::Kind;
use crate::diagnostic::{Diagnostic, Problems, closest};
use crate::source::Span;
use jiff::civil::Date;
use std::ops::Deref;

/// A value and where it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file that it was read from.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value written at `node`.
    pub fn new(value: T, node: Node<'_>) -> Self {
        Self {
            value,
            span: node.span(),
        }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// The fields of one map. Each field asked for is known; [`Fields::finish`] reports all others.
///
/// A field that is there without a value is a problem: half a sentence is not an absent one.
#[derive(Debug)]
pub struct Fields<'t, 'p> {
    node: Node<'t>,
    what: &'static str,
    known: Vec<&'static str>,
    problems: &'p Problems,
}

impl<'t, 'p> Fields<'t, 'p> {
    /// The fields of `node`, called `what` in messages ("a mandate"). Notes a problem if it is no map.
    pub fn of(node: Node<'t>, what: &'static str, problems: &'p Problems) -> Option<Self> {
        if node.kind() == Kind::Map {
            return Some(Self {
                node,
                what,
                known: Vec::new(),
                problems,
            });
        }
        problems.push(mistyped(node, what, "a map"));
        None
    }

    /// The map.
    pub fn node(&self) -> Node<'t> {
        self.node
    }

    /// Where problems are noted.
    pub fn problems(&self) -> &'p Problems {
        self.problems
    }

    /// The value of a field that may be left out.
    pub fn optional(&mut self, name: &'static str) -> Option<Node<'t>> {
        self.known.push(name);
        let (key, value) = self.node.entry(name)?;
        if value.is_null() {
            let problem = Diagnostic::error("policy::no-value", format!("`{name}` has no value"));
            self.problems.push(
                problem
                    .at_place(key.place())
                    .help("give it a value, or remove the line"),
            );
            return None;
        }
        Some(value)
    }

    /// The value of a field that may not be left out.
    pub fn required(&mut self, name: &'static str) -> Option<Node<'t>> {
        if self.node.get(name).is_none() {
            let problem = Diagnostic::error(
                "policy::missing-field",
                format!("{} needs `{name}`", self.what),
            );
            self.problems.push(problem.at_place(first_key(self.node)));
        }
        self.optional(name)
    }

    /// Required text that is not blank.
    pub fn text(&mut self, name: &'static str) -> Option<Spanned<String>> {
        self.required(name)
            .and_then(|node| text(node, name, self.problems))
    }

    /// Optional text that is not blank.
    pub fn optional_text(&mut self, name: &'static str) -> Option<Spanned<String>> {
        self.optional(name)
            .and_then(|node| text(node, name, self.problems))
    }

    /// An optional boolean.
    pub fn optional_bool(&mut self, name: &'static str) -> Option<Spanned<bool>> {
        let node = self.optional(name)?;
        let Some(value) = node.as_bool() else {
            self.problems.push(mistyped(node, name, "true or false"));
            return None;
        };
        Some(Spanned::new(value, node))
    }

    /// An optional whole number within bounds, both inclusive.
    pub fn optional_number(
        &mut self,
        name: &'static str,
        least: u32,
        most: u32,
    ) -> Option<Spanned<u32>> {
        let node = self.optional(name)?;
        match node.as_u64().and_then(|value| u32::try_from(value).ok()) {
            Some(value) if (least..=most).contains(&value) => Some(Spanned::new(value, node)),
            _ => {
                let wanted = format!("a whole number from {least} to {most}");
                let problem = match node.as_number().and(node.text()) {
                    Some(given) => {
                        let message =
                            format!("`{name}` must be {wanted}, not {}", given.escape_debug());
                        Diagnostic::error("policy::type", message).at_place(node.place())
                    }
                    None => mistyped(node, name, &wanted),
                };
                self.problems.push(problem);
                None
            }
        }
    }

    /// An optional day, written `YYYY-MM-DD`.
    pub fn optional_date(&mut self, name: &'static str) -> Option<Spanned<Date>> {
        self.optional(name)
            .and_then(|node| date(node, name, self.problems))
    }

    /// A required day, written `YYYY-MM-DD`.
    pub fn date(&mut self, name: &'static str) -> Option<Spanned<Date>> {
        self.required(name)
            .and_then(|node| date(node, name, self.problems))
    }

    /// An optional path.
    pub fn optional_path(&mut self, name: &'static str) -> Option<Spanned<Path>> {
        self.optional(name)
            .and_then(|node| path(node, name, self.problems))
    }

    /// An optional word out of a fixed set.
    pub fn optional_word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        self.optional(name)
            .and_then(|node| word(node, name, words, self.problems))
    }

    /// The items of an optional list; empty where it is left out.
    pub fn optional_list(&mut self, name: &'static str) -> Vec<Node<'t>> {
        self.optional(name)
            .map(|node| list(node, name, self.problems))
            .unwrap_or_default()
    }

    /// The texts of an optional list; empty where it is left out.
    pub fn optional_texts(&mut self, name: &'static str) -> Vec<Spanned<String>> {
        let items = self.optional_list(name);
        items
            .into_iter()
            .filter_map(|node| text(node, name, self.problems))
            .collect()
    }

    /// The texts of an optional list; `None` where it is left out, which is another word than an empty one.
    pub fn given_texts(&mut self, name: &'static str) -> Option<Vec<Spanned<String>>> {
        let items = list(self.optional(name)?, name, self.problems);
        let texts = items.into_iter();
        Some(
            texts
                .filter_map(|node| text(node, name, self.problems))
                .collect(),
        )
    }

    /// Reports every field that nobody asked for, with the nearest of those that may stand here.
    pub fn finish(self) {
        for (key, _) in self.node.entries() {
            let name = key.text().unwrap_or_default();
            if self.known.contains(&name) {
                continue;
            }
            let help = match closest(name, self.known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{} knows {}", self.what, self.known.join(", ")),
            };
            let message = format!("unknown field `{}` in {}", name.escape_debug(), self.what);
            self.problems.push(
                Diagnostic::error("policy::unknown-field", message)
                    .at_place(key.place())
                    .help(help),
            );
        }
    }
}

/// Text that is not blank.
pub fn text(node: Node<'_>, what: &str, problems: &Problems) -> Option<Spanned<String>> {
    match node.as_str() {
        Some(value) if value.trim().is_empty() => {
            let problem = Diagnostic::error("policy::no-value", format!("`{what}` is blank"));
            problems.push(problem.at_place(node.place()));
            None
        }
        Some(value) => Some(Spanned::new(value.to_owned(), node)),
        None => {
            let problem = mistyped(node, what, "text");
            let quote = node
                .text()
                .map(|value| format!("quote it: \"{}\"", value.escape_debug()));
            problems.push(problem.maybe_help(quote));
            None
        }
    }
}

/// A day, written `YYYY-MM-DD`, quoted or not.
pub fn date(node: Node<'_>, what: &str, problems: &Problems) -> Option<Spanned<Date>> {
    let written = node.as_str().filter(|text| is_date(text));
    let Some(date) = written.and_then(|text| text.parse::<Date>().ok()) else {
        problems.push(mistyped(
            node,
            what,
            "a day that exists, written YYYY-MM-DD",
        ));
        return None;
    };
    Some(Spanned::new(date, node))
}

/// Whether a text has the form `YYYY-MM-DD`; the day itself may still not exist.
pub fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| {
            if at == 4 || at == 7 {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        })
}

/// A path as people write it.
pub fn path(node: Node<'_>, what: &str, problems: &Problems) -> Option<Spanned<Path>> {
    let written = text(node, what, problems)?;
    match Path::parse(&written) {
        Ok(path) => Some(Spanned::new(path, node)),
        Err(error) => {
            let problem = Diagnostic::error(
                "policy::path",
                format!("`{}` is not a path: {error}", written.escape_debug()),
            );
            let help = match meant(&written) {
                Some(path) => format!("write `{path}`"),
                None => FORMS_OF_PATHS.to_owned(),
            };
            problems.push(problem.at_place(node.place()).help(help));
            None
        }
    }
}

/// A path from `it`, as mandates have: that it is from there is not written.
pub fn path_from_it(node: Node<'_>, what: &str, problems: &Problems) -> Option<Spanned<Path>> {
    let path = path(node, what, problems)?;
    let written = node.text().unwrap_or_default();
    let first = written.split(['.', '[']).next().unwrap_or_default();
    let Some((start, fix)) = (match first {
        "it" => Some(("a path is from `it` already", "leave `it` out")),
        "doc" => Some((
            "a path is from `it`",
            "a script in `value` may begin with `doc`",
        )),
        "facts" => Some((
            "a path is from `it`, which has no facts",
            "read a fact in `value`, as in `value: facts.images`",
        )),
        _ => None,
    }) else {
        return Some(path);
    };
    let below = path.steps().get(1..).unwrap_or_default();
    let below = Path::new(below.to_vec());
    let fix = match first {
        "it" if !below.is_empty() => format!("write `{below}`"),
        _ => fix.to_owned(),
    };
    let message = format!(
        "`{}` begins with `{first}`: {start}",
        written.escape_debug()
    );
    let rest = written.get(first.len()..).unwrap_or_default();
    let help = format!("{fix}; a field of this name is quoted, `[\"{first}\"]{rest}`");
    problems.push(
        Diagnostic::error("policy::path", message)
            .at_place(node.place())
            .help(help),
    );
    None
}

const FORMS_OF_PATHS: &str = "write paths like spec.auth.protocol, routes[*].auth or annotations[\"a/b\"]; \
    what is worked out is a script and stands elsewhere, as in `value: len(it.routes)`";

/// A word out of a fixed set.
pub fn word<T: Copy>(
    node: Node<'_>,
    what: &str,
    words: &[(&'static str, T)],
    problems: &Problems,
) -> Option<Spanned<T>> {
    let written = text(node, what, problems)?;
    if let Some((_, value)) = words.iter().find(|(name, _)| *name == *written) {
        return Some(Spanned::new(*value, node));
    }
    let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
    let help = match closest(&written, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of {}", names.join(", ")),
    };
    let message = format!("`{what}` cannot be `{}`", written.escape_debug());
    problems.push(
        Diagnostic::error("policy::unknown-word", message)
            .at_place(node.place())
            .help(help),
    );
    None
}

/// The items of a list.
pub fn list<'t>(node: Node<'t>, what: &str, problems: &Problems) -> Vec<Node<'t>> {
    if node.kind() != Kind::Seq {
        problems.push(mistyped(node, what, "a list"));
        return Vec::new();
    }
    node.items().collect()
}

/// A value of the wrong type.
pub fn mistyped(node: Node<'_>, what: &str, wanted: &str) -> Diagnostic {
    // A word is the name of a field; others say what they are.
    let shown = if what.contains([' ', '`']) {
        what.to_owned()
    } else {
        format!("`{what}`")
    };
    let message = format!("{shown} must be {wanted}, not {}", node.kind().word());
    Diagnostic::error("policy::type", message).at_place(node.place())
}

/// The place to name when a field is missing: the map's first key, or the map where it is empty.
fn first_key(node: Node<'_>) -> crate::source::Place {
    node.entries()
        .next()
        .map_or_else(|| node.place(), |(key, _)| key.place())
}
