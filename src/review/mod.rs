//! The health of mandates: they bind both ways, so whoever mandates answers for it with evidence.
//!
//! [`Evidence`] is what was written down: surveys, measures, challenges, the fleet's inventory. A [`HistoryLine`] is
//! what one run found of one mandate, kept in a history or read from a report. [`Review::of`] holds both against the
//! thresholds of each mandate's [`Account`] and gives its [`Health`], with the evidence line by line.

mod account;
mod adoption;
mod assess;
mod bypass;
mod challenge;
mod contradict;
mod evidence;
mod figures;
mod fleet;
mod gate;
mod health;
pub mod history;
mod inventory;
mod judge;
mod measure;
mod metric;
mod quarter;
pub mod reports;
mod scan;
mod share;
mod survey;
mod table;
mod trend;

pub use account::Account;
pub use adoption::{Adoption, ChoiceShare, Switches};
pub use assess::{MandateReview, Review};
pub use challenge::{Answer, Challenge, ChallengeOutcome, RESPOND_WITHIN, Standing, own_answer};
pub use contradict::contradictions;
pub use evidence::{Evidence, FindFile, KINDS};
pub use figures::{AGES, ChallengeFigures, ExceptionFigures, QuarterFigures, WorkaroundFigures};
pub use fleet::Coverage;
pub use gate::GateFigures;
pub use health::{Health, Line, Sign};
pub use history::HistoryLine;
pub use inventory::{Inventory, empty as empty_inventory};
pub use judge::judge;
pub use measure::Measure;
pub use metric::{Better, METRICS, Metric};
pub use quarter::Quarter;
pub use scan::{Scanner, Signal, SignalKind};
pub use share::Share;
pub use survey::{LEAST_GROUP, Promoters, Shown, Survey, SurveyFigures};
