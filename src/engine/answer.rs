//! Selectors: does it hold, does it not, or does the manifest not say?

use super::conditions::{Ask, Said, Truth, hold, refuse_fail, truth, unanswered_miss};
use crate::policy::{Selector, Test};
use crate::script::{Fault, Host, NodeRef, Read};
use std::sync::Arc;

/// What a selector says of a service.
#[derive(Debug)]
pub enum Answer {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// It asked for something that the manifest does not say.
    Unanswered,
    /// It is faulty.
    Fault(Box<Fault>),
}

/// What a selector rested on.
#[derive(Debug, Default)]
pub struct Trail {
    /// What it asked for that the manifest does not say, in words.
    pub unanswered: Vec<String>,
    /// The facts it read.
    pub facts: Vec<Arc<str>>,
}

/// Asks a selector: false if any entry is, else unanswered if any is. A faulty entry decides before all.
pub fn answer(selector: &Selector, host: &dyn Host) -> (Answer, Trail) {
    let mut trail = Trail::default();
    let fallback = host
        .it()
        .manifest_node()
        .cloned()
        .or_else(|| host.doc().place_node().cloned());
    let (mut fails, mut unanswered) = (false, false);
    for (test, _) in &selector.tests {
        let Some(fallback) = &fallback else {
            return (Answer::Unanswered, trail);
        };
        match one(test, host, fallback, &mut trail) {
            Answer::Holds => {}
            Answer::Fails => fails = true,
            Answer::Unanswered => unanswered = true,
            fault @ Answer::Fault(_) => return (fault, trail),
        }
    }
    let answer = if fails {
        Answer::Fails
    } else if unanswered {
        Answer::Unanswered
    } else {
        Answer::Holds
    };
    (answer, trail)
}

/// Asks one entry of a selector.
pub(super) fn answer_one(test: &Test, host: &dyn Host, fallback: &NodeRef) -> (Answer, Trail) {
    let mut trail = Trail::default();
    (one(test, host, fallback, &mut trail), trail)
}

fn one(test: &Test, host: &dyn Host, fallback: &NodeRef, trail: &mut Trail) -> Answer {
    match test {
        Test::Script(script) => {
            let run = script.run(host);
            if let Err(fault) = refuse_fail(&run) {
                return Answer::Fault(fault);
            }
            trail
                .facts
                .extend(run.reads.iter().filter_map(|read| match read {
                    Read::Fact(name) => Some(Arc::clone(name)),
                    Read::Node(_) | Read::Missing(_) => None,
                }));
            match truth(script, &run.outcome) {
                Truth::True => Answer::Holds,
                Truth::False => Answer::Fails,
                Truth::Unanswered(unanswered) => {
                    trail
                        .unanswered
                        .push(unanswered_miss(&unanswered, fallback).detail);
                    Answer::Unanswered
                }
                Truth::Fault(fault) => Answer::Fault(fault),
            }
        }
        Test::Value { optional, .. } => {
            let misses = match hold(test, host, fallback, Ask::Whether) {
                Ok(misses) => misses,
                Err(fault) => return Answer::Fault(fault),
            };
            let may_be_absent =
                |said: Said| *optional && matches!(said, Said::Absent | Said::Empty);
            if misses
                .iter()
                .any(|miss| miss.said == Said::Wrong || may_be_absent(miss.said))
            {
                return Answer::Fails;
            }
            trail
                .unanswered
                .extend(misses.iter().map(|miss| miss.detail.clone()));
            if misses.is_empty() {
                Answer::Holds
            } else {
                Answer::Unanswered
            }
        }
    }
}
