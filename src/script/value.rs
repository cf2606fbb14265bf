//! Values of scripts: what a manifest holds, seen in place, and what scripts make of it.

use super::built::{Built, Entries, Entry};
use super::code::Closure;
use super::node::NodeRef;
use crate::document::{Kind, Node, Number, Path};
use std::sync::Arc;

/// A value, with the place of the manifest that it is or stems from.
#[derive(Clone, Debug)]
pub struct Value {
    pub(super) what: What,
    pub(super) from: From,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// Nothing: `()`.
    Absent,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Arc<str>),
    Date(jiff::civil::Date),
    Version(Arc<semver::Version>),
    /// The whole numbers from the first to before the second.
    Range(i64, i64),
    /// A node of a document: a list, a map or a scalar that is not null.
    Node(NodeRef),
    /// An element of a container, or a scalar below it: `entries`, `walk`.
    Entry(Arc<Entry>),
    /// A list that a script made.
    List(Arc<Built<Vec<Value>>>),
    /// A map that a script made; one that has a node in [`Value::from`] is an `item`.
    Map(Arc<Built<Entries>>),
    /// A sibling, or its facts.
    Part(Part),
    Function(Arc<Closure>),
}

/// A door to the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Sibling(usize),
    SiblingFacts(usize),
}

/// Where a value comes from, if it is no node itself.
#[derive(Clone, Debug, Default)]
pub(super) enum From {
    /// The script, or the host without a place.
    #[default]
    Script,
    /// Made of this node, or placed at it.
    Node(NodeRef),
    /// The number of an element, which it has for a key because this node is a list.
    List(NodeRef),
    /// It is absent, and would stand here.
    Missing(Arc<Missing>),
    /// It is absent, and this is what it was read as: `facts.exposure`.
    Named(Arc<str>),
    /// It is absent, because the value of this node is not what it would have to be (`a day`).
    NoneOf(NodeRef, &'static str),
    /// It is absent, because the text of this node has no part that would be the field or fact of this name.
    Untold(NodeRef, Arc<str>),
}

/// What a text would have to be for a group of a pattern to take part.
pub(super) const PART: &str = "text with this part of the pattern";
/// What a text would have to be for a pattern to match.
pub(super) const MATCHED: &str = "text that the pattern matches";

/// Something that is not there.
#[derive(Clone, PartialEq, Debug)]
pub struct Missing {
    /// The nearest node that is there.
    pub node: NodeRef,
    /// The way from that node. Empty where the node itself is null, or is what is meant.
    pub path: Path,
}

impl Missing {
    /// The whole way, from the root of the file's document.
    pub fn full_path(&self) -> Path {
        self.node.path().join(&self.path)
    }
}

/// What a value is, looked at through its node if it is one.
#[derive(Clone, Copy, Debug)]
pub(super) enum View<'v> {
    Absent,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'v str),
    Date(jiff::civil::Date),
    Version(&'v semver::Version),
    List,
    Map,
    Entry(&'v Entry),
    Part,
    Function,
}

/// What the host makes.
impl Value {
    /// Nothing, from nowhere.
    pub const fn absent() -> Self {
        Self::plain(What::Absent)
    }

    /// Nothing, with the place where it would stand.
    pub fn missing(node: NodeRef, path: Path) -> Self {
        Self {
            what: What::Absent,
            from: From::Missing(Arc::new(Missing { node, path })),
        }
    }

    /// A node of a manifest or of a policy's data. A null is absent, with its place.
    pub fn node(node: NodeRef) -> Self {
        if node.node().kind() == Kind::Null {
            return Self::missing(node, Path::default());
        }
        Self::plain(What::Node(node))
    }

    /// A boolean of the host's own.
    pub const fn bool(value: bool) -> Self {
        Self::plain(What::Bool(value))
    }

    /// A whole number of the host's own.
    pub const fn int(value: i64) -> Self {
        Self::plain(What::Int(value))
    }

    /// Text of the host's own.
    pub fn text(value: impl Into<Arc<str>>) -> Self {
        Self::plain(What::Text(value.into()))
    }

    /// A number of the host's own.
    pub const fn float(value: f64) -> Self {
        Self::plain(What::Float(value))
    }

    /// A list of the host's own.
    pub fn list(values: Vec<Self>) -> Self {
        Self::plain(What::List(Arc::new(Built::list(values))))
    }

    pub(super) const fn plain(what: What) -> Self {
        Self {
            what,
            from: From::Script,
        }
    }

    /// The same, made of or placed at a node.
    #[must_use]
    pub fn placed(self, node: NodeRef) -> Self {
        Self {
            what: self.what,
            from: From::Node(node),
        }
    }
}

/// What the host asks.
impl Value {
    /// Whether there is nothing.
    pub const fn is_absent(&self) -> bool {
        matches!(self.what, What::Absent)
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.view() {
            View::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The text of what is text.
    pub fn as_str(&self) -> Option<&str> {
        match self.view() {
            View::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The word that messages use for what it is: `text`, `a list`, `nothing`.
    pub fn word(&self) -> &'static str {
        match self.view() {
            View::Absent => "nothing",
            View::Bool(_) => Kind::Bool.word(),
            View::Int(_) => Kind::Int.word(),
            View::Float(_) => Kind::Float.word(),
            View::Text(_) => Kind::Str.word(),
            View::Date(_) => "a day",
            View::Version(_) => "a version",
            View::List => Kind::Seq.word(),
            View::Map => Kind::Map.word(),
            View::Entry(_) => "an entry",
            View::Part => "a sibling",
            View::Function => "a function",
        }
    }

    /// The node that it is, if it is one as it stands.
    pub const fn as_node(&self) -> Option<&NodeRef> {
        match &self.what {
            What::Node(node) => Some(node),
            _ => None,
        }
    }

    /// The node that it is, that it keeps the place of (items, entries), or that it was made of.
    pub fn place_node(&self) -> Option<&NodeRef> {
        match (&self.what, &self.from) {
            (What::Node(node), _)
            | (_, From::Node(node) | From::NoneOf(node, _) | From::Untold(node, _)) => Some(node),
            (What::Entry(entry), _) => entry.value.place_node().or(match &entry.value.from {
                From::Missing(missing) if missing.path.is_empty() => Some(&missing.node),
                _ => None,
            }),
            _ => None,
        }
    }

    /// [`Value::place_node`], where that is a manifest's: a policy's own data is no place for a finding.
    pub fn manifest_node(&self) -> Option<&NodeRef> {
        self.place_node().filter(|node| !node.is_policy())
    }

    /// What is missing, where it is absent and knows where it would stand.
    pub fn as_missing(&self) -> Option<&Missing> {
        match &self.from {
            From::Missing(missing) if self.is_absent() => Some(missing),
            _ => None,
        }
    }

    /// What it was read as (`facts.exposure`), where it is absent and no place of a manifest is known.
    pub fn absent_name(&self) -> Option<&str> {
        match &self.from {
            From::Named(name) if self.is_absent() => Some(name),
            _ => None,
        }
    }

    /// What it was read as, where it is absent because a text does not tell it.
    pub fn untold_name(&self) -> Option<&str> {
        match &self.from {
            From::Untold(_, name) if self.is_absent() => Some(name),
            _ => None,
        }
    }
}

/// What the machine needs.
impl Value {
    pub(super) fn view(&self) -> View<'_> {
        match &self.what {
            What::Absent => View::Absent,
            What::Bool(value) => View::Bool(*value),
            What::Int(value) => View::Int(*value),
            What::Float(value) => View::Float(*value),
            What::Text(text) => View::Text(text),
            What::Date(date) => View::Date(*date),
            What::Version(version) => View::Version(version),
            What::Node(node) => view(node.node()),
            What::Entry(entry) => View::Entry(entry),
            What::List(_) | What::Range(..) => View::List,
            What::Map(_) => View::Map,
            What::Part(_) => View::Part,
            What::Function(_) => View::Function,
        }
    }

    /// The list of a manifest that makes it a number, where a map would make it a name.
    pub(super) fn numbering_list(&self) -> Option<&NodeRef> {
        match &self.from {
            From::List(list) if !list.is_policy() => Some(list),
            _ => None,
        }
    }

    /// What a pattern did not find, under the name that it was read by: whoever reads it need not know that there
    /// is a pattern.
    pub(super) fn untold(self, name: impl FnOnce() -> Arc<str>) -> Self {
        match self.from {
            From::NoneOf(node, wanted) if wanted == PART || wanted == MATCHED => Self {
                what: What::Absent,
                from: From::Untold(node, name()),
            },
            _ => self,
        }
    }

    /// How deep it nests, for what a script made.
    pub(super) fn depth(&self) -> u32 {
        match &self.what {
            What::List(list) => list.depth,
            What::Map(map) => map.depth,
            What::Function(closure) => closure.depth,
            What::Entry(entry) => 1 + entry.value.depth(),
            _ => 0,
        }
    }

    /// How much it holds, for what a script made.
    pub(super) fn weight(&self) -> u64 {
        match &self.what {
            What::List(list) => list.weight,
            What::Map(map) => map.weight,
            What::Text(text) => 1 + (text.len() as u64 >> 6),
            What::Entry(entry) => 2 + entry.value.weight(),
            _ => 1,
        }
    }
}

fn view(node: Node<'_>) -> View<'_> {
    match node.kind() {
        Kind::Null => View::Absent,
        Kind::Seq => View::List,
        Kind::Map => View::Map,
        Kind::Bool => node.as_bool().map_or(View::Absent, View::Bool),
        Kind::Str => View::Text(node.text().unwrap_or_default()),
        Kind::Int | Kind::Float => match node.as_number() {
            Some(Number::Int(value)) => View::Int(value),
            Some(Number::Float(value)) => View::Float(value),
            None => View::Absent,
        },
    }
}
