//! The variables that flags can be given by: a flag beats its variable.

use crate::commands::{BadVariable, Environment};
use crate::diagnostic::{Diagnostic, closest};
use std::path::PathBuf;

/// The variables that flags can be given by.
const VARIABLES: &[&str] = &[
    "MUSTMAY_ALLOW_EMPTY",
    "MUSTMAY_AS_OF",
    "MUSTMAY_COLOR",
    "MUSTMAY_CONFIG",
    "MUSTMAY_EVIDENCE",
    "MUSTMAY_EXCEPTIONS",
    "MUSTMAY_FAIL_LEVEL",
    "MUSTMAY_FORMAT",
    "MUSTMAY_JOBS",
    "MUSTMAY_NO_EXCEPTIONS",
    "MUSTMAY_NO_FAIL",
    "MUSTMAY_POLICIES",
    "MUSTMAY_POLICIES_DIGEST",
    "MUSTMAY_REPOSITORY",
];

/// Problems with variables of ours that mean nothing: an error where one of [`VARIABLES`] is nearly it, since a
/// misspelt pin is no pin; else a warning.
pub(super) fn unknown_variables(environment: &Environment) -> Vec<Diagnostic> {
    let unknown = environment
        .own_names()
        .filter(|name| !VARIABLES.contains(name));
    unknown
        .map(|name| {
            let message = format!("the variable `{name}` means nothing to mustmay");
            match closest(name, VARIABLES.iter().copied()) {
                Some(meant) => Diagnostic::error("usage::variable", message)
                    .help(format!("did you mean `{meant}`?")),
                None => Diagnostic::warning("usage::variable", message),
            }
        })
        .collect()
}

/// The flag's value, else the variable's.
pub(super) fn pick<T>(
    flag: Option<T>,
    environment: &Environment,
    name: &str,
    read: fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Diagnostic> {
    if flag.is_some() {
        return Ok(flag);
    }
    let text = environment
        .own_text(name)
        .map_err(|error| bad_variable(&error))?;
    text.map(|text| read(text).map_err(|why| bad_variable(&BadVariable::new(name, text, &why))))
        .transpose()
}

/// The flag's values, else those of the variable, separated by commas.
pub(super) fn pick_all<T>(
    flags: Vec<T>,
    environment: &Environment,
    name: &str,
    read: fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, Diagnostic> {
    if !flags.is_empty() {
        return Ok(flags);
    }
    let text = environment
        .own_text(name)
        .map_err(|error| bad_variable(&error))?;
    let parts = text.into_iter().flat_map(|text| text.split(','));
    parts
        .map(|part| {
            let part = part.trim();
            read(part).map_err(|why| bad_variable(&BadVariable::new(name, part, &why)))
        })
        .collect()
}

pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() {
        return Err("a path is missing".to_owned());
    }
    Ok(PathBuf::from(text))
}

pub(super) fn bad_variable(error: &BadVariable) -> Diagnostic {
    Diagnostic::error("usage::variable", error.to_string())
        .help("unset it, or give it a value that is meant")
}

#[cfg(test)]
mod tests {
    use super::VARIABLES;
    use crate::cli::args::Cli;
    use clap::{Command, CommandFactory as _};

    fn helps(command: &mut Command, all: &mut String) {
        all.push_str(&command.render_long_help().to_string());
        for inner in command.get_subcommands_mut() {
            helps(inner, all);
        }
    }

    #[test]
    fn help_tells_every_variable() {
        let mut all = String::new();
        helps(&mut Cli::command(), &mut all);
        // Lines are broken where they end.
        let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
        for variable in VARIABLES {
            let told = [']', ',']
                .iter()
                .any(|end| all.contains(&format!("env: {variable}{end}")));
            assert!(told, "{variable}");
        }
    }
}
