//! Words for a service that two of its manifests give in different ways: its owner, its tier, who can reach it.

use super::{Found, concerns, declared};
use crate::engine::{Service, World};
use crate::policy::{Mandate, May};
use crate::review::scan::Signal;
use crate::script::Value;
use crate::source::Place;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the manifests of one kind say of a service.
struct Said {
    /// What the words mean.
    meaning: BTreeSet<String>,
    /// The words.
    words: String,
    file: Arc<str>,
    place: Place,
}

/// The contradictions in a fact of one service. `known` are all services of its name.
pub(super) fn contradictions(
    fact: &'static str,
    known: &[&Service<'_>],
    mandates: &[Mandate],
    world: &World<'_>,
) -> Vec<Signal> {
    let concerned = mandates
        .iter()
        .filter(|mandate| concerns(mandate, fact, known));
    concerned
        .flat_map(|mandate| {
            let found = differing(fact, known, mandate.may.as_ref(), world);
            found.into_iter().map(|found| found.signal(mandate))
        })
        .collect()
}

/// Who can reach a service, as it is declared; `None` where nobody says so, or they contradict each other.
pub(super) fn exposure<'s, 'p>(
    known: &[&'s Service<'p>],
    world: &World<'_>,
) -> Option<(String, &'s Service<'p>)> {
    let mut said = known.iter().filter_map(|service| {
        let words = words_of(&declared(service, "exposure", world)?)?;
        Some((meaning("exposure", &words, None)?, *service))
    });
    let (first, service) = said.next()?;
    let agreed = said.all(|(other, _)| other == first);
    let word = first.into_iter().next()?;
    agreed.then_some((word, service))
}

fn differing(
    fact: &'static str,
    known: &[&Service<'_>],
    may: Option<&May>,
    world: &World<'_>,
) -> Vec<Found> {
    let mut kinds: Vec<(&str, Vec<&Service<'_>>)> = Vec::new();
    for &service in known {
        match kinds
            .iter_mut()
            .find(|(kind, _)| **kind == *service.info.kind)
        {
            Some((_, services)) => services.push(service),
            None => kinds.push((&service.info.kind, vec![service])),
        }
    }
    let mut said = kinds
        .iter()
        .filter_map(|(_, services)| said(fact, services, may, world));
    let Some(first) = said.next() else {
        return Vec::new();
    };
    let name = known.first().map_or("", |service| &*service.info.name);
    said.filter(|other| differ(fact, &first.meaning, &other.meaning))
        .map(|other| Found {
            fact,
            file: other.file,
            place: other.place,
            message: format!(
                "`{fact}` of `{name}` is {} here, and {} in {}:{}",
                other.words, first.words, first.file, first.place.start.line
            ),
        })
        .collect()
}

/// What services of one kind and name say; `None` where they say nothing, or different things: they may be two
/// services, or one in two environments.
fn said(
    fact: &str,
    services: &[&Service<'_>],
    may: Option<&May>,
    world: &World<'_>,
) -> Option<Said> {
    let mut found: Option<Said> = None;
    for service in services {
        let Some(value) = declared(service, fact, world) else {
            continue;
        };
        let words = words_of(&value)?;
        let meaning = meaning(fact, &words, may)?;
        if let Some(before) = &found {
            if before.meaning != meaning {
                return None;
            }
            continue;
        }
        found = Some(Said {
            meaning,
            words: super::datastores::list(&words.iter().map(String::as_str).collect()),
            file: Arc::clone(&service.info.file),
            place: value.place_node()?.place(),
        });
    }
    found
}

/// The words of a scalar, or of a list of them.
fn words_of(value: &Value) -> Option<Vec<String>> {
    let node = value.as_node()?.node();
    if let Some(text) = node.text() {
        return Some(vec![text.to_owned()]);
    }
    let words: Option<Vec<String>> = node
        .items()
        .map(|item| item.text().map(str::to_owned))
        .collect();
    words.filter(|words| !words.is_empty())
}

/// What words mean; `None` where one of them may mean anything.
fn meaning(fact: &str, words: &[String], may: Option<&May>) -> Option<BTreeSet<String>> {
    words
        .iter()
        .map(|word| match fact {
            "owner" => team(word),
            "tier" => tier(word),
            "exposure" => one_of(word, &["public", "partner", "internal"]),
            "lifecycle" => one_of(word, &["experimental", "production", "deprecated"]),
            _ => choice(word, may?),
        })
        .collect()
}

/// Whether two meanings exclude each other: no word of the one can stand for a word of the other.
fn differ(fact: &str, one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let alike = |a: &String, b: &String| match fact {
        // `checkout` and `checkout-core` may be one team.
        "owner" => a.contains(b.as_str()) || b.contains(a.as_str()),
        _ => a == b,
    };
    !one.iter().any(|a| other.iter().any(|b| alike(a, b)))
}

/// A team without the kind, the namespace and the signs that catalogues put before it; `None` for a person, who may
/// be of any team.
fn team(word: &str) -> Option<String> {
    let word = word.trim().trim_start_matches('@').to_lowercase();
    if word.contains('@') || word.starts_with("user:") {
        return None;
    }
    let own = word.rsplit(['/', ':']).next()?;
    let parts: Vec<&str> = own
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !matches!(*part, "" | "team" | "squad" | "group"))
        .collect();
    let name = parts.concat();
    (!name.is_empty()).then_some(name)
}

/// The number of a tier: `1`, `tier-1`, `T1`.
fn tier(word: &str) -> Option<String> {
    let word = word.trim().to_lowercase();
    let number = word
        .strip_prefix("tier")
        .or_else(|| word.strip_prefix('t'))
        .unwrap_or(&word)
        .trim_start_matches([' ', '-', '_']);
    number.parse::<u32>().ok().map(|number| number.to_string())
}

fn one_of(word: &str, known: &[&str]) -> Option<String> {
    let word = word.trim().to_lowercase();
    known.contains(&word.as_str()).then_some(word)
}

/// The choice of a mandate that a word names.
fn choice(word: &str, may: &May) -> Option<String> {
    let mut choices = may.choices.iter();
    choices
        .find(|choice| *choice.id == *word || choice.names.iter().any(|name| name == word))
        .map(|choice| choice.id.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(fact: &str, one: &str, other: &str) -> bool {
        let of = |word: &str| meaning(fact, &[word.to_owned()], None);
        match (of(one), of(other)) {
            (Some(one), Some(other)) => differ(fact, &one, &other),
            _ => false,
        }
    }

    #[test]
    fn owners_differ_only_where_no_spelling_explains_it() {
        assert!(apart("owner", "team-checkout", "team-ledger"));
        assert!(apart("owner", "group:default/checkout", "ledger"));
        for (one, other) in [
            ("team-checkout", "group:default/team-checkout"),
            ("team-checkout", "@shop/checkout"),
            ("Team Checkout", "checkout-team"),
            ("checkout", "checkout-core"),
            ("team-checkout", "mia@example.com"),
            ("team-checkout", "user:default/mia"),
            ("team-checkout", "team"),
        ] {
            assert!(!apart("owner", one, other), "{one} {other}");
        }
    }

    #[test]
    fn tiers_lifecycles_and_exposures_differ_only_in_words_that_are_known() {
        assert!(apart("tier", "1", "tier-2") && apart("tier", "T1", "Tier 3"));
        assert!(!apart("tier", "1", "tier-1") && !apart("tier", "1", "gold"));
        assert!(apart("lifecycle", "production", "Deprecated"));
        assert!(!apart("lifecycle", "production", "live"));
        assert!(apart("exposure", "public", "internal"));
        assert!(!apart("exposure", "public", "external"));
    }

    #[test]
    fn a_provider_is_known_by_the_choices_of_the_mandate_alone() {
        assert_eq!(meaning("authProvider", &["okta".to_owned()], None), None);
    }
}
