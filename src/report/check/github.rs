//! Commands of GitHub's runner: each entry is shown at its line of the pull request. It shows ten of a sort, so the
//! worst come first.

use super::entries::{Entry, Weight, entries};
use super::summary;
use super::unchecked::{Unchecked, unchecked};
use crate::project::CheckReport;
use crate::report::Style;
use crate::report::inert::{lookup_path, plain};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes a command a line, and the line of counts, which is none.
pub(super) fn render(report: &CheckReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let all = entries(report, style.show_excepted);
    let (worse, notices) = all.split_at(all.partition_point(|one| one.weight < Weight::Advise));
    for entry in worse {
        writeln!(out, "{}", command(entry))?;
    }
    // One notice for all of it: the runner shows ten, and these must not push findings out.
    let unchecked = unchecked(report);
    if !unchecked.is_empty() {
        writeln!(out, "{}", notice(&unchecked))?;
    }
    for entry in notices {
        writeln!(out, "{}", command(entry))?;
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

/// `::notice title=..::not checked: vendor/theme/ (submodule)`
fn notice(all: &[Unchecked<'_>]) -> String {
    let lines: Vec<String> = all
        .iter()
        .map(|sort| {
            let (first, more) = sort.first();
            let mut names: Vec<String> = first.iter().map(|item| plain(&item.name())).collect();
            if more > 0 {
                names.push(format!("and {more} more"));
            }
            let colon = if names.is_empty() { "" } else { ": " };
            [&*sort.count, " ", sort.title, colon, &names.join(", ")].concat()
        })
        .collect();
    let title = property("mustmay/unchecked");
    ["::notice title=", &*title, "::", &data(&lines.join("\n"))].concat()
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
