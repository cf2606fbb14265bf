//! `lint::single-choice`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::{Level, Mandate, May};

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::single-choice",
    level: Level::Advise,
    title: "a mandate leaves one choice and does not say why: this mandates the how",
    docs: "\
## What it finds

A `may` in which only one choice is open, and no comment in or above the block says why.

## Why it matters

A mandate says what must be so and leaves the how to the teams. One choice is no choice: the implementation itself is
mandated, and what that costs should be somebody's considered word, not an oversight.

## Example

```yaml
may:
  at: spec.auth.provider
  choices:
    - id: platform-identity
    - { id: htpasswd, standing: retired, instead: platform-identity }
```

## What to do

Add a second way, conditional if need be (`requires`), or write a comment that says why there can be only one.
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    subject.each_mandate(|mandate| {
        let may = mandate.may.as_ref()?;
        (may.alternatives() == 1 && !has_comment(mandate, may)).then(|| {
            let open = may.choices.iter().find(|choice| choice.standing.is_open());
            let name = open.map_or("", |choice| choice.id.value.as_str());
            let message = format!("`{name}` is the only choice: this mandates the how");
            Remark::at(may.place.clone(), message)
                .help("add another way, or say in a comment here why there is only one")
        })
    })
}

/// Whether a comment stands on the lines of the block or the one above; what might be one counts.
fn has_comment(mandate: &Mandate, may: &May) -> bool {
    let source = &mandate.source;
    let block = mandate.document.root().get("may");
    let first = may.place.start.line.saturating_sub(1).max(1);
    let last = block.map_or(first, |node| source.place(node.span()).end.line);
    (first..=last)
        .filter_map(|line| source.line_span(line))
        .any(|line| {
            let text = source.slice(line);
            text.trim_start().starts_with('#') || text.contains(" #") || text.contains("\t#")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::said;

    #[test]
    fn one_open_choice_is_the_how() {
        assert_eq!(
            said(&CODE, "may: { at: spec.tier, choices: [{ id: a }] }\n"),
            ["5: `a` is the only choice: this mandates the how"]
        );
    }

    #[test]
    fn a_word_on_why_a_second_choice_or_none_is_fine() {
        for text in [
            "# There is one identity provider with a licence for all of us.\nmay: { at: spec.tier, choices: [{ id: a }] }\n",
            "may:\n  at: spec.tier\n  choices:\n    - id: a # the law names it\n",
            "may: { at: spec.tier, choices: [{ id: a }, { id: b, requires: [{ id: t, at: spec.tls, otherwise: x }] }] }\n",
            "must: [{ id: a, at: spec.tier, schema: { const: 1 }, otherwise: x }]\n",
        ] {
            assert!(said(&CODE, text).is_empty(), "{text}");
        }
    }
}
