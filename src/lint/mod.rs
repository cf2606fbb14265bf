//! What the author of a mandate would regret.
//!
//! [`lint`] goes through the table of [`CODES`]: each code is one file with one check, one documentation text and
//! examples of what it reports and of what is near it and fine. Where a check cannot decide, it says nothing.

mod code;
mod codes;
mod remark;
mod subject;
#[cfg(test)]
mod support;
mod values;

pub use code::{CODES, Code, HEADINGS, code};
pub use remark::{Change, Fix, Remark};
pub use subject::{ScriptRead, Subject};

/// Everything that the codes have to say of the packs that are not part of the binary, by file and place.
pub fn lint(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for code in CODES {
        for mut remark in (code.check)(subject) {
            remark.code = code;
            remarks.push(remark);
        }
    }
    remarks.retain(|remark| subject.is_own(&remark.place));
    remarks.sort_by(|a, b| a.key().cmp(&b.key()));
    remarks.dedup();
    remarks
}
