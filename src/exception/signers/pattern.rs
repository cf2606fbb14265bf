//! The patterns that stand for people and namespaces.

/// OpenSSH's pattern lists: one pattern must match, and none that begins with `!`.
pub(super) fn matches_list(patterns: &str, text: &str) -> bool {
    let mut matched = false;
    for pattern in patterns.split(',') {
        match pattern.strip_prefix('!') {
            Some(negated) if matches_pattern(negated, text) => return false,
            Some(_) => {}
            None => matched |= matches_pattern(pattern, text),
        }
    }
    matched
}

/// `*` for any text, `?` for one character; linear in the product of the lengths.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // Which prefixes of the text the pattern so far matches.
    let mut reached = vec![false; text.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for wanted in pattern.chars() {
        let mut next = Vec::with_capacity(reached.len());
        if wanted == '*' {
            let mut any = false;
            for before in &reached {
                any |= before;
                next.push(any);
            }
        } else {
            next.push(false);
            for (before, character) in reached.iter().zip(&text) {
                next.push(*before && (wanted == '?' || wanted == *character));
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_openssh() {
        for (patterns, text, expected) in [
            ("sam@example.com", "sam@example.com", true),
            ("*@example.com", "sam@example.com", true),
            ("*@example.com,!mia@example.com", "mia@example.com", false),
            ("!mia@example.com,*", "mia@example.com", false),
            ("!mia@example.com", "sam@example.com", false),
            ("s?m", "sam", true),
            ("s?m", "sm", false),
            ("", "sam", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
        ] {
            assert_eq!(matches_list(patterns, text), expected, "{patterns} {text}");
        }
    }
}
