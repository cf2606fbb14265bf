//! Renewal: until when a record may be renewed, and what is left to do where it may not.

use super::days::plus_days;
use super::record::Record;
use crate::policy::{Mandate, PolicySet, Terms, Unless};
use crate::source::Span;
use jiff::civil::Date;

/// The latest day until which a record may be renewed on a day, the records before it not looked at.
///
/// # Errors
/// Why it may not be renewed, and the line that makes it so.
pub fn renewal(
    record: &Record,
    mandate: &Mandate,
    terms: &Terms,
    today: Date,
) -> Result<Date, (String, Span)> {
    if record.is_emergency() {
        let message = "an emergency exception is never renewed".to_owned();
        return Err((message, record.category.span));
    }
    if let Some(revoked) = &record.revoked {
        let message = "a revoked exception is not renewed".to_owned();
        return Err((message, revoked.span));
    }
    let renewals = record.renewals.value.saturating_add(1);
    if renewals > terms.max_renewals {
        let message = format!(
            "`{}` allows {} renewals, and `{}` has had {}",
            mandate.id, terms.max_renewals, record.id.value, record.renewals.value
        );
        return Err((message, record.renewals.span));
    }
    let days = terms.max_days.saturating_mul(renewals.saturating_add(1));
    let latest = plus_days(record.created.value, days);
    if latest <= record.expires.value || latest < today {
        let message = format!(
            "it ends on {} now, and `{}` allows no day after {latest}",
            record.expires.value, mandate.id
        );
        return Err((message, record.expires.span));
    }
    Ok(latest)
}

/// What to do about a record that has ended, for a finding if one is meant: the command that renews it, or why it is
/// not renewed and the command that asks for another. `None` where its mandate is gone, or allows none.
pub(super) fn advice(
    record: &Record,
    set: &PolicySet,
    today: Date,
    fingerprint: Option<&str>,
) -> Option<String> {
    let mandate = set.mandate(&record.mandate)?;
    let Unless::Granted(terms) = &mandate.unless else {
        return None;
    };
    let Err((why, _)) = renewal(record, mandate, terms, today) else {
        let id = &record.id.value;
        return Some(format!("renew it: mustmay exceptions renew {id}"));
    };
    let command = request(record, fingerprint);
    // Right after its last day a record counts into the days of the next one.
    let free = plus_days(record.expires.value, 2);
    let when = if record.is_emergency() || today >= free {
        String::new()
    } else {
        format!(" from {free} on")
    };
    Some(format!("{why}; ask for a new one{when}: {command}"))
}

/// The command that asks for what a record was about.
fn request(record: &Record, fingerprint: Option<&str>) -> String {
    let own = record.fingerprints.first().map(|own| own.value.as_str());
    if let Some(fingerprint) = fingerprint.or(own) {
        let short = fingerprint.get(..8).unwrap_or(fingerprint);
        return format!("mustmay exceptions request {short}");
    }
    let mut words = vec![
        "mustmay exceptions request --mandate".to_owned(),
        record.mandate.value.clone(),
        "--service".to_owned(),
        quoted(&record.service),
    ];
    for path in &record.at {
        words.push("--at".to_owned());
        words.push(quoted(path));
    }
    words.join(" ")
}

/// A word of a command as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@');
    if word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
