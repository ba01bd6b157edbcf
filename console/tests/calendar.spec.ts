import type { Page } from "@playwright/test";
import { call, checkAccessibility, expect, open, photograph, test, type Person } from "./support/test.ts";

const DAY = 86_400_000;
/** The Wednesday of this week: far from both ends of what is shown. */
const wednesday = () => {
  const today = new Date(new Date().toISOString().slice(0, 10)).getTime();
  return today - ((new Date(today).getUTCDay() + 6) % 7) * DAY + 2 * DAY;
};
const day = (offset = 0) => new Date(wednesday() + offset * DAY).toISOString().slice(0, 10);

const add = (person: Person, event: object) => call(person.key, "POST", "/v1/calendar/events", event);
const event = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`^${name},`) });

async function center(page: Page, name: string): Promise<{ x: number; y: number; bottom: number }> {
  const box = await event(page, name).boundingBox();
  if (!box) throw new Error(`${name} is not shown`);
  return { x: box.x + box.width / 2, y: box.y + 12, bottom: box.y + box.height - 2 };
}

async function drag(page: Page, from: { x: number; y: number }, by: { x?: number; y?: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + (by.x ?? 0) / 2, from.y + (by.y ?? 0) / 2);
  await page.mouse.move(from.x + (by.x ?? 0), from.y + (by.y ?? 0));
  await page.mouse.up();
}

test("an event is created by dragging, moved, lengthened, and put back when the server refuses", async ({ page, person }) => {
  await add(person, { summary: "Planning", start: `${day()}T09:00:00Z`, end: `${day()}T10:00:00Z` });
  await open(page, person, "/pods/home/calendar");
  const columnWidth = (await page.getByRole("list", { name: /^Wednesday/ }).boundingBox())?.width ?? 0;
  await drag(page, await center(page, "Planning"), { x: columnWidth, y: 96 });
  await expect(page.getByText(/^Moved to Thu/)).toBeVisible();
  const stored = async () => (await call(person.key, "GET", "/v1/calendar/events")).events.map(({ start, end }: { start: string; end: string }) => [start, end]);
  expect(await stored()).toEqual([[`${day(1)}T11:00:00.000Z`, `${day(1)}T12:00:00.000Z`]]);

  const { x, bottom } = await center(page, "Planning");
  await drag(page, { x, y: bottom }, { y: 48 });
  await expect(event(page, "Planning")).toHaveAccessibleName(/11:00\sAM\s–\s1:00\sPM/);

  await page.route("**/v1/calendar/events/*", (route) => route.fulfill({ status: 403, json: { error: "missing_scope", permission: "calendar:write", message: "No." } }), { times: 1 });
  await drag(page, await center(page, "Planning"), { y: -96 });
  await expect(page.getByText("Your role does not have the permission calendar:write.")).toBeVisible();
  await expect(event(page, "Planning")).toHaveAccessibleName(/11:00\sAM\s–\s1:00\sPM/);

  const column = await page.getByRole("list", { name: /^Tuesday/ }).boundingBox();
  if (!column) throw new Error("no column");
  await drag(page, { x: column.x + 40, y: column.y + 48 * 14 + 2 }, { y: 48 });
  const dialog = page.getByRole("dialog", { name: "New event" });
  await expect(dialog.getByLabel("Start, time")).toHaveValue("14:00");
  await expect(dialog.getByLabel("End, time")).toHaveValue("15:00");
  await dialog.getByRole("button", { name: "Create event" }).click();
  await expect(dialog.getByText("Give it a title.")).toBeVisible();
  await dialog.getByLabel("Title").fill("Call with Globex");
  await dialog.getByLabel("Repeat").selectOption("Every day");
  await dialog.getByLabel("Until").selectOption("A number of times");
  await dialog.getByLabel("How often").fill("3");
  await dialog.getByLabel("Reminders").fill("10");
  await dialog.getByRole("button", { name: "Create event" }).click();
  await expect(event(page, "Call with Globex")).toHaveCount(3);

  await event(page, "Call with Globex").first().click();
  const details = page.getByRole("dialog", { name: "Call with Globex" });
  await expect(details.getByText("Every day, 3 times")).toBeVisible();
  await expect(details.getByText("10 minutes before")).toBeVisible();
  await details.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Only this occurrence" }).click();
  await expect(event(page, "Call with Globex")).toHaveCount(2);
  await drag(page, await center(page, "Planning"), { x: 0, y: 2 });
  await expect(page.getByRole("dialog", { name: "Planning" })).toBeVisible();
});

test("a weekly series moves to another day and keeps its time of day; a rule that names its days does not", async ({ page, person }) => {
  const WEEKS = 26;
  const berlin = (at: string) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short", timeStyle: "short" }).format(new Date(at));
  const first = day(-7 * WEEKS);
  // Half a year ago, so in most weeks the clocks have changed since.
  const { id } = await add(person, { summary: "Sync", start: `${first}T12:00:00`, end: `${first}T13:00:00`, timezone: "Europe/Berlin", rrule: "FREQ=WEEKLY;BYDAY=WE;COUNT=40" });
  await add(person, { summary: "Gym", start: `${day()}T15:00:00Z`, end: `${day()}T16:00:00Z`, rrule: "FREQ=WEEKLY;BYDAY=WE,FR" });
  await open(page, person, "/pods/home/calendar");
  const columnWidth = (await page.getByRole("list", { name: /^Wednesday/ }).boundingBox())?.width ?? 0;
  await event(page, "Gym").first().waitFor();
  await drag(page, await center(page, "Sync"), { x: columnWidth, y: 48 });
  const dialog = page.getByRole("dialog", { name: "Move this event?" });
  await expect(dialog.getByText("It repeats: all its occurrences move.")).toBeVisible();
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await expect(page.getByText(/^Moved to Thu/)).toBeVisible();
  const { start, end, rrule } = await call(person.key, "GET", `/v1/calendar/events/${id}`);
  expect([berlin(start), berlin(end)]).toEqual([`${day(1 - 7 * WEEKS)} 13:00`, `${day(1 - 7 * WEEKS)} 14:00`]);
  expect(rrule).toContain("BYDAY=TH");

  const { x, y } = await event(page, "Gym").first().boundingBox() ?? { x: 0, y: 0 };
  await drag(page, { x: x + 40, y: y + 12 }, { x: columnWidth });
  await expect(page.getByText("It repeats by a rule that names its days.")).toBeVisible();
  await expect(dialog).toBeHidden();
});

test("an invitation is answered, and the views, the feed and the import work by keyboard", async ({ page, person }) => {
  const organizer = await call(undefined, "POST", "/v1/auth/keys", { name: "grace" });
  await call(organizer.api_key, "POST", "/v1/email/claim", { address: `grace-${person.accountId.slice(4)}@warren.example` });
  await call(organizer.api_key, "POST", "/v1/calendar/events", { summary: "Review", start: `${day()}T13:00:00Z`, end: `${day()}T14:30:00Z`, attendees: [person.mailbox], invite: true, location: "Room 4" });
  await add(person, { summary: "Standup", start: `${day(-2)}T09:00:00Z`, end: `${day(-2)}T09:15:00Z`, rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" });
  await add(person, { summary: "Writing", start: `${day()}T13:30:00Z`, end: `${day()}T15:00:00Z`, transparency: "transparent" });
  await add(person, { summary: "Offsite", start: day(1), end: day(3) });
  await expect.poll(async () => (await call(person.key, "GET", "/v1/calendar/events")).count).toBe(4);
  await open(page, person, "/pods/home/calendar");

  await expect(page.getByText("1 invitation waits for an answer")).toBeVisible();
  await expect(event(page, "Offsite")).toHaveCount(2);
  await checkAccessibility(page);
  await photograph(page, "calendar");
  await event(page, "Review").click();
  const review = page.getByRole("dialog", { name: "Review" });
  await expect(review.getByText("Room 4")).toBeVisible();
  await photograph(page, "calendar-event");
  await review.getByRole("button", { name: "Accept" }).click();
  await expect(review.getByRole("button", { name: "Accept" })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Escape");
  await expect(page.getByText("1 invitation waits for an answer")).toBeHidden();

  await page.keyboard.press("m");
  await expect(event(page, "Standup").first()).toBeVisible();
  await checkAccessibility(page);
  await photograph(page, "calendar-month");
  await page.keyboard.press("j");
  await page.keyboard.press("t");
  await page.keyboard.press("w");
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: "New event" });
  await dialog.getByLabel("Title").fill("Lunch");
  await dialog.getByLabel("Start, day").fill(day(1));
  await dialog.getByLabel("End, day").fill(day(1));
  await dialog.getByLabel("Start, time").fill("12:00");
  await dialog.getByLabel("End, time").fill("11:00");
  await dialog.getByRole("button", { name: "Create event" }).click();
  await expect(dialog.getByText("The end must be after the start.")).toBeVisible();
  await dialog.getByLabel("End, time").fill("13:00");
  await photograph(page, "calendar-form");
  await dialog.getByRole("button", { name: "Create event" }).click();
  await expect(event(page, "Lunch")).toBeVisible();

  await page.getByRole("button", { name: "Subscribe and import" }).click();
  const share = page.getByRole("dialog", { name: "Subscribe and import" });
  await share.getByRole("button", { name: "Show the URL" }).click();
  const url = share.getByText("cal_token=");
  const before = await url.textContent();
  await share.getByRole("button", { name: "Replace the URL" }).click();
  await page.getByRole("dialog", { name: "Replace the URL?" }).getByRole("button", { name: "Replace the URL" }).click();
  await expect(url).not.toHaveText(before ?? "");
  const ics = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:one@x", `DTSTAMP:20260101T000000Z`, `DTSTART:${day(1).replaceAll("-", "")}T160000Z`, `DTEND:${day(1).replaceAll("-", "")}T170000Z`, "SUMMARY:From elsewhere", "END:VEVENT", "BEGIN:VEVENT", "UID:two@x", "DTSTAMP:20260101T000000Z", "DTSTART:nonsense", "SUMMARY:Broken", "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
  await share.locator("input[type=file]").setInputFiles({ name: "a.ics", mimeType: "text/calendar", buffer: Buffer.from(ics) });
  await expect(share.getByText("1 event new, 0 changed, 0 unchanged.")).toBeVisible();
  await expect(share.getByText("Broken")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(event(page, "From elsewhere")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("button", { name: /^Open / })).toHaveCount(1);
});
