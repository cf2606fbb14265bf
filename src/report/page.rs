//! What people read: blocks of lines in one width, painted or plain.

use super::Style;
use super::snippet::{Labelled, Snippets, clip, options};
use crate::source::{Place, shown_text};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters, ThemeStyles};
use owo_colors::OwoColorize as _;
use std::fmt;
use std::io::{self, Write};

/// Columns of one text at most, whatever a policy says.
const LONGEST: usize = 600;

/// The role of a text, and so its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tone {
    /// Fails the run.
    Bad,
    /// Said with weight.
    Warn,
    /// Said.
    Advice,
    /// Fine.
    Good,
    /// Less important than the rest.
    Dim,
    /// A name.
    Strong,
}

/// One problem with the lines that show it.
pub(super) struct Notice<'a> {
    pub(super) tone: Tone,
    /// What is wrong, or what to do.
    pub(super) message: String,
    /// What helps, each on its own line.
    pub(super) help: Vec<String>,
    /// Places to show, the first the one that matters, with what is to be said at each.
    pub(super) marks: Vec<(&'a Place, String)>,
}

/// Where people read.
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    color: bool,
    unicode: bool,
    width: usize,
    prefix: &'static str,
}

impl<'a> Page<'a> {
    /// A page on a stream.
    pub(super) fn new(style: &Style, out: &'a mut dyn Write) -> Self {
        let prefix = match (style.github_actions, style.unicode) {
            (false, _) => "",
            (true, true) => "│ ",
            (true, false) => "| ",
        };
        let width = style.width.clamp(40, 200);
        Self {
            out,
            color: style.color,
            unicode: style.unicode,
            width: if prefix.is_empty() { width } else { width - 2 },
            prefix,
        }
    }

    /// A text in the colour of its role.
    pub(super) fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        text.style(tone.style()).to_string()
    }

    /// Writes an empty line.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        self.lines("\n")
    }

    /// Writes one line as it is, however long.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.lines(&[text, "\n"].concat())
    }

    /// Writes a text after `indent`, broken into lines that are indented by `hanging` columns.
    pub(super) fn wrapped(&mut self, indent: &str, hanging: usize, text: &str) -> io::Result<()> {
        let hanging = " ".repeat(hanging);
        let wrap = options(self.width)
            .initial_indent(indent)
            .subsequent_indent(&hanging);
        let text = textwrap::fill(text, wrap);
        self.line(&text)
    }

    /// Writes `word: text`, indented as the help of a notice is.
    pub(super) fn field(&mut self, word: &str, text: &str) -> io::Result<()> {
        let word = ["  ", word, ":"].concat();
        let indent = [&*self.paint(Tone::Advice, &word), " "].concat();
        self.wrapped(&indent, 4, text)
    }

    /// Writes a problem with its lines.
    pub(super) fn notice(&mut self, notice: Notice<'_>) -> io::Result<()> {
        let mut snippets = Snippets::default();
        let mut unsaid = Vec::new();
        let mut labels = Vec::new();
        for (at, (place, label)) in notice.marks.into_iter().enumerate() {
            let label = one_line(&label);
            let (span, labelled) = snippets.add(place, &label, self.width);
            labels.push(span);
            match labelled {
                Labelled::No if at == 0 && !label.is_empty() => unsaid.push(label),
                Labelled::Yes | Labelled::No => {}
            }
        }
        let mut message = one_line(&notice.message);
        for label in unsaid {
            message.push_str(": ");
            message.push_str(&label);
        }
        let help: Vec<String> = notice.help.iter().map(|help| one_line(help)).collect();
        let problem = Problem {
            message,
            severity: notice.tone.severity(),
            help: (!help.is_empty()).then(|| help.join("\n")),
            labels,
            snippets,
        };
        let mut text = String::new();
        self.handler(notice.tone)
            .render_report(&mut text, &problem)
            .map_err(io::Error::other)?;
        self.lines(&text)
    }

    fn handler(&self, tone: Tone) -> GraphicalReportHandler {
        let mut theme = GraphicalTheme {
            characters: if self.unicode {
                ThemeCharacters::unicode()
            } else {
                ThemeCharacters::ascii()
            },
            styles: if self.color {
                ThemeStyles::ansi()
            } else {
                ThemeStyles::none()
            },
        };
        if self.color {
            theme.styles.highlights = vec![tone.style(), Tone::Advice.style()];
        }
        GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_links(false)
            .with_context_lines(0)
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
            .without_syntax_highlighting()
    }

    /// Writes whole lines. Those who read our output for commands find none: not at the beginning of a line, and
    /// not in the middle.
    fn lines(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            let line = line
                .replace("##[", "#\\u{23}[")
                .replace("##vso[", "#\\u{23}vso[");
            writeln!(self.out, "{}", [self.prefix, &*line].concat().trim_end())?;
        }
        Ok(())
    }
}

impl Tone {
    fn style(self) -> owo_colors::Style {
        let plain = owo_colors::Style::new();
        match self {
            Self::Bad => plain.red().bold(),
            Self::Warn => plain.yellow().bold(),
            Self::Advice => plain.cyan(),
            Self::Good => plain.green(),
            Self::Dim => plain.dimmed(),
            Self::Strong => plain.bold(),
        }
    }

    const fn severity(self) -> miette::Severity {
        match self {
            Self::Bad => miette::Severity::Error,
            Self::Warn => miette::Severity::Warning,
            Self::Advice | Self::Good | Self::Dim | Self::Strong => miette::Severity::Advice,
        }
    }
}

/// A text on one line, safe to print, of a bearable length.
pub(super) fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    // Characters are counted too: some take no column. What was cut is seen to be cut.
    let joined = lines.join(" ");
    let text: String = joined.chars().take(LONGEST).collect();
    let mut shown = clip(&shown_text(&text), LONGEST);
    if text.len() < joined.len() && !shown.ends_with('…') {
        shown.push('…');
    }
    shown
}

/// A text on one line, safe to print, however long.
pub(super) fn joined(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    shown_text(&lines.join(" ")).into_owned()
}

/// A number of things.
pub(super) fn plural(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

/// What miette is given.
#[derive(Debug)]
struct Problem {
    message: String,
    severity: miette::Severity,
    help: Option<String>,
    labels: Vec<LabeledSpan>,
    snippets: Snippets,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl miette::Diagnostic for Problem {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_ref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.snippets)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
