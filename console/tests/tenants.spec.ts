import { call, checkAccessibility, expect, open, photograph, test, unique } from "./support/test.ts";

test("a tenant is created, gets a key and ceilings, and is changed", async ({ page, person }) => {
  await open(page, person, "/tenants");
  await expect(page.getByText("No tenants yet")).toBeVisible();
  await page.getByRole("button", { name: "New tenant" }).first().click();
  const form = page.getByRole("dialog", { name: "New tenant" });
  await form.getByLabel("Name", { exact: true }).fill("Acme");
  await form.getByLabel("Short name").fill("default");
  await form.getByRole("button", { name: "Create tenant" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await form.getByLabel("Short name").fill(unique("acme").slice(0, 60));
  await form.getByLabel("Plan").fill("gold");
  await form.getByRole("button", { name: "Create tenant" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Acme" })).toBeVisible();

  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "New key" }).click();
  const key = await page.getByRole("dialog").locator("code").innerText();
  await page.getByRole("button", { name: "I have saved it" }).click();

  await page.getByLabel("Tools").fill("web_search\nshell");
  await page.getByLabel("Models").fill("small");
  const ceilings = page.locator("form", { has: page.getByLabel("Tools") });
  await ceilings.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Ceilings saved")).toBeVisible();
  expect((await call(key, "POST", "/v1/ceiling/check", { tools: ["shell", "mail"] })).tools).toMatchObject({ allowed: ["shell"], refused: [{ name: "mail" }] });
  await page.getByLabel("Allowed hosts").fill("hooks.acme.com");
  await page.locator("form", { has: page.getByLabel("Plan") }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "tenants-details");
  await page.getByRole("button", { name: "Remove all" }).click();
  await expect(page.getByLabel("Tools")).toHaveValue("");
});

test("a tenant is found, disabled, enabled, deleted and restored", async ({ page, person }) => {
  for (const name of ["Acme", "Globex", "Initech"]) await call(person.key, "POST", "/admin/tenants", { name, slug: unique(name.toLowerCase()).slice(0, 60), plan: "gold" });
  await open(page, person, "/tenants");
  await expect(page.getByRole("row")).toHaveCount(5);
  await checkAccessibility(page);
  await photograph(page, "tenants");
  await page.getByLabel("Search by name").fill("glob");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("link", { name: "Globex" }).click();
  const act = async (name: string) => {
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  await act("Disable");
  await expect(page.getByText("Disabled", { exact: true })).toBeVisible();
  await act("Enable");
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
  await act("Delete");
  await expect(page.getByText("Deleted", { exact: true })).toBeVisible();
  await act("Restore");
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
});
