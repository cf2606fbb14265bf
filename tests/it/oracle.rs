//! Another reader, libyaml's by way of `serde_yaml`'s kept fork, on all that is at hand: the same values, or a
//! difference that stands in a table with its reason.

use crate::dice::{Dice, times};
use crate::documents::{files_below, read_as, shared};
use crate::emit::{Ways, Yaml, emit};
use mustmay::document::Reading;
use serde::Deserialize as _;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

fn theirs(text: &str) -> Result<Vec<Value>, String> {
    let mut values = Vec::new();
    for document in serde_norway::Deserializer::from_str(text) {
        let mut value =
            serde_norway::Value::deserialize(document).map_err(|error| error.to_string())?;
        value.apply_merge().map_err(|error| error.to_string())?;
        values.push(plain(value)?);
    }
    Ok(values)
}

fn plain(value: serde_norway::Value) -> Result<Value, String> {
    use serde_norway::Value as Theirs;
    Ok(match value {
        Theirs::Null => Value::Null,
        Theirs::Bool(truth) => truth.into(),
        Theirs::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), _, _) => number.into(),
            (_, Some(number), _) => number.into(),
            (_, _, number) => Value::from(number),
        },
        Theirs::String(text) => text.into(),
        Theirs::Sequence(items) => items
            .into_iter()
            .map(plain)
            .collect::<Result<Vec<_>, _>>()?
            .into(),
        Theirs::Mapping(entries) => {
            let mut map = serde_json::Map::new();
            for (key, value) in entries {
                let key = match plain(key)? {
                    Value::String(text) => text,
                    Value::Null => "null".to_owned(),
                    Value::Array(_) | Value::Object(_) => {
                        return Err("a key that is no scalar".to_owned());
                    }
                    scalar => scalar.to_string(),
                };
                if map.insert(key, plain(value)?).is_some() {
                    return Err("two keys of one text".to_owned());
                }
            }
            map.into()
        }
        Theirs::Tagged(tagged) => return Err(format!("the tag {}", tagged.tag)),
    })
}

/// What we read: a document without content, which we skip, is a null.
fn ours(reading: &Reading) -> Result<Vec<Value>, String> {
    if let Some(problem) = reading.diagnostics.first() {
        return Err(problem.code.to_owned());
    }
    let mut values = Vec::new();
    for document in reading.tree.documents() {
        values.resize(document.number() as usize - 1, Value::Null);
        values.push(document.root().to_json());
    }
    Ok(values)
}

/// How two values differ first, in short.
fn difference(ours: &Value, theirs: &Value) -> Option<String> {
    match (ours, theirs) {
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .find_map(|(one, other)| difference(one, other)),
        (Value::Object(one), Value::Object(other)) => {
            let keys = |map: &serde_json::Map<String, Value>| {
                map.keys()
                    .cloned()
                    .collect::<std::collections::BTreeSet<_>>()
            };
            if keys(one) != keys(other) {
                let (one, other) = (keys(one), keys(other));
                return Some(format!(
                    "keys {:?} and {:?}",
                    one.difference(&other).collect::<Vec<_>>(),
                    other.difference(&one).collect::<Vec<_>>()
                ));
            }
            one.iter()
                .find_map(|(key, value)| difference(value, &other[key]))
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => None,
        (one, other) => (one != other).then(|| format!("{one} and {other}")),
    }
}

/// How a text is read by the two; `the same` is among the answers.
fn compare(text: &str) -> String {
    let reading = read_as("x.yaml", text);
    match (ours(&reading), theirs(text)) {
        (Err(_), Err(_)) => "both refuse".to_owned(),
        (Err(code), Ok(_)) => format!("we refuse: {code}"),
        (Ok(_), Err(error)) => format!("they refuse: {error}"),
        (Ok(mut one), Ok(mut other)) => {
            let length = one.len().max(other.len());
            one.resize(length, Value::Null);
            other.resize(length, Value::Null);
            let difference = difference(&one.into(), &other.into());
            difference.map_or_else(|| "the same".to_owned(), |told| format!("differ: {told}"))
        }
    }
}

const END: &str = "at the end of a file the suite counts the end as a line end, libyaml does not";
const SUITE: &str = "the suite, which we are held to case by case, is not with libyaml";
const KEYS: &str = "a name for one value: two keys of the same text are refused";

/// Of the files made to be misread: what differs, and why.
const HOSTILE: [(&str, &str, &str); 12] = [
    ("13_octal.yaml", "differ: 10", CORE),
    (
        "23_nel.yaml",
        "we refuse: yaml::syntax",
        "a character that is a line end in YAML 1.1 alone",
    ),
    (
        "24_ls.yaml",
        "we refuse: yaml::syntax",
        "a character that is a line end in YAML 1.1 alone",
    ),
    (
        "25_multidoc_end.yaml",
        "they refuse: did not find expected <document start>",
        "`...` ends a document, and the next needs no `---`",
    ),
    ("33_custom_tag.yaml", "we refuse: yaml::tag", TAGS),
    ("36_binary.yaml", "we refuse: yaml::tag", TAGS),
    (
        "43_huge_int.yaml",
        "they refuse: n: invalid type",
        "integers of any length are read",
    ),
    ("44_nan.yaml", "differ: \".inf\"", JSON),
    (
        "46_unknown_directive.yaml",
        "they refuse: found unknown directive",
        "unknown directives are to be passed over",
    ),
    ("54_set.yaml", "we refuse: yaml::tag", TAGS),
    ("55_omap.yaml", "we refuse: yaml::tag", TAGS),
    (
        "64_surrogate.yaml",
        "they refuse: found invalid Unicode",
        "a pair of escapes for one character is read as JSON reads it",
    ),
];

const TAGS: &str = "tags that change what a value is are refused";

/// Why a difference is right; `None` where nobody looked at it yet.
fn reason(name: &str, text: &str, end: &str) -> Option<&'static str> {
    if let Some(file) = name.strip_prefix("hostile-yaml/") {
        let known = HOSTILE
            .iter()
            .find(|(known, begins, _)| *known == file && end.starts_with(begins));
        return known.map(|(_, _, reason)| *reason);
    }
    if name.starts_with("yaml-test-suite/") {
        return Some(SUITE);
    }
    let told = end
        .strip_prefix("differ: ")
        .and_then(|told| told.split_once(" and "));
    if let Some((ours, theirs)) = told
        && !text.ends_with('\n')
        && ours.strip_suffix("\\n\"") == theirs.strip_suffix('"')
    {
        return Some(END);
    }
    (end == "we refuse: yaml::duplicate-key").then_some(KEYS)
}

#[test]
fn another_reader_reads_the_same_or_the_difference_is_known() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unknown = Vec::new();
    for folder in ["corpus", "yaml-test-suite", "hostile-yaml"] {
        let Some(path) = shared(folder) else { return };
        for (name, path) in files_below(&path) {
            let wanted = [".yaml", ".yml"].iter().any(|end| name.ends_with(end));
            let Some(text) = wanted.then(|| fs::read_to_string(path).ok()).flatten() else {
                continue;
            };
            let name = format!("{folder}/{name}");
            let end = compare(&text);
            let told = match &*end {
                "the same" => "the same",
                "both refuse" => "both refuse",
                end => reason(&name, &text, end).unwrap_or_else(|| {
                    unknown.push(format!("{name}: {end}"));
                    "unknown"
                }),
            };
            *counts.entry(told).or_default() += 1;
        }
    }
    eprintln!("{counts:#?}");
    assert_eq!(unknown, Vec::<String>::new());
    let expected = [
        ("the same", 1551),
        ("both refuse", 154),
        (END, 3),
        (SUITE, 84),
    ];
    for (told, count) in expected {
        assert_eq!(counts.get(told), Some(&count), "{told}");
    }
    assert_eq!(
        counts.values().sum::<usize>(),
        1551 + 154 + 3 + 84 + HOSTILE.len()
    );
}

/// Plain scalars that the two take for different things: how they differ, and why.
const SCALARS: [(&str, &str, &str); 19] = [
    ("010", r#"differ: 10 and "010""#, CORE),
    ("007", r#"differ: 7 and "007""#, CORE),
    ("-010", r#"differ: -10 and "-010""#, CORE),
    ("00", r#"differ: 0 and "00""#, CORE),
    ("0755", r#"differ: 755 and "0755""#, CORE),
    ("-0o7", r#"differ: "-0o7" and -7"#, SIGN),
    ("+0o7", r#"differ: "+0o7" and 7"#, SIGN),
    ("-0x1F", r#"differ: "-0x1F" and -31"#, SIGN),
    ("+0x1F", r#"differ: "+0x1F" and 31"#, SIGN),
    ("0b101", r#"differ: "0b101" and 5"#, BINARY),
    ("-0b1", r#"differ: "-0b1" and -1"#, BINARY),
    (".inf", r#"differ: ".inf" and null"#, JSON),
    ("-.inf", r#"differ: "-.inf" and null"#, JSON),
    ("+.INF", r#"differ: "+.INF" and null"#, JSON),
    (".Inf", r#"differ: ".Inf" and null"#, JSON),
    (".nan", r#"differ: ".nan" and null"#, JSON),
    (".NaN", r#"differ: ".NaN" and null"#, JSON),
    (
        "-9223372036854775809",
        LARGE,
        "integers of any length are read",
    ),
    (
        "18446744073709551616",
        LARGE,
        "integers of any length are read",
    ),
];

const CORE: &str = "the core schema of YAML 1.2 reads zeros in front as nothing, in base ten";
const SIGN: &str = "the core schema has no signs before 0o and 0x";
const BINARY: &str = "the core schema has no binary numbers";
const JSON: &str = "JSON has no such numbers: ours are shown by their text";
const LARGE: &str = "they refuse: a: invalid type: integer";

#[test]
fn plain_scalars_are_of_the_same_type_or_the_difference_is_known() {
    let texts = [
        "~",
        "null",
        "Null",
        "NULL",
        "nUll",
        "true",
        "True",
        "TRUE",
        "tRue",
        "false",
        "yes",
        "Yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "0",
        "-0",
        "+1",
        "1",
        "010",
        "007",
        "-010",
        "0o7",
        "0O7",
        "0o8",
        "-0o7",
        "0x1F",
        "0X1F",
        "-0x1F",
        "+0x1F",
        "0b101",
        "1_000",
        "1e3",
        "1E+3",
        "1e",
        ".5",
        "5.",
        "-.5",
        "+.5",
        ".",
        "1.5",
        "1.",
        "1.2.3",
        "1.50",
        "-1.5e-3",
        ".inf",
        "-.inf",
        "+.INF",
        ".Inf",
        "inf",
        ".nan",
        ".NaN",
        "nan",
        "12:30",
        "12:30:45",
        "2026-05-10",
        "2026-05-10T10:00:00Z",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "0x8000000000000000",
        "1e400",
        "-1e400",
        "=",
        "<",
        "a:b",
        "a#b",
        "-a",
        "?a",
        ":a",
        "a\u{a0}b",
        "é",
        "\u{660}",
        "1\u{660}",
        "0.1e1",
        "0e0",
        "00",
        "0.0",
        "1,000",
        "0x",
        "0o",
        "+",
        "-",
        "--",
        "+.",
        "e3",
        "١",
        "Infinity",
        "NaN",
        "None",
        "nil",
        "undefined",
        "0755",
        "0b2",
        "1e1.5",
        "1__0",
        "0xGG",
        "+0o7",
        "-0b1",
        "190:20:30",
        "0.",
        ".0",
    ];
    let mut found = Vec::new();
    for text in texts {
        let end = compare(&format!("a: {text}\n"));
        let known = SCALARS.iter().find(|(known, ..)| *known == text);
        let as_known = match known {
            None => end == "the same" || end == "both refuse",
            Some((_, wanted, _)) => end.starts_with(wanted),
        };
        if !as_known {
            found.push(format!("{text}: {end}"));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// A value by chance.
fn value(dice: &mut Dice, depth: usize) -> Yaml {
    let texts = [
        "",
        "a",
        "yes",
        "null",
        "1",
        "1.5",
        "é😀",
        "two\nlines\n",
        "two\n\nlines",
        " blank",
        "tab\tin",
        "#",
        "a: b",
        "- a",
        "\"",
        "'",
        "{",
        "*a",
        "&a",
        "!a",
        "<<",
        "=",
        "a\\b",
        "\u{85}\u{2028}x",
        "end ",
        "0x1F",
        "% a",
        "@",
        "`",
        "a #b",
        "---",
        "...",
    ];
    let plains = [
        "null", "~", "true", "false", "0", "7", "-3", "1.5", "-2.25", "1e3", "0x1F", "0o17",
    ];
    match dice.below(if depth == 0 { 2 } else { 4 }) {
        0 => Yaml::Text(dice.pick(&texts).to_owned()),
        1 => Yaml::Plain(dice.pick(&plains).to_owned()),
        2 => Yaml::List((0..dice.below(4)).map(|_| value(dice, depth - 1)).collect()),
        _ => {
            let mut entries: Vec<(String, Yaml)> = Vec::new();
            for _ in 0..dice.below(5) {
                let key = dice.pick(&texts).to_owned();
                if key != "<<" && !entries.iter().any(|(other, _)| *other == key) {
                    entries.push((key, value(dice, depth - 1)));
                }
            }
            Yaml::Map(entries)
        }
    }
}

#[test]
fn documents_by_chance_are_read_the_same() {
    let first = u64::try_from(times("MUSTMAY_SEED", 0)).unwrap();
    let count = times("MUSTMAY_ORACLE", 3_000);
    let mut ends: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for seed in (first..).take(count) {
        let mut dice = Dice::new(seed);
        let percent = |dice: &mut Dice| {
            if dice.one_in(2) {
                0
            } else {
                dice.pick(&[5, 30, 90])
            }
        };
        let ways = Ways {
            flow: percent(&mut dice) / 2,
            quotes: percent(&mut dice),
            blocks: percent(&mut dice),
            order: percent(&mut dice),
            comments: percent(&mut dice),
            // Behind a dash or a colon it refuses them.
            tabs: false,
            aliases: percent(&mut dice),
            merges: percent(&mut dice),
            // It keeps tags of lists and maps as values of their own.
            tags: 0,
            explicit: percent(&mut dice),
        };
        let text = emit(&value(&mut dice, 4), ways, &mut dice);
        let end = compare(&text);
        if end != "the same" {
            ends.entry(end)
                .or_insert((0, format!("seed {seed}\n{text}")))
                .0 += 1;
        }
    }
    let told: Vec<String> = ends
        .iter()
        .take(8)
        .map(|(end, (count, text))| format!("{count} times {end}: {text}"))
        .collect();
    assert!(ends.is_empty(), "{}", told.join("\n"));
}
