//! The functions of a pack.

use super::code::Body;
use super::functions::signature;
use super::limits;
use super::lines::{self, Lines};
use super::lower::{Functions, Known, Lowering, Uses};
use super::names::{ALL, Names};
use super::parse::{self, Function, Parsed, Text};
use super::textmap::TextMap;
use crate::diagnostic::{Diagnostic, Problems};
use crate::source::{Place, Source, Span};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// The functions of a pack's `*.rhai` files.
#[derive(Debug, Default)]
pub struct Library {
    files: Vec<Arc<Source>>,
    compiled: OnceLock<Compiled>,
    /// The names of the language that stand anywhere in its files.
    mentioned: OnceLock<BTreeSet<&'static str>>,
}

#[derive(Debug, Default)]
struct Compiled {
    functions: Vec<Entry>,
    by_name: Functions,
}

/// A function of a pack.
#[derive(Debug)]
struct Entry {
    name: Box<str>,
    source: Arc<Source>,
    at: Span,
    /// None where something is wrong with it.
    body: Option<Arc<Body>>,
    uses: Uses,
}

impl Library {
    /// Compiles the files of a pack. What is wrong with them goes to `problems`; a function that something is
    /// wrong with is known and faulty.
    pub fn compile(files: &[Arc<Source>], problems: &Problems) -> Arc<Self> {
        Arc::new(Self {
            files: files.to_vec(),
            compiled: OnceLock::from(Compiled::of(files, problems)),
            mentioned: OnceLock::new(),
        })
    }

    /// The functions of files in which nothing is wrong, as is known before; they are compiled when a script first
    /// calls one. Were something wrong with a function after all, it would be a fault of whoever calls it.
    pub fn proven(files: &[Arc<Source>]) -> Arc<Self> {
        Arc::new(Self {
            files: files.to_vec(),
            compiled: OnceLock::new(),
            mentioned: OnceLock::new(),
        })
    }

    fn compiled(&self) -> &Compiled {
        self.compiled
            .get_or_init(|| Compiled::of(&self.files, &Problems::default()))
    }

    /// A library without functions.
    pub fn empty() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Whether a name of the language stands anywhere in its files.
    pub(super) fn mentions(&self, name: &str) -> bool {
        let stands = |name: &str| self.files.iter().any(|file| file.text().contains(name));
        // Each script of a pack asks for the same few.
        let known = || ALL.iter().copied().filter(|name| stands(name)).collect();
        self.mentioned.get_or_init(known).contains(name) || (!ALL.contains(&name) && stands(name))
    }

    /// The functions by name, with the places of their names.
    pub fn functions(&self) -> impl Iterator<Item = (&str, Place)> {
        self.compiled()
            .functions
            .iter()
            .map(|entry| (&*entry.name, entry.source.place(entry.at)))
    }

    /// The lines of code in the files of the pack.
    pub fn lines(&self) -> Lines {
        let mut lines = Lines::new();
        for body in self
            .compiled()
            .functions
            .iter()
            .filter_map(|entry| entry.body.as_ref())
        {
            lines::of(&body.code, &body.source, &mut lines);
        }
        lines
    }

    pub(super) fn by_name(&self) -> &Functions {
        &self.compiled().by_name
    }

    /// The code of a function; `None` where something is wrong with it.
    pub(super) fn body(&self, number: usize) -> Option<&Arc<Body>> {
        self.compiled().functions.get(number)?.body.as_ref()
    }

    pub(super) fn name(&self, number: usize) -> &str {
        self.compiled()
            .functions
            .get(number)
            .map_or("", |entry| &entry.name)
    }

    /// What a function uses itself, and the file that it stands in.
    pub(super) fn uses(&self, number: usize) -> Option<(&Uses, &Arc<Source>)> {
        self.compiled()
            .functions
            .get(number)
            .map(|entry| (&entry.uses, &entry.source))
    }

    /// The functions that some call, with those that these call, and so on.
    pub(super) fn reached(&self, from: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<usize> = from.into_iter().collect();
        while let Some(number) = waiting.pop() {
            if reached.insert(number)
                && let Some((uses, _)) = self.uses(number)
            {
                waiting.extend(uses.calls.keys());
            }
        }
        reached
    }
}

impl Compiled {
    fn of(files: &[Arc<Source>], problems: &Problems) -> Self {
        let texts: Vec<Text<'_>> = files.iter().map(text_of).collect();
        let parsed: Vec<Option<Parsed>> = texts
            .iter()
            .map(|text| parse_file(text, problems))
            .collect();
        let mut library = Self::default();
        let mut found = Vec::new();
        for (text, parsed) in texts.iter().zip(&parsed) {
            for function in parsed.iter().flat_map(|parsed| &parsed.functions) {
                if library.declare(text, function, problems) {
                    found.push((text, parsed, function));
                }
            }
        }
        for (number, (text, parsed, function)) in found.into_iter().enumerate() {
            let Some(parsed) = parsed else { continue };
            let before = problems.len();
            let names = Names::of_mandate();
            let lowering = Lowering::new(
                text,
                parsed,
                Known::Found(&library.by_name),
                &names,
                problems,
            );
            let (body, uses) = lowering.function(function);
            if let Some(entry) = library.functions.get_mut(number) {
                entry.body = (problems.len() == before).then(|| Arc::new(body));
                entry.uses = uses;
            }
        }
        library
    }

    /// Takes a function up under its name, unless it is a closure or must not have that name.
    fn declare(&mut self, text: &Text<'_>, function: &Function, problems: &Problems) -> bool {
        let Some(position) = function.at else {
            return false;
        };
        let (name, params, at) = (&function.name, function.params.len(), text.at(position));
        let refuse = |code, message: String| Diagnostic::error(code, message).at(text.source, at);
        let reserved = ALL.contains(&&**name) || parse::refused_word(name).is_some();
        if reserved || signature(name).is_some() {
            problems.push(
                refuse(
                    "script::redefined",
                    format!("`{name}` is a name of the language, and no pack can define it"),
                )
                .help("take another name"),
            );
            return false;
        }
        if function.special {
            problems.push(
                refuse(
                    "script::refused",
                    format!("`{name}` is private or bound to a type"),
                )
                .help("write `fn name(parameters) { .. }`"),
            );
            return false;
        }
        let overloads = self.by_name.entry(name.clone()).or_default();
        let twin = overloads.iter().find(|(count, _)| *count == params);
        if let Some(first) = twin.and_then(|(_, number)| self.functions.get(*number)) {
            problems.push(
                refuse(
                    "script::redefined",
                    format!("`{name}` with {params} parameters is defined twice"),
                )
                .related("the first", first.source.place(first.at)),
            );
            return false;
        }
        overloads.push((params, self.functions.len()));
        self.functions.push(Entry {
            name: name.clone(),
            source: Arc::clone(text.source),
            at,
            body: None,
            uses: Uses::default(),
        });
        true
    }
}

fn text_of(source: &Arc<Source>) -> Text<'_> {
    let whole = source.text();
    let code = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    Text::new(
        source,
        code,
        TextMap::of_file(source, whole.len() - code.len()),
    )
}

fn parse_file(text: &Text<'_>, problems: &Problems) -> Option<Parsed> {
    if text.code.len() > limits::LIBRARY_BYTES {
        let message = format!("the file has more than {} bytes", limits::LIBRARY_BYTES);
        problems.push(Diagnostic::error("script::limit", message).in_file(text.source.path()));
        return None;
    }
    let parsed = parse::parse(text, problems)?;
    if let Some(statement) = parsed.statements.first() {
        problems.push(
            Diagnostic::error(
                "script::refused",
                "a file of functions holds nothing but functions",
            )
            .at(text.source, text.at(statement.position()))
            .help("write `fn name(parameters) { .. }`"),
        );
    }
    Some(parsed)
}
