//! Builds the arena from a stream of events, and refuses what no reader may guess about.

use super::limits::Limits;
use super::scalar;
use super::tree::{Copied, Kind, ROOT, Raw, Root, Style, Tree};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The file cannot be read any further; the reason is among the diagnostics.
pub(super) struct Stop;

/// A container whose end has not been seen.
struct Open {
    node: u32,
    /// Where its children begin among the pending ones.
    base: usize,
    anchor: usize,
    children_before: u32,
    /// How deep the containers inside it nest.
    height: usize,
    /// Where the text of what lies in it ends so far.
    end: u32,
}

/// What an alias copies: the nodes and children slots of a closed node.
#[derive(Clone, Copy)]
struct Anchored {
    first: u32,
    end: u32,
    children: u32,
    children_end: u32,
    height: usize,
}

#[derive(Clone, Copy)]
enum Anchor {
    Unknown,
    /// Its own content is still being read.
    Open,
    Closed(Anchored),
}

/// Fed with the events of one file.
pub(super) struct Builder<'l> {
    tree: Tree,
    limits: &'l Limits,
    diagnostics: Vec<Diagnostic>,
    open: Vec<Open>,
    pending: Vec<u32>,
    anchors: Vec<Anchor>,
    copied_nodes: usize,
    document: u32,
    in_document: bool,
    document_failed: bool,
    suppressed: usize,
}

impl<'l> Builder<'l> {
    pub(super) fn new(source: &Arc<Source>, limits: &'l Limits) -> Self {
        let mut tree = Tree::empty(source);
        // About one node for twelve bytes of manifest.
        tree.nodes.reserve(source.text().len() / 12 + 8);
        tree.children.reserve(source.text().len() / 12 + 8);
        Self {
            tree,
            limits,
            diagnostics: Vec::new(),
            open: Vec::with_capacity(16),
            pending: Vec::with_capacity(64),
            anchors: Vec::new(),
            copied_nodes: 0,
            document: 0,
            in_document: false,
            document_failed: false,
            suppressed: 0,
        }
    }

    pub(super) fn finish(mut self) -> (Tree, Vec<Diagnostic>) {
        if self.in_document {
            self.abandon();
        }
        if self.suppressed > 0 {
            let more = format!("and {} more problems in this file", self.suppressed);
            self.diagnostics
                .push(Diagnostic::error("yaml::more", more).in_file(self.tree.source.path()));
        }
        (self.tree, self.diagnostics)
    }

    /// Refuses the present document.
    pub(super) fn refuse(&mut self, diagnostic: Diagnostic) {
        self.document_failed = true;
        if self.diagnostics.len() < self.limits.problems {
            self.diagnostics.push(diagnostic);
        } else {
            self.suppressed += 1;
        }
    }

    fn refuse_at(&mut self, code: &'static str, message: impl Into<String>, span: Span) {
        let diagnostic = Diagnostic::error(code, message).at(&self.tree.source, span);
        self.refuse(diagnostic);
    }

    pub(super) fn document_start(&mut self) {
        self.document += 1;
        self.in_document = true;
        self.document_failed = false;
    }

    /// Forgets the document that cannot be read to its end.
    pub(super) fn abandon(&mut self) {
        if !self.in_document {
            self.document += 1;
        }
        self.open.clear();
        self.pending.clear();
        self.tree.unreadable += 1;
        self.in_document = false;
    }

    pub(super) fn document_end(&mut self) {
        self.in_document = false;
        let root = self.pending.pop();
        self.pending.clear();
        if self.document_failed {
            self.tree.unreadable += 1;
            return;
        }
        let Some(node) = root else { return };
        // A document without content is skipped, but keeps its number.
        let raw = self.raw(node);
        if raw.kind == Kind::Null && raw.span.is_empty() {
            return;
        }
        self.tree.roots.push(Root {
            number: self.document,
            node,
        });
    }

    pub(super) fn scalar(
        &mut self,
        value: &str,
        span: Span,
        style: Style,
        anchor: usize,
        tag: Option<&str>,
    ) -> Result<(), Stop> {
        let (a, decoded) = self.store(value, span);
        let mut kind = if style == Style::Plain {
            scalar::kind_of(value)
        } else {
            Kind::Str
        };
        if let Some(tag) = tag {
            kind = self.tagged(kind, value, span, tag);
        }
        let parent = self.parent();
        let raw = Raw {
            span,
            a,
            b: Span::offset(value.len()),
            parent,
            kind,
            style,
            decoded,
        };
        let first = self.push(raw)?;
        let children = Span::offset(self.tree.children.len());
        let anchored = Anchored {
            first,
            end: first + 1,
            children,
            children_end: children,
            height: 0,
        };
        self.set_anchor(anchor, Anchor::Closed(anchored));
        self.contain(0, span.end);
        self.pending.push(first);
        Ok(())
    }

    /// Where the decoded text stands: in the source if it stands there unchanged, else in the tree's buffer.
    fn store(&mut self, value: &str, span: Span) -> (u32, bool) {
        let source = self.tree.source.text();
        let at = (value.as_ptr() as usize).wrapping_sub(source.as_ptr() as usize);
        if value.is_empty() {
            (span.start, false)
        } else if at < source.len() && at + value.len() <= source.len() {
            (Span::offset(at), false)
        } else {
            let at = Span::offset(self.tree.decoded.len());
            self.tree.decoded.push_str(value);
            (at, true)
        }
    }

    /// The kind of a tagged scalar; a tag that its text does not bear is refused.
    fn tagged(&mut self, plain: Kind, value: &str, span: Span, tag: &str) -> Kind {
        let wanted = match tag {
            "!" | "tag:yaml.org,2002:str" => return Kind::Str,
            "tag:yaml.org,2002:null" => Kind::Null,
            "tag:yaml.org,2002:bool" => Kind::Bool,
            "tag:yaml.org,2002:int" => Kind::Int,
            "tag:yaml.org,2002:float" => Kind::Float,
            _ => {
                self.refuse_tag(span, tag);
                return plain;
            }
        };
        let kind = scalar::kind_of(value);
        if kind == wanted || (wanted == Kind::Float && kind == Kind::Int) {
            return wanted;
        }
        self.refuse_at(
            "yaml::tag",
            format!("the tag says {}, the text does not", wanted.word()),
            span,
        );
        plain
    }

    fn refuse_tag(&mut self, span: Span, tag: &str) {
        let shown = tag
            .strip_prefix("tag:yaml.org,2002:")
            .map_or_else(|| tag.to_owned(), |core| format!("!!{core}"));
        let diagnostic = Diagnostic::error("yaml::tag", format!("the tag `{shown}` is not allowed"))
            .at(&self.tree.source, span)
            .help("only the tags of the YAML core schema are read: !!str, !!int, !!float, !!bool, !!null, !!seq, !!map");
        self.refuse(diagnostic);
    }

    pub(super) fn open(
        &mut self,
        kind: Kind,
        span: Span,
        style: Style,
        anchor: usize,
        tag: Option<&str>,
    ) -> Result<(), Stop> {
        if self.open.len() >= self.limits.depth {
            self.refuse_at(
                "yaml::too-deep",
                format!("nested deeper than {} levels", self.limits.depth),
                span,
            );
            return Err(Stop);
        }
        let fits = match tag {
            None | Some("!") => true,
            Some("tag:yaml.org,2002:map") => kind == Kind::Map,
            Some("tag:yaml.org,2002:seq") => kind == Kind::Seq,
            Some(_) => false,
        };
        if let (false, Some(tag)) = (fits, tag) {
            self.refuse_tag(span, tag);
        }
        let parent = self.parent();
        let node = self.push(Raw {
            span,
            a: 0,
            b: 0,
            parent,
            kind,
            style,
            decoded: false,
        })?;
        self.set_anchor(anchor, Anchor::Open);
        let children_before = Span::offset(self.tree.children.len());
        self.open.push(Open {
            node,
            base: self.pending.len(),
            anchor,
            children_before,
            height: 0,
            end: span.start,
        });
        Ok(())
    }

    pub(super) fn close(&mut self, end: u32) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let raw = self.raw(open.node);
        if raw.kind == Kind::Map {
            self.check_keys(open.base);
            self.merge(open.base, open.node);
        }
        let first = Span::offset(self.tree.children.len());
        self.tree.children.extend(self.pending.drain(open.base..));
        let count = Span::offset(self.tree.children.len()) - first;
        // A block collection ends where its last node ends, not at the next token.
        let end = if raw.style == Style::Block {
            open.end.max(raw.span.start)
        } else {
            end
        };
        if let Some(node) = self.tree.nodes.get_mut(open.node as usize) {
            node.a = first;
            node.b = count;
            node.span.end = end;
        }
        let anchored = Anchored {
            first: open.node,
            end: Span::offset(self.tree.nodes.len()),
            children: open.children_before,
            children_end: Span::offset(self.tree.children.len()),
            height: open.height + 1,
        };
        self.set_anchor(open.anchor, Anchor::Closed(anchored));
        self.contain(open.height + 1, end);
        self.pending.push(open.node);
    }

    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Stop> {
        match self.anchors.get(anchor).copied().unwrap_or(Anchor::Unknown) {
            Anchor::Closed(anchored) => return self.copy(anchored, span),
            Anchor::Open => self.refuse_at(
                "yaml::alias",
                "this alias stands inside its own anchor",
                span,
            ),
            Anchor::Unknown => self.refuse_at(
                "yaml::alias",
                "no anchor of this name stands before this alias",
                span,
            ),
        }
        let parent = self.parent();
        let raw = Raw {
            span,
            a: span.start,
            b: 0,
            parent,
            kind: Kind::Null,
            style: Style::Plain,
            decoded: false,
        };
        let node = self.push(raw)?;
        self.pending.push(node);
        Ok(())
    }

    /// Copies an anchored node to where its alias stands, so that each node has one parent and one path.
    fn copy(&mut self, from: Anchored, alias: Span) -> Result<(), Stop> {
        let count = (from.end - from.first) as usize;
        self.copied_nodes += count;
        if self.copied_nodes > self.limits.copied {
            let message = format!("aliases expand to more than {} nodes", self.limits.copied);
            self.refuse_at("yaml::alias-expansion", message, alias);
            return Err(Stop);
        }
        if self.open.len() + from.height > self.limits.depth {
            self.refuse_at(
                "yaml::too-deep",
                format!("nested deeper than {} levels", self.limits.depth),
                alias,
            );
            return Err(Stop);
        }
        let first = Span::offset(self.tree.nodes.len());
        let children = Span::offset(self.tree.children.len());
        let parent = self.parent();
        for id in from.first..from.end {
            let mut raw = self.raw(id);
            raw.parent = if id == from.first {
                parent
            } else {
                raw.parent - from.first + first
            };
            if raw.kind > Kind::Str {
                raw.a = raw.a - from.children + children;
            }
            self.push(raw)?;
        }
        for slot in from.children..from.children_end {
            let child = self
                .tree
                .children
                .get(slot as usize)
                .copied()
                .unwrap_or_default();
            self.tree.children.push(child - from.first + first);
        }
        let end = Span::offset(self.tree.nodes.len());
        self.tree.copied.push(Copied { first, end, alias });
        self.contain(from.height, alias.end);
        self.pending.push(first);
        Ok(())
    }

    /// Keys must be scalars, and no two the same once they are text.
    fn check_keys(&mut self, base: usize) {
        let (pairs, _) = self
            .pending
            .get(base..)
            .unwrap_or_default()
            .as_chunks::<2>();
        let keys: Vec<u32> = pairs.iter().map(|&[key, _]| key).collect();
        let mut problems = Vec::new();
        for &key in &keys {
            if self.raw(key).kind > Kind::Str {
                let problem = Diagnostic::error(
                    "yaml::complex-key",
                    "a key must be text, not a list or a map",
                );
                problems.push(
                    problem
                        .at(&self.tree.source, self.raw(key).span)
                        .maybe_help(self.template_hint(self.raw(key).span)),
                );
            }
        }
        let mut duplicate = |one: u32, other: u32| {
            let (first, second) = (one.min(other), one.max(other));
            let name = self
                .text(second)
                .unwrap_or_default()
                .escape_debug()
                .to_string();
            problems.push(
                Diagnostic::error(
                    "yaml::duplicate-key",
                    format!("the key `{name}` stands here a second time"),
                )
                .at(&self.tree.source, self.raw(second).span)
                .related("the first", self.tree.source.place(self.raw(first).span))
                .help("remove one of the two"),
            );
        };
        let same =
            |one: u32, other: u32| self.text(one).is_some() && self.text(one) == self.text(other);
        if keys.len() <= 8 {
            for (index, &key) in keys.iter().enumerate() {
                if let Some(&before) = keys.iter().take(index).find(|&&before| same(before, key)) {
                    duplicate(before, key);
                }
            }
        } else {
            // Sorted, so that no chosen set of keys makes it slow.
            let mut sorted = keys;
            sorted.sort_unstable_by(|&x, &y| self.text(x).cmp(&self.text(y)).then(x.cmp(&y)));
            for pair in sorted.windows(2) {
                if let &[one, other] = pair
                    && same(one, other)
                {
                    duplicate(one, other);
                }
            }
        }
        for problem in problems {
            self.refuse(problem);
        }
    }

    /// Replaces a `<<` entry by the entries it brings: explicit keys win, the first of several maps wins.
    fn merge(&mut self, base: usize, map: u32) {
        let (pairs, _) = self
            .pending
            .get(base..)
            .unwrap_or_default()
            .as_chunks::<2>();
        let is_merge =
            |key: u32| self.raw(key).style == Style::Plain && self.text(key) == Some("<<");
        let Some(at) = pairs.iter().position(|&[key, _]| is_merge(key)) else {
            return;
        };
        let Some(&[_, value]) = pairs.get(at) else {
            return;
        };
        let mut kept: Vec<u32> = pairs
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != at)
            .flat_map(|(_, pair)| *pair)
            .collect();
        let maps = match self.raw(value).kind {
            Kind::Seq => self.child_ids(value),
            _ => vec![value],
        };
        let mut names: BTreeSet<String> = kept
            .iter()
            .step_by(2)
            .filter_map(|&key| self.text(key))
            .map(str::to_owned)
            .collect();
        for from in maps {
            if self.raw(from).kind != Kind::Map {
                self.refuse_at(
                    "yaml::merge",
                    "a merge key takes a map or a list of maps",
                    self.raw(from).span,
                );
                continue;
            }
            let brought = self.child_ids(from);
            for &[key, value] in brought.as_chunks::<2>().0 {
                if names.insert(self.text(key).unwrap_or_default().to_owned()) {
                    self.adopt(key, map);
                    self.adopt(value, map);
                    kept.extend([key, value]);
                }
            }
        }
        self.pending.truncate(base);
        self.pending.extend(kept);
    }

    fn adopt(&mut self, id: u32, parent: u32) {
        if let Some(raw) = self.tree.nodes.get_mut(id as usize) {
            raw.parent = parent;
        }
    }

    fn child_ids(&self, id: u32) -> Vec<u32> {
        let raw = self.raw(id);
        self.tree
            .children
            .get(raw.a as usize..(raw.a + raw.b) as usize)
            .unwrap_or_default()
            .to_vec()
    }

    fn push(&mut self, raw: Raw) -> Result<u32, Stop> {
        let id = self.tree.nodes.len();
        if id >= self.limits.nodes {
            self.refuse_at(
                "yaml::too-large",
                format!("more than {} nodes in one file", self.limits.nodes),
                raw.span,
            );
            return Err(Stop);
        }
        self.tree.nodes.push(raw);
        Ok(Span::offset(id))
    }

    fn parent(&self) -> u32 {
        self.open.last().map_or(ROOT, |open| open.node)
    }

    /// Tells the container around that something of this height, whose text ends there, lies in it.
    fn contain(&mut self, height: usize, end: u32) {
        if let Some(open) = self.open.last_mut() {
            open.height = open.height.max(height);
            open.end = open.end.max(end);
        }
    }

    fn set_anchor(&mut self, number: usize, anchor: Anchor) {
        if number == 0 {
            return;
        }
        if self.anchors.len() <= number {
            self.anchors.resize(number + 1, Anchor::Unknown);
        }
        if let Some(slot) = self.anchors.get_mut(number) {
            *slot = anchor;
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by this builder's `push`"
    )]
    fn raw(&self, id: u32) -> Raw {
        self.tree.nodes[id as usize]
    }

    fn text(&self, id: u32) -> Option<&str> {
        let raw = self.raw(id);
        if raw.kind > Kind::Str {
            return None;
        }
        let buffer = if raw.decoded {
            &*self.tree.decoded
        } else {
            self.tree.source.text()
        };
        buffer.get(Span::new(raw.a, raw.a + raw.b).range())
    }

    /// Is the innermost open container a map?
    pub(super) fn in_map(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| self.raw(open.node).kind == Kind::Map)
    }

    /// Advice for a line with `{{`.
    pub(super) fn template_hint(&self, span: Span) -> Option<String> {
        let source = &self.tree.source;
        let line = source.line_span(source.position(span.start).line)?;
        source
            .slice(line)
            .contains("{{")
            .then(|| "this looks like a template: render it first, or exclude it".to_owned())
    }
}
