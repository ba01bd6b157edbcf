// The dashboard shows an account and what its owner has to decide. It uses the public API. Each request counts against the
// account's daily allowance, so a button reloads only the sections that it changes.

const main = document.querySelector("main");
const status = document.querySelector("[role=status]");
const session = () => sessionStorage.getItem("session");
const saveSession = (token) => sessionStorage.setItem("session", token);

/** Pods whose held messages are loaded at first. */
const PODS_AT_FIRST = 10;

// A sign-in link ends here with the session in the fragment, which browsers do not send. It is removed from the address bar.
const newSession = new URLSearchParams(location.hash.slice(1)).get("session");
// A link in an email about a credential request contains the code of the request.
const requestCode = new URLSearchParams(location.search).get("code");
if (requestCode) sessionStorage.setItem("code", requestCode);
history.replaceState(null, "", location.pathname);
// A link that is opened while the page is open changes only the fragment.
addEventListener("hashchange", () => location.reload());

/** Makes an element. Its children are elements or text, never markup. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

/** Calls the API with a session, or without one. An error has a sentence as its message. */
async function call(token, method, path, body) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body) }).catch(() => {
    throw new Error("The server cannot be reached.");
  });
  const content = await reply.json().catch(() => ({}));
  if (reply.ok) return content;
  const sentences = [content.message ?? `The server answered ${reply.status}.`, content.fix];
  throw Object.assign(new Error(sentences.filter(Boolean).join(" ")), { status: reply.status });
}

/** Calls the API with the current session. */
async function ask(method, path, body) {
  const token = session();
  try {
    return await call(token, method, path, body);
  } catch (error) {
    if (error.status !== 401) throw error;
    if (session() === token) signOut();
    throw new Error("Your session has ended.");
  }
}

const time = (text) => new Date(text).toLocaleString();

/** A button that runs `done` and then reloads the sections that it changes. */
function button(text, done, changed = [], kind = "") {
  const work = async ({ target }) => {
    target.disabled = true;
    say("");
    try {
      await done();
      if (session()) await Promise.all(changed.map((part) => part.refresh()));
    } catch (error) {
      say(error.message);
    }
    target.disabled = false;
  };
  return make("button", { type: "button", className: kind, onclick: work }, text);
}

function say(text) {
  status.textContent = text;
}

/** A section of the page that can be reloaded by itself. If that fails, it shows the error, and the others stay. */
function part(title, load) {
  const body = make("div");
  const refresh = async () => {
    const shown = await load().catch((error) => make("p", { className: "none" }, error.message));
    body.replaceChildren(...[shown].flat());
  };
  return Object.assign(make("section", {}, make("h2", {}, title), body), { refresh });
}

function table(columns, rows, none) {
  const cells = (row) => make("tr", {}, row.map((cell) => make("td", {}, cell ?? "")));
  const head = make("tr", {}, columns.map((column) => make("th", { scope: "col" }, column)));
  return rows.length
    ? make("table", {}, make("thead", {}, head), make("tbody", {}, rows.map(cells)))
    : make("p", { className: "none" }, none);
}

/** Names an account. Anybody can give an account any name, so its id is shown too. */
const who = (me) => [me.name, " ", make("code", {}, me.id)];

function header(me) {
  const name = me && make("span", { className: "dim" }, who(me));
  return make("header", {}, make("h1", {}, "Warren"), name, button("Sign out", leave));
}

async function show(notice) {
  const me = await ask("GET", "/v1/account/me");
  let pods = [];
  const requests = part("Credential requests", async () => {
    const { requests: rows } = await ask("GET", "/v1/credentials/requests");
    return table(["Agent", "Service", "Code", ""], rows.map((row) => requestRow(row, me, requests)), "No credential requests.");
  });
  const drafts = heldPart();
  const usage = part("Usage today", async () =>
    table(["Requests", "Emails", "Spent"], [usageRow(await ask("GET", "/v1/usage"))], ""));
  const money = part("Charges to approve", async () => {
    const { approvals } = await ask("GET", "/v1/approvals?limit=100");
    const columns = ["Amount", "Category", "Payee", "Reason", "Pod", "Expires", ""];
    return table(columns, approvals.map((row) => approvalRow(row, [money, usage])), "No charges to approve.");
  });
  const podList = part("Pods", async () => {
    pods = (await ask("GET", "/v1/pods")).pods;
    return table(["Name", "Id", "Status", ""], pods.map((pod) => podRow(pod, podList, drafts)), "No pods yet.");
  });
  const keys = part("Keys", async () =>
    table(["Prefix", "Status", "Label", "Created"], (await ask("GET", "/v1/auth/keys/list")).keys.map(keyRow), "No keys."));
  const mail = part("Latest mail", async () => {
    const path = `/v1/email/inbox?limit=10&address=${encodeURIComponent(me.email)}`;
    return table(["From", "Subject", "Received"], me.email ? (await ask("GET", path)).messages.map(mailRow) : [], "No mail yet.");
  });
  const sessions = part("Sessions", async () => {
    const { sessions: rows } = await ask("GET", "/v1/auth/sessions");
    return table(["Created", "Expires", ""], rows.map((row) => sessionRow(row, sessions)), "No sessions.");
  });
  await Promise.all([requests, money, usage, podList, keys, mail, sessions].map((one) => one.refresh()));
  await drafts.load([{ id: me.id, name: "account" }, ...pods.filter((pod) => pod.status === "active")]);
  if (!session()) return;
  main.replaceChildren(header(me), ...[notice ?? []].flat(), status, about(me), requests, drafts, money, usage, podList, keys, mail, sessions);
}

function about(me) {
  const operator = me.operator_email && !me.operator_email_confirmed ? `${me.operator_email} (not confirmed, so it receives no emails)` : me.operator_email;
  const facts = [["Account", make("code", {}, me.id)], ["Address", me.email], ["Tier", me.tier],
    ["Recovery email", me.recovery_email], ["Operator email", operator]];
  return make("section", {}, make("h2", {}, "Account"),
    make("dl", {}, facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value ?? "none")])));
}

/** Messages that pods hold for release. Each pod costs a request, so the first pods are loaded at once and the others on demand. */
function heldPart() {
  const rows = new Map();
  let later = [];
  const reload = async (pod) => rows.set(pod.id, await held(pod).catch((error) => [[pod.name ?? pod.id, "", error.message, ""]]));
  const held = async (pod) => {
    const path = `/v1/pods/${pod.id}/drafts`;
    const { messages } = await ask("GET", path);
    const decide = async (draft, how) => {
      await ask("POST", `${path}/${draft.id}/${how}`);
      await reload(pod);
    };
    return messages.map((draft) => [
      draft.from,
      [...draft.to, ...draft.cc].join(", "),
      [draft.subject, make("br"), make("span", { className: "dim" }, draft.snippet)],
      [button("Release", () => decide(draft, "release"), [shown], "main"), " ", button("Reject", () => decide(draft, "reject"), [shown])],
    ]);
  };
  const load = async (pods) => {
    later = pods.slice(PODS_AT_FIRST);
    await Promise.all(pods.slice(0, PODS_AT_FIRST).map(reload));
    await shown.refresh();
  };
  const shown = part("Messages to release", async () => [
    table(["From", "To", "Subject", ""], [...rows.values()].flat(), "No held messages."),
    ...(later.length ? [button(`Check ${later.length} more pods`, () => load(later))] : []),
  ]);
  const forget = async (pod) => {
    rows.delete(pod.id);
    later = later.filter((other) => other.id !== pod.id);
  };
  return Object.assign(shown, { load, reload, forget });
}

/** Makes a valid vault key from the name of a service. */
function vaultKey({ service_name, user_code }) {
  const plain = service_name.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9_.-]+/g, "-");
  return plain.replace(/^[-.]+/, "").slice(0, 100).replace(/[-.]+$/, "") || `credential-${user_code}`;
}

/** A credential request of an agent. The agent shows the same code, so its owner can compare the two. */
function requestRow(request, me, shown) {
  const secret = make("input", { type: "password", autocomplete: "off", placeholder: "The credential" });
  const decide = (approved) => {
    if (!me.operator_email) throw new Error("Set an operator email first: POST /v1/account/operator-email.");
    const decision = { approved, user_code: request.user_code, operator_email: me.operator_email, vault_key: vaultKey(request) };
    return ask("POST", "/v1/credentials/approve", approved ? { ...decision, credential_value: secret.value } : decision);
  };
  return [
    [request.agent_name, make("br"), make("span", { className: "dim" }, request.agent_email ?? "")],
    [request.service_name, make("br"), make("span", { className: "dim" }, request.description ?? request.credential_type)],
    make(request.user_code === sessionStorage.getItem("code") ? "mark" : "code", { className: "whole" }, request.user_code),
    [secret, " ", button("Send credential", () => decide(true), [shown], "main"), " ", button("Deny", () => decide(false), [shown]),
      make("div", { className: "dim" }, "For an agent of ", who(me), ". Suggested vault key: ", make("code", {}, vaultKey(request)))],
  ];
}

const usdc = (atomic) => `${(atomic / 1e6).toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 6 })} USDC`;

function approvalRow(approval, changed) {
  const path = `/v1/approvals/${approval.id}`;
  return [
    usdc(approval.amount_usdc),
    [approval.category, make("br"), make("span", { className: "dim" }, approval.description ?? "")],
    approval.payee ?? "",
    approval.exceeded.length === 0 ? "above the limit for a single charge"
      : approval.exceeded.flatMap((cap) => [`${cap.period} cap of the ${cap.scope}: ${usdc(cap.spent_usdc + cap.held_usdc)} of ${usdc(cap.limit_usdc)} used`, make("br")]),
    make("code", {}, approval.pod_id),
    time(approval.expires_at),
    [button("Approve", () => ask("POST", `${path}/approve`), changed, "main"), " ",
      button("Reject", () => ask("POST", `${path}/reject`), changed)],
  ];
}

function usageRow({ requests, emails, days }) {
  return [
    `${requests.used} of ${requests.limit}`,
    `${emails.daily_used} of ${emails.daily_limit}`,
    usdc(days.at(-1).spent_usdc),
  ];
}

function podRow(pod, shown, drafts) {
  const path = `/v1/pods/${pod.id}`;
  const suspend = async () => {
    await ask("DELETE", path);
    await drafts.forget(pod);
  };
  const resume = async () => {
    await ask("POST", `${path}/resume`);
    await drafts.reload(pod);
  };
  const change = pod.status === "active" ? button("Suspend", suspend, [shown, drafts]) : button("Resume", resume, [shown, drafts]);
  return [pod.name ?? "", make("code", {}, pod.id), pod.status, change];
}

function keyRow(key) {
  return [make("code", {}, `${key.prefix}…`), key.status, key.label, time(key.created_at)];
}

function mailRow(message) {
  return [message.from_name || message.from, message.subject, time(message.received_at)];
}

function sessionRow(row, shown) {
  const end = button("End", () => ask("DELETE", `/v1/auth/sessions/${row.id}`), [shown]);
  return [time(row.created_at), time(row.expires_at), end];
}

/** Signs out in this browser, even if the server refuses the request, for example because of a limit. */
async function leave() {
  const failed = await ask("DELETE", "/v1/auth/sessions/current").then(() => null, (error) => error);
  if (!session()) return;
  signOut();
  if (failed) throw new Error(`You are signed out in this browser, but the session could not be ended. ${failed.message}`);
}

function signOut() {
  sessionStorage.removeItem("session");
  askForLink();
}

function askForLink() {
  const email = make("input", { type: "email", required: true, autocomplete: "email", placeholder: "Recovery email" });
  const send = async (event) => {
    event.preventDefault();
    const reply = await call(null, "POST", "/v1/auth/login", { email: email.value }).catch((error) => error);
    say(reply.message);
  };
  main.replaceChildren(
    make("header", {}, make("h1", {}, "Warren")),
    make("h2", {}, "Sign in"),
    make("p", { className: "dim" }, "A link is sent to the recovery email of your account."),
    make("form", { onsubmit: send }, email, make("button", { className: "main" }, "Send the link")),
    status,
  );
  say("");
}

/** Shows the account, the sign-in form, or an error. */
async function start(notice) {
  if (!session()) return askForLink();
  await show(notice).catch((error) => {
    if (session()) main.replaceChildren(header(), status, button("Try again", () => start(notice)));
    say(error.message);
  });
}

/**
 * Handles a session that arrived with a link. It does not silently replace a working session of another account: otherwise an
 * attacker could make a person open the attacker's link, and would get the credential that the person enters next.
 */
async function arrive(token) {
  const account = (key) => call(key, "GET", "/v1/account/me").catch((error) => error);
  const [mine, other] = session() && session() !== token ? await Promise.all([session(), token].map(account)) : [];
  const isSame = mine?.id && mine.id === other.id;
  if (mine && mine.status !== 401 && !isSame) {
    if (other.status === 401) return undefined;
    const take = async () => {
      saveSession(token);
      await start();
    };
    return make("p", { className: "notice" }, "The link signs in to another account: ",
      other.id ? who(other) : "its name cannot be loaded", ". You are still signed in to this account. ", button("Switch", take));
  }
  saveSession(token);
  return undefined;
}

await start(newSession ? await arrive(newSession) : undefined);
