//! Packs: folders of mandates, kinds, functions and data, shipped together.

use super::data::DataSet;
use super::level::Level;
use super::state::State;
use crate::diagnostic::{Diagnostic, Problems, closest};
use crate::document::{Document, Fields, Kind, Limits, Node, SchemaFiles, Spanned, Tree, read};
use crate::script::Library;
use crate::source::{Place, Source};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// The files of a pack as they were read; the folder they lie in is the pack.
#[derive(Clone, Debug)]
pub struct PackFiles {
    /// The folder as we print it, or `builtin:NAME`.
    pub shown: String,
    /// The files by their path below the folder, with `/`.
    pub files: Vec<(String, Arc<Source>)>,
    /// Whether they are part of the binary.
    pub embedded: bool,
}

/// A hash that is made when it is first asked for.
pub(super) type Digest = LazyLock<String, Box<dyn FnOnce() -> String + Send + Sync>>;

/// A pack's own word about itself.
#[derive(Debug)]
pub struct Pack {
    /// Its id; the folder's name where it has no `pack.yaml`.
    pub id: String,
    /// Its version, if it has one.
    pub version: Option<String>,
    /// Hash of all its files, `sha256:` and 64 hex digits.
    pub digest: Digest,
    /// Whether it is part of the binary.
    pub embedded: bool,
    /// Whether the checked tree added it to a set that was given from outside.
    pub added: bool,
    /// How many services of which kind a run must at least see.
    pub expects: Vec<Expectation>,
    /// How much states count that are not findings.
    pub levels: BTreeMap<State, Level>,
    /// The functions that everything in it can call.
    pub library: Arc<Library>,
    /// The constants that everything in it can read.
    pub data: DataSet,
    /// Its files as they were read.
    pub files: Vec<Arc<Source>>,
    /// What holds where its mandates do not say.
    pub(super) defaults: PackDefaults,
}

/// A least number of services.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The manifest kind.
    pub kind: String,
    /// How many services of it.
    pub at_least: u32,
    /// Where it is written.
    pub place: Place,
}

/// What holds where a pack's mandates do not say.
#[derive(Clone, Debug, Default)]
pub(super) struct PackDefaults {
    pub(super) owner: Option<String>,
    pub(super) enforce: Option<Level>,
}

/// What everything in a pack can see.
#[derive(Debug)]
pub(super) struct PackScope {
    pub(super) library: Arc<Library>,
    pub(super) schemas: Arc<SchemaFiles>,
    /// The schema files by name.
    pub(super) schema_trees: Vec<(String, Arc<Tree>)>,
    pub(super) data: DataSet,
    /// Whether it is part of the binary, whose tests have seen that nothing is wrong with it: what is costly to find
    /// out is not asked again, and its scripts are compiled when they are first run.
    pub(super) proven: bool,
}

/// The documents of a pack by what they are.
#[derive(Debug, Default)]
pub(super) struct PackDocuments {
    pub(super) mandates: Vec<Document>,
    pub(super) kinds: Vec<Document>,
    pub(super) tests: Vec<Document>,
    pack: Vec<Document>,
}

/// A pack whose files are read and whose mandates are not decoded yet.
pub(super) struct OpenPack {
    pub(super) pack: Pack,
    pub(super) scope: PackScope,
    pub(super) documents: PackDocuments,
}

/// What may stand in a file of a pack, and in which other place the rest belongs.
const KINDS: &[(&str, Option<&str>)] = &[
    ("Mandate", None),
    ("ManifestKind", None),
    ("MandateTest", None),
    ("Pack", None),
    (
        "Exception",
        Some("exceptions stand in the ledger: the `exceptions` folder"),
    ),
    (
        "Config",
        Some("the config is `mustmay.yaml` at the root of the repository"),
    ),
    (
        "Service",
        Some("a manifest does not stand among policies; test data stands in a folder `testdata`"),
    ),
];

/// Reads the files of a pack. Problems are noted; the pack holds what could be read.
pub(super) fn open(files: &PackFiles, problems: &Problems) -> OpenPack {
    let mut scripts = Vec::new();
    let mut schemas = Vec::new();
    let mut data = DataSet::default();
    let mut documents = PackDocuments::default();
    for (relative, source) in &files.files {
        let name = relative.rsplit('/').next().unwrap_or(relative);
        if has_ending(name, &["rhai"]) {
            scripts.push(Arc::clone(source));
            continue;
        }
        if !has_ending(name, &["yaml", "yml", "json"]) {
            continue;
        }
        let reading = read(source, &Limits::default());
        problems.extend(reading.diagnostics);
        if has_ending(name, &["schema.json", "schema.yaml", "schema.yml"]) {
            schemas.push((name.to_owned(), reading.tree));
        } else if let Some(constant) = relative.strip_prefix("data/") {
            add_data(&mut data, constant, &reading.tree, problems);
        } else {
            sort_documents(&reading.tree, &mut documents, problems);
        }
    }
    let scope = PackScope {
        library: if files.embedded {
            Library::proven(&scripts)
        } else {
            Library::compile(&scripts, problems)
        },
        proven: files.embedded,
        schemas: Arc::new(SchemaFiles::new(schemas.clone())),
        schema_trees: schemas,
        data,
    };
    let pack = pack_of(files, &scope, &documents.pack, problems);
    OpenPack {
        pack,
        scope,
        documents,
    }
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| {
        name.strip_suffix(ending)
            .is_some_and(|stem| stem.ends_with('.'))
    })
}

fn add_data(data: &mut DataSet, file: &str, tree: &Arc<Tree>, problems: &Problems) {
    let name = file.split('.').next().unwrap_or(file);
    let mut documents = tree.documents();
    let problem = match (documents.next(), documents.next()) {
        (Some(document), None) if data.insert_document(name, &document) => return,
        (Some(_), None) => format!("a second data file has the name `{name}`"),
        (None, _) if tree.unreadable() > 0 => return,
        _ => "a data file holds exactly one document".to_owned(),
    };
    problems.push(Diagnostic::error("policy::data", problem).in_file(tree.source().path()));
}

fn sort_documents(tree: &Arc<Tree>, documents: &mut PackDocuments, problems: &Problems) {
    for document in Arc::clone(tree).documents() {
        match kind_of(document.root(), KINDS, problems) {
            Some("Mandate") => documents.mandates.push(document),
            Some("ManifestKind") => documents.kinds.push(document),
            Some("MandateTest") => documents.tests.push(document),
            Some("Pack") => documents.pack.push(document),
            _ => {}
        }
    }
}

const BEGINS: &str = "every document of mustmay begins with `apiVersion: mustmay/v1`";

/// The kind of one of our own documents; anything else is a problem. Kinds with a word beside them do not
/// stand here, and the word says why.
pub fn kind_of(
    root: Node<'_>,
    kinds: &[(&'static str, Option<&'static str>)],
    problems: &Problems,
) -> Option<&'static str> {
    let version = root.get("apiVersion").and_then(Node::text);
    let kind = root.get("kind").and_then(Node::text);
    let here: Vec<&str> = kinds
        .iter()
        .filter(|(_, why)| why.is_none())
        .map(|(name, _)| *name)
        .collect();
    // Where tests stand their manifests do too, in a place of their own.
    let fixture = here.contains(&"MandateTest").then_some(
        "a manifest that a test names stands in a folder `testdata`, which holds no policies",
    );
    let place = || root.get("kind").map_or_else(|| root.place(), Node::place);
    let problem = match (version, kind) {
        _ if root.kind() != Kind::Map => {
            let problem = Diagnostic::error("policy::kind", "this is no document of mustmay");
            problem
                .at_place(root.place())
                .maybe_help(fixture.map(str::to_owned))
        }
        (Some("mustmay/v1"), Some(kind)) => match kinds.iter().find(|(name, _)| *name == kind) {
            Some((name, None)) => return Some(name),
            Some((name, Some(why))) => {
                Diagnostic::error("policy::kind", format!("a `{name}` does not stand here"))
                    .at_place(place())
                    .help(*why)
            }
            None => {
                let help = closest(kind, here.iter().copied()).map_or_else(
                    || format!("here stand {}", here.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                Diagnostic::error(
                    "policy::kind",
                    format!("`{}` is no kind of document", kind.escape_debug()),
                )
                .at_place(place())
                .help(help)
            }
        },
        (Some("mustmay/v1"), None) => {
            Diagnostic::error("policy::kind", "the document does not say its `kind`")
                .at_place(root.place())
        }
        (version, _) => {
            let node = root.get("apiVersion");
            let message = match version {
                Some(version) => {
                    format!("`{}` is no version of the language", version.escape_debug())
                }
                None => "the document does not say its `apiVersion`".to_owned(),
            };
            Diagnostic::error("policy::api-version", message)
                .at_place(node.map_or_else(|| root.key_place(), Node::place))
                .help(match fixture {
                    Some(advice) => format!("{BEGINS}; {advice}"),
                    None => BEGINS.to_owned(),
                })
        }
    };
    problems.push(problem);
    None
}

fn pack_of(
    files: &PackFiles,
    scope: &PackScope,
    documents: &[Document],
    problems: &Problems,
) -> Pack {
    let folder = files
        .shown
        .trim_end_matches('/')
        .rsplit(['/', ':'])
        .next()
        .unwrap_or_default();
    let mut pack = Pack {
        id: if folder.is_empty() || folder == "." {
            "policies".to_owned()
        } else {
            folder.to_owned()
        },
        version: None,
        digest: {
            let files = files.clone();
            LazyLock::new(Box::new(move || digest(&files)))
        },
        embedded: files.embedded,
        added: false,
        expects: Vec::new(),
        levels: BTreeMap::new(),
        library: Arc::clone(&scope.library),
        data: scope.data.clone(),
        files: files
            .files
            .iter()
            .map(|(_, source)| Arc::clone(source))
            .collect(),
        defaults: PackDefaults::default(),
    };
    for (index, document) in documents.iter().enumerate() {
        if index > 0 {
            let problem =
                Diagnostic::error("policy::pack", "a folder is one pack; this is its second");
            problems.push(problem.at_place(document.root().place()));
        }
        decode_pack(document, &mut pack, problems);
    }
    pack
}

fn decode_pack(document: &Document, pack: &mut Pack, problems: &Problems) {
    let Some(mut fields) = Fields::of(document.root(), "a pack", problems) else {
        return;
    };
    super::head_fields(&mut fields);
    let metadata = fields.required("metadata");
    let requires = fields.optional("requires");
    let expects = fields.optional_list("expects");
    let levels = fields.optional("levels");
    let defaults = fields.optional("defaults");
    fields.finish();
    if let Some(mut fields) =
        metadata.and_then(|node| Fields::of(node, "a pack's metadata", problems))
    {
        if let Some(id) = fields
            .required("id")
            .and_then(|node| super::id(node, "id", problems))
        {
            pack.id = id.value;
        }
        pack.version = fields.optional_text("version").map(|version| version.value);
        let _title = fields.optional_text("title");
        fields.finish();
    }
    if let Some(mut fields) = requires.and_then(|node| Fields::of(node, "`requires`", problems)) {
        if let Some(range) = fields.optional_text("mustmay") {
            check_version(&range, document.tree().source(), problems);
        }
        fields.finish();
    }
    pack.expects = expects
        .into_iter()
        .filter_map(|node| expectation(node, problems))
        .collect();
    if let Some(mut fields) = levels.and_then(|node| Fields::of(node, "`levels`", problems)) {
        for (name, state) in State::ALL {
            if let Some(level) = fields.optional_word(name, Level::ALL) {
                pack.levels.insert(*state, level.value);
            }
        }
        fields.finish();
    }
    if let Some(mut fields) = defaults.and_then(|node| Fields::of(node, "`defaults`", problems)) {
        let owner = fields.optional_text("owner").map(|owner| owner.value);
        let enforce = fields
            .optional_word("enforce", Level::OF_MANDATES)
            .map(|level| level.value);
        fields.finish();
        pack.defaults = PackDefaults { owner, enforce };
    }
}

fn expectation(node: Node<'_>, problems: &Problems) -> Option<Expectation> {
    let mut fields = Fields::of(node, "an expectation", problems)?;
    let kind = fields.text("kind");
    let at_least = fields.required("atLeast").is_some();
    let number = at_least
        .then(|| fields.optional_number("atLeast", 0, 1_000_000))
        .flatten();
    fields.finish();
    Some(Expectation {
        kind: kind?.value,
        at_least: number?.value,
        place: node.place(),
    })
}

fn check_version(range: &Spanned<String>, source: &Source, problems: &Problems) {
    let own = env!("CARGO_PKG_VERSION");
    let problem = match (
        semver::VersionReq::parse(range),
        semver::Version::parse(own),
    ) {
        (Ok(range), Ok(own)) if range.matches(&own) => return,
        (Ok(_), _) => Diagnostic::error(
            "policy::version",
            format!("the pack needs mustmay {}, this is {own}", range.value),
        ),
        (Err(error), _) => Diagnostic::error(
            "policy::version",
            format!(
                "`{}` is no range of versions: {error}",
                range.escape_debug()
            ),
        ),
    };
    problems.push(problem.at(source, range.span));
}

/// The hash of a pack: of each file's path and bytes, in order of the paths.
fn digest(files: &PackFiles) -> String {
    let mut sorted: Vec<_> = files.files.iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let mut hash = Sha256::new();
    for (relative, source) in sorted {
        hash.update((relative.len() as u64).to_be_bytes());
        hash.update(relative.as_bytes());
        hash.update((source.text().len() as u64).to_be_bytes());
        hash.update(source.text().as_bytes());
    }
    format!("sha256:{:x}", hash.finalize())
}
