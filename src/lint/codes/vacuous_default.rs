//! `lint::vacuous-default`

use crate::lint::code::Code;
use crate::lint::remark::Remark;
use crate::lint::subject::Subject;
use crate::policy::{Level, Test};

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::vacuous-default",
    level: Level::Warn,
    title: "a default makes a condition hold for what is absent",
    docs: "\
## What it finds

In the script of a condition or term, a default (`?? x`) that by itself makes true what must be true: the manifest that
says nothing passes. Only literal defaults are looked at, and only where the whole condition rests on the comparison.

## Why it matters

Silence is the most common way not to meet a condition. A default was written to keep the script from breaking, and
decides that nobody has to say anything.

## Example

```yaml
must:
  - id: patched-soon
    script: (it.spec.tier ?? 1) <= 3
    otherwise: give the service a tier from 1 to 3
```

## What to do

Decide what saying nothing means. Where it is fine, because the platform really takes 1 for what is left out, say so:
`it.spec.tier == () || it.spec.tier <= 3` judges as before, and can be read. Where it is not, leave the default out: that
judges more strictly, since a condition that needs an absent value is a finding at its path.
",
    fixable: false,
    check,
};

const ADVICE: &str = "where saying nothing is fine, write so and keep the meaning: `x == () || ..`; where it is not, \
                      leave the default out, and who says nothing has a finding";

fn check(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for asked in subject.asked() {
        let Test::Script(script) = &asked.condition.test else {
            continue;
        };
        for place in script.vacuous_defaults() {
            let message = format!(
                "with this default `{}` holds for a manifest that says nothing",
                asked.condition.id.value
            );
            remarks.push(Remark::at(place, message).help(ADVICE));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::support::{remarks_of, said, wrapped};

    fn with(script: &str) -> String {
        format!("must:\n  - id: a\n    otherwise: x\n    script: |\n      {script}\n")
    }

    #[test]
    fn defaults_that_answer_for_the_manifest() {
        for script in [
            "(it.spec.tier ?? 0) <= 3",
            "it.spec.data.personal ?? true",
            "!(it.spec.data.personal ?? false)",
            "\"x\" != (it.spec.tier ?? \"y\")",
            "(it.spec.tier ?? 1) in [1, 2]",
            "it.spec.routes.all(|r| (r.auth ?? \"oidc\") != \"basic\")",
            "let x = 1; it.spec.tier == x && (it.spec.language ?? \"rust\") == \"rust\"",
        ] {
            assert_eq!(
                said(&CODE, &with(script)),
                ["9: with this default `a` holds for a manifest that says nothing"],
                "{script}"
            );
        }
    }

    #[test]
    fn the_advice_says_what_either_way_means() {
        let text = wrapped(&with("(it.spec.tier ?? 1) <= 1"));
        let remarks = remarks_of(&CODE, &[("x.yaml", &text)]);
        let help = remarks[0].help.as_deref().unwrap();
        for part in [
            "keep the meaning: `x == () || ..`",
            "who says nothing has a finding",
        ] {
            assert!(help.contains(part), "{help}");
        }
        // What it advises is no remark.
        assert!(said(&CODE, &with("it.spec.tier == () || it.spec.tier <= 1")).is_empty());
        assert!(said(&CODE, &with("it.spec.tier <= 1")).is_empty());
    }

    #[test]
    fn defaults_that_fail_decide_little_or_come_from_the_manifest() {
        for script in [
            "(it.spec.tier ?? 9) <= 3",
            "it.spec.data.personal ?? false",
            "it.spec.tier == () || it.spec.tier <= 3",
            "it.spec.exposure == \"internal\" || (it.spec.tier ?? 0) <= 3",
            "it.spec.routes.all(|r| (r.auth ?? it.spec.auth.protocol) != \"basic\")",
            "it.spec.routes.any(|r| (r.auth ?? \"oidc\") != \"basic\")",
            "(it.spec.tier ?? 0) <= it.spec.routes.len()",
        ] {
            assert!(said(&CODE, &with(script)).is_empty(), "{script}");
        }
    }
}
