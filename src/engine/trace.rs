//! The author's debugger: what each part of a mandate asked of a service, what it read, what it said.

use super::answer::{Answer, answer_one};
use super::choices::unmet;
use super::conditions::{Miss, expand, value_of};
use super::host::{MandateHost, World};
use super::judge::judge_mandate;
use super::message;
use super::outcome::Outcome;
use super::phases::in_force;
use super::service::{Service, ServiceInfo};
use super::spot::Spot;
use crate::policy::{Choice, Condition, Mandate, May, PolicySet, Selector, Subject, Test};
use crate::script::{Fault, Host as _, NodeRef, Read, Script, Value};
use crate::source::Place;

/// How a mandate came to its outcome for a service.
#[derive(Debug)]
pub struct Trace {
    /// The service.
    pub service: ServiceInfo,
    /// The outcome.
    pub outcome: Outcome,
    /// The steps, in the order in which the mandate is written.
    pub steps: Vec<TraceStep>,
}

/// One question of the mandate.
#[derive(Clone, Debug)]
pub struct TraceStep {
    /// What asked: `appliesTo.when`, `must protocol`, `may okta`.
    pub what: String,
    /// What is judged, where `each` takes a list apart.
    pub element: Option<String>,
    /// What it said: `holds`, `not met: ..`.
    pub said: String,
    /// Whether that counts against the service, or leaves it out.
    pub against: bool,
    /// What it read, in order, each once.
    pub reads: Vec<TraceRead>,
    /// Where the question is written.
    pub place: Place,
}

/// Something that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TraceRead {
    /// A path of the manifest, or `facts.NAME`.
    pub what: String,
    /// What stands there, in words.
    pub value: String,
    /// Where.
    pub place: Option<Place>,
}

/// Judges a service by one mandate and tells every step of it.
pub fn trace(
    set: &PolicySet,
    index: usize,
    service: &Service<'_>,
    world: &World<'_>,
) -> Option<Trace> {
    let mandate = set.mandates.get(index)?;
    let outcome = judge_mandate(set, index, service, world, None);
    let mut steps = Vec::new();
    if mandate.applies_to_kind(&service.info.kind) {
        let host = MandateHost::new(service, service.it.clone(), &mandate.data, world);
        let mut tracer = Tracer {
            steps: &mut steps,
            element: None,
        };
        tracer.selector("appliesTo.when", &mandate.when, &host);
        tracer.subjects(mandate, &host);
        tracer.phases(mandate, &host);
    }
    Some(Trace {
        service: service.info.clone(),
        outcome,
        steps,
    })
}

struct Tracer<'s> {
    steps: &'s mut Vec<TraceStep>,
    element: Option<String>,
}

impl Tracer<'_> {
    fn step(
        &mut self,
        what: String,
        said: String,
        against: bool,
        reads: Vec<TraceRead>,
        place: &Place,
    ) {
        self.steps.push(TraceStep {
            what,
            element: self.element.clone(),
            said,
            against,
            reads,
            place: place.clone(),
        });
    }

    fn selector(&mut self, what: &str, selector: &Selector, host: &MandateHost<'_>) {
        let fallback = host.fallback();
        for (test, place) in &selector.tests {
            let (said, against) = match answer_one(test, host, &fallback) {
                (Answer::Holds, _) => ("holds".to_owned(), false),
                (Answer::Fails, _) => ("does not hold".to_owned(), true),
                (Answer::Unanswered, trail) => (
                    format!("not answered: the manifest {}", trail.unanswered.join("; ")),
                    true,
                ),
                (Answer::Fault(fault), _) => (faulty(&fault), true),
            };
            self.step(
                what.to_owned(),
                said,
                against,
                reads(test, host, &fallback),
                place,
            );
        }
    }

    fn subjects(&mut self, mandate: &Mandate, host: &MandateHost<'_>) {
        let Some(each) = &mandate.each else {
            return self.subject(mandate, host);
        };
        let fallback = host.fallback();
        let script_reads = script_reads(each, host, &fallback);
        let value = match value_of(each, host, &fallback) {
            Ok(Ok((value, _))) => value,
            Ok(Err(miss)) => {
                return self.step(
                    "each".to_owned(),
                    format!("gives nothing: {}", miss.detail),
                    true,
                    script_reads,
                    each.place(),
                );
            }
            Err(fault) => {
                return self.step(
                    "each".to_owned(),
                    faulty(&fault),
                    true,
                    script_reads,
                    each.place(),
                );
            }
        };
        let elements = value.elements();
        let said = match &elements {
            Some(elements) => format!("gives {} elements", elements.len()),
            None => format!("gives {}", value.word()),
        };
        self.step("each".to_owned(), said, false, script_reads, each.place());
        for (index, element) in elements.unwrap_or_default().into_iter().enumerate() {
            let host = host.about(element.value);
            let path = host.fallback().path();
            self.element = Some(if path.is_empty() {
                format!("[{index}]")
            } else {
                path.to_string()
            });
            self.subject(mandate, &host);
        }
        self.element = None;
    }

    fn subject(&mut self, mandate: &Mandate, host: &MandateHost<'_>) {
        self.selector("where", &mandate.filter, host);
        for condition in &mandate.must {
            self.condition(&format!("must {}", condition.id.value), condition, host);
        }
        if let Some(may) = &mandate.may {
            self.may(may, host);
        }
    }

    fn condition(&mut self, what: &str, condition: &Condition, host: &MandateHost<'_>) {
        let fallback = host.fallback();
        let (said, against) = match unmet(condition, host, &fallback) {
            Ok(misses) if misses.is_empty() => ("met".to_owned(), false),
            Ok(misses) => (format!("not met: {}", details(&misses)), true),
            Err(fault) => (faulty(&fault), true),
        };
        self.step(
            what.to_owned(),
            said,
            against,
            reads(&condition.test, host, &fallback),
            &condition.place,
        );
    }

    fn may(&mut self, may: &May, host: &MandateHost<'_>) {
        let fallback = host.fallback();
        let mut drafts = Vec::new();
        let mut taken = Vec::new();
        if let Err(fault) = super::choices::judge(may, host, &mut drafts, &mut taken) {
            self.step(
                "may".to_owned(),
                faulty(&fault),
                true,
                Vec::new(),
                &may.place,
            );
        }
        for choice in &may.choices {
            let recognised = taken.iter().find(|taken| *taken.id == *choice.id.value);
            let said = match recognised {
                Some(taken) => match &taken.at {
                    Some(at) => format!("recognised by its name at `{at}`, {}", choice.standing),
                    None => format!("recognised by its evidence, {}", choice.standing),
                },
                None => not_recognised(choice, host, &fallback),
            };
            let evidence = choice
                .when
                .iter()
                .flat_map(|when| &when.tests)
                .flat_map(|(test, _)| reads(test, host, &fallback))
                .collect();
            self.step(
                format!("may {}", choice.id.value),
                said,
                false,
                evidence,
                &choice.place,
            );
            if recognised.is_some() {
                for term in &choice.requires {
                    self.condition(
                        &format!("{}/{}", choice.id.value, term.id.value),
                        term,
                        host,
                    );
                }
            }
        }
        let named = may
            .subject
            .as_ref()
            .map(|subject| subject_reads(subject, host, &fallback))
            .unwrap_or_default();
        let said = format!(
            "{} of {} choices recognised",
            taken.len(),
            may.choices.len()
        );
        self.step(
            "may".to_owned(),
            said,
            !drafts.is_empty(),
            named,
            &may.place,
        );
    }

    fn phases(&mut self, mandate: &Mandate, host: &MandateHost<'_>) {
        let Some(first) = mandate.phases.first() else {
            return;
        };
        for (index, phase) in mandate.phases.iter().enumerate() {
            self.selector(&format!("enforce[{index}].when"), &phase.when, host);
        }
        let mut noted = Vec::new();
        let said = match in_force(&mandate.phases, host, host.today(), &mut noted) {
            Ok((level, None)) => format!("counts as {level}"),
            Ok((level, Some(next))) => format!(
                "counts as {level}; {} from {}, {}",
                next.level,
                next.from,
                match next.days {
                    1 => "tomorrow".to_owned(),
                    days => format!("in {days} days"),
                }
            ),
            Err(fault) => faulty(&fault),
        };
        self.step("enforce".to_owned(), said, false, Vec::new(), &first.place);
    }
}

fn faulty(fault: &Fault) -> String {
    format!("could not be judged: {}", fault.message)
}

fn details(misses: &[Miss]) -> String {
    misses
        .iter()
        .map(|miss| miss.detail.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

fn not_recognised(choice: &Choice, host: &MandateHost<'_>, fallback: &NodeRef) -> String {
    let asked = choice
        .when
        .iter()
        .flat_map(|when| &when.tests)
        .flat_map(|(test, _)| answer_one(test, host, fallback).1.unanswered);
    let asked: Vec<String> = asked.collect();
    if asked.is_empty() {
        "not recognised".to_owned()
    } else {
        format!("not recognised: the manifest {}", asked.join("; "))
    }
}

fn reads(test: &Test, host: &MandateHost<'_>, fallback: &NodeRef) -> Vec<TraceRead> {
    match test {
        Test::Script(script) => script_reads(script, host, fallback),
        Test::Value { subject, .. } => subject_reads(subject, host, fallback),
    }
}

fn subject_reads(subject: &Subject, host: &MandateHost<'_>, fallback: &NodeRef) -> Vec<TraceRead> {
    match subject {
        Subject::It => vec![of_value(&host.it(), fallback)],
        Subject::At(path) => {
            let mut misses = Vec::new();
            let values = expand(&host.it(), path, fallback, &mut misses);
            let found = values.iter().map(|value| of_value(value, fallback));
            found
                .chain(misses.iter().map(|miss| of_spot(&miss.spot)))
                .collect()
        }
        Subject::Value(script) => script_reads(script, host, fallback),
    }
}

fn script_reads(script: &Script, host: &MandateHost<'_>, fallback: &NodeRef) -> Vec<TraceRead> {
    let mut shown: Vec<TraceRead> = Vec::new();
    for read in script.run(host).reads {
        let read = match read {
            Read::Node(node) => of_spot(&Spot::of_node(node)),
            Read::Missing(missing) => of_spot(&Spot::of_missing(&missing)),
            Read::Fact(name) => {
                let what = format!("facts.{name}");
                match host.fact(&name) {
                    Ok(value) => TraceRead {
                        what,
                        ..of_value(&value, fallback)
                    },
                    Err(fault) => TraceRead {
                        what,
                        value: faulty(&fault),
                        place: None,
                    },
                }
            }
        };
        if !shown.contains(&read) {
            shown.push(read);
        }
    }
    shown
}

fn of_value(value: &Value, fallback: &NodeRef) -> TraceRead {
    let spot = Spot::of_value(value, fallback);
    let words = match super::service::scalar_text(value) {
        Some(text) => message::quoted(&text),
        None => value.word().to_owned(),
    };
    TraceRead {
        what: spot.path().to_string(),
        value: words,
        place: Some(spot.place()),
    }
}

fn of_spot(spot: &Spot) -> TraceRead {
    let node = spot.node.node();
    let value = if !spot.missing.is_empty() || node.is_null() {
        "nothing".to_owned()
    } else {
        match node.text() {
            Some(text) => message::quoted(text),
            None => node.kind().word().to_owned(),
        }
    };
    TraceRead {
        what: spot.path().to_string(),
        value,
        place: Some(spot.place()),
    }
}
