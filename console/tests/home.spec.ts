import { call, checkAccessibility, expect, open, photograph, test, unique, type Person } from "./support/test.ts";

interface Agent {
  id: string;
  key: string;
  address: string;
}

async function makeAgent(person: Person, name: string): Promise<Agent> {
  const { pod_id: id, api_key: key } = await call(person.key, "POST", "/v1/pods", { name });
  const { address } = await call(key, "POST", "/v1/emails", { local_part: "hello" });
  return { id, key, address };
}

const charge = async ({ key }: Agent, amount: number, payee: string): Promise<string> => {
  const body = { amount: amount * 1_000_000, category: "api", payee, description: `Pages of ${payee}` };
  return (await call(key, "POST", "/v1/charge", body, { "Idempotency-Key": unique("charge") })).approval_id;
};

const hold = ({ key, address }: Agent, subject: string, html?: string) =>
  call(key, "POST", "/v1/email/send", { from: address, to: "bob@people.example", subject, text: `The whole text of ${subject}.`, html, hold: true });

const setCap = ({ key }: Person) => call(key, "PUT", "/v1/budget", { caps: { daily: 1_000_000 }, on_limit: "approve" });

test("everything that waits is in one list, and one key decides", async ({ page, person }) => {
  const scout = await makeAgent(person, "Scout");
  await setCap(person);
  await charge(scout, 12.5, "ocr.example");
  await hold(scout, "Offer for Bob");
  await call(scout.key, "POST", "/v1/credentials/request", { credential_type: "api_key", service_name: "GitHub", description: "To open a pull request" });
  await call(person.key, "POST", "/v1/invitations", { email: "ann@people.example", role: "member", environments: [scout.id] });
  const start = new Date(Date.now() + 86_400_000);
  const event = { summary: "Planning", start: start.toISOString(), end: new Date(start.getTime() + 3_600_000).toISOString(), attendees: [person.mailbox], invite: true };
  await call(scout.key, "POST", "/v1/calendar/events", event);
  await open(page, person);

  const list = page.getByRole("list", { name: "Waits for you" });
  for (const what of ["$12.50 to ocr.example", "Offer for Bob", "API key for GitHub", "Planning", "ann@people.example is invited"]) await expect(list).toContainText(what);
  await expect(page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: /^Home/ })).toContainText("4");
  await expect(page).toHaveTitle(/^\(4\) Home/);
  await list.getByRole("button", { name: /Offer for Bob/ }).click();
  await expect(page.getByRole("region", { name: "Text" })).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "home");

  // The message is changed before it is sent.
  await list.getByRole("button", { name: "Edit" }).click();
  await list.getByLabel("Subject").fill("A better offer");
  await list.getByRole("button", { name: "Save changes" }).click();
  const message = list.getByRole("button", { name: /A better offer/ });
  await expect(message).toBeVisible();
  await message.focus();
  await page.keyboard.press("a");
  await expect(message).toBeHidden();
  await expect(page.getByText("The message is sent: A better offer")).toBeVisible();
  const { messages } = await call(scout.key, "GET", `/v1/email/outbox?address=${scout.address}`);
  expect(messages).toContainEqual(expect.objectContaining({ subject: "A better offer", status: "sent" }));

  // The charge is rejected with a reason, which the agent reads.
  await list.getByRole("button", { name: /ocr.example/ }).focus();
  await page.keyboard.press("r");
  await page.getByLabel("Reason").fill("Too expensive");
  await page.getByLabel("Reason").press("Enter");
  await expect(list.getByText("ocr.example")).toHaveCount(0);
  const { approvals } = await call(scout.key, "GET", "/v1/approvals?status=rejected");
  expect(approvals[0]).toMatchObject({ status: "rejected", rejection_reason: "Too expensive" });

  // The credential goes to the agent.
  await list.getByRole("button", { name: "Answer" }).click();
  await list.getByLabel("The credential").fill("ghp_secret");
  await list.getByRole("button", { name: "Send the credential" }).click();
  await expect(page.getByText("The credential is on its way to the agent.")).toBeVisible();

  await list.getByRole("button", { name: "Accept", exact: true }).click();
  await list.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await photograph(page, "home-empty");
});

test("several are approved together; what was decided before is said; a link opens its approval", async ({ page, person }) => {
  const scout = await makeAgent(person, "Scout");
  await setCap(person);
  const ids = [await charge(scout, 2, "one.example"), await charge(scout, 3, "two.example"), await charge(scout, 4, "three.example")];
  await open(page, person, `/#${ids[0]}`);
  const list = page.getByRole("list", { name: "Waits for you" });
  await expect(list.getByRole("button", { name: /one.example/, expanded: true })).toBeFocused();
  await expect(list.getByText("limit $1.00, spent $0.00")).toBeVisible();

  // A new one appears by itself.
  await charge(scout, 5, "four.example");
  await expect(list.getByText("$5.00 to four.example")).toBeVisible();

  await page.keyboard.press("Escape");
  for (const row of await list.getByRole("checkbox").all()) await row.check();
  await call(person.key, "POST", `/v1/approvals/${ids[1]}/approve`, undefined, { "Idempotency-Key": unique("approve") });
  await page.getByRole("toolbar").getByRole("button", { name: /^Approve/ }).click();
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  for (const id of ids) expect(await call(person.key, "GET", `/v1/approvals/${id}`)).toMatchObject({ status: "approved" });
});

test("j and k walk, x selects, a held key decides once, and a formatted message is shown as recipients see it", async ({ page, person }) => {
  const scout = await makeAgent(person, "Scout");
  await hold(scout, "First", "<p>The <b>formatted</b> offer.</p>");
  for (const subject of ["Second", "Third"]) await hold(scout, subject);
  await open(page, person);
  const list = page.getByRole("list", { name: "Waits for you" });
  await expect(list.getByRole("listitem")).toHaveCount(3);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByRole("toolbar", { name: "2 selected" })).toBeVisible();
  await photograph(page, "home-batch");
  await page.keyboard.down("a");
  await expect(page.getByText("2 approved.")).toBeVisible();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  // The key is still held, and repeats.
  await page.keyboard.down("a");
  await page.keyboard.up("a");
  await page.keyboard.press("Enter");
  const letter = page.getByRole("region", { name: "Text" });
  await expect(letter.frameLocator("iframe").getByText("The formatted offer.")).toBeVisible();
  await letter.getByRole("button", { name: "Show as plain text" }).click();
  await expect(letter).toContainText("The whole text of First.");
});

test.describe("west of Greenwich", () => {
  test.use({ timezoneId: "America/Los_Angeles" });

  test("an invitation for a whole day is on its day, also after many other events", async ({ page, person }) => {
    const scout = await makeAgent(person, "Scout");
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    await call(person.key, "POST", "/v1/calendar/events", { summary: "Standup", start: `${day(1)}T09:00:00Z`, end: `${day(1)}T09:15:00Z`, rrule: "FREQ=DAILY;COUNT=3" });
    await call(scout.key, "POST", "/v1/calendar/events", { summary: "Offsite", start: day(10), end: day(11), attendees: [person.mailbox], invite: true });
    // Each event is a page of its own.
    await page.route("**/v1/calendar/events?**", (route) => route.continue({ url: route.request().url().replace("limit=100", "limit=1") }));
    await open(page, person);
    const name = new Intl.DateTimeFormat("en", { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" }).format(new Date(day(10)));
    await expect(page.getByRole("list", { name: "Waits for you" }).getByRole("button", { name: /^Offsite/ })).toContainText(name);
  });
});
