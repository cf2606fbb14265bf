//! The repositories that must have sent a report.

use super::audit::AuditOptions;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Document, Kind, Limits, decode, read};
use crate::review::{Evidence, empty_inventory};
use crate::source::{Source, load_path, shown_path};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The names in the inventory's file: a document of the kind `Inventory`, a YAML or JSON list, or one name a line.
pub(super) fn inventory(
    options: &AuditOptions,
    problems: &mut Vec<Diagnostic>,
) -> BTreeSet<String> {
    let Some(path) = &options.inventory else {
        return BTreeSet::new();
    };
    let shown = shown_path(path);
    let source = match load_path(&options.check.setup.cwd.join(path), shown.as_str()) {
        Ok(loaded) => loaded.source,
        Err(error) => {
            problems.push(Diagnostic::of_load(&shown.as_str().into(), &error));
            return BTreeSet::new();
        }
    };
    let is_yaml = path
        .extension()
        .is_some_and(|end| end == "yaml" || end == "yml" || end == "json");
    let (names, found) = if is_yaml {
        of_documents(&source)
    } else {
        let lines = source.text().lines().map(without_comment);
        let names = lines.filter(|line| !line.is_empty()).map(str::to_owned);
        (names.collect(), Vec::new())
    };
    if names.is_empty() && found.is_empty() {
        let problem = empty_inventory(&format!("`{shown}`"));
        problems.push(problem.in_file(source.path()));
    }
    problems.extend(found);
    names
}

/// A line without the comment that begins it or follows a blank.
fn without_comment(line: &str) -> &str {
    let starts = line.match_indices('#').map(|(at, _)| at);
    let comment = starts
        .into_iter()
        .filter_map(|at| line.split_at_checked(at))
        .find(|(before, _)| before.is_empty() || before.ends_with(char::is_whitespace));
    comment.map_or(line, |(before, _)| before).trim()
}

fn of_documents(source: &Arc<Source>) -> (BTreeSet<String>, Vec<Diagnostic>) {
    let reading = read(source, &Limits::default());
    if !reading.diagnostics.is_empty() {
        return (BTreeSet::new(), reading.diagnostics);
    }
    let documents: Vec<Document> = reading.tree.documents().collect();
    let is_map = |document: &Document| document.root().kind() == Kind::Map;
    if documents.iter().any(is_map) {
        let no_files = |_: &str, path: &str| {
            let message = format!("`{}` is not read here", path.escape_debug());
            Err(Diagnostic::error("evidence::file", message))
        };
        return match Evidence::load(std::slice::from_ref(source), &no_files) {
            Ok((evidence, _)) => {
                let inventory = evidence.inventory.map(|inventory| inventory.repositories);
                (inventory.unwrap_or_default(), Vec::new())
            }
            Err(found) => (BTreeSet::new(), found),
        };
    }
    let noted = Problems::default();
    let nodes = documents
        .iter()
        .flat_map(|document| decode::list(document.root(), "an inventory", &noted));
    let names = nodes.filter_map(|node| decode::text(node, "a repository", &noted));
    let names = names.map(|name| name.value).collect();
    (names, noted.into_vec())
}
