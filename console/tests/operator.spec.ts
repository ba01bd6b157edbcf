import type { Page } from "@playwright/test";
import { call, checkAccessibility, expect, photograph, test, unique } from "./support/test.ts";

const TOKEN = "the-operator-of-the-tests";
const DAY = 86_400_000;
const consoleUrl = process.env["CONSOLE_URL"] ?? process.env["WARREN_URL"];

async function signIn(page: Page, path = ""): Promise<void> {
  await page.goto(`${consoleUrl}/console/operator${path}`);
  await page.getByLabel("Operator's token").fill(TOKEN);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const storedToken = (page: Page): Promise<string> => page.evaluate(() => JSON.parse(sessionStorage.getItem("warren.operator") ?? "{}").token);

test("the operator signs in with the token and sees the deployment; an ended session keeps the screen", async ({ page, person }) => {
  await expect(call(person.key, "GET", "/v1/pods/no-such-pod")).rejects.toThrow("404");
  await page.goto(`${consoleUrl}/console/operator`);
  await page.getByLabel("Operator's token").fill("a wrong token of the operator");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This is not the operator's token.")).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "operator-sign-in");
  await page.route("**/admin/sessions", (route) => route.fulfill({ status: 429, json: { error: "rate_limited", message: "Too many requests." } }), { times: 1 });
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Too many wrong tokens came from your network.")).toBeVisible();
  await page.getByLabel("Operator's token").fill(TOKEN);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("definition").filter({ hasText: "works" })).toBeVisible();
  const { version } = await call(TOKEN, "GET", "/admin/overview");
  await expect(page.getByText(version, { exact: true })).toBeVisible();
  await expect(page.locator(".uplot")).toHaveCount(2);
  await checkAccessibility(page);
  await photograph(page, "operator-overview");
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(TOKEN);

  await page.getByRole("link", { name: "Errors" }).click();
  await page.getByLabel("Period").selectOption("Last 3 days");
  await expect(page.getByRole("cell", { name: /^[a-z]+(_[a-z]+)*$/ }).first()).toBeVisible();
  await expect(page.getByRole("cell", { name: /^req_/ }).first()).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "operator-errors");
  await call(await storedToken(page), "DELETE", "/admin/sessions/current");
  await page.getByRole("link", { name: "Master keys" }).click();
  await expect(page.getByRole("dialog", { name: "Your session has ended." })).toBeVisible();
  await page.getByRole("dialog").getByLabel("Operator's token").fill(TOKEN);
  await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("encrypts and decrypts")).toBeVisible();
  await page.getByRole("button", { name: "Reseal" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reseal" }).click();
  await expect(page.getByText(/agents? told|Nothing to do/)).toBeVisible();
  await photograph(page, "operator-keys");

  const token = await storedToken(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByLabel("Operator's token")).toBeVisible();
  await expect(call(token, "GET", "/admin/overview")).rejects.toThrow("401");
});

test("an account is found, and its tier and ceilings are changed", async ({ page }) => {
  const name = unique("Grace");
  const newAccount = (as: string) => call(undefined, "POST", "/v1/auth/keys", { name: as, email: `${as.toLowerCase()}@people.example` });
  const { account_id: id, api_key: key } = await newAccount(name);
  await newAccount(unique("Alan"));
  await call(TOKEN, "PATCH", `/admin/accounts/${id}`, { tier: "paid" });
  await signIn(page, "/accounts");
  await expect(page.getByRole("cell", { name: /^Alan/ }).first()).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "operator-accounts");
  await page.getByLabel("Search").fill(name);
  await expect(page.getByRole("cell", { name: /^Alan/ })).toHaveCount(0);
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row.getByText("Paid")).toBeVisible();
  await row.click();
  await page.getByRole("dialog").getByLabel("Tier").selectOption("free");
  await page.getByRole("dialog").getByLabel("Replace the ceilings").check();
  await page.getByRole("dialog").getByLabel("Allowed models").fill("sonnet, haiku");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`${name} was changed`)).toBeVisible();
  await expect(row.getByText("Free")).toBeVisible();
  expect((await call(key, "GET", "/v1/account/me")).tier).toBe("free");
  const checked = await call(key, "POST", "/v1/ceiling/check", { models: ["opus", "haiku"] });
  expect(checked.models.allowed).toEqual(["haiku"]);
  await page.getByLabel("Tier").selectOption("paid");
  await expect(page.getByRole("heading", { name: "No account matches" })).toBeVisible();
});

test("payments are shown by day", async ({ page }) => {
  await page.route("**/admin/income?*", (route) => route.fulfill({ json: { payments: [], pagination: { limit: 200, has_more: false, next_before: null } } }));
  await signIn(page, "/income");
  await expect(page.getByRole("heading", { name: "No payments yet" })).toBeVisible();
  await page.unroute("**/admin/income?*");
  const payments = Array.from({ length: 40 }, (_, number) => ({
    id: `pay_${number}`, amount_usdc: 50_000 * (1 + (number % 9)), payer: "0x742d35Cc6634C0532925a3b844Bc454e4438f44e", account_id: number % 3 ? "acc_0a1b2c3d4e5f6g7h" : null,
    route: "/v1/email/send", network: "base", transaction: number % 7 ? `0x${"ab12".repeat(16)}` : null, timestamp: new Date(Date.now() - number * 0.7 * DAY).toISOString(),
  }));
  await page.route("**/admin/income?*", (route) => route.fulfill({ json: { payments, pagination: { limit: 200, has_more: false, next_before: null } } }));
  await page.reload();
  await expect(page.getByRole("cell", { name: "$0.05" }).first()).toBeVisible();
  await expect(page.locator(".uplot")).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "operator-income");
});

test("a tenant is created, bound, suspended, deleted and restored", async ({ page }) => {
  const slug = unique("acme");
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
});
