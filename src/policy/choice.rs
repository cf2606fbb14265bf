//! Choices: the implementations that a team may pick.

use super::condition::{Condition, Selector, Subject, conditions, selector, subject};
use super::level::Standing;
use super::scope::Scope;
use crate::diagnostic::{Diagnostic, Problems, closest};
use crate::document::{Fields, Node, Spanned, decode};
use crate::source::Place;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Who offers what counts as chosen where a team was free to choose otherwise: `offeredBy` of this word.
pub const PLATFORM: &str = "platform";

/// How many choices may be recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pick {
    /// At least one.
    Any,
    /// Exactly one.
    One,
}

/// The choices of a mandate.
#[derive(Debug)]
pub struct May {
    /// Where the team names its choice; `None` where only evidence recognises it.
    pub subject: Option<Subject>,
    /// How many may be recognised.
    pub pick: Pick,
    /// The choices, as written.
    pub choices: Vec<Choice>,
    /// Where the block is written.
    pub place: Place,
}

/// One named implementation.
#[derive(Debug)]
pub struct Choice {
    /// Its id, unique in the mandate.
    pub id: Spanned<String>,
    /// The spellings that name it, beside its id.
    pub names: Vec<String>,
    /// The evidence that recognises it.
    pub when: Option<Selector>,
    /// What must be shown before it counts.
    pub requires: Vec<Condition>,
    /// Where it stands.
    pub standing: Standing,
    /// The last day of a retiring choice.
    pub until: Option<Date>,
    /// The id of the choice to take instead.
    pub instead: Option<String>,
    /// Who offers it.
    pub offered_by: Option<String>,
    /// Where it is written.
    pub place: Place,
}

impl May {
    /// How many choices a team is free to take today.
    pub fn alternatives(&self) -> usize {
        self.choices
            .iter()
            .filter(|choice| choice.standing.is_open())
            .count()
    }

    /// The choice of an id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id.value == id)
    }
}

impl Choice {
    /// Whether a written word names it.
    pub fn is_named(&self, word: &str) -> bool {
        self.id.value == word || self.names.iter().any(|name| name == word)
    }
}

/// Decodes a `may:` block.
pub(super) fn may(node: Node<'_>, scope: &Scope<'_>, taken: &mut BTreeSet<String>) -> Option<May> {
    let mut fields = Fields::of(node, "`may`", scope.problems)?;
    let (at, value) = (fields.optional("at"), fields.optional("value"));
    if let (Some(_), Some(value)) = (at, value) {
        let problem = Diagnostic::error("policy::condition", "`value` cannot stand beside `at`");
        scope.problems.push(problem.at_place(value.key_place()));
    }
    let named = at.is_some() || value.is_some();
    let found = if named {
        Some(subject(at, value, scope)?)
    } else {
        None
    };
    let pick = fields.optional_word("pick", &[("any", Pick::Any), ("one", Pick::One)]);
    let listed = fields.required("choices");
    fields.finish();
    let nodes = decode::list(listed?, "choices", scope.problems);
    if nodes.is_empty() {
        let problem = Diagnostic::error("policy::no-value", "`may` offers no choice");
        scope.problems.push(problem.at_place(node.key_place()));
    }
    let choices: Vec<Choice> = nodes
        .iter()
        .filter_map(|node| choice(*node, named, scope, taken))
        .collect();
    check_names(&choices, scope);
    check_instead(&choices, scope);
    let pick = pick.map_or(Pick::Any, |pick| pick.value);
    (choices.len() == nodes.len()).then(|| May {
        subject: found,
        pick,
        choices,
        place: node.key_place(),
    })
}

fn choice(
    node: Node<'_>,
    named: bool,
    scope: &Scope<'_>,
    taken: &mut BTreeSet<String>,
) -> Option<Choice> {
    let problems = scope.problems;
    let mut fields = Fields::of(node, "a choice", problems)?;
    let id = fields
        .required("id")
        .and_then(|node| super::id(node, "id", problems));
    let names = fields.optional_texts("names");
    let when = fields.optional("when");
    let requires = fields.optional_list("requires");
    let standing = fields.optional_word("standing", Standing::ALL);
    let until = fields.optional_date("until");
    let instead = fields.optional_text("instead");
    let offered_by = fields.optional_text("offeredBy");
    fields.finish();
    let id = id?;
    let standing = standing.map_or(Standing::Allowed, |standing| standing.value);
    if !taken.insert(id.value.clone()) {
        let problem = Diagnostic::error(
            "policy::duplicate-id",
            format!("the id `{}` is taken in this mandate", id.value),
        );
        problems.push(problem.at(scope.source, id.span));
    }
    if !named && when.is_none() {
        let problem = Diagnostic::error(
            "policy::choice",
            format!("nothing tells when `{}` is chosen", id.value),
        );
        problems.push(
            problem
                .at(scope.source, id.span)
                .help("give `may` an `at`, or the choice a `when`"),
        );
    }
    if let Some(until) = &until
        && standing != Standing::Retiring
    {
        let problem = Diagnostic::error(
            "policy::choice",
            format!("`until` is for a retiring choice, this one is {standing}"),
        );
        problems.push(problem.at(scope.source, until.span));
    }
    let when = match when {
        Some(node) => Some(selector(Some(node), scope)?),
        None => None,
    };
    let mut terms = BTreeSet::new();
    let count = requires.len();
    let requires = conditions(&requires, scope, &mut terms);
    let place = scope.source.place(id.span);
    (requires.len() == count).then(|| Choice {
        names: names.into_iter().map(|name| name.value).collect(),
        when,
        requires,
        standing,
        until: until.map(|until| until.value),
        instead: instead.map(|instead| instead.value),
        offered_by: offered_by.map(|by| by.value),
        place,
        id,
    })
}

/// Notes what is nearly the platform's, and so is not counted as that. Only for a mandate that was read: a warning
/// must not keep it from being one.
pub(super) fn check_offers(may: &May, problems: &Problems) {
    for choice in &may.choices {
        let Some(by) = choice.offered_by.as_deref().filter(|by| *by != PLATFORM) else {
            continue;
        };
        if closest(by, [PLATFORM]).is_none() {
            continue;
        }
        let message = format!(
            "`{}` is not `{PLATFORM}`: the choice is not counted as the platform's",
            by.escape_debug()
        );
        problems.push(
            Diagnostic::warning("policy::offered-by", message)
                .at_place(choice.place.clone())
                .help(format!("did you mean `{PLATFORM}`?")),
        );
    }
}

/// A word may name only one choice.
fn check_names(choices: &[Choice], scope: &Scope<'_>) {
    let mut seen: BTreeMap<&str, &Choice> = BTreeMap::new();
    for choice in choices {
        let own: BTreeSet<&str> = choice
            .names
            .iter()
            .map(String::as_str)
            .chain([choice.id.value.as_str()])
            .collect();
        for name in own {
            if let Some(other) = seen.insert(name, choice) {
                let problem = Diagnostic::error(
                    "policy::choice",
                    format!("`{}` names two choices", name.escape_debug()),
                );
                scope.problems.push(
                    problem
                        .at_place(choice.place.clone())
                        .related("the other", other.place.clone()),
                );
            }
        }
    }
}

/// `instead` must lead to a choice that is not on its way out itself.
fn check_instead(choices: &[Choice], scope: &Scope<'_>) {
    for choice in choices {
        let Some(instead) = &choice.instead else {
            continue;
        };
        let target = choices.iter().find(|other| other.id.value == *instead);
        let problem = match target {
            Some(other) if other.id.value == choice.id.value => {
                "`instead` names the choice itself".to_owned()
            }
            Some(other) if !other.standing.is_open() => format!(
                "`instead` leads to `{instead}`, which is {}",
                other.standing
            ),
            Some(_) => continue,
            None => format!(
                "`instead` names `{}`, which is no choice of this mandate",
                instead.escape_debug()
            ),
        };
        let near = closest(
            instead,
            choices
                .iter()
                .map(|choice| choice.id.value.as_str())
                .filter(|id| *id != choice.id.value),
        );
        let help = near
            .filter(|_| target.is_none())
            .map(|near| format!("did you mean `{near}`?"));
        scope.problems.push(
            Diagnostic::error("policy::choice", problem)
                .at_place(choice.place.clone())
                .maybe_help(help),
        );
    }
}
