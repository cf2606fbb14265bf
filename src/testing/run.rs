//! Judging the cases.

use super::compare::{Difference, compare};
use super::suite::{Case, Manifest, Suite};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Tree};
use crate::engine::{
    Judged, Observation, Outcome, Service, ServiceInfo, Siblings, Verdict, World, judge_mandate,
    observe, survey,
};
use crate::exception::{Situation, Whole};
use crate::policy::{DataSet, PolicySet};
use crate::script::{Lines, covered};
use crate::source::{Place, Span};
use jiff::civil::Date;
use rayon::prelude::*;
use std::sync::Arc;

/// How the files that cases name are read: the test's own file, and the path as the case writes it.
pub type Files<'f> = dyn Fn(&str, &str) -> Result<Arc<Tree>, Vec<Diagnostic>> + Sync + 'f;

/// What the cases of a suite came to.
#[derive(Debug)]
pub struct SuiteResult {
    /// The id of the mandate.
    pub mandate: String,
    /// The test's file.
    pub file: Arc<str>,
    /// The cases, in order.
    pub cases: Vec<CaseResult>,
}

/// What one case came to.
#[derive(Debug)]
pub struct CaseResult {
    /// What it shows.
    pub name: String,
    /// Where it is written.
    pub place: Place,
    /// How it was judged; `None` where it could not be.
    pub verdict: Option<Verdict>,
    /// In what it differs from what is expected; empty if and only if it passes.
    pub differences: Vec<Difference>,
    /// Where the case leaves the verdict open: the bytes of the `?`.
    pub open: Option<Span>,
    /// What it saw of the mandate, where that was asked for.
    pub seen: Vec<Observation>,
    /// The lines of code that ran, where that was asked for.
    pub lines: Lines,
}

impl CaseResult {
    /// Whether it is as expected.
    pub fn passes(&self) -> bool {
        self.differences.is_empty()
    }
}

/// What the cases are judged with.
#[derive(Clone, Copy)]
pub struct Bench<'b> {
    /// The policy set.
    pub set: &'b PolicySet,
    /// The day, where neither suite nor case says one.
    pub today: Date,
    /// How files are read.
    pub files: &'b Files<'b>,
    /// Whether to record what each case saw of its mandate.
    pub watch: bool,
}

impl std::fmt::Debug for Bench<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bench")
            .field("today", &self.today)
            .field("watch", &self.watch)
            .finish_non_exhaustive()
    }
}

/// Judges every case of every suite, several at once; the order is that of the suites.
pub fn run(bench: Bench<'_>, suites: &[Suite]) -> Vec<SuiteResult> {
    let judge = |suite: &Suite| {
        let cases = suite
            .cases
            .par_iter()
            .map(|case| run_case(bench, suite, case));
        SuiteResult {
            mandate: suite.mandate.clone(),
            file: Arc::clone(&suite.place.file),
            cases: cases.collect(),
        }
    };
    suites.par_iter().map(judge).collect()
}

fn run_case(bench: Bench<'_>, suite: &Suite, case: &Case) -> CaseResult {
    let (judged, lines) = if bench.watch {
        covered(|| judged(bench, suite, case))
    } else {
        (judged(bench, suite, case), Lines::new())
    };
    let (verdict, differences, seen) = match judged {
        Ok((outcome, seen)) => (Some(outcome.verdict), compare(case, &outcome), seen),
        Err(problems) => (
            None,
            problems.into_iter().map(Difference::of_problem).collect(),
            Vec::new(),
        ),
    };
    CaseResult {
        name: case.name.clone(),
        place: case.place.clone(),
        verdict,
        differences,
        open: case.expect.value.is_none().then_some(case.expect.span),
        seen,
        lines,
    }
}

/// The outcome of a case and what it saw, or why there is none.
fn judged(
    bench: Bench<'_>,
    suite: &Suite,
    case: &Case,
) -> Result<(Outcome, Vec<Observation>), Vec<Diagnostic>> {
    let Bench { set, files, .. } = bench;
    let today = case.as_of.or(suite.as_of).unwrap_or(bench.today);
    let problem = |message: String| {
        vec![Diagnostic::error("test::case", message).at_place(case.place.clone())]
    };
    let Some(index) = set
        .mandates
        .iter()
        .position(|mandate| mandate.id == suite.mandate)
    else {
        return Err(problem(format!(
            "no mandate has the id `{}`",
            suite.mandate
        )));
    };
    if set.kind(&case.kind).is_none() {
        let message = format!("no manifest kind has the id `{}`", case.kind.escape_debug());
        return Err(vec![
            Diagnostic::error("test::case", message).at(case.tree.source(), case.kind.span),
        ]);
    }
    let tree = match &case.manifest {
        Manifest::Inline(tree) => Arc::clone(tree),
        Manifest::File(path) => files(case.tree.source().path(), path)?,
    };
    let alone = World {
        today,
        siblings: Siblings::default(),
    };
    let found = survey(set, &tree, &alone);
    if !found.diagnostics.is_empty() {
        return Err(found.diagnostics);
    }
    let of_kind = found
        .services
        .iter()
        .filter(|service| *service.info.kind == *case.kind);
    let named: Vec<&Service<'_>> = of_kind
        .filter(|service| {
            case.service
                .as_deref()
                .is_none_or(|name| *service.info.name == *name)
        })
        .collect();
    let service = match named.as_slice() {
        [service] => *service,
        [] => {
            let what = case.service.as_ref().map_or_else(
                || "no service".to_owned(),
                |name| format!("no service `{}`", name.escape_debug()),
            );
            return Err(problem(format!(
                "the manifest holds {what} of the kind `{}`",
                case.kind.value
            )));
        }
        several => {
            let names: Vec<&str> = several.iter().map(|service| &*service.info.name).collect();
            return Err(problem(format!(
                "the manifest holds several services, say which with `service`: {}",
                names.join(", ")
            )));
        }
    };
    let world = World {
        today,
        siblings: Siblings::of(&found.services),
    };
    let data = case.data.as_ref().map(|data| replaced(set, index, data));
    let outcome = judge_mandate(set, index, service, &world, data.as_ref());
    let seen = if bench.watch {
        observe(set, index, service, &world, data.as_ref())
    } else {
        Vec::new()
    };
    Ok((excepted(bench, case, &service.info, outcome, today), seen))
}

/// The outcome held against the exceptions of the case.
fn excepted(
    bench: Bench<'_>,
    case: &Case,
    service: &ServiceInfo,
    outcome: Outcome,
    today: Date,
) -> Outcome {
    let mut judged = [Judged {
        service: service.clone(),
        outcomes: vec![outcome],
    }];
    let situation = Situation {
        set: bench.set,
        ledger: &case.exceptions,
        today,
        seen: today,
        repository: case.repository.as_deref(),
        clock_is_right: true,
        whole: Whole::No,
        audit: false,
    };
    // What a case expects is a verdict; the states of its exceptions are told by the findings.
    let _states = crate::exception::judge(&mut judged, &situation);
    let [one] = judged;
    one.outcomes
        .into_iter()
        .next()
        .unwrap_or_else(|| Outcome::new(0, Verdict::Error))
}

/// The mandate's constants, with those of the case in their place.
fn replaced(set: &PolicySet, mandate: usize, data: &Arc<Tree>) -> DataSet {
    let mut replaced = DataSet::default();
    if let Some(document) = Document::only(data) {
        // Names of a map are unique, so none is taken.
        let _taken = replaced.insert_entries(data, document.root());
    }
    if let Some(mandate) = set.mandates.get(mandate) {
        replaced.fill_from(&mandate.data);
    }
    replaced
}
