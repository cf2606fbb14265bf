//! Approving: a name under a record, and a signature where there is a key.

use super::desk::{Desk, Written, find};
use super::edit::{Change, edit};
use super::new::pending;
use super::terms::terms_in_words;
use crate::diagnostic::Diagnostic;
use crate::exception::{
    NAMESPACE, Outlook, Record, mandate_digest, may_approve, outlook, payload, same_person,
};
use crate::project::{Setup, load, read_ledger};
use crate::source::sign;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What approving needs to know.
#[derive(Debug)]
pub struct ApproveOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// The record.
    pub id: String,
    /// Who approves; whom git knows as the user where it is left out.
    pub approver: Option<String>,
    /// The key to sign with.
    pub key: Option<PathBuf>,
}

/// An approval that was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Approved {
    /// The record and its file.
    pub written: Written,
    /// Why the record does not count all the same, and last what to do about it; empty where it counts.
    pub lacks: Vec<String>,
}

/// Approves a record, and signs it where a key is given.
///
/// # Errors
/// Where the approver may not approve, the approval could never count, the key does not sign, or the file could not
/// be written.
pub fn approve(options: &ApproveOptions) -> Result<Approved, Vec<Diagnostic>> {
    let desk = Desk::open(&options.setup)?;
    let record = desk.record(&options.id).map_err(|problem| vec![problem])?;
    let one = |problem: Diagnostic| vec![problem];
    let (mandate, terms) = desk.terms(record).map_err(one)?;
    if let Some(revoked) = &record.revoked {
        let message = format!(
            "`{}` was revoked on {}, and is not approved",
            record.id.value, revoked.on
        );
        let problem = Diagnostic::error("exception::revoked", message);
        return Err(vec![problem.at(&record.source, revoked.span)]);
    }
    let approver = match &options.approver {
        Some(approver) => approver.clone(),
        None => user(&desk.loading.root).map_err(one)?,
    };
    if let Some(why) = may_approve(record, &approver, mandate, &desk.ledger) {
        let problem = Diagnostic::error("exception::approver", why);
        return Err(vec![problem.at(&record.source, record.id.span)]);
    }
    let same = |name: &str| same_person(name, &approver);
    let written = record.approved_by.iter().find(|name| same(name));
    let mut changes = Vec::new();
    if written.is_none() {
        changes.push(Change::Append("approvedBy", json!(approver)));
    }
    let others = record.approved_by.iter().filter(|name| !same(name)).count();
    if record.is_emergency() || others + 1 >= terms.approvals as usize {
        let category = record.category.value;
        // What `request` wrote there is not so any more; what a person wrote is theirs.
        let comment = pending(category, &terms_in_words(mandate, category));
        changes.push(Change::Uncomment("approvedBy", comment));
    }
    let mut done = format!("approved by {approver}");
    let name = written.map_or(approver.as_str(), |name| name.as_str());
    let mut signed = None;
    if let Some(key) = &options.key {
        let key = options.setup.cwd.join(key);
        let programs = options.setup.git.programs();
        let signature = sign(&key, NAMESPACE, &payload(record, name), programs)
            .map_err(|error| vec![Diagnostic::error("exception::sign", error.to_string())])?;
        signed = Some(signature);
        done.push_str(", signed");
    } else if written.is_some() {
        let message = format!("`{approver}` has approved `{}` already", record.id.value);
        return Err(vec![
            Diagnostic::error("exception::approver", message).at(&record.source, record.id.span),
        ]);
    }
    let set = &desk.loading.set;
    let today = options.setup.today;
    let found = outlook(record, name, signed.as_deref(), set, &desk.ledger, today);
    let lacks = match found {
        Outlook::Never(why) => {
            let message = format!("the approval would not count: {why}");
            let problem = Diagnostic::error("exception::approver", message);
            return Err(vec![problem.at(&record.source, record.id.span)]);
        }
        Outlook::May { lacks, advice } => {
            let why = lacks.into_iter().map(|standing| standing.message);
            why.map(|why| format!("it does not count yet: {why}"))
                .chain(advice)
                .collect()
        }
    };
    if let Some(signature) = signed {
        changes.push(Change::Append("signatures", Value::String(signature)));
    }
    changes.push(Change::Set("mandateDigest", json!(mandate_digest(mandate))));
    let written = edit(&desk, record, &changes, &done).map_err(one)?;
    Ok(Approved { written, lacks })
}

/// Whom git knows as the user.
pub(super) fn user(root: &crate::source::Root) -> Result<String, Diagnostic> {
    let known = match root.git() {
        Some(git) => git
            .user_email()
            .map_err(|error| Diagnostic::of_walk(&crate::source::WalkError::Git(error)))?,
        None => None,
    };
    known.ok_or_else(|| {
        Diagnostic::error("usage::who", "nobody says who you are")
            .help("pass your name: --as you@example.com")
    })
}

/// The text that a person signs to approve a record.
///
/// # Errors
/// Where the policies or the record are not there, or nobody says who signs.
pub fn payload_of(
    setup: &Setup,
    id: &str,
    approver: Option<&str>,
) -> Result<String, Vec<Diagnostic>> {
    let loading = load(setup)?;
    let (ledger, _) = read_ledger(setup, &loading);
    let record: &Record = find(&ledger, id).map_err(|problem| vec![problem])?;
    let approver = match (approver, record.approved_by.as_slice()) {
        (Some(approver), _) => approver.to_owned(),
        (None, [only]) => only.value.clone(),
        (None, _) => user(&loading.root).map_err(|problem| vec![problem])?,
    };
    Ok(payload(record, &approver))
}
