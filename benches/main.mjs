// `cargo xtask bench`: compares Warren with a Rust worker that does the minimum. Both run in one process and are measured
// alternately.
//
// A figure is the ratio of two rates that are measured directly after one another, so the speed and the load of the machine
// cancel out. Each pair is measured in many short rounds. The median is the result, and the quartiles show its spread.
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { filled } from "./boxes.mjs";
import { feed } from "./calendar.mjs";
import { charges } from "./ledger.mjs";
import { ask, json, message, volley } from "./load.mjs";
import { mail, sized, text } from "./mail.mjs";
import { FRAME, WINDOW, buildRunner, echo, starts, terminal } from "./runs.mjs";
import { MIN_ROUNDS, publish, table } from "./report.mjs";
import { PUBLIC_HOST, root, start, wasm } from "./runtime.mjs";

const HELP = `\
Usage: cargo xtask bench [--rounds N] [--write]

  --rounds N  rounds of each pair, ${MIN_ROUNDS} by default
  --write     write the figures to docs/BENCHMARKS.md; needs at least ${MIN_ROUNDS} rounds
`;
const { values: options } = parseArgs({
  options: {
    help: { type: "boolean", short: "h" },
    rounds: { type: "string", default: String(MIN_ROUNDS) },
    write: { type: "boolean" },
  },
});

/** Requests that are in flight at the same time. */
const CONCURRENCY = 8;
/** A tool call takes at most 1.3 times as long as the request that it stands for. */
const TOOL_GOAL = 1 / 1.3;
const KB = 1000;
const MB = 1_000_000;
/** The largest message that is accepted: 25 MiB with its headers. */
const MAX_MESSAGE_BYTES = 25 * 1024 * 1024 - 1000;

async function measure(rounds) {
  const folder = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "bench");
  buildRunner();
  const prepared = await filled(folder);
  const boxes = JSON.parse(readFileSync(join(prepared, "boxes.json"), "utf8"));
  const state = join(folder, "run");
  rmSync(state, { recursive: true, force: true, maxRetries: 10 });
  cpSync(prepared, state, { recursive: true });
  try {
    const figures = {
      rounds,
      sizes: sizes(),
      cold: await step("cold start", () => coldStarts(state, boxes)),
      memory: await step("memory", () => memory(state, boxes)),
      charges: await step("charges", () => charges(state, boxes.small)),
      ...(await step(`rates, ${rounds} rounds`, () => rates(state, boxes, rounds))),
    };
    console.log(table(figures));
    if (options.write) publish(figures);
    return 0;
  } finally {
    rmSync(state, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function step(what, work) {
  console.error(`· ${what}`);
  const begin = performance.now();
  const result = await work();
  console.error(`  done: ${what} (${((performance.now() - begin) / 1000).toFixed(0)} s)`);
  return result;
}

function sizes() {
  return Object.fromEntries(
    Object.entries(wasm).map(([name, path]) => {
      const bytes = readFileSync(path);
      return [name, { raw: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length }];
    }),
  );
}

const empty = message("GET", "/empty");
const object = message("GET", "/object");
const bareMail = (raw) => message("POST", "/mail", { body: raw });
const warrenMail = ({ address }, raw) =>
  message("POST", `/dev/email?from=writer@sender.example&to=${address}`, { body: raw });
const list = ({ address, key }) => message("GET", `/v1/email/inbox?address=${address}`, { key });
const threads = ({ address, key }) => message("GET", `/v1/email/threads?address=${address}`, { key });
const search = ({ address, key }, q) =>
  message("GET", `/v1/email/search?address=${address}&q=${encodeURIComponent(q)}`, { key });
const total = ({ address, key }) => message("GET", `/v1/inbox/${address}?limit=1`, { key });
const read = ({ address, key }, id) => message("GET", `/v1/email/messages/${id}?address=${address}`, { key });

const label = { add_labels: ["bench"] };
const labelled = ({ address, key }, id) =>
  message("PATCH", `/v1/email/messages/${id}?address=${address}`, { key, body: Buffer.from(JSON.stringify(label)) });

const MCP_VERSION = "2026-07-28";
/** A call of an MCP tool that is about a message. */
function call(name, { address, key }, id, more = {}) {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": MCP_VERSION,
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const params = { name, arguments: { message_id: id, address, ...more }, _meta: meta };
  return message("POST", "/mcp", {
    key,
    // The MCP server answers at its own host only (DNS rebinding).
    host: PUBLIC_HOST,
    headers: [
      "content-type: application/json",
      "accept: application/json, text/event-stream",
      `mcp-protocol-version: ${MCP_VERSION}`,
      "mcp-method: tools/call",
      `mcp-name: ${name}`,
    ],
    body: Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params })),
  });
}

/** Numbers make each message of a run unique. */
let numbers = 0;
const fresh = (size, to) => sized(size, "run", numbers++, to);

/** Milliseconds from the start of a process with one worker to its first responses, on existing data. */
async function coldStarts(state, boxes) {
  const firsts = {
    warren: [message("GET", "/health"), read(boxes.small, boxes.small.ids[0])],
    baseline: [empty, object],
  };
  const samples = { warren: [], baseline: [] };
  for (let round = 0; round < 5; round++) {
    for (const [name, [first, second]] of Object.entries(firsts)) {
      const runtime = await start(state, [name]);
      const port = runtime.ports[name];
      const answered = [];
      while (answered.length === 0) {
        await ask(port, first).then(
          () => answered.push(Date.now() - runtime.since),
          (error) => {
            if (error.code !== "ECONNREFUSED") throw error;
          },
        );
      }
      await ask(port, second);
      answered.push(Date.now() - runtime.since);
      samples[name].push(answered);
      await runtime.ready();
      await runtime.stop();
    }
  }
  const summary = (rows) => [0, 1].map((at) => median(rows.map((row) => row[at])));
  return { warren: summary(samples.warren), baseline: summary(samples.baseline) };
}

/** Memory of the process while it receives messages of one size, and after many reads. Each runs in its own process. */
async function memory(state, boxes) {
  const receiving = [];
  for (const [size, count, width] of [[10 * KB, 100, CONCURRENCY], [MB, 20, 4], [MAX_MESSAGE_BYTES, 3, 1]]) {
    const row = { size, width };
    for (const name of ["baseline", "warren"]) {
      const runtime = await start(state, name === "warren" ? ["warren", "dev"] : ["baseline"]);
      await runtime.ready();
      const deliver = deliverer(runtime, boxes.small);
      await deliver[name](KB);
      runtime.forgetPeak();
      const before = runtime.memory().now;
      await volley(count, width, () => deliver[name](size));
      row[name] = { before, peak: runtime.memory().peak };
      await runtime.stop();
    }
    receiving.push(row);
  }
  const runtime = await start(state, ["warren"]);
  await runtime.ready();
  const requests = boxes.huge.ids.flatMap((id) => [read(boxes.huge, id), list(boxes.huge)]);
  const reading = (count) => volley(count, CONCURRENCY, (at) => ask(runtime.ports.warren, requests[at % requests.length]));
  // The heap grows to its usual size first.
  await reading(80_000);
  const early = runtime.memory().now;
  await reading(10_000);
  const late = runtime.memory().now;
  await runtime.stop();
  return { receiving, reading: { early, late } };
}

function deliverer({ ports }, box) {
  return {
    baseline: (size) => ask(ports.baseline, bareMail(fresh(size, box.address))),
    warren: (size) => ask(ports.dev, warrenMail(box, fresh(size, box.address))),
  };
}

async function rates(state, boxes, rounds) {
  const runtime = await start(state, ["warren", "dev", "baseline"]);
  await runtime.ready();
  const { ports } = runtime;
  await check(ports.warren, boxes);

  const through = (port, ...requests) => (at) => ask(port, requests[at % requests.length]);
  const hop = through(ports.baseline, object);
  const pairs = [{ name: "Durable Object route ÷ empty route", bare: through(ports.baseline, empty), ours: hop, count: 400 }];
  for (const [name, goal, requests] of [
    ["inbox list", 0.5, (box) => [list(box)]],
    ["message read", 0.65, (box) => box.ids.map((id) => read(box, id))],
    ["thread list", undefined, (box) => [threads(box)]],
    ["search for two words", undefined, (box) => [search(box, "invoice paper")]],
    ["search for a phrase", undefined, (box) => [search(box, '"invoice paper"')]],
  ]) {
    for (const box of Object.values(boxes)) {
      pairs.push({ name, mailbox: box.count, goal, bare: hop, ours: through(ports.warren, ...requests(box)), count: 400 });
    }
  }
  const { small } = boxes;
  for (const [what, byRequest, byTool] of [
    ["read", read, (box, id) => call("read_message", box, id)],
    ["labelled", labelled, (box, id) => call("label_message", box, id, label)],
  ]) {
    const [bare, ours] = [byRequest, byTool].map((make) => through(ports.warren, ...small.ids.map((id) => make(small, id))));
    const name = `message ${what} by an MCP tool ÷ by a request`;
    pairs.push({ name, mailbox: small.count, goal: TOOL_GOAL, bare, ours, count: 400 });
  }
  for (const [size, box, goal, count, width] of [
    [10 * KB, boxes.small, 0.5, 40, CONCURRENCY],
    [10 * KB, boxes.huge, 0.5, 40, CONCURRENCY],
    [MB, boxes.small, undefined, 8, 4],
    [MAX_MESSAGE_BYTES, boxes.small, undefined, 2, 1],
  ]) {
    const { baseline: bare, warren: ours } = deliverer(runtime, box);
    const inbound = { name: "inbound message", size, mailbox: box.count, goal, count, width };
    pairs.push({ ...inbound, bare: () => bare(size), ours: () => ours(size) });
  }

  const [shown, bareEcho] = [await terminal(ports.warren), await echo(ports.baseline)];
  const frames = { count: 128, width: WINDOW };
  pairs.push({ name: "output of a run", size: FRAME, bare: bareEcho, ours: shown.send, make: () => shown.make(frames.count), ...frames });

  for (const pair of pairs) {
    pair.samples = [];
    // Warms up compilers and caches.
    for (const one of [pair.bare, pair.ours]) await timed(runtime, pair, one);
  }
  const generator = await generatorTime(hop);
  for (let round = 0; round < rounds; round++) {
    for (const pair of pairs) {
      const order = ["bare", "ours"];
      if (round % 2) order.reverse();
      const sample = {};
      for (const side of order) sample[side] = await timed(runtime, pair, pair[side]);
      pair.samples.push(sample);
    }
  }
  const burst = await measureBurst(ports, boxes.small);
  const trip = await roundTrip(ports, boxes.small, boxes.large);
  const calendar = await feed(ports);
  const runs = await starts(ports.warren);
  await runtime.stop();
  return { rates: pairs.map(summary), generator, burst, trip, calendar, runs: runTimes(runs) };
}

/** Requests per second, and the CPU time of one request. */
async function timed(runtime, { count, width = CONCURRENCY, make }, one) {
  await make?.();
  const before = runtime.processorTime();
  const rate = await volley(count, width, one);
  return { rate, time: (runtime.processorTime() - before) / count };
}

function summary({ name, size, mailbox, goal, samples }) {
  const ratios = samples.map(({ bare, ours }) => ours.rate / bare.rate);
  const rate = (side) => median(samples.map((sample) => sample[side].rate));
  const time = (side) => samples.reduce((sum, sample) => sum + sample[side].time, 0);
  return {
    ...{ name, size, mailbox, goal },
    ...{ ours: rate("ours"), bare: rate("bare"), time: time("bare") / time("ours") },
    ...{ ratio: median(ratios), lowerQuartile: quantile(ratios, 0.25), upperQuartile: quantile(ratios, 0.75) },
  };
}

/** Microseconds of CPU time that the load generator uses per request. */
async function generatorTime(one) {
  const before = process.cpuUsage();
  await volley(2_000, CONCURRENCY, one);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 2_000;
}

/** Checks that all measured requests work. */
async function check(port, boxes) {
  for (const box of Object.values(boxes)) {
    const { messages } = await json(port, list(box));
    const { total: found } = await json(port, total(box));
    if (messages.length !== 20 || found < box.count) throw new Error(`a box of ${found}, not of ${box.count}`);
    const { threads: talks } = await json(port, threads(box));
    const { messages: hits, complete } = await json(port, search(box, "invoice paper"));
    if (talks.length !== 20 || hits.length !== 20 || !complete) throw new Error("conversations or words are missing");
    for (const id of box.ids) {
      const message = await json(port, read(box, id));
      if (message.id !== id || message.body.length < 1_900) throw new Error(`message ${id} is not what was stored`);
    }
  }
}

/** Sends 1,000 messages to one pod at once. Counts the accepted ones, and those that its inbox lists. */
async function measureBurst({ dev, warren }, box) {
  const count = 1_000;
  let accepted = 0;
  const rate = await volley(count, count, async (number) => {
    await ask(dev, warrenMail(box, mail("burst", number, box.address, text(KB, number))));
    accepted += 1;
  });
  const listed = new Set();
  for (let cursor = ""; cursor !== null; ) {
    const path = `/v1/email/inbox?address=${box.address}&limit=100${cursor && `&cursor=${cursor}`}`;
    const page = await json(warren, message("GET", path, { key: box.key }));
    for (const { message_id } of page.messages) if (message_id.startsWith("<burst-")) listed.add(message_id);
    cursor = page.next_cursor;
  }
  return { count, accepted, listed: listed.size, rate };
}

/** Milliseconds from sending a message to the event on the recipient's WebSocket, one message at a time. */
async function roundTrip({ warren }, from, to) {
  const socket = new WebSocket(`ws://127.0.0.1:${warren}/v1/ws?token=${to.key}`);
  let arrived;
  const next = () => new Promise((resolve) => (arrived = resolve));
  socket.addEventListener("message", ({ data }) => arrived?.(JSON.parse(data)));
  await next();
  const samples = [];
  for (let number = 0; number < 300; number++) {
    const body = { from: from.address, to: to.address, subject: `trip ${number}`, text: text(KB, number) };
    const event = next();
    const begin = performance.now();
    const [{ message: received }] = await Promise.all([
      event.then((event) => (samples.push(performance.now() - begin), event)),
      ask(warren, message("POST", "/v1/email/send", { key: from.key, body: Buffer.from(JSON.stringify(body)) })),
    ]);
    if (received.subject !== body.subject) throw new Error(`${received.subject} came instead of ${body.subject}`);
  }
  socket.close();
  // The first samples warm up the caches.
  const settled = samples.slice(100);
  return { median: median(settled), slowest: quantile(settled, 0.95) };
}

function runTimes({ alone, together, spread }) {
  const summed = ({ count, each, whole }) => ({ count, median: median(each), slow: quantile(each, 0.95), whole });
  return { alone: median(alone), slow: quantile(alone, 0.95), together: summed(together), spread: summed(spread) };
}

function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

if (options.help) {
  process.stdout.write(HELP);
} else if (options.write && !(Number(options.rounds) >= MIN_ROUNDS)) {
  console.error(`--write needs at least ${MIN_ROUNDS} rounds`);
  process.exitCode = 1;
} else {
  process.exitCode = await measure(Number(options.rounds));
}
process.exit();
