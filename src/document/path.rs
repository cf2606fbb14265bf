//! Places by name: `spec.auth.protocol`, `metadata.annotations["backstage.io/techdocs-ref"]`, `routes[*].auth`.

use super::node::Node;
use super::tree::Kind;
use std::fmt;

/// One step of a path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    /// An entry of a map.
    Key(Box<str>),
    /// An item of a list, from 0.
    Index(usize),
    /// Every item of a list or value of a map: `[*]`.
    Each,
}

/// A way through a document. The empty path is the place one starts from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Path {
    steps: Vec<Step>,
}

/// Why a text is no path.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}{message}", odd.map(|odd| format!("`{}` ", odd.escape_debug())).unwrap_or_default())]
pub struct PathError {
    /// What is wrong.
    pub message: &'static str,
    /// The character that no unquoted field has, which the message is about.
    pub odd: Option<char>,
    /// The byte of the text at which it is wrong.
    pub at: usize,
}

impl Path {
    /// A path of steps.
    pub fn new(steps: Vec<Step>) -> Self {
        Self { steps }
    }

    /// Reads a path as people write it.
    ///
    /// # Errors
    /// Where a step is empty or has a character that is quoted only, a bracket is not closed or holds neither
    /// number, `*` nor quoted text.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let mut steps = Vec::new();
        let mut at = 0;
        while let Some(rest) = text.get(at..)
            && !rest.is_empty()
        {
            let (step, length) = if rest.starts_with('[') {
                bracket(rest)
            } else {
                word(rest, at == 0)
            }
            .map_err(|error| PathError {
                at: at + error.at,
                ..error
            })?;
            steps.push(step);
            at += length;
        }
        if steps.is_empty() {
            return Err(PathError {
                message: "a path names at least one field",
                odd: None,
                at: 0,
            });
        }
        Ok(Self { steps })
    }

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether it has no step.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether it says exactly one place: no `[*]`.
    pub fn is_exact(&self) -> bool {
        !self.steps.contains(&Step::Each)
    }

    /// The path with another behind it.
    #[must_use]
    pub fn join(&self, below: &Self) -> Self {
        Self {
            steps: self.steps.iter().chain(&below.steps).cloned().collect(),
        }
    }

    /// The path with one more step.
    #[must_use]
    pub fn child(&self, step: Step) -> Self {
        Self {
            steps: self.steps.iter().cloned().chain([step]).collect(),
        }
    }

    /// Whether every place of `other` is this place or lies below it; `[*]` here stands for any step.
    pub fn covers(&self, other: &Self) -> bool {
        self.steps.len() <= other.steps.len()
            && self
                .steps
                .iter()
                .zip(&other.steps)
                .all(|(own, other)| own == other || *own == Step::Each)
    }

    /// Follows an exact path as far as it leads: the node there, or how many steps were found and the node
    /// that lacks the next one. A null on the way is a node that lacks everything.
    pub fn find<'t>(&self, from: Node<'t>) -> Result<Node<'t>, (usize, Node<'t>)> {
        let mut node = from;
        for (index, step) in self.steps.iter().enumerate() {
            node = step.from(node).ok_or((index, node))?;
        }
        Ok(node)
    }
}

impl Step {
    /// The node one step from `node`; never any for [`Step::Each`].
    pub fn from<'t>(&self, node: Node<'t>) -> Option<Node<'t>> {
        match self {
            Self::Key(key) if node.kind() == Kind::Map => node.get(key),
            Self::Index(index) => node.item(*index),
            Self::Key(_) | Self::Each => None,
        }
    }
}

fn word(rest: &str, first: bool) -> Result<(Step, usize), PathError> {
    let (dot, body) = match rest.strip_prefix('.') {
        Some(_) if first => {
            return Err(PathError {
                message: "a path does not begin with a dot",
                odd: None,
                at: 0,
            });
        }
        Some(body) => (1, body),
        None if first => (0, rest),
        None => {
            return Err(PathError {
                message: "a dot or a bracket is missing here",
                odd: None,
                at: 0,
            });
        }
    };
    let length = body.find(['.', '[']).unwrap_or(body.len());
    let name = body.get(..length).unwrap_or_default();
    if name.is_empty() {
        return Err(PathError {
            message: "a field's name is missing here",
            odd: None,
            at: dot,
        });
    }
    let behind = without_mark(name);
    let before = name.len() - behind.len();
    if let Some((at, odd)) = behind.char_indices().find(|(_, c)| !is_plain(*c)) {
        return Err(PathError {
            message: "stands only in a quoted field, [\"..\"]",
            odd: Some(odd),
            at: dot + before + at,
        });
    }
    Ok((Step::Key(name.into()), dot + length))
}

fn bracket(rest: &str) -> Result<(Step, usize), PathError> {
    let inside = rest.get(1..).unwrap_or_default();
    let unclosed = PathError {
        message: "this bracket is not closed",
        odd: None,
        at: 0,
    };
    if inside.starts_with(['"', '\'']) {
        let quote = inside.chars().next().unwrap_or('"');
        let mut name = String::new();
        let mut escaped = false;
        for (at, c) in inside.char_indices().skip(1) {
            match c {
                _ if escaped => {
                    name.push(c);
                    escaped = false;
                }
                '\\' => escaped = true,
                c if c == quote => {
                    let behind = inside.get(at + 1..).unwrap_or_default();
                    return if behind.starts_with(']') {
                        Ok((Step::Key(name.into()), at + 3))
                    } else {
                        Err(unclosed)
                    };
                }
                c => name.push(c),
            }
        }
        return Err(unclosed);
    }
    let end = inside.find(']').ok_or(unclosed)?;
    let step = match inside.get(..end).unwrap_or_default() {
        "*" => Step::Each,
        number => Step::Index(number.parse().map_err(|_number| PathError {
            message: "a bracket holds a number, `*` or a quoted field: [0], [*], [\"..\"]",
            odd: None,
            at: 1,
        })?),
    };
    Ok((step, end + 2))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            match step {
                Step::Key(key) if is_word(key) => {
                    let dot = if index == 0 { "" } else { "." };
                    write!(f, "{dot}{key}")?;
                }
                Step::Key(key) => write!(
                    f,
                    "[\"{}\"]",
                    key.replace('\\', "\\\\").replace('"', "\\\"")
                )?,
                Step::Index(at) => write!(f, "[{at}]")?,
                Step::Each => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

/// Whether a key may stand behind a dot.
fn is_word(key: &str) -> bool {
    !key.is_empty() && without_mark(key).chars().all(is_plain)
}

/// A field without the sign that some begin with: `$ref`. Alone it is no field.
fn without_mark(key: &str) -> &str {
    key.strip_prefix('$')
        .filter(|rest| !rest.is_empty())
        .unwrap_or(key)
}

/// Whether a field has this character without quotes. Of all others some mean something elsewhere (`/spec/owner`,
/// `$.spec`, `len(spec)`): who writes them means no field of that name, and would judge nothing.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back() {
        for text in [
            "spec.auth.protocol",
            "metadata.annotations[\"backstage.io/techdocs-ref\"]",
            "spec.routes[0]",
            "spec.routes[*].auth",
            "[\"a b\"].c",
            "[0][1]",
            "services.web-1.x",
            "[\"quo\\\"te\"]",
            "[\"\"]",
            "$ref.x-mustmay.größe_1",
        ] {
            assert_eq!(Path::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_path_says_where() {
        for (text, at) in [
            ("", 0),
            (".a", 0),
            ("a..b", 2),
            ("a[", 1),
            ("a[x]", 2),
            ("a[0", 1),
            ("a b", 1),
            ("a]b", 1),
            ("a[0]b", 4),
            ("a.", 2),
            ("$.containers", 0),
            ("/spec/owner", 0),
            ("spec/owner", 4),
            ("len(containers)", 3),
            ("containers?.a", 10),
            ("metadata.annotations.github.com/project-slug", 31),
        ] {
            assert_eq!(Path::parse(text).unwrap_err().at, at, "{text:?}");
        }
    }

    #[test]
    fn a_field_has_no_other_character_without_quotes_and_is_printed_with_them() {
        for odd in (0..=0x2fff).filter_map(char::from_u32) {
            let printed = Path::new(vec![
                Step::Key("spec".into()),
                Step::Key(odd.to_string().into()),
            ])
            .to_string();
            assert_eq!(Path::parse(&printed).unwrap().to_string(), printed);
            if matches!(odd, '.' | '[') {
                continue;
            }
            let unquoted = format!("spec.{odd}");
            match Path::parse(&unquoted) {
                Ok(path) => assert_eq!(path.to_string(), printed),
                Err(error) => {
                    assert_eq!((error.odd, error.at), (Some(odd), 5));
                    assert_ne!(printed, unquoted);
                }
            }
            if odd.is_ascii_punctuation() || odd.is_whitespace() {
                assert_eq!(printed == unquoted, matches!(odd, '_' | '-'), "{odd:?}");
            }
        }
    }

    #[test]
    fn a_path_covers_itself_and_what_lies_below() {
        let covers = |a: &str, b: &str| Path::parse(a).unwrap().covers(&Path::parse(b).unwrap());
        assert!(covers("a.b", "a.b.c"));
        assert!(covers("a[*].c", "a[3].c"));
        assert!(!covers("a.b.c", "a.b"));
        assert!(!covers("a.b", "a.bc"));
    }
}
