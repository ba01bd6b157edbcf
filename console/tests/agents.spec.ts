import { call, checkAccessibility, expect, open, photograph, test, unique } from "./support/test.ts";

test("an agent is created with limits and labels, and its key is shown once", async ({ page, person }) => {
  await open(page, person, "/agents");
  await expect(page.getByText("No agents yet")).toBeVisible();
  await page.getByRole("button", { name: "New agent" }).first().click();
  const form = page.getByRole("dialog", { name: "New agent" });
  await form.getByLabel("Name", { exact: true }).fill("Billing");
  await form.getByRole("group", { name: "Requests" }).getByLabel("A minute").fill("60");
  await form.getByRole("group", { name: "Spending" }).getByLabel("A month").fill("25");
  await form.getByRole("button", { name: "Add a label" }).click();
  await form.getByLabel("Name of label 1").fill("customer");
  await form.getByLabel("Value of label 1").fill("acme");
  await photograph(page, "agents-new");
  await form.getByRole("button", { name: "Create agent" }).click();
  const shown = page.getByRole("dialog", { name: "Key of Billing" });
  const key = await shown.locator("code").innerText();
  await page.keyboard.press("Escape");
  await expect(shown.getByRole("alert")).toContainText("only time");
  expect((await call(key, "GET", "/v1/email/addresses")).count).toBe(0);
  await shown.getByRole("button", { name: "I have saved it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Billing" })).toBeVisible();
  const { pods } = await call(person.key, "GET", "/v1/pods");
  expect(pods[0]).toMatchObject({ name: "Billing", metadata: { customer: "acme" }, rate_limits: { requests_per_minute: 60 }, spending_caps: { monthly: 25_000_000 } });
});

test("an agent is renamed, limited, assigned, suspended, deleted and restored", async ({ page, person }) => {
  const pod = await call(person.key, "POST", "/v1/pods", { name: "Ann" });
  await call(person.key, "POST", "/v1/pods", { name: "Bob" });
  const viewer = `${unique("vera")}@people.example`;
  await call(person.key, "POST", "/v1/invitations", { email: viewer, role: "viewer" });
  await open(page, person, "/agents");
  await page.getByLabel("Search by name").fill("ann");
  await expect(page.getByRole("row")).toHaveCount(2);
  await photograph(page, "agents");
  await page.getByRole("link", { name: "Ann" }).click();

  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Anna");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Anna" })).toBeVisible();

  const spending = page.getByRole("group", { name: "Spending" });
  await expect(spending.getByLabel("A day")).toBeVisible();
  // Somebody else changes the limits meanwhile.
  await call(person.key, "PATCH", `/v1/pods/${pod.id}`, { rate_limits: { requests_per_minute: 30 }, spending_caps: { weekly: 10_000_000 } });
  await spending.getByLabel("A day").fill("50");
  await spending.getByLabel("A month").fill("20");
  const limits = page.locator("form", { has: spending });
  await limits.getByRole("button", { name: "Save" }).click();
  await expect(limits.getByRole("alert")).toBeVisible();
  await expect(spending.getByLabel("A day")).toHaveValue("50");
  await spending.getByLabel("A day").fill("0,00");
  await limits.getByRole("button", { name: "Save" }).click();
  expect(await spending.getByLabel("A day").evaluate((field: HTMLInputElement) => field.validity.patternMismatch)).toBe(true);
  await spending.getByLabel("A day").fill("2,000001");
  await limits.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Limits saved")).toBeVisible();
  await expect(spending.getByLabel("A day")).toHaveValue("2.000001");
  await expect(spending.getByLabel("A week")).toHaveValue("10");

  await page.getByRole("button", { name: "Assign" }).click();
  await page.getByRole("combobox", { name: "Person" }).selectOption({ index: 1 });
  await page.getByRole("dialog").getByRole("button", { name: "Assign" }).click();
  await expect(page.getByRole("button", { name: "Remove", exact: true })).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "agents-details");

  await page.getByRole("button", { name: "Suspend" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByText("Suspended", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Deleted", { exact: true })).toBeVisible();
  await photograph(page, "agents-deleted");
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
  const stored = await call(person.key, "GET", `/v1/pods/${pod.id}`);
  expect(stored).toMatchObject({ rate_limits: { requests_per_minute: 30 }, spending_caps: { daily: 2_000_001, weekly: 10_000_000, monthly: 20_000_000 } });
});

test("the inboxes of a deleted agent move to another, and the agent is erased", async ({ page, person }) => {
  const from = await call(person.key, "POST", "/v1/pods", { name: "Old" });
  const to = await call(person.key, "POST", "/v1/pods", { name: "New" });
  const { address } = await call(from.api_key, "POST", "/v1/emails", { local_part: unique("box") });
  await call(person.key, "DELETE", `/api/v1/environments/${from.id}`);
  await open(page, person, `/agents/${from.id}`);
  await page.getByRole("button", { name: "Move inboxes" }).click();
  await page.getByRole("combobox", { name: "To" }).selectOption("New");
  await page.getByRole("dialog").getByRole("button", { name: "Move inboxes" }).click();
  await expect(async () => {
    const check = page.getByRole("button", { name: "Check now" });
    if (await check.isVisible()) await check.click();
    await expect(page.getByText("Moved", { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
  expect((await call(to.api_key, "GET", "/v1/email/addresses")).addresses).toEqual([address]);
  await page.getByRole("button", { name: "Erase for ever" }).click();
  const erase = page.getByRole("dialog");
  await expect(erase.getByRole("button", { name: "Erase for ever" })).toBeDisabled();
  await erase.getByLabel("Type Old to confirm").fill("Old");
  await erase.getByRole("button", { name: "Erase for ever" }).click();
  await expect(page).toHaveURL(/\/console\/agents$/);
  await expect(page.getByRole("link", { name: "Old" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "New", exact: true })).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.getByRole("row", { name: /^New/ })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(page.getByRole("heading", { level: 1, name: "New" })).toBeVisible();
});
