//! Texts of others on one line, where nothing that reads them takes them for more than text.

use super::page::{joined, one_line};
use crate::source::{named_path, shown_text};

/// A text on one line, of a bearable length, in which no runner of a pipeline finds a command.
pub(super) fn plain(text: &str) -> String {
    without_commands(&one_line(text))
}

/// The same, however long.
pub(super) fn plain_whole(text: &str) -> String {
    without_commands(&joined(text))
}

/// A text without the commands that runners look for in the middle of a line.
pub(super) fn without_commands(text: &str) -> String {
    text.replace("##[", "#\\u{23}[")
        .replace("##vso[", "#\\u{23}vso[")
}

/// The name of a file for a program that looks the file up: as it is, or, where that could move a cursor, break a
/// line or is no text, as it is printed.
pub(super) fn lookup_path(shown: &str) -> String {
    let named = String::from_utf8(named_path(shown));
    let harmless = named.ok().filter(|name| shown_text(name) == *name);
    without_commands(&harmless.unwrap_or_else(|| shown_text(shown).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_runner_finds_a_command_in_a_text() {
        for text in [
            "x ##[error]y",
            "##vso[task.complete]",
            "###[x",
            "##\u{200b}[x",
        ] {
            for shown in [plain(text), plain_whole(text)] {
                assert!(
                    !shown.contains("##[") && !shown.contains("##vso["),
                    "{shown}"
                );
            }
        }
        assert_eq!(plain("x ##[error]y"), "x #\\u{23}[error]y");
        assert_eq!(plain("fixes #12 [x]"), "fixes #12 [x]");
        let long = "long ".repeat(1000);
        assert!(plain(&long).ends_with('…') && plain_whole(&long) == long.trim_end());
    }

    #[test]
    fn a_file_is_looked_up_by_its_own_name_where_that_is_harmless() {
        for (printed, name) in [
            ("a/b c.yaml", "a/b c.yaml"),
            (r"a\\b.yaml", r"a\b.yaml"),
            (r"a\u{202e}b.yaml", r"a\u{202e}b.yaml"),
            (r"a\nb.yaml", r"a\nb.yaml"),
            (r"a\xff.yaml", r"a\xff.yaml"),
            ("##[error]a.yaml", r"#\u{23}[error]a.yaml"),
        ] {
            assert_eq!(lookup_path(printed), name);
        }
    }
}
