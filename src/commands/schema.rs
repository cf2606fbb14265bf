//! `mustmay schema`: prints the JSON Schema of a kind of file, for editors.

use super::{Context, complain};
use crate::diagnostic::{Diagnostic, closest};
use crate::verdict::Exit;
use std::io;

/// The schema of one kind of file.
#[derive(Clone, Copy, Debug)]
pub struct FileSchema {
    /// What the command line calls it: the `kind` of its documents in kebab-case.
    pub name: &'static str,
    /// What such a file is.
    pub about: &'static str,
    /// The schema, as it stands in `schemas/`.
    pub text: &'static str,
}

macro_rules! schemas {
    ($($name:literal: $about:literal),* $(,)?) => {
        &[$(FileSchema {
            name: $name,
            about: $about,
            text: include_str!(concat!("../../schemas/", $name, ".schema.json")),
        }),*]
    };
}

/// All schemas, by name.
pub const SCHEMAS: &[FileSchema] = schemas![
    "challenge": "a challenge to a mandate, in evidence/challenges",
    "config": "mustmay.yaml, what a repository says of its own checks",
    "exception": "an exception, in the ledger",
    "groups": "groups.yaml of the ledger, who belongs to which group",
    "history": "a line of the history that `mustmay record` appends to",
    "inventory": "evidence/inventory.yaml, the repositories of the fleet",
    "mandate": "a mandate of a policy folder",
    "mandate-test": "tests of a mandate, a file that ends in _test.yaml",
    "manifest-kind": "how a form of manifest is recognised and read",
    "measure": "a measure beside its baseline, in evidence/measures",
    "pack": "pack.yaml, a policy folder's word about itself",
    "report": "what `mustmay check --format json` prints",
    "service": "service.yaml, our own manifest of a service",
    "survey": "what people say of a mandate, in evidence/surveys",
];

/// Prints the schema of a kind, or which there are.
///
/// # Errors
/// Where standard output cannot be written.
pub fn run(kind: Option<&str>, context: &mut Context<'_>) -> io::Result<Exit> {
    let Some(kind) = kind else {
        for schema in SCHEMAS {
            writeln!(context.out, "{:<14} {}", schema.name, schema.about)?;
        }
        return Ok(Exit::Ok);
    };
    let Some(schema) = SCHEMAS.iter().find(|schema| is_called(schema.name, kind)) else {
        let names: Vec<&str> = SCHEMAS.iter().map(|schema| schema.name).collect();
        let help = match closest(kind, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are schemas of {}", names.join(", ")),
        };
        let message = format!("there is no schema of `{}`", kind.escape_debug());
        complain(
            context,
            [&Diagnostic::error("usage::schema", message).help(help)],
        )?;
        return Ok(Exit::NotUnderstood);
    };
    context.out.write_all(schema.text.as_bytes())?;
    Ok(Exit::Ok)
}

/// `ManifestKind` is asked for as often as `manifest-kind`.
fn is_called(name: &str, word: &str) -> bool {
    let letters = |text: &str| text.replace('-', "").to_ascii_lowercase();
    letters(name) == letters(word)
}
