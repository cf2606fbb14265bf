//! JSON as we write it: one line for each entry of the lists at the top, so that it can be read, searched and compared
//! line by line.

use crate::diagnostic::Diagnostic;
use crate::source::shown_text;
use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes a value as it is walked, never as a whole in memory.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn write<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Lines::default());
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// A problem in the reports that are not a check's: without its related places.
pub(super) fn diagnostic(diagnostic: &Diagnostic) -> Value {
    json!({
        "code": diagnostic.code,
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "location": diagnostic.file.as_ref().map(|file| json!({
            "file": **file,
            "line": diagnostic.place.as_ref().map(|place| place.start.line),
            "column": diagnostic.place.as_ref().map(|place| place.start.column),
        })),
    })
}

/// Breaks lines at the outer levels only, and escapes what a terminal, a browser or the runner of a pipeline would
/// take for more than text; the value stays the same.
#[derive(Default)]
struct Lines {
    depth: usize,
    /// Whether the container that ends has entries.
    filled: bool,
}

impl Lines {
    fn separate<W: ?Sized + Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        match (self.depth, first) {
            (1, _) => writer.write_all(b"\n  "),
            (_, true) => Ok(()),
            (_, false) => writer.write_all(b" "),
        }
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        if self.depth == 1 && self.filled {
            writer.write_all(b"\n  ")?;
        }
        writer.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if self.depth != 2 {
            return self.separate(writer, first);
        }
        writer.write_all(if first { b"\n    " } else { b",\n    " })
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(if self.depth == 0 { b"\n}" } else { b"}" })
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let harmless = !fragment.contains("##") && *shown_text(fragment) == *fragment;
        if harmless {
            return writer.write_all(fragment.as_bytes());
        }
        let mut before = None;
        for character in fragment.chars() {
            let mut bytes = [0; 4];
            let text = &*character.encode_utf8(&mut bytes);
            if (character, before) == ('#', Some('#')) || *shown_text(text) != *text {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                writer.write_all(text.as_bytes())?;
            }
            before = Some(character);
        }
        Ok(())
    }
}
