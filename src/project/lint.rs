//! The lint run: what the authors of the policies would regret, and what of it can be mended.

use super::load::{Loading, load_policies};
use super::mend::mend;
use super::setup::Setup;
use super::test::watch;
use crate::diagnostic::{self, Diagnostic};
use crate::document::Edit;
use crate::engine::Part;
use crate::lint::{Change, Fix, Remark, ScriptRead, Silenced, Subject, lint as remarks_of};
use crate::policy::{Level, Mandate, PolicySet};
use crate::review::METRICS;
use crate::source::{Root, Source};
use crate::testing::SuiteResult;
use crate::verdict::Exit;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a lint run needs to know.
#[derive(Debug)]
pub struct LintOptions {
    /// What all use cases are told; the policy sources are what is looked at.
    pub setup: Setup,
    /// From which level on a remark makes the run fail.
    pub fail_level: Level,
    /// Whether to mend what can be mended without changing a judgement.
    pub fix: bool,
}

/// What a lint run found.
#[derive(Debug)]
pub struct LintReport {
    /// What is left to say, by file and place.
    pub remarks: Vec<Remark>,
    /// What the authors have answered with a reason, by file and place.
    pub silenced: Vec<Silenced>,
    /// How many remarks were mended.
    pub fixed: usize,
    /// How many mandates were looked at.
    pub mandates: usize,
    /// How many packs they stand in.
    pub packs: usize,
    /// Whether the policies that were named, or those of the project, hold nothing to look at.
    pub nothing: bool,
    /// What could not be read or written, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends.
    pub exit: Exit,
}

/// Looks at the policies.
///
/// It ends with 1 where a remark is at or above the fail level, with 2 where something could not be read or mended,
/// and with 3 where there is nothing to look at.
pub fn lint(options: &LintOptions) -> LintReport {
    let mut report = LintReport {
        remarks: Vec::new(),
        silenced: Vec::new(),
        fixed: 0,
        mandates: 0,
        packs: 0,
        nothing: false,
        diagnostics: Vec::new(),
        exit: Exit::NotUnderstood,
    };
    let loading = match load_policies(&options.setup) {
        Ok(loading) => loading,
        Err(diagnostics) => {
            report.diagnostics = diagnostics;
            return report;
        }
    };
    report.look(options, &loading);
    if options.fix && report.remarks.iter().any(|remark| remark.fix.is_some()) {
        report.fixed = fix(&loading, &report.remarks, &mut report.diagnostics);
        // What is left is said of what stands there now.
        match load_policies(&options.setup) {
            Ok(loading) => report.look(options, &loading),
            Err(diagnostics) => report.diagnostics.extend(diagnostics),
        }
    }
    report.diagnostics.extend(loading.diagnostics);
    diagnostic::sort(&mut report.diagnostics);
    report.exit = report.decide(options.fail_level);
    report
}

impl LintReport {
    fn look(&mut self, options: &LintOptions, loading: &Loading) {
        let set = &loading.set;
        let named = set
            .packs
            .iter()
            .filter(|pack| !pack.embedded && !pack.added);
        let named: Vec<&str> = named.map(|pack| pack.id.as_str()).collect();
        let is_named = |pack: &str| named.contains(&pack);
        if !set.mandates.iter().any(|mandate| is_named(&mandate.pack))
            && !set.kinds.iter().any(|kind| is_named(&kind.pack))
        {
            // The policies of the config, which come with those that were named, are not what was asked for.
            self.nothing = true;
            return;
        }
        let own: Vec<&str> = set
            .packs
            .iter()
            .filter(|pack| !pack.embedded)
            .map(|pack| pack.id.as_str())
            .collect();
        self.packs = own.len();
        self.mandates = set
            .mandates
            .iter()
            .filter(|mandate| own.contains(&mandate.pack.as_str()))
            .count();
        let reads = reads(set, &watch(loading, &options.setup));
        let metrics: Vec<&'static str> = METRICS.iter().map(|metric| metric.name).collect();
        let found = remarks_of(&Subject {
            set,
            today: options.setup.today,
            reads: &reads,
            metrics: &metrics,
        });
        self.remarks = found.remarks;
        self.silenced = found.silenced;
    }

    fn decide(&self, fail_level: Level) -> Exit {
        if self.diagnostics.iter().any(Diagnostic::is_error) {
            Exit::NotUnderstood
        } else if self.nothing {
            Exit::NothingChecked
        } else if self
            .remarks
            .iter()
            .any(|remark| remark.level() >= fail_level)
        {
            Exit::Findings
        } else {
            Exit::Ok
        }
    }
}

/// What the scripts of conditions were seen to read when they were tested.
fn reads(set: &PolicySet, suites: &[SuiteResult]) -> Vec<ScriptRead> {
    let mut reads = Vec::new();
    for suite in suites {
        let Some(mandate) = set.mandate(&suite.mandate) else {
            continue;
        };
        for seen in suite.cases.iter().flat_map(|case| &case.seen) {
            let Some(condition) = name_of(mandate, seen.part) else {
                continue;
            };
            reads.extend(seen.reads.iter().map(|path| ScriptRead {
                mandate: mandate.id.clone(),
                condition: condition.clone(),
                path: path.clone(),
            }));
        }
    }
    reads.sort();
    reads.dedup();
    reads
}

fn name_of(mandate: &Mandate, part: Part) -> Option<String> {
    match part {
        Part::Must(index) => Some(mandate.must.get(index)?.id.value.clone()),
        Part::Term(choice, term) => {
            let choice = mandate.may.as_ref()?.choices.get(choice)?;
            let term = choice.requires.get(term)?;
            Some(format!("{}/{}", choice.id.value, term.id.value))
        }
        Part::When(_) | Part::Where(_) | Part::Choice(_) | Part::Phase(_) => None,
    }
}

/// Makes the fixes, file by file; gives how many were made.
fn fix(loading: &Loading, remarks: &[Remark], problems: &mut Vec<Diagnostic>) -> usize {
    let mut files: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
    for fix in remarks.iter().filter_map(|remark| remark.fix.as_ref()) {
        files.entry(&fix.file).or_default().push(fix);
    }
    let packs = loading.set.packs.iter().filter(|pack| !pack.embedded);
    let sources: Vec<&Arc<Source>> = packs.flat_map(|pack| &pack.files).collect();
    let mut made = 0;
    for (file, fixes) in files {
        let Some(source) = sources.iter().find(|source| **source.path() == *file) else {
            continue;
        };
        match fix_file(&loading.root, source, &fixes) {
            Ok(()) => made += fixes.len(),
            Err(problem) => problems.push(problem),
        }
    }
    made
}

fn fix_file(root: &Root, source: &Arc<Source>, fixes: &[&Fix]) -> Result<(), Diagnostic> {
    let edits: Vec<Edit> = fixes.iter().flat_map(|fix| fix.edits.clone()).collect();
    let changes: Vec<Change> = fixes.iter().flat_map(|fix| fix.changes.clone()).collect();
    mend(root, source, &edits, &changes)
}
