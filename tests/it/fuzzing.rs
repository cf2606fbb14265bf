//! The targets of the fuzzers on stable Rust: their seeds replayed, and changed by chance.
//!
//! `MUSTMAY_FUZZ` says how many changed inputs each target gets, `MUSTMAY_SEED` where the chance begins. The corpus,
//! where it is at hand, gives more to begin with. `cargo fuzz` runs the same targets with coverage as its guide.

#[path = "../../fuzz/targets/mod.rs"]
mod targets;

use crate::dice::{Dice, times};
use crate::documents::{files_below, shared};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What makes a difference in the languages that are read.
const WORDS: [&str; 48] = [
    "\n",
    "\n\n",
    "  ",
    "\t",
    "- ",
    ": ",
    "? ",
    "#",
    "\n---\n",
    "\n...\n",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "!x ",
    "|\n",
    ">-\n",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ",",
    "null",
    "~",
    "true",
    "0x1F",
    ".inf",
    "-0.0",
    "9223372036854775808",
    "\r",
    "\r\n",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{0}",
    "\\u0041",
    "%YAML 1.2\n",
    "\n%%%\n",
    "it.spec",
    "()",
    "??",
    "2026-02-30",
    "::error ",
    "*",
    "\u{1b}[2J",
    "é😀",
];

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    files_below(&folder)
        .into_iter()
        .map(|(_, path)| fs::read(path).unwrap())
        .collect()
}

/// An input a few changes away from one or two seeds.
fn changed(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = dice.pick(seeds);
    for _ in 0..dice.from(1, 6) {
        let at = dice.below(input.len() + 1);
        let end = (at + dice.from(1, 12)).min(input.len());
        match dice.below(8) {
            0 => drop(input.drain(at..end)),
            1 | 2 => drop(input.splice(at..at, dice.pick(&WORDS).bytes())),
            3 => drop(input.splice(at..end, dice.pick(&WORDS).bytes())),
            4 if at < input.len() => input[at] ^= 1 << dice.below(8),
            5 => {
                let again = input[at..end].to_vec();
                let to = dice.below(input.len() + 1);
                input.splice(to..to, again);
            }
            6 => {
                let other = dice.pick(seeds);
                let from = dice.below(other.len() + 1);
                let to = (from + dice.from(1, 200)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
            _ => {
                // Line by line: twice, gone, or elsewhere.
                let mut lines: Vec<&[u8]> = input.split_inclusive(|byte| *byte == b'\n').collect();
                if lines.len() > 1 {
                    let line = lines.remove(dice.below(lines.len()));
                    for _ in 0..dice.below(3) {
                        lines.insert(dice.below(lines.len() + 1), line);
                    }
                    input = lines.concat();
                }
            }
        }
    }
    input.truncate(64 << 10);
    input
}

fn run(name: &str, target: fn(&[u8]), input: &[u8]) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(input))) {
        let shown = String::from_utf8_lossy(input);
        eprintln!("{name} falls for `{}`", shown.escape_debug());
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn the_seeds_of_all_targets_hold() {
    for (name, target) in targets::ALL {
        let seeds = seeds(name);
        assert!(seeds.len() >= 2, "{name} has no seeds");
        for seed in &seeds {
            run(name, *target, seed);
        }
    }
}

#[test]
fn seeds_changed_by_chance_hold() {
    let count = times("MUSTMAY_FUZZ", 200);
    let first = u64::try_from(times("MUSTMAY_SEED", 0)).unwrap();
    let corpus = shared("corpus")
        .map(|folder| files_below(&folder))
        .unwrap_or_default();
    let small = |path: &Path| path.metadata().is_ok_and(|file| file.len() < 4 << 10);
    for (name, target) in targets::ALL {
        let mut seeds = seeds(name);
        if *name == "reader" {
            let more = corpus.iter().filter(|(_, path)| small(path)).step_by(7);
            seeds.extend(more.map(|(_, path)| fs::read(path).unwrap()));
        }
        let mut dice = Dice::new(first);
        for _ in 0..count {
            run(name, *target, &changed(&seeds, &mut dice));
        }
        eprintln!("{name}: {count} inputs from {} seeds", seeds.len());
    }
}

/// What other YAML readers refuse or read is read here at least without a fall.
#[test]
fn the_reader_stands_the_whole_corpus() {
    let folders = ["corpus", "hostile-yaml", "yaml-test-suite"];
    let files = folders
        .iter()
        .filter_map(|folder| shared(folder))
        .flat_map(|folder| files_below(&folder));
    let reader = targets::ALL
        .iter()
        .find(|(name, _)| *name == "reader")
        .unwrap()
        .1;
    let mut count = 0;
    for (_, path) in files.filter(|(name, _)| {
        [".yaml", ".yml", ".json"]
            .iter()
            .any(|end| name.ends_with(end))
    }) {
        run("reader", reader, &fs::read(path).unwrap());
        count += 1;
    }
    eprintln!("{count} files");
}
