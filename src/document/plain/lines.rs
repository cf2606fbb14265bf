//! Block collections, line by line.

use super::{Begun, Odd, Plain};
use crate::document::tree::{Kind, Style};

/// Keys of more bytes are left to the parser, which allows 1,024 characters.
const LONGEST_KEY: usize = 1_000;

/// An open block collection.
#[derive(Clone, Copy)]
pub(super) struct Level {
    /// The column of its keys or dashes.
    column: usize,
    is_seq: bool,
    /// Where the value would stand that the last key or dash still waits for.
    awaited: Option<usize>,
}

/// A key of one line.
struct KeyAt {
    start: usize,
    end: usize,
    /// Behind its colon.
    after: usize,
    is_quoted: bool,
}

impl Plain<'_, '_> {
    /// Reads the whole text.
    pub(super) fn stream(&mut self) -> Result<(), Odd> {
        let mut line = 0;
        while line < self.bytes.len() {
            let at = self.skip_spaces(line);
            line = match self.at(at) {
                b'\n' => at + 1,
                b'#' => self.line_end(at) + 1,
                _ if at == line && self.marks(at) => self.mark(at)?,
                _ => self.line(at, at - line)?,
            };
        }
        self.end_document()
    }

    /// Whether what stands in the first column is about documents, and no content.
    fn marks(&self, at: usize) -> bool {
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.starts_with(b"---") || rest.starts_with(b"...") || rest.starts_with(b"%")
    }

    /// A `---` with nothing beside it; gives the start of the next line.
    fn mark(&mut self, at: usize) -> Result<usize, Odd> {
        let rest = self.bytes.get(at..).unwrap_or_default();
        if !rest.starts_with(b"---") {
            return Err(Odd);
        }
        let next = self.rest_of_line(at + 3)?;
        self.end_document()?;
        self.begin_document(at, true)?;
        Ok(next)
    }

    fn begin_document(&mut self, at: usize, explicit: bool) -> Result<(), Odd> {
        self.builder.document_start(super::span(at, at))?;
        self.document = Some(Begun {
            explicit,
            rooted: false,
        });
        Ok(())
    }

    fn end_document(&mut self) -> Result<(), Odd> {
        while !self.levels.is_empty() {
            self.close()?;
        }
        let Some(begun) = self.document.take() else {
            return Ok(());
        };
        if !begun.rooted {
            if !begun.explicit {
                return Err(Odd);
            }
            self.absent(self.bytes.len())?;
        }
        self.builder.document_end();
        Ok(())
    }

    fn close(&mut self) -> Result<(), Odd> {
        let level = self.levels.pop().ok_or(Odd)?;
        if let Some(at) = level.awaited {
            self.absent(at)?;
        }
        self.builder.close(0);
        Ok(())
    }

    fn is_dash(&self, at: usize) -> bool {
        self.at(at) == b'-' && matches!(self.at(at + 1), b' ' | b'\n')
    }

    /// A line with content at an offset, in a column; gives the start of the line behind what it begins.
    fn line(&mut self, mut at: usize, mut column: usize) -> Result<usize, Odd> {
        if self.document.is_none() {
            self.begin_document(at, false)?;
        }
        let is_dash = self.is_dash(at);
        while let Some(level) = self.levels.last() {
            // A list may stand in the column of the key that it belongs to; the next key ends it.
            let ends =
                level.column > column || (level.column == column && level.is_seq && !is_dash);
            if !ends {
                break;
            }
            self.close()?;
        }
        // What follows a dash is a line of its own, in its own column.
        loop {
            let is_dash = self.is_dash(at);
            let is_entry = self.place(column, is_dash)?;
            if !is_dash {
                return match self.key(at)? {
                    Some(key) => self.entry(&key, is_entry, column),
                    None if is_entry => Err(Odd),
                    None => {
                        let around = self.levels.last().ok_or(Odd)?.column;
                        self.value(at, around)
                    }
                };
            }
            if !is_entry {
                self.begin(Kind::Seq, at, column)?;
            }
            self.await_value(at + 1)?;
            let next = self.skip_spaces(at + 1);
            if matches!(self.at(next), b'\n' | b'#') {
                return Ok(self.line_end(next) + 1);
            }
            column += next - at;
            at = next;
        }
    }

    /// Whether what stands in a column is the next entry of the innermost collection; else it is the value that is
    /// waited for.
    fn place(&mut self, column: usize, is_dash: bool) -> Result<bool, Odd> {
        let Some(level) = self.levels.last_mut() else {
            let begun = self.document.as_ref().ok_or(Odd)?;
            return if begun.rooted { Err(Odd) } else { Ok(false) };
        };
        if level.column == column && level.is_seq == is_dash {
            let missing = level.awaited.take();
            if let Some(at) = missing {
                self.absent(at)?;
            }
            return Ok(true);
        }
        if level.column == column && !is_dash {
            return Err(Odd);
        }
        level.awaited.take().map(|_| false).ok_or(Odd)
    }

    fn begin(&mut self, kind: Kind, at: usize, column: usize) -> Result<(), Odd> {
        self.open(kind, at, Style::Block)?;
        if let Some(begun) = &mut self.document {
            begun.rooted = true;
        }
        self.levels.push(Level {
            column,
            is_seq: kind == Kind::Seq,
            awaited: None,
        });
        Ok(())
    }

    fn await_value(&mut self, at: usize) -> Result<(), Odd> {
        self.levels.last_mut().ok_or(Odd)?.awaited = Some(at);
        Ok(())
    }

    /// A key, and the value on its line if there is one.
    fn entry(&mut self, key: &KeyAt, is_entry: bool, column: usize) -> Result<usize, Odd> {
        if !is_entry {
            self.begin(Kind::Map, key.start, column)?;
        }
        if key.is_quoted {
            self.quoted(key.start)?;
        } else {
            self.plain(key.start, key.end)?;
        }
        let at = self.skip_spaces(key.after);
        match self.at(at) {
            b'#' if at == key.after => Err(Odd),
            b'\n' | b'#' => {
                self.await_value(key.after)?;
                Ok(self.line_end(at) + 1)
            }
            _ => self.value(at, column),
        }
    }

    /// The key at an offset, if there is one.
    fn key(&self, start: usize) -> Result<Option<KeyAt>, Odd> {
        let first = self.at(start);
        if matches!(first, b'"' | b'\'') {
            let end = self.quote_end(start)?;
            let colon = self.skip_spaces(end);
            if self.at(colon) != b':' {
                return Ok(None);
            }
            let separated = matches!(self.at(colon + 1), b' ' | b'\n');
            if !separated || colon - start > LONGEST_KEY {
                return Err(Odd);
            }
            return Ok(Some(KeyAt {
                start,
                end,
                after: colon + 1,
                is_quoted: true,
            }));
        }
        if !self.begins_plain(start) {
            return match first {
                b'[' | b'{' | b'|' | b'>' => Ok(None),
                _ => Err(Odd),
            };
        }
        if matches!(first, b':' | b'?') {
            return Err(Odd);
        }
        let Some(colon) = self.plain_end(start) else {
            return Ok(None);
        };
        let end = self.trimmed(start, colon);
        // What a merge key brings is the builder's business with aliases.
        if colon - start > LONGEST_KEY || self.bytes.get(start..end) == Some(b"<<") {
            return Err(Odd);
        }
        Ok(Some(KeyAt {
            start,
            end,
            after: colon + 1,
            is_quoted: false,
        }))
    }

    /// Where the colon stands that makes a key of the plain text at an offset.
    fn plain_end(&self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        loop {
            match self.at(at) {
                b'\n' => return None,
                b':' if matches!(self.at(at + 1), b' ' | b'\n') => return Some(at),
                b'#' if self.at(at - 1) == b' ' => return None,
                _ => at += 1,
            }
        }
    }

    /// Where a text ends without the spaces at its end.
    pub(super) fn trimmed(&self, start: usize, mut end: usize) -> usize {
        while end > start + 1 && self.at(end - 1) == b' ' {
            end -= 1;
        }
        end
    }
}
