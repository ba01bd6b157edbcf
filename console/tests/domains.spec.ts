import { call, checkAccessibility, expect, open, photograph, test, unique } from "./support/test.ts";

test("a domain is added, its records are shown, and it is removed", async ({ page, person }) => {
  const domain = `${unique("acme")}.dev`;
  await call(person.key, "POST", "/v1/pods", { name: "Ann" });
  await open(page, person, "/domains");
  await expect(page.getByText("No domains yet")).toBeVisible();
  await page.getByRole("button", { name: "Add a domain" }).first().click();
  const form = page.getByRole("dialog", { name: "Add a domain" });
  await form.getByLabel("Domain").fill("co.uk");
  await form.getByRole("button", { name: "Add domain" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await form.getByLabel("Domain").fill(domain);
  await form.getByLabel("For").selectOption("Ann");
  await form.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByRole("heading", { level: 1, name: domain })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Proves that the domain is yours" })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^Ann$/ })).toBeVisible();
  // The resolver of the tests does not answer.
  await page.getByRole("button", { name: "Verify now" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "could not be looked up" })).toBeVisible();
  await page.getByRole("link", { name: "All domains" }).click();
  await expect(page.getByRole("row").nth(1)).toContainText("Not proved yet");
  await photograph(page, "domains");
  await page.getByRole("link", { name: domain }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("No domains yet")).toBeVisible();
});

test("after a look-up, each record says whether it is right, missing or wrong", async ({ page, person }) => {
  const stack = await call(person.key, "POST", "/v1/stack", { domain: `${unique("acme")}.dev` });
  const found: Record<string, object> = {
    ownership: { status: "ok", found: [stack.records[0].value] },
    mx: { status: "wrong", found: ["10 mail.old.example"], fix: "Remove the other mail server." },
    spf: { status: "missing", found: [], fix: "Add this record." },
  };
  const looked = { ...stack, status: "verified", verified: true, checked_at: new Date().toISOString(), records: stack.records.map((record: { purpose: string }) => ({ ...record, ...found[record.purpose] })) };
  await page.route("**/v1/stack/*/verify", (route) => route.fulfill({ json: looked }));
  await open(page, person, `/domains/${stack.id}`);
  await page.getByRole("button", { name: "Verify now" }).click();
  await expect(page.getByText("Some records are not right yet.")).toBeVisible();
  const record = (purpose: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: purpose }) });
  await expect(record("Proves that the domain is yours")).toContainText("Right");
  await expect(record("Brings mail here").first()).toContainText("mail.old.example");
  await expect(record("Lets mail be sent for the domain")).toContainText("Missing");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy the value: Proves that the domain is yours" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(stack.records[0].value);
  await checkAccessibility(page);
  await photograph(page, "domains-details");
});
