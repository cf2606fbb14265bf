//! The physical work that a check is measured against: reading every file and parsing it once, with the same parser,
//! and nothing else. `bare DIR` for every file below a folder.

#![expect(
    clippy::disallowed_methods,
    reason = "what is measured is the bare work, without our own loading"
)]

use granit_parser::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    // `cargo bench` and `cargo test` call it without a folder.
    let Some(folder) = std::env::args()
        .skip(1)
        .find(|argument| argument != "--bench")
    else {
        return ExitCode::SUCCESS;
    };
    let (mut files, mut events) = (0_u64, 0_u64);
    for entry in walkdir::WalkDir::new(folder) {
        let Ok(entry) = entry else {
            return ExitCode::FAILURE;
        };
        if !entry.file_type().is_file() {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(entry.path()) else {
            return ExitCode::FAILURE;
        };
        files += 1;
        for event in Parser::new_from_str(&text) {
            if event.is_err() {
                return ExitCode::FAILURE;
            }
            events += 1;
        }
    }
    writeln(&format!("{files} files, {events} events"))
}

fn writeln(line: &str) -> ExitCode {
    use std::io::Write as _;
    match std::io::stdout().write_all([line, "\n"].concat().as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
