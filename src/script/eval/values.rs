//! Reading values, and what follows where there is no answer.

use super::{Flow, Machine, Stop};
use crate::document::Path;
use crate::document::Step;
use crate::script::code::{Expr, Link, LinkStep, Variable};
use crate::script::limits;
use crate::script::node::NodeRef;
use crate::script::run::{Fault, Read, Reason, Unanswered};
use crate::script::value::{From, Missing, Part, Value, View, What};
use crate::source::Span;
use std::sync::Arc;

impl Machine<'_> {
    pub(super) fn variable(&mut self, variable: &Variable, at: Span) -> Flow {
        let value = match variable {
            Variable::It => self.host.it(),
            Variable::Doc => self.host.doc(),
            Variable::File => match self.host.file() {
                Ok(documents) => Value::list(documents),
                Err(reason) => return Err(self.fault("script::file", reason, at)),
            },
            Variable::Siblings => {
                let siblings = (0..self.host.siblings())
                    .map(|index| Value::plain(What::Part(Part::Sibling(index))));
                Value::list(siblings.collect())
            }
            Variable::Today => Value::plain(What::Date(self.host.today())),
            Variable::Service(field) => match self.waiting(|host| host.service(field)) {
                Ok(value) => named(value, "service.", field),
                Err(fault) => return Err(Box::new(Stop::Fault(fault))),
            },
            Variable::Fact(name) => {
                self.reads.push(Read::Fact(Arc::clone(name)));
                match self.waiting(|host| host.fact(name)) {
                    Ok(value) => named(value, "facts.", name),
                    Err(fault) => return Err(Box::new(Stop::Fault(fault))),
                }
            }
            Variable::Data(name) => match self.host.data(name) {
                Some(value) => value,
                None => {
                    return Err(self.fault(
                        "script::name",
                        format!("there is no data `{name}`"),
                        at,
                    ));
                }
            },
        };
        // The root of a document tells nothing of what was looked at in it.
        let is_root = value
            .as_node()
            .is_some_and(|node| node.node().parent().is_none());
        if value.size().is_none() || !is_root {
            self.note(&value);
        }
        Ok(value)
    }

    pub(super) fn chain(&mut self, frame: &mut [Value], base: &Expr, links: &[Link]) -> Flow {
        let mut value = self.eval(frame, base)?;
        for link in links {
            if link.lenient && value.is_absent() {
                return Ok(value);
            }
            self.spend(1, link.at)?;
            value = match &link.step {
                LinkStep::Field(step) => self.field(&value, step, link.at)?,
                LinkStep::Index(index) => {
                    let index = self.eval(frame, index)?;
                    self.index(&value, &index, link.at)?
                }
                LinkStep::Call(call) => self.call(frame, call, Some(value), link.at)?,
            };
        }
        Ok(value)
    }

    fn field(&mut self, value: &Value, step: &Step, at: Span) -> Flow {
        let found = match (&value.what, step) {
            (What::Part(part), Step::Key(name)) => self.part(*part, name, at)?,
            (What::Entry(entry), Step::Key(name)) if entry.field(name).is_none() => {
                return Err(self.fault("script::type", format!("an entry has no `{name}`"), at));
            }
            _ => {
                self.spend(value.size().unwrap_or(0) >> 4, at)?;
                value.step(step)
            }
        };
        self.note(&found);
        Ok(found)
    }

    /// A field of a sibling, or a fact of it.
    fn part(&mut self, part: Part, name: &str, at: Span) -> Flow {
        match (part, name) {
            (Part::Sibling(index), "facts") => {
                Ok(Value::plain(What::Part(Part::SiblingFacts(index))))
            }
            (Part::Sibling(index), "kind" | "doc") => Ok(self.host.sibling(index, name)),
            (Part::Sibling(_), _) => {
                Err(self.fault("script::name", format!("a sibling has no `{name}`"), at))
            }
            (Part::SiblingFacts(index), _) => {
                match self.waiting(|host| host.sibling_fact(index, name)) {
                    Ok(value) => Ok(named(value, "the sibling's facts.", name)),
                    Err(fault) => Err(Box::new(Stop::Fault(fault))),
                }
            }
        }
    }

    fn index(&mut self, value: &Value, index: &Value, at: Span) -> Flow {
        let step = match index.view() {
            View::Absent => return Err(self.unanswered(index, at)),
            View::Text(name) => Step::Key(name.into()),
            View::Int(number) => {
                let size = value.size().unwrap_or(0);
                Step::Index(match usize::try_from(number) {
                    Ok(number) => number,
                    // From the end; before the first there is as little as behind the last.
                    Err(_) => usize::try_from(number.unsigned_abs())
                        .ok()
                        .and_then(|back| size.checked_sub(back))
                        .unwrap_or(size),
                })
            }
            _ => return Err(self.mistyped(index, "text or an integer", at)),
        };
        let found = self.field(value, &step, at)?;
        let own = value.place_node().is_none_or(NodeRef::is_policy) && !value.is_absent();
        Ok(match index.place_node() {
            // A table of the policy has no row of this name: that is for the manifest to answer.
            Some(node) if found.is_absent() && own && !node.is_policy() => Value {
                what: What::Absent,
                from: From::NoneOf(node.clone(), "a name that the policy knows"),
            },
            _ => found,
        })
    }

    /// Whether code gives true; what is no boolean does not answer.
    pub(super) fn truth(&mut self, frame: &mut [Value], expr: &Expr) -> Flow<bool> {
        let value = self.eval(frame, expr)?;
        self.as_truth(&value, expr.at)
    }

    pub(in crate::script) fn as_truth(&self, value: &Value, at: Span) -> Flow<bool> {
        match value.view() {
            View::Bool(value) => Ok(value),
            // Code that ends without a value, where nothing of the manifest was missing.
            View::Absent if matches!(value.from, From::Script) && self.last_missing().is_none() => {
                Err(self.fault(
                    "script::type",
                    "this takes a boolean, not nothing".to_owned(),
                    at,
                ))
            }
            View::Absent => Err(self.unanswered(value, at)),
            _ => Err(self.mistyped(value, "a boolean", at)),
        }
    }

    /// The end of code that used an absent value.
    pub(in crate::script) fn unanswered(&self, value: &Value, at: Span) -> Box<Stop> {
        let (missing, name, reason) = match &value.from {
            From::Missing(missing) => (Some((**missing).clone()), None, Reason::Absent),
            From::Node(node) => (Some(at_node(node)), None, Reason::Absent),
            From::NoneOf(node, wanted) => {
                let found = Value::node(node.clone()).word();
                (
                    Some(at_node(node)),
                    None,
                    Reason::Mistyped {
                        found,
                        wanted: (*wanted).to_owned(),
                    },
                )
            }
            From::Untold(node, name) => {
                let reason = Reason::Untold(Arc::clone(name));
                (Some(at_node(node)), None, reason)
            }
            From::Named(name) => (None, Some(Arc::clone(name)), Reason::Absent),
            From::Script | From::List(_) => (self.last_missing(), None, Reason::Absent),
        };
        self.no_answer(missing, name, reason, at)
    }

    /// The end of code that got a value of the wrong type: the manifest's, if it is a value of it as it stands,
    /// else the author's.
    pub(in crate::script) fn mistyped(&self, value: &Value, wanted: &str, at: Span) -> Box<Stop> {
        if value.is_absent() {
            return self.unanswered(value, at);
        }
        if let Some(list) = value.numbering_list() {
            let reason = Reason::Mistyped {
                found: "a list",
                wanted: "a map".to_owned(),
            };
            return self.no_answer(Some(at_node(list)), None, reason, at);
        }
        let found = value.word();
        match value.as_node() {
            Some(node) if !node.is_policy() => {
                let reason = Reason::Mistyped {
                    found,
                    wanted: wanted.to_owned(),
                };
                self.no_answer(Some(at_node(node)), None, reason, at)
            }
            _ => self.fault(
                "script::type",
                format!("this takes {wanted}, not {found}"),
                at,
            ),
        }
    }

    /// The same for a value whose type is right.
    pub(in crate::script) fn unfit(&self, value: &Value, wanted: &str, at: Span) -> Box<Stop> {
        match value.place_node() {
            Some(node) if !node.is_policy() => {
                let reason = Reason::Mistyped {
                    found: value.word(),
                    wanted: wanted.to_owned(),
                };
                self.no_answer(Some(at_node(node)), None, reason, at)
            }
            _ => self.fault("script::value", format!("this takes {wanted}"), at),
        }
    }

    pub(in crate::script) fn no_answer(
        &self,
        missing: Option<Missing>,
        name: Option<Arc<str>>,
        reason: Reason,
        at: Span,
    ) -> Box<Stop> {
        if let Some(missing) = missing.as_ref().filter(|missing| missing.node.is_policy()) {
            let message = format!(
                "the policy's data say nothing usable at `{}`",
                missing.full_path()
            );
            return self.fault("script::data", message, at);
        }
        let place = self.source.place(at);
        Box::new(Stop::Unanswered(Unanswered {
            missing,
            name,
            reason,
            place,
        }))
    }

    /// What was looked for last and not found: the best guess for an absent value that a script made up.
    fn last_missing(&self) -> Option<Missing> {
        self.reads.iter().rev().find_map(|read| match read {
            Read::Missing(missing) => Some((**missing).clone()),
            Read::Node(_) | Read::Fact(_) => None,
        })
    }

    pub(in crate::script) fn fault(
        &self,
        code: &'static str,
        message: String,
        at: Span,
    ) -> Box<Stop> {
        let place = self.source.place(at);
        Box::new(Stop::Fault(Fault {
            code,
            message,
            help: None,
            place,
        }))
    }

    pub(in crate::script) fn limit(&self, message: &str, at: Span) -> Box<Stop> {
        self.fault("script::limit", message.to_owned(), at)
    }

    /// A list or map that a script made, if it is within the limits.
    pub(in crate::script) fn built(&self, value: Value, at: Span) -> Flow {
        if value.depth() > limits::VALUE_DEPTH {
            return Err(self.limit("lists and maps nest too deeply", at));
        }
        if value.weight() > limits::WEIGHT {
            return Err(self.limit("a list or map holds too much", at));
        }
        Ok(value)
    }
}

/// A node as what a question was put to.
pub(in crate::script) fn at_node(node: &NodeRef) -> Missing {
    Missing {
        node: node.clone(),
        path: Path::default(),
    }
}

/// An absent value that knows no place, with what it was read as.
fn named(value: Value, of: &str, name: &str) -> Value {
    match value.from {
        From::Script if value.is_absent() => Value {
            what: What::Absent,
            from: From::Named(format!("{of}{name}").into()),
        },
        _ => value.untold(|| format!("{of}{name}").into()),
    }
}
