import { call, checkAccessibility, expect, mailedToken, newSession, open, photograph, test, unique } from "./support/test.ts";

test("a person is invited, invited again, and the invitation is revoked", async ({ page, person }) => {
  await call(person.key, "POST", "/v1/pods", { name: "Billing" });
  await open(page, person, "/people");
  await expect(page.getByText("Only you are here")).toBeVisible();
  const email = `${unique("vera")}@people.example`;
  await page.getByRole("button", { name: "Invite a person" }).first().click();
  const form = page.getByRole("dialog", { name: "Invite a person" });
  await form.getByLabel("Email").fill(person.mailbox);
  await form.getByRole("button", { name: "Send invitation" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await form.getByLabel("Email").fill(email);
  await form.getByLabel("Role").selectOption("viewer");
  await form.getByLabel("Billing").check();
  await photograph(page, "people-invite");
  await form.getByRole("button", { name: "Send invitation" }).click();
  const line = page.getByRole("listitem").filter({ hasText: email });
  await expect(line).toContainText("Viewer");
  const first = await mailedToken(email, "invitation");
  await line.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText("The old link no longer works")).toBeVisible();
  await expect.poll(() => mailedToken(email, "invitation")).not.toBe(first);
  await line.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("No open invitations")).toBeVisible();
});

test("a member gets another role, is shut out, let in and removed, and the last owner stays", async ({ page, person }) => {
  const token = (await call(person.key, "POST", "/v1/scim/tokens", { label: "Okta" })).token;
  const email = `${unique("mia")}@people.example`;
  await call(token, "POST", "/scim/v2/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: email, emails: [{ value: email, primary: true }] });
  await open(page, person, "/people");
  const act = async (of: string, name: string) => {
    await page.getByRole("button", { name: `Actions for ${of}` }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  const row = page.getByRole("row").filter({ hasText: email });
  await act(email, "Change role or name");
  await page.getByRole("combobox", { name: "Role" }).selectOption("admin");
  await page.getByLabel("Name", { exact: true }).fill("Mia");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Admin");
  await checkAccessibility(page);
  await photograph(page, "people");
  await act(email, "Shut out");
  await page.getByRole("dialog").getByRole("button", { name: "Shut out" }).click();
  await expect(row.locator(".badge")).toHaveText("Shut out");
  await act(email, "Let in again");
  await expect(row.locator(".badge")).not.toHaveText("Shut out");
  await act(email, "Remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toHaveCount(0);
  await act(person.email, "Remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Name of the token").fill("Entra ID");
  await page.getByRole("dialog").getByRole("button", { name: "New token" }).click();
  await expect(page.getByRole("dialog").locator("code").first()).toHaveText(/^al_scim_/);
  await page.getByRole("button", { name: "I have saved it" }).click();
  await page.getByRole("listitem").filter({ hasText: "Entra ID" }).getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Entra ID" })).toHaveCount(0);
});

test("a member is told in words that only others see the people", async ({ page, person }) => {
  const token = (await call(person.key, "POST", "/v1/scim/tokens", {})).token;
  const email = `${unique("mia")}@people.example`;
  await call(token, "POST", "/scim/v2/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: email, emails: [{ value: email, primary: true }] });
  await open(page, { ...person, session: await newSession(email) }, "/people");
  await expect(page.getByRole("alert").first()).toContainText("members:read");
});
