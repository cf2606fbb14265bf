//! Chains: `it.spec.routes[0].auth`, `x.filter(..).len()`.

use super::calls::{Receiver, path_through};
use super::{Lowering, StaticPath};
use crate::diagnostic::closest;
use crate::document::Step;
use crate::script::code::{Expr, Link, LinkStep, Op, Target, Variable};
use crate::script::compiled::Base;
use crate::script::functions::Builtin;
use crate::script::value::View;
use rhai::{ASTFlags, Expr as Parsed, Position};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The fields of `service`.
pub(super) const SERVICE: &[&str] = &["name", "owner", "kind", "tier", "lifecycle", "file", "node"];

/// One step as the parser leaves it.
struct Raw<'e> {
    expr: &'e Parsed,
    dot: bool,
    lenient: bool,
}

impl Lowering<'_> {
    pub(super) fn chain(&mut self, expr: &Parsed) -> Expr {
        let (base, raws) = self.unfold(expr);
        let mut raws = raws.into_iter().peekable();
        let base = match base {
            Parsed::Variable(name, _, at) if matches!(&*name.1, "facts" | "service" | "data") => {
                match raws.next() {
                    Some(raw) => self.named(&name.1, *at, &raw),
                    None => self.variable(&name.1, *at),
                }
            }
            base => self.expr(base),
        };
        let mut path = self.path_of(&base);
        let mut links = Vec::new();
        for raw in raws {
            let (link, next) = self.link(&raw, path.as_ref());
            if next.is_none() {
                self.note(path.as_ref());
            }
            path = next;
            links.extend(link);
        }
        self.note(path.as_ref());
        if links.is_empty() {
            return base;
        }
        Expr {
            at: base.at,
            op: Op::Chain(Box::new(base), links.into()),
        }
    }

    /// A fact, a field of the service or data: the name must be written.
    fn named(&mut self, variable: &str, at: Position, raw: &Raw<'_>) -> Expr {
        self.global(variable, at);
        let (name, position) = match raw.expr {
            Parsed::Property(name, position) if raw.dot => {
                (Arc::<str>::from(name.2.as_str()), *position)
            }
            Parsed::StringConstant(name, position) if !raw.dot => {
                (Arc::<str>::from(name.as_str()), *position)
            }
            other => {
                return self.refuse(other.start_position(), "script::name", |problem| {
                    problem
                        .because(format!(
                            "the name of what is read from `{variable}` must be written"
                        ))
                        .help(format!("write `{variable}.name`"))
                });
            }
        };
        let span = self.text.at(position);
        let fixed: BTreeSet<Box<str>>;
        let known = match variable {
            "facts" => {
                self.uses.facts.push((Arc::clone(&name), span));
                self.names.facts.as_ref()
            }
            "data" => {
                self.uses.data.push((Arc::clone(&name), span));
                self.names.data.as_ref()
            }
            _ => {
                self.uses.service.insert(Arc::clone(&name));
                fixed = SERVICE.iter().map(|field| Box::from(*field)).collect();
                Some(&fixed)
            }
        };
        if let Some(known) = known
            && !known.contains(&*name)
        {
            let near = closest(&name, known.iter().map(|known| &**known));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let what = match variable {
                "facts" => "fact",
                "data" => "data",
                _ => "field of the service",
            };
            return self.refuse(position, "script::name", |problem| {
                problem
                    .because(format!("unknown {what} `{name}`"))
                    .maybe_help(help)
            });
        }
        let variable = match variable {
            "facts" => Variable::Fact(name),
            "data" => Variable::Data(name),
            _ => Variable::Service(name),
        };
        Expr {
            op: Op::Variable(variable),
            at: span,
        }
    }

    /// One step, and what is known of the value behind it.
    fn link(
        &mut self,
        raw: &Raw<'_>,
        path: Option<&StaticPath>,
    ) -> (Option<Link>, Option<StaticPath>) {
        let at = raw.expr.position();
        let span = self.text.at(at);
        let (step, next) = match raw.expr {
            Parsed::Property(name, _) if raw.dot => {
                let step = Step::Key(name.2.as_str().into());
                let next = path.map(|path| path.child(step.clone(), span));
                (LinkStep::Field(step), next)
            }
            Parsed::MethodCall(call, at) if raw.dot => {
                let receiver = Receiver {
                    path: path.cloned(),
                };
                let Some(call) = self.target(call, *at, Some(&receiver)) else {
                    return (None, None);
                };
                let next = match call.target {
                    Target::Builtin(builtin) => path.and_then(|path| path_through(builtin, path)),
                    Target::Function(_) => None,
                };
                (LinkStep::Call(call), next)
            }
            index => {
                let index = self.expr(index);
                let next = path
                    .zip(literal_step(&index))
                    .map(|(path, step)| path.child(step, span));
                (LinkStep::Index(index), next)
            }
        };
        (
            Some(Link {
                step,
                lenient: raw.lenient,
                at: span,
            }),
            next,
        )
    }

    /// Notes a chain of fields for the floors above.
    fn note(&mut self, path: Option<&StaticPath>) {
        if let Some(path) = path
            && !path.steps.is_empty()
            && !self.uses.fields.contains(path)
        {
            self.uses.fields.push(path.clone());
        }
    }

    /// What is known of where a value stands.
    pub(super) fn path_of(&self, expr: &Expr) -> Option<StaticPath> {
        match &expr.op {
            Op::Variable(Variable::It) => Some(StaticPath::of(Base::It)),
            Op::Variable(Variable::Doc) => Some(StaticPath::of(Base::Doc)),
            Op::Variable(Variable::Service(name)) if **name == *"node" => {
                Some(StaticPath::of(Base::ServiceNode))
            }
            Op::Variable(Variable::Fact(name)) => {
                Some(StaticPath::of(Base::Fact(Arc::clone(name))))
            }
            Op::Local(slot) => self.path_of_slot(*slot),
            Op::Chain(base, links) => {
                let mut path = self.path_of(base)?;
                for link in links {
                    path = match &link.step {
                        LinkStep::Field(step) => path.child(step.clone(), link.at),
                        LinkStep::Index(index) => path.child(literal_step(index)?, link.at),
                        LinkStep::Call(call) => match call.target {
                            Target::Builtin(builtin) => path_through(builtin, &path)?,
                            Target::Function(_) => return None,
                        },
                    };
                }
                Some(path)
            }
            Op::Call(call) => match (call.target, call.arguments.first()) {
                (Target::Builtin(builtin), Some(first)) if builtin != Builtin::Item => {
                    path_through(builtin, &self.path_of(first)?)
                }
                _ => None,
            },
            // `x ?? default`, where the default is the script's own.
            Op::Coalesce(parts) => {
                let (first, rest) = parts.split_first()?;
                let own =
                    |part: &Expr| matches!(part.op, Op::Literal(_) | Op::List(_) | Op::Map(_));
                rest.iter().all(own).then(|| self.path_of(first))?
            }
            _ => None,
        }
    }
}

/// The step that a literal index is. Any index of a list is one of its elements.
fn literal_step(index: &Expr) -> Option<Step> {
    let Op::Literal(value) = &index.op else {
        return None;
    };
    match value.view() {
        View::Text(name) => Some(Step::Key(name.into())),
        View::Int(_) => Some(Step::Each),
        _ => None,
    }
}

impl Lowering<'_> {
    /// The value that a chain begins with, and its steps. The parser nests them to the right, and a bracket's
    /// content too unless the chain breaks there; whether a step asks (`?.`, `?[`) it loses in places, so that
    /// is taken from the text.
    fn unfold<'e>(&self, expr: &'e Parsed) -> (&'e Parsed, Vec<Raw<'e>>) {
        let mut raws = Vec::new();
        let (base, mut rest) = match expr {
            Parsed::Dot(parts, flags, at) => (&parts.lhs, (&parts.rhs, true, *flags, *at)),
            Parsed::Index(parts, flags, at) => (&parts.lhs, (&parts.rhs, false, *flags, *at)),
            other => return (other, raws),
        };
        loop {
            let (rhs, dot, flags, at) = rest;
            let goes_on = dot || !flags.contains(ASTFlags::BREAK);
            let (here, next) = match rhs {
                Parsed::Dot(parts, flags, at) if goes_on => {
                    (&parts.lhs, Some((&parts.rhs, true, *flags, *at)))
                }
                Parsed::Index(parts, flags, at) if goes_on => {
                    (&parts.lhs, Some((&parts.rhs, false, *flags, *at)))
                }
                other => (other, None),
            };
            let lenient = self.text.from(at).starts_with('?');
            raws.push(Raw {
                expr: here,
                dot,
                lenient,
            });
            match next {
                Some(next) => rest = next,
                None => return (base, raws),
            }
        }
    }
}
