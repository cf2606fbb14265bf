//! Holding a value against a test: what misses, where, and why.

use super::message;
use super::spot::Spot;
use crate::document::{Path, Schema, Step};
use crate::policy::{Subject, Test};
use crate::script::{Fault, Host, NodeRef, Outcome, Read, Reason, Run, Script, Unanswered, Value};
use crate::source::Place;

/// What kind of miss it is: who asks decides what follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Said {
    /// Nothing stands there.
    Absent,
    /// A list or map without elements stands where elements are asked for.
    Empty,
    /// Something else stands where a list or map is asked for.
    NoContainer,
    /// The value is not as it must be.
    Wrong,
    /// A script asked for a value that is not there or is of another type.
    Unanswered,
}

/// One way in which a test is not met.
#[derive(Clone, Debug)]
pub(super) struct Miss {
    pub(super) spot: Spot,
    pub(super) said: Said,
    pub(super) detail: String,
    /// A place better than the spot's own: a key that is too many.
    pub(super) place: Option<Place>,
    /// How many more like it there were than are kept.
    pub(super) more: usize,
}

impl Miss {
    pub(super) fn new(spot: Spot, said: Said, detail: String) -> Self {
        Self {
            spot,
            said,
            detail,
            place: None,
            more: 0,
        }
    }
}

/// Values that a schema looks at in what a script made.
const JUDGED: usize = 100_000;

/// How much is asked about a value that breaks its schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ask {
    /// Every place at which it does, and in which way.
    Why,
    /// Nothing: a selector only selects.
    Whether,
}

/// Everything in which a test is not met, absent values included even where they may be absent.
pub(super) fn hold(
    test: &Test,
    host: &dyn Host,
    fallback: &NodeRef,
    ask: Ask,
) -> Result<Vec<Miss>, Box<Fault>> {
    match test {
        Test::Script(script) => hold_script(script, host, fallback),
        Test::Value {
            subject, schema, ..
        } => {
            let mut misses = Vec::new();
            let (values, near) = match subject {
                Subject::It => (vec![host.it()], None),
                Subject::At(path) => (expand(&host.it(), path, fallback, &mut misses), None),
                Subject::Value(script) => match value_of(script, host, fallback)? {
                    Ok((value, near)) => (vec![value], Some(near)),
                    Err(miss) => return Ok(vec![miss]),
                },
            };
            let fallback = near.as_ref().unwrap_or(fallback);
            for value in &values {
                if value.is_absent() {
                    misses.push(absent(value, fallback));
                } else if let Some(schema) = schema {
                    hold_schema(schema, value, fallback, ask, &mut misses)?;
                }
            }
            Ok(misses)
        }
    }
}

/// The values at a path from `it`, `[*]` opened; what is missing on the way goes to `misses`, what is absent at
/// its end is an absent value.
pub(super) fn expand(
    it: &Value,
    path: &Path,
    fallback: &NodeRef,
    misses: &mut Vec<Miss>,
) -> Vec<Value> {
    let steps = path.steps();
    let Some(at) = steps.iter().position(|step| *step == Step::Each) else {
        return vec![it.find(path)];
    };
    let (before, behind) = (
        steps.get(..at).unwrap_or_default(),
        steps.get(at + 1..).unwrap_or_default(),
    );
    let container = it.find(&Path::new(before.to_vec()));
    if container.is_absent() {
        misses.push(absent(&container, fallback));
        return Vec::new();
    }
    let Some(elements) = container.elements() else {
        let detail = format!(
            "{} is {}, not a list or a map",
            message::shown(&container),
            container.word()
        );
        misses.push(Miss::new(
            Spot::of_value(&container, fallback),
            Said::NoContainer,
            detail,
        ));
        return Vec::new();
    };
    if elements.is_empty() {
        let spot = Spot::of_value(&container, fallback);
        let detail = format!("holds nothing at `{}`", spot.path());
        misses.push(Miss::new(spot, Said::Empty, detail));
    }
    let rest = Path::new(behind.to_vec());
    elements
        .iter()
        .flat_map(|element| {
            if rest.is_empty() {
                vec![element.value.clone()]
            } else {
                expand(&element.value, &rest, fallback, misses)
            }
        })
        .collect()
}

/// The miss of a value that is not there.
pub(super) fn absent(value: &Value, fallback: &NodeRef) -> Miss {
    let spot = Spot::of_value(value, fallback);
    let detail = match (value.untold_name(), value.absent_name()) {
        (Some(name), _) => untold(name, &spot.path().to_string()),
        (None, Some(name)) => format!("says nothing at `{name}`"),
        (None, None) => format!("says nothing at `{}`", spot.path()),
    };
    Miss::new(spot, Said::Absent, detail)
}

/// What is said of a field or fact that a kind reads from a part of a text which the text does not have.
fn untold(name: &str, path: &str) -> String {
    format!("says no `{name}` at `{path}`, where it is read from")
}

/// What a script gives, with the node to point at where the value has no place in the manifest: the one that the value
/// was looked up by. Or the miss that kept the script from giving anything.
pub(super) fn value_of(
    script: &Script,
    host: &dyn Host,
    fallback: &NodeRef,
) -> Result<Result<(Value, NodeRef), Miss>, Box<Fault>> {
    let mut run = script.run(host);
    refuse_fail(&run)?;
    let outcome = std::mem::replace(&mut run.outcome, Outcome::Value(Value::absent()));
    match outcome {
        Outcome::Value(value) => {
            let near = last_read(&run, host, fallback).node;
            Ok(Ok((value, near)))
        }
        Outcome::Unanswered(unanswered) => Ok(Err(unanswered_miss(&unanswered, fallback))),
        Outcome::Fault(fault) => Err(Box::new(fault)),
    }
}

/// Only a condition may point at places with `fail`.
pub(super) fn refuse_fail(run: &Run) -> Result<(), Box<Fault>> {
    match run.failures.first() {
        None => Ok(()),
        Some(failure) => Err(Box::new(Fault {
            code: "script::fail",
            message: "`fail` points at findings; here nothing is found".to_owned(),
            help: Some("only the script of a condition may call `fail`".into()),
            place: failure.place.clone(),
        })),
    }
}

fn hold_script(
    script: &Script,
    host: &dyn Host,
    fallback: &NodeRef,
) -> Result<Vec<Miss>, Box<Fault>> {
    let run = script.run(host);
    let mut misses: Vec<Miss> = Vec::new();
    for failure in &run.failures {
        let spot = failure.target.as_ref().and_then(Spot::of_target);
        let spot = spot.unwrap_or_else(|| last_read(&run, host, fallback));
        misses.push(Miss::new(spot, Said::Wrong, failure.message.clone()));
    }
    if let Some(last) = misses.last_mut() {
        last.more = run.more_failures;
    }
    match truth(script, &run.outcome) {
        Truth::False if misses.is_empty() => {
            let spot = last_read(&run, host, fallback);
            let detail = message::found(&spot);
            misses.push(Miss::new(spot, Said::Wrong, detail));
        }
        Truth::True | Truth::False => {}
        Truth::Unanswered(unanswered) => misses.push(unanswered_miss(&unanswered, fallback)),
        Truth::Fault(fault) => return Err(fault),
    }
    Ok(misses)
}

/// What the end of a script says.
pub(super) enum Truth {
    True,
    False,
    Unanswered(Unanswered),
    Fault(Box<Fault>),
}

/// A script ends in true or false. Where the manifest is to blame that it does not, it is a question without an
/// answer; else it is the author's mistake.
pub(super) fn truth(script: &Script, outcome: &Outcome) -> Truth {
    let value = match outcome {
        Outcome::Value(value) => value,
        Outcome::Unanswered(unanswered) => return Truth::Unanswered(unanswered.clone()),
        Outcome::Fault(fault) => return Truth::Fault(Box::new(fault.clone())),
    };
    match value.as_bool() {
        Some(true) => Truth::True,
        Some(false) => Truth::False,
        None => match manifest_spot(value) {
            Some((missing, reason)) => Truth::Unanswered(Unanswered {
                missing: Some(missing),
                name: None,
                reason,
                place: script.place().clone(),
            }),
            None => Truth::Fault(Box::new(Fault {
                code: "script::no-boolean",
                message: format!("the script ends in {}, not in true or false", value.word()),
                help: None,
                place: script.place().clone(),
            })),
        },
    }
}

/// The manifest's own value that a script ended in, or what is absent from the manifest.
fn manifest_spot(value: &Value) -> Option<(crate::script::Missing, Reason)> {
    if let Some(missing) = value.as_missing() {
        return Some((missing.clone(), Reason::Absent));
    }
    let node = value.as_node().filter(|node| !node.is_policy())?;
    let missing = crate::script::Missing {
        node: node.clone(),
        path: Path::default(),
    };
    Some((
        missing,
        Reason::Mistyped {
            found: value.word(),
            wanted: "true or false".to_owned(),
        },
    ))
}

pub(super) fn unanswered_miss(unanswered: &Unanswered, fallback: &NodeRef) -> Miss {
    let spot = match &unanswered.missing {
        Some(missing) => Spot::of_missing(missing),
        None => Spot::of_node(fallback.clone()),
    };
    let path = match &unanswered.name {
        Some(name) => name.to_string(),
        None => spot.path().to_string(),
    };
    let detail = match &unanswered.reason {
        Reason::Absent => format!("says nothing at `{path}`"),
        Reason::Mistyped { found, wanted } => {
            format!("has {found} at `{path}`, where {wanted} is needed")
        }
        Reason::Untold(name) => untold(name, &path),
        Reason::Future => format!("has a day at `{path}` that has not come"),
    };
    Miss::new(spot, Said::Unanswered, detail)
}

/// The place that a script read last in what is judged; else in its document; else what is judged. What it looked up in
/// other documents is no place to mend, and would be the same place for all that is judged.
fn last_read(run: &Run, host: &dyn Host, judged: &NodeRef) -> Spot {
    let mut beside = None;
    for read in run.reads.iter().rev() {
        let spot = match read {
            Read::Node(node) => Spot::of_node(node.clone()),
            Read::Missing(missing) => Spot::of_missing(missing),
            Read::Fact(name) => match host.fact(name) {
                Ok(value) => Spot::of_value(&value, judged),
                Err(_) => continue,
            },
        };
        if spot.node.is_within(judged) {
            return spot;
        }
        if beside.is_none() && spot.node.is_beside(judged) {
            beside = Some(spot);
        }
    }
    beside.unwrap_or_else(|| Spot::of_node(judged.clone()))
}

fn hold_schema(
    schema: &Schema,
    value: &Value,
    fallback: &NodeRef,
    ask: Ask,
    misses: &mut Vec<Miss>,
) -> Result<(), Box<Fault>> {
    let broken = |reason: String| {
        Box::new(Fault {
            code: "policy::schema",
            message: format!("the schema cannot be used: {reason}"),
            help: None,
            place: schema.place().clone(),
        })
    };
    if let Some(node) = value.as_node().filter(|node| !node.is_policy()) {
        if ask == Ask::Whether {
            if !schema.allows(node.node()).map_err(broken)? {
                misses.push(Miss::new(
                    Spot::of_node(node.clone()),
                    Said::Wrong,
                    String::new(),
                ));
            }
            return Ok(());
        }
        for breach in schema.breaches(node.node()).map_err(broken)? {
            let steps = breach
                .path
                .steps()
                .get(breach.node.path().steps().len()..)
                .unwrap_or_default();
            let spot = Spot {
                node: node.with(breach.node.id()),
                missing: Path::new(steps.to_vec()),
            };
            let place = breach.at_key.then(|| breach.place());
            misses.push(Miss {
                place,
                ..Miss::new(spot, Said::Wrong, breach.message)
            });
        }
        return Ok(());
    }
    let json = value
        .to_json(JUDGED)
        .map_err(|error| broken(error.to_string()))?;
    let spot = Spot::of_value(value, fallback);
    for detail in schema.breaches_of_value(&json).map_err(broken)? {
        let detail = detail + message::looked_up(value, fallback).as_str();
        misses.push(Miss::new(spot.clone(), Said::Wrong, detail));
    }
    Ok(())
}
