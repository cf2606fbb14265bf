//! Values: plain and quoted scalars of one line, and block scalars.

use super::{Odd, Plain, span};
use crate::document::tree::Style;
use crate::source::Span;

impl Plain<'_, '_> {
    /// The value at an offset, in a collection whose entries stand in a column; gives the start of the line behind it.
    pub(super) fn value(&mut self, at: usize, around: usize) -> Result<usize, Odd> {
        match self.at(at) {
            b'"' | b'\'' => {
                let end = self.quoted(at)?;
                self.rest_of_line(end)
            }
            b'|' | b'>' => self.block(at, around),
            b'[' | b'{' => {
                let end = self.flow(at)?;
                self.rest_of_line(end)
            }
            _ => self.plain_value(at),
        }
    }

    fn plain_value(&mut self, start: usize) -> Result<usize, Odd> {
        if !self.begins_plain(start) {
            return Err(Odd);
        }
        let mut at = start + 1;
        let next = loop {
            match self.at(at) {
                b'\n' => break at + 1,
                b':' if matches!(self.at(at + 1), b' ' | b'\n') => return Err(Odd),
                b'#' if self.at(at - 1) == b' ' => break self.line_end(at) + 1,
                _ => at += 1,
            }
        };
        self.plain(start, self.trimmed(start, at))?;
        Ok(next)
    }

    /// Behind the closing quote of a scalar of one line.
    pub(super) fn quote_end(&self, start: usize) -> Result<usize, Odd> {
        let quote = self.at(start);
        let mut at = start + 1;
        loop {
            match self.at(at) {
                b'\n' => return Err(Odd),
                b'\\' if quote == b'"' => at += 2,
                byte if byte != quote => at += 1,
                _ if quote == b'\'' && self.at(at + 1) == b'\'' => at += 2,
                _ => return Ok(at + 1),
            }
        }
    }

    /// The quoted scalar at an offset; gives the place behind it.
    pub(super) fn quoted(&mut self, start: usize) -> Result<usize, Odd> {
        let end = self.quote_end(start)?;
        let is_double = self.at(start) == b'"';
        let (style, escape) = if is_double {
            (Style::Double, '\\')
        } else {
            (Style::Single, '\'')
        };
        let inside = (start + 1, end - 1);
        let written = self.text.get(inside.0..inside.1).ok_or(Odd)?;
        if !written.contains(escape) {
            self.verbatim(inside, span(start, end), style)?;
            return Ok(end);
        }
        let value = if is_double {
            unescaped(written).ok_or(Odd)?
        } else {
            written.replace("''", "'")
        };
        self.decoded(&value, span(start, end), style)?;
        Ok(end)
    }

    fn decoded(&mut self, value: &str, span: Span, style: Style) -> Result<(), Odd> {
        Ok(self.builder.scalar(value, span, style, 0, None)?)
    }

    /// The block scalar at an offset; gives the start of the line behind it.
    fn block(&mut self, start: usize, around: usize) -> Result<usize, Odd> {
        let is_folded = self.at(start) == b'>';
        let (chomping, behind) = match self.at(start + 1) {
            indicator @ (b'-' | b'+') => (indicator, start + 2),
            b' ' | b'\n' => (0, start + 1),
            _ => return Err(Odd),
        };
        let mut line = self.rest_of_line(behind)?;
        let mut value = String::new();
        let mut indent = None;
        let mut blank = 0;
        let mut end = line;
        while line < self.bytes.len() {
            let at = self.skip_spaces(line);
            let column = at - line;
            if self.at(at) == b'\n' && indent.is_none_or(|indent| column <= indent) {
                // A blank line before the first may be indented too far, and one without a line
                // feed at the end of the file is no line.
                if at == self.bytes.len() || (indent.is_none() && column > around + 1) {
                    return Err(Odd);
                }
                blank += 1;
                line = at + 1;
                continue;
            }
            if self.at(at) != b'\n' && column <= around {
                break;
            }
            let is_first = indent.is_none();
            let indent = *indent.get_or_insert(column);
            // Lines that are indented further fold by other rules.
            if column < indent || (is_folded && column > indent) {
                return Err(Odd);
            }
            match (is_first, is_folded) {
                (true, _) => {}
                (false, true) if blank > 0 => {}
                (false, true) => value.push(' '),
                (false, false) => value.push('\n'),
            }
            value.extend(std::iter::repeat_n('\n', blank));
            blank = 0;
            end = self.line_end(line);
            value.push_str(self.text.get(line + indent..end).ok_or(Odd)?);
            line = end + 1;
        }
        // Without a line feed at the end of the file the parser decides what is kept.
        if indent.is_none() || end >= self.bytes.len() {
            return Err(Odd);
        }
        match chomping {
            b'-' => {}
            b'+' => value.extend(std::iter::repeat_n('\n', blank + 1)),
            _ => value.push('\n'),
        }
        let style = if is_folded {
            Style::Folded
        } else {
            Style::Literal
        };
        self.decoded(&value, span(start, end), style)?;
        Ok(line)
    }
}

/// A double-quoted text without its escapes; `None` where one is rare or wrong.
fn unescaped(written: &str) -> Option<String> {
    let mut value = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((before, after)) = rest.split_once('\\') {
        value.push_str(before);
        let kind = after.chars().next()?;
        let mut length = kind.len_utf8();
        let mut hex = |digits: usize| {
            let code = after.get(length..length + digits)?;
            length += digits;
            let is_hex = code.bytes().all(|byte| byte.is_ascii_hexdigit());
            let code = u32::from_str_radix(code, 16).ok().filter(|_| is_hex)?;
            char::from_u32(code)
        };
        value.push(match kind {
            '"' | '\\' | '/' => kind,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'u' => hex(4)?,
            'x' => hex(2)?,
            _ => return None,
        });
        rest = after.get(length..)?;
    }
    value.push_str(rest);
    Some(value)
}
