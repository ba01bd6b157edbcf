//! An OAuth client, and a person who decides about it with the forms of the pages.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Reply, Server, eventually, text, unfolded};

pub const CALLBACK: &str = "https://client.example/callback";
const LINK: &str = "/oauth/sign-in?token=";

/// A client that has registered.
pub struct OauthApp<'a> {
    pub server: &'a Server,
    pub client_id: String,
    pub redirect_uri: String,
    /// Of the code challenge.
    pub verifier: String,
}

/// What a client has got.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub scope: String,
}

impl Tokens {
    pub fn of(reply: &Reply) -> Self {
        let body = reply.expect(200);
        let (access, refresh) = (text(&body["access_token"]), text(&body["refresh_token"]));
        Self { access, refresh, scope: text(&body["scope"]) }
    }
}

/// The page on which a person decides.
pub struct Consent<'a> {
    pub server: &'a Server,
    pub page: Reply,
    /// What the person types, if the page asks for it.
    pub code: String,
}

/// The value of a hidden field of a form.
#[track_caller]
pub fn field(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let start = page.find(&mark).unwrap_or_else(|| panic!("no field {name}: {page}")) + mark.len();
    page[start..].split('"').next().unwrap().to_owned()
}

/// A parameter of the URL to which a reply redirects.
#[track_caller]
pub fn answered(reply: &Reply, name: &str) -> Option<String> {
    assert_eq!(reply.status, 303, "{reply}");
    let url: Url = reply.header("location").unwrap().parse().unwrap();
    url.query_pairs().find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

impl Server {
    /// Sends a form.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.form_with_cookie(path, fields, "").await
    }

    /// The same, from a browser that has this cookie.
    pub async fn form_with_cookie(&self, path: &str, fields: &[(&str, &str)], cookie: &str) -> Reply {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let form = self.post(path).header("content-type", "application/x-www-form-urlencoded").header("cookie", cookie);
        form.body(body).send().await
    }
}

impl<'a> OauthApp<'a> {
    pub async fn register(server: &'a Server) -> Self {
        let app = json!({ "client_name": "Example client", "redirect_uris": [CALLBACK] });
        let made = server.post("/oauth/register").json(app).send().await.expect(201);
        Self::new(server, &text(&made["client_id"]), CALLBACK)
    }

    pub fn new(server: &'a Server, client_id: &str, redirect_uri: &str) -> Self {
        let (client_id, redirect_uri) = (client_id.to_owned(), redirect_uri.to_owned());
        Self { server, client_id, redirect_uri, verifier: "v".repeat(64) }
    }

    /// The path of the authorization request, with other parameters in place of the usual ones. An empty one is left out.
    pub fn path(&self, others: &[(&str, &str)]) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier));
        let usual = [
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("state", "st/a te"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("resource", self.server.url()),
        ];
        let mut all: BTreeMap<&str, &str> = usual.into_iter().collect();
        all.extend(others.iter().copied());
        all.retain(|_, value| !value.is_empty());
        format!("/oauth/authorize?{}", serde_urlencoded::to_string(all).unwrap())
    }

    pub async fn ask(&self, others: &[(&str, &str)]) -> Reply {
        self.server.get(&self.path(others)).send().await
    }

    /// Asks, and signs the person in. `count` is how many links were sent to the address with this one.
    pub async fn consent(&self, email: &str, count: usize, others: &[(&str, &str)]) -> Consent<'a> {
        let page = self.ask(others).await;
        assert_eq!(page.status, 200, "{page}");
        sign_in(self.server, &page.text(), email, count).await
    }

    /// Everything up to the tokens.
    pub async fn connect(&self, email: &str, count: usize, others: &[(&str, &str)]) -> Tokens {
        let code = self.code(email, count, others).await;
        Tokens::of(&self.exchange(&code, &[]).await)
    }

    pub async fn code(&self, email: &str, count: usize, others: &[(&str, &str)]) -> String {
        let allowed = self.consent(email, count, others).await.allow(None, &[]).await;
        answered(&allowed, "code").unwrap()
    }

    /// Exchanges a code, with other parameters in place of the usual ones.
    pub async fn exchange(&self, code: &str, others: &[(&str, &str)]) -> Reply {
        let usual = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", &self.verifier),
        ];
        self.token(&usual, others).await
    }

    pub async fn refresh(&self, token: &str) -> Reply {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)], &[]).await
    }

    pub async fn token(&self, fields: &[(&str, &str)], others: &[(&str, &str)]) -> Reply {
        let mut all: BTreeMap<&str, &str> = [("client_id", &*self.client_id)].into_iter().collect();
        all.extend(fields.iter().chain(others).copied());
        all.retain(|_, value| !value.is_empty());
        self.server.form("/oauth/token", &all.into_iter().collect::<Vec<_>>()).await
    }
}

/// Types the address into the form of a page, opens the link and presses its button, all in one browser.
pub async fn sign_in<'a>(server: &'a Server, page: &str, email: &str, count: usize) -> Consent<'a> {
    let sent = log_in(server, page, email, "").await;
    open_link(server, email, count, &cookie(&sent)).await
}

/// Types the address into the form of a page.
pub async fn log_in(server: &Server, page: &str, email: &str, cookie: &str) -> Reply {
    let form = [("request", &*field(page, "request")), ("email", email)];
    let sent = server.form_with_cookie("/oauth/login", &form, cookie).await;
    assert_eq!(sent.status, 200, "{sent}");
    sent
}

/// Opens the so many-th link and presses its button, in a browser that has this cookie.
pub async fn open_link<'a>(server: &'a Server, email: &str, count: usize, cookie: &str) -> Consent<'a> {
    let link = link(server, email, count).await;
    let shown = server.get(&link).send().await;
    assert_eq!(shown.status, 200, "{shown}");
    let token = field(&shown.text(), "token");
    let page = server.form_with_cookie("/oauth/sign-in", &[("token", &token)], cookie).await;
    Consent { server, page, code: String::new() }
}

/// The cookie that a reply sets, as browsers send it; empty if it sets none.
pub fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").unwrap_or_default().split(';').next().unwrap().to_owned()
}

/// The code that the page shows which says that a link was sent.
#[track_caller]
pub fn shown_code(sent: &Reply) -> String {
    let page = sent.text();
    let code = page.split("<strong>").find_map(|rest| rest.split_once("</strong>").map(|(code, _)| code.to_owned()));
    code.filter(|code| code.len() == 9).unwrap_or_else(|| panic!("no code: {page}"))
}

/// The so many-th link to decide that was sent to an address.
pub async fn link(server: &Server, email: &str, count: usize) -> String {
    eventually(&format!("link {count} to {email}"), async || {
        let letters: String = server.outbox_to(email).await.iter().map(unfolded).collect();
        let links = letters.split_whitespace().filter(|word| word.contains(LINK));
        links.map(|link| link[link.find(LINK).unwrap()..].to_owned()).nth(count - 1)
    })
    .await
}

impl Consent<'_> {
    /// With a code that the person will type.
    pub fn typing(self, code: &str) -> Self {
        Self { code: code.to_owned(), ..self }
    }

    /// Whether the page asks for a code.
    pub fn asks_for_code(&self) -> bool {
        self.page.text().contains("name=\"code\"")
    }

    /// The permissions that are offered, each with whether its box is ticked.
    pub fn offered(&self) -> BTreeMap<String, bool> {
        let page = self.page.text();
        let boxes = page.split("name=\"permission:").skip(1).map(|rest| {
            let (name, rest) = rest.split_once('"').unwrap();
            (name.to_owned(), rest.split('>').next().unwrap().contains("checked"))
        });
        boxes.collect()
    }

    /// The ids of the environments that are offered.
    pub fn environments(&self) -> Vec<String> {
        let page = self.page.text();
        page.split("<option value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }

    /// Allows it in an environment, or in the first; with these permissions, or with those whose boxes are ticked.
    pub async fn allow(&self, environment: Option<&str>, permissions: &[&str]) -> Reply {
        let environment = environment.map_or_else(|| self.environments()[0].clone(), str::to_owned);
        let ticked = self.offered().into_iter().filter_map(|(name, is_ticked)| is_ticked.then_some(name));
        let names = if permissions.is_empty() {
            ticked.collect()
        } else {
            permissions.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()
        };
        let boxes: Vec<_> = names.iter().map(|name| format!("permission:{name}")).collect();
        let mut fields = vec![("environment", &*environment), ("decision", "allow")];
        fields.extend(boxes.iter().map(|name| (&**name, "on")));
        self.decide(&fields).await
    }

    pub async fn refuse(&self) -> Reply {
        self.decide(&[("decision", "deny")]).await
    }

    /// Sends the form with these fields.
    pub async fn decide(&self, fields: &[(&str, &str)]) -> Reply {
        let ticket = field(&self.page.text(), "ticket");
        self.server.form("/oauth/authorize", &[&[("ticket", &*ticket), ("code", &*self.code)], fields].concat()).await
    }
}

/// What `GET /v1/oauth/grants` lists.
pub async fn grants(server: &Server, key: &str) -> Vec<Value> {
    server.get("/v1/oauth/grants").key(key).send().await.expect(200)["grants"].as_array().unwrap().clone()
}
