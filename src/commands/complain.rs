//! Diagnostics of a run that never came to a report.

use super::Context;
use crate::diagnostic::Diagnostic;
use crate::source::shown_text;
use std::io;

/// Prints problems on standard error, each message on one line that cannot be taken for a command.
///
/// # Errors
/// Where standard error cannot be written.
pub fn complain<'a>(
    context: &mut Context<'_>,
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
) -> io::Result<()> {
    for diagnostic in diagnostics {
        let word = [diagnostic.severity.word(), "[", diagnostic.code, "]"].concat();
        let message = shown_text(&diagnostic.message);
        match (&diagnostic.place, &diagnostic.file) {
            (Some(place), _) => writeln!(
                context.err,
                "{word}: {}:{}:{}: {message}",
                place.file, place.start.line, place.start.column
            )?,
            (None, Some(file)) => writeln!(context.err, "{word}: {file}: {message}")?,
            (None, None) => writeln!(context.err, "{word}: {message}")?,
        }
        if let Some(help) = &diagnostic.help {
            writeln!(context.err, "  help: {}", shown_text(help))?;
        }
    }
    context.err.flush()
}
