//! The attribute's arguments.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Ident, LitStr, Result, Token, Type, parenthesized, token};

/// The attribute's arguments.
pub struct Declaration {
    pub method: Ident,
    pub path: LitStr,
    pub aliases: Vec<LitStr>,
    pub tag: LitStr,
    pub caller: Option<Ident>,
    pub permission: Option<Ident>,
    pub idempotency: Option<Ident>,
    pub max_body: Option<Expr>,
    pub headers: Vec<LitStr>,
    pub parameters: Vec<(Ident, TokenStream)>,
    pub body: Option<TokenStream>,
    pub reply: Option<LitStr>,
    pub replies: Option<TokenStream>,
    pub errors: Vec<(Ident, Option<LitStr>)>,
    pub errors_of: Option<Expr>,
    pub audit: Vec<Ident>,
    pub events: Vec<Ident>,
    pub flags: Vec<Ident>,
}

/// Arguments without a value.
const FLAGS: [&str; 9] = ["payable", "deprecated", "tool", "page", "scim", "mcp", "socket", "per_inbox", "api_key"];

impl Declaration {
    /// Whether a flag is set.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }

    /// Whether the document describes the operation.
    pub fn is_documented(&self) -> bool {
        !self.has("page") && !self.has("mcp")
    }

    fn argument(&mut self, input: ParseStream<'_>) -> Result<()> {
        let name = input.call(Ident::parse_any)?;
        match &*name.to_string() {
            flag if FLAGS.contains(&flag) => self.flags.push(name),
            "tag" => self.tag = value(input)?,
            "caller" => self.caller = Some(value(input)?),
            "permission" => self.permission = Some(value(input)?),
            "idempotency" => self.idempotency = Some(value(input)?),
            "max_body" => self.max_body = Some(value(input)?),
            "body" if input.peek(token::Paren) => {
                let content = parenthesized(input)?;
                self.body = Some(quote!(request_body(#content),));
            }
            "body" => {
                let body: Type = value(input)?;
                self.body = Some(quote!(request_body = #body,));
            }
            "reply" => self.reply = Some(value(input)?),
            "headers" => self.headers = list(input, <LitStr as Parse>::parse)?,
            "audit" => self.audit = list(input, <Ident as Parse>::parse)?,
            "events" => self.events = list(input, <Ident as Parse>::parse)?,
            "path" => self.parameters = list(input, parameter)?,
            "errors" => self.errors = list(input, |input| Ok((input.parse()?, optional_value(input)?)))?,
            "replies" => self.replies = Some(parenthesized(input)?),
            "errors_of" => self.errors_of = Some(value(input)?),
            _ => return Err(Error::new(name.span(), "an operation has no such property")),
        }
        Ok(())
    }
}

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let method: Ident = input.parse()?;
        let path: LitStr = input.parse()?;
        let mut declaration = Self {
            tag: LitStr::new("", path.span()),
            method,
            path,
            aliases: Vec::new(),
            caller: None,
            permission: None,
            idempotency: None,
            max_body: None,
            headers: Vec::new(),
            parameters: Vec::new(),
            body: None,
            reply: None,
            replies: None,
            errors: Vec::new(),
            errors_of: None,
            audit: Vec::new(),
            events: Vec::new(),
            flags: Vec::new(),
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            if input.peek(LitStr) {
                declaration.aliases.push(input.parse()?);
            } else {
                declaration.argument(input)?;
            }
        }
        if declaration.tag.value().is_empty() && !declaration.has("page") {
            return Err(Error::new(declaration.path.span(), "an operation has a tag"));
        }
        Ok(declaration)
    }
}

/// `name = "…"`, or `name("…", pattern = "…")` with more attributes of utoipa.
fn parameter(input: ParseStream<'_>) -> Result<(Ident, TokenStream)> {
    let name = input.call(Ident::parse_any)?;
    if input.peek(Token![=]) {
        let description: LitStr = value(input)?;
        return Ok((name, quote!(description = #description)));
    }
    let content;
    parenthesized!(content in input);
    let (description, more): (LitStr, TokenStream) = (content.parse()?, content.parse()?);
    Ok((name, quote!(description = #description #more)))
}

fn parenthesized(input: ParseStream<'_>) -> Result<TokenStream> {
    let content;
    parenthesized!(content in input);
    content.parse()
}

fn value<T: Parse>(input: ParseStream<'_>) -> Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

fn optional_value<T: Parse>(input: ParseStream<'_>) -> Result<Option<T>> {
    if input.peek(Token![=]) { value(input).map(Some) } else { Ok(None) }
}

fn list<T>(input: ParseStream<'_>, item: fn(ParseStream<'_>) -> Result<T>) -> Result<Vec<T>> {
    let content;
    parenthesized!(content in input);
    Ok(Punctuated::<_, Token![,]>::parse_terminated_with(&content, item)?.into_iter().collect())
}
