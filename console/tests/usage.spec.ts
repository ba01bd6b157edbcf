import { call, checkAccessibility, expect, open, photograph, test, unique } from "./support/test.ts";

test("the limits of today, the last days and each agent's share are shown", async ({ page, person }) => {
  const name = unique("scout");
  const { api_key: key } = await call(person.key, "POST", "/v1/pods", { name });
  await call(key, "POST", "/v1/charge", { amount: 2_500_000, category: "api" });
  await open(page, person, "/usage");

  await expect(page.getByRole("meter", { name: "Requests" })).toHaveAttribute("aria-valuemax", "10000");
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("$2.50");
  await expect(page.getByText("Plan and payment")).toBeVisible();

  const spent = page.getByRole("figure", { name: "Spent by day" });
  await expect(spent.locator("canvas")).toBeVisible();
  await spent.getByText("Show as a table").click();
  await expect(spent.getByRole("cell").first()).toHaveText("$2.50");
  await spent.getByText("Show as a table").click();

  await checkAccessibility(page);
  await photograph(page, "usage");
});

test("a chart takes the colours of the other theme at once", async ({ page, person }) => {
  await open(page, person, "/usage");
  const canvas = page.getByRole("figure", { name: "Requests by day" }).locator("canvas");
  const drawing = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  await expect(canvas).toBeVisible();
  const before = await drawing();
  await page.getByRole("button", { name: "Light or dark" }).click();
  await expect.poll(drawing).not.toBe(before);
});
