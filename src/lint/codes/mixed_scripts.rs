//! `lint::mixed-scripts`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::Level;
use crate::source::{Source, Span};
use std::collections::BTreeSet;
use std::sync::Arc;
use unicode_security::MixedScript as _;
use unicode_security::confusable_detection::skeleton;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::mixed-scripts",
    level: Level::Deny,
    title: "a word has letters of another script and looks like another word",
    docs: "\
## What it finds

Words in policy files and scripts whose letters come from several scripts, and which look as if they were written in
Latin letters alone; and words of another script that look like a Latin word of the same file. Words that mix scripts
without looking like others (`10k\u{3a9}`), and words of another script that stand for themselves, are left alone.

## Why it matters

A Cyrillic `\u{430}` and a Latin `a` look alike and are not equal: a choice, a name or a value that holds one can never
be met by what people type, or lets through what nobody approved.

## Example

```yaml
may:
  at: spec.auth.provider
  choices:
    - { id: okta, names: [okta, \"okt\u{430}-cic\"] }
    - id: auth0
```

## What to do

Type the word anew in one script. If the letter is meant, write it as an escape in double quotes (`\"\\u0430\"`).
",
    fixable: false,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let own = subject.set.packs.iter().filter(|pack| !pack.embedded);
    own.flat_map(|pack| &pack.files).flat_map(in_file).collect()
}

fn in_file(source: &Arc<Source>) -> Vec<Remark> {
    let text = source.text();
    if text.is_ascii() {
        return Vec::new();
    }
    let latin: BTreeSet<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.is_ascii())
        .collect();
    let mut remarks = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        // A word of one script is suspect only beside the one that it could be taken for: people write their language.
        let meant = |seen: &String| !word.is_single_script() || latin.contains(seen.as_str());
        if let Some(seen) = looks_like(word).filter(meant) {
            let span = Span::new(Span::offset(start), Span::offset(start + word.len()));
            let foreign: Vec<String> = word
                .chars()
                .filter(|c| !c.is_ascii())
                .map(|c| format!("U+{:04X}", u32::from(c)))
                .collect();
            let how = if word.is_single_script() {
                "it has other letters"
            } else {
                "it mixes scripts"
            };
            let message = format!(
                "a word looks like `{seen}` and is not: {how} ({})",
                foreign.join(", ")
            );
            remarks
                .push(Remark::at(source.place(span), message).help("type it anew in one script"));
        }
        start += part.len();
    }
    remarks
}

/// The Latin word that one with other letters looks like.
fn looks_like(word: &str) -> Option<String> {
    if word.is_ascii() {
        return None;
    }
    let letter = |c: char| -> String {
        if c.is_ascii() {
            c.to_string()
        } else {
            skeleton(c.encode_utf8(&mut [0; 4])).collect()
        }
    };
    let seen: String = word.chars().map(letter).collect();
    let latin = seen.is_ascii() && seen.chars().any(|c| c.is_ascii_alphabetic());
    latin.then_some(seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::{pointed, remarks_of, wrapped};

    #[test]
    fn a_word_that_looks_latin_and_is_not() {
        let text =
            wrapped("must: [{ id: a, at: spec.tier, otherwise: 'use the pl\u{430}tform' }]\n");
        let remarks = remarks_of(&CODE, &[("x.yaml", &text)]);
        assert_eq!(remarks.len(), 1);
        assert_eq!(pointed(&text, &remarks[0]), "pl\u{430}tform");
        assert_eq!(
            remarks[0].message,
            "a word looks like `platform` and is not: it mixes scripts (U+0430)"
        );
    }

    /// A choice's second name, all in Cyrillic, beside the one that it could be taken for.
    #[test]
    fn a_word_of_another_script_beside_the_one_it_looks_like() {
        let other = "\u{430}\u{441}\u{435}";
        let named = |id: &str| {
            wrapped(&format!(
                "may: {{ at: spec.tier, choices: [{{ id: {id}, names: [{other}] }}, {{ id: b }}] }}\n"
            ))
        };
        let text = named("ace");
        let remarks = remarks_of(&CODE, &[("x.yaml", &text)]);
        assert_eq!(remarks.len(), 1);
        assert_eq!(pointed(&text, &remarks[0]), other);
        assert_eq!(
            remarks[0].message,
            "a word looks like `ace` and is not: it has other letters (U+0430, U+0441, U+0435)"
        );
        assert!(remarks_of(&CODE, &[("x.yaml", &named("acf"))]).is_empty());
    }

    #[test]
    fn words_of_one_script_and_mixed_ones_that_look_like_no_other() {
        for word in [
            "платформа",
            "Größe",
            "naïve",
            "10k\u{3a9}",
            "東京タワー",
            "T\u{436}irt",
            "50\u{b5}s",
        ] {
            assert_eq!(looks_like(word), None, "{word}");
        }
    }
}
