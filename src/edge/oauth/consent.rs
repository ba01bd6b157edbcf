//! The person's decision: which environment and which permissions a client gets.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use macros::operation;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::authorize::TITLE;
use super::browser::Browser;
use super::request::{AuthorizationRequest, ReplyTo, redirect};
use super::sign_in::start_again;
use super::{scopes, user_code};
use crate::audit_action::AuditAction;
use crate::directory::{ConsentChoices, NewGrant};
use crate::edge::Edge;
use crate::edge::link_pages::LinkForm;
use crate::edge::pages::{form_page, form_page_leading_away, text_page};
use crate::error::{Code, Result};
use crate::grant::KeyScope;
use crate::id::{OauthGrantId, PodId, SessionId};
use crate::mail::quotation;
use crate::oauth::{CODE_TTL, GrantSecret, REQUEST_TTL, SecretKind};
use crate::platform::clock;
use crate::wire::{Permission, Permissions, Role};

const CONTEXT: &str = "oauth consent";
/// How the names of the boxes of permissions begin.
const PERMISSION: &str = "permission:";

/// A request, and the session of the person who decides about it: in the form, so that only its page can send it.
#[derive(Serialize, Deserialize)]
struct Ticket {
    request: AuthorizationRequest,
    session: SessionId,
    /// The code that has to be typed, if one has to be.
    code: Option<String>,
}

/// A decision that cannot be carried out: the page is shown again, as the person has filled it in.
struct Attempt<'a> {
    problem: &'a str,
    environment: &'a str,
    chosen: Permissions,
}

/// What a person can give a client: what the role permits of what the client asks for.
fn offered(request: &AuthorizationRequest, role: Role) -> Permissions {
    role.delegable().and(request.asked().unwrap_or(Permissions::ALL))
}

impl Edge {
    /// The page on which a signed-in person decides.
    pub(super) async fn consent_page(
        &self,
        request: AuthorizationRequest,
        session: &SessionId,
        browser: Option<&Browser>,
    ) -> Result<Response<Body>> {
        let code = request.code(browser).map(str::to_owned);
        self.decision_page(&Ticket { request, session: session.clone(), code }, None).await
    }

    /// The same page, shown again after an attempt: a browser that goes back would use the link again.
    async fn decision_page(&self, ticket: &Ticket, attempt: Option<&Attempt<'_>>) -> Result<Response<Body>> {
        let Some(choices) = self.directory()?.consent_choices(&ticket.session, clock::now()).await? else {
            return Ok(start_again());
        };
        let content = consent(ticket, &choices, &self.sealed(CONTEXT, ticket)?, attempt);
        let mut response = match &ticket.request.reply_to {
            ReplyTo::Browser { .. } => form_page_leading_away(TITLE, TITLE, &content),
            ReplyTo::Device { .. } => form_page(TITLE, TITLE, &content),
        };
        if attempt.is_some() {
            *response.status_mut() = StatusCode::BAD_REQUEST;
        }
        Ok(response)
    }
}

fn consent(
    Ticket { request, code, .. }: &Ticket,
    choices: &ConsentChoices,
    sealed: &str,
    attempt: Option<&Attempt<'_>>,
) -> Markup {
    let offered = offered(request, choices.role);
    let can_allow = offered != Permissions::default() && !choices.pods.is_empty();
    let is_selected = |pod: &PodId| attempt.is_some_and(|attempt| attempt.environment == pod.as_str());
    let is_ticked = |permission| match attempt {
        Some(attempt) => attempt.chosen.contains(permission),
        None => scopes::is_preselected(permission, request.asked()),
    };
    html! {
        @if let Some(Attempt { problem, .. }) = attempt { p.notice role="alert" { strong { (problem) } } }
        (request.introduction())
        p.dim { "You are " (choices.email) ", in the account " (quotation(&choices.account_name)) "." }
        form.consent method="post" action="/oauth/authorize" {
            input type="hidden" name="ticket" value=(sealed);
            @if can_allow {
                label { "Environment" select name="environment" {
                    @for pod in &choices.pods { option value=(pod.id) selected[is_selected(&pod.id)] { (pod.name) } }
                } }
                fieldset {
                    legend { "It may" }
                    @for permission in offered.iter() {
                        label {
                            input type="checkbox" name={ (PERMISSION) (<&str>::from(permission)) }
                                checked[is_ticked(permission)];
                            (scopes::meaning(permission)) " " code { (<&str>::from(permission)) }
                        }
                    }
                }
                p.dim { "It never may more than you. You can end its access at any time: GET /v1/oauth/grants lists it." }
            } @else {
                p { "Your role does not permit what the program asks for, or you are assigned to no environment." }
            }
            @if can_allow && code.is_some() { (code_field(request)) }
            p {
                @if can_allow { button.main name="decision" value="allow" { "Allow" } " " }
                button name="decision" value="deny" { "Refuse" }
            }
        }
    }
}

/// Asks for the code that only the person who started the request has seen.
fn code_field(request: &AuthorizationRequest) -> Markup {
    let (warning, label) = match request.reply_to {
        ReplyTo::Device { .. } => {
            ("Somebody else can have started this with your address.", "The code that your device shows")
        }
        ReplyTo::Browser { .. } => (
            "This request began in another browser. Somebody else can have started it with your address.",
            "The code that the page in that browser shows",
        ),
    };
    html! {
        p.notice { strong { (warning) } " Type the code only if you see it on a screen of your own. If somebody sent it to you, refuse." }
        label { (label) input type="text" name="code" maxlength="20" placeholder="XXXX-XXXX" autocomplete="off"; }
    }
}

/// Decide about a request, and send the browser to the client.
#[operation(POST "/oauth/authorize", page, caller = Anyone, audit(OauthGrantCreated))]
pub async fn decide_authorization(edge: Edge, form: LinkForm<BTreeMap<String, String>>) -> Result<Response<Body>> {
    edge.check_issuer()?;
    let fields = form.fields();
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let Some(ticket) = edge.opened::<Ticket>(CONTEXT, field("ticket")) else { return Ok(start_again()) };
    if field("decision") != "allow" {
        return edge.refuse(&ticket).await;
    }
    let environment = field("environment");
    let chosen = fields.keys().filter_map(|name| name.strip_prefix(PERMISSION)?.parse::<Permission>().ok()).collect();
    if ticket.code.is_some() && ticket.code != user_code::read(field("code")) {
        let problem = "This is not the code. Type it as it is shown, or refuse.";
        return edge.decision_page(&ticket, Some(&Attempt { problem, environment, chosen })).await;
    }
    edge.allow(&ticket, environment, chosen).await
}

impl Edge {
    async fn refuse(&self, Ticket { request, session, .. }: &Ticket) -> Result<Response<Body>> {
        if !self.directory()?.refuse_grant(session, request.device(), clock::now()).await? {
            return Ok(start_again());
        }
        Ok(match &request.reply_to {
            ReplyTo::Browser { redirect_uri, state, .. } => {
                let answer = [("error", Code::AccessDenied.as_str()), ("error_description", "The person refused.")];
                redirect(&self.answer_url(redirect_uri, state.as_deref(), &answer))
            }
            ReplyTo::Device { .. } => done("You have refused access", "Nothing was given."),
        })
    }

    async fn allow(&self, ticket: &Ticket, environment: &str, chosen: Permissions) -> Result<Response<Body>> {
        let Ticket { request, session, .. } = ticket;
        let now = clock::now();
        let Some(choices) = self.directory()?.consent_choices(session, now).await? else { return Ok(start_again()) };
        // What the role permits is checked again at each use.
        let permissions = chosen.and(offered(request, choices.role));
        if permissions == Permissions::default() {
            let problem = "Choose at least one permission.";
            return self.decision_page(ticket, Some(&Attempt { problem, environment, chosen })).await;
        }
        let pod = choices.pods.into_iter().map(|pod| pod.id).find(|id| id.as_str() == environment);
        let Some(pod) = pod else {
            let problem = "Choose an environment.";
            return self.decision_page(ticket, Some(&Attempt { problem, environment, chosen })).await;
        };
        let id = OauthGrantId::generate()?;
        let code = GrantSecret::issue(SecretKind::Code, &id, &self.config.tagger)?;
        let (code_of_client, lifetime) = match &request.reply_to {
            ReplyTo::Browser { redirect_uri, challenge, .. } => (Some((redirect_uri, challenge, &code)), CODE_TTL),
            ReplyTo::Device { .. } => (None, REQUEST_TTL),
        };
        let permissions = scopes::names(permissions).into_iter().map(str::to_owned).collect();
        let grant = NewGrant {
            id: &id,
            session,
            pod: &pod,
            client_hash: &request.client_hash(),
            client: &request.client,
            resource: request.resource,
            scope: KeyScope { permissions: Some(permissions), ..KeyScope::default() },
            code: code_of_client,
            device: request.device(),
            key_number: code.key_number(),
            expires_at: now.plus(lifetime),
            now,
        };
        let member = match self.directory()?.add_grant(&grant).await {
            Err(error) if error.code == Code::Unauthorized => return Ok(start_again()),
            added => added?,
        };
        self.record_grant(AuditAction::OauthGrantCreated, &pod, &id, &member).await;
        Ok(match &request.reply_to {
            ReplyTo::Browser { redirect_uri, state, .. } => {
                redirect(&self.answer_url(redirect_uri, state.as_deref(), &[("code", code.reveal())]))
            }
            ReplyTo::Device { .. } => {
                done("You have given access", "The device gets it at its next poll. You can close this page.")
            }
        })
    }
}

fn done(heading: &str, text: &str) -> Response<Body> {
    text_page(StatusCode::OK, TITLE, heading, &html! { p { (text) } })
}
