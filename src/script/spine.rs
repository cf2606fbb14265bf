//! What a script that gives a list goes over: in `values(it.routes).filter(|r| r.public)` that is `it.routes`.

use super::code::{Expr, LinkStep, Op, Target, Variable};
use super::host::Host;
use super::run::Fault;
use super::value::Value;
use crate::document::Path;

/// What a script goes over; `None` where that cannot be told without running it.
pub(super) fn goes_over(code: &Expr, host: &dyn Host) -> Result<Option<Value>, Fault> {
    let Some((variable, path)) = gone_over(code) else {
        return Ok(None);
    };
    let value = match variable {
        Variable::It => host.it(),
        Variable::Doc => host.doc(),
        Variable::Fact(name) => host.fact(name)?,
        Variable::Service(field) => host.service(field)?,
        Variable::File | Variable::Siblings | Variable::Today | Variable::Data(_) => {
            return Ok(None);
        }
    };
    Ok(Some(value.find(&path)))
}

/// The variable and its fields that are the first argument of all calls of which a script consists.
fn gone_over(code: &Expr) -> Option<(&Variable, Path)> {
    let mut expr = code;
    loop {
        expr = match &expr.op {
            Op::Variable(variable) => return Some((variable, Path::default())),
            Op::Block(parts) => parts.last()?,
            Op::Call(call) if matches!(call.target, Target::Builtin(_)) => {
                call.arguments.first()?
            }
            Op::Chain(from, links) => {
                let mut fields = Vec::new();
                for link in links {
                    match &link.step {
                        LinkStep::Field(step) => fields.push(step.clone()),
                        LinkStep::Call(call) if matches!(call.target, Target::Builtin(_)) => break,
                        LinkStep::Call(_) | LinkStep::Index(_) => return None,
                    }
                }
                match &from.op {
                    Op::Variable(variable) => return Some((variable, Path::new(fields))),
                    // The fields of what a call gives are nothing that could be looked up.
                    _ if fields.is_empty() => from,
                    _ => return None,
                }
            }
            _ => return None,
        };
    }
}
