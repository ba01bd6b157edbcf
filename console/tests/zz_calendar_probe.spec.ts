import { call, expect, open, test } from "./support/test.ts";
test("probe", async ({ page, person }) => {
  const d = "2026-12-02";
  page.on("console", (m) => console.log("CONSOLE", m.text().slice(0, 300)));
  page.on("pageerror", (m) => console.log("ERR", m.message, m.stack?.slice(0, 400)));
  await call(person.key, "POST", "/v1/calendar/events", { summary: "Planning", start: `${d}T09:00:00Z`, end: `${d}T10:00:00Z` });
  await open(page, person, "/pods/home/calendar");
  const names = async (w: string) => console.log(w, JSON.stringify(await page.locator("ul[aria-label]").evaluateAll((l) => l.map((e) => `${e.getAttribute("aria-label")}:${e.children.length}`))));
  const b = page.getByRole("button", { name: /^Planning/ });
  await expect(b).toBeVisible();
  await names("start");
  const box = (await b.boundingBox())!;
  await page.mouse.move(box.x + 20, box.y + 10); await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 40); await names("drag1");
  await page.mouse.move(box.x + 20 + box.width, box.y + 100); await names("drag2");
  await page.mouse.up(); await names("dropped");
  await expect(page.getByText(/^Moved/)).toBeVisible(); await names("moved");
  await page.waitForTimeout(500); await names("later");
});
