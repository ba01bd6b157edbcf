// Prints the figures as tables and writes them to docs/BENCHMARKS.md.
//
// Figures are published only from at least `MIN_ROUNDS` rounds. A goal is reached if the lower quartile of the ratios
// reaches it: in three rounds of four the ratio was at least the goal.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { root } from "./runtime.mjs";

/** Rounds that published figures are measured in, at least. */
export const MIN_ROUNDS = 15;

const DOCUMENT = join(root, "docs/BENCHMARKS.md");
const [BEGIN, END] = ["<!-- figures -->", "<!-- end of figures -->"];

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
const size = (bytes) => (bytes >= 1e6 ? megabytes(bytes) : `${bytes / 1e3} KB`);
const row = (...cells) => `| ${cells.join(" | ")} |`;
const header = (...names) => [row(...names), row(...names.map(() => "---"))];

/** All figures, as Markdown. */
export function table({ rounds, rates, burst, trip, calendar, runs, generator, memory, charges, cold, sizes }) {
  return [
    ...header("request", "ratio (median)", "ratio (quartiles)", "goal", "Warren, requests/s", "bare worker, requests/s"),
    ...rates.map(rateRow),
    "",
    `Each ratio is measured in ${rounds} rounds.`,
    "",
    `Burst of ${burst.count.toLocaleString("en")} messages to one pod: ${burst.accepted} accepted, ${burst.listed} in the inbox, ${burst.rate.toFixed(0)} messages/s.`,
    `From sending a message within the deployment to the event on the recipient's WebSocket: median ${trip.median.toFixed(1)} ms, 95th percentile ${trip.slowest.toFixed(1)} ms.`,
    `Feed of a calendar with ${calendar.events.toLocaleString("en")} events (${size(calendar.whole.bytes)}): median ${calendar.whole.median.toFixed(0)} ms, 95th percentile ${calendar.whole.slow.toFixed(0)} ms; first request ${calendar.first.toFixed(0)} ms; after one event has changed, median ${calendar.changed.median.toFixed(0)} ms; 304 Not Modified, median ${calendar.unchanged.median.toFixed(1)} ms.`,
    `From creating a run to its first output on a WebSocket, with the real runner: median ${runs.alone.toFixed(0)} ms, 95th percentile ${runs.slow.toFixed(0)} ms; ${many(runs.together)} on one runner; ${many(runs.spread)} on as many runners of one pod.`,
    `The load generator uses ${generator.toFixed(0)} µs of CPU time per request.`,
    "",
    ...header("memory of the process", "bare worker, before", "bare worker, peak", "Warren, before", "Warren, peak"),
    ...memory.receiving.map(({ size: bytes, width, baseline, warren }) =>
      row(
        `messages of ${size(bytes)}, ${width} at a time`,
        ...[baseline.before, baseline.peak, warren.before, warren.peak].map(megabytes),
      ),
    ),
    "",
    `Memory after 80,000 requests that list and read: ${megabytes(memory.reading.early)}; after 10,000 more: ${megabytes(memory.reading.late)}.`,
    "",
    ...header("entries in the ledger", "rows read per charge", "rows written per charge", "charges/s"),
    ...charges.map(({ length, reads, writes, rate }) =>
      row(length.toLocaleString("en"), reads, writes, rate.toFixed(0)),
    ),
    "",
    ...header("cold start", "first response, ms", "first response of a Durable Object, ms"),
    row("Warren", ...cold.warren.map((ms) => ms.toFixed(0))),
    row("bare worker", ...cold.baseline.map((ms) => ms.toFixed(0))),
    "",
    ...header("size of the wasm", "uncompressed", "gzip"),
    row("Warren", kilobytes(sizes.warren.raw), kilobytes(sizes.warren.gzipped)),
    row("bare worker", kilobytes(sizes.baseline.raw), kilobytes(sizes.baseline.gzipped)),
  ].join("\n");
}

function many({ count, median, slow, whole }) {
  return `${count} at once: median ${median.toFixed(0)} ms, 95th percentile ${slow.toFixed(0)} ms, all within ${(whole / 1000).toFixed(1)} s`;
}

function rateRow({ name, size: bytes, mailbox, goal, ratio, lowerQuartile, upperQuartile, ours, bare }) {
  const label = [name, bytes && size(bytes), mailbox && `${mailbox.toLocaleString("en")} messages in the mailbox`];
  const result = goal === undefined ? "" : `${+goal.toFixed(2)} ${lowerQuartile >= goal ? "reached" : "MISSED"}`;
  const [median, lower, upper] = [ratio, lowerQuartile, upperQuartile].map((number) => number.toFixed(2));
  return row(label.filter(Boolean).join(", "), median, `${lower}–${upper}`, result, ours.toFixed(0), bare.toFixed(0));
}

/** Writes the figures and the machine's description to the document, between its marks. */
export function publish(figures) {
  if (figures.rounds < MIN_ROUNDS) throw new Error(`figures are published from at least ${MIN_ROUNDS} rounds`);
  const runtime = JSON.parse(readFileSync(join(root, "node_modules/workerd/package.json"), "utf8")).version;
  const [{ model }] = cpus();
  const machine = `${cpus().length} cores (${model}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, workerd ${runtime}.`;
  const text = readFileSync(DOCUMENT, "utf8");
  const [before, after] = [text.split(BEGIN)[0], text.split(END)[1]];
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n${machine}\n\n${table(figures)}\n${END}${after}`);
}
