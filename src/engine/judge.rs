//! One service held against the mandates of the policy set.

use super::answer::{Answer, Trail, answer};
use super::choices;
use super::conditions::{Miss, Said, refuse_fail, unanswered_miss};
use super::fingerprint::fingerprint;
use super::host::{MandateHost, World};
use super::message;
use super::outcome::{Finding, Judged, Outcome, Reason, Taken, Verdict};
use super::phases::in_force;
use super::service::{Service, scalar_text};
use super::spot::Spot;
use crate::diagnostic::Related;
use crate::policy::{DataSet, Level, Mandate, PolicySet};
use crate::script::{self, Fault, Host as _, NodeRef, Script, Value};
use crate::source::Place;
use std::collections::BTreeSet;
use std::sync::Arc;
use thin_vec::thin_vec;

/// Findings that one outcome keeps; more are counted only, and no exception can cover them.
const KEPT: usize = 100;

/// A finding that has no level, fingerprint and exception yet.
pub(super) struct Draft {
    condition: String,
    headline: String,
    miss: Miss,
    written: Place,
    pub(super) notes: Vec<String>,
    /// The most it counts whatever the phase says.
    pub(super) cap: Option<Level>,
    /// What stands at the place in the mandate.
    pub(super) label: &'static str,
}

impl Draft {
    pub(super) fn new(condition: &str, headline: String, miss: Miss, written: &Place) -> Self {
        Self {
            condition: condition.to_owned(),
            headline,
            miss,
            written: written.clone(),
            notes: Vec::new(),
            cap: None,
            label: "the mandate",
        }
    }
}

/// Holds a service against every mandate that speaks of its kind.
pub fn judge(set: &PolicySet, service: &Service<'_>, world: &World<'_>) -> Judged {
    let own = || {
        let mandates = set.mandates.iter().enumerate();
        mandates.filter(|(_, mandate)| mandate.applies_to_kind(&service.info.kind))
    };
    let mut outcomes = Vec::with_capacity(own().count());
    outcomes.extend(own().map(|(index, mandate)| judge_one(index, mandate, service, world, None)));
    Judged {
        service: service.info.clone(),
        outcomes,
    }
}

/// Holds a service against one mandate, with other constants than the mandate's own if some are given.
pub fn judge_mandate(
    set: &PolicySet,
    index: usize,
    service: &Service<'_>,
    world: &World<'_>,
    data: Option<&DataSet>,
) -> Outcome {
    match set.mandates.get(index) {
        Some(mandate) if mandate.applies_to_kind(&service.info.kind) => {
            judge_one(index, mandate, service, world, data)
        }
        _ => Outcome::not_applicable(index, Reason::Kind),
    }
}

fn judge_one(
    index: usize,
    mandate: &Mandate,
    service: &Service<'_>,
    world: &World<'_>,
    data: Option<&DataSet>,
) -> Outcome {
    let host = MandateHost::new(
        service,
        service.it.clone(),
        data.unwrap_or(&mandate.data),
        world,
    );
    let (selected, trail) = answer(&mandate.when, &host);
    let declared = declared(&trail, service, world);
    let mut outcome = match selected {
        Answer::Fails => Outcome::not_applicable(index, Reason::When),
        Answer::Unanswered => Outcome {
            unanswered: trail.unanswered.into(),
            ..Outcome::not_applicable(index, Reason::Unanswered)
        },
        Answer::Fault(fault) => faulty(index, &fault, service),
        Answer::Holds => match judge_subjects(index, mandate, &host) {
            Ok(outcome) => outcome,
            Err(fault) => faulty(index, &fault, service),
        },
    };
    outcome.declared = declared.into();
    outcome
}

/// The facts that a selector rests on, which are the team's own word.
fn declared(trail: &Trail, service: &Service<'_>, world: &World<'_>) -> Vec<String> {
    let names: BTreeSet<&Arc<str>> = trail.facts.iter().collect();
    let said = names.into_iter().filter_map(|name| {
        let value = service.fact(name, world).ok()?;
        Some(format!(
            "{name} = {}",
            message::escape(&scalar_text(&value)?)
        ))
    });
    said.collect()
}

fn faulty(index: usize, fault: &Fault, service: &Service<'_>) -> Outcome {
    let diagnostic = fault.diagnostic().related(
        format!("while judging `{}`", service.info.name),
        service.node().place(),
    );
    Outcome {
        faults: thin_vec![diagnostic],
        ..Outcome::new(index, Verdict::Error)
    }
}

/// What judging the subjects of a mandate gathers.
#[derive(Default)]
struct Gathered {
    drafts: Vec<Draft>,
    taken: Vec<Taken>,
    unanswered: Vec<String>,
    judged: usize,
    faults: Vec<Fault>,
}

impl Gathered {
    /// What `each` goes over is nothing that has elements.
    fn no_container(&mut self, mandate: &Mandate, each: &Script, miss: Miss) {
        self.judged = 1;
        let draft = Draft::new("each", mandate.title.clone(), miss, each.place());
        self.drafts.push(draft);
    }
}

fn no_container(value: &Value, fallback: &NodeRef) -> Miss {
    let detail = format!(
        "{} is {}, not a list or a map",
        message::shown(value),
        value.word()
    );
    Miss::new(Spot::of_value(value, fallback), Said::NoContainer, detail)
}

fn judge_subjects(
    index: usize,
    mandate: &Mandate,
    host: &MandateHost<'_>,
) -> Result<Outcome, Box<Fault>> {
    let mut gathered = Gathered::default();
    match &mandate.each {
        None => judge_subject(mandate, host, &mut gathered),
        Some(script) => {
            let fallback = host.fallback();
            let elements = match subjects(script, host, &fallback)? {
                Subjects::Are(value) if value.is_absent() => Err(Reason::Absent),
                Subjects::Absent => Err(Reason::Absent),
                Subjects::Are(value) => match value.elements() {
                    Some(elements) if elements.is_empty() => Err(Reason::Empty),
                    Some(elements) => Ok(elements),
                    None => {
                        gathered.no_container(mandate, script, no_container(&value, &fallback));
                        Ok(Vec::new())
                    }
                },
                Subjects::Mistyped(miss) => {
                    gathered.no_container(mandate, script, miss);
                    Ok(Vec::new())
                }
                Subjects::Unanswered(detail) => {
                    return Ok(Outcome {
                        unanswered: vec![detail].into(),
                        each_broke_off: true,
                        ..Outcome::not_applicable(index, Reason::Unanswered)
                    });
                }
            };
            match elements {
                Err(reason) => return Ok(Outcome::not_applicable(index, reason)),
                Ok(elements) => {
                    for element in elements {
                        judge_element(mandate, host, element.value, &mut gathered);
                    }
                }
            }
        }
    }
    let mut noted = Vec::new();
    let (level, next) = in_force(&mandate.phases, host, host.today(), &mut noted)?;
    let mut outcome = if gathered.judged > 0 || !gathered.faults.is_empty() {
        Outcome::new(index, Verdict::Pass)
    } else if gathered.unanswered.is_empty() {
        Outcome::not_applicable(index, Reason::Where)
    } else {
        Outcome::not_applicable(index, Reason::Unanswered)
    };
    outcome.next = next;
    outcome.unanswered = gathered.unanswered.into();
    outcome.noted = noted.into();
    outcome.choices = gathered.taken.into();
    finish(&mut outcome, mandate, host, level, gathered.drafts);
    for fault in gathered.faults {
        outcome.verdict = Verdict::Error;
        outcome
            .faults
            .extend(faulty(index, &fault, host.service()).faults);
    }
    Ok(outcome)
}

/// What `each` gives.
enum Subjects {
    Are(Value),
    /// There is nothing that it could go over.
    Absent,
    /// It goes over something that has no elements.
    Mistyped(Miss),
    /// Which elements are to be judged cannot be told; in words, why.
    Unanswered(String),
}

fn subjects(
    each: &Script,
    host: &MandateHost<'_>,
    fallback: &NodeRef,
) -> Result<Subjects, Box<Fault>> {
    let run = each.run(host);
    refuse_fail(&run)?;
    Ok(match run.outcome {
        script::Outcome::Value(value) => Subjects::Are(value),
        script::Outcome::Unanswered(asked) => {
            let over = each.goes_over(host).map_err(Box::new)?;
            let miss = unanswered_miss(&asked, fallback);
            let is_mistyped = matches!(asked.reason, script::Reason::Mistyped { .. });
            match over {
                Some(value) if value.is_absent() => Subjects::Absent,
                Some(value) if is_mistyped && value.elements().is_none() => {
                    Subjects::Mistyped(miss)
                }
                _ => {
                    Subjects::Unanswered(format!("`each` broke off: the manifest {}", miss.detail))
                }
            }
        }
        script::Outcome::Fault(fault) => return Err(Box::new(fault)),
    })
}

fn judge_element(mandate: &Mandate, host: &MandateHost<'_>, value: Value, gathered: &mut Gathered) {
    let host = host.about(value);
    let (selected, trail) = answer(&mandate.filter, &host);
    match selected {
        Answer::Holds => judge_subject(mandate, &host, gathered),
        Answer::Fails => {}
        Answer::Unanswered => gathered.unanswered.extend(trail.unanswered),
        Answer::Fault(fault) => gathered.faults.push(*fault),
    }
}

fn judge_subject(mandate: &Mandate, host: &MandateHost<'_>, gathered: &mut Gathered) {
    // Without `each`, `where` asks about the service itself.
    if mandate.each.is_none() && !mandate.filter.is_everything() {
        let (selected, trail) = answer(&mandate.filter, host);
        match selected {
            Answer::Holds => {}
            Answer::Fails => return,
            Answer::Unanswered => return gathered.unanswered.extend(trail.unanswered),
            Answer::Fault(fault) => return gathered.faults.push(*fault),
        }
    }
    gathered.judged += 1;
    let fallback = host.fallback();
    for condition in &mandate.must {
        match choices::unmet(condition, host, &fallback) {
            Ok(misses) => gathered.drafts.extend(misses.into_iter().map(|miss| {
                Draft::new(
                    &condition.id.value,
                    condition.otherwise.clone(),
                    miss,
                    &condition.place,
                )
            })),
            Err(fault) => gathered.faults.push(*fault),
        }
    }
    if let Some(may) = &mandate.may
        && let Err(fault) = choices::judge(may, host, &mut gathered.drafts, &mut gathered.taken)
    {
        gathered.faults.push(*fault);
    }
}

/// Turns drafts into findings, and the outcome into a failure if there are any.
fn finish(
    outcome: &mut Outcome,
    mandate: &Mandate,
    host: &MandateHost<'_>,
    level: Level,
    drafts: Vec<Draft>,
) {
    let drafts = without_repeats(drafts);
    let uncounted: usize = drafts.iter().map(|draft| draft.miss.more).sum();
    outcome.more = drafts.len().saturating_sub(KEPT) + uncounted;
    let service = &host.service().info;
    for draft in drafts {
        let own_level = draft.cap.map_or(level, |cap| cap.min(level));
        outcome.level = outcome.level.max(Some(own_level));
        outcome.verdict = Verdict::Fail;
        if outcome.findings.len() == KEPT {
            continue;
        }
        let spot = draft.miss.spot;
        outcome.findings.push(Finding {
            fingerprint: fingerprint(&mandate.id, &draft.condition, service, &spot),
            condition: draft.condition.into(),
            level: own_level,
            headline: draft.headline,
            detail: draft.miss.detail,
            notes: draft.notes,
            path: spot.path().to_string(),
            place: draft.miss.place.unwrap_or_else(|| spot.place()),
            related: vec![Related {
                label: draft.label.to_owned(),
                place: draft.written,
            }],
            exception: None,
        });
    }
}

/// What a script lacked is said once for each path, and not where another condition said the same. A finding of another
/// sense at that path does not say it: an exception for that one must not cover both.
fn without_repeats(drafts: Vec<Draft>) -> Vec<Draft> {
    let absences = [Said::Absent, Said::Empty, Said::NoContainer];
    let said: BTreeSet<String> = drafts
        .iter()
        .filter(|draft| absences.contains(&draft.miss.said))
        .map(|draft| draft.miss.spot.path().to_string())
        .collect();
    let mut seen = BTreeSet::new();
    let keep = |draft: &Draft| {
        if draft.miss.said != Said::Unanswered {
            return true;
        }
        let path = draft.miss.spot.path().to_string();
        !said.contains(&path) && seen.insert(path)
    };
    let mut keep = keep;
    drafts.into_iter().filter(|draft| keep(draft)).collect()
}
