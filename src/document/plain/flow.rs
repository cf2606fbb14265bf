//! Flow collections of one line.

use super::{Odd, Plain};
use crate::document::tree::{Kind, Style};

impl Plain<'_, '_> {
    /// The flow collection at an offset; gives the place behind it.
    pub(super) fn flow(&mut self, start: usize) -> Result<usize, Odd> {
        let (kind, bracket) = if self.at(start) == b'{' {
            (Kind::Map, b'}')
        } else {
            (Kind::Seq, b']')
        };
        self.open(kind, start, Style::Flow)?;
        let mut at = self.skip_spaces(start + 1);
        while self.at(at) != bracket {
            if kind == Kind::Map {
                at = self.flow_key(at)?;
            }
            at = match self.at(at) {
                b'"' | b'\'' => self.quoted(at)?,
                // The builder bounds the depth.
                b'[' | b'{' => self.flow(at)?,
                _ => self.flow_plain(at)?,
            };
            at = self.skip_spaces(at);
            match self.at(at) {
                b',' if self.at(at + 1) == b' ' || kind == Kind::Seq => {
                    at = self.skip_spaces(at + 1);
                    // A comma at the end.
                    if self.at(at) == bracket {
                        return Err(Odd);
                    }
                }
                byte if byte == bracket => {}
                _ => return Err(Odd),
            }
        }
        self.builder.close(super::span(at, at + 1).end);
        Ok(at + 1)
    }

    /// A key, its colon and the space behind that; gives the place of the value.
    fn flow_key(&mut self, at: usize) -> Result<usize, Odd> {
        let end = match self.at(at) {
            b'"' | b'\'' => self.quoted(at)?,
            _ => self.flow_plain(at)?,
        };
        let colon = self.skip_spaces(end);
        if self.at(colon) != b':' || self.at(colon + 1) != b' ' {
            return Err(Odd);
        }
        Ok(self.skip_spaces(colon + 1))
    }

    fn flow_plain(&mut self, start: usize) -> Result<usize, Odd> {
        let is_indicator = matches!(self.at(start), b'-' | b'?' | b':');
        let next = self.at(start + 1);
        if !self.begins_plain(start) || (is_indicator && is_flow_mark(next)) {
            return Err(Odd);
        }
        let mut at = start + 1;
        loop {
            match self.at(at) {
                b'\n' | b'[' | b'{' => return Err(Odd),
                b',' | b']' | b'}' => break,
                b':' if matches!(self.at(at + 1), b' ' | b'\n')
                    || is_flow_mark(self.at(at + 1)) =>
                {
                    break;
                }
                b'#' if self.at(at - 1) == b' ' => return Err(Odd),
                _ => at += 1,
            }
        }
        let end = self.trimmed(start, at);
        // A merge key is the builder's business with aliases.
        if self.bytes.get(start..end) == Some(b"<<") {
            return Err(Odd);
        }
        self.plain(start, end)?;
        Ok(at)
    }
}

/// Whether a byte is one that ends a plain scalar inside a flow collection.
fn is_flow_mark(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}
