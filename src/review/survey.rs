//! Surveys: what the people who live with a mandate say of it.
//!
//! A survey is kept as counts, never as somebody's answer, and what fewer people said than the minimum group is
//! withheld: [`Shown::Withheld`] is all that is known of it from here on.

use super::evidence::{Files, head};
use super::quarter::Quarter;
use super::share::Share;
use super::table::Table;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Document, Fields, Node, Spanned};
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};

/// The least number of answers that anything is shown of, unless a survey asks for more.
pub const LEAST_GROUP: u32 = 5;

/// The answers to one mandate's survey in one quarter.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The mandate's id.
    pub mandate: Spanned<String>,
    /// The quarter it was asked in.
    pub quarter: Quarter,
    /// The least number of answers that anything is shown of.
    pub minimum: u32,
    /// The answers of all.
    answers: Answers,
    /// The answers by group, where the survey tells groups apart.
    groups: BTreeMap<String, Answers>,
    /// What people wrote.
    comments: BTreeSet<String>,
    /// Where it is written.
    pub place: Place,
}

/// What may be shown of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown<T> {
    /// It was not asked, or nobody answered.
    Missing,
    /// Fewer people answered than the minimum group.
    Withheld,
    /// It may be shown.
    Known(T),
}

/// What may be shown of a survey.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SurveyFigures {
    /// The least number of answers that anything is shown of.
    pub minimum: u32,
    /// Answers 4 or 5 of 5 to "are you satisfied?".
    pub satisfaction: Shown<Share>,
    /// Promoters less detractors.
    pub promoters: Shown<Promoters>,
    /// Who would choose it if there were alternatives.
    pub would_choose: Shown<Share>,
    /// Who would keep it if it became optional tomorrow.
    pub would_keep: Shown<Share>,
    /// Answers 4 or 5 of 5 to "does it make you more productive?".
    pub productivity: Shown<Share>,
    /// Satisfaction by group, for those groups that may be shown.
    pub groups: Vec<(String, Share)>,
    /// How many groups are withheld.
    pub withheld_groups: usize,
}

/// The net promoter score, as the counts behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promoters {
    /// Answers 9 and 10.
    pub promoters: u64,
    /// Answers 0 to 6.
    pub detractors: u64,
    /// All answers.
    pub whole: u64,
}

impl Promoters {
    /// The score, from -100 to 100, rounded half away from zero.
    pub fn score(self) -> i64 {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX / 1000);
        let (net, whole) = (
            signed(self.promoters) - signed(self.detractors),
            signed(self.whole),
        );
        let doubled = net * 200;
        if whole == 0 {
            return 0;
        }
        (doubled + if net < 0 { -whole } else { whole }) / (2 * whole)
    }
}

impl<T> Shown<T> {
    /// The value, where it may be shown.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Missing | Self::Withheld => None,
        }
    }
}

/// Counts of answers.
#[derive(Clone, Debug, Default)]
struct Answers {
    satisfaction: [u64; 5],
    productivity: [u64; 5],
    recommend: [u64; 11],
    /// Yes, no, unsure.
    would_choose: [u64; 3],
    would_keep: [u64; 3],
}

const SCALE: [&str; 5] = ["1", "2", "3", "4", "5"];
const RECOMMEND: [&str; 11] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
const YES_NO: [&str; 3] = ["yes", "no", "unsure"];

/// The questions, by the names of their fields.
const QUESTIONS: [&str; 5] = [
    "satisfaction",
    "productivity",
    "recommend",
    "wouldChoose",
    "wouldKeep",
];

impl Answers {
    /// The counts of a question with the answers it knows.
    fn of(&mut self, question: &str) -> (&mut [u64], &'static [&'static str]) {
        match question {
            "satisfaction" => (&mut self.satisfaction, &SCALE),
            "productivity" => (&mut self.productivity, &SCALE),
            "recommend" => (&mut self.recommend, &RECOMMEND),
            "wouldChoose" => (&mut self.would_choose, &YES_NO),
            _ => (&mut self.would_keep, &YES_NO),
        }
    }

    /// Counts one answer; false where it is none that the question knows.
    fn count(&mut self, question: &str, answer: &str) -> bool {
        let (counts, words) = self.of(question);
        let at = words
            .iter()
            .position(|word| word.eq_ignore_ascii_case(answer));
        match at.and_then(|at| counts.get_mut(at)) {
            Some(count) => {
                *count += 1;
                true
            }
            None => false,
        }
    }
}

impl Survey {
    /// What may be shown of it.
    pub fn figures(&self) -> SurveyFigures {
        let minimum = u64::from(self.minimum);
        let answers = &self.answers;
        let (groups, withheld_groups) = shown_groups(&self.groups, minimum);
        SurveyFigures {
            minimum: self.minimum,
            satisfaction: shown(agree(&answers.satisfaction), minimum),
            promoters: match promoters(&answers.recommend) {
                Promoters { whole: 0, .. } => Shown::Missing,
                Promoters { whole, .. } if whole < minimum => Shown::Withheld,
                known => Shown::Known(known),
            },
            would_choose: shown(yes(&answers.would_choose), minimum),
            would_keep: shown(yes(&answers.would_keep), minimum),
            productivity: shown(agree(&answers.productivity), minimum),
            groups,
            withheld_groups,
        }
    }

    /// What people wrote, in an order that tells nothing of who wrote it; nothing where fewer people answered
    /// than the minimum group.
    pub fn comments(&self) -> Vec<&str> {
        let asked = [
            self.answers.satisfaction.iter().sum::<u64>(),
            self.answers.recommend.iter().sum(),
            self.answers.would_keep.iter().sum(),
        ];
        let people = asked.into_iter().max().unwrap_or_default();
        if people < u64::from(self.minimum) {
            return Vec::new();
        }
        self.comments.iter().map(String::as_str).collect()
    }
}

fn agree(counts: &[u64; 5]) -> Share {
    let [_, _, _, four, five] = counts;
    Share::new(four + five, counts.iter().sum())
}

fn yes(counts: &[u64; 3]) -> Share {
    let [yes, _, _] = counts;
    Share::new(*yes, counts.iter().sum())
}

fn promoters(counts: &[u64; 11]) -> Promoters {
    let [low @ .., _, _, nine, ten] = counts;
    Promoters {
        promoters: nine + ten,
        detractors: low.iter().sum(),
        whole: counts.iter().sum(),
    }
}

fn shown(share: Share, minimum: u64) -> Shown<Share> {
    match share.whole {
        0 => Shown::Missing,
        whole if whole < minimum => Shown::Withheld,
        _ => Shown::Known(share),
    }
}

/// The satisfaction of the groups that may be shown. Groups that are withheld are also withheld from whoever
/// subtracts: together they hold the minimum, if need be by withholding the smallest of the others.
fn shown_groups(groups: &BTreeMap<String, Answers>, minimum: u64) -> (Vec<(String, Share)>, usize) {
    let all: Vec<(String, Share)> = groups
        .iter()
        .map(|(name, answers)| (name.clone(), agree(&answers.satisfaction)))
        .filter(|(_, share)| share.whole > 0)
        .collect();
    let (mut shown, small): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|(_, share)| share.whole >= minimum);
    let mut count = small.len();
    let mut hidden: u64 = small.iter().map(|(_, share)| share.whole).sum();
    while count > 0 && hidden < minimum && !shown.is_empty() {
        let smallest = shown
            .iter()
            .enumerate()
            .min_by_key(|(_, (_, share))| share.whole)
            .map(|(at, _)| at);
        let Some(at) = smallest else { break };
        hidden += shown.remove(at).1.whole;
        count += 1;
    }
    (shown, count)
}

/// Decodes a survey.
pub(super) fn read(document: &Document, files: &Files<'_>, problems: &Problems) -> Option<Survey> {
    let before = problems.len();
    let root = document.root();
    let mut fields = Fields::of(root, "a survey", problems)?;
    let (mandate, quarter) = head(&mut fields);
    let minimum = fields.optional_number("minimumGroup", LEAST_GROUP, 1000);
    let (counted, listed) = (fields.optional("answers"), fields.optional("csv"));
    fields.finish();
    let mut survey = Survey {
        mandate: mandate?,
        quarter: quarter?,
        minimum: minimum.map_or(LEAST_GROUP, |minimum| minimum.value),
        answers: Answers::default(),
        groups: BTreeMap::new(),
        comments: BTreeSet::new(),
        place: root.place(),
    };
    match (counted, listed) {
        (Some(node), None) => counts(node, &mut survey.answers, problems),
        (None, Some(node)) => answers(node, document, files, &mut survey, problems),
        _ => problems.push(
            Diagnostic::error("evidence::survey", "a survey has either `answers` or `csv`")
                .at_place(root.place())
                .help("`answers` are counts, `csv` names a file with one answer a line"),
        ),
    }
    (problems.len() == before).then_some(survey)
}

/// Reads counts of answers.
fn counts(node: Node<'_>, answers: &mut Answers, problems: &Problems) {
    let Some(mut fields) = Fields::of(node, "`answers`", problems) else {
        return;
    };
    for question in QUESTIONS {
        let Some(node) = fields.optional(question) else {
            continue;
        };
        let Some(mut given) = Fields::of(node, "the answers to a question", problems) else {
            continue;
        };
        let (counts, words) = answers.of(question);
        for (count, word) in counts.iter_mut().zip(words) {
            *count = given
                .optional_number(word, 0, 10_000_000)
                .map_or(0, |number| number.value.into());
        }
        given.finish();
    }
    fields.finish();
}

/// Reads single answers, one a line, and keeps their counts.
fn answers(
    node: Node<'_>,
    document: &Document,
    files: &Files<'_>,
    survey: &mut Survey,
    problems: &Problems,
) {
    let Some(mut fields) = Fields::of(node, "`csv`", problems) else {
        return;
    };
    let file = fields.text("file");
    let mapped = fields.optional("columns");
    let unused = fields.optional_texts("unused");
    fields.finish();
    let mut named: BTreeMap<&'static str, String> = BTreeMap::new();
    let all = || QUESTIONS.into_iter().chain(["group", "comment"]);
    if let Some(mut fields) = mapped.and_then(|node| Fields::of(node, "`columns`", problems)) {
        for field in all() {
            if let Some(column) = fields.optional_text(field) {
                named.insert(field, column.value);
            }
        }
        fields.finish();
    }
    let Some(file) = file else { return };
    let table = match files.table(document, &file) {
        Ok(table) => table,
        Err(problem) => return problems.push(problem),
    };
    let mut columns: BTreeMap<&'static str, usize> = BTreeMap::new();
    for field in all() {
        let name = named.get(field).map_or(field, String::as_str);
        match table.column(name) {
            Some(column) => {
                columns.insert(field, column);
            }
            None if named.contains_key(field) => problems.push(table.problem(format!(
                "there is no column `{}`, which `columns` names for `{field}`",
                name.escape_debug()
            ))),
            None => {}
        }
    }
    for header in table.headers() {
        let used = columns
            .values()
            .any(|&column| table.column(header) == Some(column));
        if !used && !unused.iter().any(|name| name.value == header) {
            problems.push(
                table
                    .problem(format!("the column `{}` is not known", header.escape_debug()))
                    .help("answers are anonymous: take out what names people, name it under `columns`, or list it under `unused`"),
            );
        }
    }
    if !QUESTIONS
        .iter()
        .any(|question| columns.contains_key(question))
    {
        problems.push(table.problem("no column holds the answers to a question"));
    }
    gather(&table, &columns, survey, problems);
}

fn gather(
    table: &Table,
    columns: &BTreeMap<&'static str, usize>,
    survey: &mut Survey,
    problems: &Problems,
) {
    for row in table.rows() {
        let cell = |field: &str| columns.get(field).and_then(|&column| row.cell(column));
        for question in QUESTIONS {
            let Some(answer) = cell(question) else {
                continue;
            };
            if !survey.answers.count(question, answer) {
                let (_, words) = survey.answers.of(question);
                problems.push(
                    table
                        .problem(format!("line {} does not answer `{question}`", row.line))
                        .help(format!("the answers are {}, or nothing", words.join(", "))),
                );
            }
            if let Some(group) = cell("group") {
                let group = survey.groups.entry(group.to_owned()).or_default();
                let _known = group.count(question, answer);
            }
        }
        survey.comments.extend(cell("comment").map(str::to_owned));
    }
}
