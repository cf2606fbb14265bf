//! Texts and addresses inside of HTML.

use crate::source::shown_text;

/// A text with nothing in it that hides or reorders what stands around it; the page's own escaping comes on top.
pub(super) fn text(text: &str) -> String {
    shown_text(text).into_owned()
}

/// An address that a page may link to; `None` for what is none, or runs something.
pub(super) fn address(address: &str) -> Option<&str> {
    let harmless = address.chars().all(|c| c.is_ascii_graphic());
    let web = ["https://", "http://"]
        .iter()
        .any(|scheme| address.starts_with(scheme));
    (harmless && web).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_are_linked() {
        assert!(address("https://handbook.example.com/a?b=c#d").is_some());
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://a b",
            "//x",
            "HTTPS\u{202e}://x",
            "",
        ] {
            assert_eq!(address(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn nothing_hides_in_a_text() {
        assert_eq!(text("till\u{202e}\u{200b}\n"), "till\\u{202e}\\u{200b}\\n");
        assert_eq!(text("<b> & \"c\""), "<b> & \"c\"");
    }
}
