//! What is looked at, and where its parts are written.

use super::remark::Remark;
use super::values::Values;
use crate::document::{Node, Path, Schema, Spanned};
use crate::policy::{Choice, Condition, Mandate, PolicySet, Subject as About, Test};
use crate::source::{Place, Source, Span};
use jiff::civil::Date;

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// The policy set.
    pub set: &'s PolicySet,
    /// The day.
    pub today: Date,
    /// What scripts of conditions read when they were tested.
    pub reads: &'s [ScriptRead],
    /// The names of the metrics that everybody knows.
    pub metrics: &'s [&'static str],
}

/// A place that the script of a condition read in a test.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ScriptRead {
    /// The mandate.
    pub mandate: String,
    /// The condition, or a choice and its term.
    pub condition: String,
    /// The path from the service's node.
    pub path: Path,
}

/// A condition, and what surrounds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'m> {
    pub(super) mandate: &'m Mandate,
    pub(super) condition: &'m Condition,
    /// The choice whose term it is; `None`: it must hold.
    pub(super) choice: Option<&'m Choice>,
    /// It as written.
    pub(super) node: Node<'m>,
}

impl<'s> Subject<'s> {
    /// Whether a place is in a file of a pack that is not part of the binary.
    pub(super) fn is_own(&self, place: &Place) -> bool {
        let own = self.set.packs.iter().filter(|pack| !pack.embedded);
        own.flat_map(|pack| &pack.files)
            .any(|file| *file.path() == place.file)
    }

    /// Every condition of every mandate.
    pub(super) fn asked(&self) -> impl Iterator<Item = Asked<'s>> {
        self.set.mandates.iter().flat_map(asked)
    }

    /// What the schemas of a mandate's kinds allow on the way to a path, by kind; `None` where one of the kinds has
    /// none that speaks of it.
    pub(super) fn shapes<'m>(
        &self,
        mandate: &'m Mandate,
        path: &Path,
    ) -> Option<Vec<(&'m str, Values)>> {
        match mandate.each {
            // Paths below an element are none of the document.
            Some(_) => None,
            None => self.document_shapes(mandate, path),
        }
    }

    /// The same for paths from the service's node.
    pub(super) fn document_shapes<'m>(
        &self,
        mandate: &'m Mandate,
        path: &Path,
    ) -> Option<Vec<(&'m str, Values)>> {
        let shape = |id: &'m Spanned<String>| {
            let kind = self
                .set
                .kinds
                .iter()
                .find(|kind| kind.id.value == id.value)?;
            let schema = kind.schema.as_ref()?;
            kind.judges_whole_documents()
                .then(|| (&*id.value, Values::along(schema.value(), path.steps())))
        };
        mandate.kinds.iter().map(shape).collect()
    }

    /// A remark for each mandate of which `say` has one.
    pub(super) fn each_mandate(&self, say: impl Fn(&'s Mandate) -> Option<Remark>) -> Vec<Remark> {
        self.set.mandates.iter().filter_map(say).collect()
    }
}

/// The conditions of a mandate: those that must hold, and the terms of its choices.
pub(super) fn asked(mandate: &Mandate) -> Vec<Asked<'_>> {
    let root = mandate.document.root();
    let must = root.get("must").into_iter().flat_map(Node::elements);
    let mut all: Vec<Asked<'_>> = must
        .zip(&mandate.must)
        .map(|(node, condition)| Asked {
            mandate,
            condition,
            choice: None,
            node,
        })
        .collect();
    for (choice, node) in choices(mandate) {
        let terms = node.get("requires").into_iter().flat_map(Node::elements);
        all.extend(terms.zip(&choice.requires).map(|(node, condition)| Asked {
            mandate,
            condition,
            choice: Some(choice),
            node,
        }));
    }
    all
}

/// The choices of a mandate, each as written.
pub(super) fn choices(mandate: &Mandate) -> Vec<(&Choice, Node<'_>)> {
    let root = mandate.document.root();
    let nodes = root.get("may").and_then(|may| may.get("choices"));
    let nodes = nodes.into_iter().flat_map(Node::elements);
    mandate
        .may
        .iter()
        .flat_map(|may| &may.choices)
        .zip(nodes)
        .collect()
}

impl<'m> Asked<'m> {
    /// The literal path below the service that it asks for; none where it is asked of elements, or by a script.
    pub(super) fn path(&self) -> Option<&'m Path> {
        path_of(&self.condition.test)
    }

    /// What the value there must look like.
    pub(super) fn schema(&self) -> Option<&'m Schema> {
        schema_of(&self.condition.test)
    }

    /// What the value there may be, if it is there.
    pub(super) fn values(&self) -> Values {
        let anything = serde_json::Value::Bool(true);
        Values::of(self.schema().map_or(&anything, Schema::value))
    }

    /// Whether both are asked of what the same script gives.
    pub(super) fn gives_the_same(&self, other: &Self) -> bool {
        let script = |asked: &Self| asked.node.get("value").map(Node::to_json);
        // Functions of another pack, and constants of another mandate, may be others.
        let same_names = self.mandate.id == other.mandate.id
            || (self.mandate.pack == other.mandate.pack
                && [self, other]
                    .iter()
                    .all(|asked| asked.mandate.document.root().get("data").is_none()));
        script(self).is_some() && script(self) == script(other) && same_names
    }

    /// Its mandate and id, as messages name it.
    pub(super) fn name(&self) -> String {
        format!("`{}/{}`", self.mandate.id, self.condition.id.value)
    }

    /// Whether the value may be absent.
    pub(super) fn is_optional(&self) -> bool {
        is_optional(&self.condition.test)
    }

    /// The place of a keyword of its schema, of the schema, or of itself.
    pub(super) fn keyword_place(&self, keywords: &[&str]) -> Place {
        let schema = self.node.get("schema");
        let keyword = keywords
            .iter()
            .find_map(|keyword| schema.and_then(|schema| schema.get(keyword)));
        keyword
            .or(schema)
            .map_or_else(|| self.condition.place.clone(), Node::key_place)
    }
}

/// The literal path that a test asks for.
pub(super) fn path_of(test: &Test) -> Option<&Path> {
    match test {
        Test::Value {
            subject: About::At(path),
            ..
        } => Some(&path.value),
        _ => None,
    }
}

/// What a test wants a value to look like.
pub(super) fn schema_of(test: &Test) -> Option<&Schema> {
    match test {
        Test::Value { schema, .. } => schema.as_deref(),
        Test::Script(_) => None,
    }
}

/// Whether the value that a test is about may be absent.
pub(super) const fn is_optional(test: &Test) -> bool {
    matches!(test, Test::Value { optional: true, .. })
}

/// Whether two mandates speak of services of one kind.
pub(super) fn share_kind(one: &Mandate, other: &Mandate) -> bool {
    one.kinds.iter().any(|kind| other.applies_to_kind(kind))
}

/// Whether, wherever `one` judges something, `other` judges the same: of mandates with selectors of their own
/// nobody knows.
pub(super) fn judged_wherever(one: &Mandate, other: &Mandate) -> bool {
    if one.id == other.id {
        return true;
    }
    let field = |mandate: &Mandate, path: &[&str]| {
        let mut node = Some(mandate.document.root());
        for step in path {
            node = node.and_then(|node| node.get(step));
        }
        node.map(Node::to_json)
    };
    let same = |path: &[&str]| field(one, path) == field(other, path);
    let selects = |all: bool, path: &[&str]| all || same(path);
    same(&["each"])
        && selects(other.when.is_everything(), &["appliesTo", "when"])
        && selects(other.filter.is_everything(), &["where"])
}

/// The whole lines of an entry that has them to itself, their breaks included.
pub(super) fn lines_of(source: &Source, key: Span, value: Span) -> Option<Span> {
    let first = source.line_span(source.position(key.start).line)?;
    let last = source.position(value.end).line;
    let line = source.line_span(last)?;
    let before = source.slice(Span::new(first.start, key.start));
    let after = source.slice(Span::new(value.end, line.end)).trim_start();
    let alone = before.trim().is_empty() && (after.is_empty() || after.starts_with('#'));
    let next = source.line_span(last + 1)?;
    alone.then(|| Span::new(first.start, next.start))
}
