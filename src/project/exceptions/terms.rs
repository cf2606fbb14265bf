//! Terms: how long a new record may last, and what its mandate asks for, in words.

use crate::diagnostic::Diagnostic;
use crate::exception::{Category, Room, plus_days};
use crate::policy::{Mandate, Terms, Unless};
use jiff::civil::Date;

/// The last day of a new record: the one that is asked for, or the latest that it may have.
pub(super) fn last_day(
    asked: Option<Date>,
    today: Date,
    mandate: &Mandate,
    days: u32,
    room: Option<Room>,
) -> Result<Date, Diagnostic> {
    let refuse = |message: String| Diagnostic::error("exception::terms", message);
    let latest = plus_days(today, days);
    if let Some(day) = asked.filter(|day| *day < today) {
        let message = format!("it cannot end on {day}: that day is past, today is {today}");
        return Err(refuse(message));
    }
    if let Some(day) = asked.filter(|day| *day > latest) {
        let message = format!(
            "it cannot end on {day}: `{}` allows {days} days, until {latest}",
            mandate.id
        );
        return Err(refuse(message));
    }
    let until = room.map_or(latest, |room| room.until.min(latest));
    match (asked, room) {
        (Some(day), _) if day <= until => Ok(day),
        (None, _) if until >= today => Ok(until),
        (_, Some(room)) => {
            let before = match room.before {
                0 | 1 => "the record".to_owned(),
                more => format!("the {more} records"),
            };
            let message = format!(
                "with {before} before it the finding is excepted since {}, and `{}` allows no day after {until}",
                room.since, mandate.id
            );
            let help =
                "close the finding, renew the record before, or ask again after a day without one";
            Err(refuse(message).help(help))
        }
        (_, None) => Err(refuse(format!("`{}` allows no day", mandate.id))),
    }
}

/// The days that a mandate grants at most.
pub(super) fn days(mandate: &Mandate, category: Category) -> Result<u32, Diagnostic> {
    let refuse = |message: String| Err(Diagnostic::error("exception::terms", message));
    match (&mandate.unless, category) {
        (Unless::Never, _) => refuse(format!("`{}` allows no exceptions", mandate.id)),
        (Unless::Granted(Terms { emergency_days, .. }), Category::Emergency) => {
            match emergency_days {
                Some(days) => Ok(*days),
                None => refuse(format!("`{}` has no emergency exceptions", mandate.id)),
            }
        }
        (Unless::Granted(terms), _) => Ok(terms.max_days),
    }
}

/// The terms of a mandate on one line.
pub(super) fn terms_in_words(mandate: &Mandate, category: Category) -> String {
    match &mandate.unless {
        Unless::Never => "no exceptions".to_owned(),
        Unless::Granted(terms) if category == Category::Emergency => match terms.emergency_days {
            Some(days) => {
                format!("covers at once, without an approval; at most {days} days, never renewed")
            }
            None => "no emergency exceptions".to_owned(),
        },
        Unless::Granted(terms) => {
            let reviewers = if terms.reviewers.is_empty() {
                mandate.owner.clone()
            } else {
                terms.reviewers.join(", ")
            };
            format!(
                "{} of {reviewers} must approve; at most {} days and {} renewals",
                terms.approvals, terms.max_days, terms.max_renewals
            )
        }
    }
}
