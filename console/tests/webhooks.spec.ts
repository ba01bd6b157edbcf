import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { call, checkAccessibility, deliver, expect, open, photograph, test as base } from "./support/test.ts";

interface Receiver {
  url: string;
  /** What the next calls are answered with. */
  status: number;
  types: string[];
}

const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({}, use) => {
    const receiver: Receiver = { url: "", status: 200, types: [] };
    const server = createServer(async (request, reply) => {
      let body = "";
      for await (const part of request) body += part;
      receiver.types.push(JSON.parse(body).type);
      reply.writeHead(receiver.status, { "content-type": "text/plain" }).end(`answered ${receiver.status}`);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    await use(receiver);
    server.closeAllConnections();
    server.close();
  },
});

test("a webhook is created, tested, and what was delivered is shown and sent again", async ({ page, person, receiver }) => {
  await open(page, person, "/pods/home/webhooks");
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  await page.getByRole("button", { name: "New webhook" }).first().click();
  const form = page.getByRole("dialog", { name: "New webhook" });
  await form.getByLabel("Address of your server").fill("https://10.0.0.1/x");
  await form.getByRole("button", { name: "Create webhook" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await form.getByLabel("Address of your server").fill(receiver.url);
  await form.getByLabel("Mail waits for approval").check();
  await form.getByLabel("Only events of").selectOption(person.mailbox);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain(receiver.url);
  await photograph(page, "webhooks-new");
  await form.getByRole("button", { name: "Create webhook" }).click();
  const shown = page.getByRole("dialog", { name: "Secret of the webhook" });
  await expect(shown.locator("code")).toHaveText(/^whsec_/);
  await shown.getByRole("button", { name: "I have saved it" }).click();

  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("Your server answered 200")).toBeVisible();
  await expect(page.getByText("Working")).toBeVisible();
  await deliver("alice@corp.example", person.mailbox, `From: alice@corp.example\nTo: ${person.mailbox}\nSubject: Hello\nMessage-ID: <a@corp.example>\n\nHello\n`);
  await expect.poll(() => receiver.types).toContain("email.received");
  const line = page.getByRole("row").filter({ hasText: "Mail arrives" });
  // The receiver has it before the pod knows.
  await expect(async () => {
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect(line).toContainText("Delivered", { timeout: 1_000 });
  }).toPass();
  await checkAccessibility(page);
  await photograph(page, "webhooks-details");
  await line.click();
  const details = page.getByRole("dialog", { name: "Mail arrives" });
  await expect(details.getByLabel("Its answer")).toHaveText("answered 200");
  await photograph(page, "webhooks-delivery");
  receiver.types.length = 0;
  await details.getByRole("button", { name: "Send again" }).click();
  await expect.poll(() => receiver.types).toEqual(["email.received"]);

  receiver.types.length = 0;
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Send events again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
  await expect(page.getByText("1 event on the way")).toBeVisible();
  await expect.poll(() => receiver.types).toEqual(["email.received"]);
});

test("a webhook is edited, paused, enabled, gets a new secret and is deleted", async ({ page, person, receiver }) => {
  receiver.status = 500;
  const { id } = await call(person.key, "POST", "/v1/email/webhooks", { url: receiver.url });
  await open(page, person, "/pods/home/webhooks");
  await expect(page.getByRole("row").nth(1)).toContainText("Not verified");
  await checkAccessibility(page);
  await photograph(page, "webhooks");
  await page.getByRole("link", { name: /127\.0\.0\.1/ }).click();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText("The test failed")).toBeVisible();
  const act = async (name: string) => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Mail cannot be sent").check();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("email.failed")).toBeVisible();
  await act("Pause");
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  receiver.status = 200;
  await act("Enable");
  await expect(page.getByText("Paused", { exact: true })).toHaveCount(0);
  await act("New secret");
  await page.getByRole("dialog").getByRole("button", { name: "New secret" }).click();
  await expect(page.getByRole("dialog").locator("code")).toHaveText(/^whsec_/);
  await page.getByRole("button", { name: "I have saved it" }).click();
  await act("Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  await expect(call(person.key, "GET", `/v1/email/webhooks/${id}`)).rejects.toThrow("404");
});
