//! The YAML adapter: events of `granit-parser` into the arena. The only file that knows the parser.

use super::Reading;
use super::builder::{Builder, Stop};
use super::limits::Limits;
use super::tree::{Kind, Style, Tree};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use granit_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StructureStyle, Tag};
use std::sync::Arc;

/// Reads all documents of a stream; a broken one does not hide its neighbours.
pub(super) fn read(source: &Arc<Source>, limits: &Limits) -> Reading {
    if let Some(problem) = refuse_bytes(source, limits) {
        return Reading {
            tree: Arc::new(Tree::refused(source)),
            diagnostics: vec![problem],
        };
    }
    let text = source.text();
    let mut builder = Builder::new(source, limits);
    let options = granit_parser::options! {
        strict_indentation: true,
        // The builder has the limit; these only keep the parser from going far beyond it.
        block_nesting_limit: limits.depth + 1,
        flow_nesting_limit: limits.depth + 1,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => {
                let span = Span::new(offset(&span.start), offset(&span.end));
                if feed(&mut builder, text, event, span).is_err() {
                    break;
                }
            }
            Err(error) => {
                let problem = syntax_error(&builder, source, &error);
                builder.refuse(problem);
                builder.abandon();
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    let (tree, diagnostics) = builder.finish();
    Reading {
        tree: Arc::new(tree),
        diagnostics,
    }
}

/// What no YAML reader may see: too much, and control characters.
fn refuse_bytes(source: &Source, limits: &Limits) -> Option<Diagnostic> {
    let text = source.text();
    if text.len() > limits.bytes {
        let message = format!(
            "the file has {} bytes, more than the limit of {}",
            text.len(),
            limits.bytes
        );
        return Some(Diagnostic::error("yaml::too-large", message).in_file(source.path()));
    }
    let at = text
        .bytes()
        .position(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'))?;
    let code = text.as_bytes().get(at).copied().unwrap_or_default();
    let message = format!("the control character U+{code:04X} is not allowed");
    let at = Span::offset(at);
    Some(Diagnostic::error("yaml::control-character", message).at(source, Span::new(at, at + 1)))
}

fn syntax_error(builder: &Builder<'_>, source: &Source, error: &ScanError) -> Diagnostic {
    let mut at = offset(error.marker()) as usize;
    let text = source.text();
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let width = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8);
    let span = Span::new(Span::offset(at), Span::offset(at + width));
    let info = error.info().replace(['\n', '\r'], " ");
    Diagnostic::error("yaml::syntax", format!("not valid YAML: {info}"))
        .at(source, span)
        .maybe_help(builder.template_hint(span))
}

fn feed(builder: &mut Builder<'_>, text: &str, event: Event<'_>, span: Span) -> Result<(), Stop> {
    match event {
        Event::Scalar(value, style, anchor, tag) => {
            let tag = tag.as_deref().map(full_tag);
            let written = text.get(span.range()).unwrap_or_default();
            match style {
                // The parser writes an absent value as `~`.
                ScalarStyle::Plain if value == "~" && !written.contains('~') => {
                    let span = Span::new(span.start, span.start);
                    builder.scalar("", span, Style::Plain, anchor, tag.as_deref())
                }
                ScalarStyle::Plain => {
                    builder.scalar(&value, span, Style::Plain, anchor, tag.as_deref())
                }
                ScalarStyle::SingleQuoted => {
                    builder.scalar(&value, span, Style::Single, anchor, tag.as_deref())
                }
                ScalarStyle::DoubleQuoted => {
                    builder.scalar(&value, span, Style::Double, anchor, tag.as_deref())
                }
                ScalarStyle::Literal => builder.scalar(
                    &value,
                    block_span(text, span, b'|'),
                    Style::Literal,
                    anchor,
                    tag.as_deref(),
                ),
                ScalarStyle::Folded => builder.scalar(
                    &value,
                    block_span(text, span, b'>'),
                    Style::Folded,
                    anchor,
                    tag.as_deref(),
                ),
            }
        }
        Event::SequenceStart(style, anchor, tag) => {
            let tag = tag.as_deref().map(full_tag);
            let mut span = span;
            if style == StructureStyle::Block && builder.in_map() {
                span.start = dash_before(text, span.start);
            }
            builder.open(Kind::Seq, span, structure(style), anchor, tag.as_deref())
        }
        Event::MappingStart(style, anchor, tag) => {
            let tag = tag.as_deref().map(full_tag);
            builder.open(Kind::Map, span, structure(style), anchor, tag.as_deref())
        }
        Event::SequenceEnd | Event::MappingEnd => {
            builder.close(span.end);
            Ok(())
        }
        Event::Alias(anchor) => builder.alias(anchor, span),
        Event::DocumentStart(..) => {
            builder.document_start();
            Ok(())
        }
        Event::DocumentEnd => {
            builder.document_end();
            Ok(())
        }
        _ => Ok(()),
    }
}

fn offset(marker: &Marker) -> u32 {
    Span::offset(marker.byte_offset().unwrap_or_default())
}

fn full_tag(tag: &Tag) -> String {
    format!("{}{}", tag.handle(), tag.suffix())
}

fn structure(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Block => Style::Block,
        StructureStyle::Flow => Style::Flow,
    }
}

/// The span of a block scalar from its indicator to its last character: the parser's begins behind the
/// indicator and runs to the next token.
fn block_span(text: &str, span: Span, indicator: u8) -> Span {
    let start = text
        .as_bytes()
        .get(..span.start as usize)
        .unwrap_or_default();
    let start = memchr::memrchr(indicator, start).map_or(span.start, Span::offset);
    let body = text
        .get(Span::new(start, span.end).range())
        .unwrap_or_default();
    Span::new(start, start + Span::offset(body.trim_end().len()))
}

/// A block sequence in the column of its key is reported from its first item; its dash is the first thing on
/// that line, or on an earlier one.
fn dash_before(text: &str, start: u32) -> u32 {
    let bytes = text.as_bytes();
    let mut end = start as usize;
    loop {
        let before = bytes.get(..end).unwrap_or_default();
        let line = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let indent = bytes
            .get(line..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| **byte == b' ')
            .count();
        if bytes.get(line + indent) == Some(&b'-') && line + indent <= start as usize {
            return Span::offset(line + indent);
        }
        let Some(up) = line.checked_sub(1) else {
            return start;
        };
        end = up;
    }
}
