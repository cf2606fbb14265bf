//! Commands of GitHub's runner: each entry is shown at its line of the pull request. It shows ten of a sort, so the
//! worst come first.

use super::entries::{Entry, Weight, entries};
use super::summary;
use crate::project::CheckReport;
use crate::report::Style;
use crate::report::inert::{lookup_path, plain};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes a command a line, and the line of counts, which is none.
pub(super) fn render(report: &CheckReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for entry in entries(report, style.show_excepted) {
        writeln!(out, "{}", command(&entry))?;
    }
    writeln!(out, "{}", summary::counts_line(report))?;
    out.flush()
}

/// `::error file=a.yaml,line=1,..::message`
fn command(entry: &Entry<'_>) -> String {
    let word = match entry.weight {
        Weight::Error | Weight::Deny => "error",
        Weight::Warn => "warning",
        Weight::Advise | Weight::Excepted => "notice",
    };
    let mut command = ["::", word, " "].concat();
    if let Some(file) = entry.file {
        command.push_str("file=");
        command.push_str(&property(&lookup_path(file)));
        command.push(',');
    }
    if let Some(place) = entry.place {
        let (start, end) = (place.start, place.end);
        // Writing to a string does not fail.
        let _ = write!(command, "line={},endLine={},", start.line, end.line);
        if start.line == end.line {
            let _ = write!(command, "col={},endColumn={},", start.column, end.column);
        }
    }
    command.push_str("title=");
    command.push_str(&property(&plain(&title(entry))));
    command.push_str("::");
    let mut lines = vec![plain(&entry.message)];
    lines.extend(entry.notes.iter().map(|note| plain(note)));
    command.push_str(&data(&lines.join("\n")));
    command
}

fn title(entry: &Entry<'_>) -> String {
    match (entry.service, entry.weight) {
        (Some(service), Weight::Excepted) => {
            format!("{} in {}, excepted", entry.title(), service.name)
        }
        (Some(service), _) => format!("{} in {}", entry.title(), service.name),
        (None, _) => entry.title(),
    }
}

/// The text of a command, as the runner decodes it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command, as the runner decodes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case 61.
    #[test]
    fn what_the_runner_decodes_is_encoded() {
        assert_eq!(data("a%0A\r\n::x, y"), "a%250A%0D%0A::x, y");
        assert_eq!(property("a:b,c%2C\n"), "a%3Ab%2Cc%252C%0A");
    }
}
