//! Where a value breaks a schema.

use super::narrow::{Fault, faults};
use super::plain::Plain;
use super::words::{self, Found};
use crate::diagnostic::closest;
use crate::document::{Kind, Node, NodeId, Path, Step};
use crate::source::Place;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Is;
use std::collections::BTreeMap;

/// Entries from which on a map is indexed.
const INDEXED: usize = 32;

/// One place at which a value breaks its schema.
#[derive(Clone, Debug)]
pub struct Breach<'t> {
    /// The node at fault: the value, the map that lacks a field, or the value of a field that is not known.
    pub node: Node<'t>,
    /// Whether the fault lies in the node's key (an unknown field) or shows there (a map that lacks a field).
    pub at_key: bool,
    /// What was found and what is allowed.
    pub message: String,
    /// The way from the document's root to what is at fault; for a field that is missing, to where it should be.
    pub path: Path,
}

impl Breach<'_> {
    /// The place to underline. A map without a key of its own is shown by its first one.
    pub fn place(&self) -> Place {
        match self.node.key_text() {
            Some(_) if self.at_key => self.node.key_place(),
            None if self.at_key => match self.node.entries().next() {
                Some((key, _)) => key.place(),
                None => self.node.place(),
            },
            _ => self.node.place(),
        }
    }
}

/// The breaches that an error of the validator tells of.
pub(super) fn breaches<'t>(
    error: &ValidationError<'_>,
    root: Node<'t>,
    finder: &mut Finder<'t>,
    schema: &Plain,
    into: &mut Vec<Breach<'t>>,
) {
    for fault in faults(error) {
        let error = fault.error();
        let node = finder.follow(root, error.instance_path().as_str());
        let one = |at_key, message| Breach {
            node,
            at_key,
            message,
            path: node.path(),
        };
        match (&fault, error.kind()) {
            (
                Fault::One(_),
                Is::AdditionalProperties { unexpected } | Is::UnevaluatedProperties { unexpected },
            ) => {
                let names = schema.names_beside(error.schema_path().as_str());
                into.extend(unexpected.iter().map(|name| {
                    let node = finder.field(node, name).unwrap_or(node);
                    Breach {
                        node,
                        at_key: true,
                        message: unknown(name, &names),
                        path: node.path(),
                    }
                }));
            }
            (Fault::One(_), Is::PropertyNames { error: inner }) => {
                let name = inner.instance().as_str().unwrap_or_default();
                let node = finder.field(node, name).unwrap_or(node);
                let message = words::of_name(&faults(inner), &Found::name(name), schema);
                into.push(Breach {
                    node,
                    at_key: true,
                    message,
                    path: node.path(),
                });
            }
            (Fault::One(_), Is::FalseSchema) if allows_no_field(error) => {
                into.extend(node.entries().map(|(key, node)| Breach {
                    node,
                    at_key: true,
                    message: unknown(key.text().unwrap_or_default(), &[]),
                    path: node.path(),
                }));
            }
            (Fault::One(_), Is::Required { property }) => {
                let missing = Step::Key(property.as_str().unwrap_or_default().into());
                let message = words::of_fault(&fault, &Found::node(node), schema);
                into.push(Breach {
                    path: node.path().child(missing),
                    ..one(true, message)
                });
            }
            _ => {
                let lacks = fault.is_about_fields();
                into.push(one(
                    lacks,
                    words::of_fault(&fault, &Found::node(node), schema),
                ));
            }
        }
    }
}

/// What is wrong with a value that stands in no document.
pub(super) fn messages(error: &ValidationError<'_>, schema: &Plain, into: &mut Vec<String>) {
    for fault in faults(error) {
        let error = fault.error();
        let path = error.instance_path().as_str();
        let message = match (&fault, error.kind()) {
            (
                Fault::One(_),
                Is::AdditionalProperties { unexpected } | Is::UnevaluatedProperties { unexpected },
            ) => {
                let names = schema.names_beside(error.schema_path().as_str());
                let each: Vec<String> = unexpected
                    .iter()
                    .map(|name| unknown(name, &names))
                    .collect();
                each.join("; ")
            }
            (Fault::One(_), Is::PropertyNames { error: inner }) => {
                let name = inner.instance().as_str().unwrap_or_default();
                words::of_name(&faults(inner), &Found::name(name), schema)
            }
            (Fault::One(_), Is::FalseSchema) if allows_no_field(error) => {
                "no field is known here".to_owned()
            }
            _ => words::of_fault(&fault, &Found::value(error.instance()), schema),
        };
        into.push(if path.is_empty() {
            message
        } else {
            format!("at {}: {message}", words::quoted(path))
        });
    }
}

/// Whether a map may have no field at all: the validator says `false` of its first one then, and stops. A field that is
/// itself called like the keyword is no map of which that is said.
fn allows_no_field(error: &ValidationError<'_>) -> bool {
    let keyword = error.schema_path().as_str().rsplit('/').next();
    matches!(
        keyword,
        Some("additionalProperties" | "unevaluatedProperties")
    ) && error.instance_path().as_str().rsplit('/').next() != keyword
}

fn unknown(name: &str, names: &[String]) -> String {
    let shown = words::quoted(name);
    match closest(name, names.iter().map(String::as_str)) {
        Some(near) => format!(
            "the field {shown} is not known here, did you mean {}?",
            words::quoted(near)
        ),
        None if names.is_empty() || names.len() > 12 => {
            format!("the field {shown} is not known here")
        }
        None => format!(
            "the field {shown} is not known here, only {}",
            words::listed(names, "and")
        ),
    }
}

/// Finds nodes by the pointers of the validator. Large maps are indexed once: many faults in one of them must
/// not take the square of its size.
#[derive(Default)]
pub(super) struct Finder<'t> {
    fields: BTreeMap<NodeId, BTreeMap<&'t str, Node<'t>>>,
}

impl<'t> Finder<'t> {
    /// The node at a pointer; the last one on the way where there is none.
    fn follow(&mut self, root: Node<'t>, pointer: &str) -> Node<'t> {
        let mut node = root;
        for part in pointer.split('/').skip(1) {
            let name = part.replace("~1", "/").replace("~0", "~");
            let next = match node.kind() {
                Kind::Map => self.field(node, &name),
                _ => name.parse().ok().and_then(|index| node.item(index)),
            };
            let Some(next) = next else { break };
            node = next;
        }
        node
    }

    fn field(&mut self, map: Node<'t>, name: &str) -> Option<Node<'t>> {
        if map.len() <= INDEXED {
            return map.get(name);
        }
        let fields = self.fields.entry(map.id()).or_insert_with(|| {
            map.entries()
                .map(|(key, value)| (key.text().unwrap_or_default(), value))
                .collect()
        });
        fields.get(name).copied()
    }
}
