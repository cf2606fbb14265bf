//! Expressions.

use super::{Lowering, StaticPath};
use crate::script::code::{Arithmetic, Comparison, Expr, Lambda, Op};
use crate::script::parse::refused_word;
use crate::script::value::Value;
use rhai::{Expr as Parsed, FnCallExpr, FnPtr, Position, Stmt};
use std::sync::Arc;

impl Lowering<'_> {
    pub(super) fn expr(&mut self, expr: &Parsed) -> Expr {
        let position = expr.position();
        if let Some(written) = Written::of(expr) {
            return self.closure(&written, position, None, true);
        }
        let op = match expr {
            Parsed::BoolConstant(value, _) => Op::Literal(Value::bool(*value)),
            Parsed::IntegerConstant(value, _) => Op::Literal(Value::int(*value)),
            Parsed::FloatConstant(value, _) => Op::Literal(Value::float(**value)),
            Parsed::CharConstant(value, _) => Op::Literal(Value::text(value.to_string())),
            Parsed::StringConstant(value, _) => Op::Literal(Value::text(value.as_str())),
            Parsed::Unit(_) => Op::Literal(Value::absent()),
            Parsed::InterpolatedString(parts, _) => Op::Join(self.exprs(parts)),
            Parsed::Array(items, _) => Op::List(self.exprs(items)),
            Parsed::Map(parts, _) => Op::Map(
                parts
                    .0
                    .iter()
                    .map(|(name, value)| (Arc::from(name.name.as_str()), self.expr(value)))
                    .collect(),
            ),
            Parsed::Variable(name, _, at) => return self.variable(&name.1, *at),
            Parsed::FnCall(call, at) => return self.call(call, *at),
            Parsed::Dot(..) | Parsed::Index(..) => return self.chain(expr),
            Parsed::And(parts, _) => Op::And(self.exprs(parts.iter())),
            Parsed::Or(parts, _) => Op::Or(self.exprs(parts.iter())),
            Parsed::Coalesce(parts, _) => Op::Coalesce(self.exprs(parts.iter())),
            Parsed::Stmt(block) => return self.block(block.statements(), block.position()),
            Parsed::ThisPtr(_) => return self.refuse_word("this", position),
            _ => return self.unsupported(position),
        };
        Expr {
            op,
            at: self.text.at(position),
        }
    }

    pub(super) fn exprs<'e>(&mut self, parts: impl IntoIterator<Item = &'e Parsed>) -> Box<[Expr]> {
        parts.into_iter().map(|part| self.expr(part)).collect()
    }

    /// An argument of a function, which may be a closure over elements of which something is known. What is
    /// `kept` may run later.
    pub(super) fn argument(
        &mut self,
        expr: &Parsed,
        element: Option<&(usize, StaticPath)>,
        kept: bool,
    ) -> Expr {
        match Written::of(expr) {
            Some(written) => self.closure(&written, expr.position(), element, kept),
            None => self.expr(expr),
        }
    }

    /// A closure; `element` tells what is known of one of its parameters.
    fn closure(
        &mut self,
        written: &Written,
        at: Position,
        element: Option<&(usize, StaticPath)>,
        kept: bool,
    ) -> Expr {
        let parsed = self.parsed;
        let Some(function) = parsed
            .functions
            .iter()
            .find(|function| function.name == written.name)
        else {
            return self.unsupported(at);
        };
        self.frames.push(super::scopes::Frame::default());
        let params = function.params.get(written.taken..).unwrap_or_default();
        for (index, name) in params.iter().enumerate() {
            let path = element
                .filter(|(param, _)| *param == index)
                .map(|(_, path)| path.clone());
            self.define(name, at, path, false);
        }
        let code = self.block(&function.statements, at);
        let frame = self.frames.pop().unwrap_or_default();
        let takes: Box<[(usize, usize)]> = frame
            .taken
            .iter()
            .map(|&(_, outer, inner)| (outer, inner))
            .collect();
        if kept && let Some(around) = self.frames.last_mut() {
            around.frozen.extend(takes.iter().map(|&(outer, _)| outer));
        }
        let body = super::Body {
            code,
            params: params.len(),
            slots: frame.slots,
            source: Arc::clone(self.text.source),
        };
        Expr {
            op: Op::Closure(Lambda {
                body: Arc::new(body),
                takes,
            }),
            at: self.text.at(at),
        }
    }

    /// An operator, if a call is one.
    pub(super) fn operator(&mut self, call: &FnCallExpr, at: Position) -> Option<Expr> {
        let name = call.name.as_str();
        let op = match &*call.args {
            [operand] => match name {
                "!" => Op::Not(Box::new(self.expr(operand))),
                "-" => Op::Negate(Box::new(self.expr(operand))),
                "+" => return Some(self.expr(operand)),
                _ => return None,
            },
            [left, right] => self.binary(name, left, right, at)?,
            _ => return None,
        };
        Some(Expr {
            op,
            at: self.text.at(at),
        })
    }

    fn binary(&mut self, name: &str, left: &Parsed, right: &Parsed, at: Position) -> Option<Op> {
        let asks = match (left, right) {
            (Parsed::Unit(_), asked) | (asked, Parsed::Unit(_)) => Some(asked),
            _ => None,
        };
        let op = match (name, asks) {
            ("==" | "!=", Some(asked)) => Op::Asks(Box::new(self.expr(asked)), name == "!="),
            ("contains", _) if !self.text.from(at).starts_with("contains") => {
                // The parser writes `x in y` as `contains(y, x)`.
                let container = self.expr(left);
                Op::In(Box::new((self.expr(right), container)))
            }
            (".." | "..=", _) => {
                let start = self.expr(left);
                Op::Range(Box::new((start, self.expr(right))), name == "..=")
            }
            _ => {
                let comparison = comparison(name);
                let arithmetic = Self::arithmetic(name);
                if comparison.is_none() && arithmetic.is_none() {
                    return self.refused_operator(name, at);
                }
                if asks.is_some() {
                    self.refuse(at, "script::absent", |problem| {
                        problem
                            .because(format!("`()` and `{name}` give no answer"))
                            .help("an absent value is asked about with `== ()`, `!= ()`, `??` or `?.`")
                    });
                }
                let operands = Box::new((self.expr(left), self.expr(right)));
                match (comparison, arithmetic) {
                    (Some(comparison), _) => Op::Compare(comparison, operands),
                    (None, Some(arithmetic)) => Op::Arithmetic(arithmetic, operands),
                    (None, None) => return None,
                }
            }
        };
        Some(op)
    }

    /// The parser's other operators.
    fn refused_operator(&self, name: &str, at: Position) -> Option<Op> {
        let instead = match name {
            "&" => "`&&`",
            "|" => "`||`",
            "^" | "<<" | ">>" => "arithmetic",
            _ => return None,
        };
        let refused = self.refuse(at, "script::refused", |problem| {
            problem
                .because(format!("the operator `{name}` is not part of the language"))
                .help(format!("write {instead}"))
        });
        Some(refused.op)
    }

    /// The calculation that an operator stands for.
    pub(super) fn arithmetic(symbol: &str) -> Option<Arithmetic> {
        Some(match symbol {
            "+" => Arithmetic::Add,
            "-" => Arithmetic::Subtract,
            "*" => Arithmetic::Multiply,
            "/" => Arithmetic::Divide,
            "%" => Arithmetic::Remainder,
            "**" => Arithmetic::Power,
            _ => return None,
        })
    }

    pub(super) fn refuse_word(&self, word: &str, at: Position) -> Expr {
        self.refuse(at, "script::refused", |problem| match refused_word(word) {
            Some((message, help)) => problem.because(message).help(help),
            None => problem.because(format!("`{word}` is not part of the language")),
        })
    }

    fn unsupported(&self, at: Position) -> Expr {
        self.refuse(at, "script::refused", |problem| {
            problem.because("this expression is not part of the language".to_owned())
        })
    }
}

fn comparison(symbol: &str) -> Option<Comparison> {
    Some(match symbol {
        "==" => Comparison::Equal,
        "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// A closure as the parser leaves it: the name of a function whose first parameters are the variables around
/// it that it mentions, wrapped into a block if there are any. We find those variables on our own.
struct Written {
    name: Box<str>,
    taken: usize,
}

impl Written {
    fn of(expr: &Parsed) -> Option<Self> {
        let (constant, taken) = match expr {
            Parsed::DynamicConstant(value, _) => (value, 0),
            Parsed::Stmt(block) => {
                let [Stmt::Share(_), Stmt::Expr(expr)] = block.statements() else {
                    return None;
                };
                let Parsed::FnCall(call, _) = &**expr else {
                    return None;
                };
                let (Parsed::DynamicConstant(value, _), rest) = call.args.split_first()? else {
                    return None;
                };
                (value, rest.len())
            }
            _ => return None,
        };
        let pointer = constant.read_lock::<FnPtr>()?;
        Some(Self {
            name: pointer.fn_name().into(),
            taken,
        })
    }
}
