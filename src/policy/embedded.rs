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
    "backstage.rhai",
    "backstage.yaml",
    "compose.rhai",
    "compose.yaml",
    "datastores.rhai",
    "environment.rhai",
    "images.rhai",
    "kubernetes.rhai",
    "kubernetes.yaml",
    "pack.yaml",
    "score.rhai",
    "score.yaml",
    "service.schema.json",
    "service.yaml",
];

/// The mandates to begin with.
const STARTER: &[(&str, &str)] = files!["starter":
    "approved-datastores.yaml",
    "declared.yaml",
    "no-plain-secrets.yaml",
    "non-root.yaml",
    "not-privileged.yaml",
    "oltp-on-postgres.yaml",
    "one-owner.yaml",
    "pack.yaml",
    "pinned-images.yaml",
    "real-owner.yaml",
    "shared.rhai",
    "sign-in.yaml",
    "structured-logs.yaml",
    "tls.yaml",
];

/// The packs by the name behind `builtin:`.
pub const PACKS: &[(&str, &[(&str, &str)])] = &[("kinds", KINDS), ("starter", STARTER)];

/// The files of an embedded pack. That nothing is wrong with them is seen by the tests, not by each run.
pub fn pack(name: &str) -> Option<PackFiles> {
    let (_, files) = PACKS.iter().find(|(known, _)| *known == name)?;
    let source =
        |relative: &str, text: &str| Source::new(format!("builtin:{name}/{relative}"), text);
    Some(PackFiles {
        shown: format!("builtin:{name}"),
        embedded: true,
        files: files
            .iter()
            .map(|(relative, text)| ((*relative).to_owned(), source(relative, text)))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicySet;

    #[test]
    fn nothing_is_wrong_with_what_no_run_looks_at_again() {
        let packs = PACKS.iter().filter_map(|(name, _)| pack(name));
        let as_others: Vec<PackFiles> = packs
            .map(|pack| PackFiles {
                embedded: false,
                ..pack
            })
            .collect();
        let problems = PolicySet::load(&as_others).map(|(_, problems)| problems);
        assert_eq!(problems, Ok(Vec::new()));
    }
}
