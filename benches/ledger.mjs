// Measures the cost of a charge as the ledger grows: rows of the directory that it reads and writes, and charges per second.
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ask, message, volley } from "./load.mjs";
import { start } from "./runtime.mjs";

/** Movements in the ledger. Each is an entry of the account and one of the pod. */
const LENGTHS = [10, 100_000];

/** For each length of the ledger: the rows that a charge reads and writes, and charges per second. */
export async function charges(state, { key, pod }) {
  const measured = [];
  for (const length of LENGTHS) {
    lengthen(state, pod, length);
    const runtime = await start(state, ["warren", "dev"]);
    await runtime.ready();
    const charge = message("POST", "/v1/charge", { key, body: Buffer.from('{"amount": 1}') });
    // The first charge fills the cache of the pod.
    await ask(runtime.ports.warren, charge);
    const [reads, writes] = await cost(runtime.ports.dev, key);
    const rate = await volley(100, 4, () => ask(runtime.ports.warren, charge));
    measured.push({ length, reads, writes, rate });
    await runtime.stop();
  }
  return measured;
}

async function cost(port, key) {
  const headers = { authorization: `Bearer ${key}` };
  const reply = await fetch(`http://127.0.0.1:${port}/v1/charge`, { method: "POST", headers, body: '{"amount": 1}' });
  const said = reply.headers.get("x-warren-cost");
  return ["d1_read", "d1_written"].map((name) => Number(said.match(new RegExp(`${name}=(\\d+)`))[1]));
}

/** Adds old movements until the ledger has this many, and the totals of a past period. */
function lengthen(state, account, length) {
  const database = directoryOf(state);
  const entry = database.prepare(`
    INSERT INTO ledger (id, book, pod_id, kind, charge_id, amount, category, at, counts_at)
    VALUES (?, ? || ?, ?, 'charge', 'chg_bench', 1, 'bench', ?, ?)`);
  const { count } = database.prepare("SELECT count(*) / 2 AS count FROM ledger").get();
  database.exec("BEGIN");
  for (let number = count; number < length; number++) {
    for (const book of ["account:", "pod:"]) entry.run(`led_bench${number}`, book, account, account, number, number);
  }
  database.exec("COMMIT");
  database.close();
}

function directoryOf(state) {
  for (const path of globSync("v3/d1/**/*.sqlite", { cwd: state })) {
    const database = new DatabaseSync(join(state, path));
    if (database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'ledger'").get()) return database;
    database.close();
  }
  throw new Error("no database has a ledger");
}
