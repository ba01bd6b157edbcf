import type { Page, Route } from "@playwright/test";
import { call, checkAccessibility, expect, photograph, register, test, unique } from "./support/test.ts";

const TOKEN = "the-operator-of-the-tests";
const HOUR = 3_600_000;

const health = { status: "ok", timestamp: new Date().toISOString(), version: "0.1.0" };
const overview = {
  accounts: 4312, pods: 9120, tenants: 4790, accounts_by_tier: { free: 3980, paid: 332 }, requests_today: 1_204_551, emails_today: 38_110,
  storage_bytes: 51_300_000_000, income_today_usdc: 41_200_000, income_30_days_usdc: 1_230_450_000, health,
};
const errors = {
  errors: [
    { code: "rate_limited", status: 429, count: 812, last_at: new Date().toISOString(), last_request_id: "req_8hp0larj0kmpr86c" },
    { code: "internal_error", status: 500, count: 3, last_at: new Date(Date.now() - 5 * HOUR).toISOString(), last_request_id: "req_a5z7904y90bm53cv" },
  ],
  hours: Array.from({ length: 24 }, (_, back) => ({ hour: new Date(Math.floor(Date.now() / HOUR - 23 + back) * HOUR).toISOString(), count: (back * 7) % 60 })),
};

const account = (number: number, more = {}) => ({
  id: `acc_${String(number).padStart(16, "0")}`, name: `Customer ${number}`, tier: number % 7 ? "free" : "paid", email: `owner@customer-${number}.example`,
  created_at: new Date(Date.now() - number * HOUR).toISOString(), pods: number % 5, requests_today: number * 3, emails_today: number % 40,
  spent_today_usdc: number * 1000, storage_bytes: number * 4096, ...more,
});

/** Operations of which the tests give the replies. The others are the server's. */
async function answer(page: Page, more: object[] = []): Promise<void> {
  const json = (route: Route, status: number, body: unknown) => route.fulfill({ status, json: body });
  await page.route("**/admin/sessions", (route) => {
    const isLimited = route.request().headers()["authorization"] === "Bearer the hundredth wrong token";
    if (isLimited) return json(route, 429, { error: "rate_limited", message: "Too many requests." });
    const isRight = route.request().headers()["authorization"] === `Bearer ${TOKEN}`;
    return isRight ? json(route, 201, { token: TOKEN, expires_at: new Date(Date.now() + HOUR).toISOString() }) : json(route, 401, { error: "unauthorized", message: "The token is wrong." });
  });
  await page.route("**/admin/sessions/current", (route) => json(route, 200, { deleted: true }));
  await page.route("**/admin/overview", (route) => json(route, 200, overview));
  await page.route("**/admin/errors?*", (route) => json(route, 200, errors));
  await page.route("**/admin/accounts?*", (route) => {
    const query = new URL(route.request().url()).searchParams;
    const all = [...more, ...Array.from({ length: 1000 }, (_, number) => account(number))] as { name: string; tier: string }[];
    const found = all.filter(({ name, tier }) => name.includes(query.get("q") ?? "") && (!query.get("tier") || tier === query.get("tier")));
    const from = Number(query.get("cursor") ?? 0);
    const end = from + Number(query.get("limit"));
    return json(route, 200, { accounts: found.slice(from, end), has_more: end < found.length, next_cursor: end < found.length ? String(end) : null });
  });
}

async function signIn(page: Page, path = ""): Promise<void> {
  await page.goto(`${process.env["CONSOLE_URL"] ?? process.env["WARREN_URL"]}/console/operator${path}`);
  await page.getByLabel("Operator's token").fill(TOKEN);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("the operator signs in with the token and sees the deployment; an ended session keeps the screen", async ({ page }) => {
  await answer(page);
  await page.goto(`${process.env["CONSOLE_URL"] ?? process.env["WARREN_URL"]}/console/operator`);
  await page.getByLabel("Operator's token").fill("a wrong token of the operator");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This is not the operator's token.")).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "operator-sign-in");
  await page.getByLabel("Operator's token").fill("the hundredth wrong token");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Too many wrong tokens came from your network.")).toBeVisible();
  await page.getByLabel("Operator's token").fill(TOKEN);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("4,312")).toBeVisible();
  await expect(page.getByText("$1,230.45")).toBeVisible();
  await expect(page.locator(".uplot").first()).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "operator-overview");
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(TOKEN);

  await page.getByRole("link", { name: "Errors" }).click();
  await expect(page.getByRole("cell", { name: "rate_limited" })).toBeVisible();
  await photograph(page, "operator-errors");
  await page.route("**/admin/master-keys", (route) => route.fulfill({ status: 401, json: { error: "unauthorized", message: "The session has ended." } }));
  await page.getByRole("link", { name: "Master keys" }).click();
  await expect(page.getByRole("dialog", { name: "Your session has ended." })).toBeVisible();
  await page.unroute("**/admin/master-keys");
  await page.getByRole("dialog").getByLabel("Operator's token").fill(TOKEN);
  await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("encrypts and decrypts")).toBeVisible();
  await page.getByRole("button", { name: "Reseal" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reseal" }).click();
  await expect(page.getByText(/agents? told|Nothing to do/)).toBeVisible();
  await photograph(page, "operator-keys");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByLabel("Operator's token")).toBeVisible();
});

test("an account is found, and its tier and ceilings are changed", async ({ page }) => {
  const person = await register("grace");
  const name = unique("Grace");
  await answer(page, [account(5000, { id: person.accountId, name, tier: "paid" })]);
  await signIn(page, "/accounts");
  await expect(page.getByRole("cell", { name: /^Customer 3/ })).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "operator-accounts");
  await page.getByLabel("Search").fill(name);
  await page.getByRole("cell", { name }).click();
  await page.getByRole("dialog").getByLabel("Tier").selectOption("free");
  await page.getByRole("dialog").getByLabel("Replace the ceilings").check();
  await page.getByRole("dialog").getByLabel("Allowed models").fill("sonnet, haiku");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`${name} was changed`)).toBeVisible();
  expect((await call(person.key, "GET", "/v1/account/me")).tier).toBe("free");
  const checked = await call(person.key, "POST", "/v1/ceiling/check", { models: ["opus", "haiku"] });
  expect(checked.models.allowed).toEqual(["haiku"]);
});

test("a tenant is created, bound, suspended, deleted and restored", async ({ page }) => {
  const slug = unique("acme");
  await answer(page);
  await signIn(page, "/tenants");
  await page.getByRole("button", { name: "New tenant" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(`Tenant ${slug}`);
  await dialog.getByLabel("Slug").fill("A wrong slug");
  await dialog.getByRole("button", { name: "New tenant" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(dialog.getByLabel("Name")).toHaveValue(`Tenant ${slug}`);
  await dialog.getByLabel("Slug").fill(slug);
  await dialog.getByRole("button", { name: "New tenant" }).click();
  await expect(dialog).toHaveCount(0);

  const row = page.getByRole("row").filter({ hasText: slug });
  await page.getByLabel("Search").fill(slug);
  await row.click();
  await dialog.getByLabel("Allowed tools").fill("web_search");
  await dialog.getByLabel("Allowed hosts").fill("api.acme.example");
  await checkAccessibility(page);
  await photograph(page, "operator-tenant");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`Tenant ${slug} was changed`)).toBeVisible();

  await row.click();
  await expect(dialog.getByLabel("Allowed tools")).toHaveValue("web_search");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await expect(row.getByText("suspended")).toBeVisible();
  await row.click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(row).toBeVisible();
  await photograph(page, "operator-tenants");

  await page.getByRole("link", { name: "Income" }).click();
  await expect(page.getByRole("heading", { name: "No payments yet" })).toBeVisible();
});
