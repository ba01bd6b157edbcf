// Mailboxes of 100, 10,000 and 100,000 messages.
//
// As many messages as fit in a minute are delivered through the API. The rest are copies in the pod's database, with new
// ids and encrypted again, so that they can be listed and read like any other. (A message and its copies share the raw
// mail in the bucket.) The result is reused until the code that determines its form changes.
import { spawn } from "node:child_process";
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { ask, json, message, volley } from "./load.mjs";
import { mail, text } from "./mail.mjs";
import { freePorts, root, vars } from "./runtime.mjs";

/** Messages of a mailbox, and how many of them are delivered through the API. */
const boxes = { small: [100, 100], large: [10_000, 1_000], huge: [100_000, 1_000] };
/** Bytes of text in a message. */
const body = 2_000;
/** Messages of a mailbox that the benchmark reads. */
const sample = 100;

/** The folder with the filled mailboxes. */
export async function filled(folder) {
  const form = ["benches/boxes.mjs", "src/pod/storage/schema/*", "src/pod/mail/index/*", "src/mail/words.rs"];
  form.push("src/crypto/seal.rs", "src/credential.rs", "migrations/*");
  const sources = form.flatMap((pattern) => globSync(pattern, { cwd: root }).sort());
  const hash = createHash("sha256");
  for (const path of sources) hash.update(readFileSync(join(root, path)));
  const state = join(folder, `boxes-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(state)) return state;

  for (const old of globSync("boxes-*", { cwd: folder })) rmSync(join(folder, old), { recursive: true });
  const started = performance.now();
  console.error("· filling the mailboxes (once, a few minutes)");
  const draft = join(folder, "boxes-draft");
  mkdirSync(draft, { recursive: true });
  const made = await served(draft, async (port) => {
    const made = {};
    for (const [name, [, count]] of Object.entries(boxes)) made[name] = await deliver(port, name, count);
    return made;
  });
  for (const [name, [count, delivered]] of Object.entries(boxes)) {
    made[name].ids = multiplied(draft, made[name], count, delivered);
    made[name].count = count;
  }
  writeFileSync(join(draft, "boxes.json"), JSON.stringify(made));
  renameSync(draft, state);
  console.error(`  done: filling the mailboxes (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  return state;
}

/** Runs a server on `state` and calls `work` with its port. */
async function served(state, work) {
  const [directPort] = await freePorts(1);
  const node = spawn(process.execPath, [join(root, "xtask/src/serve.mjs")], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = new Promise((exit) => node.once("exit", exit));
  try {
    node.stdin.write(`${JSON.stringify({ worker: "build", state, vars: { ...vars, DEV_ENDPOINTS: "true" }, directPort })}\n`);
    for await (const line of createInterface({ input: node.stdout })) {
      if (line.startsWith("ready ")) return await work(directPort);
    }
    throw new Error("the server did not start");
  } finally {
    node.stdin.end();
    await exited;
  }
}

/** Creates an agent with this many messages, all of them read. */
async function deliver(port, name, count) {
  const wish = Buffer.from(JSON.stringify({ name: `bench-${name}` }));
  const agent = await json(port, message("POST", "/v1/auth/agent-register", { body: wish }));
  const { api_key: key, account_id: pod, email_address: address } = agent;
  await volley(count, 8, async (number) => {
    const raw = mail("bench", number, address, text(body, number));
    await ask(port, message("POST", `/dev/email?from=writer@sender.example&to=${address}`, { body: raw }));
  });
  await volley(count, 8, async (number) => {
    const path = `/v1/email/messages/${encodeURIComponent(`<bench-${number}@sender.example>`)}`;
    await ask(port, message("GET", `${path}?address=${address}`, { key }));
  });
  // A search adds received messages to the index.
  const search = message("GET", "/v1/email/search?q=invoice", { key });
  while (!(await json(port, search)).complete);
  return { key, pod, address };
}

/** Copies the messages of a mailbox until there are `count`. Returns ids of some of them, spread over the mailbox. */
function multiplied(state, { pod, address }, count, delivered) {
  const database = databaseOf(state, address);
  const { cipher, plain } = sealer(pod);
  const originals = database.prepare("SELECT * FROM message ORDER BY seq").all();
  const { seq, ...columns } = originals[0];
  const names = Object.keys(columns);
  const insert = database.prepare(`INSERT INTO message (${names}) VALUES (${names.map((name) => `:${name}`)})`);
  const member = database.prepare("INSERT INTO thread_member (message_id, thread_id) VALUES (?, ?)");
  const details = originals.map((row) => plain(row.id, row.detail).toString());
  // Triggers count the threads. The search tokens of a message are the same in its copies.
  const kept = database.prepare("SELECT tokens FROM indexed WHERE place = ?");
  const keep = database.prepare("INSERT INTO indexed (place, at, tokens) VALUES (?, ?, ?)");
  const words = database.prepare("INSERT INTO word (token, at, place) SELECT value, ?, ? FROM json_each(?)");
  const found = originals.map((row) => kept.get(row.seq * 2).tokens);
  const lists = found.map((tokens) => `[${numbers(tokens).join()}]`);

  database.exec("PRAGMA cache_size = -500000");
  database.exec("BEGIN");
  for (let round = 1; round < count / delivered; round++) {
    const threads = new Map();
    const renamed = (text) => text.replace(/bench-(\d+)(@|%40)/g, `bench-$1.${round}$2`);
    originals.forEach(({ seq, ...row }, at) => {
      if (!threads.has(row.thread_id)) threads.set(row.thread_id, id("thr_"));
      const thread_id = threads.get(row.thread_id);
      const copy = { ...row, id: id("msg_"), thread_id, message_id: renamed(row.message_id) };
      copy.received_at = originals.at(-1).received_at + round * delivered + at;
      const received_at = new Date(copy.received_at).toISOString();
      copy.item = JSON.stringify({ ...JSON.parse(renamed(row.item)), id: copy.id, thread_id, received_at });
      copy.detail = cipher(copy.id, renamed(details[at]));
      const place = Number(insert.run(copy).lastInsertRowid) * 2;
      keep.run(place, copy.received_at, found[at]);
      words.run(copy.received_at, place, lists[at]);
      member.run(copy.message_id, thread_id);
    });
  }
  database.exec("COMMIT");
  const ids = database.prepare("SELECT id FROM message WHERE seq % ? = 0").all(count / sample).map((row) => row.id);
  const { total } = database.prepare("SELECT total FROM address WHERE address = ?").get(address);
  database.close();
  if (total !== count) throw new Error(`the box has ${total} messages, not ${count}`);
  return ids;
}

function databaseOf(state, address) {
  for (const path of globSync("v3/do/warren-PodObject/*.sqlite", { cwd: state })) {
    const database = new DatabaseSync(join(state, path));
    const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'address'").get();
    if (table && database.prepare("SELECT 1 FROM address WHERE address = ?").get(address)) return database;
    database.close();
  }
  throw new Error(`no pod's database knows ${address}`);
}

/** Encrypts as src/crypto/seal.rs does. Each run reads copies, so it fails if that code has changed. */
function sealer(pod) {
  const master = Buffer.from(vars.MASTER_KEY, "base64");
  const key = Buffer.from(hkdfSync("sha256", master, "", `warren/1 pod ${pod}`, 32));
  return {
    plain(context, sealed) {
      const decipher = createDecipheriv("chacha20-poly1305", key, sealed.subarray(1, 13), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]);
    },
    cipher(context, plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(context));
      return Buffer.concat([Buffer.of(1), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
  };
}

/** The tokens of a message, which are 8 bytes each. */
function numbers(tokens) {
  const bytes = Buffer.from(tokens);
  return Array.from({ length: bytes.length / 8 }, (_, at) => bytes.readBigInt64BE(at * 8));
}

function id(prefix) {
  return prefix + Array.from(randomBytes(16), (byte) => (byte % 36).toString(36)).join("");
}
