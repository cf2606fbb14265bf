//! The Markdown of our pages, taken apart: the little that they use.

/// A part of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph, on one line.
    Text(String),
    /// An entry of a list, on one line.
    Item(String),
    /// Code, with its line ends.
    Code(String),
}

/// The parts of a page.
pub(super) fn blocks(docs: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut code: Option<String> = None;
    let mut continues = false;
    for line in docs.lines() {
        if line.starts_with("```") {
            match code.take() {
                Some(text) => blocks.push(Block::Code(text)),
                None => code = Some(String::new()),
            }
            continues = false;
        } else if let Some(code) = &mut code {
            code.push_str(line);
            code.push('\n');
        } else if let Some(heading) = line.strip_prefix("## ") {
            blocks.push(Block::Heading(heading.to_owned()));
            continues = false;
        } else if let Some(item) = line.strip_prefix("- ") {
            blocks.push(Block::Item(item.to_owned()));
            continues = true;
        } else if line.trim().is_empty() {
            continues = false;
        } else {
            match blocks.last_mut() {
                Some(Block::Text(text) | Block::Item(text)) if continues => {
                    text.push(' ');
                    text.push_str(line.trim());
                }
                _ => blocks.push(Block::Text(line.to_owned())),
            }
            continues = true;
        }
    }
    // A fence that is never closed is still shown.
    blocks.extend(code.map(Block::Code));
    blocks
}

/// The parts of a text, those that stand in backticks marked.
pub(super) fn spans(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let parts = text.split('`').enumerate();
    parts
        .map(|(at, part)| (at % 2 == 1, part))
        .filter(|(_, part)| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_but_in_code() {
        let docs = "## A\n\none\ntwo\n\n- three\n  four\n- five\n\n```yaml\na:\n  - b\n```\nsix\n";
        assert_eq!(
            blocks(docs),
            [
                Block::Heading("A".into()),
                Block::Text("one two".into()),
                Block::Item("three four".into()),
                Block::Item("five".into()),
                Block::Code("a:\n  - b\n".into()),
                Block::Text("six".into()),
            ]
        );
        assert_eq!(
            spans("a `b` c").collect::<Vec<_>>(),
            [(false, "a "), (true, "b"), (false, " c")]
        );
    }
}
