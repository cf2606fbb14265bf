//! The packs that are part of the binary, readable in the repository's `policies/`.

use super::pack::PackFiles;
use crate::source::Source;

macro_rules! files {
    ($folder:literal: $($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../policies/", $folder, "/", $file)))),*]
    };
}

/// The manifest kinds, in force in every run.
const KINDS: &[(&str, &str)] = files!["kinds":
    "pack.yaml",
];

/// The mandates to begin with.
const STARTER: &[(&str, &str)] = files!["starter":
    "pack.yaml",
];

/// The packs by the name behind `builtin:`.
pub const PACKS: &[(&str, &[(&str, &str)])] = &[("kinds", KINDS), ("starter", STARTER)];

/// The files of an embedded pack.
pub fn pack(name: &str) -> Option<PackFiles> {
    let (_, files) = PACKS.iter().find(|(known, _)| *known == name)?;
    let source =
        |relative: &str, text: &str| Source::new(format!("builtin:{name}/{relative}"), text);
    Some(PackFiles {
        shown: format!("builtin:{name}"),
        files: files
            .iter()
            .map(|(relative, text)| ((*relative).to_owned(), source(relative, text)))
            .collect(),
    })
}
