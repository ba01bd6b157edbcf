import { call, checkAccessibility, expect, open, photograph, test, unique } from "./support/test.ts";

test("a key is created with less than everything, changed, replaced and revoked", async ({ page, person }) => {
  const pod = await call(person.key, "POST", "/v1/pods", { name: "Ann" });
  const { address } = await call(pod.api_key, "POST", "/v1/emails", { local_part: unique("ann") });
  await open(page, person, `/pods/${pod.id}/keys`);
  await page.getByRole("button", { name: "New key" }).click();
  const form = page.getByRole("dialog", { name: "New key" });
  await form.getByLabel("Name", { exact: true }).fill("Reader");
  await form.getByLabel("Only what is ticked").check();
  await expect(form.getByRole("button", { name: "Create key" })).toBeDisabled();
  await form.getByLabel("Read mail").check();
  await form.getByLabel("See the budget").check();
  await form.getByLabel("Read secrets").check();
  await form.getByLabel(address).check();
  await form.getByLabel("Only from these networks").fill("nonsense");
  await form.getByRole("button", { name: "Create key" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await expect(form.getByLabel("Read mail")).toBeChecked();
  await form.getByLabel("Only from these networks").fill("");
  await form.getByLabel("Ends on").fill(new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10));
  await checkAccessibility(page);
  await photograph(page, "keys-new");
  await form.getByRole("button", { name: "Create key" }).click();
  const shown = page.getByRole("dialog", { name: "Your new key" });
  const key = await shown.locator("code").innerText();
  await shown.getByRole("button", { name: "I have saved it" }).click();
  await expect(call(key, "POST", "/v1/email/send", { from: address, to: ["x@y.example"], subject: "x", text: "x" })).rejects.toThrow("missing_scope");

  const row = page.getByRole("row").filter({ hasText: "Reader" });
  const act = async (name: string) => {
    await row.getByRole("button", { name: "Actions for Reader" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await expect(row).toContainText("3 permissions1 inbox");
  await checkAccessibility(page);
  await photograph(page, "keys");
  await act("Change");
  await page.getByLabel("Send mail").check();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("4 permissions");
  await act("Replace");
  await page.getByLabel("The old key works for").selectOption("no longer");
  await page.getByRole("dialog").getByRole("button", { name: "Replace" }).click();
  const newer = await page.getByRole("dialog", { name: "Your new key" }).locator("code").innerText();
  await page.getByRole("button", { name: "I have saved it" }).click();
  await expect(call(key, "GET", "/v1/budget")).rejects.toThrow("401");
  await call(newer, "GET", "/v1/budget");
  await expect(row).toHaveCount(1);
  await act("Revoke");
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row).toHaveCount(0);
  await expect(call(newer, "GET", "/v1/budget")).rejects.toThrow("401");
  await page.getByLabel(/^Show .* that ended$/).check();
  await expect(row.first()).toContainText("Revoked");
});

test("the account's own pod says where its key is", async ({ page, person }) => {
  await open(page, person, "/pods/home/keys");
  await page.getByRole("link", { name: "Sessions and apps" }).last().click();
  await expect(page.getByRole("heading", { level: 1, name: "Sessions and apps" })).toBeVisible();
});
