// What the tests of all screens share: accounts, their sessions, and checks of accessibility.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

export { expect };

const url = () => process.env["WARREN_URL"] ?? "";
/** Where the console is served: by the worker, or while developing by vite. */
const consoleUrl = () => process.env["CONSOLE_URL"] ?? url();

export interface Person {
  /** The account's key. */
  key: string;
  accountId: string;
  /** The person's address, which gets the links to sign in. */
  email: string;
  /** The account's own mailbox. */
  mailbox: string;
  session: string;
}

/** Calls the API; an error fails the test with the reply. */
export async function call(credential: string | undefined, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<any> {
  const reply = await fetch(url() + path, {
    method,
    headers: { ...(credential && { authorization: `Bearer ${credential}` }), ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const content = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${content}`);
  return content ? JSON.parse(content) : undefined;
}

let count = 0;
export const unique = (name: string) => `${name}-${process.pid}-${Date.now().toString(36)}-${count++}`;

/** A new account with a mailbox and a person who is signed in. */
export async function register(name = "ada"): Promise<Person> {
  const email = `${unique(name)}@people.example`;
  const { api_key: key, account_id: accountId } = await call(undefined, "POST", "/v1/auth/keys", { name, email });
  const { address: mailbox } = await call(key, "POST", "/v1/email/claim", { address: `${unique(name)}@warren.example` });
  return { key, accountId, email, mailbox, session: await newSession(email) };
}

/** Signs in with the link that was mailed to an address. */
export async function newSession(email: string): Promise<string> {
  const before = (await mailedTo(email)).length;
  await call(undefined, "POST", "/v1/auth/login", { email });
  const token = await mailedToken(email, "sign-in", before);
  const reply = await fetch(`${url()}/v1/auth/verify?token=${token}`, { redirect: "manual" });
  const session = /session=([^&]+)/.exec(reply.headers.get("location") ?? "")?.[1];
  if (!session) throw new Error(`no session: ${reply.status} ${await reply.text()}`);
  return session;
}

/** The texts of the messages that were sent to an address outside of the deployment. */
export async function mailedTo(email: string): Promise<string[]> {
  const { messages } = await call(undefined, "GET", "/dev/outbox");
  const letters: { to: string[]; raw: string }[] = messages;
  return letters.filter(({ to }) => to.includes(email)).map(({ raw }) => raw.replaceAll("=\r\n", "").replaceAll("=3D", "="));
}

/** The token of the newest link to a page that was mailed to an address, after so many letters. */
export async function mailedToken(email: string, page: string, after = 0): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const links = (await mailedTo(email)).slice(after).flatMap((letter) => [...letter.matchAll(new RegExp(`/${page}\\?token=([\\w.-]+)`, "g"))]);
    const token = links.at(-1)?.[1];
    if (token) return token;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`no link to /${page} for ${email}`);
}

/** Delivers a raw message as the email event does. */
export async function deliver(from: string, to: string, raw: string): Promise<void> {
  const query = new URLSearchParams({ from, to });
  await call(undefined, "POST", `/dev/email?${query}`, raw.replace(/\r?\n/g, "\r\n"), { "content-type": "message/rfc822" });
}

/** Opens a page of the console, as a person. */
export async function open(page: Page, person: Person, path = ""): Promise<void> {
  await page.addInitScript(([session]) => {
    if (!localStorage.getItem("warren.session")) localStorage.setItem("warren.session", JSON.stringify({ token: session }));
  }, [person.session]);
  await page.goto(`${consoleUrl()}/console${path || "/"}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}

/** No serious finding of axe, in light and in dark. Frames in which scripts cannot run are left out: axe is one. */
export async function checkAccessibility(page: Page): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    const { violations } = await new AxeBuilder({ page }).exclude("iframe[sandbox]").analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${theme}: ${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" ")}`)).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Pictures of a screen in light, in dark and on a phone, if SCREENSHOTS names a folder. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (!folder) return;
  const size = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.evaluate(() => document.querySelector<HTMLElement>(".toasts:popover-open")?.hidePopover());
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: `${folder}/${name}-${theme}.png`, animations: "disabled" });
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${folder}/${name}-phone.png`, animations: "disabled" });
  await page.setViewportSize(size);
}

interface Fixtures {
  person: Person;
}

export const test = base.extend<Fixtures>({
  person: async ({}, use) => use(await register()),
});
