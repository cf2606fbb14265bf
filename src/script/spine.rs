//! What a script that gives a list goes over: in `values(it.routes).filter(|r| r.public)` that is `it.routes`, and what asks
//! about it, and not about its elements, are `values` and `filter`.

use super::code::{Expr, LinkStep, Op, Target};
use crate::source::{Place, Source};

/// The calls and steps by which a script reaches what it goes over.
pub(super) fn spine(code: &Expr, source: &Source) -> Vec<Place> {
    let mut places = Vec::new();
    let mut next = Some(code);
    while let Some(expr) = next {
        places.push(source.place(expr.at));
        next = match &expr.op {
            Op::Block(parts) => parts.last(),
            Op::Chain(from, links) => {
                places.extend(links.iter().map(|link| source.place(link.at)));
                // What an index is reckoned from is another question.
                let is_plain = |step: &LinkStep| !matches!(step, LinkStep::Index(_));
                links
                    .iter()
                    .all(|link| is_plain(&link.step))
                    .then_some(&**from)
            }
            Op::Call(call) if matches!(call.target, Target::Builtin(_)) => call.arguments.first(),
            _ => None,
        };
    }
    places
}
