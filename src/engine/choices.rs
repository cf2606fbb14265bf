//! Choices: which are recognised, and whether one of them stands.

use super::answer::{Answer, answer};
use super::conditions::{Ask, Miss, Said, expand, hold, value_of};
use super::host::MandateHost;
use super::judge::Draft;
use super::message;
use super::outcome::Taken;
use super::service::scalar_text;
use super::spot::Spot;
use crate::diagnostic::closest;
use crate::policy::{Choice, Condition, Level, May, Pick, Standing, Subject, Test};
use crate::script::{Fault, Host as _, NodeRef, Value};
use std::sync::Arc;

/// A choice and what recognised it.
struct Recognised<'m> {
    choice: &'m Choice,
    /// Where its name stands; `None` where evidence recognised it.
    spot: Option<Spot>,
}

/// What the manifest names, and what is recognised.
struct Found<'m> {
    recognised: Vec<Recognised<'m>>,
    /// Values that name no choice.
    strange: Vec<(String, Spot)>,
    /// What is missing inside a `[*]`.
    misses: Vec<Miss>,
    /// Where the choice would be named.
    nowhere: Spot,
    /// What evidence asked for that the manifest does not say.
    unanswered: Vec<String>,
}

/// Judges a `may:` block for one subject.
pub(super) fn judge(
    may: &May,
    host: &MandateHost<'_>,
    drafts: &mut Vec<Draft>,
    taken: &mut Vec<Taken>,
) -> Result<(), Box<Fault>> {
    let fallback = host.fallback();
    let found = recognise(may, host, &fallback)?;
    for recognised in &found.recognised {
        taken.push(record(recognised, may));
        drafts.extend(standing(recognised, may, host, &fallback));
    }
    if found.recognised.is_empty() {
        drafts.push(nothing_recognised(may, &found, host));
        return Ok(());
    }
    if !found.strange.is_empty() {
        // Asked once, however many values are strange.
        let lacking = lacking(may, host);
        let strange = found.strange.iter();
        drafts
            .extend(strange.map(|(value, spot)| strange_value(may, value, spot.clone(), &lacking)));
    }
    for miss in &found.misses {
        drafts.push(Draft::new("may", choose(may), miss.clone(), &may.place));
    }
    if may.pick == Pick::One
        && let [_, second, ..] = found.recognised.as_slice()
    {
        let names = found
            .recognised
            .iter()
            .map(|one| format!("`{}`", one.choice.id.value))
            .collect::<Vec<_>>();
        let detail = format!("{} are chosen", names.join(" and "));
        let spot = second
            .spot
            .clone()
            .unwrap_or_else(|| Spot::of_node(fallback.clone()));
        let miss = Miss::new(spot, Said::Wrong, detail);
        drafts.push(Draft::new(
            "may",
            "choose exactly one".to_owned(),
            miss,
            &may.place,
        ));
    }
    terms(&found, host, &fallback, drafts)
}

fn recognise<'m>(
    may: &'m May,
    host: &MandateHost<'_>,
    fallback: &NodeRef,
) -> Result<Found<'m>, Box<Fault>> {
    let mut found = Found {
        recognised: Vec::new(),
        strange: Vec::new(),
        misses: Vec::new(),
        nowhere: Spot::of_node(fallback.clone()),
        unanswered: Vec::new(),
    };
    let mut near = fallback.clone();
    let values = match &may.subject {
        None => Vec::new(),
        Some(Subject::It) => vec![host.it()],
        Some(Subject::At(path)) => expand(&host.it(), path, fallback, &mut found.misses),
        Some(Subject::Value(script)) => match value_of(script, host, fallback)? {
            Ok((value, read)) => {
                near = read;
                vec![value]
            }
            Err(miss) => {
                found.nowhere = miss.spot;
                Vec::new()
            }
        },
    };
    if let Some(miss) = found.misses.first() {
        found.nowhere = miss.spot.clone();
    }
    for value in values {
        if value.is_absent() {
            found.nowhere = Spot::of_value(&value, &near);
            if matches!(&may.subject, Some(Subject::At(path)) if !path.is_exact()) {
                found.misses.push(super::conditions::absent(&value, &near));
            }
            continue;
        }
        let is_list = scalar_text(&value).is_none() && value.word() == "a list";
        let named = if is_list {
            value
                .elements()
                .unwrap_or_default()
                .into_iter()
                .map(|element| element.value)
                .collect()
        } else {
            vec![value]
        };
        for value in named {
            name_one(may, &value, &near, &mut found);
        }
    }
    for choice in &may.choices {
        let Some(when) = &choice.when else { continue };
        if found
            .recognised
            .iter()
            .any(|one| one.choice.id.value == choice.id.value)
        {
            continue;
        }
        let (answer, trail) = answer(when, host);
        match answer {
            Answer::Holds => found.recognised.push(Recognised { choice, spot: None }),
            Answer::Fails => {}
            Answer::Unanswered => found.unanswered.extend(
                trail
                    .unanswered
                    .iter()
                    .map(|asked| format!("for `{}` the manifest {asked}", choice.id.value)),
            ),
            Answer::Fault(fault) => return Err(fault),
        }
    }
    Ok(found)
}

fn name_one<'m>(may: &'m May, value: &Value, fallback: &NodeRef, found: &mut Found<'m>) {
    let spot = Spot::of_value(value, fallback);
    let text = scalar_text(value);
    let choice = text
        .as_ref()
        .and_then(|text| may.choices.iter().find(|choice| choice.is_named(text)));
    match choice {
        // The same choice named twice is one choice.
        Some(choice)
            if found
                .recognised
                .iter()
                .any(|one| one.choice.id.value == choice.id.value) => {}
        Some(choice) => found.recognised.push(Recognised {
            choice,
            spot: Some(spot),
        }),
        None => {
            let shown = text.map_or_else(|| value.word().to_owned(), |text| message::quoted(&text));
            found
                .strange
                .push((shown + message::looked_up(value, fallback).as_str(), spot));
        }
    }
}

fn record(recognised: &Recognised<'_>, may: &May) -> Taken {
    let choice = recognised.choice;
    Taken {
        id: choice.id.value.as_str().into(),
        standing: choice.standing,
        offered_by: choice.offered_by.as_deref().map(Arc::from),
        alternatives: may.alternatives(),
        at: recognised.spot.as_ref().map(|spot| spot.path().to_string()),
    }
}

/// The finding of a choice that is on its way out.
fn standing(
    recognised: &Recognised<'_>,
    may: &May,
    host: &MandateHost<'_>,
    fallback: &NodeRef,
) -> Option<Draft> {
    let choice = recognised.choice;
    let today = host.today();
    let (detail, cap) = match (choice.standing, choice.until) {
        (Standing::Preferred | Standing::Allowed, _) => return None,
        (Standing::Retired, _) => (format!("`{}` is retired", choice.id.value), None),
        (Standing::Retiring, None) => (
            format!("`{}` is being retired", choice.id.value),
            Some(Level::Warn),
        ),
        (Standing::Retiring, Some(until)) if today <= until => (
            format!(
                "`{}` is being retired, its last day is {until}",
                choice.id.value
            ),
            Some(Level::Warn),
        ),
        (Standing::Retiring, Some(until)) => (
            format!(
                "`{}` was retired, its last day was {until}",
                choice.id.value
            ),
            None,
        ),
    };
    let headline = match &choice.instead {
        Some(instead) => format!("move from `{}` to `{instead}`", choice.id.value),
        None => format!("move away from `{}`: {}", choice.id.value, choose(may)),
    };
    let spot = recognised
        .spot
        .clone()
        .unwrap_or_else(|| Spot::of_node(fallback.clone()));
    let mut draft = Draft::new(
        &choice.id.value,
        headline,
        Miss::new(spot, Said::Wrong, detail),
        &choice.place,
    );
    draft.cap = cap;
    draft.label = "the choice";
    Some(draft)
}

/// At least one recognised choice must meet all its terms; where none does, each says what it lacks.
fn terms(
    found: &Found<'_>,
    host: &MandateHost<'_>,
    fallback: &NodeRef,
    drafts: &mut Vec<Draft>,
) -> Result<(), Box<Fault>> {
    let mut lacking = Vec::new();
    let mut stands = false;
    for recognised in &found.recognised {
        let before = lacking.len();
        for term in &recognised.choice.requires {
            let id = format!("{}/{}", recognised.choice.id.value, term.id.value);
            for miss in unmet(term, host, fallback)? {
                let mut draft = Draft::new(&id, term.otherwise.clone(), miss, &term.place);
                draft.label = "the term";
                lacking.push(draft);
            }
        }
        stands |= lacking.len() == before;
    }
    if !stands {
        drafts.extend(lacking);
    }
    Ok(())
}

/// The misses of a condition that count.
pub(super) fn unmet(
    condition: &Condition,
    host: &MandateHost<'_>,
    fallback: &NodeRef,
) -> Result<Vec<Miss>, Box<Fault>> {
    let misses = hold(&condition.test, host, fallback, Ask::Why)?;
    let may_be_absent = matches!(&condition.test, Test::Value { optional: true, .. });
    let counts = |miss: &Miss| {
        !(may_be_absent && matches!(miss.said, Said::Absent | Said::Empty | Said::Unanswered))
    };
    Ok(misses.into_iter().filter(counts).collect())
}

fn nothing_recognised(may: &May, found: &Found<'_>, host: &MandateHost<'_>) -> Draft {
    let (detail, spot) = match found.strange.as_slice() {
        [] if may.subject.is_some() => (
            format!("says nothing at `{}`", found.nowhere.path()),
            found.nowhere.clone(),
        ),
        [] => {
            let node = found.nowhere.node.node();
            let detail = match node.text().filter(|_| !node.is_null()) {
                Some(text) => format!("{} is none of the choices", message::quoted(text)),
                None => "none of the choices is recognised".to_owned(),
            };
            (detail, found.nowhere.clone())
        }
        [(value, spot)] => (format!("{value} is none of the choices"), spot.clone()),
        [(_, spot), ..] => {
            let values: Vec<&str> = found
                .strange
                .iter()
                .map(|(value, _)| value.as_str())
                .collect();
            (
                format!("{} are none of the choices", values.join(", ")),
                spot.clone(),
            )
        }
    };
    let said = if found.strange.is_empty() && may.subject.is_some() {
        Said::Absent
    } else {
        Said::Wrong
    };
    let mut draft = Draft::new(
        "may",
        choose(may),
        Miss::new(spot, said, detail),
        &may.place,
    );
    let value = found.strange.first().map(|(value, _)| value.as_str());
    draft.notes = notes(may, value, &lacking(may, host));
    draft.notes.extend(found.unanswered.iter().cloned());
    draft.label = "the choices";
    draft
}

fn strange_value(may: &May, value: &str, spot: Spot, lacking: &[String]) -> Draft {
    let miss = Miss::new(spot, Said::Wrong, format!("{value} is none of the choices"));
    let mut draft = Draft::new("may", choose(may), miss, &may.place);
    draft.notes = notes(may, Some(value), lacking);
    draft.label = "the choices";
    draft
}

/// The choices a team is free to take, preferred first.
fn open(may: &May) -> Vec<&Choice> {
    let of = |standing: Standing| {
        may.choices
            .iter()
            .filter(move |choice| choice.standing == standing)
    };
    of(Standing::Preferred)
        .chain(of(Standing::Allowed))
        .collect()
}

fn choose(may: &May) -> String {
    let open = open(may);
    if open.is_empty() {
        return "no choice is open any more".to_owned();
    }
    format!(
        "choose {}",
        message::one_of(open.iter().map(|choice| choice.id.value.as_str()))
    )
}

fn notes(may: &May, value: Option<&str>, lacking: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    let open = open(may);
    let preferred: Vec<&str> = open
        .iter()
        .filter(|choice| choice.standing == Standing::Preferred)
        .map(|choice| choice.id.value.as_str())
        .collect();
    if !preferred.is_empty() && preferred.len() < open.len() {
        notes.push(format!("preferred: {}", preferred.join(", ")));
    }
    let spellings = open.iter().flat_map(|choice| {
        choice
            .names
            .iter()
            .chain([&choice.id.value])
            .map(move |name| (name.as_str(), *choice))
    });
    let spellings: Vec<_> = spellings.collect();
    let near = value.and_then(|value| {
        closest(
            value.trim_matches('`'),
            spellings.iter().map(|(name, _)| *name),
        )
    });
    if let Some(near) = near {
        notes.push(format!("did you mean `{near}`?"));
    }
    notes.extend(lacking.iter().cloned());
    notes
}

/// What each choice that asks for more lacks, the one that lacks least first.
fn lacking(may: &May, host: &MandateHost<'_>) -> Vec<String> {
    let fallback = host.fallback();
    // A term with a fault is told by itself where the choice is taken. Here it is one that is not met.
    let is_met =
        |term: &Condition| matches!(unmet(term, host, &fallback), Ok(misses) if misses.is_empty());
    let mut lacking: Vec<(usize, String)> = open(may)
        .into_iter()
        .filter(|choice| !choice.requires.is_empty())
        .map(|choice| {
            let terms: Vec<&str> = choice
                .requires
                .iter()
                .filter(|term| !is_met(term))
                .map(|term| term.id.value.as_str())
                .collect();
            let what = match terms.as_slice() {
                [] => "has all that it requires".to_owned(),
                terms => format!("lacks {}", terms.join(", ")),
            };
            (terms.len(), format!("`{}` {what}", choice.id.value))
        })
        .collect();
    lacking.sort_by_key(|(terms, _)| *terms);
    lacking.into_iter().map(|(_, note)| note).collect()
}
