//! One line of `allowed_signers`.

use crate::diagnostic::Diagnostic;
use crate::exception::plus_days;
use crate::source::{Source, Span};
use jiff::civil::{Date, DateTime};
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, EcdsaCurve, PublicKey};

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) principals: String,
    pub(super) namespaces: String,
    valid_after: Option<DateTime>,
    valid_before: Option<DateTime>,
    pub(super) key: KeyData,
}

impl Line {
    /// Whether it holds from the first second of a day to its last.
    pub(super) fn is_valid(&self, day: Date) -> bool {
        let begins = day.at(0, 0, 0, 0);
        let ends = plus_days(day, 1).at(0, 0, 0, 0);
        self.valid_after.is_none_or(|after| after <= begins)
            && self.valid_before.is_none_or(|before| before >= ends)
    }
}

/// Why a line is not used.
pub(super) enum Refusal {
    Malformed(&'static str),
    NotBelieved(&'static str),
}

impl Refusal {
    pub(super) fn diagnostic(&self, source: &Source, span: Span) -> Diagnostic {
        let problem = match self {
            Self::Malformed(why) => Diagnostic::error("exception::signers", *why),
            Self::NotBelieved(why) => Diagnostic::warning("exception::signers", *why),
        };
        problem
            .at(source, span)
            .help("a line is: sam@example.com namespaces=\"exception@mustmay\" ssh-ed25519 AAAA..")
    }
}

pub(super) fn read_line(text: &str) -> Result<Line, Refusal> {
    let (principals, rest) =
        first_word(text).ok_or(Refusal::Malformed("the line ends after its principals"))?;
    let mut line = Options::default();
    let key = if is_key_type(rest) {
        rest
    } else {
        let (options, key) =
            first_word(rest).ok_or(Refusal::Malformed("the line has no public key"))?;
        line = read_options(options)?;
        key
    };
    if line.authority {
        return Err(Refusal::NotBelieved(
            "the line is not used: certificate authorities are not believed",
        ));
    }
    let key = read_key(key)?;
    let namespaces = line.namespaces.ok_or(Refusal::NotBelieved(
        "the line is not used: it does not say `namespaces=`, and would be good for any signature",
    ))?;
    Ok(Line {
        principals: principals.trim_matches('"').to_owned(),
        namespaces,
        valid_after: line.valid_after,
        valid_before: line.valid_before,
        key,
    })
}

fn read_key(text: &str) -> Result<KeyData, Refusal> {
    const OTHERS: &[&str] = &["ssh-rsa", "ssh-dss", "ecdsa-sha2-", "sk-ecdsa-"];
    let refused =
        Refusal::NotBelieved("the line is not used: keys are ed25519, sk-ed25519 or ecdsa-p256");
    let key = match PublicKey::from_openssh(text) {
        Ok(key) => key,
        Err(_)
            if OTHERS.iter().any(|start| text.starts_with(start))
                && !text.starts_with("ecdsa-sha2-nistp256 ") =>
        {
            return Err(refused);
        }
        Err(_) => {
            return Err(Refusal::Malformed(
                "the line has no public key that can be read",
            ));
        }
    };
    if is_trusted(&key.algorithm()) {
        Ok(key.key_data().clone())
    } else {
        Err(refused)
    }
}

/// The kinds of keys that are believed.
pub(in crate::exception) fn is_trusted(algorithm: &Algorithm) -> bool {
    matches!(
        algorithm,
        Algorithm::Ed25519
            | Algorithm::SkEd25519
            | Algorithm::Ecdsa {
                curve: EcdsaCurve::NistP256
            }
    )
}

#[derive(Default)]
struct Options {
    namespaces: Option<String>,
    valid_after: Option<DateTime>,
    valid_before: Option<DateTime>,
    authority: bool,
}

fn read_options(text: &str) -> Result<Options, Refusal> {
    let mut options = Options::default();
    for option in split_quoted(text, ',') {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let value = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'))
            .unwrap_or(value);
        match name.to_ascii_lowercase().as_str() {
            "cert-authority" => options.authority = true,
            "namespaces" if options.namespaces.is_none() && !value.is_empty() => {
                options.namespaces = Some(value.to_owned());
            }
            "valid-after" if options.valid_after.is_none() => {
                options.valid_after = Some(time(value)?);
            }
            "valid-before" if options.valid_before.is_none() => {
                options.valid_before = Some(time(value)?);
            }
            _ => {
                return Err(Refusal::Malformed(
                    "the line has an option that is unknown, empty or given twice",
                ));
            }
        }
    }
    Ok(options)
}

/// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, each with or without a `Z`.
fn time(text: &str) -> Result<DateTime, Refusal> {
    let digits = text.strip_suffix('Z').unwrap_or(text);
    let number = |from: usize, to: usize| -> Option<i16> {
        match digits.get(from..to) {
            Some(part) => part.parse().ok(),
            None => Some(0),
        }
    };
    let small = |from: usize, to: usize| number(from, to).and_then(|n| i8::try_from(n).ok());
    let whole = matches!(digits.len(), 8 | 12 | 14) && digits.bytes().all(|b| b.is_ascii_digit());
    let read = || {
        let parts = (small(4, 6)?, small(6, 8)?, small(8, 10)?, small(10, 12)?);
        let (month, day, hour, minute) = parts;
        DateTime::new(number(0, 4)?, month, day, hour, minute, small(12, 14)?, 0).ok()
    };
    whole.then(read).flatten().ok_or(Refusal::Malformed(
        "a time is written YYYYMMDD or YYYYMMDDHHMMSS",
    ))
}

/// The first word of a line, which may hold quoted blanks, and what follows it.
fn first_word(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => {
                let (word, rest) = text.split_at(at);
                return Some((word, rest.trim_start()));
            }
            _ => {}
        }
    }
    None
}

fn split_quoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '"';
        character == separator && !quoted
    })
}

fn is_key_type(text: &str) -> bool {
    ["ssh-", "sk-ssh-", "ecdsa-", "sk-ecdsa-"]
        .iter()
        .any(|start| text.starts_with(start))
}
