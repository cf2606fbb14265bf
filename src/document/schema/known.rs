//! Which paths a schema knows: asked when a policy is loaded, about the paths and fields that it names.

use super::plain::Plain;
use crate::document::{Path, Step};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Whether a path is possible under a schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Known {
    /// The schema describes it.
    Yes,
    /// No value that meets the schema has anything there.
    No {
        /// The step of the path, from 0, that leads nowhere.
        step: usize,
        /// The names that may stand in its place; none where no map may be there.
        names: Vec<String>,
    },
    /// The schema is open there: it may be, or not.
    Unknown,
}

impl Known {
    /// All of several schemas hold: one that says no decides, then one that says yes.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (no @ Self::No { .. }, _) | (_, no @ Self::No { .. }) => no,
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Unknown, Self::Unknown) => Self::Unknown,
        }
    }

    /// One of several schemas holds: only what all refuse is impossible; the one that followed further tells.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (
                Self::No { step, mut names },
                Self::No {
                    step: other,
                    names: others,
                },
            ) => {
                if other > step {
                    return Self::No {
                        step: other,
                        names: others,
                    };
                }
                if other == step {
                    names.extend(
                        others
                            .into_iter()
                            .filter(|name| !names.contains(name))
                            .collect::<Vec<_>>(),
                    );
                }
                Self::No { step, names }
            }
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }
}

impl Plain {
    /// Whether a path is possible.
    pub(super) fn knows(&self, path: &Path) -> Known {
        self.follow(&self.value, path.steps(), 0)
    }

    /// The names that a map at `path` may hold, if it may hold no others; empty where no map may be there.
    pub(super) fn closed_at(&self, path: &Path) -> Option<Vec<String>> {
        // No field can have this name: who refuses it refuses every name that it does not list.
        let probe = path.child(Step::Key("\0".into()));
        match self.knows(&probe) {
            Known::No { step, names } if step == path.steps().len() => Some(names),
            _ => None,
        }
    }

    fn follow(&self, schema: &Value, steps: &[Step], at: usize) -> Known {
        let no = |names| Known::No {
            step: at.saturating_sub(1),
            names,
        };
        let map = match schema {
            Value::Object(map) => map,
            Value::Bool(false) => return no(Vec::new()),
            _ => {
                return if steps.get(at).is_none() {
                    Known::Yes
                } else {
                    Known::Unknown
                };
            }
        };
        let mut known = match steps.get(at) {
            None => Known::Yes,
            Some(step) => self.step(map, step, steps, at),
        };
        if let Some(target) = map.get("$ref").and_then(|target| self.target(target)) {
            known = known.and(self.follow(target, steps, at));
        }
        for one in schemas(map, "allOf") {
            known = known.and(self.follow(one, steps, at));
        }
        for keyword in ["anyOf", "oneOf"] {
            let either = schemas(map, keyword)
                .map(|one| self.follow(one, steps, at))
                .reduce(Known::or);
            known = known.and(either.unwrap_or(Known::Unknown));
        }
        if map.contains_key("if") {
            // Where a branch is left out, everything goes.
            let branch = |keyword| {
                map.get(keyword)
                    .map_or(Known::Unknown, |one| self.follow(one, steps, at))
            };
            known = known.and(branch("then").or(branch("else")));
        }
        known
    }

    /// One step into the value, by the keywords of one schema object alone.
    fn step(&self, map: &Map<String, Value>, step: &Step, steps: &[Step], at: usize) -> Known {
        let into = |schema: &Value| self.follow(schema, steps, at + 1);
        let nowhere = || Known::No {
            step: at,
            names: Vec::new(),
        };
        let (maps, lists) = (allows(map, "object"), allows(map, "array"));
        match step {
            Step::Key(_) if !maps => nowhere(),
            Step::Index(_) if !lists => nowhere(),
            Step::Each if !maps && !lists => nowhere(),
            Step::Key(name) => self.field(map, name, steps, at),
            Step::Index(index) => match schemas(map, "prefixItems")
                .nth(*index)
                .or_else(|| map.get("items"))
            {
                Some(schema) => into(schema),
                None => Known::Unknown,
            },
            Step::Each => {
                let mut all: Vec<Known> = Vec::new();
                if lists {
                    all.extend(schemas(map, "prefixItems").map(into));
                    all.push(map.get("items").map_or(Known::Unknown, into));
                }
                if maps {
                    let named = map.get("properties").and_then(Value::as_object);
                    all.extend(named.into_iter().flat_map(Map::values).map(into));
                    let matched = map.get("patternProperties").and_then(Value::as_object);
                    all.extend(matched.into_iter().flat_map(Map::values).map(into));
                    all.push(map.get("additionalProperties").map_or(Known::Unknown, into));
                }
                all.into_iter().reduce(Known::or).unwrap_or(Known::Unknown)
            }
        }
    }

    fn field(&self, map: &Map<String, Value>, name: &str, steps: &[Step], at: usize) -> Known {
        let into = |schema: &Value| self.follow(schema, steps, at + 1);
        let named = map
            .get("properties")
            .and_then(|all| all.get(name))
            .map(into);
        let matched = matched(map, name).map(into);
        if let Some(known) = named.into_iter().chain(matched).reduce(Known::and) {
            return known;
        }
        let rest = ["additionalProperties", "unevaluatedProperties"];
        let Some((keyword, rest)) = rest
            .iter()
            .find_map(|keyword| map.get(*keyword).map(|schema| (*keyword, schema)))
        else {
            return Known::Unknown;
        };
        if keyword == "unevaluatedProperties" && self.evaluates(map, name) {
            return Known::Unknown;
        }
        if rest == &Value::Bool(false) {
            let mut names = BTreeSet::new();
            self.names(map, keyword == "unevaluatedProperties", &mut names);
            return Known::No {
                step: at,
                names: names.into_iter().collect(),
            };
        }
        into(rest)
    }

    /// Whether a schema for the same value knows the field, so that `unevaluatedProperties` leaves it alone.
    fn evaluates(&self, map: &Map<String, Value>, name: &str) -> bool {
        self.same_value(map).any(|schema| {
            schema.as_object().is_some_and(|map| {
                map.get("properties")
                    .is_some_and(|all| all.get(name).is_some())
                    || matched(map, name).next().is_some()
                    || map.contains_key("additionalProperties")
                    || map.contains_key("unevaluatedProperties")
                    || self.evaluates(map, name)
            })
        })
    }

    fn names(&self, map: &Map<String, Value>, deep: bool, into: &mut BTreeSet<String>) {
        let named = map.get("properties").and_then(Value::as_object);
        into.extend(named.into_iter().flat_map(Map::keys).cloned());
        if deep {
            for schema in self.same_value(map).filter_map(Value::as_object) {
                self.names(schema, deep, into);
            }
        }
    }

    fn same_value<'s>(&'s self, map: &'s Map<String, Value>) -> impl Iterator<Item = &'s Value> {
        let lists = ["allOf", "anyOf", "oneOf"]
            .into_iter()
            .flat_map(|keyword| schemas(map, keyword));
        let single = ["if", "then", "else"]
            .into_iter()
            .filter_map(|keyword| map.get(keyword));
        let depending = map
            .get("dependentSchemas")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::values);
        let target = map.get("$ref").and_then(|target| self.target(target));
        lists.chain(single).chain(depending).chain(target)
    }

    /// The schema that a reference leads to.
    fn target(&self, reference: &Value) -> Option<&Value> {
        self.value.pointer(reference.as_str()?.strip_prefix('#')?)
    }

    /// The names that a schema knows which refuses all others by a keyword at this place.
    pub(super) fn names_beside(&self, keyword: &str) -> Vec<String> {
        let mut names = BTreeSet::new();
        if let Some((parent, keyword)) = keyword.rsplit_once('/')
            && let Some(Value::Object(map)) = self.value.pointer(parent)
        {
            self.names(map, keyword == "unevaluatedProperties", &mut names);
        }
        names.into_iter().collect()
    }

    /// What a keyword says that stands beside the one at this place.
    pub(super) fn beside(&self, keyword: &str, other: &str) -> Option<&Value> {
        let (parent, _) = keyword.rsplit_once('/')?;
        self.value.pointer(parent)?.get(other)
    }

    /// A regex as its author wrote it.
    pub(super) fn written<'s>(&'s self, pattern: &'s str) -> &'s str {
        self.patterns.get(pattern).map_or(pattern, String::as_str)
    }
}

fn schemas<'s>(map: &'s Map<String, Value>, keyword: &str) -> std::slice::Iter<'s, Value> {
    map.get(keyword)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

/// The schemas for a field by the regexes that its name matches.
fn matched<'s>(map: &'s Map<String, Value>, name: &str) -> impl Iterator<Item = &'s Value> {
    let all = map
        .get("patternProperties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    // One that does not compile might match: the check refused it before.
    all.filter(move |(pattern, _)| {
        super::pattern::compile(pattern).is_ok_and(|regex| regex.is_match(name))
    })
    .map(|(_, schema)| schema)
}

fn allows(map: &Map<String, Value>, wanted: &str) -> bool {
    match map.get("type") {
        Some(Value::String(name)) => name == wanted,
        Some(Value::Array(names)) => names.iter().any(|name| name == wanted),
        _ => match (map.get("const"), map.get("enum")) {
            (Some(one), _) => is(one, wanted),
            (None, Some(Value::Array(some))) => some.iter().any(|one| is(one, wanted)),
            _ => true,
        },
    }
}

fn is(value: &Value, wanted: &str) -> bool {
    if wanted == "object" {
        value.is_object()
    } else {
        value.is_array()
    }
}
