//! The keys of a map: each a scalar, none twice, and `<<` resolved.

use super::builder::Builder;
use super::scalar;
use super::tree::{Kind, Style};
use crate::diagnostic::Diagnostic;
use std::borrow::Cow;
use std::collections::BTreeSet;

impl Builder<'_> {
    /// Keys must be scalars, and no two the same once they are text.
    pub(super) fn check_keys(&mut self, base: usize) {
        let (pairs, _) = self
            .pending
            .get(base..)
            .unwrap_or_default()
            .as_chunks::<2>();
        let keys: Vec<u32> = pairs.iter().map(|&[key, _]| key).collect();
        let mut problems = Vec::new();
        for &key in &keys {
            if self.raw(key).kind > Kind::Str {
                let problem = Diagnostic::error(
                    "yaml::complex-key",
                    "a key must be text, not a list or a map",
                );
                problems.push(
                    problem
                        .at(&self.tree.source, self.raw(key).span)
                        .maybe_help(self.template_hint(self.raw(key).span)),
                );
            }
        }
        let mut duplicates = BTreeSet::new();
        same_keys(
            &keys,
            |key| self.text(key).map(Cow::Borrowed),
            &mut duplicates,
        );
        // Other readers compare values: `1` and `0x1`, `~` and `null`.
        if keys.iter().any(|&key| self.raw(key).kind < Kind::Str) {
            same_keys(&keys, |key| self.value_text(key), &mut duplicates);
        }
        for (second, first) in duplicates {
            let text = self.text(second).unwrap_or_default();
            let help = if text == "<<" {
                "write one: <<: [*a, *b]"
            } else {
                "remove one of the two"
            };
            let message = format!(
                "the key `{}` stands here a second time",
                text.escape_debug()
            );
            problems.push(
                Diagnostic::error("yaml::duplicate-key", message)
                    .at(&self.tree.source, self.raw(second).span)
                    .related("the first", self.tree.source.place(self.raw(first).span))
                    .help(help),
            );
        }
        for problem in problems {
            self.refuse(problem);
        }
    }

    /// The name of a key as readers see it that keep its type.
    fn value_text(&self, key: u32) -> Option<Cow<'_, str>> {
        let text = self.text(key)?;
        Some(match self.raw(key).kind {
            Kind::Null => Cow::Borrowed("null"),
            Kind::Bool => Cow::Owned(text.to_lowercase()),
            Kind::Int => scalar::parse_i64(text)
                .map_or(Cow::Borrowed(text), |value| Cow::Owned(value.to_string())),
            _ => Cow::Borrowed(text),
        })
    }

    /// Replaces a `<<` entry by the entries it brings: explicit keys win, the first of several maps wins.
    pub(super) fn merge(&mut self, base: usize, map: u32) {
        let (pairs, _) = self
            .pending
            .get(base..)
            .unwrap_or_default()
            .as_chunks::<2>();
        let is_merge =
            |key: u32| self.raw(key).style == Style::Plain && self.text(key) == Some("<<");
        let Some(at) = pairs.iter().position(|&[key, _]| is_merge(key)) else {
            return;
        };
        let Some(&[_, value]) = pairs.get(at) else {
            return;
        };
        let mut kept: Vec<u32> = pairs
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != at)
            .flat_map(|(_, pair)| *pair)
            .collect();
        let maps = match self.raw(value).kind {
            Kind::Seq => self.child_ids(value),
            _ => vec![value],
        };
        let mut names: BTreeSet<String> = kept
            .iter()
            .step_by(2)
            .filter_map(|&key| self.text(key))
            .map(str::to_owned)
            .collect();
        for from in maps {
            if self.raw(from).kind != Kind::Map {
                self.refuse_at(
                    "yaml::merge",
                    "a merge key takes a map or a list of maps",
                    self.raw(from).span,
                );
                continue;
            }
            let brought = self.child_ids(from);
            for &[key, value] in brought.as_chunks::<2>().0 {
                if names.insert(self.text(key).unwrap_or_default().to_owned()) {
                    self.adopt(key, map);
                    self.adopt(value, map);
                    kept.extend([key, value]);
                }
            }
        }
        self.pending.truncate(base);
        self.pending.extend(kept);
    }
}

/// Notes as (second, first) the keys of the same name.
fn same_keys<'s>(
    keys: &[u32],
    name: impl Fn(u32) -> Option<Cow<'s, str>>,
    duplicates: &mut BTreeSet<(u32, u32)>,
) {
    if keys.len() <= 8 {
        for (index, &key) in keys.iter().enumerate() {
            let own = name(key);
            let before = keys
                .iter()
                .take(index)
                .find(|&&before| own.is_some() && name(before) == own);
            duplicates.extend(before.map(|&before| (key, before)));
        }
        return;
    }
    // Sorted, so that no chosen set of keys makes it slow.
    let mut sorted: Vec<(Cow<'s, str>, u32)> = keys
        .iter()
        .filter_map(|&key| Some((name(key)?, key)))
        .collect();
    sorted.sort_unstable();
    for pair in sorted.windows(2) {
        if let [(one, first), (other, second)] = pair
            && one == other
        {
            duplicates.insert((*second, *first));
        }
    }
}
