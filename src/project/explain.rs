//! Explaining one mandate against the services of a manifest.

use super::load::{Loading, load};
use super::setup::Setup;
use super::visit::look_at;
use crate::diagnostic::{self, Diagnostic};
use crate::engine::{Siblings, Trace, World, trace};
use crate::policy::PolicySet;
use crate::source::{Globs, walk};
use crate::verdict::Exit;
use std::path::{Path, PathBuf};

/// What explaining needs to know.
#[derive(Debug)]
pub struct ExplainOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// The mandate's id.
    pub mandate: String,
    /// The manifest, or a folder of them.
    pub path: PathBuf,
}

/// How a mandate judged the services of a manifest.
#[derive(Debug)]
pub struct ExplainReport {
    /// The policy set; `None` where it could not be loaded.
    pub set: Option<PolicySet>,
    /// The mandate's place in the set.
    pub mandate: Option<usize>,
    /// One trace a service, services of kinds that the mandate does not speak of included.
    pub traces: Vec<Trace>,
    /// What could not be read or understood.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends: 0 where there was something to explain.
    pub exit: Exit,
}

/// Judges the services of a manifest by one mandate and tells every step.
pub fn explain(options: &ExplainOptions) -> ExplainReport {
    let refused = |diagnostics| ExplainReport {
        set: None,
        mandate: None,
        traces: Vec::new(),
        diagnostics,
        exit: Exit::NotUnderstood,
    };
    let Loading {
        root,
        set,
        mut diagnostics,
        ..
    } = match load(&options.setup) {
        Ok(loading) => loading,
        Err(diagnostics) => return refused(diagnostics),
    };
    let Some(index) = set
        .mandates
        .iter()
        .position(|mandate| mandate.id == options.mandate)
    else {
        diagnostics.push(super::describe::unknown(&options.mandate, &set));
        return refused(diagnostics);
    };
    let everything = |_: &Path| true;
    let found = match walk(
        &root,
        std::slice::from_ref(&options.path),
        &everything,
        &Globs::default(),
    ) {
        Ok(found) => found,
        Err(errors) => {
            diagnostics.extend(errors.iter().map(Diagnostic::of_walk));
            return refused(diagnostics);
        }
    };
    let today = options.setup.today;
    let alone = World {
        today,
        siblings: Siblings::default(),
    };
    let surveys: Vec<_> = found
        .files
        .iter()
        .map(|file| look_at(file, &set, &alone))
        .collect();
    let world = World {
        today,
        siblings: Siblings::of(surveys.iter().flat_map(|(_, survey)| &survey.services)),
    };
    let services = surveys.iter().flat_map(|(_, survey)| &survey.services);
    let traces: Vec<Trace> = services
        .filter_map(|service| trace(&set, index, service, &world))
        .collect();
    diagnostics.extend(surveys.iter().flat_map(|(found, _)| found.iter().cloned()));
    diagnostic::sort(&mut diagnostics);
    let exit = if diagnostics.iter().any(Diagnostic::is_error) {
        Exit::NotUnderstood
    } else if traces.is_empty() {
        Exit::NothingChecked
    } else {
        Exit::Ok
    };
    drop(surveys);
    ExplainReport {
        set: Some(set),
        mandate: Some(index),
        traces,
        diagnostics,
        exit,
    }
}
