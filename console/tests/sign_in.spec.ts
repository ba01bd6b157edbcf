import { call, checkAccessibility, expect, mailedToken, newSession, open, photograph, register, test } from "./support/test.ts";

const CONSOLE = `${process.env["CONSOLE_URL"] ?? process.env["WARREN_URL"]}/console/`;

test("a link is mailed, and whoever signs in comes back to the address that was wanted", async ({ page }) => {
  const { email } = await register();
  await page.goto(`${CONSOLE}settings?from=mail`);
  await page.getByLabel("Your email address").fill("not an address");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByLabel("Your email address")).toBeFocused();
  await checkAccessibility(page);
  await photograph(page, "sign-in");

  await page.getByLabel("Your email address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mailbox" })).toBeVisible();
  await expect(page.getByRole("complementary", { name: "Development" }).getByRole("link")).toHaveAttribute("href", new RegExp(await mailedToken(email, "sign-in")));
  await checkAccessibility(page);
  await photograph(page, "sign-in-sent");

  // The link opens another tab, which gets the session; the first one goes on, too.
  const session = await newSession(email);
  const tab = await page.context().newPage();
  await tab.goto(`${CONSOLE}#session=${session}`);
  await expect(tab).toHaveURL(/\/console\/settings\?from=mail$/);
  for (const one of [tab, page]) await expect(one.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
});

test("a refusal of the server is said, and the address stays", async ({ page }) => {
  await page.route("**/v1/auth/login", (route) => route.fulfill({ status: 429, headers: { "retry-after": "60" }, json: { error: "rate_limited", message: "Too many links were requested." } }));
  await page.goto(CONSOLE);
  await page.getByLabel("Your email address").fill("ann@people.example");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByRole("alert")).toContainText("Too many links were requested.");
  await expect(page.getByRole("alert")).toContainText("60 seconds");
  await expect(page.getByLabel("Your email address")).toHaveValue("ann@people.example");
});

test("a link with a session of somebody else asks first, and then nothing of the former person is left in any tab", async ({ page, person }) => {
  const other = await register("bob");
  await call(other.key, "POST", "/v1/pods", { name: "Falcon" });
  await open(page, person, "/welcome");
  const typed = page.getByLabel("Name of the agent");
  await typed.fill("Secret plan");

  const link = `${CONSOLE}#session=${other.session}`;
  const tab = await page.context().newPage();
  await tab.goto(link);
  const dialog = tab.getByRole("dialog", { name: /^Sign in as bob-.+ instead of ada-/ });
  await expect(dialog).toBeVisible();
  await expect(tab).not.toHaveURL(/session=/);
  await checkAccessibility(tab);
  await photograph(tab, "other-session");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await expect(typed).toHaveValue("Secret plan");

  await tab.goto("about:blank");
  await tab.goto(link);
  await dialog.getByRole("button", { name: "Change person" }).click();
  for (const one of [tab, page]) {
    await expect(one.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
    await expect(one.getByRole("navigation", { name: "Main navigation" })).toContainText("bob");
  }
  await expect(page.getByText(/ada-|Secret plan/)).toHaveCount(0);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain("Secret plan");
});

test("a newer link of the same person goes on without a question, and keeps what was typed", async ({ page, person }) => {
  await open(page, person, "/welcome");
  await page.getByLabel("Name of the agent").fill("Scout");
  const session = await newSession(person.email);
  const tab = await page.context().newPage();
  await tab.goto(`${CONSOLE}#session=${session}`);
  await expect.poll(() => page.evaluate(() => localStorage.getItem("warren.session"))).toContain(session);
  await expect(tab.getByRole("dialog")).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel("Name of the agent")).toHaveValue("Scout");
});

test("whoever signs out is signed out in all tabs, which keep nothing", async ({ page, person }) => {
  await open(page, person, "/welcome");
  await page.getByLabel("Name of the agent").fill("Secret plan");
  const tab = await page.context().newPage();
  await open(tab, person, "/settings");
  await tab.getByRole("button", { name: "Sign out" }).click();
  for (const one of [tab, page]) {
    await expect(one.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    expect(await one.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
  }
});
