//! Remarks that an author has answered: `# mustmay: allow(CODE) because REASON` at the line that is remarked on.

use super::code::code;
use super::codes::hidden_text::values_of;
use super::codes::unused_allow;
use super::remark::{Fix, Remark};
use super::subject::Subject;
use crate::document::Edit;
use crate::source::{Source, Span};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A remark that its author has answered.
#[derive(Clone, PartialEq, Debug)]
pub struct Silenced {
    /// What would be said.
    pub remark: Remark,
    /// Why it is left as it is, in the author's words.
    pub because: String,
}

/// A comment that answers a remark.
struct Allowance {
    /// The code's name, as written or with `lint::` before it.
    code: String,
    because: Option<String>,
    /// From its mark to the end of its line.
    span: Span,
    /// The line that it speaks of, from 1.
    line: u32,
}

/// Takes out what its author has answered, and remarks on answers that answer nothing.
pub(super) fn answered(subject: &Subject<'_>, remarks: &mut Vec<Remark>) -> Vec<Silenced> {
    let mut silenced = Vec::new();
    let packs = subject.set.packs.iter().filter(|pack| !pack.embedded);
    let files = packs.flat_map(|pack| &pack.files);
    // Two packs may share a file.
    let mut seen: BTreeSet<&Arc<str>> = BTreeSet::new();
    for source in files.filter(|file| file.text().contains("mustmay:")) {
        if !seen.insert(source.path()) {
            continue;
        }
        for allowance in allowances(source) {
            let answers = |remark: &Remark| {
                remark.code.code == allowance.code
                    && remark.place.file == *source.path()
                    && remark.place.start.line == allowance.line
            };
            let Some(because) = &allowance.because else {
                remarks.push(in_vain(source, &allowance, "it gives no reason"));
                continue;
            };
            let before = silenced.len();
            silenced.extend(
                remarks
                    .extract_if(.., |remark| answers(remark))
                    .map(|remark| Silenced {
                        remark,
                        because: because.clone(),
                    }),
            );
            if silenced.len() == before {
                let why = if code(&allowance.code).is_some() {
                    format!("nothing of that code is said of line {}", allowance.line)
                } else {
                    "no code has that name".to_owned()
                };
                remarks.push(in_vain(source, &allowance, &why));
            }
        }
    }
    silenced
}

fn in_vain(source: &Arc<Source>, allowance: &Allowance, why: &str) -> Remark {
    let message = format!(
        "`{}` is allowed in vain: {why}",
        allowance.code.escape_debug()
    );
    let mut remark = Remark::at(source.place(allowance.span), message).help(
        "write `mustmay: allow(CODE) because REASON` at the line of the remark, or remove it",
    );
    remark.code = &unused_allow::CODE;
    remark.fix = removal(source, allowance).filter(|_| allowance.because.is_some());
    remark
}

/// The comment taken out, with its line where it has one to itself. None in code: there it may be a part of a text.
fn removal(source: &Arc<Source>, allowance: &Allowance) -> Option<Fix> {
    let inside =
        |value: &Span| value.start < allowance.span.end && allowance.span.start < value.end;
    if source.path().ends_with(".rhai") || values_of(source).iter().any(inside) {
        return None;
    }
    let line = source.line_span(source.position(allowance.span.start).line)?;
    let before = source.slice(Span::new(line.start, allowance.span.start));
    let kept = Span::offset(before.trim_end().len());
    let end = if kept == 0 {
        let next = source.line_span(source.position(line.start).line + 1);
        next.map_or(line.end, |next| next.start)
    } else {
        allowance.span.end
    };
    Some(Fix {
        file: Arc::clone(source.path()),
        edits: vec![Edit {
            span: Span::new(line.start + kept, end),
            text: String::new(),
        }],
        changes: Vec::new(),
    })
}

/// The allowances of a file.
fn allowances(source: &Source) -> Vec<Allowance> {
    let mark = if source.path().ends_with(".rhai") {
        ["//", "//"]
    } else {
        // In a script that stands in YAML a comment is one of the script's.
        ["#", "//"]
    };
    let mut found = Vec::new();
    let mut number = 1;
    while let Some(line) = source.line_span(number) {
        let text = source.slice(line);
        if let Some((at, code, because)) = mark.iter().find_map(|mark| parse(text, mark)) {
            let alone = text
                .get(..at)
                .is_some_and(|before| before.trim().is_empty());
            let code = if code.starts_with("lint::") {
                code.to_owned()
            } else {
                ["lint::", code].concat()
            };
            found.push(Allowance {
                code,
                because: because.map(str::to_owned),
                span: Span::new(
                    line.start + Span::offset(at),
                    line.start + Span::offset(text.trim_end().len()),
                ),
                line: if alone {
                    next_line(source, number, mark)
                } else {
                    number
                },
            });
        }
        number += 1;
    }
    found
}

/// Where the comment begins, the code, and the reason.
fn parse<'t>(line: &'t str, mark: &str) -> Option<(usize, &'t str, Option<&'t str>)> {
    let (before, rest) = line.split_once("mustmay:")?;
    let at = before.trim_end().strip_suffix(mark)?.len();
    let begins = line.get(..at)?;
    if !begins.is_empty() && !begins.ends_with([' ', '\t']) {
        return None;
    }
    let (code, rest) = rest.trim_start().strip_prefix("allow(")?.split_once(')')?;
    let because = rest.trim_start().strip_prefix("because ").map(str::trim);
    Some((
        at,
        code.trim(),
        because.filter(|because| !because.is_empty()),
    ))
}

/// The next line that says something.
fn next_line(source: &Source, from: u32, marks: [&str; 2]) -> u32 {
    let mut number = from + 1;
    while let Some(line) = source.line_span(number) {
        let text = source.slice(line).trim();
        if !text.is_empty() && !marks.iter().any(|mark| text.starts_with(mark)) {
            break;
        }
        number += 1;
    }
    number
}

#[cfg(test)]
mod tests {
    use crate::document::splice;
    use crate::lint::support::{set, wrapped};
    use crate::lint::{Remark, Subject, lint};
    use jiff::civil::date;

    /// The messages and the reasons of a pack of one file and a library.
    fn said(text: &str, library: &str) -> (Vec<Remark>, Vec<String>) {
        let set = set(&[("x.yaml", text), ("x.rhai", library)]);
        let found = lint(&Subject {
            set: &set,
            today: date(2026, 11, 22),
            reads: &[],
            metrics: &[],
        });
        let reasons = found.silenced.into_iter().map(|one| one.because);
        (found.remarks, reasons.collect())
    }

    fn data(comment_above: &str, comment_beside: &str) -> String {
        wrapped(&format!(
            "data:\n{comment_above}  tiers: [1, 2]{comment_beside}\nmust: [{{ id: a, at: spec.tier, otherwise: say it }}]\n"
        ))
    }

    #[test]
    fn an_answer_with_a_reason_silences_its_own_line_and_code() {
        for (above, beside) in [
            (
                "",
                "  # mustmay: allow(lint::unused-data) because it is read from outside",
            ),
            (
                "  # mustmay: allow(unused-data) because it is read from outside\n",
                "",
            ),
            (
                "  # mustmay: allow(unused-data) because it is read from outside\n\n  # a note\n",
                "",
            ),
        ] {
            let (remarks, reasons) = said(&data(above, beside), "");
            assert!(remarks.is_empty(), "{remarks:#?}");
            assert_eq!(reasons, ["it is read from outside"]);
        }
        let function = "// mustmay: allow(unused-function) because others call it\nfn a(x) { x }\n";
        let (remarks, reasons) = said(
            &wrapped("must: [{ id: a, at: spec.tier, otherwise: b }]\n"),
            function,
        );
        assert!(remarks.is_empty(), "{remarks:#?}");
        assert_eq!(reasons, ["others call it"]);
    }

    #[test]
    fn an_answer_that_answers_nothing_is_remarked_on_and_the_remark_stays() {
        for (beside, why, fixed) in [
            (
                "  # mustmay: allow(unused-data)",
                "it gives no reason",
                false,
            ),
            (
                "  # mustmay: allow(unused-data) because",
                "it gives no reason",
                false,
            ),
            (
                "  # mustmay: allow(unused-dat) because x",
                "no code has that name",
                true,
            ),
            (
                "  # mustmay: allow(single-choice) because x",
                "nothing of that code is said of line 6",
                true,
            ),
        ] {
            let text = data("", beside);
            let (remarks, reasons) = said(&text, "");
            assert!(reasons.is_empty());
            let codes: Vec<&str> = remarks.iter().map(|remark| remark.code.code).collect();
            assert_eq!(
                codes,
                ["lint::unused-data", "lint::unused-allow"],
                "{beside}"
            );
            assert!(remarks[1].message.ends_with(why), "{}", remarks[1].message);
            assert_eq!(remarks[1].fix.is_some(), fixed, "{beside}");
            if let Some(fix) = &remarks[1].fix {
                let set = set(&[("x.yaml", &text)]);
                let source = &set.mandates[0].source;
                let after = splice(source, &fix.edits).unwrap();
                assert_eq!(after.text(), data("", ""));
            }
        }
        // What stands in a text, or close to another word, is no comment.
        for beside in [
            "  #mustmay: allow(unused-data) because x",
            "  # see mustmay: allow(unused-data) because x",
        ] {
            let answered = !beside.contains("see");
            let (remarks, _) = said(&data("", beside), "");
            assert_eq!(remarks.is_empty(), answered, "{beside}");
        }
    }
}
