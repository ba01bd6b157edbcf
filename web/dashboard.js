// The dashboard: what an account has, and what waits for its owner. Speaks the same API as everybody else. Each request counts
// in the account's daily allowance: so a button asks anew only for what it has changed.

const main = document.querySelector("main");
const news = document.querySelector("[role=status]");
const session = () => sessionStorage.getItem("session");
const keep = (token) => sessionStorage.setItem("session", token);

/** Pods that are asked at once what they hold. */
const AT_ONCE = 10;

// The link in the mail leads here with the session in the fragment, which is sent to nobody. It does not stay in the address.
const arrived = new URLSearchParams(location.hash.slice(1)).get("session");
// So does the link in a mail about a credential, with the code of one request.
const asked = new URLSearchParams(location.search).get("code");
if (asked) sessionStorage.setItem("code", asked);
history.replaceState(null, "", location.pathname);
// A link that is opened while the page is open changes the fragment alone.
addEventListener("hashchange", () => location.reload());

/** An element with children, which are elements or text: never markup. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return element;
}

/** Asks the API as that session, or as nobody. What goes wrong is a sentence. */
async function call(token, method, path, body) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body) }).catch(() => {
    throw new Error("The server cannot be reached.");
  });
  const said = await reply.json().catch(() => ({}));
  if (reply.ok) return said;
  const sentences = [said.message ?? `The server answered ${reply.status}.`, said.fix];
  throw Object.assign(new Error(sentences.filter(Boolean).join(" ")), { status: reply.status });
}

/** The same as who is signed in. */
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

/** A button that does something, and then shows anew what that has changed. */
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
  news.textContent = text;
}

/** A part of the page that can be shown anew by itself. If that fails, it says why, and the others stay. */
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

/** Who is signed in. Anybody can give an account any name: so the id stands beside it. */
const who = (me) => [me.name, " ", make("code", {}, me.id)];

function header(me) {
  const name = me && make("span", { className: "dim" }, who(me));
  return make("header", {}, make("h1", {}, "Warren"), name, button("Sign out", leave));
}

async function show(notice) {
  const me = await ask("GET", "/v1/account/me");
  let pods = [];
  const wanted = part("Credentials asked for", async () => {
    const { requests } = await ask("GET", "/v1/credentials/requests");
    return table(["Agent", "For", "Code", ""], requests.map((row) => wantedRow(row, me, wanted)), "No agent asks for one.");
  });
  const drafts = heldPart();
  const usage = part("Used today", async () =>
    table(["Requests", "Emails", "Spent"], [usageRow(await ask("GET", "/v1/usage"))], ""));
  const money = part("Money to approve", async () => {
    const { approvals } = await ask("GET", "/v1/approvals?limit=100");
    const columns = ["Amount", "For", "To", "Why you are asked", "Pod", "Until", ""];
    return table(columns, approvals.map((row) => approvalRow(row, [money, usage])), "No charge waits.");
  });
  const podList = part("Pods", async () => {
    pods = (await ask("GET", "/v1/pods")).pods;
    return table(["Name", "Id", "Status", ""], pods.map((pod) => podRow(pod, podList, drafts)), "No pods beside the account's own.");
  });
  const keys = part("Keys", async () =>
    table(["Prefix", "Status", "Label", "Made"], (await ask("GET", "/v1/auth/keys/list")).keys.map(keyRow), "No keys."));
  const mail = part("Latest mail", async () => {
    const path = `/v1/email/inbox?limit=10&address=${encodeURIComponent(me.email)}`;
    return table(["From", "Subject", "Received"], me.email ? (await ask("GET", path)).messages.map(mailRow) : [], "No mail yet.");
  });
  const sessions = part("Signed in", async () => {
    const { sessions: rows } = await ask("GET", "/v1/auth/sessions");
    return table(["Since", "Until", ""], rows.map((row) => sessionRow(row, sessions)), "Nobody.");
  });
  await Promise.all([wanted, money, usage, podList, keys, mail, sessions].map((one) => one.refresh()));
  await drafts.lookInto([{ id: me.id, name: "account" }, ...pods.filter((pod) => pod.status === "active")]);
  if (!session()) return;
  main.replaceChildren(header(me), ...[notice ?? []].flat(), news, about(me), wanted, drafts, money, usage, podList, keys, mail, sessions);
}

function about(me) {
  const operator = me.operator_email && !me.operator_email_confirmed ? `${me.operator_email} (not confirmed: no letters go there)` : me.operator_email;
  const facts = [["Account", make("code", {}, me.id)], ["Address", me.email], ["Tier", me.tier],
    ["Recovery email", me.recovery_email], ["Operator email", operator]];
  return make("section", {}, make("h2", {}, "Account"),
    make("dl", {}, facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value ?? "none")])));
}

/** What pods hold for release. Each is a request: of many pods the first are asked, the others when somebody wants to know. */
function heldPart() {
  const rows = new Map();
  let later = [];
  const look = async (pod) => rows.set(pod.id, await held(pod).catch((error) => [[pod.name ?? pod.id, "", error.message, ""]]));
  const held = async (pod) => {
    const path = `/v1/pods/${pod.id}/drafts`;
    const { messages } = await ask("GET", path);
    const decide = async (draft, how) => {
      await ask("POST", `${path}/${draft.id}/${how}`);
      await look(pod);
    };
    return messages.map((draft) => [
      draft.from,
      [...draft.to, ...draft.cc].join(", "),
      [draft.subject, make("br"), make("span", { className: "dim" }, draft.snippet)],
      [button("Send", () => decide(draft, "release"), [shown], "main"), " ", button("Reject", () => decide(draft, "reject"), [shown])],
    ]);
  };
  const lookInto = async (pods) => {
    later = pods.slice(AT_ONCE);
    await Promise.all(pods.slice(0, AT_ONCE).map(look));
    await shown.refresh();
  };
  const shown = part("Waiting for you", async () => [
    table(["From", "To", "Subject", ""], [...rows.values()].flat(), "Nothing is held for release."),
    ...(later.length ? [button(`Look into ${later.length} more pods`, () => lookInto(later))] : []),
  ]);
  const forget = async (pod) => {
    rows.delete(pod.id);
    later = later.filter((other) => other.id !== pod.id);
  };
  return Object.assign(shown, { lookInto, look, forget });
}

/** A name that the vault takes, like that of the service. */
function vaultKey({ service_name, user_code }) {
  const plain = service_name.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9_.-]+/g, "-");
  return plain.replace(/^[-.]+/, "").slice(0, 100).replace(/[-.]+$/, "") || `credential-${user_code}`;
}

/** A request of an agent. Its code is what the agent shows: so its owner knows that it is the same. */
function wantedRow(wanted, me, shown) {
  const secret = make("input", { type: "password", autocomplete: "off", placeholder: "The credential" });
  const decide = (approved) => {
    if (!me.operator_email) throw new Error("Set an operator email first: POST /v1/account/operator-email.");
    const decision = { approved, user_code: wanted.user_code, operator_email: me.operator_email, vault_key: vaultKey(wanted) };
    return ask("POST", "/v1/credentials/approve", approved ? { ...decision, credential_value: secret.value } : decision);
  };
  return [
    [wanted.agent_name, make("br"), make("span", { className: "dim" }, wanted.agent_email ?? "")],
    [wanted.service_name, make("br"), make("span", { className: "dim" }, wanted.description ?? wanted.credential_type)],
    make(wanted.user_code === sessionStorage.getItem("code") ? "mark" : "code", { className: "whole" }, wanted.user_code),
    [secret, " ", button("Give", () => decide(true), [shown], "main"), " ", button("Deny", () => decide(false), [shown]),
      make("div", { className: "dim" }, "to an agent of ", who(me), ", to be kept as ", make("code", {}, vaultKey(wanted)))],
  ];
}

const usdc = (atomic) => `${(atomic / 1e6).toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 6 })} USDC`;

function approvalRow(approval, changed) {
  const path = `/v1/approvals/${approval.id}`;
  return [
    usdc(approval.amount_usdc),
    [approval.category, make("br"), make("span", { className: "dim" }, approval.description ?? "")],
    approval.payee ?? "",
    approval.exceeded.length === 0 ? "larger than a single charge may be"
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
    await drafts.look(pod);
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

/** Signs out, whatever the server says: who leaves does not want to be kept by a limit. */
async function leave() {
  const failed = await ask("DELETE", "/v1/auth/sessions/current").then(() => null, (error) => error);
  if (!session()) return;
  signOut();
  if (failed) throw new Error(`You are signed out here; the session itself could not be ended. ${failed.message}`);
}

function signOut() {
  sessionStorage.removeItem("session");
  askForLink();
}

function askForLink() {
  const email = make("input", { type: "email", required: true, autocomplete: "email", placeholder: "Recovery email" });
  const send = async (event) => {
    event.preventDefault();
    const said = await call(null, "POST", "/v1/auth/login", { email: email.value }).catch((error) => error);
    say(said.message);
  };
  main.replaceChildren(
    make("header", {}, make("h1", {}, "Warren")),
    make("h2", {}, "Sign in"),
    make("p", { className: "dim" }, "A link is sent to the recovery email of your account."),
    make("form", { onsubmit: send }, email, make("button", { className: "main" }, "Send the link")),
    news,
  );
  say("");
}

/** Shows what there is; who cannot be shown anything is told why. */
async function start(notice) {
  if (!session()) return askForLink();
  await show(notice).catch((error) => {
    if (session()) main.replaceChildren(header(), news, button("Try again", () => start(notice)));
    say(error.message);
  });
}

/**
 * A session that came with a link. One that is at work does not make way for another account's unasked: whoever gets somebody
 * to follow a link of their own would be given what is meant for an agent of that person's.
 */
async function arrive(token) {
  const account = (key) => call(key, "GET", "/v1/account/me").catch((error) => error);
  const [mine, other] = session() && session() !== token ? await Promise.all([session(), token].map(account)) : [];
  const isSame = mine?.id && mine.id === other.id;
  if (mine && mine.status !== 401 && !isSame) {
    if (other.status === 401) return undefined;
    const take = async () => {
      keep(token);
      await start();
    };
    return make("p", { className: "notice" }, "The link that you followed signs in to another account: ",
      other.id ? who(other) : "which, cannot be told now", ". You are still signed in to this one. ", button("Switch", take));
  }
  keep(token);
  return undefined;
}

await start(arrived ? await arrive(arrived) : undefined);
