//! Challenges: somebody says that a mandate is wrong, and its owner answers in time.

use super::evidence::mandate_field;
use super::quarter::Quarter;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Document, Fields, Node, Spanned};
use crate::exception::same_person;
use crate::source::{Place, Source};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// Calendar days to answer a challenge, where the mandate does not say.
pub const RESPOND_WITHIN: u32 = 2;

/// One challenge.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Its id, unique among all challenges.
    pub id: String,
    /// The mandate's id.
    pub mandate: Spanned<String>,
    /// Who challenges it.
    pub by: String,
    /// What is wrong with it.
    pub what: String,
    /// Since when.
    pub opened: Date,
    /// What the mandate's owner said.
    pub answer: Option<Answer>,
    /// The file it is written in.
    pub source: Arc<Source>,
    /// Where its id is written.
    pub place: Place,
}

/// What the owner of a mandate said to a challenge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The answer.
    pub text: String,
    /// Who gave it.
    pub by: String,
    /// On which day.
    pub on: Date,
    /// What follows from it.
    pub outcome: ChallengeOutcome,
}

/// What follows from an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ChallengeOutcome {
    /// The mandate is wrong there, and will be mended.
    Accepted,
    /// The mandate stands as it is.
    Declined,
    /// The mandate was changed.
    Changed,
}

/// How a challenge stands on a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Not answered, and the time is up.
    Overdue,
    /// Answered, too late.
    Late,
    /// Not answered, in time so far.
    Open,
    /// Answered in time.
    Answered,
}

impl ChallengeOutcome {
    /// All of them, with the words that users write.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("accepted", Self::Accepted),
        ("declined", Self::Declined),
        ("changed", Self::Changed),
    ];

    /// The word that users write for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Changed => "changed",
        }
    }
}

impl Standing {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Late => "late",
            Self::Open => "open",
            Self::Answered => "answered",
        }
    }

    /// Whether it fails the audit of the mandate's owner.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Overdue | Self::Late)
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Challenge {
    /// The last day to answer it in time.
    pub fn due(&self, within: u32) -> Date {
        self.opened.saturating_add(i64::from(within).days())
    }

    /// Whether it was opened by the end of a quarter, and not answered before that began.
    pub fn was_open_in(&self, quarter: Quarter) -> bool {
        let answered = self.answer.as_ref().map(|answer| answer.on);
        self.opened <= quarter.last_day() && answered.is_none_or(|on| on >= quarter.first_day())
    }

    /// Says of each date after `today` that it cannot be.
    pub fn to_come(&self, today: Date) -> Vec<Diagnostic> {
        let answered = self.answer.as_ref().map(|answer| answer.on);
        let days = [Some(self.opened), answered].into_iter().flatten();
        days.filter(|day| *day > today)
            .map(|day| {
                let message = format!(
                    "`{}` is dated {day}, which is to come",
                    self.id.escape_debug()
                );
                Diagnostic::error("evidence::challenge", message).at_place(self.place.clone())
            })
            .collect()
    }

    /// What was known of it on a day; `None` before it was opened.
    pub fn known_on(mut self, day: Date) -> Option<Self> {
        self.answer = self.answer.filter(|answer| answer.on <= day);
        (self.opened <= day).then_some(self)
    }

    /// How it stands on a day that none of its dates is after.
    pub fn standing(&self, within: u32, today: Date) -> Standing {
        let due = self.due(within);
        match &self.answer {
            Some(answer) if answer.on > due => Standing::Late,
            Some(_) => Standing::Answered,
            None if today > due => Standing::Overdue,
            None => Standing::Open,
        }
    }
}

/// Decodes a challenge.
pub(super) fn read(document: &Document, problems: &Problems) -> Option<Challenge> {
    let before = problems.len();
    let root = document.root();
    let source = document.tree().source();
    let mut fields = Fields::of(root, "a challenge", problems)?;
    let _head = (fields.optional("apiVersion"), fields.optional("kind"));
    let metadata = fields.required("metadata");
    let mandate = mandate_field(&mut fields);
    let by = fields.text("by");
    let what = fields.text("what");
    let opened = fields.date("opened");
    let answered = fields.optional("answer");
    fields.finish();
    let mut id = None;
    if let Some(mut fields) =
        metadata.and_then(|node| Fields::of(node, "a challenge's metadata", problems))
    {
        id = fields.text("id");
        fields.finish();
    }
    let answer = answered.and_then(|node| answer(node, problems));
    if let (Some(answer), Some(opened)) = (&answer, &opened)
        && answer.on < opened.value
    {
        let problem =
            Diagnostic::error("evidence::challenge", "it is answered before it was opened");
        problems.push(problem.at(source, opened.span));
    }
    if let (Some(answer), Some(by)) = (&answer, &by)
        && same_person(&answer.by, by)
    {
        problems.push(own_answer("it", by).at(source, by.span));
    }
    let id = id?;
    (problems.len() == before).then_some(Challenge {
        place: source.place(id.span),
        id: id.value,
        mandate: mandate?,
        by: by?.value,
        what: what?.value,
        opened: opened?.value,
        answer,
        source: Arc::clone(source),
    })
}

/// An answer of whoever opened the challenge, which would be none.
pub fn own_answer(what: &str, by: &str) -> Diagnostic {
    let message = format!(
        "{what} was opened by `{}`, who cannot answer it too",
        by.escape_debug()
    );
    Diagnostic::error("evidence::challenge", message)
        .help("the answer comes from the mandate's owner: name who gave it")
}

fn answer(node: Node<'_>, problems: &Problems) -> Option<Answer> {
    let mut fields = Fields::of(node, "an answer", problems)?;
    let text = fields.text("text");
    let by = fields.text("by");
    let on = fields.date("on");
    let outcome = fields.required("outcome").and_then(|node| {
        crate::document::decode::word(node, "outcome", ChallengeOutcome::ALL, problems)
    });
    fields.finish();
    Some(Answer {
        text: text?.value,
        by: by?.value,
        on: on?.value,
        outcome: outcome?.value,
    })
}
