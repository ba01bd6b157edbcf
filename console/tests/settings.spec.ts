import { call, checkAccessibility, expect, open, photograph, test, unique } from "./support/test.ts";

test("the account has a short name, emails, a theme and keys", async ({ page, person }) => {
  await open(page, person, "/settings");
  await expect(page.getByText("This deployment does not send notifications.").or(page.getByLabel("Notify me in this browser"))).toBeVisible();

  // A refusal leaves what was typed.
  await page.getByLabel("Short name").fill("Not a slug!");
  await page.getByRole("button", { name: "Set the short name" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Short name")).toHaveValue("Not a slug!");
  const slug = unique("ada");
  await page.getByLabel("Short name").fill(slug);
  await page.getByRole("button", { name: "Set the short name" }).click();
  await expect(page.getByText(slug, { exact: true })).toBeVisible();

  await page.getByLabel("Operator email").fill("ops@people.example");
  await page.getByRole("button", { name: "Change" }).first().click();
  await expect(page.getByText("Confirm it with the link that was mailed to it.")).toBeVisible();
  await expect(page.getByText("not confirmed")).toBeVisible();

  await page.getByLabel("Dark").check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByLabel("As the system").check();
  await checkAccessibility(page);
  await photograph(page, "settings");

  await page.getByRole("button", { name: "Make a backup key" }).click();
  await page.getByLabel("I have stored it").check();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("backup", { exact: true }).first()).toBeVisible();

  await page.getByRole("button", { name: "Rotate the key" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate the key" }).click();
  const key = await page.getByRole("dialog", { name: "The new key" }).getByText(/^al_live_/).textContent();
  await checkAccessibility(page);
  expect(await call(key ?? "", "GET", "/v1/account/me")).toMatchObject({ id: person.accountId, slug });
  await page.getByLabel("I have stored it").check();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
});

test("the last owner cannot leave, and is told why", async ({ page, person }) => {
  await open(page, person, "/settings");
  await page.getByRole("button", { name: "Leave the account" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave the account" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("owner");
});
