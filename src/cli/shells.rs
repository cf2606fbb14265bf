//! What is made of the tree of verbs for shells and readers: completions and manual pages.

use super::args::Cli;
use crate::commands::{Context, complain};
use crate::diagnostic::{Diagnostic, closest};
use crate::source::{save, shown_path};
use crate::verdict::Exit;
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use std::io;
use std::path::Path;

/// Prints the completions of a shell.
///
/// # Errors
/// Where standard output cannot be written.
pub(super) fn completions(shell: Shell, context: &mut Context<'_>) -> io::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "mustmay", &mut script);
    context.out.write_all(&script)?;
    Ok(Exit::Ok)
}

/// Prints the manual page of a verb, or of the program.
///
/// # Errors
/// Where standard output cannot be written.
pub(super) fn page(verb: Option<&str>, context: &mut Context<'_>) -> io::Result<Exit> {
    let pages = pages();
    let wanted = verb.map_or_else(|| "mustmay".to_owned(), |verb| format!("mustmay-{verb}"));
    if let Some(page) = pages.iter().find(|page| page.name == wanted) {
        context.out.write_all(&page.bytes()?)?;
        return Ok(Exit::Ok);
    }
    let verbs = || {
        pages
            .iter()
            .filter_map(|page| page.name.strip_prefix("mustmay-"))
    };
    let word = verb.unwrap_or_default();
    let help = match closest(word, verbs()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "there are pages of {}",
            verbs().collect::<Vec<_>>().join(", ")
        ),
    };
    let message = format!("there is no verb `{}`", word.escape_debug());
    complain(
        context,
        [&Diagnostic::error("usage::verb", message).help(help)],
    )?;
    Ok(Exit::NotUnderstood)
}

/// Writes all manual pages into a folder that is there.
///
/// # Errors
/// Where a page cannot be written.
pub(super) fn pages_into(folder: &Path, context: &mut Context<'_>) -> io::Result<Exit> {
    for page in pages() {
        let path = folder.join(format!("{}.1", page.name));
        save(&context.cwd.join(&path), &page.bytes()?).map_err(|error| {
            let message = format!("cannot write `{}`: {error}", shown_path(&path));
            io::Error::new(error.kind(), message)
        })?;
        writeln!(context.out, "{}", shown_path(&path))?;
    }
    Ok(Exit::Ok)
}

struct Page {
    name: String,
    command: Command,
}

impl Page {
    fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        clap_mangen::Man::new(self.command.clone())
            .title(self.name.clone())
            .render(&mut bytes)?;
        Ok(bytes)
    }
}

/// The program's page, and one for each verb.
fn pages() -> Vec<Page> {
    let mut program = Cli::command();
    program.build();
    let mut pages = vec![Page {
        name: "mustmay".to_owned(),
        command: program.clone(),
    }];
    let mut open: Vec<(String, Command)> = verbs("mustmay", &program);
    while let Some((name, command)) = open.pop() {
        open.extend(verbs(&name, &command));
        pages.push(Page { name, command });
    }
    pages.sort_by(|one, other| one.name.cmp(&other.name));
    pages
}

fn verbs(name: &str, command: &Command) -> Vec<(String, Command)> {
    let shown = command.get_subcommands().filter(|verb| !verb.is_hide_set());
    shown
        .map(|verb| (format!("{name}-{}", verb.get_name()), verb.clone()))
        .collect()
}
