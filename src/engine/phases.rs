//! Which phase of a mandate a service is under, and which comes next.

use super::answer::{Answer, answer};
use super::outcome::NextPhase;
use crate::policy::{Level, Phase};
use crate::script::{Fault, Host};
use jiff::civil::Date;

/// The level in force for a service, and what comes next.
///
/// The last phase that has begun and whose `when` holds decides; before the first it is [`Level::Advise`]. A
/// `when` without an answer holds: the stricter wins; what it asked for is noted.
///
/// # Errors
/// Where a `when` is faulty.
pub fn in_force(
    phases: &[Phase],
    host: &dyn Host,
    today: Date,
    noted: &mut Vec<String>,
) -> Result<(Level, Option<NextPhase>), Box<Fault>> {
    let mut level = Level::Advise;
    let mut next: Option<NextPhase> = None;
    for phase in phases {
        let begun = phase.from.is_none_or(|from| from <= today);
        if !begun && next.is_some() {
            break;
        }
        let holds = if phase.when.is_everything() {
            true
        } else {
            let (answer, trail) = answer(&phase.when, host);
            match answer {
                Answer::Holds => true,
                Answer::Fails => false,
                Answer::Unanswered => {
                    noted.extend(trail.unanswered);
                    true
                }
                Answer::Fault(fault) => return Err(fault),
            }
        };
        match phase.from {
            _ if !holds => {}
            Some(from) if !begun => {
                if phase.level != level {
                    next = Some(NextPhase {
                        level: phase.level,
                        from,
                        days: days_between(today, from),
                    });
                }
            }
            _ => level = phase.level,
        }
    }
    Ok((level, next))
}

/// The place of the phase that decides for a service: the last that has begun and whose `when` holds, or does not
/// answer.
///
/// # Errors
/// Where a `when` is faulty.
pub(super) fn deciding(
    phases: &[Phase],
    host: &dyn Host,
    today: Date,
) -> Result<Option<usize>, Box<Fault>> {
    let mut decides = None;
    for (index, phase) in phases.iter().enumerate() {
        if phase.from.is_some_and(|from| from > today) {
            continue;
        }
        match answer(&phase.when, host).0 {
            Answer::Holds | Answer::Unanswered => decides = Some(index),
            Answer::Fails => {}
            Answer::Fault(fault) => return Err(fault),
        }
    }
    Ok(decides)
}

fn days_between(from: Date, to: Date) -> i32 {
    // Civil days of one calendar: the difference always exists.
    from.until(to).map_or(0, |span| span.get_days())
}
