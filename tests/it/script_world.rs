//! A world for scripts to run in: one manifest, facts that are scripts, and data.

use jiff::civil::{Date, date};
use mustmay::diagnostic::{Diagnostic, Problems};
use mustmay::document::{Limits, Tree, read};
use mustmay::script::{
    Fault, Host, Library, Names, NodeRef, Outcome, Read, Reason, Run, Script, Target, Value,
};
use mustmay::source::Source;
use std::fmt::Write as _;
use std::sync::Arc;

/// One manifest and what scripts see beside it.
pub(crate) struct World {
    manifest: Arc<Tree>,
    data: Arc<Tree>,
    library: Arc<Library>,
    facts: Vec<(&'static str, Script)>,
    unreadable: bool,
}

impl World {
    pub(crate) fn new(manifest: &str) -> Self {
        let reading = read(&Source::new("service.yaml", manifest), &Limits::default());
        assert!(
            reading.tree.documents().len() > 0,
            "{:?}",
            reading.diagnostics
        );
        Self {
            manifest: reading.tree,
            data: tree("data.yaml", "tiers: [1, 2]\nlimits: { a: 1, b: 2 }\n"),
            library: Library::empty(),
            facts: Vec::new(),
            unreadable: !reading.diagnostics.is_empty(),
        }
    }

    pub(crate) fn library(mut self, code: &str) -> Self {
        let problems = Problems::default();
        self.library = Library::compile(&[Source::new("lib.rhai", code)], &problems);
        assert_eq!(texts(&problems.into_vec()), "");
        self
    }

    pub(crate) fn fact(mut self, name: &'static str, code: &str) -> Self {
        let script = compile(code, &self.library, &Names::of_service()).unwrap();
        self.facts.push((name, script));
        self
    }

    /// Compiles and runs a script; see [`told`].
    pub(crate) fn run(&self, code: &str) -> String {
        let names = Names::of_mandate()
            .with_data(["tiers", "limits"])
            .with_facts(self.facts.iter().map(|(name, _)| *name));
        match compile(code, &self.library, &names) {
            Ok(script) => told(&script.run(self)),
            Err(problems) => problems,
        }
    }

    pub(crate) fn ran(&self, code: &str) -> Run {
        compile(code, &self.library, &Names::of_mandate())
            .unwrap()
            .run(self)
    }
}

impl Host for World {
    fn it(&self) -> Value {
        self.doc()
    }

    fn doc(&self) -> Value {
        Value::node(NodeRef::root_of(&self.manifest.documents().next().unwrap()))
    }

    fn file(&self) -> Result<Vec<Value>, String> {
        if self.unreadable {
            return Err("a document of the file is unreadable".to_owned());
        }
        Ok(self
            .manifest
            .documents()
            .map(|document| Value::node(NodeRef::root_of(&document)))
            .collect())
    }

    fn service(&self, field: &str) -> Result<Value, Fault> {
        Ok(match field {
            "name" => Value::text("shop"),
            "node" => self.doc(),
            _ => Value::absent(),
        })
    }

    fn fact(&self, name: &str) -> Result<Value, Fault> {
        let (_, script) = self.facts.iter().find(|(fact, _)| *fact == name).unwrap();
        match script.run(self).outcome {
            Outcome::Value(value) => Ok(value),
            Outcome::Unanswered(unanswered) => Ok(match unanswered.missing {
                Some(missing) => Value::missing(missing.node, missing.path),
                None => Value::absent(),
            }),
            Outcome::Fault(fault) => Err(fault),
        }
    }

    fn data(&self, name: &str) -> Option<Value> {
        let document = self.data.documents().next()?;
        let node = document.root().get(name)?;
        Some(Value::node(NodeRef::of_policy(&self.data, node.id())))
    }

    fn siblings(&self) -> usize {
        1
    }

    fn sibling(&self, _: usize, field: &str) -> Value {
        if field == "kind" {
            Value::text("backstage")
        } else {
            self.doc()
        }
    }

    fn sibling_fact(&self, _: usize, name: &str) -> Result<Value, Fault> {
        Ok(if name == "owner" {
            Value::text("team-a")
        } else {
            Value::absent()
        })
    }

    fn today(&self) -> Date {
        date(2026, 6, 1)
    }
}

/// Compiles a script that stands in a block scalar.
pub(crate) fn compile(code: &str, library: &Arc<Library>, names: &Names) -> Result<Script, String> {
    let indented: String = code.lines().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "  {line}");
        text
    });
    compile_yaml(&format!("s: |\n{indented}"), library, names)
}

/// Compiles the script at `s` of a policy file.
pub(crate) fn compile_yaml(
    yaml: &str,
    library: &Arc<Library>,
    names: &Names,
) -> Result<Script, String> {
    let source = Source::new("policy.yaml", yaml);
    let tree = read(&source, &Limits::default()).tree;
    let document = tree.documents().next().unwrap();
    let problems = Problems::default();
    let node = document.root().get("s").unwrap();
    let script = Script::compile(&source, node, library, names, &problems);
    let problems = texts(&problems.into_vec());
    assert_eq!(script.is_some(), problems.is_empty(), "{yaml}");
    script.ok_or(problems)
}

/// Problems in short: `code line:column message (help)`.
pub(crate) fn texts(problems: &[Diagnostic]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref().map_or_else(String::new, |place| {
                format!(" {}:{}", place.start.line, place.start.column)
            });
            let help = problem
                .help
                .as_ref()
                .map_or_else(String::new, |help| format!(" ({help})"));
            format!("{}{place} {}{help}", problem.code, problem.message)
        })
        .collect();
    lines.join("\n")
}

/// A run in short: the value as JSON, or `? path` for what is absent, `? path: found, not wanted` for what is
/// mistyped, `! code message` for a fault; and each call of `fail` behind a `+`.
pub(crate) fn told(run: &Run) -> String {
    let mut text = match &run.outcome {
        Outcome::Value(value) => value
            .to_json(1_000)
            .map_or("-".to_owned(), |json| json.to_string()),
        Outcome::Unanswered(unanswered) => {
            let what = unanswered.missing.as_ref().map_or_else(
                || unanswered.name.as_deref().unwrap_or("nowhere").to_owned(),
                |missing| missing.full_path().to_string(),
            );
            match &unanswered.reason {
                Reason::Absent => format!("? {what}"),
                Reason::Mistyped { found, wanted } => format!("? {what}: {found}, not {wanted}"),
                Reason::Untold(name) => format!("? {what}: no {name}"),
                Reason::Future => format!("? {what}: future"),
            }
        }
        Outcome::Fault(fault) => {
            let place = &fault.place.start;
            format!(
                "! {}:{} {} {}",
                place.line, place.column, fault.code, fault.message
            )
        }
    };
    for failure in &run.failures {
        let place = match &failure.target {
            None => String::new(),
            Some(Target::Node(node)) => format!(" @ {}", node.path()),
            Some(Target::Missing(missing)) => format!(" @ missing {}", missing.full_path()),
        };
        let _ = write!(text, " + {}{place}", failure.message);
    }
    text
}

/// The paths that a run read, misses in brackets.
pub(crate) fn reads(run: &Run) -> Vec<String> {
    run.reads
        .iter()
        .map(|read| match read {
            Read::Node(node) => node.path().to_string(),
            Read::Missing(missing) => format!("({})", missing.full_path()),
            Read::Fact(name) => format!("facts.{name}"),
        })
        .collect()
}

fn tree(path: &str, text: &str) -> Arc<Tree> {
    read(&Source::new(path, text), &Limits::default()).tree
}
