//! Builds the arena from a stream of events, and refuses what no reader may guess about.

use super::aliases::{Anchor, Anchored};
use super::limits::Limits;
use super::scalar;
use super::tree::{Kind, ROOT, Raw, Root, Style, Tree};
use super::written::Slot;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use std::sync::Arc;

const TEMPLATE: &str = "this looks like a template: render it first, or exclude it";

/// Something cannot be read any further; the reason is among the diagnostics.
pub(super) enum Stop {
    /// The present document.
    Document,
    /// The whole file.
    File,
}

/// A tag, with its handle resolved.
pub(super) struct Tagged {
    pub(super) name: String,
    pub(super) span: Span,
}

/// A container whose end has not been seen.
pub(super) struct Open {
    node: u32,
    /// Where its children begin among the pending ones.
    base: usize,
    anchor: usize,
    children_before: u32,
    /// How deep the containers inside it nest.
    height: usize,
    /// Where the text of what lies in it ends so far.
    end: u32,
    /// Whether it is written between brackets, and ends with one.
    bracketed: bool,
}

/// Fed with the events of one file.
pub(super) struct Builder<'l> {
    pub(super) tree: Tree,
    pub(super) limits: &'l Limits,
    diagnostics: Vec<Diagnostic>,
    pub(super) open: Vec<Open>,
    pub(super) pending: Vec<u32>,
    pub(super) anchors: Vec<Anchor>,
    pub(super) copied_nodes: usize,
    document: u32,
    in_document: bool,
    document_failed: bool,
    suppressed: usize,
    is_template: bool,
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
            is_template: false,
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
        // One word about a template is enough.
        if diagnostic.help.as_deref() == Some(TEMPLATE) {
            if self.is_template {
                return;
            }
            self.is_template = true;
        }
        if self.diagnostics.len() < self.limits.problems {
            self.diagnostics.push(diagnostic);
        } else {
            self.suppressed += 1;
        }
    }

    pub(super) fn refuse_at(&mut self, code: &'static str, message: impl Into<String>, span: Span) {
        let diagnostic = Diagnostic::error(code, message).at(&self.tree.source, span);
        self.refuse(diagnostic);
    }

    pub(super) fn document_start(&mut self, span: Span) -> Result<(), Stop> {
        self.document += 1;
        self.in_document = true;
        self.document_failed = false;
        if self.document > self.limits.documents {
            let message = format!("more than {} documents in one file", self.limits.documents);
            self.refuse_at("yaml::too-large", message, span);
            return Err(Stop::File);
        }
        Ok(())
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
        tag: Option<&Tagged>,
    ) -> Result<(), Stop> {
        let (a, decoded) = self.store(value, span);
        let mut kind = if style == Style::Plain {
            scalar::kind_of(value)
        } else {
            Kind::Str
        };
        if let Some(tag) = tag {
            kind = self.tagged(kind, value, tag);
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
    fn tagged(&mut self, plain: Kind, value: &str, tag: &Tagged) -> Kind {
        let wanted = match &*tag.name {
            "!" | "tag:yaml.org,2002:str" => return Kind::Str,
            "tag:yaml.org,2002:null" => Kind::Null,
            "tag:yaml.org,2002:bool" => Kind::Bool,
            "tag:yaml.org,2002:int" => Kind::Int,
            "tag:yaml.org,2002:float" => Kind::Float,
            _ => {
                self.refuse_tag(tag);
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
            tag.span,
        );
        plain
    }

    fn refuse_tag(&mut self, tag: &Tagged) {
        let shown = match tag.name.strip_prefix("tag:yaml.org,2002:") {
            Some(core) => format!("!!{}", core.escape_debug()),
            None => tag.name.escape_debug().to_string(),
        };
        let diagnostic = Diagnostic::error("yaml::tag", format!("the tag `{shown}` is not allowed"))
            .at(&self.tree.source, tag.span)
            .help("only the tags of the YAML core schema are read: !!str, !!int, !!float, !!bool, !!null, !!seq, !!map");
        self.refuse(diagnostic);
    }

    pub(super) fn open(
        &mut self,
        kind: Kind,
        span: Span,
        style: Style,
        bracketed: bool,
        anchor: usize,
        tag: Option<&Tagged>,
    ) -> Result<(), Stop> {
        if self.open.len() >= self.limits.depth {
            let problem = self.too_deep(Span::new(span.start, span.start + 1));
            self.refuse(problem);
            return Err(Stop::Document);
        }
        let fits = match tag.map(|tag| &*tag.name) {
            None | Some("!") => true,
            Some("tag:yaml.org,2002:map") => kind == Kind::Map,
            Some("tag:yaml.org,2002:seq") => kind == Kind::Seq,
            Some(_) => false,
        };
        if let (false, Some(tag)) = (fits, tag) {
            self.refuse_tag(tag);
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
            bracketed,
        });
        Ok(())
    }

    /// Closes the innermost container; whether it ends with a bracket, at `end`.
    pub(super) fn close(&mut self, end: u32) -> bool {
        let Some(open) = self.open.pop() else {
            return false;
        };
        let raw = self.raw(open.node);
        if raw.kind == Kind::Map {
            self.check_keys(open.base);
            self.merge(open.base, open.node);
        }
        let first = Span::offset(self.tree.children.len());
        self.tree.children.extend(self.pending.drain(open.base..));
        let count = Span::offset(self.tree.children.len()) - first;
        // Without brackets it ends where its last node ends, not at the next token.
        let end = if open.bracketed {
            end
        } else {
            open.end.max(raw.span.start)
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
        open.bracketed
    }

    pub(super) fn adopt(&mut self, id: u32, parent: u32) {
        if let Some(raw) = self.tree.nodes.get_mut(id as usize) {
            raw.parent = parent;
        }
    }

    pub(super) fn child_ids(&self, id: u32) -> Vec<u32> {
        let raw = self.raw(id);
        self.tree
            .children
            .get(raw.a as usize..(raw.a + raw.b) as usize)
            .unwrap_or_default()
            .to_vec()
    }

    pub(super) fn push(&mut self, raw: Raw) -> Result<u32, Stop> {
        let id = self.tree.nodes.len();
        if id >= self.limits.nodes {
            self.refuse_at(
                "yaml::too-large",
                format!("more than {} nodes in one file", self.limits.nodes),
                raw.span,
            );
            return Err(Stop::File);
        }
        self.tree.nodes.push(raw);
        Ok(Span::offset(id))
    }

    pub(super) fn parent(&self) -> u32 {
        self.open.last().map_or(ROOT, |open| open.node)
    }

    /// Tells the container around that something of this height, whose text ends there, lies in it.
    pub(super) fn contain(&mut self, height: usize, end: u32) {
        if let Some(open) = self.open.last_mut() {
            open.height = open.height.max(height);
            open.end = open.end.max(end);
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by this builder's `push`"
    )]
    pub(super) fn raw(&self, id: u32) -> Raw {
        self.tree.nodes[id as usize]
    }

    pub(super) fn text(&self, id: u32) -> Option<&str> {
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

    /// What the next node will be.
    pub(super) fn slot(&self) -> Slot {
        match self.open.last() {
            None => Slot::Root,
            Some(open) if self.raw(open.node).kind == Kind::Seq => Slot::Item,
            Some(open) if (self.pending.len() - open.base).is_multiple_of(2) => Slot::Key,
            Some(_) => Slot::Value,
        }
    }

    /// The problem of containers nested too deep.
    pub(super) fn too_deep(&self, span: Span) -> Diagnostic {
        let message = format!("nested deeper than {} levels", self.limits.depth);
        Diagnostic::error("yaml::too-deep", message).at(&self.tree.source, span)
    }

    /// Advice for a line with marks of a template.
    pub(super) fn template_hint(&self, span: Span) -> Option<String> {
        let source = &self.tree.source;
        let line = source.slice(source.line_span(source.position(span.start).line)?);
        let is_template = line.contains("{{") || line.contains("{%");
        is_template.then(|| TEMPLATE.to_owned())
    }
}
