//! The project file `mustmay.yaml`, as data.

use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Fields, Limits, Node, Spanned, read};
use crate::source::{Globs, Source};
use std::sync::Arc;

/// The name of the project file.
pub const FILE: &str = "mustmay.yaml";

/// Names that are taken for it and are not read.
pub const MISNAMED: &[&str] = &["mustmay.yml", ".mustmay.yaml", ".mustmay.yml"];

/// What a repository says of its own checks.
#[derive(Debug)]
pub struct Config {
    /// Policy sources: folders, files, `builtin:NAME`; empty where it names none.
    pub policies: Vec<Spanned<String>>,
    /// Ledger folders and files; empty where there is to be no ledger, `None` where it does not say.
    pub exceptions: Option<Vec<Spanned<String>>>,
    /// Globs of files that are candidates too.
    pub include: Vec<Spanned<String>>,
    /// Globs of files that are no candidates.
    pub exclude: Vec<Spanned<String>>,
    /// The file.
    pub source: Arc<Source>,
}

impl Config {
    /// Reads a project file.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(source: &Arc<Source>) -> Result<Self, Vec<Diagnostic>> {
        let reading = read(source, &Limits::default());
        let problems = Problems::default();
        problems.extend(reading.diagnostics);
        let documents: Vec<_> = reading.tree.documents().collect();
        let config = match documents.as_slice() {
            [document] => decode(document.root(), source, &problems),
            _ if !problems.is_empty() => None,
            _ => {
                let message = "a config holds exactly one document";
                problems
                    .push(Diagnostic::error("config::documents", message).in_file(source.path()));
                None
            }
        };
        let problems = problems.into_vec();
        config.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

fn decode(root: Node<'_>, source: &Arc<Source>, problems: &Problems) -> Option<Config> {
    let mut fields = Fields::of(root, "a config", problems)?;
    for (name, wanted, code) in [
        ("apiVersion", "mustmay/v1", "policy::api-version"),
        ("kind", "Config", "policy::kind"),
    ] {
        let node = if name == "kind" {
            fields.required("kind")
        } else {
            fields.required("apiVersion")
        };
        if let Some(node) = node.filter(|node| node.text() != Some(wanted)) {
            let message = format!("`{name}` of a config is `{wanted}`");
            problems.push(Diagnostic::error(code, message).at_place(node.place()));
        }
    }
    let policies = fields.optional_texts("policies");
    let exceptions = fields.given_texts("exceptions");
    let manifests = fields.optional("manifests");
    fields.finish();
    let (mut include, mut exclude) = (Vec::new(), Vec::new());
    if let Some(mut fields) = manifests.and_then(|node| Fields::of(node, "`manifests`", problems)) {
        include = fields.optional_texts("include");
        exclude = fields.optional_texts("exclude");
        fields.finish();
    }
    for pattern in include.iter().chain(&exclude) {
        if let Err(error) = Globs::new([pattern.as_str()]) {
            let problem = Diagnostic::error("config::glob", format!("not a glob: {}", error.why));
            problems.push(problem.at(source, pattern.span));
        }
    }
    Some(Config {
        policies,
        exceptions,
        include,
        exclude,
        source: Arc::clone(source),
    })
}
