//! Renewing and revoking: the record stays, and says what happened to it.

use super::desk::{Desk, Written};
use super::edit::{Change, edit};
use crate::diagnostic::Diagnostic;
use crate::exception::{Record, days_between, plus_days, renewal};
use crate::policy::Terms;
use crate::project::Setup;
use jiff::civil::Date;
use serde_json::json;

/// What renewing needs to know.
#[derive(Debug)]
pub struct RenewOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// The record.
    pub id: String,
    /// The new last day; the latest that the mandate allows where it is left out.
    pub expires: Option<Date>,
    /// Who asks for it; who asked before where it is left out.
    pub requested_by: Option<String>,
}

/// Renews a record: counts the renewal, moves its end, and voids its approvals and signatures.
///
/// # Errors
/// Where the mandate's terms do not allow it, or the file could not be written.
pub fn renew(options: &RenewOptions) -> Result<Written, Vec<Diagnostic>> {
    let desk = Desk::open(&options.setup)?;
    let record = desk.record(&options.id).map_err(|problem| vec![problem])?;
    let (mandate, terms) = desk.terms(record).map_err(|problem| vec![problem])?;
    let refuse = |message: String, at| {
        vec![Diagnostic::error("exception::terms", message).at(&record.source, at)]
    };
    let latest = renewal(record, mandate, terms, options.setup.today)
        .map_err(|(message, at)| refuse(message, at))?;
    let renewals = record.renewals.value.saturating_add(1);
    let full = plus_days(options.setup.today, terms.max_days);
    let expires = options.expires.unwrap_or(full.min(latest));
    if options.expires.is_none()
        && let Some(problem) = too_early(record, terms, full, latest, options.setup.today)
    {
        return Err(vec![problem]);
    }
    if expires > latest || expires <= record.expires.value || expires < options.setup.today {
        let message = format!(
            "it cannot end on {expires}: it ends on {} now, and `{}` allows no day after {latest}",
            record.expires.value, mandate.id
        );
        return Err(refuse(message, record.expires.span));
    }
    let mut changes = vec![
        Change::Set("expires", json!(expires.to_string())),
        Change::Set("renewals", json!(renewals)),
        Change::Set("approvedBy", json!([])),
        Change::Set("signatures", json!([])),
    ];
    if let Some(name) = &options.requested_by {
        if name.trim().is_empty() {
            let problem = Diagnostic::error("usage::missing", "`--requested-by` is blank");
            return Err(vec![problem.help("say who asks")]);
        }
        changes.push(Change::Set("requestedBy", json!(name)));
    }
    let done = format!("renewed until {expires}; it needs its approvals anew");
    edit(&desk, record, &changes, &done).map_err(|problem| vec![problem])
}

/// That an end in as many days as are allowed at a time is no later than the one there is, though a later one is
/// allowed.
fn too_early(
    record: &Record,
    terms: &Terms,
    full: Date,
    latest: Date,
    today: Date,
) -> Option<Diagnostic> {
    let now = record.expires.value;
    if full > now || latest <= now {
        return None;
    }
    let left = u32::try_from(days_between(full, now)).ok()?;
    let from = plus_days(today, left.saturating_add(1));
    let message = format!(
        "`{}` ends on {now}, and {} days from today are no later",
        record.id.value, terms.max_days
    );
    let problem = Diagnostic::error("exception::terms", message);
    let help = format!("renew it from {from} on, or name a later day, at most {latest}: --expires");
    Some(problem.at(&record.source, record.expires.span).help(help))
}

/// What revoking needs to know.
#[derive(Debug)]
pub struct RevokeOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// The record.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// Takes a record back from today on; it stays, with the reason and the day.
///
/// # Errors
/// Where it is revoked already, or the file could not be written.
pub fn revoke(options: &RevokeOptions) -> Result<Written, Vec<Diagnostic>> {
    let desk = Desk::open(&options.setup)?;
    let record = desk.record(&options.id).map_err(|problem| vec![problem])?;
    if let Some(revoked) = &record.revoked {
        let message = format!("`{}` was revoked on {}", record.id.value, revoked.on);
        return Err(vec![
            Diagnostic::error("exception::revoked", message).at(&record.source, revoked.span),
        ]);
    }
    let revoked = json!({ "on": options.setup.today.to_string(), "reason": options.reason });
    edit(&desk, record, &[Change::Set("revoked", revoked)], "revoked")
        .map_err(|problem| vec![problem])
}
