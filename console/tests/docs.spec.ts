import type { Page } from "@playwright/test";
import { checkAccessibility, expect, photograph, test } from "./support/test.ts";

/** Where vite serves the console while developing. Without it, the worker serves the pages at their own addresses. */
const VITE = process.env["CONSOLE_URL"];
const WORKER = () => process.env["WARREN_URL"] ?? "";
const REFERENCE = () => (VITE ? `${VITE}/console/api.html` : `${WORKER()}/api/docs`);
const documentation = (name: string) => (VITE ? `${VITE}/console/docs.html?page=${name}` : `${WORKER()}/docs/${name}`);

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; style-src 'self'";
/** The viewer styles itself, and so does what vite serves. */
const VIEWER_POLICY = `${POLICY} 'unsafe-inline'`;

/** Opens a page under a policy. Returns what the browser blocked, and requests to other hosts. */
async function openUnder(policy: string, page: Page, address: string): Promise<string[]> {
  const wrong: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) wrong.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== new URL(address).origin) wrong.push(request.url());
  });
  await page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return route.fallback();
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
  });
  await page.goto(address);
  return wrong;
}

test("the reference finds an operation, shows it, and sends a request with a key", async ({ page, person }) => {
  const wrong = await openUnder(VIEWER_POLICY, page, REFERENCE());
  const operations = page.locator(".opblock");
  await expect(operations.first()).toBeVisible();
  await photograph(page, "reference");

  await page.getByRole("searchbox", { name: "Find an operation" }).fill("get /v1/account/me");
  await expect(operations).toHaveCount(1);
  await page.getByRole("button", { name: "Authorize", exact: true }).first().click();
  const scheme = page.locator(".auth-container").filter({ hasText: /bearerAuth\s*\(http/ });
  await scheme.getByLabel("auth-bearer-value").fill(person.key);
  await scheme.getByRole("button", { name: "Apply credentials" }).click();
  await page.locator(".close-modal").click();
  await operations.locator(".opblock-summary-control").click();
  await page.getByRole("button", { name: "Try it out" }).click();
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.locator(".live-responses-table")).toContainText(person.accountId);
  await photograph(page, "reference-operation");
  expect(wrong).toEqual([]);
});

test("pages of the documentation lead to each other", async ({ page }) => {
  const wrong = await openUnder(VITE ? VIEWER_POLICY : POLICY, page, documentation("QUICKSTART"));
  const article = page.getByRole("article");
  await expect(article.getByRole("heading", { level: 1, name: "Quickstart" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Quickstart" })).toHaveAttribute("aria-current", "page");
  await expect(article.getByRole("button", { name: "Copy" }).first()).toBeAttached();
  await checkAccessibility(page);
  await photograph(page, "docs");

  await article.getByRole("link", { name: "MEMBERS.md" }).click();
  await expect(article.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
  await page.getByRole("navigation", { name: "All pages" }).getByRole("link", { name: "Limits" }).click();
  await expect(article.getByRole("table").first()).toBeVisible();
  await checkAccessibility(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await photograph(page, "docs-tables");
  expect(wrong).toEqual([]);
});
