//! `allowed_signers`: who may sign with which key, as OpenSSH writes it.
//!
//! One line is `PRINCIPALS OPTIONS KEYTYPE KEY COMMENT`. Stricter than OpenSSH: a line must say `namespaces=`, keys
//! are ed25519, sk-ed25519 or ecdsa-p256, and certificate authorities are not believed. Times count as UTC; a key is
//! valid on a day if it is so from its first second to its last.

use super::groups::{bare, folded};
use super::signature::NAMESPACE;
use crate::diagnostic::{Diagnostic, Problems};
use crate::source::{Source, Span};
use jiff::civil::{Date, DateTime};
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, EcdsaCurve, PublicKey};
use std::sync::Arc;

/// All lines that may be believed.
#[derive(Clone, Debug, Default)]
pub(super) struct AllowedSigners {
    lines: Vec<Line>,
    /// Whether there is such a file at all.
    present: bool,
}

/// One line.
#[derive(Clone, Debug)]
struct Line {
    principals: String,
    namespaces: String,
    valid_after: Option<DateTime>,
    valid_before: Option<DateTime>,
    key: KeyData,
}

/// What a key may do for somebody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Allowed {
    /// No line names the key for them.
    No,
    /// A line does, and not on this day.
    NotToday,
    /// A line does.
    Yes,
}

impl AllowedSigners {
    /// Whether somebody said who may sign.
    pub(super) fn is_present(&self) -> bool {
        self.present
    }

    /// Whether `principal` may sign exceptions with a key on a day. Patterns are held against the person's address,
    /// so that a name put before it matches none of another's; a line that writes the whole name means it too.
    pub(super) fn allows(&self, principal: &str, key: &KeyData, today: Date) -> Allowed {
        let person = bare(principal);
        let lines = self.lines.iter().filter(|line| {
            line.key == *key
                && (matches_list(&line.principals, &person) || line.principals == principal)
                && matches_list(&line.namespaces, NAMESPACE)
        });
        let allowed = lines.map(|line| {
            if line.is_valid(today) {
                Allowed::Yes
            } else {
                Allowed::NotToday
            }
        });
        allowed.max().unwrap_or(Allowed::No)
    }

    /// Whether some line names the key for `principal`, whatever the day and the namespace.
    pub(super) fn belongs_to(&self, principal: &str, key: &KeyData) -> bool {
        let (person, lower) = (bare(principal), folded(principal));
        self.lines
            .iter()
            .filter(|line| line.key == *key)
            .any(|line| {
                matches_list(&line.principals, principal.trim())
                    || matches_list(&line.principals, &person)
                    || matches_list(&line.principals.to_lowercase(), &lower)
                    || line.principals.split(',').any(|one| folded(one) == lower)
            })
    }

    /// Reads a file. A line that cannot be understood is an error; one that is not believed, a warning.
    pub(super) fn read(&mut self, source: &Arc<Source>, problems: &Problems) {
        self.present = true;
        let mut number = 1;
        while let Some(span) = source.line_span(number) {
            number += 1;
            let text = source.slice(span).trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            match read_line(text) {
                Ok(line) => self.lines.push(line),
                Err(refusal) => problems.push(refusal.diagnostic(source, span)),
            }
        }
    }
}

impl Line {
    fn is_valid(&self, day: Date) -> bool {
        let begins = day.at(0, 0, 0, 0);
        let ends = super::plus_days(day, 1).at(0, 0, 0, 0);
        self.valid_after.is_none_or(|after| after <= begins)
            && self.valid_before.is_none_or(|before| before >= ends)
    }
}

/// Why a line is not used.
enum Refusal {
    Malformed(&'static str),
    NotBelieved(&'static str),
}

impl Refusal {
    fn diagnostic(&self, source: &Source, span: Span) -> Diagnostic {
        let problem = match self {
            Self::Malformed(why) => Diagnostic::error("exception::signers", *why),
            Self::NotBelieved(why) => Diagnostic::warning("exception::signers", *why),
        };
        problem
            .at(source, span)
            .help("a line is: sam@example.com namespaces=\"exception@mustmay\" ssh-ed25519 AAAA..")
    }
}

fn read_line(text: &str) -> Result<Line, Refusal> {
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
pub(super) fn is_trusted(algorithm: &Algorithm) -> bool {
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

/// OpenSSH's pattern lists: one pattern must match, and none that begins with `!`.
fn matches_list(patterns: &str, text: &str) -> bool {
    let mut matched = false;
    for pattern in patterns.split(',') {
        match pattern.strip_prefix('!') {
            Some(negated) if matches_pattern(negated, text) => return false,
            Some(_) => {}
            None => matched |= matches_pattern(pattern, text),
        }
    }
    matched
}

/// `*` for any text, `?` for one character; linear in the product of the lengths.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // Which prefixes of the text the pattern so far matches.
    let mut reached = vec![false; text.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for wanted in pattern.chars() {
        let mut next = Vec::with_capacity(reached.len());
        if wanted == '*' {
            let mut any = false;
            for before in &reached {
                any |= before;
                next.push(any);
            }
        } else {
            next.push(false);
            for (before, character) in reached.iter().zip(&text) {
                next.push(*before && (wanted == '?' || wanted == *character));
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const KEY: &str = "ssh-ed25519 \
        AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

    /// Whole keys of kinds that are not believed.
    const OTHERS: [&str; 2] = [
        "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBMLHa4rhS5jM/hNzSmjfWUqKy/eLKMGIJIEz\
         tQsxpLNZGlui5irC6MtfPJf8ojfDg8wLp0cLsAkWxkU90U5penntkhFpyE9wtYph+9VmCv5g/+0J2YpAhfMGVqOX\
         xJ+2Hg==",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCbAME2G+YG+c8VhbvOmPP4MQX+sUNT9mvuS9NKED0kIJJTGaH2kPKb0qJv\
         WnKN4u8v3Pb/8PQxXK3Vd7bIbaCjiHXWcqUex2Kh0o1k2pKtWdkXKE4WxVSysDnBqO0VnzeWaNGYE6lsa6zAo8el\
         Aip8KX0cWXhdQcj8HvhIcBhENw==",
    ];

    fn read(text: &str) -> (AllowedSigners, Vec<Diagnostic>) {
        let problems = Problems::default();
        let mut signers = AllowedSigners::default();
        signers.read(&Source::new("allowed_signers", text), &problems);
        (signers, problems.into_vec())
    }

    fn key() -> KeyData {
        PublicKey::from_openssh(KEY).unwrap().key_data().clone()
    }

    /// Case hides from nobody whose key it is, neither in a name nor in a pattern.
    #[test]
    fn a_key_is_its_persons_however_the_name_is_written() {
        let (sam, dressed) = ("sam@example.com", "Sam Smith <sam@example.com>");
        for (principals, person, expected) in [
            ("*@EXAMPLE.com", sam, true),
            ("SAM@example.com", sam, true),
            ("*@EXAMPLE.org", sam, false),
            // Nor does what stands before the address, or who else is left out.
            ("Sam?Smith*", dressed, true),
            ("Sam?Smith*", sam, false),
            ("!SAM@example.com,*", sam, true),
        ] {
            let line = format!("{principals} namespaces=\"exception@mustmay\" {KEY}\n");
            let (signers, problems) = read(&line);
            assert!(problems.is_empty(), "{problems:?}");
            assert_eq!(
                signers.belongs_to(person, &key()),
                expected,
                "{principals} {person}"
            );
        }
    }

    #[test]
    fn patterns_are_those_of_openssh() {
        for (patterns, text, expected) in [
            ("sam@example.com", "sam@example.com", true),
            ("*@example.com", "sam@example.com", true),
            ("*@example.com,!mia@example.com", "mia@example.com", false),
            ("!mia@example.com,*", "mia@example.com", false),
            ("!mia@example.com", "sam@example.com", false),
            ("s?m", "sam", true),
            ("s?m", "sm", false),
            ("", "sam", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
        ] {
            assert_eq!(matches_list(patterns, text), expected, "{patterns} {text}");
        }
    }

    #[test]
    fn a_line_says_who_when_and_what_for() {
        let text = format!(
            "# people\n*@example.com,!mia@example.com \
             namespaces=\"git,exception@mustmay\",valid-after=\"20260101\",valid-before=\"20270101Z\" \
             {KEY} sam's key\n"
        );
        let (signers, problems) = read(&text);
        assert_eq!(problems, []);
        let allows = |who: &str, day| signers.allows(who, &key(), day);
        assert_eq!(allows("sam@example.com", date(2026, 1, 1)), Allowed::Yes);
        assert_eq!(allows("sam@example.com", date(2026, 12, 31)), Allowed::Yes);
        assert_eq!(
            allows("sam@example.com", date(2027, 1, 1)),
            Allowed::NotToday
        );
        assert_eq!(
            allows("sam@example.com", date(2025, 12, 31)),
            Allowed::NotToday
        );
        assert_eq!(allows("mia@example.com", date(2026, 6, 1)), Allowed::No);
    }

    /// A name before the address is no way around a pattern, in neither direction.
    #[test]
    fn a_person_is_the_address() {
        let day = date(2026, 6, 1);
        let allows = |principals: &str, who: &str| {
            let line = format!("\"{principals}\" namespaces=\"exception@mustmay\" {KEY}");
            let (signers, problems) = read(&line);
            assert_eq!(problems, []);
            signers.allows(who, &key(), day) == Allowed::Yes
        };
        let dressed = "Sam <sam@example.com>";
        assert!(allows("sam@example.com", dressed));
        assert!(allows(dressed, dressed));
        assert!(!allows("mia*", "mia <sam@example.com>"));
        for hidden in [dressed, "sam@example.com\u{200b}"] {
            assert!(!allows("*,!sam@example.com", hidden), "{hidden:?}");
        }
        let (signers, _) = read(&format!(
            "\"Mia M <mia@example.com>\" namespaces=\"git\" {KEY}"
        ));
        assert!(signers.belongs_to("mia@example.com", &key()));
        assert!(!signers.belongs_to("kim@example.com", &key()));
    }

    #[test]
    fn a_line_for_another_purpose_allows_nothing() {
        let (signers, problems) = read(&format!("sam@example.com namespaces=\"git\" {KEY}\n"));
        assert_eq!(problems, []);
        let day = date(2026, 6, 1);
        assert_eq!(signers.allows("sam@example.com", &key(), day), Allowed::No);
        assert!(signers.belongs_to("SAM@example.com", &key()));
    }

    #[test]
    fn blanks_in_quotes_end_no_word() {
        for (line, who) in [
            (
                format!("sam namespaces=\"a b,exception@mustmay\" {KEY}"),
                "sam",
            ),
            (
                format!("\"sam smith\" namespaces=\"exception@mustmay\" {KEY}"),
                "sam smith",
            ),
            (
                format!("sam\tnamespaces=\"exception@mustmay\" \t {KEY}"),
                "sam",
            ),
        ] {
            let (signers, problems) = read(&line);
            assert_eq!(problems, [], "{line}");
            let allowed = signers.allows(who, &key(), date(2026, 6, 1));
            assert_eq!(allowed, Allowed::Yes, "{line}");
        }
    }

    #[test]
    fn keys_of_other_kinds_are_not_believed() {
        for key in OTHERS {
            assert!(
                PublicKey::from_openssh(key).is_ok(),
                "a key that can be read"
            );
            let (signers, problems) = read(&format!("a namespaces=\"*\" {key}"));
            let [problem] = &problems[..] else {
                panic!("{problems:#?}");
            };
            assert!(!problem.is_error());
            assert!(problem.message.contains("keys are ed25519"), "{problem:?}");
            assert!(signers.lines.is_empty());
        }
    }

    #[test]
    fn lines_that_are_not_believed_or_understood_are_said() {
        for (line, is_error) in [
            (format!("* {KEY}"), false),
            (format!("* cert-authority,namespaces=\"*\" {KEY}"), false),
            (
                "a namespaces=\"*\" ssh-rsa AAAAB3NzaC1yc2E".to_owned(),
                false,
            ),
            (
                format!("a namespaces=\"*\",valid-after=\"2026\" {KEY}"),
                true,
            ),
            (
                format!("a namespaces=\"*\",valid-before=\"20260230\" {KEY}"),
                true,
            ),
            (
                format!("a namespaces=\"*\",valid-before=\"202601011\" {KEY}"),
                true,
            ),
            (
                format!("a namespaces=\"*\",valid-before=\"+0260101\" {KEY}"),
                true,
            ),
            (
                format!(
                    "a namespaces=\"*\",valid-after=\"20260601\",valid-after=\"20200101\" {KEY}"
                ),
                true,
            ),
            (
                format!(
                    "a namespaces=\"*\",valid-before=\"20260101\",valid-before=\"20300101\" {KEY}"
                ),
                true,
            ),
            (format!("a namespaces=\"\" {KEY}"), true),
            (format!("a no-such-option {KEY}"), true),
            ("a namespaces=\"*\" ssh-ed25519 AAAA".to_owned(), true),
            ("a".to_owned(), true),
        ] {
            let (signers, problems) = read(&line);
            assert_eq!(problems.len(), 1, "{line}");
            assert_eq!(problems[0].is_error(), is_error, "{line}");
            assert_eq!(
                signers.allows("a", &key(), date(2026, 6, 1)),
                Allowed::No,
                "{line}"
            );
        }
    }
}
