//! The page of one code.

use crate::diagnostic::Severity;

/// The headings of a code's page, in order.
pub const HEADINGS: [&str; 4] = [
    "## What it finds",
    "## Why it matters",
    "## Example",
    "## What to do",
];

/// What a reader wants to know who sees a code for the first time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Page {
    /// The code, `area::problem`.
    pub code: &'static str,
    /// The worst that it can be.
    pub severity: Severity,
    /// What it says, in one line.
    pub title: &'static str,
    /// What it is about, exactly.
    pub finds: &'static str,
    /// What would go wrong if it were passed over.
    pub matters: &'static str,
    /// What causes it.
    pub example: Example,
    /// How to be rid of it.
    pub remedy: &'static str,
}

/// What causes a code. The tests bring all of these about but the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Example {
    /// The text of a manifest.
    Manifest(&'static str),
    /// Fields of a mandate.
    Mandate(&'static str),
    /// Fields of an exception, and the arguments of the program that reads it.
    Record(&'static str, &'static str),
    /// Files, each with its name, and the arguments of the program that reads them.
    Files(&'static [(&'static str, &'static str)], &'static str),
    /// Lines of a shell.
    Shell(&'static str),
    /// Nothing that can be shown in a few lines: why, as the end of a sentence.
    Unreached(&'static str),
}

impl Page {
    /// The page as Markdown, with [`HEADINGS`] and without a title.
    pub fn docs(&self) -> String {
        let [finds, matters, example, remedy] = HEADINGS;
        let parts = [
            (finds, self.finds.to_owned()),
            (matters, self.matters.to_owned()),
            (example, self.example.docs()),
            (remedy, self.remedy.to_owned()),
        ];
        let parts = parts.map(|(heading, text)| [heading, "\n\n", text.trim_end(), "\n"].concat());
        parts.join("\n")
    }
}

impl Example {
    fn docs(&self) -> String {
        match self {
            Self::Manifest(text) => of_file("service.yaml", text, "check"),
            Self::Mandate(text) => under("a mandate", "yaml", text, "check"),
            Self::Record(text, run) => under("an exception", "yaml", text, run),
            Self::Files([(name, text)], run) => of_file(name, text, run),
            Self::Files(files, run) => {
                let files = files.iter().map(|(name, text)| {
                    let intro = ["The file `", name, "`:"].concat();
                    fenced(&intro, language(name), text)
                });
                let command = ["Then `mustmay ", run, "`."].concat();
                files.chain([command]).collect::<Vec<_>>().join("\n")
            }
            Self::Shell(text) => fenced("In a repository with mandates:", "sh", text),
            Self::Unreached(why) => ["There is none: ", why, "."].concat(),
        }
    }
}

fn of_file(name: &str, text: &str, run: &str) -> String {
    let what = ["`", name, "`"].concat();
    under(&what, language(name), text, run)
}

fn under(what: &str, language: &str, text: &str, run: &str) -> String {
    let intro = ["`mustmay ", run, "`, where ", what, " says:"].concat();
    fenced(&intro, language, text)
}

fn fenced(intro: &str, language: &str, text: &str) -> String {
    [intro, "\n\n```", language, "\n", text, "```\n"].concat()
}

fn language(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "yaml")) => "yaml",
        Some((_, "json")) => "json",
        Some((_, "rhai")) => "rust",
        Some((_, "csv")) => "csv",
        _ => "text",
    }
}
