//! The verbs that set up, describe and complete: their flags.

use super::values;
use crate::commands::init::Ci;
use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

/// Sets a repository up
///
/// Writes a config, a first mandate with its test and, where they are asked for, a git hook and a CI file. Asks at
/// a terminal what was not said by a flag; anywhere else it asks nothing. What is there already stays as it is.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay init
  mustmay init --hook --ci github")]
pub(super) struct InitArgs {
    /// Also writes a git hook that runs `mustmay check --staged` before every commit
    #[arg(long)]
    pub(super) hook: bool,
    /// Also writes a CI file that checks every change: github or gitlab
    #[arg(long, value_name = "SYSTEM", value_parser = values::ci)]
    pub(super) ci: Option<Ci>,
}

/// Prints the JSON Schema of a kind of file, for editors
///
/// Without a kind it says which there are.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay schema
  mustmay schema mandate > mandate.schema.json

A file then says in its first line: # yaml-language-server: $schema=mandate.schema.json")]
pub(super) struct SchemaArgs {
    /// The kind of file, such as mandate, config or service
    pub(super) kind: Option<String>,
}

/// Prints the completions of a shell
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay completions bash > ~/.local/share/bash-completion/completions/mustmay
  mustmay completions zsh > ~/.zfunc/_mustmay
  mustmay completions fish > ~/.config/fish/completions/mustmay.fish
  mustmay completions powershell >> $PROFILE")]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: Shell,
}

/// Prints manual pages
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  mustmay man check | man -l -
  mustmay man --dir ~/.local/share/man/man1")]
pub(super) struct ManArgs {
    /// The verb; none means the program
    pub(super) verb: Option<String>,
    /// Writes all pages into this folder, which is there, and says which
    #[arg(long, value_name = "FOLDER", conflicts_with = "verb")]
    pub(super) dir: Option<PathBuf>,
}
