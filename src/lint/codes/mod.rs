//! One file for each code: its page, its check, and what is near it and fine.

pub(super) mod choice_equal;
pub(super) mod choice_shadowed;
pub(super) mod choice_unreachable;
pub(super) mod closes_object_above_free;
pub(super) mod constrains_free_path;
pub(super) mod contradiction;
pub(super) mod few_reviewers;
pub(super) mod hidden_text;
pub(super) mod mixed_scripts;
pub(super) mod never_applies;
pub(super) mod never_equal;
pub(super) mod never_fails;
pub(super) mod never_passes;
pub(super) mod phase_loosens;
pub(super) mod repeated_value;
pub(super) mod retired_preferred_elsewhere;
pub(super) mod retiring_without_instead;
pub(super) mod retiring_without_until;
pub(super) mod review_far;
pub(super) mod review_overdue;
pub(super) mod single_choice;
pub(super) mod unknown_measure;
pub(super) mod until_passed;
pub(super) mod unused_allow;
pub(super) mod unused_data;
pub(super) mod unused_function;
pub(super) mod unused_kind;
pub(super) mod vacuous_default;

pub(super) use choice_equal::CODE as FIRST;
