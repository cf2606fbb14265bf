//! "Did you mean": the nearest of the names that would have been right.

/// The candidate nearest to `word` by spelling, if one is near enough to be meant.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| {
            *distance <= allowed && *distance < candidate.chars().count()
        })
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["severity", "schema", "at", "otherwise"];
        assert_eq!(closest("severty", names), Some("severity"));
        assert_eq!(closest("Schema", names), Some("schema"));
        assert_eq!(closest("ot", names), Some("at"));
        assert_eq!(closest("elephant", names), None);
    }
}
