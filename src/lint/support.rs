//! Helpers of the tests: small policy sets, and what one code says of them.

use super::{CODES, Code, Remark, Subject};
use crate::policy::{PackFiles, PolicySet, embedded};
use crate::source::Source;
use jiff::civil::date;

/// The documents of a text, each that is not whole made a mandate: `one`, `two`, ..
pub(super) fn wrapped(text: &str) -> String {
    let names = ["one", "two", "three", "four"];
    let documents = text.split("---\n").zip(names).map(|(part, name)| {
        if part.contains("apiVersion:") {
            return part.to_owned();
        }
        let mut head = "apiVersion: mustmay/v1\nkind: Mandate\n".to_owned();
        if !part.contains("metadata:") {
            head.extend([
                "metadata: { id: ",
                name,
                ", owner: a, rationale: b, reviewBy: 2027-06-30 }\n",
            ]);
        }
        if !part.contains("appliesTo:") {
            head.push_str("appliesTo: { kinds: [service] }\n");
        }
        [&*head, part].concat()
    });
    documents.collect::<Vec<_>>().join("---\n")
}

/// The policy set of some files and the embedded kinds.
pub(super) fn set(files: &[(&str, &str)]) -> PolicySet {
    let files = files
        .iter()
        .map(|(name, text)| {
            let shown = ["policies/", name].concat();
            ((*name).to_owned(), Source::new(shown, *text))
        })
        .collect();
    let own = PackFiles {
        shown: "policies".to_owned(),
        files,
        embedded: false,
    };
    let (set, _) = PolicySet::load(&[embedded::pack("kinds").unwrap(), own])
        .unwrap_or_else(|problems| panic!("{problems:#?}"));
    set
}

/// What one code says of the files of a pack, on 22 November 2026.
pub(super) fn remarks_of(code: &Code, files: &[(&str, &str)]) -> Vec<Remark> {
    let set = set(files);
    let subject = Subject {
        set: &set,
        today: date(2026, 11, 22),
        reads: &[],
        metrics: &["changeFailureRate", "leadTime"],
    };
    let mut all = super::lint(&subject).remarks;
    all.retain(|remark| remark.code == code);
    all
}

/// What one code says of mandates, as `line: message`.
pub(super) fn said(code: &Code, text: &str) -> Vec<String> {
    let text = wrapped(text);
    remarks_of(code, &[("x.yaml", &text)])
        .iter()
        .map(|remark| [&remark.place.start.line.to_string(), ": ", &remark.message].concat())
        .collect()
}

/// The text that a remark points at.
pub(super) fn pointed<'t>(text: &'t str, remark: &Remark) -> &'t str {
    text.get(remark.place.span().range()).unwrap()
}

#[test]
fn the_example_of_every_page_is_reported() {
    for code in CODES {
        let example = code.docs.split("## Example").nth(1).unwrap();
        let block = |language: &str| {
            let (_, rest) = example.split_once(&["```", language, "\n"].concat())?;
            rest.split_once("```").map(|(block, _)| block.to_owned())
        };
        let yaml = wrapped(&block("yaml").unwrap_or_else(|| PLAIN.to_owned()));
        let library = block("rust").unwrap_or_default();
        let files = [("x.yaml", &*yaml), ("x.rhai", &*library)];
        assert!(!remarks_of(code, &files).is_empty(), "{}", code.code);
    }
}

const PLAIN: &str = "must: [{ id: a, at: spec.tier, otherwise: say it }]\n";
