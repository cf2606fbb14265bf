//! Helper: values written as YAML, in any of the ways that mean the same.

use crate::dice::Dice;
use mustmay::document::{Kind, Node};
use serde_json::Value;
use std::fmt::Write as _;

/// A value that keeps the text of its numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Yaml {
    /// A null, a boolean or a number as it is written; never in quotes.
    Plain(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// A map.
    Map(Vec<(String, Self)>),
}

/// Which ways of writing may be taken, each in percent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ways {
    /// Lists and maps in brackets.
    pub(crate) flow: usize,
    /// Texts in quotes that need none, with needless escapes.
    pub(crate) quotes: usize,
    /// Texts as block scalars.
    pub(crate) blocks: usize,
    /// Keys in another order.
    pub(crate) order: usize,
    /// Comments, blank lines and blanks at the end of lines.
    pub(crate) comments: usize,
    /// Whether some of those blanks are tabs.
    pub(crate) tabs: bool,
    /// Anchors, and aliases in place of what was written before.
    pub(crate) aliases: usize,
    /// Merge keys, with decoys that lose.
    pub(crate) merges: usize,
    /// `!!str` and its like.
    pub(crate) tags: usize,
    /// `? key` on a line of its own.
    pub(crate) explicit: usize,
}

impl Yaml {
    /// What stands in a document, with what it is written as.
    pub(crate) fn of(node: Node<'_>) -> Self {
        match node.kind() {
            Kind::Seq => Self::List(node.items().map(Self::of).collect()),
            Kind::Map => Self::Map(
                node.entries()
                    .map(|(key, value)| {
                        (key.text().unwrap_or_default().to_owned(), Self::of(value))
                    })
                    .collect(),
            ),
            Kind::Str => Self::Text(node.as_str().unwrap_or_default().to_owned()),
            _ => match node.text() {
                None | Some("") => Self::Plain("null".to_owned()),
                Some(text) => Self::Plain(text.to_owned()),
            },
        }
    }

    pub(crate) fn of_json(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of_json).collect()),
            Value::Object(entries) => Self::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), Self::of_json(value)))
                    .collect(),
            ),
            Value::String(text) => Self::Text(text.clone()),
            other => Self::Plain(other.to_string()),
        }
    }

    fn is_container(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_))
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }
}

/// Writes a document's content.
pub(crate) fn emit(value: &Yaml, ways: Ways, dice: &mut Dice) -> String {
    let mut writer = Writer {
        width: if ways.flow == 0 {
            2
        } else {
            dice.from(1, 6).max(2)
        },
        ways,
        dice,
        out: String::new(),
        anchored: Vec::new(),
        names: 0,
    };
    match value {
        _ if value.is_container() && !value.is_empty() && !writer.flows() => writer.block(value, 0),
        _ => {
            writer.flow(value, true);
            writer.line_end();
        }
    }
    writer.out
}

type Entries = Vec<(String, Yaml)>;

struct Writer<'d> {
    ways: Ways,
    dice: &'d mut Dice,
    out: String,
    /// What has an anchor, by its name.
    anchored: Vec<(String, Yaml)>,
    names: usize,
    width: usize,
}

impl Writer<'_> {
    fn flows(&mut self) -> bool {
        self.dice.percent(self.ways.flow)
    }

    /// A list or map that is not empty, from the start of a line.
    fn block(&mut self, value: &Yaml, indent: usize) {
        match value {
            Yaml::List(items) => {
                for item in items {
                    self.noise(indent);
                    self.pad(indent);
                    self.out.push('-');
                    self.after(item, indent, true);
                }
            }
            Yaml::Map(entries) => {
                let (merged, own) = self.divide(entries);
                let merge_at = self.dice.below(own.len() + 1);
                for (index, (key, value)) in own.iter().enumerate() {
                    if index == merge_at {
                        self.merge(merged.as_ref(), &own, indent);
                    }
                    self.noise(indent);
                    self.pad(indent);
                    if self.dice.percent(self.ways.explicit) {
                        self.out.push_str("? ");
                        self.key(key, false);
                        self.line_end();
                        self.pad(indent);
                        self.out.push(':');
                    } else {
                        self.key(key, true);
                        self.out.push(':');
                    }
                    self.after(value, indent, false);
                }
                if merge_at == own.len() {
                    self.merge(merged.as_ref(), &own, indent);
                }
            }
            scalar => panic!("{scalar:?} has no lines of its own"),
        }
    }

    /// Which entries of a map come in by a merge key.
    fn divide(&mut self, entries: &[(String, Yaml)]) -> (Option<Entries>, Entries) {
        let mut own = entries.to_vec();
        if self.dice.percent(self.ways.order) {
            self.dice.shuffle(&mut own);
        }
        let keeps = |(key, _): &(String, Yaml)| key == "<<";
        if own.len() < 2 || own.iter().any(keeps) || !self.dice.percent(self.ways.merges) {
            return (None, own);
        }
        let count = self.dice.below(own.len());
        let merged = own.split_off(own.len() - count);
        (Some(merged), own)
    }

    /// A merge key: what comes in by it, and decoys that are of no effect.
    fn merge(&mut self, merged: Option<&Entries>, own: &[(String, Yaml)], indent: usize) {
        let Some(merged) = merged else { return };
        let decoy = |entries: &[(String, Yaml)]| {
            let first = entries.first().cloned();
            first.map(|(key, _)| (key, Yaml::Text("decoy".to_owned())))
        };
        let mut maps = vec![Yaml::Map(merged.clone())];
        if self.dice.one_in(3)
            && let Yaml::Map(entries) = &mut maps[0]
        {
            entries.extend(decoy(own));
        }
        if self.dice.one_in(3) {
            maps.push(Yaml::Map(
                decoy(merged).or_else(|| decoy(own)).into_iter().collect(),
            ));
        }
        self.noise(indent);
        self.pad(indent);
        self.out.push_str("<<:");
        let merges = std::mem::take(&mut self.ways.merges);
        let value = match maps.len() {
            1 if self.dice.one_in(2) => maps.remove(0),
            _ => Yaml::List(maps),
        };
        self.after(&value, indent, false);
        self.ways.merges = merges;
    }

    /// What follows the dash or the colon of a block.
    fn after(&mut self, value: &Yaml, indent: usize, is_item: bool) {
        if let Some(name) = self.known(value) {
            let _ = write!(self.out, " *{name}");
            self.line_end();
            return;
        }
        let anchor = self.anchor(value);
        let tag = self.tag(value);
        let flows = self.flows();
        if value.is_container() && !value.is_empty() && !flows {
            if !anchor.is_empty()
                || !tag.is_empty()
                || !is_item
                || self.dice.percent(self.ways.comments)
            {
                self.out.push_str(&anchor);
                self.out.push_str(&tag);
                self.line_end();
                let flat = !is_item && matches!(value, Yaml::List(_)) && self.dice.one_in(2);
                let below = if flat { indent } else { indent + self.width };
                self.block(value, below);
            } else {
                self.compact(value, indent);
            }
        } else {
            self.out.push_str(&anchor);
            self.out.push_str(&tag);
            self.out.push(' ');
            match value {
                Yaml::Text(text) if self.dice.percent(self.ways.blocks) && is_block(text) => {
                    self.literal(text, indent);
                }
                _ => {
                    self.flow(value, true);
                    self.line_end();
                }
            }
        }
        self.settle(value, &anchor);
    }

    /// A list or map whose first entry stands on the line of its dash.
    fn compact(&mut self, value: &Yaml, indent: usize) {
        let below = indent + self.width;
        let comments = std::mem::take(&mut self.ways.comments);
        let start = self.out.len();
        self.block(value, below);
        self.ways.comments = comments;
        // The first line is indented by `below`; the dash takes the place of one blank of it.
        let blanks = " ".repeat(self.width - 1);
        self.out.replace_range(start..start + below, &blanks);
    }

    fn literal(&mut self, text: &str, indent: usize) {
        let body = text.strip_suffix('\n');
        self.out
            .push_str(if body.is_none() { "|-\n" } else { "|\n" });
        for line in body.unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.pad(indent + self.width);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// A value on one line.
    fn flow(&mut self, value: &Yaml, is_top: bool) {
        if !is_top {
            if let Some(name) = self.known(value) {
                let _ = write!(self.out, "*{name} ");
                return;
            }
            let anchor = self.anchor(value);
            let tag = self.tag(value);
            if !anchor.is_empty() || !tag.is_empty() {
                self.out.push_str(anchor.trim_start());
                self.out.push_str(if anchor.is_empty() {
                    tag.trim_start()
                } else {
                    &tag
                });
                self.out.push(' ');
            }
            self.bare(value);
            self.settle(value, &anchor);
            return;
        }
        self.bare(value);
    }

    fn bare(&mut self, value: &Yaml) {
        match value {
            Yaml::Plain(text) => self.out.push_str(text),
            Yaml::Text(text) => self.text(text),
            Yaml::List(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.out.push_str(", ");
                    }
                    self.flow(item, false);
                }
                self.out.push(']');
            }
            Yaml::Map(entries) => {
                let mut entries = entries.clone();
                if self.dice.percent(self.ways.order) {
                    self.dice.shuffle(&mut entries);
                }
                self.out.push_str("{ ");
                for (index, (key, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        self.out.push_str(", ");
                    }
                    self.key(key, true);
                    self.out.push_str(": ");
                    self.flow(value, false);
                }
                self.out.push_str(" }");
            }
        }
    }

    fn key(&mut self, key: &str, is_implicit: bool) {
        // An implicit key has at most 1024 characters.
        if is_implicit && key.chars().count() > 100 {
            self.out.push_str(&Value::from(key).to_string());
        } else if key == "<<" {
            self.out.push_str("<<");
        } else {
            self.text(key);
        }
    }

    fn text(&mut self, text: &str) {
        let quoted = self.dice.percent(self.ways.quotes);
        if !quoted && is_plain(text) {
            self.out.push_str(text);
        } else if quoted
            && self.dice.one_in(2)
            && !text.chars().any(|c| c.is_control() || is_odd(c))
        {
            let _ = write!(self.out, "'{}'", text.replace('\'', "''"));
        } else {
            self.double(text, quoted);
        }
    }

    fn double(&mut self, text: &str, needlessly: bool) {
        self.out.push('"');
        for c in text.chars() {
            let code = u32::from(c);
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\t' => self.out.push_str("\\t"),
                _ if needlessly && self.dice.one_in(6) => {
                    let _ = match code {
                        0..=0xff if self.dice.one_in(2) => write!(self.out, "\\x{code:02x}"),
                        0..=0xffff => write!(self.out, "\\u{code:04X}"),
                        _ => write!(self.out, "\\U{code:08X}"),
                    };
                }
                _ if c.is_control() || is_odd(c) => {
                    let _ = write!(self.out, "\\U{code:08x}");
                }
                _ => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    fn tag(&mut self, value: &Yaml) -> String {
        if !self.dice.percent(self.ways.tags) {
            return String::new();
        }
        match value {
            Yaml::Text(_) => " !!str".to_owned(),
            Yaml::List(_) => " !!seq".to_owned(),
            Yaml::Map(_) => " !!map".to_owned(),
            Yaml::Plain(_) => String::new(),
        }
    }

    /// The anchor's name, where the same value was written before.
    fn known(&mut self, value: &Yaml) -> Option<String> {
        let (name, _) = self.anchored.iter().find(|(_, known)| known == value)?;
        let name = name.clone();
        self.dice.percent(self.ways.aliases).then_some(name)
    }

    fn anchor(&mut self, value: &Yaml) -> String {
        if matches!(value, Yaml::Map(entries) if entries.iter().any(|(key, _)| key == "<<"))
            || !self.dice.percent(self.ways.aliases / 2)
        {
            return String::new();
        }
        self.names += 1;
        format!(" &a{}", self.names)
    }

    fn settle(&mut self, value: &Yaml, anchor: &str) {
        if let Some(name) = anchor.strip_prefix(" &") {
            self.anchored.push((name.to_owned(), value.clone()));
        }
    }

    fn noise(&mut self, indent: usize) {
        if self.dice.percent(self.ways.comments / 3) {
            // Deeper, it could be a line of the block scalar before it.
            let column = self.dice.below(indent + 1);
            self.pad(column);
            self.out.push_str(self.dice.pick(&[
                "# spec: { privileged: false }\n",
                "#\n",
                "\n",
                "# - '\n",
            ]));
        }
    }

    fn line_end(&mut self) {
        if self.dice.percent(self.ways.comments) {
            let ends = ["  ", " # x", " #: \"", " ", "\t# y: z", "\t"];
            let ends = if self.ways.tabs {
                &ends[..]
            } else {
                &ends[..4]
            };
            self.out.push_str(self.dice.pick(ends));
        }
        self.out.push('\n');
    }

    fn pad(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }
}

/// Whether a text can stand without quotes and stay a text, anywhere.
fn is_plain(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(word)
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "inf" | "nan"
        )
}

/// Whether a text can be a block scalar as it stands.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    !body.is_empty()
        && !body.starts_with([' ', '\t', '\n'])
        && !body.ends_with('\n')
        && !body
            .chars()
            .any(|c| (c.is_control() && c != '\n' && c != '\t') || is_odd(c))
        && body
            .split('\n')
            .all(|line| line.is_empty() || !line.trim().is_empty())
}

/// Characters that YAML or an editor may take for a line end or for nothing.
fn is_odd(c: char) -> bool {
    matches!(
        c,
        '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}
