//! Statements.

use super::{Lowering, StaticPath};
use crate::script::code::{Expr, Loop, Op};
use crate::script::value::Value;
use crate::source::Span;
use rhai::{ASTFlags, Expr as Parsed, FlowControl, Ident, OpAssignment, Position, Stmt, StmtBlock};

impl Lowering<'_> {
    /// Statements in a scope of their own; the last one gives the value.
    pub(super) fn block(&mut self, statements: &[Stmt], at: Position) -> Expr {
        let at = if at.is_none() {
            Span::default()
        } else {
            self.text.at(at)
        };
        let code: Box<[Expr]> = self.scoped(|this| {
            statements
                .iter()
                .map(|statement| this.statement(statement))
                .collect()
        });
        Expr {
            op: Op::Block(code),
            at,
        }
    }

    fn braces(&mut self, block: &StmtBlock) -> Expr {
        self.block(block.statements(), block.position())
    }

    fn statement(&mut self, statement: &Stmt) -> Expr {
        let position = statement.position();
        let op = match statement {
            Stmt::Noop(_) | Stmt::Share(_) => Op::Literal(Value::absent()),
            Stmt::Expr(expr) => return self.expr(expr),
            Stmt::FnCall(call, at) => return self.call(call, *at),
            Stmt::Block(block) => return self.braces(block),
            Stmt::If(flow, _) => {
                let condition = self.expr(&flow.expr);
                let then = self.braces(&flow.body);
                Op::If(Box::new((condition, then, self.braces(&flow.branch))))
            }
            Stmt::While(flow, at) => self.while_loop(flow, *at),
            Stmt::Do(flow, flags, _) => {
                let body = self.braces(&flow.body);
                let condition = self.expr(&flow.expr);
                Op::DoWhile(
                    Box::new((body, condition)),
                    !flags.contains(ASTFlags::NEGATED),
                )
            }
            Stmt::For(parts, _) => {
                let (element, counter, flow) = &**parts;
                self.for_loop(element, counter.as_ref(), flow)
            }
            Stmt::Var(parts, flags, _) => {
                let (name, value, _) = &**parts;
                return self.let_variable(name, value, flags.contains(ASTFlags::CONSTANT));
            }
            Stmt::Assignment(parts) => {
                return self.assignment(&parts.0, &parts.1.lhs, &parts.1.rhs);
            }
            Stmt::BreakLoop(value, flags, _) if flags.contains(ASTFlags::BREAK) => {
                Op::Break(value.as_ref().map(|value| Box::new(self.expr(value))))
            }
            Stmt::BreakLoop(..) => Op::Continue,
            Stmt::Return(value, flags, _) if !flags.contains(ASTFlags::BREAK) => {
                Op::Return(value.as_ref().map(|value| Box::new(self.expr(value))))
            }
            Stmt::Return(..) => return self.refuse_word("throw", position),
            Stmt::Switch(..) => return self.refuse_word("switch", position),
            Stmt::TryCatch(..) => return self.refuse_word("try", position),
            _ => {
                return self.refuse(position, "script::refused", |problem| {
                    problem.because("this statement is not part of the language".to_owned())
                });
            }
        };
        Expr {
            op,
            at: self.text.at(position),
        }
    }

    fn while_loop(&mut self, flow: &FlowControl, at: Position) -> Op {
        let condition = match &flow.expr {
            Parsed::Unit(_) => Expr {
                op: Op::Literal(Value::bool(true)),
                at: self.text.at(at),
            },
            condition => self.expr(condition),
        };
        Op::While(Box::new((condition, self.braces(&flow.body))))
    }

    fn for_loop(&mut self, element: &Ident, counter: Option<&Ident>, flow: &FlowControl) -> Op {
        let over = self.expr(&flow.expr);
        let path = self.path_of(&over).map(|path| path.each());
        self.scoped(|this| {
            let slot = this.define(&element.name, element.pos, path, false);
            let counter = counter.map(|name| this.define(&name.name, name.pos, None, false));
            let body = this.braces(&flow.body);
            Op::For(Box::new(Loop {
                element: slot,
                counter,
                over,
                body,
            }))
        })
    }

    fn let_variable(&mut self, name: &Ident, value: &Parsed, constant: bool) -> Expr {
        let value = self.expr(value);
        let path: Option<StaticPath> = self.path_of(&value);
        let slot = self.define(&name.name, name.pos, path, constant);
        Expr {
            op: Op::Set(slot, Box::new(value)),
            at: self.text.at(name.pos),
        }
    }

    fn assignment(&mut self, operator: &OpAssignment, target: &Parsed, value: &Parsed) -> Expr {
        let value = self.expr(value);
        let at = operator.position();
        let Parsed::Variable(name, _, position) = target else {
            return self.refuse(target.start_position(), "script::refused", |problem| {
                problem
                    .because("only a whole variable can be assigned to".to_owned())
                    .help("make a new value: `list = list + [x]`, `map = map + #{ name: x }`")
            });
        };
        let Some(slot) = self.assigned(&name.1, *position) else {
            return value;
        };
        self.forget(slot);
        let op = match operator.get_op_assignment_info() {
            None => Op::Set(slot, Box::new(value)),
            Some((.., symbol)) => match Self::arithmetic(symbol) {
                Some(arithmetic) => Op::Update(slot, arithmetic, Box::new(value)),
                None => return self.refuse_word(symbol, at),
            },
        };
        Expr {
            op,
            at: self.text.at(at),
        }
    }
}
