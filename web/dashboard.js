// The dashboard: what an account has, and what waits for its owner. Speaks the same API as everybody else.

const main = document.querySelector("main");
const session = () => sessionStorage.getItem("session");

// The link in the mail leads here with the session in the fragment, which is sent to nobody. It does not stay in the address.
const arrived = new URLSearchParams(location.hash.slice(1)).get("session");
if (arrived) sessionStorage.setItem("session", arrived);
// So does the link in a mail about a credential, with the code of one request.
const asked = new URLSearchParams(location.search).get("code");
if (asked) sessionStorage.setItem("code", asked);
history.replaceState(null, "", location.pathname);

/** An element with children, which are elements or text: never markup. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

async function ask(method, path, body) {
  const headers = { authorization: `Bearer ${session()}` };
  const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const said = await reply.json();
  if (reply.ok) return said;
  if (reply.status === 401) signOut();
  throw new Error(said.message ?? said.error);
}

const time = (text) => new Date(text).toLocaleString();

/** A button that does something once and then shows everything anew. */
function button(text, done, kind = "") {
  const work = async ({ target }) => {
    target.disabled = true;
    try {
      await done();
      await show();
    } catch (error) {
      target.disabled = false;
      say(error.message);
    }
  };
  return make("button", { type: "button", className: kind, onclick: work }, text);
}

function say(text) {
  document.querySelector("[role=status]").textContent = text;
}

function table(title, columns, rows, none) {
  const cells = (row) => make("tr", {}, row.map((cell) => make("td", {}, cell ?? "")));
  const head = make("tr", {}, columns.map((column) => make("th", { scope: "col" }, column)));
  const body = rows.length
    ? make("table", {}, make("thead", {}, head), make("tbody", {}, rows.map(cells)))
    : make("p", { className: "none" }, none);
  return make("section", {}, make("h2", {}, title), body);
}

async function show() {
  const me = await ask("GET", "/v1/account/me");
  const [pods, keys, sessions, wanted, approvals, usage] = await Promise.all([
    ask("GET", "/v1/pods"),
    ask("GET", "/v1/auth/keys/list"),
    ask("GET", "/v1/auth/sessions"),
    ask("GET", "/v1/credentials/requests"),
    ask("GET", "/v1/approvals?limit=100"),
    ask("GET", "/v1/usage"),
  ]);
  const places = [{ id: me.id, name: "account" }, ...pods.pods.filter((pod) => pod.status === "active")];
  const drafts = await Promise.all(places.map((pod) => held(pod)));
  const mail = me.email ? await ask("GET", `/v1/email/inbox?limit=10&address=${encodeURIComponent(me.email)}`) : { messages: [] };
  main.replaceChildren(
    make("header", {},
      make("h1", {}, "Warren"),
      make("span", { className: "dim" }, me.name ?? me.id),
      button("Sign out", async () => { await ask("DELETE", "/v1/auth/sessions/current"); signOut(); }),
    ),
    make("p", { role: "status" }),
    about(me),
    table("Credentials asked for", ["Agent", "For", "Code", ""], wanted.requests.map((row) => wantedRow(row, me)), "No agent asks for one."),
    table("Waiting for you", ["From", "To", "Subject", ""], drafts.flat(), "Nothing is held for release."),
    table("Money to approve", ["Amount", "For", "To", "Why you are asked", "Pod", "Until", ""], approvals.approvals.map(approvalRow), "No charge waits."),
    table("Used today", ["Requests", "Emails", "Spent"], [usageRow(usage)], ""),
    table("Pods", ["Name", "Id", "Status", ""], pods.pods.map(podRow), "No pods beside the account's own."),
    table("Keys", ["Prefix", "Status", "Label", "Made"], keys.keys.map(keyRow), "No keys."),
    table("Latest mail", ["From", "Subject", "Received"], mail.messages.map(mailRow), "No mail yet."),
    table("Signed in", ["Since", "Until", ""], sessions.sessions.map(sessionRow), "Nobody."),
  );
}

function about(me) {
  const facts = [["Account", make("code", {}, me.id)], ["Address", me.email], ["Tier", me.tier],
    ["Recovery email", me.recovery_email], ["Operator email", me.operator_email]];
  return make("section", {}, make("h2", {}, "Account"),
    make("dl", {}, facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value ?? "none")])));
}

async function held(pod) {
  const path = `/v1/pods/${pod.id}/drafts`;
  const { messages } = await ask("GET", path);
  return messages.map((draft) => [
    draft.from,
    [...draft.to, ...draft.cc].join(", "),
    [draft.subject, make("br"), make("span", { className: "dim" }, draft.snippet)],
    [button("Send", () => ask("POST", `${path}/${draft.id}/release`), "main"), " ",
      button("Reject", () => ask("POST", `${path}/${draft.id}/reject`))],
  ]);
}

/** A request of an agent. Its code is what the agent shows: so its owner knows that it is the same. */
function wantedRow(wanted, me) {
  const secret = make("input", { type: "password", autocomplete: "off", placeholder: "The credential" });
  const decide = (approved) => {
    if (!me.operator_email) throw new Error("Set an operator email first: POST /v1/account/operator-email.");
    const decision = { approved, user_code: wanted.user_code, operator_email: me.operator_email, vault_key: wanted.service_name };
    return ask("POST", "/v1/credentials/approve", approved ? { ...decision, credential_value: secret.value } : decision);
  };
  return [
    [wanted.agent_name, make("br"), make("span", { className: "dim" }, wanted.agent_email ?? "")],
    [wanted.service_name, make("br"), make("span", { className: "dim" }, wanted.description ?? wanted.credential_type)],
    make(wanted.user_code === sessionStorage.getItem("code") ? "mark" : "code", {}, wanted.user_code),
    [secret, " ", button("Give", () => decide(true), "main"), " ", button("Deny", () => decide(false))],
  ];
}

const usdc = (atomic) => `${(atomic / 1e6).toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 6 })} USDC`;

function approvalRow(approval) {
  const path = `/v1/approvals/${approval.id}`;
  return [
    usdc(approval.amount_usdc),
    [approval.category, make("br"), make("span", { className: "dim" }, approval.description ?? "")],
    approval.payee ?? "",
    approval.exceeded.length === 0 ? "larger than a single charge may be"
      : approval.exceeded.flatMap((cap) => [`${cap.period} cap of the ${cap.scope}: ${usdc(cap.spent_usdc + cap.held_usdc)} of ${usdc(cap.limit_usdc)} used`, make("br")]),
    make("code", {}, approval.pod_id),
    time(approval.expires_at),
    [button("Approve", () => ask("POST", `${path}/approve`), "main"), " ", button("Reject", () => ask("POST", `${path}/reject`))],
  ];
}

function usageRow({ requests, emails, days }) {
  return [
    `${requests.used} of ${requests.limit}`,
    `${emails.daily_used} of ${emails.daily_limit}`,
    usdc(days.at(-1).spent_usdc),
  ];
}

function podRow(pod) {
  const path = `/v1/pods/${pod.id}`;
  const change = pod.status === "active"
    ? button("Suspend", () => ask("DELETE", path))
    : button("Resume", () => ask("POST", `${path}/resume`));
  return [pod.name ?? "", make("code", {}, pod.id), pod.status, change];
}

function keyRow(key) {
  return [make("code", {}, `${key.prefix}…`), key.status, key.label, time(key.created_at)];
}

function mailRow(message) {
  return [message.from_name || message.from, message.subject, time(message.received_at)];
}

function sessionRow(row) {
  return [time(row.created_at), time(row.expires_at), button("End", () => ask("DELETE", `/v1/auth/sessions/${row.id}`))];
}

function signOut() {
  sessionStorage.removeItem("session");
  askForLink();
}

function askForLink() {
  const email = make("input", { type: "email", required: true, autocomplete: "email", placeholder: "Recovery email" });
  const send = async (event) => {
    event.preventDefault();
    const reply = await fetch("/v1/auth/login", { method: "POST", body: JSON.stringify({ email: email.value }) });
    const said = await reply.json();
    say(said.message ?? said.error);
  };
  main.replaceChildren(
    make("header", {}, make("h1", {}, "Warren")),
    make("h2", {}, "Sign in"),
    make("p", { className: "dim" }, "A link is sent to the recovery email of your account."),
    make("form", { onsubmit: send }, email, make("button", { className: "main" }, "Send the link")),
    make("p", { role: "status" }),
  );
}

if (session()) show().catch((error) => { if (session()) say(error.message); });
else askForLink();
