import { readFile } from "node:fs/promises";
import { call, checkAccessibility, expect, open, photograph, test, unique } from "./support/test.ts";

test("an empty ledger and missing caps explain themselves", async ({ page, person }) => {
  await open(page, person, "/budget");
  await expect(page.getByRole("heading", { name: "No caps yet" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "No money was spent yet" })).toBeVisible();
});

test("caps are set, spending is seen, a charge is refunded, a hold is captured, and the ledger is exported", async ({ page, person }) => {
  const name = unique("scout");
  const { api_key: key } = await call(person.key, "POST", "/v1/pods", { name });
  await call(key, "POST", "/v1/charge", { amount: 2_500_000, category: "api", description: "=HYPERLINK(\"http://evil.example\")", payee: "ocr.example" });
  await call(person.key, "POST", "/v1/charge", { amount: 1_250_000, category: "research", description: "Papers, \"two\" of them" });
  const { id: hold } = await call(key, "POST", "/v1/charge", { amount: 500_000, category: "api", capture: false });
  await open(page, person, "/budget");

  await page.getByRole("button", { name: "Edit caps" }).click();
  await page.getByLabel("Cap for a day").fill("much");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Write an amount such as")).toBeVisible();
  await page.getByLabel("Cap for a day").fill("5");
  await page.getByLabel("Cap for a month").fill("40");
  await page.getByLabel("When a charge exceeds a cap").selectOption("Let it wait for approval");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("meter", { name: "Today" })).toHaveAttribute("aria-valuetext", "$3.75 of $5.00");
  await expect(page.getByText("$0.50 held").first()).toBeVisible();

  await call(key, "POST", "/v1/charge", { amount: 3_000_000, category: "api" });
  await page.reload();
  await expect(page.getByText("1 charge waits for your decision.")).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "budget");

  await page.getByLabel("Search descriptions").fill("papers");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("row", { name: /Papers/ }).click();
  await page.getByRole("button", { name: "Refund" }).click();
  const refund = page.getByRole("dialog", { name: "Record a refund" });
  await refund.getByLabel("Amount that came back").fill("0.25");
  await refund.getByRole("button", { name: "Refund" }).click();
  await expect(page.getByRole("definition").filter({ hasText: "$0.25" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Open a charge" }).click();
  await page.getByLabel("Id of the charge").fill(hold);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Capture" }).click();
  const capture = page.getByRole("dialog", { name: "Capture" });
  await capture.getByLabel("Amount to capture").fill("0.4");
  await capture.getByRole("button", { name: "Capture" }).click();
  await expect(page.getByRole("definition").filter({ hasText: "Completed" })).toBeVisible();
  await page.keyboard.press("Escape");

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  const csv = await readFile(await (await download).path(), "utf8");
  expect(csv.split("\r\n")).toHaveLength(6);
  expect(csv).toContain('"\'=HYPERLINK(""http://evil.example"")"');
  expect(csv).toContain('"Papers, ""two"" of them"');
  expect(csv).toContain(",refund,-0.25,");
});

test("an agent has caps of its own, and a refused change keeps what was typed", async ({ page, person }) => {
  const name = unique("scout");
  const pod = await call(person.key, "POST", "/v1/pods", { name });
  await open(page, person, "/budget");
  await page.getByLabel("Budget of").selectOption(name);
  await page.getByRole("button", { name: "Edit caps" }).click();
  await page.getByLabel("Cap for a week").fill("2.5");
  await page.route("**/v1/pods/pod_*", (route) => route.fulfill({ status: 403, json: { error: "missing_scope", permission: "pods:write", message: "No." } }), { times: 1 });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Your role does not have the permission pods:write.")).toBeVisible();
  await expect(page.getByLabel("Cap for a week")).toHaveValue("2.5");
  // The cap that somebody else sets meanwhile stays.
  await call(person.key, "PATCH", `/v1/pods/${pod.id}`, { spending_caps: { monthly: 9_999_000 } });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("meter", { name: "This week" })).toHaveAttribute("aria-valuetext", "$0.00 of $2.50");
  await expect(page.getByRole("meter", { name: "This month" })).toHaveAttribute("aria-valuetext", "$0.00 of $9.999");
});
