//! What a test saw of a mandate: which of its parts came out which way. Judging knows nothing of it and pays nothing.

use super::answer::{Answer, answer, answer_one};
use super::choices::{self, unmet};
use super::conditions::value_of;
use super::host::{MandateHost, World};
use super::phases::deciding;
use super::service::Service;
use crate::document::Path;
use crate::policy::{Condition, DataSet, Mandate, PolicySet, Selector, Test};
use crate::script::{Host as _, Read};

/// A part of a mandate that can come out in two ways. Numbers are places in its lists, from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// An entry of `appliesTo.when`: it holds, or not.
    When(usize),
    /// An entry of `where`: it holds, or not.
    Where(usize),
    /// A condition: it is met, or not.
    Must(usize),
    /// A choice: it is recognised, or not.
    Choice(usize),
    /// A term of a choice that is recognised: it is met, or not.
    Term(usize, usize),
    /// A phase: it decides, or not.
    Phase(usize),
}

/// One part that came out one way.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The part.
    pub part: Part,
    /// Which way: whether it holds, is met, is recognised, decides.
    pub yes: bool,
    /// What its script read of the service, as paths from the service's node.
    pub reads: Vec<Path>,
}

/// Every part of a mandate that judging a service asks, with what it says; faulty parts are left out.
pub fn observe(
    set: &PolicySet,
    index: usize,
    service: &Service<'_>,
    world: &World<'_>,
    data: Option<&DataSet>,
) -> Vec<Observation> {
    let mut observer = Observer {
        seen: Vec::new(),
        top: service.node().path(),
    };
    let Some(mandate) = set.mandates.get(index) else {
        return Vec::new();
    };
    if mandate.applies_to_kind(&service.info.kind) {
        let data = data.unwrap_or(&mandate.data);
        let host = MandateHost::new(service, service.it.clone(), data, world);
        if observer.selector(&mandate.when, &host, Part::When) {
            observer.subjects(mandate, &host);
            observer.phases(mandate, &host);
        }
    }
    observer.seen
}

struct Observer {
    seen: Vec<Observation>,
    /// The way to the service's node from the root of its document.
    top: Path,
}

impl Observer {
    fn see(&mut self, part: Part, yes: bool, reads: Vec<Path>) {
        self.seen.push(Observation { part, yes, reads });
    }

    /// Sees every entry of a selector; says whether all hold.
    fn selector(
        &mut self,
        selector: &Selector,
        host: &MandateHost<'_>,
        part: fn(usize) -> Part,
    ) -> bool {
        let fallback = host.fallback();
        for (index, (test, _)) in selector.tests.iter().enumerate() {
            match answer_one(test, host, &fallback) {
                (Answer::Holds, _) => self.see(part(index), true, Vec::new()),
                (Answer::Fails | Answer::Unanswered, _) => self.see(part(index), false, Vec::new()),
                (Answer::Fault(_), _) => {}
            }
        }
        matches!(answer(selector, host).0, Answer::Holds)
    }

    fn subjects(&mut self, mandate: &Mandate, host: &MandateHost<'_>) {
        let Some(each) = &mandate.each else {
            return self.subject(mandate, host);
        };
        let Ok(Ok((value, _))) = value_of(each, host, &host.fallback()) else {
            return;
        };
        for element in value.elements().unwrap_or_default() {
            self.subject(mandate, &host.about(element.value));
        }
    }

    fn subject(&mut self, mandate: &Mandate, host: &MandateHost<'_>) {
        if !self.selector(&mandate.filter, host, Part::Where) {
            return;
        }
        for (index, condition) in mandate.must.iter().enumerate() {
            self.condition(Part::Must(index), condition, host);
        }
        let Some(may) = &mandate.may else { return };
        let mut taken = Vec::new();
        if choices::judge(may, host, &mut Vec::new(), &mut taken).is_err() {
            return;
        }
        for (index, choice) in may.choices.iter().enumerate() {
            let recognised = taken.iter().any(|one| *one.id == *choice.id.value);
            self.see(Part::Choice(index), recognised, Vec::new());
            if recognised {
                for (term, condition) in choice.requires.iter().enumerate() {
                    self.condition(Part::Term(index, term), condition, host);
                }
            }
        }
    }

    fn condition(&mut self, part: Part, condition: &Condition, host: &MandateHost<'_>) {
        let Ok(misses) = unmet(condition, host, &host.fallback()) else {
            return;
        };
        let reads = match &condition.test {
            Test::Script(script) => {
                let own = |read: &Read| match read {
                    Read::Node(node) => self.below(&node.path()),
                    Read::Missing(missing) => self.below(&missing.full_path()),
                    Read::Fact(_) => None,
                };
                script.run(host).reads.iter().filter_map(own).collect()
            }
            Test::Value { .. } => Vec::new(),
        };
        self.see(part, misses.is_empty(), reads);
    }

    /// The rest of a path that leads through the service's node.
    fn below(&self, path: &Path) -> Option<Path> {
        let rest = path.steps().strip_prefix(self.top.steps())?;
        Some(Path::new(rest.to_vec()))
    }

    fn phases(&mut self, mandate: &Mandate, host: &MandateHost<'_>) {
        let Ok(decides) = deciding(&mandate.phases, host, host.today()) else {
            return;
        };
        for index in 0..mandate.phases.len() {
            self.see(Part::Phase(index), decides == Some(index), Vec::new());
        }
    }
}
