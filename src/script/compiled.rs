//! One compiled script.

use super::code::Body;
use super::compared::FieldComparison;
use super::eval;
use super::lines::{self, Lines};
use super::lower::{Known, Lowering, StaticPath, Uses};
use super::parse::{self, Text};
use super::textmap::TextMap;
use super::vacuous::Constant;
use super::{Fault, Host, Library, Names, Run, Value, limits};
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Kind, Node, Path, Style};
use crate::source::{Place, Source, Span};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// A script of a policy file; cheap to clone and shared by threads.
#[derive(Clone, Debug)]
pub struct Script(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    written: Written,
    place: Place,
    library: Arc<Library>,
    compiled: OnceLock<Result<Compiled, Fault>>,
}

/// The code of a script and where it stands.
#[derive(Debug)]
struct Written {
    source: Arc<Source>,
    code: String,
    map: TextMap,
}

#[derive(Debug)]
struct Compiled {
    body: Body,
    variables: BTreeSet<&'static str>,
    calls: BTreeSet<usize>,
    data: BTreeSet<Arc<str>>,
    facts: Vec<FactUse>,
    service: BTreeSet<Arc<str>>,
    fields: Vec<FieldUse>,
    gives: Option<FieldUse>,
}

/// A fact that a script names, with the place where it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FactUse {
    /// The fact.
    pub name: Arc<str>,
    /// Where it is named: in the script, or in a function of the pack that the script calls.
    pub place: Place,
}

/// The variable that a chain of fields begins with.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Base {
    /// `it`
    It,
    /// `doc`
    Doc,
    /// `service.node`
    ServiceNode,
    /// A fact: `facts.datastores`
    Fact(Arc<str>),
}

impl Script {
    /// Compiles the scalar `node` of the policy file `source`. Everything wrong with it goes to `problems`, at
    /// its own line; then there is no script.
    pub fn compile(
        source: &Arc<Source>,
        node: Node<'_>,
        library: &Arc<Library>,
        names: &Names,
        problems: &Problems,
    ) -> Option<Self> {
        let written = text_of(source, node, problems)?;
        let compiled = compile(&written, library, names, problems)?;
        let inner = Inner {
            written,
            place: source.place(node.span()),
            library: Arc::clone(library),
            compiled: OnceLock::from(Ok(compiled)),
        };
        Some(Self(Arc::new(inner)))
    }

    /// The same of a scalar in which nothing is wrong, as is known before; it is compiled when it is first asked for.
    /// Were something wrong with it after all, running it would be a fault.
    pub fn proven(
        source: &Arc<Source>,
        node: Node<'_>,
        library: &Arc<Library>,
        problems: &Problems,
    ) -> Option<Self> {
        let inner = Inner {
            written: text_of(source, node, problems)?,
            place: source.place(node.span()),
            library: Arc::clone(library),
            compiled: OnceLock::new(),
        };
        Some(Self(Arc::new(inner)))
    }

    fn compiled(&self) -> Result<&Compiled, &Fault> {
        let inner = &*self.0;
        let compiled = inner.compiled.get_or_init(|| {
            let problems = Problems::default();
            // Which names it may use was seen when it was proven.
            let names = Names::of_mandate();
            compile(&inner.written, &inner.library, &names, &problems).ok_or_else(|| {
                let problems = problems.into_vec();
                let first = problems.first();
                Fault {
                    code: "script::faulty",
                    message: first.map_or_else(String::new, |problem| problem.message.clone()),
                    help: None,
                    place: inner.place.clone(),
                }
            })
        });
        compiled.as_ref()
    }

    /// Every fact that it, or a function of the pack that it calls, names.
    pub fn fact_names(&self) -> &[FactUse] {
        self.compiled().map_or(&[], |compiled| &compiled.facts)
    }

    /// Every field of `service` that it, or a function of the pack that it calls, reads.
    pub fn service_names(&self) -> impl Iterator<Item = &str> {
        let compiled = self.compiled().into_iter();
        compiled.flat_map(|compiled| compiled.service.iter().map(|name| &**name))
    }

    /// Every chain of fields that begins at a document or a fact (`it.spec.auth.protocl`), also in the pack's functions
    /// that it calls. Also through variables, loops and closures, as far as that is known before it runs.
    pub fn field_paths(&self) -> &[FieldUse] {
        self.compiled().map_or(&[], |compiled| &compiled.fields)
    }

    /// Where in a document the value stands that it gives, as far as that is known before it runs: `it.spec.routes` of
    /// `it.spec.routes.filter(..)`.
    pub fn gives(&self) -> Option<&FieldUse> {
        self.compiled().ok()?.gives.as_ref()
    }

    /// The constants that it, or a function of the pack that it calls, reads.
    pub fn data_names(&self) -> impl Iterator<Item = &str> {
        let compiled = self.compiled().into_iter();
        compiled.flat_map(|compiled| compiled.data.iter().map(|name| &**name))
    }

    /// The lines of its own code.
    pub fn lines(&self) -> Lines {
        let mut lines = Lines::new();
        if let Ok(compiled) = self.compiled() {
            lines::of(&compiled.body.code, &compiled.body.source, &mut lines);
        }
        lines
    }

    /// The defaults (`x ?? 0`) that alone make a part of it true on which the whole rests: what is absent passes.
    pub fn vacuous_defaults(&self) -> Vec<Place> {
        self.compiled().map_or_else(
            |_| Vec::new(),
            |compiled| super::vacuous::vacuous(&compiled.body.code, &compiled.body.source),
        )
    }

    /// All of its own comparisons of a field with what is written.
    pub fn comparisons(&self) -> Vec<FieldComparison> {
        let mut found = Vec::new();
        if let Ok(compiled) = self.compiled() {
            super::compared::comparisons(&compiled.body.code, &compiled.body.source, &mut found);
        }
        found
    }

    /// What it gives whatever a manifest says; `None`: it may depend on that.
    pub fn constant(&self) -> Option<Constant> {
        super::vacuous::constant(&self.compiled().ok()?.body.code)
    }

    /// What it goes over, as `it.routes` in `it.routes.filter(..)`; `None` where that cannot be told without running
    /// it.
    ///
    /// # Errors
    /// Where that is a fact, and it is faulty.
    pub fn goes_over(&self, host: &dyn Host) -> Result<Option<Value>, Fault> {
        let compiled = self.compiled().map_err(Clone::clone)?;
        super::spine::goes_over(&compiled.body.code, host)
    }

    /// Whether it, or a function of the pack that it calls, uses a variable: `siblings`, `file`. Of a script that
    /// was not compiled yet: whether it may.
    pub fn uses(&self, variable: &str) -> bool {
        match self.0.compiled.get() {
            Some(Ok(compiled)) => compiled.variables.contains(variable),
            _ => self.0.written.code.contains(variable) || self.0.library.mentions(variable),
        }
    }

    /// The pack's functions that it calls, also by way of others.
    pub fn calls(&self) -> impl Iterator<Item = &str> {
        let calls = self
            .compiled()
            .into_iter()
            .flat_map(|compiled| &compiled.calls);
        calls.map(|&number| self.0.library.name(number))
    }

    /// The scalar that holds it.
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// Runs it.
    pub fn run(&self, host: &dyn Host) -> Run {
        match self.compiled() {
            Ok(compiled) => eval::run(&compiled.body, &self.0.library, host),
            Err(fault) => Run::faulty(fault.clone()),
        }
    }
}

/// A chain of fields that a script reads from a document, `[*]` where it goes over elements.
#[derive(Clone, Debug)]
pub struct FieldUse {
    /// Where it begins.
    pub base: Base,
    /// The fields.
    pub path: Path,
    spans: Vec<Span>,
    source: Arc<Source>,
}

impl FieldUse {
    fn new(path: &StaticPath, source: &Arc<Source>) -> Self {
        Self {
            base: path.base.clone(),
            path: Path::new(path.steps.iter().map(|(step, _)| step.clone()).collect()),
            spans: path.steps.iter().map(|(_, span)| *span).collect(),
            source: Arc::clone(source),
        }
    }

    /// Where the script writes a step of the path; the whole file's beginning for one that the path lacks.
    pub fn place(&self, step: usize) -> Place {
        self.source
            .place(self.spans.get(step).copied().unwrap_or_default())
    }
}

/// The code of a scalar, if it is one that code can be in.
fn text_of(source: &Arc<Source>, node: Node<'_>, problems: &Problems) -> Option<Written> {
    let refuse = |code, message: &str, help: &str| {
        problems.push(
            Diagnostic::error(code, message)
                .at(source, node.span())
                .help(help),
        );
        None
    };
    let code = match (node.kind(), node.text()) {
        (Kind::Null, _) | (_, None) => {
            return refuse(
                "script::text",
                "a script is text",
                "write it on one line, or as a block scalar (`|`)",
            );
        }
        (_, Some(code)) => code,
    };
    if code.trim().is_empty() {
        return refuse(
            "script::text",
            "the script is empty",
            "write an expression such as `it.spec.tier == 1`",
        );
    }
    if code.len() > limits::SCRIPT_BYTES {
        let message = format!("the script has more than {} bytes", limits::SCRIPT_BYTES);
        return refuse(
            "script::limit",
            &message,
            "move parts of it into functions of the pack",
        );
    }
    if node.style() == Style::Plain && before_cut(source, node.span()) {
        return refuse(
            "script::cut",
            "YAML takes what follows ` #` for a comment, so the script ends before `#{`",
            "quote the script, or write it as a block scalar (`|`)",
        );
    }
    let Some(map) = TextMap::of_scalar(source, node) else {
        return refuse(
            "script::folded",
            "the lines of this script are joined, so that its places are lost",
            "write it on one line, or as a block scalar with `|`",
        );
    };
    Some(Written {
        source: Arc::clone(source),
        code: code.to_owned(),
        map,
    })
}

/// Compiles a script. `None` if and only if a problem was noted.
fn compile(
    written: &Written,
    library: &Arc<Library>,
    names: &Names,
    problems: &Problems,
) -> Option<Compiled> {
    let before = problems.len();
    let source = &written.source;
    let text = Text::new(source, &written.code, written.map.clone());
    let parsed = parse::parse(&text, problems)?;
    let lowering = Lowering::new(&text, &parsed, Known::Of(library), names, problems);
    let (body, uses) = lowering.script();
    check_calls(source, &uses, library, names, problems);
    if problems.len() > before {
        return None;
    }
    let calls: BTreeSet<usize> = if uses.calls.is_empty() {
        BTreeSet::new()
    } else {
        library.reached(uses.calls.keys().copied())
    };
    let all: Vec<(&Uses, &Arc<Source>)> = std::iter::once((&uses, source))
        .chain(calls.iter().filter_map(|&number| library.uses(number)))
        .collect();
    let facts = all.iter().flat_map(|(uses, source)| {
        uses.facts.iter().map(|(name, at)| FactUse {
            name: Arc::clone(name),
            place: source.place(*at),
        })
    });
    let fields = all
        .iter()
        .flat_map(|(uses, source)| uses.fields.iter().map(|path| FieldUse::new(path, source)));
    Some(Compiled {
        variables: all
            .iter()
            .flat_map(|(uses, _)| uses.variables.keys().copied())
            .collect(),
        data: all
            .iter()
            .flat_map(|(uses, _)| uses.data.iter().map(|(name, _)| Arc::clone(name)))
            .collect(),
        facts: facts.collect(),
        service: all
            .iter()
            .flat_map(|(uses, _)| uses.service.iter().map(Arc::clone))
            .collect(),
        fields: fields.collect(),
        gives: uses.gives.as_ref().map(|path| FieldUse::new(path, source)),
        calls,
        body,
    })
}

/// Whether a comment that begins `#{` follows on the line.
fn before_cut(source: &Source, span: Span) -> bool {
    let line = source.position(span.end).line;
    let rest = source
        .line_span(line)
        .map(|line| Span::new(span.end, line.end));
    rest.is_some_and(|rest| source.slice(rest).trim_start().starts_with("#{"))
}

/// Checks that the functions that a script calls use nothing that the script itself must not.
fn check_calls(
    source: &Arc<Source>,
    uses: &Uses,
    library: &Library,
    names: &Names,
    problems: &Problems,
) {
    for (&call, &at) in &uses.calls {
        for (inner, file) in library
            .reached([call])
            .into_iter()
            .filter_map(|number| library.uses(number))
        {
            let variables = inner
                .variables
                .iter()
                .filter(|(name, _)| !names.variables.contains(name));
            let unknown = |known: &Option<BTreeSet<Box<str>>>, name: &str| {
                known.as_ref().is_some_and(|known| !known.contains(name))
            };
            let facts = inner
                .facts
                .iter()
                .filter(|(name, _)| unknown(&names.facts, name));
            let data = inner
                .data
                .iter()
                .filter(|(name, _)| unknown(&names.data, name));
            let wrong = variables
                .map(|(name, at)| (format!("`{name}`, which is not known here"), at))
                .chain(
                    facts.map(|(name, at)| (format!("`facts.{name}`, which no kind here has"), at)),
                )
                .chain(data.map(|(name, at)| (format!("`data.{name}`, which is not there"), at)));
            for (what, there) in wrong {
                problems.push(
                    Diagnostic::error(
                        "script::name",
                        format!("`{}` uses {what}", library.name(call)),
                    )
                    .at(source, at)
                    .related("used here", file.place(*there)),
                );
            }
        }
    }
}
