//! Writing edits into policy files: spliced, read again, compared, and saved as a whole or not at all.

use crate::diagnostic::Diagnostic;
use crate::document::{Edit, Limits, Step, Tree, read, splice};
use crate::lint::Change;
use crate::source::{Root, Source, load_path, save};
use serde_json::Value;
use std::sync::Arc;

/// Makes the edits of a file if its documents then differ in nothing but the changes.
///
/// # Errors
/// Where the file is not what was read any more, the edits do more than they should, or it cannot be written; the file
/// then stands as it was.
pub(super) fn mend(
    root: &Root,
    source: &Arc<Source>,
    edits: &[Edit],
    changes: &[Change],
) -> Result<(), Diagnostic> {
    let refuse = |why: String| {
        let message = format!("`{}` is left as it is: {why}", source.path());
        Diagnostic::error("run::edit", message).in_file(source.path())
    };
    let mended = splice(source, edits).ok_or_else(|| refuse("two edits meet".to_owned()))?;
    let (before, after) = (documents(source), documents(&mended));
    let expected = before.and_then(|documents| changed(documents, changes));
    if expected.is_none() || expected != after {
        return Err(refuse(
            "the edits would change more than they should".to_owned(),
        ));
    }
    let path = root.folder().join(&**source.path());
    let current = load_path(&path, Arc::clone(source.path()))
        .map_err(|error| Diagnostic::of_load(source.path(), &error))?;
    if current.source.text() != source.text() {
        return Err(refuse("it was changed meanwhile".to_owned()));
    }
    save(&path, mended.text().as_bytes()).map_err(|error| refuse(format!("cannot write: {error}")))
}

/// The values of a file's documents by number; `None` where not all of it can be read.
fn documents(source: &Arc<Source>) -> Option<Vec<(u32, Value)>> {
    let reading = read(source, &Limits::default());
    if !reading.diagnostics.is_empty() {
        return None;
    }
    let tree: Arc<Tree> = reading.tree;
    let values = tree
        .documents()
        .map(|document| (document.number(), document.root().to_json()));
    Some(values.collect())
}

/// The values with the changes made; `None` where one of them leads nowhere.
fn changed(mut documents: Vec<(u32, Value)>, changes: &[Change]) -> Option<Vec<(u32, Value)>> {
    for change in changes {
        let (last, above) = change.path.steps().split_last()?;
        let (_, root) = documents
            .iter_mut()
            .find(|(number, _)| *number == change.document)?;
        let mut value = root;
        for step in above {
            value = match step {
                Step::Key(name) => value.get_mut(&**name)?,
                Step::Index(index) => value.get_mut(*index)?,
                Step::Each => return None,
            };
        }
        let Step::Key(name) = last else { return None };
        let map = value.as_object_mut()?;
        match &change.value {
            Some(value) => {
                map.insert(name.to_string(), value.clone());
            }
            None => {
                map.remove(&**name)?;
            }
        }
    }
    Some(documents)
}
