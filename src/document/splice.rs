//! Edits of a hand-written file: text put in at the spans of the tree, so that comments and order stay.

use crate::source::{Source, Span};
use std::sync::Arc;

/// Text in place of a span.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// The source with all edits made; `None` where two of them meet, or one lies outside or within a character.
pub fn splice(source: &Source, edits: &[Edit]) -> Option<Arc<Source>> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let whole = source.text();
    let mut text = String::with_capacity(whole.len());
    let mut done = 0;
    for edit in sorted {
        let range = edit.span.range();
        text.push_str(whole.get(done..range.start)?);
        // Is it a range of the text at all?
        whole.get(range.clone())?;
        text.push_str(&edit.text);
        done = range.end;
    }
    text.push_str(whole.get(done..)?);
    Some(Source::new(Arc::clone(source.path()), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit {
            span: Span::new(start, end),
            text: text.to_owned(),
        }
    }

    #[test]
    fn edits_are_made_in_any_order_and_never_over_each_other() {
        let source = Source::new("a", "één: 1\nb: 2\n");
        let spliced = splice(&source, &[edit(12, 13, "3"), edit(0, 5, "x")]).unwrap();
        assert_eq!(spliced.text(), "x: 1\nb: 3\n");
        assert!(splice(&source, &[edit(0, 5, ""), edit(4, 6, "")]).is_none());
        assert!(splice(&source, &[edit(1, 2, "")]).is_none());
        assert!(splice(&source, &[edit(20, 21, "")]).is_none());
    }
}
