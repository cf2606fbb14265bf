//! Patterns for file names and paths.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::{Component, Path};

/// Patterns against paths relative to the root.
///
/// A pattern without a slash matches the name of the file; with one, the whole path; one that ends in a slash
/// matches a folder of that name (or path, if it holds another slash) and all below it. `*` and `?` match no slash, `**` does.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    names: GlobSet,
    paths: GlobSet,
    folder_names: GlobSet,
    folder_paths: GlobSet,
}

/// A pattern that cannot be understood.
#[derive(Debug, thiserror::Error)]
#[error("`{pattern}` is no glob: {why}")]
pub struct BadGlob {
    /// The pattern as written.
    pub pattern: String,
    /// What is wrong with it.
    pub why: String,
}

impl Globs {
    /// The set of `patterns`; the empty set matches nothing.
    ///
    /// # Errors
    /// Gives the first pattern that is no glob. A pattern that could never match (empty, absolute, with `.` or
    /// `..`) is one of these.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, BadGlob> {
        let mut sets: [GlobSetBuilder; 4] = std::array::from_fn(|_| GlobSetBuilder::new());
        let [names, paths, folder_names, folder_paths] = &mut sets;
        for written in patterns {
            let bad = |why: String| BadGlob {
                pattern: written.to_owned(),
                why,
            };
            let (pattern, folder) = match written.strip_suffix('/') {
                Some(folder) => (folder, true),
                None => (written, false),
            };
            if let Some(why) = never_matches(pattern) {
                return Err(bad(why.to_owned()));
            }
            let glob = GlobBuilder::new(pattern)
                .literal_separator(true)
                .backslash_escape(true)
                .build()
                .map_err(|error| bad(error.kind().to_string()))?;
            match (folder, pattern.contains('/')) {
                (false, false) => names.add(glob),
                (false, true) => paths.add(glob),
                (true, false) => folder_names.add(glob),
                (true, true) => folder_paths.add(glob),
            };
        }
        let build = |set: &GlobSetBuilder| {
            set.build().map_err(|error| BadGlob {
                pattern: error.glob().unwrap_or_default().to_owned(),
                why: error.kind().to_string(),
            })
        };
        Ok(Self {
            names: build(names)?,
            paths: build(paths)?,
            folder_names: build(folder_names)?,
            folder_paths: build(folder_paths)?,
        })
    }

    /// Whether a file, by its path relative to the root, is matched by name, path or folder.
    pub fn matches(&self, relative: &Path) -> bool {
        relative
            .file_name()
            .is_some_and(|name| self.names.is_match(name))
            || self.paths.is_match(relative)
            || relative
                .parent()
                .is_some_and(|folder| self.matches_folder(folder))
    }

    /// Whether everything below a folder is matched.
    pub fn matches_folder(&self, relative: &Path) -> bool {
        relative.components().any(|part| match part {
            Component::Normal(name) => self.folder_names.is_match(name),
            _ => false,
        }) || relative
            .ancestors()
            .any(|folder| self.folder_paths.is_match(folder))
    }
}

fn never_matches(pattern: &str) -> Option<&'static str> {
    if pattern.is_empty() {
        Some("it is empty")
    } else if pattern.starts_with('/') {
        Some("paths are relative to the root, without a leading `/`")
    } else if pattern
        .split('/')
        .any(|part| matches!(part, "" | "." | ".."))
    {
        Some("paths have no empty, `.` or `..` parts")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Globs::new([pattern]).unwrap().matches(Path::new(path))
    }

    #[test]
    fn a_pattern_without_slash_is_about_the_name() {
        assert!(matches("compose.yaml", "a/b/compose.yaml"));
        assert!(matches("docker-compose*.y*ml", "docker-compose.dev.yml"));
        assert!(!matches("compose.yaml", "compose.yaml/x"));
        assert!(!matches("*.yaml", "a.yaml/x.json"));
    }

    #[test]
    fn a_pattern_with_slash_is_about_the_path() {
        assert!(matches("deploy/*.yaml", "deploy/a.yaml"));
        assert!(!matches("deploy/*.yaml", "deploy/a/b.yaml"));
        assert!(!matches("deploy/*.yaml", "x/deploy/a.yaml"));
        assert!(matches("**/deploy/**", "x/deploy/a/b.yaml"));
    }

    #[test]
    fn a_trailing_slash_is_about_a_folder() {
        assert!(matches("vendor/", "a/vendor/b/c.yaml"));
        assert!(matches("vendor/", "vendor/c.yaml"));
        assert!(!matches("vendor/", "a/vendor"));
        assert!(!matches("vendor/", "vendored/c.yaml"));
        assert!(matches("a/vendor/", "a/vendor/b/c.yaml"));
        assert!(!matches("a/vendor/", "x/a/vendor/c.yaml"));
    }

    #[test]
    fn a_pattern_that_cannot_match_is_an_error() {
        for pattern in ["", "/", "/etc", "./a", "a/../b", "[", "a//b"] {
            assert!(Globs::new([pattern]).is_err(), "{pattern:?}");
        }
        assert!(!Globs::default().matches(Path::new("a")));
    }
}
