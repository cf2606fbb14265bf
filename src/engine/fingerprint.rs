//! The identity of a finding across edits.

use super::service::ServiceInfo;
use super::spot::Spot;
use crate::document::{Key, Node};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// Hash of mandate, condition, kind, service and path, list elements named by their `name`, `id` or scalar
/// value, else by index: 32 hex digits.
pub(super) fn fingerprint(
    mandate: &str,
    condition: &str,
    service: &ServiceInfo,
    spot: &Spot,
) -> String {
    let mut hash = Sha256::new();
    for part in [
        mandate,
        condition,
        &*service.kind,
        &*service.name,
        &stable_path(spot),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(16)
        .fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn stable_path(spot: &Spot) -> String {
    let mut steps = Vec::new();
    let mut node = Some(spot.node.node());
    while let Some(at) = node {
        match at.key() {
            Some(Key::Name(key)) => steps.push(format!(".{}", key.text().unwrap_or_default())),
            Some(Key::Index(index)) => steps.push(format!(
                "[{}]",
                element_name(at).unwrap_or_else(|| index.to_string())
            )),
            None => {}
        }
        node = at.parent();
    }
    steps.reverse();
    format!("{}.{}", steps.concat(), spot.missing)
}

fn element_name(element: Node<'_>) -> Option<String> {
    let named = ["name", "id"].iter().find_map(|key| {
        element
            .get(key)
            .filter(|node| !node.is_null())
            .and_then(Node::text)
    });
    named
        .or_else(|| element.text())
        .map(|name| format!("={name}"))
}
