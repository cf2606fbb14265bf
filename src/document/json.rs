//! `.json` files must be JSON before they are read as YAML, which would take much more.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// The reason why a `.json` file is refused, if it is no JSON.
pub(super) fn refuse(source: &Source) -> Option<Diagnostic> {
    let text = source.text();
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let error = serde_json::from_str::<serde::de::IgnoredAny>(body).err()?;
    let line = source
        .line_span(u32::try_from(error.line()).unwrap_or(u32::MAX))
        .unwrap_or_default();
    // Columns count bytes, behind a byte-order mark.
    let mark = if line.start == 0 {
        text.len() - body.len()
    } else {
        0
    };
    let at = line.start as usize + mark + error.column().saturating_sub(1);
    let at = Span::offset(text.floor_char_boundary(at.min(line.end as usize)));
    let message = error.to_string();
    let message = message
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned();
    Some(
        Diagnostic::error("json::syntax", format!("not valid JSON: {message}"))
            .at(source, Span::new(at, at)),
    )
}
