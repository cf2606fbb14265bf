//! The numbered hostile cases, through the program and in every format. `README.md` here says where each stands.

mod exceptions; // cases 38 to 52
mod manifests; // cases 13 to 28, and 64
mod nothing; // cases 1 to 12: nothing matched, nothing read, nowhere to write
mod scripts; // cases 29 to 35
mod steady; // cases 36 and 37: the same verdict whatever the order
mod trust; // what the checked tree may not do to its own judgement

use crate::support::{Folder, Run, mustmay};
use mustmay::report::check::Format;
use serde_json::Value;
use std::path::Path;

/// Wide enough that no message is broken.
pub(crate) const WIDE: (&str, &str) = ("COLUMNS", "400");

/// What one command line gave in each format.
pub(crate) struct Report {
    code: i32,
    human: Run,
    json: Value,
}

/// Runs a command line once in each format: the exit code is the same in all, and nothing crashes.
#[track_caller]
pub(crate) fn in_every_format(
    cwd: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> Report {
    let variables = [&[WIDE], variables].concat();
    let mut report = Report {
        code: -1,
        human: mustmay(cwd, arguments, &variables),
        json: Value::Null,
    };
    report.code = report.human.code;
    for (word, format) in Format::ALL {
        let arguments = [arguments, &["--format", word]].concat();
        let run = mustmay(cwd, &arguments, &variables);
        assert_eq!(run.code, report.code, "{word}: {run:#?}");
        assert!(!run.err.contains("crashed"), "{word}: {run:#?}");
        if *format == Format::Json {
            report.json = serde_json::from_str(&run.out).unwrap_or_default();
        }
    }
    report
}

/// Checks the folder in every format.
#[track_caller]
pub(crate) fn check(folder: &Folder, arguments: &[&str]) -> Report {
    in_every_format(folder.path(), &[&["check"], arguments].concat(), &[])
}

impl Report {
    /// Asserts the exit code, and that the JSON says the same.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{:#?}", self.human);
        assert_eq!(self.json["exitCode"], code, "{:#}", self.json);
        self
    }

    /// Asserts a problem at a place, `FILE:LINE:COLUMN` or `FILE`, with a part of its message and help.
    #[track_caller]
    pub(crate) fn says(self, place: &str, code: &str, parts: &[&str]) -> Self {
        let diagnostics = self.json["diagnostics"].as_array().unwrap();
        let fits = |one: &&Value| {
            one["code"] == code
                && at(&one["location"]) == place
                && parts.iter().all(|part| {
                    text(&one["message"]).contains(part) || text(&one["help"]).contains(part)
                })
        };
        assert!(
            diagnostics.iter().any(|one| fits(&one)),
            "{code} at `{place}` with {parts:?} is not among {diagnostics:#?}"
        );
        for part in parts.iter().chain([&place, &code]) {
            assert!(
                self.human.out.contains(part),
                "`{part}` is missing in {:#?}",
                self.human
            );
        }
        self
    }

    /// Asserts a finding `MANDATE/CONDITION` at a place, with a part of its message.
    #[track_caller]
    pub(crate) fn finds(self, id: &str, place: &str, part: &str) -> Self {
        let findings = self.findings();
        let fits =
            |one: &(String, String, String)| one.0 == id && one.1 == place && one.2.contains(part);
        assert!(
            findings.iter().any(fits),
            "{id} at {place} with `{part}` is not among {findings:#?}"
        );
        for part in [&format!("[{id}]"), place, part] {
            assert!(
                self.human.out.contains(part),
                "`{part}` is missing in {:#?}",
                self.human
            );
        }
        self
    }

    /// Asserts parts of what people read.
    #[track_caller]
    pub(crate) fn shows(self, parts: &[&str]) -> Self {
        for part in parts {
            let said = self.human.out.contains(part) || self.human.err.contains(part);
            assert!(said, "`{part}` is missing in {:#?}", self.human);
        }
        self
    }

    /// Asserts what the JSON holds at a pointer.
    #[track_caller]
    pub(crate) fn holds(self, pointer: &str, value: impl Into<Value>) -> Self {
        let held = self.json.pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(held, value.into(), "{pointer} in {:#}", self.json);
        self
    }

    /// The verdict of a mandate about a service.
    #[track_caller]
    pub(crate) fn verdict(&self, mandate: &str, service: &str) -> &str {
        let outcomes = self.json["outcomes"].as_array().unwrap();
        let found = outcomes
            .iter()
            .find(|one| one["mandate"] == mandate && one["service"] == service);
        found.map_or("none", |one| one["verdict"].as_str().unwrap())
    }

    /// All findings: `MANDATE/CONDITION`, place, message.
    pub(crate) fn findings(&self) -> Vec<(String, String, String)> {
        let outcomes = self.json["outcomes"].as_array();
        let outcomes = outcomes.into_iter().flatten();
        outcomes
            .flat_map(|outcome| {
                let findings = outcome["findings"].as_array().unwrap();
                findings.iter().map(|finding| {
                    let id = format!(
                        "{}/{}",
                        text(&outcome["mandate"]),
                        text(&finding["condition"])
                    );
                    (
                        id,
                        at(&finding["location"]),
                        text(&finding["message"]).to_owned(),
                    )
                })
            })
            .collect()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// `FILE:LINE:COLUMN`, or `FILE` where there is no line, or nothing where there is no file.
fn at(location: &Value) -> String {
    let file = text(&location["file"]);
    match (location["line"].as_u64(), location["column"].as_u64()) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        _ => file.to_owned(),
    }
}

/// A folder with one mandate about every service's owner, and one service that meets it.
pub(crate) fn shop() -> Folder {
    let folder = Folder::new();
    furnish(&folder);
    folder
}

/// Writes what a [`shop`] has.
pub(crate) fn furnish(folder: &Folder) {
    folder
        .write("mustmay.yaml", &config("policies: [policies]"))
        .write("policies/owned.yaml", &mandate("owned", OWNED))
        .write("checkout/service.yaml", &service("checkout"));
}

/// A config with the given fields.
pub(crate) fn config(fields: &str) -> String {
    format!("apiVersion: mustmay/v1\nkind: Config\n{fields}\n")
}

/// A condition that every [`service`] meets; on line 5 of its mandate.
pub(crate) const OWNED: &str = "must:
  - id: owner
    at: metadata.owner
    schema: { type: string, enum: [team] }
    otherwise: say who owns it";

/// A mandate about services that denies, with the given fields from line 5 on.
pub(crate) fn mandate(id: &str, fields: &str) -> String {
    format!(
        "apiVersion: mustmay/v1\nkind: Mandate\nmetadata: {{ id: {id}, title: t, owner: platform, rationale: r, reviewBy: 2027-06-30 }}\nappliesTo: {{ kinds: [service] }}\n{fields}\nenforce: deny\n"
    )
}

/// A mandate with one script, which begins at 8:7.
pub(crate) fn scripted(id: &str, code: &str) -> String {
    let code = code.replace('\n', "\n      ");
    mandate(
        id,
        &format!("must:\n  - id: c\n    script: |\n      {code}\n    otherwise: do it"),
    )
}

/// A service of the team.
pub(crate) fn service(name: &str) -> String {
    manifest(&format!(
        "metadata: {{ name: {name}, owner: team }}\nspec: {{}}\n"
    ))
}

/// A service manifest with the given fields from line 3 on.
pub(crate) fn manifest(fields: &str) -> String {
    format!("apiVersion: mustmay/v1\nkind: Service\n{fields}")
}
