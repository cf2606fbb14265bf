//! Names as we print them: one line, nothing that a terminal or a log reader takes for a command.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Component, Path};

/// A path as it is printed: with `/`, control and invisible characters as `\u{1b}`, bytes that are no UTF-8 as
/// `\xff`, and a backslash in a name as `\\`, so that no two paths are printed alike.
pub fn shown_path(path: &Path) -> String {
    let mut shown = String::new();
    for component in path.components() {
        if !shown.is_empty() && !shown.ends_with('/') {
            shown.push('/');
        }
        match component {
            Component::RootDir => shown.push('/'),
            Component::CurDir => shown.push('.'),
            Component::ParentDir => shown.push_str(".."),
            Component::Prefix(prefix) => push_name(&mut shown, prefix.as_os_str()),
            Component::Normal(name) => push_name(&mut shown, name),
        }
    }
    if shown.is_empty() {
        shown.push('.');
    }
    shown
}

/// A text with every character escaped that could move a cursor, hide or reorder what stands around it. Line
/// breaks are escaped too.
pub fn shown_text(text: &str) -> Cow<'_, str> {
    if !text.chars().any(needs_escape) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        push_char(&mut shown, character);
    }
    Cow::Owned(shown)
}

/// The bytes of the path that [`shown_path`] printed so. What it cannot have printed stays as it is.
pub fn named_path(shown: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(shown.len());
    let mut rest = shown;
    while let Some((before, behind)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        rest = behind;
        if let Some((escaped, behind)) = escaped(behind) {
            bytes.extend(escaped);
            rest = behind;
        } else {
            bytes.push(b'\\');
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// What a backslash before `text` stands for, and what comes after.
fn escaped(text: &str) -> Option<(Vec<u8>, &str)> {
    let simple = [("\\", b'\\'), ("n", b'\n'), ("r", b'\r'), ("t", b'\t')];
    for (word, byte) in simple {
        if let Some(behind) = text.strip_prefix(word) {
            return Some((vec![byte], behind));
        }
    }
    if let Some(behind) = text.strip_prefix("u{") {
        let (hex, behind) = behind.split_once('}')?;
        let character = char::from_u32(u32::from_str_radix(hex, 16).ok()?)?;
        return Some((character.to_string().into_bytes(), behind));
    }
    let (hex, behind) = text.strip_prefix('x')?.split_at_checked(2)?;
    Some((vec![u8::from_str_radix(hex, 16).ok()?], behind))
}

fn push_name(shown: &mut String, name: &std::ffi::OsStr) {
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => shown.push_str("\\\\"),
                other => push_char(shown, other),
            }
        }
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
}

fn push_char(shown: &mut String, character: char) {
    match character {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        other if needs_escape(other) => shown.extend(other.escape_unicode()),
        other => shown.push(other),
    }
}

/// Whether a character is escaped where text is shown or signed: control characters, line separators, the invisible
/// ones that join, split or reorder text, and what is no character at all (XML refuses it).
pub fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{fffe}'
                | '\u{ffff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Whether nothing is seen of a character where a name is read: what Unicode calls default-ignorable, and what
/// [`shown_text`] escapes, blanks apart.
pub fn is_unseen(character: char) -> bool {
    (needs_escape(character) && !character.is_whitespace())
        || matches!(
            character,
            '\u{34f}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fff8}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0080}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_unicode_has_renderers_ignore_is_unseen() {
        let ignorable = regex::Regex::new(r"^\p{Default_Ignorable_Code_Point}$").unwrap();
        let mut buffer = [0; 4];
        let ignored = ('\0'..=char::MAX).filter(|c| ignorable.is_match(c.encode_utf8(&mut buffer)));
        let ignored: Vec<char> = ignored.collect();
        assert!(ignored.len() > 1000);
        assert_eq!(ignored.iter().find(|c| !is_unseen(**c)), None);
        assert!(!"Aé <@.> \u{a0}\u{2028}\t".chars().any(is_unseen));
    }

    #[test]
    fn ordinary_paths_are_printed_as_they_are() {
        assert_eq!(shown_path(Path::new("a/Ünï/b c.yaml")), "a/Ünï/b c.yaml");
        assert_eq!(shown_path(Path::new("/a/../b")), "/a/../b");
        assert_eq!(shown_path(Path::new("")), ".");
    }

    #[test]
    fn names_cannot_write_lines_commands_or_colours() {
        let name = "a\n::error ::x\r\u{1b}[31m\u{202e}\u{200b}.yaml";
        assert_eq!(
            shown_path(Path::new(name)),
            "a\\n::error ::x\\r\\u{1b}[31m\\u{202e}\\u{200b}.yaml"
        );
        assert_eq!(shown_text("a\u{2028}b"), "a\\u{2028}b");
        assert_eq!(shown_text("a\u{fffe}b"), "a\\u{fffe}b");
    }

    #[cfg(unix)]
    #[test]
    fn no_two_names_are_printed_alike() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt as _;
        let bad = shown_path(Path::new(OsStr::from_bytes(b"a\xff")));
        assert_eq!(bad, "a\\xff");
        assert_ne!(bad, shown_path(Path::new("a\\xff")));
    }

    #[cfg(unix)]
    #[test]
    fn the_bytes_of_a_printed_path_are_known() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt as _;
        for name in [
            &b"a/b.yaml"[..],
            b"a\xff\\xff\n\r\t\x1b\\u{1b}",
            "ü\u{202e}\u{e0041}\\".as_bytes(),
            b"-x,%0A:",
        ] {
            let shown = shown_path(Path::new(OsStr::from_bytes(name)));
            assert_eq!(named_path(&shown), name, "{shown}");
        }
        for text in ["a\\", "\\u{110000}", "\\u{1b", "\\xé", "\\q"] {
            assert_eq!(named_path(text), text.as_bytes());
        }
    }
}
