//! Approvals: who approved a record, whether they may, and whether they signed.

use super::groups::{Groups, folded, same_person};
use super::ledger::{Ledger, Trust};
use super::payload::payload;
use super::record::Record;
use super::signature::{Bad, Signature};
use crate::document::Spanned;
use crate::policy::{Mandate, Terms};
use crate::source::Span;
use jiff::civil::Date;
use ssh_key::public::KeyData;
use std::collections::BTreeSet;

/// Whether a record is signed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Signed {
    /// By nobody whose signature is good.
    No,
    /// By some of its approvers.
    Partly,
    /// By every one of its approvers.
    Yes,
}

impl Signed {
    /// The word that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::No => "unsigned",
            Self::Partly => "partly signed",
            Self::Yes => "signed",
        }
    }
}

/// Who signed a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signers {
    /// Whether it is signed.
    pub signed: Signed,
    /// The approvers whose signatures are good, as the record writes them.
    pub names: Vec<String>,
}

/// What is wrong with an approval: the message and the place.
pub(super) type Fault = (String, Span);

/// Verifies the signatures of a record, and notes each that is bad.
pub(super) fn signers(record: &Record, ledger: &Ledger, today: Date) -> (Signers, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut keys: Vec<KeyData> = Vec::new();
    for written in &record.signatures {
        match approver_of(record, written, ledger, today) {
            Ok((approver, key)) => {
                // A second spelling is no second person.
                let signed = names.iter().any(|name| same_person(name, approver));
                if keys.contains(&key) && !signed {
                    let message = "two approvals are signed by one key".to_owned();
                    faults.push((message, written.span));
                } else if !signed {
                    names.push(approver.value.clone());
                    keys.push(key);
                }
            }
            Err(message) => faults.push((message, written.span)),
        }
    }
    let signed = match names.len() {
        0 => Signed::No,
        count if count >= distinct(&record.approved_by) => Signed::Yes,
        _ => Signed::Partly,
    };
    (Signers { signed, names }, faults)
}

/// The approver that a signature is by.
fn approver_of<'r>(
    record: &'r Record,
    written: &Spanned<String>,
    ledger: &Ledger,
    today: Date,
) -> Result<(&'r Spanned<String>, KeyData), String> {
    let say = |bad: Bad| format!("the signature {}", bad.words());
    let signature = Signature::read(written).map_err(say)?;
    if !ledger.signers.is_present() {
        let message = "the signature cannot be verified: there is no `allowed_signers`";
        return Err(message.to_owned());
    }
    let mut nearest = None;
    for approver in &record.approved_by {
        let text = payload(record, approver);
        match signature.verify(&text, approver, &ledger.signers, today) {
            Ok(()) if !record.is_emergency() && is_requesters(record, &signature, ledger) => {
                return Err(format!(
                    "the signature is by a key of `{}`, who asked for the exception",
                    record.requested_by.escape_debug()
                ));
            }
            Ok(()) => return Ok((approver, signature.key().clone())),
            // What lies nearest to a good one tells most: a key that is known, then a text that fits.
            Err(Bad::UnknownKey) => {}
            Err(bad) => nearest = nearest.max(Some(bad)),
        }
    }
    Err(say(nearest.unwrap_or(Bad::UnknownKey)))
}

fn is_requesters(record: &Record, signature: &Signature, ledger: &Ledger) -> bool {
    ledger
        .signers
        .belongs_to(&record.requested_by, signature.key())
}

/// Everything that is wrong with the approvals of a record. One that nobody approved is not looked at here.
pub(super) fn faults(
    record: &Record,
    mandate: &Mandate,
    terms: &Terms,
    ledger: &Ledger,
    signers: &Signers,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !record.is_emergency() {
        for approver in &record.approved_by {
            faults.extend(
                unfit(record, approver, mandate, terms, &ledger.groups)
                    .map(|why| (why, approver.span)),
            );
        }
        let (have, need) = (distinct(&record.approved_by), terms.approvals as usize);
        if faults.is_empty() && have < need {
            let message = format!("{have} of {need} approvals");
            faults.push((message, last_span(record)));
        }
    }
    if record.trust == Trust::Tree {
        faults.extend(unsigned(record, terms, signers));
    }
    faults
}

/// Records of the checked tree are as good as their signatures.
fn unsigned(record: &Record, terms: &Terms, signers: &Signers) -> Option<Fault> {
    if record.repository.is_none() {
        let message = "it does not say its `repository`, so that its signature binds none";
        return Some((message.to_owned(), record.id.span));
    }
    let asked = if record.is_emergency() {
        1
    } else {
        terms.approvals as usize
    };
    // Every name under it is one that the record claims.
    let need = asked.max(distinct(&record.approved_by));
    if signers.names.len() >= need {
        return None;
    }
    let message = format!(
        "it stands in the checked tree and has {} of {need} signatures; \
         with an explicit policy source only signed records count there",
        signers.names.len()
    );
    Some((message, last_span(record)))
}

/// Why somebody may not approve.
fn unfit(
    record: &Record,
    approver: &str,
    mandate: &Mandate,
    terms: &Terms,
    groups: &Groups,
) -> Option<String> {
    if same_person(approver, &record.requested_by) {
        return Some(format!(
            "`{}` asked for the exception, and cannot approve it",
            approver.escape_debug()
        ));
    }
    let reviewers = reviewers(mandate, terms);
    if reviewers.iter().any(|name| groups.includes(name, approver)) {
        return None;
    }
    Some(format!(
        "`{}` is no reviewer of `{}`: those are {}",
        approver.escape_debug(),
        mandate.id,
        reviewers.join(", ")
    ))
}

/// Why somebody may not approve a record; `None` where they may. In an emergency everybody may.
pub fn may_approve(
    record: &Record,
    approver: &str,
    mandate: &Mandate,
    ledger: &Ledger,
) -> Option<String> {
    match &mandate.unless {
        crate::policy::Unless::Granted(terms) if !record.is_emergency() => {
            unfit(record, approver, mandate, terms, &ledger.groups)
        }
        _ => None,
    }
}

/// Who may approve exceptions of a mandate: people and groups.
pub(super) fn reviewers<'m>(mandate: &'m Mandate, terms: &'m Terms) -> Vec<&'m str> {
    if terms.reviewers.is_empty() {
        return vec![&mandate.owner];
    }
    terms.reviewers.iter().map(String::as_str).collect()
}

fn distinct(people: &[Spanned<String>]) -> usize {
    let names: BTreeSet<String> = people.iter().map(|name| folded(name)).collect();
    names.len()
}

fn last_span(record: &Record) -> Span {
    record
        .approved_by
        .last()
        .map_or(record.id.span, |approver| approver.span)
}
