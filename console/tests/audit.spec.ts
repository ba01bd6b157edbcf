import { readFile } from "node:fs/promises";
import { call, checkAccessibility, expect, open, photograph, test, type Person } from "./support/test.ts";

/** Some changes of the account's own pod. */
async function change(person: Person): Promise<void> {
  for (const name of ["one", "two", "three"]) await call(person.key, "PUT", `/v1/vault/${name}`, { ciphertext: "AAAA" });
  await call(person.session, "DELETE", "/v1/vault/two");
}

test("changes are found by action and person, shown in detail, verified and exported", async ({ page, person }) => {
  await change(person);
  await open(page, person, "/pods/home/audit");
  const rows = page.getByRole("row");
  await expect(rows.filter({ hasText: "secret.stored" })).toHaveCount(3);
  await checkAccessibility(page);
  await photograph(page, "audit");
  await page.getByLabel("Action").selectOption("secret.deleted");
  await expect(rows).toHaveCount(2);
  await rows.nth(1).click();
  const details = page.getByRole("dialog");
  await expect(details).toContainText(person.email);
  await details.getByText("As JSON").click();
  await photograph(page, "audit-details");
  await checkAccessibility(page);
  await page.keyboard.press("Escape");
  await page.getByLabel("Action").selectOption("Any action");
  await page.getByLabel("By").selectOption(person.email);
  await expect(rows.filter({ hasText: "secret.stored" })).toHaveCount(0);
  await page.getByLabel("Until").fill("2020-01-01");
  await expect(page.getByText("No entry matches")).toBeVisible();

  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByRole("dialog")).toContainText("complete and unchanged");
  await photograph(page, "audit-verify");
  await page.keyboard.press("Escape");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n").map((line) => JSON.parse(line));
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  const { last_seq, last_hash } = await call(person.key, "GET", "/v1/audit/verify");
  expect(lines.at(-1)).toMatchObject({ seq: last_seq, hash: last_hash });
});

test("a broken chain is told, and a new agent has no entries", async ({ page, person }) => {
  const pod = await call(person.key, "POST", "/v1/pods", { name: "Ann" });
  await page.route("**/v1/audit/verify**", (route) => route.fulfill({ json: { valid: false, checked: 41, limit: 10000, broken_at: 42, reason: "altered", last_seq: 41, last_hash: "0".repeat(64), has_more: true, next_cursor: null } }));
  await open(page, person, `/pods/${pod.id}/audit`);
  await expect(page.getByText("Nothing is recorded yet")).toBeVisible();
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByRole("alert")).toContainText("broken at entry 42");
});

test("a hundred thousand entries scroll, and only those in sight are drawn", async ({ page, person }) => {
  const total = 100_000;
  const size = 10_000;
  await page.route("**/v1/audit?**", (route) => {
    const newest = total - Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
    const entries = Array.from({ length: size }, (_, index) => ({
      seq: newest - index, created_at: new Date(Date.UTC(2026, 3, 1) + (newest - index) * 1000).toISOString(), action: "secret.stored", subject: `secret-${newest - index}`,
      key_prefix: "al_live_0a1b", member_id: null, request_id: "req_0a1b2c3d4e5f6g7h", hash: "0".repeat(64), previous_hash: "0".repeat(64),
    }));
    const next = newest > size ? String(total - newest + size) : null;
    return route.fulfill({ json: { entries, count: size, limit: size, has_more: next !== null, next_cursor: next } });
  });
  await open(page, person, "/pods/home/audit");
  const table = page.getByRole("table", { name: "Audit log" });
  for (let rows = size; rows <= total; rows += size) {
    await expect(table).toHaveAttribute("aria-rowcount", String(rows + 1));
    await table.locator(".scroller").evaluate((scroller) => { scroller.scrollTop = scroller.scrollHeight; });
  }
  await expect(table.getByText("secret-1", { exact: true })).toBeVisible();
  expect(await table.getByRole("row").count()).toBeLessThan(200);
});
