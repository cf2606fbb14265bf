//! The schema files of a pack, which `$ref: FILE#/pointer` leads to.

use crate::diagnostic::closest;
use crate::document::{Kind, Node, NodeId, Tree};
use std::sync::Arc;

/// The `*.schema.json` and `*.schema.yaml` files of a pack, by file name, read by our reader.
#[derive(Clone, Debug, Default)]
pub struct SchemaFiles {
    files: Vec<(String, Arc<Tree>, Option<NodeId>)>,
}

/// A reference leads nowhere.
pub(super) struct Lost {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl SchemaFiles {
    /// The files, each with the name that references use.
    pub fn new(files: Vec<(String, Arc<Tree>)>) -> Self {
        let with_root = |(name, tree): (String, Arc<Tree>)| {
            let mut documents = tree.documents();
            let root = match (documents.next(), documents.next(), tree.unreadable()) {
                (Some(only), None, 0) => Some(only.root().id()),
                _ => None,
            };
            drop(documents);
            (name, tree, root)
        };
        Self {
            files: files.into_iter().map(with_root).collect(),
        }
    }

    /// The root of a file's only document.
    pub(super) fn root(&self, name: &str) -> Result<Node<'_>, Lost> {
        let Some((_, tree, root)) = self.files.iter().find(|(known, ..)| known == name) else {
            let names = || self.files.iter().map(|(name, ..)| name.as_str());
            let help = match closest(name, names()) {
                Some(near) => Some(format!("did you mean `{near}`?")),
                None if self.files.is_empty() => {
                    Some("the pack holds no *.schema.json or *.schema.yaml file".to_owned())
                }
                None => Some(format!(
                    "the pack holds {}",
                    names().collect::<Vec<_>>().join(", ")
                )),
            };
            return Err(Lost {
                message: format!("the pack holds no schema file `{}`", name.escape_debug()),
                help,
            });
        };
        match root {
            Some(root) => Ok(tree.node(*root)),
            None => Err(Lost {
                message: format!("`{name}` does not hold exactly one readable document"),
                help: None,
            }),
        }
    }

    /// Where a reference leads that stands in a schema with this root: the root there and the node.
    pub(super) fn resolve<'a>(
        &'a self,
        reference: &str,
        root: Node<'a>,
    ) -> Result<(Node<'a>, Node<'a>), Lost> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if file.contains("://") {
            return Err(Lost {
                message: "a reference leads to the schema itself or to a schema file of the pack"
                    .to_owned(),
                help: Some(
                    "put the schema into the pack: mustmay never uses the network".to_owned(),
                ),
            });
        }
        let root = if file.is_empty() {
            root
        } else {
            self.root(file)?
        };
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return Err(Lost {
                message: format!("`#{}` is no pointer", fragment.escape_debug()),
                help: Some("write #/$defs/NAME".to_owned()),
            });
        }
        let mut node = root;
        for part in fragment.split('/').skip(1) {
            let name = unescaped(part);
            node = step(node, &name).ok_or_else(|| lost(node, &name))?;
        }
        Ok((root, node))
    }
}

fn step<'a>(node: Node<'a>, name: &str) -> Option<Node<'a>> {
    match node.kind() {
        Kind::Map => node.get(name),
        Kind::Seq => node.item(name.parse().ok()?),
        _ => None,
    }
}

fn lost(node: Node<'_>, name: &str) -> Lost {
    let near = closest(name, node.entries().filter_map(|(key, _)| key.text()));
    let path = node.path();
    let inside = if path.is_empty() {
        String::new()
    } else {
        format!(" in `{path}`")
    };
    Lost {
        message: format!(
            "the reference leads nowhere: there is no `{}`{inside}",
            name.escape_debug()
        ),
        help: near.map(|near| format!("did you mean `{near}`?")),
    }
}

/// A part of a pointer in a URI fragment: percent signs, then tildes.
fn unescaped(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        let digits = behind
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) if byte == b'%' => {
                bytes.push(value);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes)
        .replace("~1", "/")
        .replace("~0", "~")
}
