//! `lint::unused-allow`

use crate::lint::code::Code;
use crate::policy::Level;

pub(in crate::lint) const CODE: Code = Code {
    code: "lint::unused-allow",
    level: Level::Warn,
    title: "a remark is answered that nobody makes, or without a reason",
    docs: "\
## What it finds

A comment `# mustmay: allow(CODE) because REASON` (in scripts `// mustmay: ..`) whose line has no remark of that code,
whose code does not exist, or that gives no reason.

## Why it matters

An answer to a remark that is no longer made hides the next one of its kind. One without a reason is no answer: who
comes later cannot tell whether it still holds.

## Example

```yaml
must:
  - id: tier
    at: spec.tier  # mustmay: allow(lint::never-fails) because it once was optional
    otherwise: say which tier it is
```

## What to do

Remove the comment, which `--fix` does, or give the reason. It speaks of its own line or, where it has a line to
itself, of the next one that says something; this remark cannot be answered.
",
    fixable: true,
    // Only what all the other codes say tells what is answered in vain: see `allow`.
    check: |_| Vec::new(),
};
