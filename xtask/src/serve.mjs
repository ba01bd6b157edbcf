// Serves the built worker on the local runtime: workerd, started by miniflare.
//
// The first line of stdin is JSON: { worker, port?, state, temporary?, vars, directPort?, upstream?, unmigrated? }. `upstream` is the
// origin that requests seem to be sent to; with `unmigrated`, migrations are not applied and nothing waits for health. stdin then stays open, and everything
// stops when it closes: whoever started this script may die in any way and leaves nothing behind, not even `state`
// when that is `temporary`.
// stdout gets one line, `ready http://…`, once GET /health answers 200. Everything else goes to stderr.
import { createHash } from "node:crypto";
import {
  accessSync, constants, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync,
} from "node:fs";
import { enableCompileCache } from "node:module";
import { createServer } from "node:net";
import { basename, delimiter, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const thisScript = readFileSync(import.meta.filename);
const cache = join(root, "node_modules", ".cache");

enableCompileCache(join(cache, "compiled"));
const { Miniflare, convertV4MiniflareOptions, Log, LogLevel } = await import("miniflare");

let server;
let leavings;
const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => serve(JSON.parse(line)).catch(fail));
lines.once("close", stop);

async function serve({ worker, port = 0, state, temporary, vars, directPort, upstream, unmigrated }) {
  state = resolve(state);
  if (temporary) leavings = state;
  // The runtime's own temporary files, so that those of a killed server go with its next start.
  process.env.TMPDIR = join(state, "tmp");
  rmSync(process.env.TMPDIR, { recursive: true, force: true });
  mkdirSync(process.env.TMPDIR, { recursive: true });
  endWithParent();
  const { options, bindings, databases } = await described();
  const data = join(state, "v3");
  if (!unmigrated && !existsSync(data)) await copyMigrated(data, options, databases);
  const folder = join(root, worker);
  const address = await started(port, { folder, data, options, bindings, vars, upstream, directPort });
  if (!unmigrated) await migrateAll(server, databases);
  // Where the worker is reached by https alone, it is asked as if by https.
  const isPlain = upstream || !vars?.PUBLIC_URL?.startsWith("https:");
  const ask = isPlain ? () => fetch(`${address}/health`) : () => server.dispatchFetch(new URL("/health", vars.PUBLIC_URL));
  if (!unmigrated) await healthy(ask);
  if (directPort !== undefined) console.log(`direct ${(await server.unsafeGetDirectURL()).origin}`);
  console.log(`ready ${address}`);
}

/** Starts the server, and returns its address. A free port can be taken before the server has it; then it takes another one. */
async function started(port, settings) {
  for (let attempt = 1; ; attempt++) {
    const chosen = port || (await freePort());
    try {
      return await startAt(chosen, settings);
    } catch (error) {
      if (port || attempt === 5 || error.code !== "ERR_ADDRESS_IN_USE") throw error;
      await server.dispose().catch(() => {});
    }
  }
}

async function startAt(port, { folder, data, options, bindings, vars, upstream, directPort }) {
  const address = `http://127.0.0.1:${port}`;
  server = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port,
      upstream,
      resourcePersistencePath: data,
      unsafeTriggerHandlers: true,
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.WARN),
      handleStructuredLogs: ({ level, message }) => process.stderr.write(`${level}: ${message}\n`),
      workers: [
        {
          ...options,
          bindings: { ...bindings, PUBLIC_URL: address, ...vars },
          modulesRoot: folder,
          modules: [
            { type: "ESModule", path: join(folder, "index.js") },
            { type: "CompiledWasm", path: join(folder, "index_bg.wasm") },
            ...["openapi.bin", "tools.bin", "docs.bin", "console.bin"].map((name) => ({ type: "Data", path: join(folder, name) })),
          ],
          // Past the entry worker, for benchmarks: no /cdn-cgi routes, a quarter of the time per request.
          unsafeDirectSockets: directPort === undefined ? undefined : [{ host: "127.0.0.1", port: directPort }],
        },
      ],
    }),
  );
  await server.ready;
  return address;
}

/** What wrangler makes of wrangler.toml. */
function described() {
  const config = join(root, "wrangler.toml");
  return remembered(readFileSync(config, "utf8"), (wrangler) => {
    const { workerOptions } = wrangler.unstable_getMiniflareWorkerOptions(config, undefined, { envFiles: [] });
    const { modulesRules, rootPath, bindings, ...options } = workerOptions;
    const { name, d1_databases } = wrangler.unstable_readConfig({ config });
    const databases = d1_databases.map(({ binding, migrations_dir }) => ({ binding, migrations: migrations_dir }));
    return { bindings, options: { ...options, name }, databases };
  });
}

/** Loading wrangler takes a second, so what it answered for an input is kept; `npm ci` empties the cache. */
async function remembered(input, ask) {
  const file = join(cache, `${createHash("sha256").update(thisScript).update(input).digest("hex")}.json`);
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const { default: wrangler } = await import("wrangler");
  const answer = ask(wrangler);
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(answer));
  renameSync(`${file}.${process.pid}`, file);
  return answer;
}

/** New data begin as a copy of databases that were migrated once: copying takes a hundredth of the time. */
async function copyMigrated(data, { d1Databases }, databases) {
  const key = createHash("sha256").update(thisScript).update(readFileSync(join(root, "package-lock.json")));
  for (const { migrations } of databases) {
    for (const file of migrationFiles(migrations)) key.update(file).update(readFileSync(file));
  }
  const template = join(cache, `migrated-${key.digest("hex")}`);
  if (!existsSync(template)) {
    const unfinished = `${template}.${process.pid}`;
    const databaseServer = new Miniflare(
      convertV4MiniflareOptions({
        resourcePersistencePath: unfinished,
        cf: false,
        telemetry: { enabled: false },
        workers: [{ name: "databases", modules: true, script: "export default {}", d1Databases }],
      }),
    );
    await migrateAll(databaseServer, databases);
    await databaseServer.dispose();
    try {
      renameSync(unfinished, template);
    } catch (error) {
      // Another process was faster.
      if (!existsSync(template)) throw error;
      rmSync(unfinished, { recursive: true });
    }
  }
  cpSync(template, data, { recursive: true });
}

async function migrateAll(server, databases) {
  for (const { binding, migrations } of databases) {
    await migrate(await server.getD1Database(binding), migrations);
  }
}

function migrationFiles(folder) {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".sql"));
  return names.sort().map((name) => join(root, folder, name));
}

/** What `wrangler d1 migrations apply` does, in the same table, in milliseconds. */
async function migrate(database, folder) {
  await database
    .prepare(
      `CREATE TABLE IF NOT EXISTS "d1_migrations"(
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        name       TEXT UNIQUE,
        applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
      );`,
    )
    .run();
  const { results } = await database.prepare(`SELECT name FROM "d1_migrations"`).all();
  const applied = new Set(results.map((row) => row.name));
  for (const file of migrationFiles(folder)) {
    const name = basename(file);
    if (applied.has(name)) continue;
    const text = readFileSync(file, "utf8");
    const statements = await remembered(text, (wrangler) => wrangler.unstable_splitSqlQuery(text));
    try {
      await database.batch([
        ...statements.map((sql) => database.prepare(sql)),
        database.prepare(`INSERT INTO "d1_migrations" (name) VALUES (?)`).bind(name),
      ]);
    } catch (error) {
      throw new Error(`migration ${name}: ${error.message}`);
    }
  }
}

async function healthy(ask) {
  const deadline = Date.now() + 20_000;
  let last;
  while (Date.now() < deadline) {
    try {
      const reply = await ask();
      const body = await reply.text();
      if (reply.status === 200) return;
      last = `answered ${reply.status} ${body.slice(0, 2000)}`;
      // Waiting mends no configuration.
      if (body.includes('"misconfigured"')) break;
    } catch (error) {
      last = `${error.cause ?? error}`;
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`GET /health ${last}`);
}

/** workerd does not notice when this process is killed outright; where the system can, it tells it. */
function endWithParent() {
  const wrapper = join(import.meta.dirname, "workerd.sh");
  if (process.platform !== "linux" || !inPath("setpriv")) return;
  process.env.WORKERD = join(root, "node_modules", ".bin", "workerd");
  process.env.MINIFLARE_WORKERD_PATH = wrapper;
}

function inPath(program) {
  return process.env.PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

async function fail(error) {
  console.error(error.code === "ERR_ADDRESS_IN_USE" ? `${error.message}` : error);
  process.exitCode = 1;
  await stop();
}

async function stop() {
  setTimeout(() => process.exit(), 2_000).unref();
  await server?.dispose().catch(() => {});
  if (leavings) rmSync(leavings, { recursive: true, force: true });
  process.exit();
}
