//! Groups of people: `groups.yaml` of a ledger.

use crate::diagnostic::{Diagnostic, Problems};
use crate::document::{Limits, Node, decode, read};
use crate::source::{Place, Source, is_unseen};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// People by group, names as they are compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Groups {
    people: BTreeMap<String, BTreeSet<String>>,
    /// Every member as it is compared, its group, and where that is written.
    members: Vec<(String, String, Place)>,
}

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
        let group = folded(name.text().unwrap_or_default());
        let mut people = BTreeSet::new();
        for node in decode::list(members, "a group", problems) {
            if let Some(member) = decode::text(node, "a member", problems) {
                let member = folded(&member);
                let written = (member.clone(), group.clone(), node.place());
                self.members.push(written);
                people.insert(member);
            }
        }
        if self.people.insert(group, people).is_some() {
            let message = format!(
                "the group `{}` is defined twice",
                name.text().unwrap_or_default().escape_debug()
            );
            problems.push(Diagnostic::error("exception::groups", message).at_place(name.place()));
        }
    }

    /// Refuses members that are groups, when all groups of a ledger are read. Such a member is none: whoever approved
    /// under the name of a group would stand for nobody.
    pub(super) fn refuse_nested(&mut self, problems: &Problems) {
        for (member, group, place) in &self.members {
            let Some(inner) = self.people.get(member) else {
                continue;
            };
            let within = inner.iter().filter(|name| !self.people.contains_key(*name));
            let within: Vec<&str> = within.map(String::as_str).collect();
            let message = format!(
                "`{}` in the group `{}` is a group, and no person",
                member.escape_debug(),
                group.escape_debug()
            );
            let help = match within.as_slice() {
                [] => "write the people themselves".to_owned(),
                people => format!("write its people: {}", people.join(", ")),
            };
            let problem = Diagnostic::error("exception::groups", message);
            problems.push(problem.at_place(place.clone()).help(help));
        }
        let names: BTreeSet<String> = self.people.keys().cloned().collect();
        for people in self.people.values_mut() {
            people.retain(|member| !names.contains(member));
        }
    }

    /// Whether `person` is `name`, or a member of the group of that name.
    pub fn includes(&self, name: &str, person: &str) -> bool {
        match self.people.get(&folded(name)) {
            Some(members) => members.contains(&folded(person)),
            None => same_person(name, person),
        }
    }

    /// Whether a name is that of a group or of a member of one.
    pub fn knows(&self, name: &str) -> bool {
        let name = folded(name);
        self.people.contains_key(&name) || self.people.values().any(|people| people.contains(&name))
    }
}

/// Whether two names are of one person: without what only dresses them, and without regard to case.
pub fn same_person(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// A name as it is compared: [`bare`], and without regard to case.
///
/// Nothing else is alike: `sam+ops@example.com` is another mailbox than `sam@example.com`, and maybe another person.
pub(super) fn folded(name: &str) -> String {
    bare(name).to_lowercase()
}

/// A name without what only dresses it: characters that nobody sees, blanks around it, and, where it is written as
/// mail programs write it, all but the address: `Sam Smith <sam@example.com>` is `sam@example.com`.
pub(super) fn bare(name: &str) -> String {
    let seen: String = name.chars().filter(|c| !is_unseen(*c)).collect();
    let inner = seen.trim().strip_suffix('>');
    let address = inner.and_then(|inner| Some(inner.rsplit_once('<')?.1.trim()));
    match address.filter(|address| address.contains('@')) {
        Some(address) => address.to_owned(),
        None => seen.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> (Groups, usize) {
        let problems = Problems::default();
        let mut groups = Groups::default();
        groups.read(&Source::new("groups.yaml", text), &problems);
        groups.refuse_nested(&problems);
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

    /// Neither side of a nested group approves: that it is one is an error, wherever the inner one is written.
    #[test]
    fn a_group_is_no_member() {
        for text in [
            "security: [SRE, sam]\nsre: [kim@example.com]\n",
            "sre: [kim@example.com]\nsecurity: [sam, sre]\n",
        ] {
            let problems = Problems::default();
            let mut groups = Groups::default();
            groups.read(&Source::new("groups.yaml", text), &problems);
            groups.refuse_nested(&problems);
            let found = problems.into_vec();
            let [problem] = &found[..] else {
                panic!("{found:#?}");
            };
            assert_eq!(
                problem.message,
                "`sre` in the group `security` is a group, and no person"
            );
            let help = problem.help.as_deref().unwrap();
            assert_eq!(help, "write its people: kim@example.com");
            assert!(problem.place.is_some());
            assert!(groups.includes("security", "sam"));
            assert!(!groups.includes("security", "sre"));
            assert!(!groups.includes("security", "kim@example.com"));
        }
        assert_eq!(groups("sre: [sre]\n").1, 1);
    }

    #[test]
    fn one_person_has_several_spellings() {
        for other in [
            "Sam@Example.com",
            " sam@example.com\t",
            "sam@example.com\u{200b}",
            "s\u{ad}am@\u{2060}example.com",
            "\u{feff}sam@example.com\u{fe0f}\u{e0041}",
            "Sam Smith <sam@example.com>",
            "\"Smith, Sam\" < SAM@example.com >\u{200b}",
            "<sam@example.com>",
        ] {
            assert!(same_person("sam@example.com", other), "{other:?}");
        }
        for other in [
            "sam+ops@example.com",
            "sam@example.org",
            "Sam Smith <sam>",
            "sam@example.com <kim@example.com>",
            "sam@example.com>",
            "",
        ] {
            assert!(!same_person("sam@example.com", other), "{other:?}");
        }
        assert!(same_person("Sam\u{200b}", "sam"));
        assert!(!same_person("Sam <a>", "Kim <a>"));
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
