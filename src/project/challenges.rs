//! Challenges to mandates: listed, opened, answered, and held against the time to answer them.

use super::evidence::{FOLDER, folder, gather};
use super::load::{Loading, load};
use super::setup::Setup;
use crate::diagnostic::{Diagnostic, closest};
use crate::document::{Limits, Node, add_field, read, splice};
use crate::exception::same_person;
use crate::review::{
    Answer, Challenge, ChallengeOutcome, Quarter, RESPOND_WITHIN, Standing, own_answer,
};
use crate::source::{Source, replace_alone, sha256};
use crate::verdict::Exit;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What listing or auditing challenges needs to know.
#[derive(Debug)]
pub struct ChallengeOptions {
    /// What all use cases are told.
    pub setup: Setup,
    /// Files and folders of evidence, as they were typed; none means the project's folder.
    pub evidence: Vec<PathBuf>,
    /// Only challenges that were open in this quarter.
    pub quarter: Option<Quarter>,
    /// Whether what was not answered in time fails the run.
    pub audit: bool,
}

/// The challenges to the mandates of a policy set.
#[derive(Debug)]
pub struct ChallengeReport {
    /// The day.
    pub today: Date,
    /// Whether this is an audit.
    pub audit: bool,
    /// The challenges, the worst first, then by id.
    pub challenges: Vec<Challenged>,
    /// What could not be read or understood.
    pub diagnostics: Vec<Diagnostic>,
    /// How the run ends.
    pub exit: Exit,
}

/// A challenge and how it stands.
#[derive(Debug)]
pub struct Challenged {
    /// The challenge.
    pub challenge: Challenge,
    /// Who answers for the mandate; `None` where it is gone.
    pub owner: Option<String>,
    /// The last day to answer it in time.
    pub due: Date,
    /// How it stands.
    pub standing: Standing,
}

/// What is written to a challenge's record.
#[derive(Debug)]
pub struct Written {
    /// The challenge's id.
    pub id: String,
    /// The file, as printed.
    pub file: String,
    /// The last day to answer it in time.
    pub due: Option<Date>,
}

/// A challenge to be opened.
#[derive(Debug)]
pub struct Opening {
    /// The mandate's id.
    pub mandate: String,
    /// Who challenges it.
    pub by: String,
    /// What is wrong with it.
    pub what: String,
}

/// Lists the challenges, or audits their answers.
pub fn challenges(options: &ChallengeOptions) -> ChallengeReport {
    let today = options.setup.today;
    let mut report = ChallengeReport {
        today,
        audit: options.audit,
        challenges: Vec::new(),
        diagnostics: Vec::new(),
        exit: Exit::NotUnderstood,
    };
    let (loading, found) = match find(&options.setup, &options.evidence) {
        Ok(found) => found,
        Err(problems) => {
            report.diagnostics = problems;
            return report;
        }
    };
    report
        .diagnostics
        .extend(loading.diagnostics.iter().cloned());
    let to_come = found
        .iter()
        .flat_map(|challenge| challenge.to_come(options.setup.clock));
    report.diagnostics.extend(to_come);
    let in_quarter = |challenge: &Challenge| {
        options
            .quarter
            .is_none_or(|quarter| challenge.was_open_in(quarter))
    };
    report.challenges = found
        .into_iter()
        .filter_map(|challenge| challenge.known_on(today))
        .filter(in_quarter)
        .map(|challenge| {
            let mandate = loading.set.mandate(&challenge.mandate);
            let within = mandate
                .and_then(|mandate| mandate.accountability.respond_within)
                .unwrap_or(RESPOND_WITHIN);
            Challenged {
                owner: mandate.map(|mandate| mandate.owner.clone()),
                due: challenge.due(within),
                standing: challenge.standing(within, today),
                challenge,
            }
        })
        .collect();
    report
        .challenges
        .sort_by(|a, b| (a.standing, &a.challenge.id).cmp(&(b.standing, &b.challenge.id)));
    let failed = report
        .challenges
        .iter()
        .any(|challenged| challenged.standing.is_failure());
    report.exit = if report.diagnostics.iter().any(Diagnostic::is_error) {
        Exit::NotUnderstood
    } else if options.audit && failed {
        Exit::Findings
    } else {
        Exit::Ok
    };
    report
}

/// Opens a challenge: writes its record into the first of the evidence folders.
///
/// # Errors
/// Where the mandate is not known, or the record cannot be written.
pub fn open_challenge(
    setup: &Setup,
    evidence: &[PathBuf],
    opening: &Opening,
) -> Result<Written, Vec<Diagnostic>> {
    let (loading, found) = find(setup, evidence)?;
    let Some(mandate) = loading.set.mandate(&opening.mandate) else {
        let ids = loading
            .set
            .mandates
            .iter()
            .map(|mandate| mandate.id.as_str());
        let near = closest(&opening.mandate, ids).map(|near| format!("did you mean `{near}`?"));
        let message = format!("no mandate has the id `{}`", opening.mandate.escape_debug());
        return Err(vec![
            Diagnostic::error("usage::mandate", message).maybe_help(near),
        ]);
    };
    let id = next_id(&found, setup.today);
    let folder = evidence
        .first()
        .map_or_else(|| folder(&loading), |folder| setup.cwd.join(folder));
    if !evidence.is_empty() && !folder.is_dir() {
        let message = format!(
            "`{}` is no folder to write a challenge to",
            loading.root.shown(&folder)
        );
        return Err(vec![Diagnostic::error("usage::evidence", message)]);
    }
    let path = folder.join("challenges").join(format!("{id}.yaml"));
    let shown = loading.root.shown(&path);
    let text = [
        "apiVersion: mustmay/v1\nkind: Challenge\n".to_owned(),
        format!("metadata: {{ id: {id} }}\nmandate: {}\n", mandate.id),
        format!("by: {}\n", quoted(&opening.by)),
        format!("what: {}\n", quoted(&opening.what)),
        format!("opened: {}\n", setup.today),
    ]
    .concat();
    if path.exists() {
        return Err(vec![unwritten(&shown, "it is there already")]);
    }
    write(&path, &shown, None, &text, |written| match written {
        [one] => {
            let words = (one.id == id, &one.what, &one.by, one.opened);
            words == (true, &opening.what, &opening.by, setup.today) && one.answer.is_none()
        }
        _ => false,
    })?;
    let within = mandate
        .accountability
        .respond_within
        .unwrap_or(RESPOND_WITHIN);
    let due = found_in(&text, &shown).map(|challenge| challenge.due(within));
    Ok(Written {
        id,
        file: shown,
        due,
    })
}

/// Answers a challenge: adds the answer to its record, and changes nothing else of the file.
///
/// # Errors
/// Where there is no such challenge, it has an answer, or the record cannot be written.
pub fn answer_challenge(
    setup: &Setup,
    evidence: &[PathBuf],
    id: &str,
    answer: &Answer,
) -> Result<Written, Vec<Diagnostic>> {
    let (loading, found) = find(setup, evidence)?;
    let Some(challenge) = found.iter().find(|challenge| challenge.id == id) else {
        let near = closest(id, found.iter().map(|challenge| challenge.id.as_str()))
            .map(|near| format!("did you mean `{near}`?"));
        let message = format!("no challenge has the id `{}`", id.escape_debug());
        return Err(vec![
            Diagnostic::error("usage::challenge", message).maybe_help(near),
        ]);
    };
    let problem = |message: &str| {
        vec![
            Diagnostic::error("usage::challenge", format!("`{id}` {message}"))
                .at_place(challenge.place.clone()),
        ]
    };
    if challenge.answer.is_some() {
        return Err(problem("is answered already"));
    }
    if answer.on < challenge.opened {
        return Err(problem("is not opened yet on that day"));
    }
    if same_person(&answer.by, &challenge.by) {
        let problem = own_answer(&format!("`{id}`"), &challenge.by);
        return Err(vec![problem.at_place(challenge.place.clone())]);
    }
    let Some(answered) = answered(&challenge.source, id, answer) else {
        return Err(problem("cannot be found again in its file"));
    };
    let file = challenge.source.path();
    let path = loading.root.folder().join(&**file);
    let own = found.iter().filter(|one| one.source.path() == file);
    let meant: Vec<_> = own.map(|one| said(one, id, answer)).collect();
    let before = sha256(challenge.source.text().as_bytes());
    write(&path, file, Some(&before), answered.text(), |written| {
        let read = written.iter().map(|one| said(one, "", answer));
        read.eq(meant.iter().copied())
    })?;
    Ok(Written {
        id: id.to_owned(),
        file: file.to_string(),
        due: None,
    })
}

/// The file with the answer in the record of an id; `None` where there is no such record without an answer.
fn answered(source: &Source, id: &str, answer: &Answer) -> Option<Arc<Source>> {
    let source = Source::new(Arc::clone(source.path()), source.text());
    let reading = read(&source, &Limits::default());
    let mut documents = reading.tree.documents();
    let document = documents.find(|document| {
        let metadata = document.root().get("metadata");
        metadata
            .and_then(|node| node.get("id"))
            .and_then(Node::text)
            == Some(id)
    })?;
    let lines = [
        format!("answer:\n  text: {}\n", quoted(&answer.text)),
        format!("  by: {}\n  on: {}\n", quoted(&answer.by), answer.on),
        format!("  outcome: {}", answer.outcome.word()),
    ];
    let value = serde_json::json!({
        "text": answer.text,
        "by": answer.by,
        "on": answer.on.to_string(),
        "outcome": answer.outcome.word(),
    });
    let edits = add_field(
        document.root(),
        "answer",
        &lines.concat(),
        &value.to_string(),
    )?;
    splice(&source, &edits)
}

/// All that a record says, with `answer` as the answer of the record `id`.
fn said<'c>(
    challenge: &'c Challenge,
    id: &str,
    answer: &'c Answer,
) -> ([&'c str; 4], Date, Option<&'c Answer>) {
    let words = [
        &challenge.id,
        &challenge.mandate.value,
        &challenge.by,
        &challenge.what,
    ];
    let answer = if challenge.id == id {
        Some(answer)
    } else {
        challenge.answer.as_ref()
    };
    (words.map(String::as_str), challenge.opened, answer)
}

/// An answer of today.
pub fn answer_of(text: String, by: String, outcome: ChallengeOutcome, on: Date) -> Answer {
    Answer {
        text,
        by,
        on,
        outcome,
    }
}

fn find(setup: &Setup, evidence: &[PathBuf]) -> Result<(Loading, Vec<Challenge>), Vec<Diagnostic>> {
    let loading = load(setup)?;
    let gathered = gather(&loading, evidence)?;
    let ids: Vec<&str> = loading
        .set
        .mandates
        .iter()
        .map(|mandate| mandate.id.as_str())
        .collect();
    let strangers = gathered.evidence.strangers(&ids);
    if strangers.iter().any(Diagnostic::is_error) {
        return Err(strangers);
    }
    Ok((loading, gathered.evidence.challenges))
}

/// The next free id of a year: `CH-2026-004`.
fn next_id(found: &[Challenge], today: Date) -> String {
    let prefix = format!("CH-{}-", today.year());
    let last = found
        .iter()
        .filter_map(|challenge| challenge.id.strip_prefix(&prefix)?.parse::<u32>().ok())
        .max()
        .unwrap_or_default();
    format!("{prefix}{:03}", last + 1)
}

/// A text as a quoted scalar, which means itself.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn unwritten(shown: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        "evidence::write",
        format!("`{shown}` cannot be written: {why}"),
    )
    .help(format!(
        "records of challenges lie in the folder `{FOLDER}`"
    ))
}

/// Writes a file of challenges, if it still is what was read (`before` is the hash of that, `None` that there was none),
/// and if what is read from it again, by id, is what was meant.
fn write(
    path: &Path,
    shown: &str,
    before: Option<&str>,
    text: &str,
    is_meant: impl Fn(&[Challenge]) -> bool,
) -> Result<(), Vec<Diagnostic>> {
    let source = Source::new(shown, text);
    let read = challenges_in(&source)?;
    if !is_meant(&read) {
        return Err(vec![unwritten(
            shown,
            "it would not say what was meant; write it by hand",
        )]);
    }
    replace_alone(path, before, text.as_bytes())
        .map_err(|error| vec![unwritten(shown, &error.to_string())])
}

fn challenges_in(source: &Arc<Source>) -> Result<Vec<Challenge>, Vec<Diagnostic>> {
    let reading = read(source, &Limits::default());
    if !reading.diagnostics.is_empty() {
        return Err(reading.diagnostics);
    }
    let no_files = |_: &str, path: &str| {
        Err(Diagnostic::error(
            "evidence::file",
            format!("`{path}` is not read here"),
        ))
    };
    crate::review::Evidence::load(std::slice::from_ref(source), &no_files)
        .map(|(evidence, _)| evidence.challenges)
}

fn found_in(text: &str, shown: &str) -> Option<Challenge> {
    challenges_in(&Source::new(shown, text))
        .ok()?
        .into_iter()
        .next()
}
