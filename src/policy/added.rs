//! What the checked tree adds to a policy set that was given from outside: mandates about the set's own kinds, and
//! nothing that could loosen it.

use super::mandate;
use super::pack::{self, OpenPack, PackFiles};
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Document, Node};
use std::collections::BTreeSet;

/// Opens packs of the checked tree. What of them does not count is a warning.
pub(super) fn open(files: &[PackFiles], set: &[OpenPack], problems: &Problems) -> Vec<OpenPack> {
    let of_set = |documents: fn(&OpenPack) -> &[Document]| -> BTreeSet<String> {
        set.iter().flat_map(documents).filter_map(id).collect()
    };
    let kinds = of_set(|open| &open.documents.kinds);
    let mandates = of_set(|open| &open.documents.mandates);
    let mut added = Vec::new();
    for files in files {
        let mut open = pack::open(files, problems);
        open.pack.added = true;
        open.documents.tests.clear();
        let own_kinds = std::mem::take(&mut open.documents.kinds);
        ignored("a manifest kind", &own_kinds, problems);
        let (taken, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut open.documents.mandates)
            .into_iter()
            .partition(|document| id(document).is_some_and(|id| mandates.contains(&id)));
        ignored("a mandate that the set has already", &taken, problems);
        // About a kind of its own: without the kind it could not be read.
        let unread: BTreeSet<String> = own_kinds.iter().filter_map(id).collect();
        let (about_own, kept): (Vec<_>, Vec<_>) = rest.into_iter().partition(|document| {
            let named = mandate::head(document).kinds;
            named
                .iter()
                .any(|kind| unread.contains(&kind.value) && !kinds.contains(&kind.value))
        });
        ignored("a mandate about such a kind", &about_own, problems);
        open.documents.mandates = kept;
        added.push(open);
    }
    added
}

fn id(document: &Document) -> Option<String> {
    let id = document.root().get("metadata")?.get("id")?;
    id.text().map(str::to_owned)
}

/// One warning, at the first of the documents.
fn ignored(what: &str, documents: &[Document], problems: &Problems) {
    let Some(first) = documents.first() else {
        return;
    };
    let ids: Vec<String> = documents.iter().filter_map(id).collect();
    let message = format!(
        "policies in the checked tree ignored: {what}: {}",
        ids.join(", ").escape_debug()
    );
    let root = first.root();
    let place = root
        .get("metadata")
        .and_then(|metadata| metadata.get("id"))
        .map_or_else(|| root.place(), Node::place);
    problems.push(
        Diagnostic::warning("policy::ignored", message)
            .at_place(place)
            .help("with an explicit policy source the checked tree may only add mandates"),
    );
}
