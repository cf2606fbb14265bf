//! Names of local variables: where each lives, and what a closure takes along.

use super::{Lowering, StaticPath};
use crate::diagnostic::closest;
use crate::script::code::{Expr, Op, Variable};
use crate::script::foreign;
use crate::script::names::ALL;
use rhai::Position;
use std::collections::BTreeSet;

/// The variables of a body.
#[derive(Default)]
pub(super) struct Frame {
    locals: Vec<Local>,
    /// What it takes from the frame around it: name, variable there, variable here.
    pub(super) taken: Vec<(Box<str>, usize, usize)>,
    /// The number of variables so far; each has one of its own.
    pub(super) slots: usize,
    /// Variables that a kept closure took, and which must not change any more.
    pub(super) frozen: BTreeSet<usize>,
    /// What is known of the values of variables.
    paths: Vec<Option<StaticPath>>,
}

struct Local {
    name: Box<str>,
    slot: usize,
    constant: bool,
}

impl Frame {
    fn slot(&mut self, path: Option<StaticPath>) -> usize {
        self.paths.push(path);
        self.slots += 1;
        self.slots - 1
    }

    fn find(&self, name: &str) -> Option<usize> {
        let local = self.locals.iter().rev().find(|local| *local.name == *name);
        local.map(|local| local.slot).or_else(|| {
            let taken = self.taken.iter().find(|(taken, ..)| **taken == *name);
            taken.map(|&(.., slot)| slot)
        })
    }
}

impl Lowering<'_> {
    /// Makes a variable, visible until the scope ends.
    pub(super) fn define(
        &mut self,
        name: &str,
        at: Position,
        path: Option<StaticPath>,
        constant: bool,
    ) -> usize {
        if ALL.contains(&name) {
            self.refuse(at, "script::shadowed", |problem| {
                problem
                    .because(format!(
                        "`{name}` is a name of the language, and no variable can have it"
                    ))
                    .help("take another name")
            });
        }
        let Some(frame) = self.frames.last_mut() else {
            return 0;
        };
        let slot = frame.slot(path);
        frame.locals.push(Local {
            name: name.into(),
            slot,
            constant,
        });
        slot
    }

    /// Lowers something in a scope of its own.
    pub(super) fn scoped<T>(&mut self, within: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.frames.last().map_or(0, |frame| frame.locals.len());
        let result = within(self);
        if let Some(frame) = self.frames.last_mut() {
            frame.locals.truncate(before);
        }
        result
    }

    /// The variable of a name, taken along into each closure on the way.
    fn find(&mut self, name: &str) -> Option<usize> {
        let home = self
            .frames
            .iter()
            .rposition(|frame| frame.find(name).is_some())?;
        let mut slot = self.frames.get(home)?.find(name)?;
        let mut path = self.frames.get(home)?.paths.get(slot)?.clone();
        for frame in self.frames.iter_mut().skip(home + 1) {
            let inner = frame.slot(path.clone());
            frame.taken.push((name.into(), slot, inner));
            slot = inner;
            path = path.take();
        }
        Some(slot)
    }

    /// What is known of the value of a variable of this frame.
    pub(super) fn path_of_slot(&self, slot: usize) -> Option<StaticPath> {
        self.frames.last()?.paths.get(slot)?.clone()
    }

    /// A name as a value.
    pub(super) fn variable(&mut self, name: &str, at: Position) -> Expr {
        if let Some(slot) = self.find(name) {
            return Expr {
                op: Op::Local(slot),
                at: self.text.at(at),
            };
        }
        let variable = match name {
            "it" => Variable::It,
            "doc" => Variable::Doc,
            "file" => Variable::File,
            "siblings" => Variable::Siblings,
            "today" => Variable::Today,
            "facts" | "service" | "data" => {
                return self.refuse(at, "script::name", |problem| {
                    problem
                        .because(format!("`{name}` is no value of its own"))
                        .help(format!("write `{name}.` and the name of what you need"))
                });
            }
            _ => return self.unknown(name, at),
        };
        self.global(name, at);
        Expr {
            op: Op::Variable(variable),
            at: self.text.at(at),
        }
    }

    /// Notes the use of a name of the language, which must be one that this place knows.
    pub(super) fn global(&mut self, name: &str, at: Position) {
        let Some(&name) = ALL.iter().find(|known| **known == name) else {
            return;
        };
        let span = self.text.at(at);
        self.uses.variables.entry(name).or_insert(span);
        if !self.names.variables.contains(&name) {
            self.refuse(at, "script::name", |problem| {
                problem
                    .because(format!("`{name}` is not known here"))
                    .help(format!("this script sees {}", self.names.listed()))
            });
        }
    }

    fn unknown(&self, name: &str, at: Position) -> Expr {
        let locals = self.frames.iter().flat_map(|frame| &frame.locals);
        let known = locals
            .map(|local| &*local.name)
            .chain(self.names.variables.iter().copied());
        let help = if self.functions.by_name().contains_key(name)
            || crate::script::functions::signature(name).is_some()
        {
            Some(format!("`{name}` is a function: `{name}(..)`"))
        } else {
            self.text
                .split_field(at)
                .or_else(|| foreign::value(name).map(|instead| format!("write {instead}")))
                .or_else(|| closest(name, known).map(|near| format!("did you mean `{near}`?")))
        };
        self.refuse(at, "script::name", |problem| {
            problem
                .because(format!("unknown variable `{name}`"))
                .maybe_help(help)
        })
    }

    /// The variable that an assignment changes, if it may.
    pub(super) fn assigned(&mut self, name: &str, at: Position) -> Option<usize> {
        let (found, help) = match self.frames.last() {
            Some(frame) => match frame.locals.iter().rev().find(|local| *local.name == *name) {
                Some(local) if local.constant => {
                    (Err("is a constant"), "write `let` instead of `const`")
                }
                Some(local) if frame.frozen.contains(&local.slot) => (
                    Err("was taken along by the closure above"),
                    "assign before the closure is made",
                ),
                Some(local) => (Ok(local.slot), ""),
                None if ALL.contains(&name) => (
                    Err("is a name of the language"),
                    "nothing of it can be changed",
                ),
                None => (
                    Err("lies outside of the closure"),
                    "use `reduce`, or a `for` loop",
                ),
            },
            None => return None,
        };
        match found {
            Ok(slot) => Some(slot),
            Err(_) if !ALL.contains(&name) && self.find(name).is_none() => {
                self.unknown(name, at);
                None
            }
            Err(reason) => {
                self.refuse(at, "script::refused", |problem| {
                    problem
                        .because(format!("`{name}` cannot be assigned to: it {reason}"))
                        .help(help)
                });
                None
            }
        }
    }

    /// Forgets what is known of a variable's value: it gets another.
    pub(super) fn forget(&mut self, slot: usize) {
        if let Some(path) = self
            .frames
            .last_mut()
            .and_then(|frame| frame.paths.get_mut(slot))
        {
            *path = None;
        }
    }
}
