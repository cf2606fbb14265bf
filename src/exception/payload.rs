//! The text that is signed: fixed, one `field: value` a line, the same on every machine.

use super::record::Record;
use crate::source::needs_escape;
use std::fmt::Write as _;

/// The text that `approver` signs to approve `record`.
///
/// Every field has its line, also where the record does not say it; `at` has one for each path or fingerprint. A
/// line break inside a value is written `\n`, a backslash `\\`, and what a terminal would not show as it is `\u{202e}`,
/// so that no two records give one text, and what is read before signing is what is signed.
pub fn payload(record: &Record, approver: &str) -> String {
    let mut text = String::from("mustmay-exception-v1\n");
    let optional = |value: &Option<crate::document::Spanned<String>>| {
        value.as_ref().map_or("", |value| value.as_str()).to_owned()
    };
    line(&mut text, "id", &record.id);
    line(&mut text, "repository", &optional(&record.repository));
    line(&mut text, "mandate", &record.mandate);
    line(&mut text, "condition", &optional(&record.condition));
    for path in &record.at {
        line(&mut text, "at", path);
    }
    for fingerprint in &record.fingerprints {
        line(
            &mut text,
            "at",
            &format!("fingerprint {}", fingerprint.value),
        );
    }
    if record.at.is_empty() && record.fingerprints.is_empty() {
        line(&mut text, "at", "");
    }
    line(&mut text, "kind", &optional(&record.kind));
    line(&mut text, "service", &record.service);
    line(&mut text, "file", &optional(&record.file));
    line(&mut text, "category", record.category.value.word());
    line(&mut text, "reason", &record.reason);
    line(&mut text, "ticket", &optional(&record.ticket));
    line(&mut text, "owner", &record.owner);
    line(&mut text, "requestedBy", &record.requested_by);
    line(&mut text, "created", &record.created.value.to_string());
    line(&mut text, "expires", &record.expires.value.to_string());
    line(&mut text, "renewals", &record.renewals.value.to_string());
    line(&mut text, "approver", approver);
    text
}

fn line(text: &mut String, field: &str, value: &str) {
    text.push_str(field);
    text.push(':');
    if !value.is_empty() {
        text.push(' ');
    }
    for character in value.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            other if needs_escape(other) => {
                // Writing to a string does not fail.
                let _ = write!(text, "\\u{{{:x}}}", u32::from(other));
            }
            other => text.push(other),
        }
    }
    text.push('\n');
}
