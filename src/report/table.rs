//! Texts of others in the cells of a table that a spreadsheet may open.

use super::inert::plain_whole;

/// A text on one line, however long, that no spreadsheet takes for a formula.
pub(super) fn cell(text: &str) -> String {
    let text = plain_whole(text);
    if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        ["'", &*text].concat()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in [
            "=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r\n=1", "＝1",
        ] {
            assert!(cell(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(cell("\u{feff}=1"), "\\u{feff}=1");
        assert_eq!(cell("a=1"), "a=1");
    }
}
