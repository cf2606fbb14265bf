//! The workarounds of a tree: signals to the owners of mandates.

use super::load::{Loading, load};
use super::setup::Setup;
use super::visit::look_for_services;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::engine::{Siblings, World};
use crate::policy::PolicySet;
use crate::review::{Scanner, Signal, SignalKind, contradictions};
use crate::source::{Folders, Globs, LoadError, load as load_file, walk};
use crate::verdict::Exit;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What looking for workarounds needs to know.
#[derive(Debug)]
pub struct WorkaroundOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// Files and folders as they were typed; none means the whole root.
    pub paths: Vec<PathBuf>,
}

/// What was found of workarounds.
#[derive(Debug)]
pub struct WorkaroundReport {
    /// The policy set; `None` where it could not be loaded.
    pub set: Option<PolicySet>,
    /// The signals, by mandate, kind, pattern and file; those about the gate come first.
    pub signals: Vec<Signal>,
    /// How many files were looked at, manifests included.
    pub files: usize,
    /// What could not be read or understood.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends: signals are no findings, and fail nothing.
    pub exit: Exit,
}

/// Looks for workarounds.
pub fn workarounds(options: &WorkaroundOptions) -> WorkaroundReport {
    let loading = match load(&options.setup) {
        Ok(loading) => loading,
        Err(diagnostics) => {
            return WorkaroundReport {
                set: None,
                signals: Vec::new(),
                files: 0,
                diagnostics,
                exit: Exit::NotUnderstood,
            };
        }
    };
    let mut scan = scan(&loading, &options.paths, &options.setup);
    let mut diagnostics = loading.diagnostics;
    diagnostics.append(&mut scan.diagnostics);
    diagnostic::sort(&mut diagnostics);
    let exit = if diagnostics.iter().any(Diagnostic::is_error) {
        Exit::NotUnderstood
    } else if scan.files == 0 {
        Exit::NothingChecked
    } else {
        Exit::Ok
    };
    WorkaroundReport {
        set: Some(loading.set),
        signals: scan.signals,
        files: scan.files,
        diagnostics,
        exit,
    }
}

/// What a scan of a tree gave.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) signals: Vec<Signal>,
    pub(super) files: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Scans a tree.
pub(super) fn scan(loading: &Loading, paths: &[PathBuf], setup: &Setup) -> Scan {
    let failed = |diagnostics| Scan {
        diagnostics,
        ..Scan::default()
    };
    let scanner = match Scanner::new(&loading.set.mandates) {
        Ok(scanner) => scanner,
        Err(problem) => return failed(vec![problem]),
    };
    let wanted = |path: &Path| scanner.wants(path);
    let found = match walk(&loading.root, paths, &wanted, &Globs::default()) {
        Ok(found) => found,
        Err(errors) => return failed(errors.iter().map(Diagnostic::of_walk).collect()),
    };
    let (mut scan, mut looked_at) = (Scan::default(), BTreeSet::new());
    let folders = Folders::default();
    for file in &found.files {
        match load_file(file, &folders) {
            Ok(loaded) => {
                looked_at.insert(Arc::clone(&file.shown));
                scan.signals
                    .extend(scanner.scan(&file.relative, &loaded.source));
            }
            // A file without an ending that is no text is a program, and no script.
            Err(LoadError::NotUtf8(_)) if !scanner.is_named(&file.relative) => {}
            Err(error) => {
                let mut problem = Diagnostic::of_load(&file.shown, &error);
                problem.severity = Severity::Warning;
                scan.diagnostics.push(problem);
            }
        }
    }
    match look_for_services(loading, paths, setup) {
        Ok(surveys) => {
            let services = surveys
                .into_iter()
                .flat_map(|survey| survey.services)
                .collect::<Vec<_>>();
            looked_at.extend(
                services
                    .iter()
                    .map(|service| Arc::clone(&service.info.file)),
            );
            let world = World {
                today: setup.today,
                siblings: Siblings::of(&services),
            };
            scan.signals
                .extend(contradictions(&services, &loading.set.mandates, &world));
        }
        Err(problems) => scan.diagnostics.extend(problems),
    }
    scan.files = looked_at.len();
    scan.signals.sort_by(|a, b| key(a).cmp(&key(b)));
    scan
}

/// What orders signals.
fn key(signal: &Signal) -> (Option<&str>, SignalKind, &str, &str) {
    (
        signal.mandate.as_deref(),
        signal.kind,
        &signal.pattern,
        &signal.file,
    )
}
