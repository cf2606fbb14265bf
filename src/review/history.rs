//! The history: one compact line per run and mandate, appended to a JSON Lines file that git can merge.
//!
//! Lines carry all that is known of a run, so that two branches that both append need no more than
//! `*.jsonl merge=union`: a line that both brought is counted once, and of several lines of one repository and
//! mandate in a quarter the last day decides, on one day the last line.

use super::evidence::mandate_id;
use crate::diagnostic::Diagnostic;
use crate::policy::Standing;
use crate::source::Source;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The version of the lines.
pub const VERSION: u32 = 1;

/// What one run found of one mandate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HistoryLine {
    /// [`VERSION`].
    pub version: u32,
    /// The day of the judgement.
    #[serde(with = "day")]
    pub day: Date,
    /// The repository that was checked.
    pub repository: String,
    /// The commit, where there is one.
    #[serde(deserialize_with = "Option::deserialize")]
    pub commit: Option<String>,
    /// The digest of the policy set.
    pub policies: String,
    /// The mandate's id.
    pub mandate: String,
    /// How many choices a team was free to take.
    pub alternatives: u64,
    /// To how many services it did not apply.
    pub not_applicable: u64,
    /// The services it applied to.
    pub services: Vec<ServiceLine>,
    /// The choices that were taken.
    pub choices: Vec<ChoiceLine>,
    /// The exceptions from it.
    pub exceptions: Vec<ExceptionLine>,
    /// The ways round it, by pattern; `None` where nobody looked for them.
    #[serde(deserialize_with = "Option::deserialize")]
    pub workarounds: Option<Vec<WorkaroundLine>>,
    /// The switches that turn the gate off, by switch. They are about the repository, and so the same in all lines
    /// of a run; `None` where nobody looked for them.
    #[serde(default)]
    pub bypasses: Option<Vec<BypassLine>>,
}

/// How a service stood.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLine {
    /// Its name.
    pub name: String,
    /// Its manifest kind.
    pub kind: String,
    /// The verdict, as reports say it.
    pub verdict: String,
    /// The ids of the choices it took.
    pub choices: Vec<String>,
    /// The ids of the exceptions it needed.
    pub exceptions: Vec<String>,
}

/// A choice as it stood.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChoiceLine {
    /// Its id.
    pub id: String,
    /// Its standing, as reports say it.
    pub standing: String,
    /// Who offers it.
    #[serde(deserialize_with = "Option::deserialize")]
    pub offered_by: Option<String>,
}

/// An exception as it stood.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionLine {
    /// Its id.
    pub id: String,
    /// The worst state it was in.
    pub state: String,
    /// Its category.
    #[serde(deserialize_with = "Option::deserialize")]
    pub category: Option<String>,
    /// Since when it was there.
    #[serde(with = "some_day")]
    pub created: Option<Date>,
    /// The last day it held.
    #[serde(with = "some_day")]
    pub expires: Option<Date>,
    /// How often it was renewed.
    pub renewals: u64,
}

/// What was found of one pattern of workarounds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkaroundLine {
    /// The pattern's id.
    pub id: String,
    /// In how many files.
    pub files: u64,
    /// How many lines of those show it; all that are not blank where a file itself is the sign.
    pub lines: u64,
}

/// What was found of one switch that turns the gate off.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BypassLine {
    /// The switch's id.
    pub id: String,
    /// In how many files.
    pub files: u64,
    /// How many lines of those use it.
    pub uses: u64,
}

/// The verdicts of services that a mandate applied to.
pub const VERDICTS: &[&str] = &["pass", "fail", "excepted", "error"];

/// Reads a history. Empty lines are none.
///
/// # Errors
/// Every line that is not understood: a history with a hole would be a wrong one.
pub fn read(source: &Source) -> Result<Vec<HistoryLine>, Vec<Diagnostic>> {
    let mut lines = Vec::new();
    let mut problems = Vec::new();
    for number in 1.. {
        let Some(span) = source.line_span(number) else {
            break;
        };
        let text = source.slice(span).trim();
        if text.is_empty() {
            continue;
        }
        let parsed = serde_json::from_str::<HistoryLine>(text)
            .map_err(|error| message_of(text, &error))
            .and_then(|line| line.check().map(|()| line));
        match parsed {
            Ok(line) if lines.contains(&line) => {}
            Ok(line) => lines.push(line),
            Err(message) => problems.push(
                Diagnostic::error("history::line", message)
                    .at(source, span)
                    .help("lines are written by `mustmay record`; in .gitattributes say `*.jsonl merge=union`"),
            ),
        }
    }
    if problems.is_empty() {
        Ok(lines)
    } else {
        Err(problems)
    }
}

impl HistoryLine {
    /// The line as it is written, without its line break.
    pub fn to_json(&self) -> String {
        // Plain data with text keys cannot fail to be written; if it did, the empty line would be seen at once.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn check(&self) -> Result<(), String> {
        if self.version != VERSION {
            return Err(format!(
                "the line has version {}, not {VERSION}",
                self.version
            ));
        }
        if !mandate_id(&self.mandate) {
            let shown = self.mandate.escape_debug();
            return Err(format!("`{shown}` is no id of a mandate"));
        }
        let standings = Standing::ALL.iter().map(|(word, _)| *word);
        if let Some(choice) = self
            .choices
            .iter()
            .find(|choice| !standings.clone().any(|word| word == choice.standing))
        {
            return Err(format!(
                "`{}` is no standing of a choice",
                choice.standing.escape_debug()
            ));
        }
        match self
            .services
            .iter()
            .find(|service| !VERDICTS.contains(&service.verdict.as_str()))
        {
            Some(service) => Err(format!(
                "`{}` is no verdict of a judged service",
                service.verdict.escape_debug()
            )),
            None => Ok(()),
        }
    }
}

/// The text with which `lines` follow `before`: they begin on a line of their own.
pub fn appended(before: &str, lines: &[HistoryLine]) -> String {
    let mut text = before.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for line in lines {
        text.push_str(&line.to_json());
        text.push('\n');
    }
    text
}

fn message_of(text: &str, error: &serde_json::Error) -> String {
    if ["<<<<<<<", "=======", ">>>>>>>"]
        .iter()
        .any(|mark| text.starts_with(mark))
    {
        return "a merge was not finished here".to_owned();
    }
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    format!("not a line of a history: {what}")
}

/// A day as `YYYY-MM-DD`.
mod day {
    use crate::document::decode::is_date;
    use jiff::civil::Date;
    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::Serializer;

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature is serde's"
    )]
    pub(super) fn serialize<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        let text = String::deserialize(from)?;
        parse(&text).ok_or_else(|| D::Error::custom("a day is written like 2026-06-01"))
    }

    pub(super) fn parse(text: &str) -> Option<Date> {
        text.parse().ok().filter(|_| is_date(text))
    }
}

/// A day, or nothing.
mod some_day {
    use jiff::civil::Date;
    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::Serializer;

    #[expect(
        clippy::ref_option,
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature is serde's"
    )]
    pub(super) fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => to.collect_str(day),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Date>, D::Error> {
        Option::<String>::deserialize(from)?
            .map(|text| {
                super::day::parse(&text)
                    .ok_or_else(|| D::Error::custom("a day is written like 2026-06-01"))
            })
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"version":1,"day":"2026-09-30","repository":"shop/a","commit":null,"policies":"sha256:0","mandate":"m","alternatives":2,"notApplicable":1,"services":[{"name":"a","kind":"service","verdict":"pass","choices":["x"],"exceptions":[]}],"choices":[{"id":"x","standing":"preferred","offeredBy":"platform"}],"exceptions":[{"id":"E","state":"active","category":"waiver","created":"2026-08-01","expires":null,"renewals":0}],"workarounds":null,"bypasses":[{"id":"no-verify","files":1,"uses":2}]}"#;

    fn read_text(text: &str) -> Result<Vec<HistoryLine>, Vec<Diagnostic>> {
        read(&Source::new("history.jsonl", text))
    }

    #[test]
    fn a_line_is_written_as_it_is_read() {
        let lines = read_text(&format!("{LINE}\r\n\n")).unwrap();
        assert_eq!(lines[0].to_json(), LINE);
        assert_eq!(appended("x", &lines), format!("x\n{LINE}\n"));
        assert_eq!(appended("", &lines), format!("{LINE}\n"));
    }

    #[test]
    fn a_line_from_before_switches_were_counted_knows_nothing_of_them() {
        let (old, _) = LINE.split_once(",\"bypasses\"").unwrap();
        let lines = read_text(&format!("{old}}}\n")).unwrap();
        assert_eq!(lines[0].bypasses, None);
    }

    #[test]
    fn what_two_branches_brought_counts_once() {
        let other = LINE.replace("shop/a", "shop/b");
        let lines = read_text(&format!("{LINE}\n{other}\n{LINE}\n")).unwrap();
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn a_line_that_is_not_understood_is_never_left_out() {
        for (broken, words) in [
            (
                LINE.replace("\"version\":1", "\"version\":2"),
                "has version 2",
            ),
            (
                LINE.replace("\"pass\"", "\"passed\""),
                "`passed` is no verdict",
            ),
            (
                LINE.replace("2026-09-30", "2026-9-30"),
                "a day is written like",
            ),
            (
                LINE.replace("\"commit\":null", "\"comit\":null"),
                "unknown field `comit`",
            ),
            (
                LINE.replace(",\"notApplicable\":1", ""),
                "missing field `notApplicable`",
            ),
            (
                LINE.replace("\"commit\":null,", ""),
                "missing field `commit`",
            ),
            (
                LINE.replace(",\"workarounds\":null", ""),
                "missing field `workarounds`",
            ),
            (
                LINE.replace(",\"offeredBy\":\"platform\"", ""),
                "missing field `offeredBy`",
            ),
            (
                LINE.replace("\"category\":\"waiver\",", ""),
                "missing field `category`",
            ),
            (
                LINE.replace("\"mandate\":\"m\"", "\"mandate\":\"M m\""),
                "`M m` is no id of a mandate",
            ),
            (LINE.replace("preferred", "liked"), "`liked` is no standing"),
            ("<<<<<<< HEAD".to_owned(), "a merge was not finished"),
            (LINE.split_at(100).0.to_owned(), "not a line of a history"),
        ] {
            let problems = read_text(&format!("{LINE}\n{broken}\n")).unwrap_err();
            assert!(
                problems[0].message.contains(words),
                "{broken}: {problems:#?}"
            );
            assert_eq!(problems[0].place.as_ref().unwrap().start.line, 2);
        }
    }
}
