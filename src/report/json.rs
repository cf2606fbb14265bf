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
    write_deep(value, 1, out)
}

/// Writes a list, one line for each entry.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn write_list<T: Serialize>(list: &[T], out: &mut dyn Write) -> io::Result<()> {
    write(&list, out)
}

/// The same for a value whose lists of many entries stand in objects of this depth.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn write_deep<T: Serialize>(
    value: &T,
    depth: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    write_line(value, Lines::new(depth), &mut out)?;
    out.flush()
}

/// Writes a value on one line.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn write_one_line<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    write_line(value, Lines::new(0), out)
}

fn write_line<T: Serialize>(value: &T, lines: Lines, mut out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, lines);
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
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
struct Lines {
    /// Down to which depth the fields of an object have lines of their own; entries of lists one deeper.
    broken: usize,
    depth: usize,
    /// Whether the container that ends has entries.
    filled: bool,
}

impl Lines {
    const fn new(broken: usize) -> Self {
        Self {
            broken,
            depth: 0,
            filled: false,
        }
    }

    /// Whether the entries of a list of the depth that is reached have lines of their own.
    const fn breaks_lists(&self) -> bool {
        self.broken > 0 && self.depth <= self.broken + 1
    }

    fn separate<W: ?Sized + Write>(
        &self,
        writer: &mut W,
        first: bool,
        breaks: bool,
    ) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        match (breaks, first) {
            (true, _) => self.new_line(writer),
            (false, true) => Ok(()),
            (false, false) => writer.write_all(b" "),
        }
    }

    fn new_line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let breaks = self.filled && self.breaks_lists();
        self.depth -= 1;
        if breaks {
            self.new_line(writer)?;
        }
        writer.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.separate(writer, first, self.breaks_lists())
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
        let breaks = self.depth <= self.broken;
        self.depth -= 1;
        if breaks {
            self.new_line(writer)?;
        }
        writer.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.separate(writer, first, self.depth <= self.broken)
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
