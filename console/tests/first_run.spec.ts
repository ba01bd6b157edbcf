import { checkAccessibility, expect, photograph, test, unique } from "./support/test.ts";

const CONSOLE = `${process.env["CONSOLE_URL"] ?? process.env["WARREN_URL"]}/console/`;

test("a newcomer has an agent that gets mail", async ({ page }) => {
  await page.goto(CONSOLE);
  await page.getByRole("button", { name: "New here? Create an account" }).click();
  await page.getByLabel("Name of the account").fill("Ada's team");
  await page.getByLabel("Your email address").fill(`${unique("ada")}@people.example`);
  await page.getByRole("button", { name: "Create an account" }).click();

  // The account's key is shown until it is stored.
  await expect(page.getByText(/^al_live_/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Continue" })).toBeDisabled();
  await page.getByLabel("I have stored the key").check();
  await checkAccessibility(page);
  await photograph(page, "first-run-key");
  await page.getByRole("button", { name: "Continue" }).click();

  // A server in development shows the link that it would have mailed. It leads to a page of the worker with a button, and back.
  await page.getByRole("link", { name: "Open the link to sign in" }).click();
  await page.getByRole("button").first().click();

  await expect(page.getByRole("heading", { level: 1, name: "Welcome" })).toBeVisible();
  await page.getByLabel("Name of the agent").fill("Scout");
  await page.getByRole("button", { name: "Make the agent" }).click();
  await expect(page.getByText(/^al_pod_/).first()).toBeVisible();
  await page.getByRole("button", { name: "Claim the address" }).click();
  await expect(page.getByText(/^hello@.*warren\.example$/)).toBeVisible();
  await page.getByRole("button", { name: "Send the mail" }).click();
  await expect(page.getByText("“Hello” has arrived.")).toBeVisible();

  await expect(page.getByText(/^claude mcp add .*al_pod_/)).toBeVisible();
  await page.getByRole("tab", { name: "curl" }).click();
  await expect(page.getByText(/^curl .*inbox\?address=hello@/)).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "welcome");

  await page.getByRole("link", { name: "Open the agent's mailbox" }).click();
  await expect(page).toHaveURL(/\/console\/pods\/pod_\w+\/mail/);
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: /^Home/ }).click();
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
});
