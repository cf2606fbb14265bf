//! Mandates, manifest kinds, conditions, choices, phases and packs: read as written, then valid.
//!
//! [`PolicySet::load`] is the one way in: it takes the files of packs, reads them strictly, holds them against
//! each other, and gives the policy set or all of its problems at once.

mod added;
mod choice;
mod condition;
mod data;
pub mod embedded;
mod fields;
mod kind;
mod level;
mod mandate;
mod pack;
mod phase;
mod scope;
mod set;
mod state;
mod terms;
mod visit;

pub use choice::{Choice, May, PLATFORM, Pick};
pub use condition::{Condition, Selector, Subject, Test};
pub use data::DataSet;
pub use kind::{ManifestKind, Services};
pub use level::{Level, Standing};
pub use mandate::Mandate;
pub use pack::{Expectation, Pack, PackFiles, kind_of};
pub use phase::Phase;
pub use set::PolicySet;
pub use state::State;
pub use terms::{Accountability, Terms, Unless, Workaround};

use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Fields, Node, Spanned, decode};

/// An id: kebab-case.
fn id(node: Node<'_>, what: &str, problems: &Problems) -> Option<Spanned<String>> {
    let id = decode::text(node, what, problems)?;
    let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let ends = |c: Option<char>| c.is_some_and(|c| c != '-');
    if id.chars().all(kebab) && ends(id.chars().next()) && ends(id.chars().last()) {
        return Some(id);
    }
    let message = format!("`{}` is no id", id.escape_debug());
    let help = "ids are kebab-case: small letters, digits and hyphens";
    problems.push(
        Diagnostic::error("policy::id", message)
            .at_place(node.place())
            .help(help),
    );
    None
}

/// The fields that every document of ours begins with; their values were looked at when it was sorted.
fn head_fields(fields: &mut Fields<'_, '_>) {
    let _version = fields.optional("apiVersion");
    let _kind = fields.optional("kind");
}
