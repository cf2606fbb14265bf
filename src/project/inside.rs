//! What a config in the checked tree names stays inside of that tree: no `..` out of it, and no link on the way.

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::Spanned;
use crate::source::{Root, shown_path};
use std::path::{Component, Path, PathBuf};

/// Why a path that a config names is not read.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Strays {
    /// It leads out of the tree.
    Outside,
    /// This part of the way is a symbolic link.
    Link(PathBuf),
    /// It could not be told.
    Unreadable(PathBuf, String),
}

impl Strays {
    /// The reason in words, after the name of the path.
    pub(super) fn why(&self, root: &Root) -> String {
        let shown = |path: &Path| shown_path(path.strip_prefix(root.folder()).unwrap_or(path));
        match self {
            Self::Outside => "lies outside of the checked tree".to_owned(),
            Self::Link(link) => format!("is not read: `{}` is a symbolic link", shown(link)),
            Self::Unreadable(path, why) => format!("`{}` cannot be read: {why}", shown(path)),
        }
    }
}

/// Whether a path that a config in `folder` names leads somewhere else than into the tree. A config that lies
/// outside of it was named by who runs the check, and may name what it likes. A path that is not there strays nowhere.
pub(super) fn strays(folder: &Path, root: &Root, named: &str) -> Option<Strays> {
    if named.starts_with("builtin:") {
        return None;
    }
    let folder = match std::fs::canonicalize(folder) {
        Ok(folder) => folder,
        Err(error) => return Some(Strays::Unreadable(folder.to_path_buf(), error.to_string())),
    };
    if !folder.starts_with(root.folder()) {
        return None;
    }
    let named = Path::new(named);
    let (mut way, rest) = match named.strip_prefix(root.folder()) {
        Ok(rest) => (root.folder().to_path_buf(), rest),
        Err(_relative) if named.is_relative() => (folder, named),
        Err(_elsewhere) => return Some(Strays::Outside),
    };
    for component in rest.components() {
        match component {
            Component::CurDir => continue,
            Component::ParentDir => {
                way.pop();
            }
            Component::Normal(name) => way.push(name),
            Component::RootDir | Component::Prefix(_) => return Some(Strays::Outside),
        }
        if !way.starts_with(root.folder()) {
            return Some(Strays::Outside);
        }
        match std::fs::symlink_metadata(&way) {
            Ok(found) if found.is_symlink() => return Some(Strays::Link(way)),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => return Some(Strays::Unreadable(way, error.to_string())),
        }
    }
    None
}

/// Holds everything that a config names to its tree.
///
/// # Errors
/// All that strays, each at its place.
pub(super) fn hold(config: &Config, folder: &Path, root: &Root) -> Result<(), Vec<Diagnostic>> {
    let problem = |named: &Spanned<String>| {
        let strays = strays(folder, root, &named.value)?;
        let shown = shown_path(Path::new(&named.value));
        let message = format!("`{shown}` {}", strays.why(root));
        let problem = Diagnostic::error("config::outside", message).at(&config.source, named.span);
        let elsewhere =
            "what lies elsewhere is named with --policies, MUSTMAY_POLICIES or --exceptions";
        Some(match strays {
            Strays::Outside => problem.help(elsewhere),
            Strays::Link(_) | Strays::Unreadable(..) => problem,
        })
    };
    let exceptions = config.exceptions.iter().flatten();
    let named = config.policies.iter().chain(exceptions);
    let problems: Vec<Diagnostic> = named.filter_map(problem).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
