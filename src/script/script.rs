//! One compiled script.

use super::{Host, Library, Names, Run};
use crate::diagnostic::Problems;
use crate::document::{Node, Path};
use crate::source::{Place, Source};
use std::sync::Arc;

/// A script of a policy file, compiled; cheap to clone and shared by threads.
#[derive(Clone, Debug)]
pub struct Script {}

/// A name that a script uses, with the place where it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use<T> {
    /// What is named.
    pub name: T,
    /// Where.
    pub place: Place,
}

/// The variable that a chain of fields begins with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Base {
    /// `it`
    It,
    /// `doc`
    Doc,
    /// `service.node`
    ServiceNode,
}

impl Script {
    /// Compiles the scalar `node` of the policy file `source`. Everything wrong with it goes to `problems`, at
    /// its own line.
    pub fn compile(
        _source: &Arc<Source>,
        _node: Node<'_>,
        _library: &Arc<Library>,
        _names: &Names,
        _problems: &Problems,
    ) -> Option<Self> {
        todo!()
    }

    /// Every fact that it, or a function of the pack that it calls, names, once for each place.
    pub fn fact_names(&self) -> &[Use<Arc<str>>] {
        todo!()
    }

    /// Every chain of fields that begins at a document (`it.spec.auth.protocl`), also in the pack's functions
    /// that it calls.
    pub fn field_paths(&self) -> &[Use<(Base, Path)>] {
        todo!()
    }

    /// Whether it, or a function of the pack that it calls, uses a variable: `siblings`, `file`.
    pub fn uses(&self, _variable: &str) -> bool {
        todo!()
    }

    /// The pack's functions that it calls, also by way of others.
    pub fn calls(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    /// The scalar that holds it.
    pub fn place(&self) -> &Place {
        todo!()
    }

    /// Runs it.
    pub fn run(&self, _host: &dyn Host) -> Run {
        todo!()
    }
}
