//! The names that a script may use.

use std::collections::BTreeSet;

/// What a script sees, decided by where it stands.
#[derive(Clone, Debug)]
pub struct Names {
    pub(super) variables: &'static [&'static str],
    pub(super) facts: Option<BTreeSet<Box<str>>>,
    pub(super) data: Option<BTreeSet<Box<str>>>,
}

/// Every name of LANGUAGE section 2.
pub(super) const ALL: &[&str] = &[
    "it", "doc", "file", "service", "facts", "siblings", "data", "today",
];

impl Names {
    const fn of(variables: &'static [&'static str]) -> Self {
        Self {
            variables,
            facts: None,
            data: None,
        }
    }

    /// For scripts of mandates: everything.
    pub const fn of_mandate() -> Self {
        Self::of(ALL)
    }

    /// For a manifest kind's `when` and `services.each`.
    pub const fn of_document() -> Self {
        Self::of(&["doc", "file", "data", "today"])
    }

    /// For a manifest kind's `name`, `owner` and facts.
    pub const fn of_service() -> Self {
        Self::of(&["it", "doc", "file", "facts", "data", "today"])
    }

    /// The same, with the facts that exist. Without it any fact may be named.
    #[must_use]
    pub fn with_facts<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            facts: Some(names.into_iter().map(Into::into).collect()),
            ..self
        }
    }

    /// The same, with the data that exist. Without it any data may be named.
    #[must_use]
    pub fn with_data<'a>(self, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            data: Some(names.into_iter().map(Into::into).collect()),
            ..self
        }
    }

    /// The names, for a message.
    pub(super) fn listed(&self) -> String {
        let names: Vec<String> = self
            .variables
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        names.join(", ")
    }
}
