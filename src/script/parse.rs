//! The parser: rhai's own, with the words of the manifests let through.

use super::foreign;
use super::limits;
use super::textmap::TextMap;
use crate::diagnostic::{Diagnostic, Problems};
use crate::source::{Source, Span};
use rhai::{
    AST, ASTNode, Engine, FnAccess, LexError, ParseError, ParseErrorType, Position, Scope, Stmt,
    Token,
};
use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

/// A text of code and where it stands.
#[derive(Debug)]
pub(super) struct Text<'t> {
    pub(super) source: &'t Arc<Source>,
    pub(super) code: &'t str,
    map: TextMap,
    /// The first byte of each line.
    lines: Vec<usize>,
    is_ascii: bool,
}

/// A parsed text.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) statements: Vec<Stmt>,
    /// The functions that it defines, and its closures under the names that the parser gave them.
    pub(super) functions: Vec<Function>,
}

/// A function of a parsed text.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: Box<str>,
    pub(super) params: Vec<Box<str>>,
    pub(super) statements: Vec<Stmt>,
    /// Whether it is private or bound to a type.
    pub(super) special: bool,
    /// Its name as written; none for a closure.
    pub(super) at: Option<Position>,
}

/// What the tokens told while they went by: the parser keeps no places of function names.
#[derive(Default)]
struct Passing {
    after_dot: bool,
    after_fn: bool,
    functions: Vec<(Box<str>, Position)>,
}

thread_local! {
    static PASSING: RefCell<Passing> = RefCell::default();
}

/// Parses a text.
pub(super) fn parse(text: &Text<'_>, problems: &Problems) -> Option<Parsed> {
    PASSING.with_borrow_mut(|passing| *passing = Passing::default());
    let parsed = engine().compile_with_scope(&Scope::new(), text.code);
    let names = PASSING.with_borrow_mut(|passing| std::mem::take(&mut passing.functions));
    match parsed {
        Ok(ast) => Some(Parsed {
            statements: ast.statements().to_vec(),
            functions: functions(&ast, names),
        }),
        Err(error) => {
            problems.push(explain(text, &error));
            None
        }
    }
}

/// The functions of a tree. Their bodies are reached by walking a tree of each function alone, since the
/// parser gives no other way to them.
fn functions(ast: &AST, mut names: Vec<(Box<str>, Position)>) -> Vec<Function> {
    ast.iter_fn_def()
        .map(|def| {
            let (name, count) = (def.name.as_str(), def.params.len());
            let mut alone = ast.clone_functions_only();
            alone.retain_functions(|_, _, other, params| other == name && params == count);
            let mut statements = Vec::new();
            alone.walk(&mut |path| {
                if let [ASTNode::Stmt(statement)] = path {
                    statements.push((*statement).clone());
                }
                true
            });
            // Of two functions with one name each takes the next place: good enough to point at.
            let at = names.iter().position(|(written, _)| **written == *name);
            Function {
                name: name.into(),
                params: def
                    .params
                    .iter()
                    .map(|param| param.as_str().into())
                    .collect(),
                statements,
                special: def.this_type.is_some() || def.access == FnAccess::Private,
                at: at.map(|index| names.remove(index).1),
            }
        })
        .collect()
}

/// One engine for all: it only parses, and keeps nothing of what it parsed.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        // Closures are named by a hash, which must not differ from run to run. Whoever set it first is right.
        let _seeded = rhai::config::hashing::set_hashing_seed(Some([1, 2, 3, 4]));
        let mut engine = Engine::new_raw();
        engine.set_max_expr_depths(limits::NESTING, limits::NESTING);
        engine.set_max_functions(limits::FUNCTIONS);
        engine.set_max_string_size(limits::TEXT_BYTES);
        engine.set_max_array_size(limits::ELEMENTS);
        engine.set_max_map_size(limits::ELEMENTS);
        #[expect(deprecated, reason = "marked as volatile only; the version is pinned")]
        engine.on_parse_token(|token, position, _| {
            PASSING.with_borrow_mut(|passing| passing.see(token, position))
        });
        engine
    })
}

impl Passing {
    /// Behind a dot every word names a field.
    fn see(&mut self, token: Token, position: Position) -> Token {
        let after_dot = std::mem::replace(
            &mut self.after_dot,
            matches!(token, Token::Period | Token::Elvis),
        );
        let after_fn = std::mem::replace(&mut self.after_fn, !after_dot && token == Token::Fn);
        if after_fn && let Token::Identifier(name) = &token {
            self.functions.push((name.as_str().into(), position));
        }
        if !after_dot {
            return token;
        }
        match token {
            Token::Reserved(word) if rhai::is_valid_identifier(&word) => Token::Identifier(word),
            word if word.is_standard_keyword() || word == Token::Switch => {
                Token::Identifier(Box::new(word.literal_syntax().into()))
            }
            other => other,
        }
    }
}

impl<'t> Text<'t> {
    pub(super) fn new(source: &'t Arc<Source>, code: &'t str, map: TextMap) -> Self {
        let breaks = memchr::memchr_iter(b'\n', code.as_bytes()).map(|at| at + 1);
        Self {
            source,
            code,
            map,
            lines: std::iter::once(0).chain(breaks).collect(),
            is_ascii: code.is_ascii(),
        }
    }

    /// The bytes of the file at which the word at a position stands.
    pub(super) fn at(&self, position: Position) -> Span {
        // What is missing at the end is missing behind the last word.
        let end = self.code.trim_end();
        let last = end.char_indices().next_back().map_or(0, |(at, _)| at);
        let start = self.offset(position).min(last);
        let rest = self.code.get(start..).unwrap_or_default();
        let length = word_length(rest);
        self.map
            .span(Span::new(Span::offset(start), Span::offset(start + length)))
    }

    /// The text from a position on.
    pub(super) fn from(&self, position: Position) -> &str {
        self.code.get(self.offset(position)..).unwrap_or_default()
    }

    /// What to write for a word that was meant to be a part of a field.
    pub(super) fn split_field(&self, position: Position) -> Option<String> {
        foreign::split_field(self.code, self.offset(position))
    }

    /// The byte of the code at a position, which counts lines and characters from 1.
    fn offset(&self, position: Position) -> usize {
        let Some(line) = position.line() else {
            return 0;
        };
        let before = line.checked_sub(1).and_then(|line| self.lines.get(line));
        let before = before.copied().unwrap_or(self.code.len());
        let rest = self.code.get(before..).unwrap_or_default();
        let column = position.position().unwrap_or(1).saturating_sub(1);
        let within = if self.is_ascii {
            column.min(rest.len())
        } else {
            let mut places = rest.char_indices().map(|(at, _)| at);
            places.nth(column).unwrap_or(rest.len())
        };
        before + within
    }
}

/// The length of what begins a text: a word, a quoted text or an operator.
fn word_length(text: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut chars = text.chars();
    match chars.next() {
        None | Some('\n') => 0,
        Some(c) if is_word(c) => text.find(|c| !is_word(c)).unwrap_or(text.len()),
        Some(quote @ ('"' | '\'' | '`')) => {
            let body = text.get(1..).unwrap_or_default();
            let line = body.lines().next().unwrap_or_default();
            line.find(quote).map_or(1 + line.len(), |at| at + 2)
        }
        Some(c) if "=!<>+-*/%&|?.".contains(c) => text
            .find(|c| !"=!<>+-*/%&|?.".contains(c))
            .unwrap_or(text.len())
            .min(3),
        Some(c) => c.len_utf8(),
    }
}

/// A parse error in the words of our other messages.
fn explain(text: &Text<'_>, error: &ParseError) -> Diagnostic {
    let at = text.at(error.position());
    let problem = |code, message: String| Diagnostic::error(code, message).at(text.source, at);
    match error.err_type() {
        ParseErrorType::Reserved(word) => refused_word(word).map_or_else(
            || {
                problem("script::syntax", format!("`{word}` is reserved"))
                    .maybe_help(advice(error.err_type(), text, error.position()).map(str::to_owned))
            },
            |(message, help)| problem("script::refused", message).help(help),
        ),
        ParseErrorType::BadInput(LexError::ImproperSymbol(word, _))
            if refused_word(word).is_some() =>
        {
            let (message, help) = refused_word(word).unwrap_or_default();
            problem("script::refused", message).help(help)
        }
        ParseErrorType::ExprTooDeep => problem(
            "script::limit",
            format!("the script nests more than {} levels deep", limits::NESTING),
        ),
        ParseErrorType::TooManyFunctions => problem(
            "script::limit",
            format!(
                "there are more than {} functions and closures",
                limits::FUNCTIONS
            ),
        ),
        ParseErrorType::BadInput(LexError::StringTooLong(_))
        | ParseErrorType::LiteralTooLarge(..) => {
            problem("script::limit", lower_first(&error.err_type().to_string()))
        }
        kind => problem("script::syntax", unparsed(kind, text, error.position()))
            .maybe_help(advice(kind, text, error.position()).map(str::to_owned)),
    }
}

/// What to write instead of what cannot be parsed.
fn advice(kind: &ParseErrorType, text: &Text<'_>, position: Position) -> Option<&'static str> {
    match kind {
        ParseErrorType::BadInput(LexError::MalformedChar(_)) => {
            Some("a text stands between double quotes")
        }
        ParseErrorType::BadInput(LexError::MalformedEscapeSequence(_)) => {
            Some("a backslash in a text is written twice")
        }
        ParseErrorType::BadInput(LexError::UnterminatedString) => {
            Some("a text of several lines stands between backticks")
        }
        _ => foreign::notation(text.code, text.offset(position)),
    }
}

/// What the parser met, without its guesses at where the author comes from.
fn unparsed(kind: &ParseErrorType, text: &Text<'_>, position: Position) -> String {
    match kind {
        ParseErrorType::MissingToken(token, _) if token == ";" => {
            let rest = text.from(position);
            let found = rest.get(..word_length(rest)).unwrap_or_default();
            format!("an operator or `;` is missing before `{found}`")
        }
        ParseErrorType::UnknownOperator(word)
        | ParseErrorType::BadInput(LexError::ImproperSymbol(word, _))
            if !word.is_empty() =>
        {
            format!("`{word}` is no operator")
        }
        kind => lower_first(&kind.to_string().replace('\'', "`")),
    }
}

/// Why a word of rhai is no word of ours, and what to write instead.
pub(super) fn refused_word(word: &str) -> Option<(String, String)> {
    let help = match word {
        "switch" | "match" | "case" => "write `if .. else if ..`",
        "try" | "catch" | "throw" => "ask for what may be absent with `== ()`, `??` or `?.`",
        "eval" | "Fn" | "call" | "curry" => "write the code itself, or a closure",
        "import" | "export" | "module" | "package" | "use" | "global" | "private" | "public" => {
            "all functions of the pack's `.rhai` files are known here"
        }
        "print" | "debug" => "a script has no output; `fail(message)` says what is wrong",
        "this" => "give the value as a parameter",
        "type_of" | "is_shared" | "is_def_var" | "is_def_fn" => {
            "ask with `is_map`, `is_list`, `is_text`, `is_number`, `is_integer` or `is_bool`"
        }
        "sleep" | "timestamp" => "a script has no clock but `today`",
        _ => return None,
    };
    Some((
        format!("`{word}` is not part of the language"),
        help.to_owned(),
    ))
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect::<String>()
    })
}
