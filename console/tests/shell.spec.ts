import { checkAccessibility, expect, open, photograph, test } from "./support/test.ts";

test("every screen is reached from the navigation", async ({ page, person }) => {
  await open(page, person, "/settings");
  for (const name of ["Home", "Agents", "Budget"]) {
    await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  await checkAccessibility(page);
  await photograph(page, "shell");
});

test("a screen is found by a few letters", async ({ page, person }) => {
  await open(page, person);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("bud");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/console\/budget$/);
});

test("on a phone, the menu opens over the screen and closes when another one is chosen", async ({ page, person }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, person, "/settings");
  await page.getByRole("button", { name: "More" }).click();
  await checkAccessibility(page);
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Budget" }).click();
  await expect(page.getByRole("navigation", { name: "Main navigation" })).toBeHidden();
  await expect(page).toHaveURL(/\/console\/budget$/);
});
