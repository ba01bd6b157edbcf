import { call, checkAccessibility, expect, newSession, open, photograph, test } from "./support/test.ts";

test("a session of another browser is ended", async ({ page, person }) => {
  const other = await newSession(person.email);
  await open(page, person, "/access");
  const sessions = page.locator("section.card", { has: page.getByRole("heading", { name: "Signed in" }) });
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  // The latest comes first.
  await sessions.getByRole("listitem").first().getByRole("button", { name: "End" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End" }).click();
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await expect(call(other, "GET", "/v1/account/me")).rejects.toThrow("401");
  await call(person.session, "GET", "/v1/account/me");
});

test("a key for runs is made and deleted, and an app loses its access", async ({ page, person }) => {
  const grant = {
    id: "ocg_0a1b2c3d4e5f6g7h", member_id: "mem_0a1b2c3d4e5f6g7h", environment_id: "env_0a1b2c3d4e5f6g7h", permissions: ["mail:read", "calendar:read"],
    resource: "https://warren.example/mcp", created_at: new Date(Date.now() - 86_400_000).toISOString(), expires_at: new Date(Date.now() + 2_500_000_000).toISOString(), client: { name: "Mail helper", host: "helper.example", url: null },
  };
  let grants = [grant];
  await page.route("**/v1/oauth/grants**", (route) => {
    if (route.request().method() === "DELETE") grants = [];
    return route.fulfill({ json: route.request().method() === "DELETE" ? { id: grant.id, ended: true } : { grants, count: grants.length, limit: 100, has_more: false, next_cursor: null } });
  });
  await open(page, person, "/access");
  await page.getByRole("button", { name: "New key" }).click();
  const form = page.getByRole("dialog", { name: "New key for runs" });
  await form.getByLabel("Name").fill("CI");
  await form.getByLabel("Works for").selectOption("30 days");
  await form.getByLabel("More permissions").fill("no:such");
  await form.getByRole("button", { name: "New key" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("CI");
  await form.getByLabel("More permissions").fill("vault:read");
  await form.getByRole("button", { name: "New key" }).click();
  const shown = page.getByRole("dialog", { name: "Your new key for runs" });
  const key = await shown.locator("code").innerText();
  await shown.getByRole("button", { name: "I have saved it" }).click();
  await call(key, "GET", "/api/v1/ext/orgs/me/pods");
  await expect(page.getByRole("listitem").filter({ hasText: "CI" })).toContainText("pods:read, pods:write, vault:read");
  await expect(page.getByRole("listitem").filter({ hasText: "Mail helper" })).toContainText("name not verified");
  await checkAccessibility(page);
  await photograph(page, "access");
  await page.getByRole("listitem").filter({ hasText: "CI" }).getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "CI" })).toHaveCount(0);
  await page.getByRole("button", { name: "End access" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End access" }).click();
  await expect(page.getByText("Apps that were connected")).toBeVisible();
});
