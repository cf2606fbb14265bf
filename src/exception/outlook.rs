//! Outlook: what a record comes to with one more approval, told before that is written.

use super::approval;
use super::groups::same_person;
use super::ledger::{Ledger, Trust};
use super::payload::payload;
use super::record::Record;
use super::signature::{Bad, Signature};
use super::states::{Circumstances, Standing, covers};
use super::terms::Chain;
use crate::document::Spanned;
use crate::policy::PolicySet;
use jiff::civil::Date;

/// What an approval comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outlook {
    /// It can never count as the record is written, and would only look as if it did: why.
    Never(String),
    /// It may be written.
    May {
        /// What keeps the record from covering anything after it; empty where nothing does.
        lacks: Vec<Standing>,
        /// What to do about that.
        advice: Option<String>,
    },
}

/// What a record comes to if `approver`, as the record writes the name, approves it, with an armoured `signature`
/// where there is one. The records before it are not looked at.
pub fn outlook(
    record: &Record,
    approver: &str,
    signature: Option<&str>,
    set: &PolicySet,
    ledger: &Ledger,
    today: Date,
) -> Outlook {
    if record.trust == Trust::Tree && record.repository.is_none() {
        let message = "it stands in the checked tree and does not say its `repository`, so that a signature binds none";
        return Outlook::Never(message.to_owned());
    }
    let written = |text: &str| Spanned {
        value: text.to_owned(),
        span: record.id.span,
    };
    let mut after = record.clone();
    if !after.approved_by.iter().any(|n| same_person(n, approver)) {
        after.approved_by.push(written(approver));
    }
    if let Some(armour) = signature {
        let (_, before) = approval::signers(&after, ledger, today);
        if let Some(why) = bad(record, approver, armour, ledger, today) {
            return Outlook::Never(why);
        }
        after.signatures.push(written(armour));
        let (_, mut faults) = approval::signers(&after, ledger, today);
        // The new one is the last: one fault more is its own.
        if ledger.signers.is_present() && faults.len() > before.len() {
            let why = faults.pop().map(|(why, _)| why);
            return Outlook::Never(why.unwrap_or_default());
        }
    }
    let circumstances = Circumstances { set, ledger, today };
    let (mut lacks, _) = circumstances.standings(&after, Some(Chain::of(record)));
    lacks.retain(|standing| !covers(standing.state));
    let advice = match signature {
        Some(_) if !ledger.signers.is_present() => Some(format!(
            "give the key to `{}` in `allowed_signers` of the ledger",
            approver.escape_debug()
        )),
        None if !lacks.is_empty() && record.trust == Trust::Tree => Some(format!(
            "sign it: mustmay exceptions approve {} --as {approver} --key FILE",
            record.id.value
        )),
        _ => None,
    };
    Outlook::May { lacks, advice }
}

/// Why a signature is none of the approver's. Whose key it is can be told only where somebody says who may sign.
fn bad(
    record: &Record,
    approver: &str,
    armour: &str,
    ledger: &Ledger,
    today: Date,
) -> Option<String> {
    let text = payload(record, approver);
    let verify = |signature: Signature| signature.verify(&text, approver, &ledger.signers, today);
    let why = match Signature::read(armour) {
        Ok(_) if !ledger.signers.is_present() => return None,
        Ok(signature) => verify(signature).err()?,
        Err(why) => why,
    };
    Some(match why {
        Bad::UnknownKey => format!(
            "`allowed_signers` does not give this key to `{}`",
            approver.escape_debug()
        ),
        other => format!("the signature {}", other.words()),
    })
}
