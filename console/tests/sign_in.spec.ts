import { checkAccessibility, expect, mailedToken, newSession, photograph, register, test } from "./support/test.ts";

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
