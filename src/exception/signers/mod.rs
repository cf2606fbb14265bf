//! `allowed_signers`: who may sign with which key, as OpenSSH writes it.
//!
//! One line is `PRINCIPALS OPTIONS KEYTYPE KEY COMMENT`. Stricter than OpenSSH: a line must say `namespaces=`, keys
//! are ed25519, sk-ed25519 or ecdsa-p256, and certificate authorities are not believed. Times count as UTC; a key is
//! valid on a day if it is so from its first second to its last.

mod line;
mod pattern;

use super::groups::{bare, folded};
use super::signature::NAMESPACE;
use crate::diagnostic::Problems;
use crate::source::Source;
use jiff::civil::Date;
use line::{Line, read_line};
use pattern::matches_list;
use ssh_key::public::KeyData;
use std::sync::Arc;

pub(super) use line::is_trusted;

/// All lines that may be believed.
#[derive(Clone, Debug, Default)]
pub(super) struct AllowedSigners {
    lines: Vec<Line>,
    /// Whether there is such a file at all.
    present: bool,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use jiff::civil::date;
    use ssh_key::PublicKey;

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
