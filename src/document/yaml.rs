//! The YAML adapter: events of `granit-parser` into the arena. The only file that knows the parser.

use super::Reading;
use super::builder::{Builder, Stop, Tagged};
use super::indentation::{Indentation, is_lone_bracket};
use super::limits::Limits;
use super::tree::{Kind, Style};
use super::written::{self, Slot};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use granit_parser::{
    ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError, StructureStyle, Tag,
};
use std::sync::Arc;

/// Reads all documents of a stream; a broken one does not hide its neighbours.
pub(super) fn read(source: &Arc<Source>, limits: &Limits) -> Reading {
    let (strict, brackets) = parse(source, limits, None);
    if brackets {
        return parse(source, limits, Some(Indentation::default())).0;
    }
    strict
}

/// One pass over the stream; also tells whether a document was refused for a closing bracket alone. With own rules
/// of indentation the parser's are off.
fn parse(
    source: &Arc<Source>,
    limits: &Limits,
    mut indentation: Option<Indentation>,
) -> (Reading, bool) {
    let text = source.text();
    let mut brackets = false;
    let mut builder = Builder::new(source, limits);
    let options = granit_parser::options! {
        strict_indentation: indentation.is_none(),
        emit_unresolved_aliases: true,
        // The builder has the limit; these only keep the parser from going far beyond it.
        block_nesting_limit: limits.depth + 1,
        flow_nesting_limit: limits.depth + 1,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut last = 0;
    while let Some(event) = parser.next_event() {
        let stop = match event {
            Ok((event, span)) => {
                let mut feeder = Feeder {
                    builder: &mut builder,
                    text,
                    last,
                    indentation: indentation.as_mut(),
                };
                let fed = feeder.feed(event, span);
                last = feeder.last;
                fed.err()
            }
            Err(error) => {
                brackets |= *error.kind() == ErrorKind::InvalidIndentation
                    && is_lone_bracket(text, offset(error.marker()) as usize);
                let problem = syntax_error(&builder, source, &error);
                builder.refuse(problem);
                Some(Stop::Document)
            }
        };
        match stop {
            None => continue,
            Some(Stop::Document) => builder.abandon(),
            Some(Stop::File) => break,
        }
        if !matches!(parser.proceed_next_document(), Ok(true)) {
            break;
        }
    }
    let (tree, diagnostics) = builder.finish();
    let tree = Arc::new(tree);
    (Reading { tree, diagnostics }, brackets)
}

fn syntax_error(builder: &Builder<'_>, source: &Source, error: &ScanError) -> Diagnostic {
    let at = offset(error.marker()) as usize;
    let text = source.text();
    let at = text.floor_char_boundary(at);
    let width = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8);
    let span = Span::new(Span::offset(at), Span::offset(at + width));
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return builder.too_deep(span);
    }
    let info = error.info().replace(['\n', '\r'], " ");
    let help = match error.kind() {
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            Some("indent with spaces")
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent => {
            Some("indent it further than the key or dash that it belongs to")
        }
        _ if source.slice(span).starts_with('?') => Some("quote the question mark: '?'"),
        _ => None,
    };
    Diagnostic::error("yaml::syntax", format!("not valid YAML: {info}"))
        .at(source, span)
        .maybe_help(help.map(str::to_owned))
        .maybe_help(builder.template_hint(span))
}

/// Carries events into the builder, and mends the places that the parser gives loosely.
struct Feeder<'b, 'l, 't> {
    builder: &'b mut Builder<'l>,
    text: &'t str,
    /// Where the token before ends.
    last: u32,
    /// The rules of indentation, where the parser's are off.
    indentation: Option<&'t mut Indentation>,
}

impl Feeder<'_, '_, '_> {
    fn feed(&mut self, event: Event<'_>, at: granit_parser::Span) -> Result<(), Stop> {
        let span = Span::new(offset(&at.start), offset(&at.end));
        let tag = |tag: Option<&Tag>| {
            tag.map(|tag| Tagged {
                name: format!("{}{}", tag.handle(), tag.suffix()),
                span: at
                    .tag_span()
                    .map_or(span, |at| Span::new(offset(&at.start), offset(&at.end))),
            })
        };
        match event {
            Event::Scalar(value, style, anchor, written_tag) => {
                let tag = tag(written_tag.as_deref());
                self.scalar(&value, style, span, anchor, tag.as_ref())
            }
            Event::SequenceStart(style, anchor, written_tag) => {
                let mut span = span;
                if style == StructureStyle::Block && self.builder.slot() == Slot::Value {
                    span.start = written::first_dash(self.text, self.last, span.start);
                }
                self.open(
                    Kind::Seq,
                    span,
                    style,
                    anchor,
                    tag(written_tag.as_deref()).as_ref(),
                )
            }
            Event::MappingStart(style, anchor, written_tag) => self.open(
                Kind::Map,
                span,
                style,
                anchor,
                tag(written_tag.as_deref()).as_ref(),
            ),
            Event::SequenceEnd | Event::MappingEnd => {
                let text = self.text;
                self.hold(|rules| rules.close(text, span.end))?;
                if self.builder.close(span.end) {
                    self.last = span.end;
                }
                Ok(())
            }
            Event::Alias(anchor) => {
                self.last = span.end;
                self.builder.alias(Some(anchor), span)
            }
            Event::UnresolvedAlias(_) => {
                self.last = span.end;
                self.builder.alias(None, span)
            }
            Event::DocumentStart(explicit, _) => {
                // Without `---` it is given the place of what follows.
                if explicit {
                    self.last = span.end;
                }
                if let Some(rules) = &mut self.indentation {
                    rules.clear();
                }
                self.builder.document_start(span)
            }
            Event::DocumentEnd => {
                if self.text.get(span.range()) == Some("...") {
                    self.last = span.end;
                }
                self.builder.document_end();
                Ok(())
            }
            Event::StreamStart | Event::StreamEnd => Ok(()),
            _ => {
                // A newer parser may know events that we would lose.
                let message = "the parser reports something that is not read";
                self.builder.refuse_at("yaml::unread", message, span);
                Ok(())
            }
        }
    }

    /// Asks the rules of indentation, where they are ours.
    fn hold(&mut self, ask: impl FnOnce(&mut Indentation) -> Result<(), u32>) -> Result<(), Stop> {
        let Some(Err(at)) = self.indentation.as_deref_mut().map(ask) else {
            return Ok(());
        };
        let message = "not valid YAML: invalid indentation";
        self.builder
            .refuse_at("yaml::syntax", message, Span::new(at, at));
        Err(Stop::Document)
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        span: Span,
        anchor: usize,
        tag: Option<&Tagged>,
    ) -> Result<(), Stop> {
        let (text, last) = (self.text, self.last);
        // The parser writes an absent value as `~`, or as nothing where it has a tag.
        let is_written = |value: &str| {
            text.get(span.range())
                .is_some_and(|written| written.contains(value))
        };
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            self.hold(|rules| rules.scalar(text, span))?;
        }
        let (value, span, style) = match style {
            ScalarStyle::Plain if value.is_empty() || (value == "~" && !is_written("~")) => (
                "",
                written::absent(text, last, self.builder.slot(), span.start),
                Style::Plain,
            ),
            ScalarStyle::Plain => (value, span, Style::Plain),
            ScalarStyle::SingleQuoted => (value, span, Style::Single),
            ScalarStyle::DoubleQuoted => (value, span, Style::Double),
            ScalarStyle::Literal => (
                value,
                written::block_scalar(text, last, span, b'|', value),
                Style::Literal,
            ),
            ScalarStyle::Folded => (
                value,
                written::block_scalar(text, last, span, b'>', value),
                Style::Folded,
            ),
        };
        self.last = span.end;
        self.builder.scalar(value, span, style, anchor, tag)
    }

    fn open(
        &mut self,
        kind: Kind,
        span: Span,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tagged>,
    ) -> Result<(), Stop> {
        let bracketed = self
            .text
            .as_bytes()
            .get(span.start as usize)
            .is_some_and(|byte| b"[{".contains(byte));
        let style = match style {
            StructureStyle::Block => Style::Block,
            StructureStyle::Flow => Style::Flow,
        };
        if let Some(rules) = &mut self.indentation {
            rules.open(self.text, style == Style::Block, span.start);
        }
        let bracketed = bracketed && style == Style::Flow;
        self.last = self.last.max(span.start + u32::from(bracketed));
        self.builder.open(kind, span, style, bracketed, anchor, tag)
    }
}

fn offset(marker: &Marker) -> u32 {
    Span::offset(marker.byte_offset().unwrap_or_default())
}
