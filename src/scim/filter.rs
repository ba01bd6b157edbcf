//! Filters (RFC 7644, 3.4.2.2): comparisons by `eq`, `co` and `sw`, joined by `and`.

use serde_json::{Map, Value};

use super::errors::invalid_filter;
use super::path::AttributePath;
use super::schema::{Attribute, Kind, Mutability, ResourceType};
use crate::error::Result;

/// Parentheses and brackets around a comparison.
const MAX_DEPTH: u32 = 10;
/// Comparisons of a filter.
const MAX_TERMS: u32 = 20;
/// Comparisons of a list's filter with values of attributes that have several, such as `emails`: no index answers them.
const MAX_VALUE_TERMS: u32 = 2;
/// Bytes of a filter.
const MAX_BYTES: usize = 4_000;

/// A condition on a resource.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of these.
    And(Vec<Filter>),
    Compare {
        path: AttributePath,
        operator: Operator,
        literal: Literal,
    },
    /// One value of an attribute with several meets the condition, whose paths are parts of the value.
    Any {
        path: AttributePath,
        condition: Box<Filter>,
    },
}

/// How values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equal,
    Contains,
    StartsWith,
}

/// What values are compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Text(String),
    Boolean(bool),
}

impl Filter {
    /// Reads the filter of a list.
    ///
    /// # Errors
    /// `invalid_filter`.
    pub fn read(text: &str, of: &'static ResourceType) -> Result<Self> {
        Parser::new(text, Scope::Resource(of), MAX_VALUE_TERMS)?.whole()
    }

    /// Reads the filter in the brackets behind an attribute.
    ///
    /// # Errors
    /// `invalid_filter`.
    pub fn read_condition(text: &str, attribute: &'static Attribute) -> Result<Self> {
        Parser::new(text, Scope::Value(attribute), MAX_TERMS)?.whole()
    }

    /// Whether a value of an attribute meets the condition.
    pub fn matches(&self, value: &Map<String, Value>) -> bool {
        match self {
            Self::And(all) => all.iter().all(|filter| filter.matches(value)),
            Self::Any { .. } => false,
            Self::Compare { path, operator, literal } => match (value.get(path.attribute.name), literal) {
                (Some(Value::Bool(value)), Literal::Boolean(literal)) => value == literal,
                (Some(Value::String(value)), Literal::Text(literal)) => {
                    let (value, literal) = match path.attribute.is_case_exact {
                        true => (value.clone(), literal.clone()),
                        false => (value.to_ascii_lowercase(), literal.to_ascii_lowercase()),
                    };
                    match operator {
                        Operator::Equal => value == literal,
                        Operator::Contains => value.contains(&literal),
                        Operator::StartsWith => value.starts_with(&literal),
                    }
                }
                _ => false,
            },
        }
    }

    /// The values that the condition requires, if it consists of nothing but `eq`: a value that is added so that it meets it has them.
    pub fn required_values(&self) -> Option<Map<String, Value>> {
        match self {
            Self::And(all) => all.iter().map(Self::required_values).try_fold(Map::new(), |mut values, more| {
                values.extend(more?);
                Some(values)
            }),
            Self::Compare { path, operator: Operator::Equal, literal } => {
                let value = match literal {
                    Literal::Text(text) => text.as_str().into(),
                    Literal::Boolean(value) => (*value).into(),
                };
                Some(Map::from_iter([(path.attribute.name.to_owned(), value)]))
            }
            Self::Compare { .. } | Self::Any { .. } => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    Text(String),
    Open,
    Close,
    OpenBracket,
    CloseBracket,
}

/// What the paths of a filter are about.
#[derive(Clone, Copy)]
enum Scope {
    Resource(&'static ResourceType),
    /// One value of the attribute.
    Value(&'static Attribute),
}

impl Scope {
    fn path(self, text: &str) -> Result<AttributePath> {
        let path = match self {
            Self::Resource(of) => AttributePath::read(text, of),
            Self::Value(attribute) => attribute.part(text).map(AttributePath::whole),
        };
        path.ok_or_else(|| invalid_filter(format!("There is no attribute `{text}` to filter by.")))
    }
}

struct Parser<'a> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token<'a>>>,
    scope: Scope,
    depth: u32,
    terms: u32,
    /// Comparisons with values of attributes that have several, which are still allowed.
    value_terms: u32,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, scope: Scope, value_terms: u32) -> Result<Self> {
        if text.len() > MAX_BYTES {
            return Err(invalid_filter(format!("The filter is longer than {MAX_BYTES} bytes.")));
        }
        Ok(Self { tokens: tokens(text)?.into_iter().peekable(), scope, depth: 0, terms: 0, value_terms })
    }

    fn whole(mut self) -> Result<Filter> {
        let filter = self.all()?;
        match self.tokens.next() {
            None => Ok(filter),
            Some(token) => Err(unexpected(Some(&token), "`and` or the end")),
        }
    }

    /// `term and term and …`
    fn all(&mut self) -> Result<Filter> {
        let first = self.term()?;
        let mut all = vec![first];
        while self.tokens.next_if(|token| is_word(token, "and")).is_some() {
            all.push(self.term()?);
        }
        if self.tokens.peek().is_some_and(|token| is_word(token, "or")) {
            return Err(unsupported("or"));
        }
        Ok(match all.len() {
            1 => all.remove(0),
            _ => Filter::And(all),
        })
    }

    fn term(&mut self) -> Result<Filter> {
        match self.tokens.next() {
            Some(Token::Open) => self.nested(Token::Close, "`)`"),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("not") => Err(unsupported("not")),
            Some(Token::Word(word)) => {
                let path = self.scope.path(word)?;
                if self.tokens.next_if_eq(&Token::OpenBracket).is_some() { self.any(path) } else { self.compare(path) }
            }
            other => Err(unexpected(other.as_ref(), "an attribute")),
        }
    }

    fn nested(&mut self, end: Token<'_>, name: &str) -> Result<Filter> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(invalid_filter(format!("The filter is nested more than {MAX_DEPTH} deep.")));
        }
        let filter = self.all()?;
        self.depth -= 1;
        match self.tokens.next() {
            Some(token) if token == end => Ok(filter),
            other => Err(unexpected(other.as_ref(), name)),
        }
    }

    /// `emails[type eq "work"]`, also with a comparison of the value behind it, as Entra sends it: `.value eq "a@example.com"`.
    fn any(&mut self, path: AttributePath) -> Result<Filter> {
        if path.part.is_some() || !path.attribute.is_multi || path.attribute.parts().is_empty() {
            return Err(invalid_filter(format!("`{}` has no values with parts.", path.text())));
        }
        let outer = std::mem::replace(&mut self.scope, Scope::Value(path.attribute));
        let mut condition = self.nested(Token::CloseBracket, "`]`")?;
        if let Some(&Token::Word(word)) = self.tokens.peek()
            && let Some(part) = word.strip_prefix('.')
        {
            self.tokens.next();
            let part = self.scope.path(part)?;
            condition = Filter::And(vec![condition, self.compare(part)?]);
        }
        self.scope = outer;
        Ok(Filter::Any { path, condition: Box::new(condition) })
    }

    fn compare(&mut self, path: AttributePath) -> Result<Filter> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(invalid_filter(format!("The filter has more than {MAX_TERMS} comparisons.")));
        }
        if matches!(self.scope, Scope::Value(_)) || path.attribute.is_multi {
            self.value_terms = self.value_terms.checked_sub(1).ok_or_else(|| {
                invalid_filter(format!(
                    "The filter has more than {MAX_VALUE_TERMS} comparisons with attributes of several values, such as `emails`."
                ))
            })?;
        }
        let operator = match self.tokens.next() {
            Some(Token::Word(word)) => operator(word)?,
            other => return Err(unexpected(other.as_ref(), "`eq`, `co` or `sw`")),
        };
        let path = comparable(path)?;
        let literal = literal(self.tokens.next(), path.last())?;
        // What never changes is the id of another resource. It is found by an index.
        let is_whole = matches!(literal, Literal::Boolean(_)) || path.last().mutability == Mutability::Immutable;
        if !is_whole || operator == Operator::Equal {
            return Ok(compared(path, operator, literal));
        }
        Err(invalid_filter(format!("`{}` is compared by `eq`.", path.text())))
    }
}

/// An attribute with several values is compared by the part `value` (RFC 7644, 3.4.2.2).
fn comparable(path: AttributePath) -> Result<AttributePath> {
    match (path.last().kind, path.attribute.part("value")) {
        (Kind::Complex(_), Some(value)) if path.attribute.is_multi => Ok(AttributePath { part: Some(value), ..path }),
        (Kind::Complex(_), _) => Err(invalid_filter(format!("`{}` has parts: name one of them.", path.text()))),
        _ => Ok(path),
    }
}

fn compared(path: AttributePath, operator: Operator, literal: Literal) -> Filter {
    match path.part {
        Some(part) if path.attribute.is_multi => {
            let condition = Filter::Compare { path: AttributePath::whole(part), operator, literal };
            Filter::Any { path: AttributePath { part: None, ..path }, condition: Box::new(condition) }
        }
        _ => Filter::Compare { path, operator, literal },
    }
}

fn operator(word: &str) -> Result<Operator> {
    match word.to_ascii_lowercase().as_str() {
        "eq" => Ok(Operator::Equal),
        "co" => Ok(Operator::Contains),
        "sw" => Ok(Operator::StartsWith),
        _ => Err(unsupported(word)),
    }
}

fn literal(token: Option<Token<'_>>, attribute: &Attribute) -> Result<Literal> {
    let name = attribute.name;
    let is_boolean = attribute.kind == Kind::Boolean;
    match token {
        Some(Token::Text(text)) if !is_boolean => Ok(Literal::Text(text)),
        Some(Token::Text(text)) if text.eq_ignore_ascii_case("true") => Ok(Literal::Boolean(true)),
        Some(Token::Text(text)) if text.eq_ignore_ascii_case("false") => Ok(Literal::Boolean(false)),
        Some(Token::Word(word)) if is_boolean && word.eq_ignore_ascii_case("true") => Ok(Literal::Boolean(true)),
        Some(Token::Word(word)) if is_boolean && word.eq_ignore_ascii_case("false") => Ok(Literal::Boolean(false)),
        Some(Token::Text(_) | Token::Word(_)) if is_boolean => {
            Err(invalid_filter(format!("`{name}` is compared with true or false.")))
        }
        Some(Token::Word(word)) => {
            Err(invalid_filter(format!("`{name}` is compared with a text in double quotes, not with `{word}`.")))
        }
        other => Err(unexpected(other.as_ref(), "a text in double quotes")),
    }
}

fn is_word(token: &Token<'_>, word: &str) -> bool {
    matches!(token, Token::Word(given) if given.eq_ignore_ascii_case(word))
}

fn unsupported(operator: &str) -> crate::error::Error {
    invalid_filter(format!("The operator `{operator}` is not supported. Supported are `eq`, `co`, `sw` and `and`."))
}

fn unexpected(token: Option<&Token<'_>>, expected: &str) -> crate::error::Error {
    let found = match token {
        Some(Token::Word(word)) => format!("`{word}`"),
        Some(Token::Text(text)) => format!("\"{text}\""),
        Some(Token::Open) => "`(`".to_owned(),
        Some(Token::Close) => "`)`".to_owned(),
        Some(Token::OpenBracket) => "`[`".to_owned(),
        Some(Token::CloseBracket) => "`]`".to_owned(),
        None => "the end".to_owned(),
    };
    invalid_filter(format!("The filter is not valid: {expected} is expected, not {found}."))
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let bytes = match first {
            '(' | ')' | '[' | ']' => {
                tokens.push(match first {
                    '(' => Token::Open,
                    ')' => Token::Close,
                    '[' => Token::OpenBracket,
                    _ => Token::CloseBracket,
                });
                1
            }
            '"' => {
                let (text, bytes) = quoted(rest)?;
                tokens.push(Token::Text(text));
                bytes
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "()[]\"".contains(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(&rest[..end]));
                end
            }
        };
        rest = rest[bytes..].trim_start();
    }
    Ok(tokens)
}

/// A JSON string, and its length.
fn quoted(text: &str) -> Result<(String, usize)> {
    let end = text_end(text).ok_or_else(|| invalid_filter("A text has no closing quote.".to_owned()))?;
    let text = serde_json::from_str(&text[..end])
        .map_err(|_| invalid_filter("A text is not a valid JSON string.".to_owned()))?;
    Ok((text, end))
}

/// Where a text in double quotes ends, which begins at the start.
pub fn text_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let closing = text.bytes().skip(1).position(|byte| {
        let closes = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        closes
    });
    closing.map(|at| at + 2)
}

#[cfg(test)]
#[path = "filter/tests.rs"]
mod tests;
