//! The numbered hostile cases, through the program and in every format. `README.md` here says where each stands.

mod exceptions; // cases 38 to 52, in depth
mod ledger; // cases 38 to 52, in every format
mod manifests; // cases 13 to 28, and 64
mod nothing; // cases 1 to 12: nothing matched, nothing read, nowhere to write
mod scripts; // cases 29 to 35
mod steady; // cases 36 and 37: the same verdict whatever the order
mod tree; // cases 54 to 62, 65 and 66
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
    sarif: Value,
    github: Vec<Command>,
}

/// A command of GitHub's runner, as the runner decodes it.
#[derive(Debug)]
struct Command {
    place: String,
    title: String,
    message: String,
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
        sarif: Value::Null,
        github: Vec::new(),
    };
    report.code = report.human.code;
    for (word, format) in Format::ALL {
        let arguments = [arguments, &["--format", word]].concat();
        let run = mustmay(cwd, &arguments, &variables);
        assert_eq!(run.code, report.code, "{word}: {run:#?}");
        assert!(!run.err.contains("crashed"), "{word}: {run:#?}");
        match format {
            Format::Json => report.json = serde_json::from_str(&run.out).unwrap_or_default(),
            Format::Sarif => report.sarif = serde_json::from_str(&run.out).unwrap_or_default(),
            Format::Github => report.github = run.out.lines().filter_map(Command::of).collect(),
            _ => {}
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
        let invocation = &self.sarif["runs"][0]["invocations"][0];
        assert_eq!(invocation["exitCode"], code, "{:#}", self.sarif);
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
        let notes = &self.sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
        self.tells(notes, place, code, parts, |one| {
            one["descriptor"]["id"] == code
        });
        self
    }

    /// Asserts that one of the entries of SARIF, of which something `holds`, and a command for GitHub of this title
    /// have the place and the parts.
    #[track_caller]
    fn tells(
        &self,
        entries: &Value,
        place: &str,
        title: &str,
        parts: &[&str],
        holds: impl Fn(&Value) -> bool,
    ) {
        let entries = entries.as_array().unwrap();
        let fits = |one: &&Value| {
            let message = text(&one["message"]["text"]);
            holds(one)
                && at_in_sarif(&one["locations"][0]["physicalLocation"]) == place
                && parts.iter().all(|part| message.contains(part))
        };
        assert!(
            entries.iter().any(|one| fits(&one)),
            "{title} at `{place}` with {parts:?} is not among {entries:#?}"
        );
        let fits = |one: &&Command| {
            // Of what stands on several lines the runner is told no column.
            let line = place.rsplit_once(':').map_or(place, |(line, _)| line);
            (one.place == place || one.place == line)
                && one.title.starts_with(title)
                && parts.iter().all(|part| one.message.contains(part))
        };
        assert!(
            self.github.iter().any(|one| fits(&one)),
            "{title} at `{place}` with {parts:?} is not among {:#?}",
            self.github
        );
    }

    /// Asserts that a record is in a state that counts, with the place and a part of the reason.
    #[track_caller]
    pub(crate) fn states(self, id: &str, state: &str, place: &str, part: &str) -> Self {
        let records = self.json["exceptions"].as_array().unwrap();
        let why = records
            .iter()
            .filter(|one| one["id"] == id)
            .flat_map(|one| one["why"].as_array().unwrap());
        let fits = |one: &Value| {
            one["state"] == state && at(one) == place && text(&one["message"]).contains(part)
        };
        assert!(
            why.clone().any(fits),
            "{id} is not {state} at `{place}` with `{part}`: {records:#?}"
        );
        for part in [place, state, part] {
            assert!(
                self.human.out.contains(part),
                "`{part}` is missing in {:#?}",
                self.human
            );
        }
        let results = &self.sarif["runs"][0]["results"];
        let title = records.iter().find(|one| one["id"] == id);
        let title = format!("{}/{id}", text(&title.unwrap()["mandate"]));
        self.tells(results, place, &title, &[part], |one| {
            let states = one["properties"]["states"].as_array();
            one["ruleId"] == "mustmay/exception"
                && states.is_some_and(|states| states.iter().any(|one| one == state))
        });
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
        let (mandate, condition) = id.split_once('/').unwrap();
        let results = &self.sarif["runs"][0]["results"];
        let title = format!("{id} in ");
        self.tells(results, place, &title, &[part], |one| {
            one["ruleId"] == mandate && one["properties"]["condition"] == condition
        });
        self
    }

    /// Asserts a finding of a mandate as [`finds`](Self::finds) does, and what it says of an exception beside it.
    #[track_caller]
    pub(crate) fn finds_noting(self, id: &str, place: &str, note: &str) -> Self {
        let (mandate, condition) = id.split_once('/').unwrap();
        let outcomes = self.json["outcomes"].as_array().unwrap();
        let mut findings = outcomes
            .iter()
            .filter(|outcome| outcome["mandate"] == mandate)
            .flat_map(|outcome| outcome["findings"].as_array().unwrap());
        let fits = |one: &Value| {
            let mut notes = one["notes"].as_array().unwrap().iter();
            one["condition"] == condition
                && at(&one["location"]) == place
                && notes.any(|own| text(own).contains(note))
        };
        assert!(
            findings.any(fits),
            "{id} at {place} noting `{note}`: {outcomes:#?}"
        );
        for part in [&format!("[{id}]"), place, note] {
            assert!(
                self.human.out.contains(part),
                "`{part}` is missing in {:#?}",
                self.human
            );
        }
        let results = &self.sarif["runs"][0]["results"];
        self.tells(results, place, &format!("{id} in "), &[note], |one| {
            one["ruleId"] == mandate && one["properties"]["condition"] == condition
        });
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

    /// Asserts what was met and not checked, as `FILE (REASON)`, for people and for programs.
    #[track_caller]
    pub(crate) fn leaves_out(self, names: &[&str]) -> Self {
        let notes = &self.sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
        let notes = notes.as_array().unwrap().iter();
        let skipped = notes.filter(|note| note["descriptor"]["id"] == "skipped");
        let said: Vec<&str> = skipped.map(|note| text(&note["message"]["text"])).collect();
        let expected: Vec<String> = names
            .iter()
            .map(|name| format!("not checked: {name}"))
            .collect();
        assert_eq!(said, expected, "{:#}", self.sarif);
        let unchecked = |one: &&Command| one.title == "mustmay/unchecked";
        let notices: Vec<&Command> = self.github.iter().filter(unchecked).collect();
        assert_eq!(notices.len(), 1, "{:#?}", self.github);
        for name in names {
            assert!(notices[0].message.contains(name), "{notices:#?}");
        }
        self.shows(names)
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

impl Command {
    /// `::word file=..,line=..,col=..,title=..::message`; the line of counts is none.
    fn of(line: &str) -> Option<Self> {
        let (properties, message) = line.strip_prefix("::")?.split_once("::").unwrap();
        let (_, properties) = properties.split_once(' ').unwrap();
        let property = |wanted: &str| {
            let mut properties = properties.split(',').filter_map(|one| one.split_once('='));
            let found = properties.find(|(name, _)| *name == wanted);
            found.map(|(_, value)| decoded(value))
        };
        let parts = ["file", "line", "col"].map(property);
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        Some(Self {
            place: parts.join(":"),
            title: property("title").unwrap(),
            message: decoded(message),
        })
    }
}

/// A text with its `%0A` and the like taken for what they stand for.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .unwrap()
        .into_owned()
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

/// The same of a location in SARIF.
fn at_in_sarif(location: &Value) -> String {
    let file = decoded(text(&location["artifactLocation"]["uri"]));
    let region = &location["region"];
    match (region["startLine"].as_u64(), region["startColumn"].as_u64()) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        _ => file,
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
