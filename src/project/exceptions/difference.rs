//! Differences: what leaves a file and what comes into one, as the lines that people know from their patches.

use std::ops::Range;

/// Lines that are shown around those that leave.
const AROUND: usize = 3;

/// How one file changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The file as it is printed; `None`: it is new.
    pub from: Option<String>,
    /// The file as it is printed; `None`: it goes, with nothing left in it.
    pub to: Option<String>,
    /// The places that change, in order.
    pub hunks: Vec<Hunk>,
}

/// One place of a file that changes, with a few lines around it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hunk {
    /// The first line in the old text, from 1, and how many there are.
    pub old: (usize, usize),
    /// The first line in the new text, from 1, and how many there are.
    pub new: (usize, usize),
    /// The lines without their ends: ` ` stays, `-` leaves, `+` comes.
    pub lines: Vec<(char, String)>,
}

impl Difference {
    /// A new file.
    pub(super) fn coming(file: &str, text: &str) -> Self {
        let lines: Vec<(char, String)> = text.lines().map(|line| ('+', line.to_owned())).collect();
        Self {
            from: None,
            to: Some(file.to_owned()),
            hunks: vec![Hunk {
                old: (0, 0),
                new: (1, lines.len()),
                lines,
            }],
        }
    }

    /// A file without some of its bytes. The ranges are whole lines, in order, and do not overlap.
    pub(super) fn leaving(file: &str, text: &str, gone: &[Range<usize>], stays: bool) -> Self {
        let mut lines = Vec::new();
        let (mut at, mut gone) = (0, gone.iter().peekable());
        for line in text.split_inclusive('\n') {
            while gone.next_if(|range| range.end <= at).is_some() {}
            let leaves = gone.peek().is_some_and(|range| range.contains(&at));
            lines.push((leaves, line.trim_end_matches(['\n', '\r'])));
            at += line.len();
        }
        let mut hunks: Vec<Hunk> = Vec::new();
        let near = |index: usize| {
            let around = index.saturating_sub(AROUND)..index + AROUND + 1;
            lines
                .iter()
                .enumerate()
                .skip(around.start)
                .take(around.len())
                .any(|(_, (leaves, _))| *leaves)
        };
        let (mut new, mut open) = (1, false);
        for (index, (leaves, line)) in lines.iter().enumerate() {
            if near(index) {
                if !open {
                    hunks.push(Hunk {
                        old: (index + 1, 0),
                        new: (new, 0),
                        lines: Vec::new(),
                    });
                }
                if let Some(hunk) = hunks.last_mut() {
                    hunk.old.1 += 1;
                    hunk.new.1 += usize::from(!*leaves);
                    let sign = if *leaves { '-' } else { ' ' };
                    hunk.lines.push((sign, (*line).to_owned()));
                }
            }
            open = near(index);
            new += usize::from(!*leaves);
        }
        for hunk in &mut hunks {
            // As patches say it: nothing stands behind the line before.
            if hunk.new.1 == 0 {
                hunk.new.0 -= 1;
            }
        }
        Self {
            from: Some(file.to_owned()),
            to: stays.then(|| file.to_owned()),
            hunks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_leave_are_shown_with_those_around() {
        let lines: Vec<String> = (1..=20).map(|number| format!("line {number}\n")).collect();
        let text = lines.concat();
        let from = text.find("line 8\n").unwrap();
        let to = text.find("line 10\n").unwrap();
        let shown = Difference::leaving(
            "a.yaml",
            &text,
            &[from..to, text.len() - 8..text.len()],
            true,
        );
        let heads: Vec<_> = shown
            .hunks
            .iter()
            .map(|hunk| (hunk.old, hunk.new))
            .collect();
        assert_eq!(heads, [((5, 8), (5, 6)), ((17, 4), (15, 3))]);
        let signs: String = shown.hunks[0].lines.iter().map(|(sign, _)| *sign).collect();
        assert_eq!(signs, "   --   ");
        assert_eq!(shown.hunks[1].lines[3], ('-', "line 20".to_owned()));
        assert_eq!(shown.to.as_deref(), Some("a.yaml"));
    }

    #[test]
    fn a_file_that_goes_as_a_whole_has_no_new_lines() {
        let shown = Difference::leaving("a.yaml", "a: 1\nb: 2\n", &[0..5, 5..10], false);
        assert_eq!((shown.hunks[0].old, shown.hunks[0].new), ((1, 2), (0, 0)));
        assert_eq!(shown.to, None);
    }
}
