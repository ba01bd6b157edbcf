// The figures as a table, on the screen and in docs/BENCHMARKS.md.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { root } from "./runtime.mjs";

const DOCUMENT = join(root, "docs/BENCHMARKS.md");
const [BEGIN, END] = ["<!-- figures -->", "<!-- end of figures -->"];

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
const size = (bytes) => (bytes >= 1e6 ? megabytes(bytes) : `${bytes / 1e3} KB`);
const row = (...cells) => `| ${cells.join(" | ")} |`;
const header = (...names) => [row(...names), row(...names.map(() => "---"))];

/** Everything that was measured, as Markdown. */
export function table({ rates, burst, trip, calendar, generator, memory, charges, cold, sizes }) {
  return [
    ...header("what", "ratio", "quartiles", "goal", "requests/s", "of the bare worker"),
    ...rates.map(rate),
    "",
    `Burst of ${burst.count} mails to one pod: ${burst.accepted} accepted, ${burst.there} there, ${burst.rate.toFixed(0)}/s.`,
    `From sending a message within the deployment until its recipient's socket tells of it: median ${trip.median.toFixed(1)} ms, 95 % within ${trip.slowest.toFixed(1)} ms.`,
    `The feed of a calendar of ${calendar.events.toLocaleString("en")} events (${size(calendar.whole.bytes)}): median ${calendar.whole.median.toFixed(0)} ms, 95 % within ${calendar.whole.slow.toFixed(0)} ms; after one of them has changed ${calendar.changed.median.toFixed(0)} ms, the first time ${calendar.unwritten.toFixed(0)} ms; if nothing has changed, ${calendar.unchanged.median.toFixed(1)} ms.`,
    `The load generator takes ${generator.toFixed(0)} µs of processor time a request.`,
    "",
    ...header("memory of the runtime", "bare worker: before", "peak", "Warren: before", "peak"),
    ...memory.arriving.map(({ size: bytes, width, baseline, warren }) =>
      row(
        `mail of ${size(bytes)}, ${width} at once`,
        ...[baseline.before, baseline.peak, warren.before, warren.peak].map(megabytes),
      ),
    ),
    "",
    `After 80,000 lists and reads ${megabytes(memory.reading.early)}, after 10,000 more ${megabytes(memory.reading.late)}.`,
    "",
    ...header("charge", "rows read", "rows written", "charges/s"),
    ...charges.map(({ length, reads, writes, rate }) =>
      row(`ledger of ${length.toLocaleString("en")}`, reads, writes, rate.toFixed(0)),
    ),
    "",
    ...header("cold start, ms", "first answer", "first answer of an object"),
    row("Warren", ...cold.warren.map((ms) => ms.toFixed(0))),
    row("bare worker", ...cold.baseline.map((ms) => ms.toFixed(0))),
    "",
    ...header("wasm", "raw", "gzipped"),
    row("Warren", kilobytes(sizes.warren.raw), kilobytes(sizes.warren.gzipped)),
    row("bare worker", kilobytes(sizes.baseline.raw), kilobytes(sizes.baseline.gzipped)),
  ].join("\n");
}

function rate({ what, size: bytes, box, goal, ratio, low, high, ours, bare }) {
  const name = [what, bytes && size(bytes), box && `box of ${box.toLocaleString("en")}`].filter(Boolean).join(", ");
  const reached = goal === undefined ? "" : `${goal} ${ratio >= goal ? "reached" : "MISSED"}`;
  const numbers = [ratio, low, high].map((number) => number.toFixed(2));
  return row(name, numbers[0], `${numbers[1]}–${numbers[2]}`, reached, ours.toFixed(0), bare.toFixed(0));
}

/** Puts the table and the machine into the document, between its marks. */
export function published(figures) {
  const runtime = JSON.parse(readFileSync(join(root, "node_modules/workerd/package.json"), "utf8")).version;
  const [{ model }] = cpus();
  const machine = `${cpus().length} cores (${model}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, workerd ${runtime}.`;
  const text = readFileSync(DOCUMENT, "utf8");
  const [before, after] = [text.split(BEGIN)[0], text.split(END)[1]];
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n${machine}\n\n${table(figures)}\n${END}${after}`);
}
