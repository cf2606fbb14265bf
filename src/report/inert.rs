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
