//! What a test file says.

use crate::diagnostic::{Diagnostic, Problems, closest};
use crate::document::{Document, Fields, Node, Spanned, Tree, decode};
use crate::engine::Verdict;
use crate::exception::Ledger;
use crate::policy::{Level, Mandate, PolicySet};
use crate::source::Place;
use jiff::civil::Date;
use std::sync::Arc;

/// The tests of one mandate in one document.
#[derive(Debug)]
pub struct Suite {
    /// The id of the mandate.
    pub mandate: String,
    /// The day of the judgement; the run's where it is left out.
    pub as_of: Option<Date>,
    /// The cases.
    pub cases: Vec<Case>,
    /// Where the mandate is named.
    pub place: Place,
}

/// One case: a manifest and what is expected of it.
#[derive(Debug)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The manifest kind.
    pub kind: Spanned<String>,
    /// The manifest.
    pub manifest: Manifest,
    /// The service, where the manifest holds several.
    pub service: Option<String>,
    /// The day of the judgement; the suite's where it is left out.
    pub as_of: Option<Date>,
    /// The verdict expected; `None` where it is left open with `?`.
    pub expect: Spanned<Option<Verdict>>,
    /// The level expected.
    pub level: Option<Spanned<Level>>,
    /// Exactly the choices that are recognised, in any order.
    pub choices: Option<Spanned<Vec<String>>>,
    /// Exactly the findings, in any order.
    pub findings: Option<Spanned<Vec<Expected>>>,
    /// Constants in place of the mandate's own.
    pub data: Option<Arc<Tree>>,
    /// Exceptions to hold its findings against.
    pub exceptions: Ledger,
    /// The repository that it stands for.
    pub repository: Option<String>,
    /// Where its name is written.
    pub place: Place,
    /// The file it is written in.
    pub tree: Arc<Tree>,
}

/// The manifest of a case.
#[derive(Debug)]
pub enum Manifest {
    /// Written in the case.
    Inline(Arc<Tree>),
    /// A file, relative to the test's.
    File(Spanned<String>),
}

/// A finding that is expected.
#[derive(Debug)]
pub struct Expected {
    /// The id of the condition.
    pub condition: String,
    /// The path; any where it is left out.
    pub at: Option<String>,
    /// What the message contains; anything where it is left out.
    pub message: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// Decodes the tests of a policy set; all problems are noted.
pub fn suites(set: &PolicySet, problems: &Problems) -> Vec<Suite> {
    set.tests
        .iter()
        .filter_map(|document| suite(document, set, problems))
        .collect()
}

fn suite(document: &Document, set: &PolicySet, problems: &Problems) -> Option<Suite> {
    let mut fields = Fields::of(document.root(), "a mandate test", problems)?;
    let _head = (
        fields.optional("apiVersion"),
        fields.optional("kind"),
        fields.optional("metadata"),
    );
    let mandate = fields.text("mandate");
    let as_of = fields.optional_date("asOf");
    let cases = fields.required("cases");
    fields.finish();
    let mandate = mandate?;
    let source = document.tree().source();
    let place = source.place(mandate.span);
    if set.mandate(&mandate).is_none() {
        let near = closest(
            &mandate,
            set.mandates.iter().map(|mandate| mandate.id.as_str()),
        );
        let problem = Diagnostic::error(
            "test::unknown-mandate",
            format!("no mandate has the id `{}`", mandate.escape_debug()),
        );
        problems.push(
            problem
                .at_place(place.clone())
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
        );
    }
    let nodes = decode::list(cases?, "cases", problems);
    let cases = nodes
        .into_iter()
        .filter_map(|node| {
            let case = case(node, document, problems)?;
            if let Some(mandate) = set.mandate(&mandate) {
                unknown_data(node, mandate, problems);
            }
            Some(case)
        })
        .collect();
    Some(Suite {
        mandate: mandate.value,
        as_of: as_of.map(|day| day.value),
        cases,
        place,
    })
}

fn case(node: Node<'_>, document: &Document, problems: &Problems) -> Option<Case> {
    let before = problems.len();
    let tree = document.tree();
    let mut fields = Fields::of(node, "a case", problems)?;
    let name = fields.text("name");
    let kind = fields.text("kind");
    let inline = fields.optional("manifest");
    let file = fields.optional_text("manifestFile");
    let service = fields.optional_text("service");
    let as_of = fields.optional_date("asOf");
    let expect = fields
        .required("expect")
        .and_then(|node| verdict(node, problems));
    let level = fields.optional_word("level", Level::OF_MANDATES);
    let choices = fields.optional("choices");
    let findings = fields.optional("findings");
    let data = fields.optional("data");
    if let Some(node) = data {
        let _map = Fields::of(node, "`data`", problems);
    }
    let exceptions = fields.optional_list("exceptions");
    let repository = fields.optional_text("repository");
    fields.finish();
    let manifest = match (inline, file) {
        (Some(node), None) => Some(Manifest::Inline(tree.extract(node.id()))),
        (None, Some(file)) => Some(Manifest::File(file)),
        _ => {
            let problem = Diagnostic::error(
                "test::manifest",
                "a case has either `manifest` or `manifestFile`",
            );
            problems.push(problem.at_place(node.place()));
            None
        }
    };
    let choices = choices.map(|node| {
        let names = decode::list(node, "choices", problems)
            .into_iter()
            .filter_map(|node| decode::text(node, "choices", problems));
        Spanned::new(names.map(|name| name.value).collect(), node)
    });
    let findings = findings.map(|node| {
        let list = decode::list(node, "findings", problems)
            .into_iter()
            .filter_map(|node| expected(node, problems));
        Spanned::new(list.collect(), node)
    });
    if let (Some(findings), Some(expect)) = (&findings, &expect)
        && let Some(expect @ (Verdict::Pass | Verdict::NotApplicable)) = expect.value
    {
        let findings: &Spanned<Vec<Expected>> = findings;
        if !findings.is_empty() {
            let problem = Diagnostic::error(
                "test::findings",
                format!("a case that expects `{}` has no findings", expect.word()),
            );
            problems.push(problem.at(tree.source(), findings.span));
        }
    }
    let exceptions = ledger(&exceptions, tree, problems);
    if problems.len() != before {
        return None;
    }
    let name = name?;
    Some(Case {
        place: tree.source().place(name.span),
        name: name.value,
        kind: kind?,
        manifest: manifest?,
        service: service.map(|service| service.value),
        as_of: as_of.map(|day| day.value),
        expect: expect?,
        level,
        choices,
        findings,
        data: data.map(|node| tree.extract(node.id())),
        exceptions,
        repository: repository.map(|name| name.value),
        tree: Arc::clone(tree),
    })
}

/// Constants of a case that its mandate does not have, in place of which it would be judged by the mandate's own.
fn unknown_data(case: Node<'_>, mandate: &Mandate, problems: &Problems) {
    for (key, _) in case.get("data").into_iter().flat_map(Node::entries) {
        let name = key.text().unwrap_or_default();
        if mandate.data.names().any(|known| known == name) {
            continue;
        }
        let help = match closest(name, mandate.data.names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if mandate.data.names().next().is_none() => {
                "neither the mandate nor its pack has constants".to_owned()
            }
            None => {
                let names: Vec<&str> = mandate.data.names().collect();
                format!("its constants are {}", names.join(", "))
            }
        };
        let message = format!(
            "`{}` has no constant `{}` to put another in place of",
            mandate.id,
            name.escape_debug()
        );
        problems.push(
            Diagnostic::error("test::data", message)
                .at_place(key.place())
                .help(help),
        );
    }
}

/// A verdict, or `?` for one that is still to be written.
fn verdict(node: Node<'_>, problems: &Problems) -> Option<Spanned<Option<Verdict>>> {
    if node.text() == Some("?") {
        return Some(Spanned::new(None, node));
    }
    let word = decode::word(node, "expect", Verdict::ALL, problems)?;
    Some(Spanned::new(Some(word.value), node))
}

/// The exceptions of a case, written as in a ledger; `apiVersion` and `kind` may be left out.
fn ledger(nodes: &[Node<'_>], tree: &Tree, problems: &Problems) -> Ledger {
    let documents: Vec<Document> = nodes
        .iter()
        .filter_map(|node| Document::only(&tree.extract(node.id())))
        .collect();
    let (ledger, found) = Ledger::of_documents(&documents);
    problems.extend(found);
    ledger
}

fn expected(node: Node<'_>, problems: &Problems) -> Option<Expected> {
    let mut fields = Fields::of(node, "an expected finding", problems)?;
    let condition = fields.text("condition");
    let at = fields.optional_text("at");
    let message = fields.optional_text("message");
    fields.finish();
    Some(Expected {
        condition: condition?.value,
        at: at.map(|at| at.value),
        message: message.map(|message| message.value),
        place: node.place(),
    })
}
