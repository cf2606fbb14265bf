//! What reading refuses before it parses: too much, and bytes that no manifest holds.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// Bounds on what one file may hold; beyond them it is refused as a whole.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: usize,
    /// Containers inside one another, aliases followed.
    pub depth: usize,
    /// Documents of a file.
    pub documents: u32,
    /// Nodes of a file.
    pub nodes: usize,
    /// Nodes that aliases bring into a file.
    pub copied: usize,
    /// Problems reported of one file; more are counted only.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            depth: 100,
            documents: 100_000,
            nodes: 6_000_000,
            copied: 250_000,
            problems: 50,
        }
    }
}

impl Limits {
    /// The reason why a file is not parsed at all: it is too large, or holds control characters, at which
    /// some parsers stop as if the file ended.
    pub(super) fn refuse(&self, source: &Source) -> Option<Diagnostic> {
        let text = source.text();
        if text.len() > self.bytes {
            let message = format!(
                "the file has {} bytes, more than the limit of {}",
                text.len(),
                self.bytes
            );
            return Some(Diagnostic::error("yaml::too-large", message).in_file(source.path()));
        }
        let at = control_character(text.as_bytes())?;
        let code = text.as_bytes().get(at).copied().unwrap_or_default();
        let message = format!("the control character U+{code:04X} is not allowed");
        let at = Span::offset(at);
        Some(
            Diagnostic::error("yaml::control-character", message).at(source, Span::new(at, at + 1)),
        )
    }
}

/// Where the first control character stands that no manifest holds.
fn control_character(bytes: &[u8]) -> Option<usize> {
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "without branches the compiler takes many bytes at once"
    )]
    let is_control = |byte: u8| (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
    let any = |chunk: &[u8]| {
        chunk
            .iter()
            .fold(0, |any, &byte| any | u8::from(is_control(byte)))
    };
    let chunk = bytes.chunks(64).position(|chunk| any(chunk) != 0)? * 64;
    let rest = bytes.get(chunk..).unwrap_or_default();
    Some(chunk + rest.iter().position(|&byte| is_control(byte))?)
}
