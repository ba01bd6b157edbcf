import { call, checkAccessibility, expect, open, photograph, test } from "./support/test.ts";

test("the score, its parts and the badge are shown, a profile is published, and observations are written and deleted", async ({ page, person }) => {
  await open(page, person, "/pods/home/trust");
  await expect(page.getByRole("meter", { name: "Transparency" })).toHaveAttribute("aria-valuetext", "120 of 250");
  await expect(page.getByRole("img", { name: "Trust score of this account" })).toBeVisible();
  await expect(page.getByText(`![Trust score](`)).toBeVisible();
  await expect(page.getByRole("heading", { name: "No observations yet" })).toBeVisible();

  await page.getByLabel("Description").fill("Answers questions about invoices.");
  await page.getByLabel("Capabilities").fill("invoices, research");
  await page.getByRole("button", { name: "Save profile" }).click();
  await expect(page.getByText("Profile saved.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open the agent card" })).toBeVisible();
  const profile = await call(undefined, "GET", `/agents/${person.mailbox.split("@")[0]}`, undefined, { accept: "application/json" });
  expect(profile).toMatchObject({ description: "Answers questions about invoices.", capabilities: ["invoices", "research"] });

  await page.getByRole("button", { name: "Write one" }).click();
  const dialog = page.getByRole("dialog", { name: "Observation" });
  await dialog.getByLabel("Topic").fill("suppliers");
  await dialog.getByRole("button", { name: "Write" }).click();
  await expect(dialog.getByText("Write the observation.")).toBeVisible();
  await dialog.getByLabel("Observation", { exact: true }).fill("Globex answers on Mondays only.");
  await page.route("**/v1/observations", (route) => route.fulfill({ status: 429, headers: { "retry-after": "60" }, json: { error: "rate_limited", message: "Too many requests." } }), { times: 1 });
  await dialog.getByRole("button", { name: "Write" }).click();
  await expect(dialog.getByText("Try again in 60 seconds. What you typed is kept.")).toBeVisible();
  await dialog.getByRole("button", { name: "Write" }).click();
  const line = page.getByRole("listitem").filter({ hasText: "Globex answers on Mondays only." });
  await expect(line).toBeVisible();
  await expect(page.getByLabel("Topic").getByRole("option", { name: "suppliers (1)" })).toBeAttached();
  await checkAccessibility(page);
  await photograph(page, "trust");

  await line.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No observations yet" })).toBeVisible();
});

test("saving the profile of an address that has a private one does not publish it", async ({ page, person }) => {
  const address = encodeURIComponent(person.mailbox);
  await call(person.key, "PUT", `/v1/agents/${address}`, { description: "For us only.", capabilities: [], visibility: "private" });
  await open(page, person, "/pods/home/trust");
  await expect(page.getByText("Others see no profile of this address.")).toBeVisible();
  await expect(page.getByLabel("Everybody can see this profile")).not.toBeChecked();
  await page.getByLabel("Description").fill("Still for us only.");
  await page.getByRole("button", { name: "Save profile" }).click();
  await expect(page.getByText("Profile saved.")).toBeVisible();
  await expect(page.getByLabel("Everybody can see this profile")).not.toBeChecked();
  await expect(call(undefined, "GET", `/agents/${address}`, undefined, { accept: "application/json" })).rejects.toThrow("404");
});
