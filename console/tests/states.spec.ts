import { call, checkAccessibility, expect, mailedToken, newSession, open, photograph, test, unique, type Person } from "./support/test.ts";

const CONSOLE = `${process.env["CONSOLE_URL"] ?? process.env["WARREN_URL"]}/console/`;

/** An agent with a charge that waits and a message that is held. */
async function busyAgent({ key }: Person) {
  const { pod_id: pod, api_key: agent } = await call(key, "POST", "/v1/pods", { name: "Scout" });
  const { address } = await call(agent, "POST", "/v1/emails", { local_part: "hello" });
  await call(agent, "POST", "/v1/email/send", { from: address, to: "bob@people.example", subject: "Offer", text: "Ten pages.", hold: true });
  await call(key, "PUT", "/v1/budget", { caps: { daily: 1_000_000 }, on_limit: "approve" });
  const charge = { amount: 2_500_000, category: "api", payee: "ocr.example" };
  const { approval_id: approval } = await call(agent, "POST", "/v1/charge", charge, { "Idempotency-Key": unique("charge") });
  return { pod, approval };
}

/** Another person of the account, signed in. */
async function invite({ key }: Person, role: string): Promise<{ id: string; session: string }> {
  const email = `${unique("vera")}@people.example`;
  await call(key, "POST", "/v1/invitations", { email, role });
  const body = new URLSearchParams({ token: await mailedToken(email, "invitation") });
  const reply = await fetch(`${process.env["WARREN_URL"]}/invitation`, { method: "POST", body, redirect: "manual" });
  const session = /session=([^&]+)/.exec(reply.headers.get("location") ?? "")?.[1] ?? "";
  const { members } = await call(key, "GET", "/v1/members");
  return { id: members.find((member: { email: string }) => member.email === email).id, session };
}

test("a session that ended is said, and what was typed is kept until somebody signs in in another tab", async ({ page, person }) => {
  await busyAgent(person);
  await open(page, person);
  await page.getByRole("button", { name: /^Offer/ }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Subject").fill("A better offer");
  await call(person.session, "DELETE", "/v1/auth/sessions/current");
  await page.getByRole("button", { name: "Save changes" }).click();
  const dialog = page.getByRole("dialog", { name: "Your session has ended." });
  await expect(dialog).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "session-over");

  const opened = page.context().waitForEvent("page");
  await dialog.getByRole("link", { name: "Sign in in another tab" }).click();
  const tab = await opened;
  await expect(tab.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await tab.goto(`${CONSOLE}#session=${await newSession(person.email)}`);
  await expect(tab.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();

  await expect(dialog).toBeHidden();
  await expect(page.getByLabel("Subject")).toHaveValue("A better offer");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("button", { name: /^A better offer/ })).toBeVisible();
});

test("a lost network, a limit and a conflict are said in words", async ({ page, person }) => {
  const { pod, approval } = await busyAgent(person);
  await open(page, person);
  const list = page.getByRole("list", { name: "Waits for you" });
  await list.getByRole("button", { name: /^Offer/ }).click();
  await list.getByRole("button", { name: "Edit" }).click();
  await list.getByLabel("Subject").fill("A better offer");

  await page.context().setOffline(true);
  await expect(page.getByText("No connection.")).toBeVisible();
  await list.getByRole("button", { name: "Save changes" }).click();
  await expect(list.getByRole("alert")).toContainText("The server cannot be reached.");
  await photograph(page, "offline");
  await page.context().setOffline(false);
  await expect(page.getByText("No connection.")).toBeHidden();
  await expect(list.getByLabel("Subject")).toHaveValue("A better offer");

  await page.route("**/drafts/*", (route) => route.fulfill({ status: 429, headers: { "retry-after": "42" }, json: { error: "rate_limited", message: "The daily allowance is used up." } }), { times: 1 });
  await list.getByRole("button", { name: "Save changes" }).click();
  await expect(list.getByRole("alert")).toContainText("The daily allowance is used up.");
  await expect(list.getByRole("alert")).toContainText("42 seconds");
  await expect(list.getByLabel("Subject")).toHaveValue("A better offer");
  await list.getByRole("button", { name: "Save changes" }).click();
  await expect(list.getByRole("button", { name: /^A better offer/ })).toBeVisible();

  // Somebody else decides: the event about it is kept from the page.
  await page.route("**/v1/approvals?**", (route) => route.abort());
  await call(person.key, "POST", `/v1/approvals/${approval}/reject`, {}, { "Idempotency-Key": unique("reject") });
  const { messages } = await call(person.key, "GET", `/v1/pods/${pod}/drafts`);
  await call(person.key, "POST", `/v1/pods/${pod}/drafts/${messages[0].id}/reject`, {});
  await list.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("Somebody decided before you: The message is no longer held. Its status is rejected.")).toBeVisible();
  await expect(list.getByText("A better offer")).toHaveCount(0);
  await list.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Somebody decided before you: The approval was already rejected.")).toBeVisible();
  await expect(list.getByText("ocr.example")).toHaveCount(0);
});

test("a role that has changed is said, with the permission that is missing", async ({ page, person }) => {
  const { pod, approval } = await busyAgent(person);
  const vera = await invite(person, "admin");
  await open(page, { ...person, session: vera.session });
  const list = page.getByRole("list", { name: "Waits for you" });
  await expect(list.getByText("ocr.example")).toBeVisible();
  await call(person.key, "PATCH", `/v1/members/${vera.id}`, { role: "viewer" });
  await list.getByRole("button", { name: "Approve" }).click();
  await expect(list.getByRole("alert")).toContainText("Your role does not have the permission budget:manage.");
  await expect(list.getByRole("alert")).toContainText("An owner or an admin of the account can do this");
  expect(await call(person.key, "GET", `/v1/approvals/${approval}`)).toMatchObject({ status: "pending" });
  await photograph(page, "refused");

  // Whoever only reads sees the agents that are theirs, and nothing to decide.
  await call(person.key, "POST", `/api/v1/environments/${pod}/members`, { member_id: vera.id });
  await page.reload();
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Scout/ })).toBeVisible();
});

test("money moves once, also if the first reply is lost", async ({ page, person }) => {
  const { id } = await call(person.key, "POST", "/v1/charge", { amount: 2_000_000, category: "api", description: "Papers" });
  await open(page, person, "/budget");
  await page.getByRole("row", { name: /Papers/ }).click();
  await page.getByRole("button", { name: "Refund" }).click();
  const refund = page.getByRole("dialog", { name: "Record a refund" });
  await refund.getByLabel("Amount that came back").fill("0.25");
  await page.route("**/refund", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await refund.getByRole("button", { name: "Refund" }).click();
  await expect(refund.getByRole("alert")).toContainText("The server cannot be reached.");
  await refund.getByRole("button", { name: "Refund" }).click();
  await expect(refund).toBeHidden();
  expect(await call(person.key, "GET", `/v1/charges/${id}`)).toMatchObject({ refunded_usdc: 250_000 });
});

test("? lists the shortcuts", async ({ page, person }) => {
  await open(page, person, "/settings");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Next, previous");
  await checkAccessibility(page);
  await photograph(page, "shortcuts");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});
