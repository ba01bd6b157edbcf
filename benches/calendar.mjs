// Measures the feed of a calendar with 5,000 events: the first request, the whole feed, the feed after a change, and 304 replies.
import { json, message } from "./load.mjs";
import { text } from "./mail.mjs";

const EVENTS = 5_000;
/** Events in one imported file. */
const EVENTS_PER_FILE = 1_000;
/** Requests of each kind. The whole feed is sent at most 60 times a minute. */
const ROUNDS = 28;

/** Milliseconds that the feed takes, one request at a time. */
export async function feed({ warren: port }) {
  const { api_key: key } = await json(port, message("POST", "/v1/auth/agent-register", { body: Buffer.from("{}") }));
  for (let first = 0; first < EVENTS; first += EVENTS_PER_FILE) {
    const body = Buffer.from(JSON.stringify({ ics: file(first) }));
    const { imported } = await json(port, message("POST", "/v1/calendar/import", { key, body }));
    if (imported !== EVENTS_PER_FILE) throw new Error(`${imported} events were imported, not ${EVENTS_PER_FILE}`);
  }
  const { cal_token: token } = await json(port, message("GET", "/v1/calendar/feed", { key }));
  const url = `http://127.0.0.1:${port}/v1/calendar/feed.ics?cal_token=${token}`;
  const begin = performance.now();
  const reply = await fetch(url);
  const found = (await reply.text()).split("BEGIN:VEVENT").length - 1;
  if (reply.status !== 200 || found !== EVENTS) throw new Error(`the feed answered ${reply.status} with ${found} events`);
  const first = performance.now() - begin;
  let etag;
  const get = async () => {
    const reply = await fetch(url);
    const { byteLength } = await reply.arrayBuffer();
    if (reply.status !== 200) throw new Error(`the feed answered ${reply.status}`);
    etag = reply.headers.get("etag");
    return byteLength;
  };
  const whole = await times(ROUNDS, get);
  let changes = 0;
  const changed = await times(ROUNDS, get, async () => {
    const ics = `BEGIN:VCALENDAR\r\n${event(EVENTS / 2).replace("SUMMARY:", `SUMMARY:${++changes} `)}END:VCALENDAR\r\n`;
    const { updated } = await json(port, message("POST", "/v1/calendar/import", { key, body: Buffer.from(JSON.stringify({ ics })) }));
    if (updated !== 1) throw new Error("the event was not changed");
  });
  const unchanged = await times(ROUNDS * 10, async () => {
    const reply = await fetch(url, { headers: { "if-none-match": etag } });
    if (reply.status !== 304) throw new Error(`the feed answered ${reply.status}, not 304`);
    return 0;
  });
  return { events: EVENTS, first, whole, changed, unchanged };
}

async function times(rounds, one, before) {
  const samples = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    await before?.();
    const begin = performance.now();
    bytes = await one();
    samples.push(performance.now() - begin);
  }
  // The first samples warm up compilers and caches.
  const settled = samples.slice(rounds / 4).sort((a, b) => a - b);
  const at = (part) => settled[Math.floor((settled.length - 1) * part)];
  return { bytes, median: at(0.5), slow: at(0.95) };
}

function file(first) {
  const events = Array.from({ length: EVENTS_PER_FILE }, (_, at) => event(first + at));
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join("")}END:VCALENDAR\r\n`;
}

/** A typical event. One in a hundred repeats. */
function event(number) {
  const day = new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString().replace(/[-:]|\.\d+/g, "");
  const lines = [
    "BEGIN:VEVENT",
    `UID:${number}@bench.example`,
    `DTSTART:${day}`,
    "DURATION:PT30M",
    `SUMMARY:Meeting ${number}: the plan`,
    `DESCRIPTION:${text(300, number).replace(/\s+/g, " ").slice(0, 300)}`,
    "LOCATION:Room 4",
    "ORGANIZER;CN=Ada:mailto:ada@mail.example",
    "ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@mail.example",
    "ATTENDEE;CN=Carol:mailto:carol@mail.example",
    number % 100 === 0 ? "RRULE:FREQ=WEEKLY" : "STATUS:CONFIRMED",
    "END:VEVENT",
  ];
  return `${lines.join("\r\n")}\r\n`;
}
