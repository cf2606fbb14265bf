//! What the author of a mandate would regret.
//!
//! [`lint`] goes through the table of [`CODES`]: each code is one file with one check, one documentation text and
//! examples of what it reports and of what is near it and fine. Where a check cannot decide, it says nothing.

mod allow;
mod code;
mod codes;
mod remark;
mod subject;
#[cfg(test)]
mod support;
mod values;

pub use allow::Silenced;
pub use code::{CODES, Code, code};
pub use remark::{Change, Fix, Remark};
pub use subject::{ScriptRead, Subject};

/// What the codes have to say of the packs that are not part of the binary.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Remarks {
    /// What is left to say, by file and place.
    pub remarks: Vec<Remark>,
    /// What its authors have answered with a reason, by file and place.
    pub silenced: Vec<Silenced>,
}

/// Asks every code, and takes out what was answered.
pub fn lint(subject: &Subject<'_>) -> Remarks {
    let mut remarks = Vec::new();
    for code in CODES {
        for mut remark in (code.check)(subject) {
            remark.code = code;
            remarks.push(remark);
        }
    }
    remarks.retain(|remark| subject.is_own(&remark.place));
    let sort = |remarks: &mut Vec<Remark>| {
        remarks.sort_by(|a, b| a.key().cmp(&b.key()));
        remarks.dedup();
    };
    sort(&mut remarks);
    let silenced = allow::answered(subject, &mut remarks);
    sort(&mut remarks);
    Remarks { remarks, silenced }
}
