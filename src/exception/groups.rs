//! Groups of people: `groups.yaml` of a ledger.

use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Limits, Node, decode, read};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// People by group, names without regard to case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Groups(BTreeMap<String, BTreeSet<String>>);

impl Groups {
    /// Reads `groups.yaml`: a map of lists of people. What is wrong with it is noted, and the group then has only
    /// the members that could be read.
    pub(super) fn read(&mut self, source: &Arc<Source>, problems: &Problems) {
        let reading = read(source, &Limits::default());
        problems.extend(reading.diagnostics);
        for document in reading.tree.documents() {
            let root = document.root();
            if root.kind() != crate::document::Kind::Map {
                let problem = decode::mistyped(root, "groups.yaml", "a map of groups");
                problems.push(problem);
                continue;
            }
            for (name, members) in root.entries() {
                if matches!(name.text(), Some("apiVersion" | "kind")) && members.text().is_some() {
                    continue;
                }
                self.add(name, members, problems);
            }
        }
    }

    fn add(&mut self, name: Node<'_>, members: Node<'_>, problems: &Problems) {
        let people = decode::list(members, "a group", problems)
            .into_iter()
            .filter_map(|node| decode::text(node, "a member", problems))
            .map(|member| folded(&member))
            .collect();
        let group = folded(name.text().unwrap_or_default());
        if self.0.insert(group, people).is_some() {
            let message = format!(
                "the group `{}` is defined twice",
                name.text().unwrap_or_default().escape_debug()
            );
            problems.push(Diagnostic::error("exception::groups", message).at_place(name.place()));
        }
    }

    /// Whether `person` is `name`, or a member of the group of that name.
    pub fn includes(&self, name: &str, person: &str) -> bool {
        match self.0.get(&folded(name)) {
            Some(members) => members.contains(&folded(person)),
            None => same_person(name, person),
        }
    }

    /// Whether a name is that of a group or of a member of one.
    pub fn knows(&self, name: &str) -> bool {
        let name = folded(name);
        self.0.contains_key(&name) || self.0.values().any(|members| members.contains(&name))
    }
}

/// Whether two names are of one person: compared without regard to case and surrounding blanks.
pub(super) fn same_person(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// A name as it is compared.
pub(super) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> (Groups, usize) {
        let problems = Problems::default();
        let mut groups = Groups::default();
        groups.read(&Source::new("groups.yaml", text), &problems);
        (groups, problems.len())
    }

    #[test]
    fn people_are_compared_without_case() {
        let (groups, problems) = groups("security: [Sam@Example.com]\n");
        assert_eq!(problems, 0);
        assert!(groups.includes("Security", "sam@example.com"));
        assert!(!groups.includes("security", "security"));
        assert!(groups.includes("kim@example.com", "Kim@example.com"));
    }

    #[test]
    fn what_is_no_list_of_people_is_an_error() {
        for text in [
            "security: sam\n",
            "security: [1]\n",
            "- a\n",
            "a: [x]\nA: [y]\n",
        ] {
            assert!(groups(text).1 > 0, "{text}");
        }
    }
}
