import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { call, checkAccessibility, deliver, expect, mailedToken, open, photograph, test, unique, type Person } from "./support/test.ts";

const proved = "Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=corp.example; spf=pass smtp.mailfrom=ann@corp.example; dkim=pass header.d=corp.example";
const forged = "Authentication-Results: mx.cloudflare.net; dmarc=fail header.from=bank.example; spf=fail smtp.mailfrom=x@evil.example; dkim=none";

interface Letter {
  from?: string;
  subject: string;
  text: string;
  id?: string;
  answers?: string;
  verdict?: string;
}

async function write({ mailbox }: Person, { from = "Ann Miller <ann@corp.example>", subject, text, id = unique("m"), answers, verdict }: Letter): Promise<void> {
  const lines = [
    ...(verdict ? [verdict] : []), `From: ${from}`, `To: ${mailbox}`, `Subject: ${subject}`, `Message-ID: <${id}@corp.example>`,
    ...(answers ? [`In-Reply-To: <${answers}@corp.example>`, `References: <${answers}@corp.example>`] : []),
    "Date: Mon, 30 Nov 2026 10:00:00 +0000", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text, "",
  ];
  await deliver("ann@corp.example", mailbox, lines.join("\n"));
}

const list = (page: Page) => page.getByRole("listbox", { name: "Conversations" });
const folder = (page: Page, name: string) => page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name });

test("a conversation is read, answered, labelled, archived and deleted with the keyboard", async ({ page, person }) => {
  const id = unique("offer");
  await write(person, { subject: "Invoice for November", text: "Is this the right total?\n\nSee https://corp.example/invoice.\n\nOn Sunday, Bob wrote:\n> It was 120.\n> Or more.", verdict: proved, id });
  await write(person, { subject: "Re: Invoice for November", text: "A second thought: send it today.", verdict: proved, answers: id });
  await write(person, { from: "Your Bank <support@bank.example>", subject: "Verify your account", text: "Send us your password.", verdict: forged });
  await write(person, { from: "newsletter@shop.example", subject: "Ten offers", text: "All of it is cheap." });
  await open(page, person, "/pods/home/mail");
  await expect(list(page).getByRole("option")).toHaveCount(3);
  await expect(page.getByText("j / k")).toBeVisible();

  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(list(page).getByRole("option", { selected: true })).toContainText("Verify your account");
  await page.keyboard.press("Enter");
  await expect(page.getByText("This may be forged: bank.example says that it did not send it.").last()).toBeVisible();
  await expect(page).toHaveURL(/\/mail\/thr_/);
  await page.keyboard.press("j");
  await expect(page.getByRole("heading", { name: "Invoice for November" })).toBeVisible();
  await expect(page.getByText("The sender is certain: corp.example is proved.").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "https://corp.example/invoice" })).toHaveAttribute("rel", "noopener noreferrer");
  await expect(page.getByText("It was 120.")).toBeHidden();
  await page.getByText("Quoted text").click();
  await expect(page.getByText("It was 120.")).toBeVisible();
  await expect(list(page).getByRole("option", { name: /Invoice/ })).not.toContainText("Unread");

  await page.keyboard.press("l");
  await page.getByLabel("New label").fill("billing");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("checkbox", { name: "billing" })).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(folder(page, "billing")).toBeVisible();
  await expect(list(page).getByText("billing").first()).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "mail");

  await page.keyboard.press("r");
  await page.getByLabel("Message", { exact: true }).fill("Yes, it is.");
  await photograph(page, "mail-reply");
  await page.reload();
  await page.getByRole("heading", { name: "Invoice for November" }).waitFor();
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  await expect(page.getByLabel("Message", { exact: true })).toHaveValue("Yes, it is.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Yes, it is.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Delivery" })).toContainText("ann@corp.example");

  await page.keyboard.press("e");
  await expect(page.getByText("Archived. All mail still has it.")).toBeVisible();
  await expect(list(page).getByRole("option", { name: /Invoice/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(list(page).getByRole("option", { name: /Invoice/ })).toHaveCount(1);

  await list(page).getByRole("option", { name: /Ten offers/ }).click();
  await expect(page.getByText("All of it is cheap.").last()).toBeVisible();
  await page.keyboard.press("u");
  await expect(list(page).getByRole("option", { name: /Ten offers/ })).toContainText("Unread");
  await page.keyboard.press("#");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(list(page).getByRole("option", { name: /Ten offers/ })).toHaveCount(0);
});

test("mail is found as somebody types, and the conditions are explained", async ({ page, person }) => {
  await write(person, { subject: "Invoice 12", text: "The total is 40.", verdict: proved });
  await write(person, { from: "Bob <bob@other.example>", subject: "Invoice 13", text: "Another one." });
  await open(page, person, "/pods/home/mail");
  await expect(list(page).getByRole("option")).toHaveCount(2);
  await page.keyboard.press("/");
  await expect(page.getByText("from an address or a domain")).toBeVisible();
  await page.keyboard.type("invoice from:corp.example");
  await expect(list(page).getByRole("option")).toHaveCount(1);
  await expect(list(page)).toContainText("Invoice 12");
  await expect(page).toHaveURL(/q=invoice/);
  await page.getByLabel("Search mail").fill("nowhere");
  await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear the search" }).click();
  await expect(list(page).getByRole("option")).toHaveCount(2);
});

test("an empty mailbox teaches, and mail appears as it arrives", async ({ page, person }) => {
  await open(page, person, "/pods/home/mail");
  await expect(page.getByRole("heading", { name: "Nothing in this inbox" })).toBeVisible();
  await expect(page.getByText("Try it: write to").locator("code")).toHaveText(person.mailbox);
  await checkAccessibility(page);
  await photograph(page, "mail-empty");
  await write(person, { subject: "The first", text: "Hello." });
  await expect(list(page).getByRole("option", { name: /The first/ })).toBeVisible();
});

test("a conversation of several pages is answered at its newest message", async ({ page, person }) => {
  const id = unique("long");
  await write(person, { subject: "Plan", text: "The first thought.", id });
  await write(person, { from: "Bob <bob@corp.example>", subject: "Re: Plan", text: "The last word.", answers: id });
  await page.route(/\/v1\/email\/threads\/thr_/, (route) => route.continue({ url: route.request().url().replace("limit=100", "limit=1") }));
  await open(page, person, "/pods/home/mail");
  await list(page).getByRole("option", { name: /Plan/ }).click();
  await expect(page.getByRole("article", { name: "Bob" }).getByText("The last word.")).toBeVisible();
  await page.keyboard.press("r");
  await expect(page.getByRole("region", { name: "Reply to Bob" }).getByLabel("To", { exact: true })).toHaveValue("bob@corp.example");
});

test("a message is written, scheduled and withdrawn; a refusal keeps what is typed", async ({ page, person }) => {
  await open(page, person, "/pods/home/mail");
  await page.getByText("Nothing in this inbox").waitFor();
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("To").fill("bob");
  await dialog.getByLabel("Subject").fill("Report");
  await dialog.getByLabel("Message", { exact: true }).fill("It is attached.");
  await dialog.getByRole("button", { name: "Send", exact: true }).click();
  await expect(dialog.getByText("bob is not an address.")).toBeVisible();
  await dialog.getByLabel("To").fill('"Bob, the second" <bob@other.example>, carol@other.example');
  await dialog.locator("input[type=file]").setInputFiles({ name: "report.csv", mimeType: "text/csv", buffer: Buffer.from("a,1\n") });
  await dialog.getByRole("button", { name: "Send later" }).click();
  await dialog.getByLabel("Time to send").fill("2020-01-01T10:00");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog.getByText("This time has passed.")).toBeVisible();
  await dialog.getByLabel("Time to send").fill("2099-01-01T10:00");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog.getByText(/Request req_/)).toBeVisible();
  await expect(dialog.getByLabel("Message", { exact: true })).toHaveValue("It is attached.");
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await dialog.getByLabel("Time to send").fill(tomorrow);
  await photograph(page, "mail-compose");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await expect(dialog).toBeHidden();
  await folder(page, "Scheduled").click();
  await list(page).getByRole("option", { name: /Report/ }).click();
  await expect(page.getByText("report.csv")).toBeVisible();
  await expect(page.getByText("Goes out:")).toBeVisible();
  await page.getByRole("region", { name: "Report" }).getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByRole("heading", { name: "Nothing scheduled" })).toBeVisible();
});

test("a held message is edited and approved, and another is rejected", async ({ page, person }) => {
  for (const subject of ["Offer", "Threat"]) {
    await call(person.key, "POST", "/v1/email/send", { from: person.mailbox, to: "bob@other.example", subject, text: "As agreed.", html: "<p>As <b>formatted</b>.</p>", hold: true });
  }
  await open(page, person, "/pods/home/mail?view=held");
  await list(page).getByRole("option", { name: /Offer/ }).click();
  const sent = page.getByRole("article").frameLocator('iframe[title="Content of the message"]');
  await expect(sent.getByText("As formatted.")).toBeVisible();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("dialog").getByLabel("To", { exact: true }).fill("Bob Miller <bob@other.example>");
  await page.getByRole("dialog").getByLabel("Message", { exact: true }).fill("As agreed on Monday.");
  await expect(page.getByRole("dialog").getByLabel("Replace the formatted version with this text")).toBeChecked();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(sent.getByText("As agreed on Monday.")).toBeVisible();
  await photograph(page, "mail-held");
  await page.getByRole("button", { name: "Approve and send" }).click();
  await expect(list(page).getByRole("option", { name: /Offer/ })).toHaveCount(0);
  await list(page).getByRole("option", { name: /Threat/ }).click();
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByLabel("Why (the agent sees this)").fill("Too harsh.");
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  await expect(page.getByRole("heading", { name: "Nothing waits for a decision" })).toBeVisible();
});

test("a rule is made, changed and deleted, and what it files is found", async ({ page, person }) => {
  await open(page, person, "/pods/home/mail?view=rules");
  await expect(page.getByRole("heading", { name: "All mail is accepted" })).toBeVisible();
  await page.getByRole("button", { name: "New rule" }).click();
  await page.getByLabel("What happens").selectOption("file");
  await page.getByRole("button", { name: "Save the rule" }).click();
  await expect(page.getByText("Name a sender, a check, or both.")).toBeVisible();
  await page.getByLabel("Sender", { exact: true }).fill("*.shop.example");
  await page.getByLabel("Note").fill("newsletters");
  await page.getByRole("button", { name: "Save the rule" }).click();
  await expect(page.getByText("newsletters")).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "mail-rules");
  await write(person, { from: "news@shop.example", subject: "Offers", text: "Cheap." });
  await folder(page, "Filed by a rule").click();
  await list(page).getByRole("option", { name: /Offers/ }).click();
  await expect(page.getByRole("article").getByText("Cheap.")).toBeVisible();
  await folder(page, "Rules").click();
  await page.getByRole("button", { name: /Edit the rule/ }).click();
  await page.getByLabel("What happens").selectOption("refuse");
  await page.getByRole("button", { name: "Save the rule" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "newsletters" })).toContainText("Refuse");
  await page.getByRole("button", { name: /Delete the rule/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "All mail is accepted" })).toBeVisible();
});

test("an HTML message shows its attached picture, and its files are saved", async ({ page, person }) => {
  const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const raw = [
    proved, "From: Ann Miller <ann@corp.example>", `To: ${person.mailbox}`, "Subject: Our new logo", `Message-ID: <${unique("html")}@corp.example>`, "MIME-Version: 1.0", 'Content-Type: multipart/related; boundary="b"', "",
    "--b", "Content-Type: text/html; charset=utf-8", "", '<body style="background:#fffbe8"><h2 style="color:#a33">Our new logo</h2><p>Here it is: <img src="cid:logo@corp" width="40" height="40" alt="Logo"><img src="cid:terms@corp" alt=""></p><p><img src="https://elsewhere.example/p.gif" alt=""><a href="https://corp.example/">Our site</a></p></body>',
    "--b", "Content-Type: image/png; name=logo.png", "Content-ID: <logo@corp>", "Content-Disposition: inline; filename=logo.png", "Content-Transfer-Encoding: base64", "", pixel,
    "--b", "Content-Type: text/plain; name=notes.txt", "Content-Disposition: attachment; filename=notes.txt", "", "Round corners.",
    "--b", "Content-Type: application/pdf; name=terms.pdf", "Content-ID: <terms@corp>", "Content-Disposition: inline; filename=terms.pdf", "", "%PDF-1.4", "--b--", "",
  ].join("\n");
  await deliver("ann@corp.example", person.mailbox, raw);
  await open(page, person, "/pods/home/mail");
  await list(page).getByRole("option", { name: /Our new logo/ }).click();
  const frame = page.frameLocator('iframe[title="Content of the message"]');
  await expect(frame.getByAltText("Logo")).toHaveAttribute("src", /^blob:/);
  await expect.poll(() => frame.getByAltText("Logo").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await expect(page.getByText("Pictures from other servers are not loaded.")).toBeVisible();
  // A file that the message calls a picture, and is none, is listed.
  await expect(page.getByRole("list", { name: "2 files" })).toContainText("terms.pdf");
  await expect(page.getByRole("button", { name: /logo\.png/ })).toHaveCount(0);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /notes\.txt/ }).click()]);
  expect((await readFile(await download.path(), "utf8")).trim()).toBe("Round corners.");
  await checkAccessibility(page);
  await photograph(page, "mail-html");
  // The keys of the console also work while the message has the focus.
  await frame.getByText("Here it is").click();
  await page.keyboard.press("Alt+e");
  await expect(list(page).getByRole("option", { name: /Our new logo/ })).toBeVisible();
  await page.keyboard.press("e");
  await expect(page.getByText("Archived. All mail still has it.")).toBeVisible();
});

test("on a phone one part is shown at a time", async ({ page, person }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await write(person, { subject: "Short", text: "Hello." });
  await open(page, person, "/pods/home/mail");
  await list(page).getByRole("option", { name: /Short/ }).click();
  await expect(page.getByRole("article")).toBeVisible();
  await expect(list(page)).toBeHidden();
  await page.getByRole("button", { name: /^Back/ }).click();
  await expect(list(page)).toBeVisible();
  await page.getByRole("button", { name: "Folders" }).click();
  await expect(list(page)).toBeHidden();
  await folder(page, "Sent").click();
  await expect(page.getByRole("heading", { name: "Nothing sent yet" })).toBeVisible();
});

test("mail that is sealed to a key, and a pod that is not the person's, say who can read", async ({ page, person }) => {
  const [sealed, other] = await Promise.all(["sealed", "other"].map((name) => call(person.key, "POST", "/v1/pods", { name })));
  await call(person.key, "PATCH", `/v1/email/addresses/${person.mailbox}`, { public_key: "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo" });
  await write(person, { subject: "Secret", text: "For the agent only." });
  await open(page, person, "/pods/home/mail");
  await list(page).getByRole("option", { name: /Secret/ }).click();
  await expect(page.getByText("This mail is sealed to the agent’s own key")).toBeVisible();
  await photograph(page, "mail-sealed");
  const member = await invited(person, "viewer", [sealed.pod_id]);
  await page.evaluate((token) => localStorage.setItem("warren.session", JSON.stringify({ token })), member);
  await page.goto(page.url().replace(/\/pods\/.*/, `/pods/${other.pod_id}/mail`));
  await expect(page.getByRole("heading", { name: "Sealed pods stay sealed" })).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "mail-locked");
});

/** The session of a person who was invited. */
async function invited(person: Person, role: string, environments: string[]): Promise<string> {
  const email = `${unique("viewer")}@people.example`;
  await call(person.key, "POST", "/v1/invitations", { email, role, environments });
  const token = await mailedToken(email, "invitation");
  const reply = await fetch(`${process.env["WARREN_URL"]}/invitation`, { method: "POST", redirect: "manual", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ token }) });
  return /session=([^&]+)/.exec(reply.headers.get("location") ?? "")?.[1] ?? "";
}
