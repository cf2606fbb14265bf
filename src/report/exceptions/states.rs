//! The states that count in a check, each with the line that is at fault.

use crate::exception::{Account, Record};
use crate::policy::{Level, State};
use crate::project::Exceptions;
use crate::report::Style;
use crate::report::page::{Notice, Page, Tone};
use std::io;

/// Writes each record whose states count for something in the run, and that no finding has told of already.
pub(in crate::report) fn states(
    known: &Exceptions,
    style: &Style,
    page: &mut Page<'_>,
) -> io::Result<()> {
    for account in &known.report.accounts {
        let Some(record) = known.ledger.records.get(account.record) else {
            continue;
        };
        let level = account.level();
        let quiet = style.quiet && level < Level::Deny;
        if account.counts && level > Level::Allow && !quiet {
            page.notice(notice(record, account, level))?;
            page.gap()?;
        }
    }
    Ok(())
}

fn notice<'r>(record: &'r Record, account: &'r Account, level: Level) -> Notice<'r> {
    let words = account.words();
    let counting = account.states.iter();
    let counting = counting.filter(|standing| standing.state != State::Active);
    Notice {
        tone: match level {
            Level::Deny => Tone::Bad,
            Level::Warn => Tone::Warn,
            Level::Advise | Level::Allow => Tone::Advice,
        },
        message: format!(
            "{level}: exception `{}` of {} is {}",
            record.id.value,
            record.owner.value,
            words.join(", ")
        ),
        help: account
            .states
            .iter()
            .filter_map(|standing| standing.help.clone())
            .collect(),
        marks: counting
            .map(|standing| (&standing.place, standing.message.clone()))
            .collect(),
    }
}
