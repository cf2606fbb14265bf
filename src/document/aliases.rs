//! Aliases: copied into place, within a limit.

use super::builder::{Builder, Stop};
use super::tree::{Copied, Kind, ROOT, Raw, Style};
use crate::source::Span;

/// What an alias copies: the nodes and children slots of a closed node.
#[derive(Clone, Copy)]
pub(super) struct Anchored {
    pub(super) first: u32,
    pub(super) end: u32,
    pub(super) children: u32,
    pub(super) children_end: u32,
    pub(super) height: usize,
}

#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Unknown,
    /// Its own content is still being read.
    Open,
    Closed(Anchored),
}

impl Builder<'_> {
    /// An alias to a numbered anchor; `None` where there is no anchor of its name.
    pub(super) fn alias(&mut self, anchor: Option<usize>, span: Span) -> Result<(), Stop> {
        let anchor = anchor.and_then(|anchor| self.anchors.get(anchor));
        match anchor.copied().unwrap_or(Anchor::Unknown) {
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
            return Err(Stop::File);
        }
        if self.open.len() + from.height > self.limits.depth {
            let problem = self.too_deep(alias);
            self.refuse(problem);
            return Err(Stop::Document);
        }
        let first = Span::offset(self.tree.nodes.len());
        let children = Span::offset(self.tree.children.len());
        let parent = self.parent();
        let mut strays = false;
        for id in from.first..from.end {
            let mut raw = self.raw(id);
            raw.parent = if id == from.first {
                parent
            } else if (from.first..from.end).contains(&raw.parent) {
                raw.parent - from.first + first
            } else {
                strays = true;
                ROOT
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
        if strays {
            self.bring_home(first, end);
        }
        self.tree.copied.push(Copied { first, end, alias });
        self.contain(from.height, alias.end);
        self.pending.push(first);
        Ok(())
    }

    /// Gives the copies of nodes that a merge key had moved out of their map (`<<: &base { a: 1 }`) to the copy of
    /// that map.
    fn bring_home(&mut self, first: u32, end: u32) {
        for id in first..end {
            if self.raw(id).kind <= Kind::Str {
                continue;
            }
            for child in self.child_ids(id) {
                if self.raw(child).parent == ROOT {
                    self.adopt(child, id);
                }
            }
        }
    }

    pub(super) fn set_anchor(&mut self, number: usize, anchor: Anchor) {
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
}
