// A workerd process that runs Warren, the baseline or both, and reports its memory.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import wrangler from "wrangler";

export const root = fileURLToPath(new URL("..", import.meta.url));

export const vars = {
  DEFAULT_TIER: "paid",
  MAIL_PROVIDER: "log",
  KEY_CREATIONS_PER_HOUR: "1000000",
  TIER_LIMITS: JSON.stringify({
    paid: {
      requests_per_day: 100_000_000,
      emails_per_day: 1_000_000,
      emails_per_hour: 1_000_000,
      inbound_emails_per_day: 100_000_000,
      inbound_bytes_per_day: 10 ** 15,
      storage_bytes: 10 ** 15,
    },
  }),
  MASTER_KEY: "YmVuY2htYXJrcyB1c2UgdGhpcyBrZXkgYW5kIG5vbmU=",
};

const config = join(root, "wrangler.toml");
const { workerOptions, main } = wrangler.unstable_getMiniflareWorkerOptions(config, undefined, { envFiles: [] });
const { modulesRules, rootPath, bindings, ...options } = workerOptions;
const { compatibilityDate, compatibilityFlags } = options;

export const PUBLIC_HOST = new URL(bindings.PUBLIC_URL).host;

export const wasm = {
  warren: join(root, dirname(main.slice(root.length)), "index_bg.wasm"),
  baseline: join(root, "benches/baseline/build/index_bg.wasm"),
};

const workers = {
  // As deployed: the endpoints for development slow down every request.
  warren: { ...options, bindings: { ...bindings, ...vars } },
  // The same code with the endpoints for development, to deliver mail. It uses the pods of the first worker.
  dev: {
    ...options,
    bindings: { ...bindings, ...vars, DEV_ENDPOINTS: "true" },
    durableObjects: { PODS: { ...options.durableObjects.PODS, scriptName: "warren" } },
  },
  baseline: {
    compatibilityDate,
    compatibilityFlags,
    durableObjects: { OBJECTS: { className: "BareObject", useSQLite: true } },
    r2Buckets: { MAIL: "baseline-mail" },
  },
};

/** Starts the named workers, each with its own socket that bypasses miniflare's entry worker. */
export async function start(state, names, more = {}) {
  const temporary = join(state, "tmp");
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  Object.assign(process.env, {
    TMPDIR: temporary,
    STARTED: join(temporary, "started"),
    WORKERD: join(root, "node_modules/.bin/workerd"),
    MINIFLARE_WORKERD_PATH: join(root, "benches/workerd.sh"),
  });
  const ports = await freePorts(names.length);
  const server = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      resourcePersistencePath: join(state, "v3"),
      ...more,
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.WARN),
      handleStructuredLogs: ({ level, message }) => process.stderr.write(`${level}: ${message}\n`),
      workers: names.map((name, at) => {
        const script = name === "baseline" ? wasm.baseline : wasm.warren;
        return {
          name,
          ...workers[name],
          modulesRoot: dirname(script),
          modules: [
            { type: "ESModule", path: join(dirname(script), "index.js") },
            { type: "CompiledWasm", path: script },
            ...(name === "baseline" ? [] : ["openapi.bin", "tools.bin", "docs.bin", "console.bin"]).map((data) => ({ type: "Data", path: join(dirname(script), data) })),
          ],
          unsafeDirectSockets: [{ host: "127.0.0.1", port: ports[at] }],
        };
      }),
    }),
  );
  return new Runtime(server, Object.fromEntries(names.map((name, at) => [name, ports[at]])), process.env.STARTED);
}

class Runtime {
  constructor(server, ports, started) {
    Object.assign(this, { server, ports, started });
  }

  /** Resolves when workerd listens on all sockets. */
  ready() {
    return this.server.ready;
  }

  get pid() {
    return Number(readFileSync(this.started, "utf8").split(" ")[0]);
  }

  /** When the process started, in milliseconds since the epoch. */
  get since() {
    return Number(readFileSync(this.started, "utf8").split(" ")[1]);
  }

  /** Bytes of memory in use (`VmRSS`), and the peak since `forgetPeak` (`VmHWM`). */
  memory() {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    const bytes = (field) => 1024 * Number(status.match(new RegExp(`${field}:\\s+(\\d+) kB`))[1]);
    return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
  }

  forgetPeak() {
    writeFileSync(`/proc/${this.pid}/clear_refs`, "5");
  }

  /** Seconds of CPU time used since the start. */
  processorTime() {
    const fields = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  stop() {
    return this.server.dispose();
  }
}

export async function freePorts(count) {
  const probes = Array.from({ length: count }, () => createServer());
  await Promise.all(probes.map((probe) => new Promise((listening) => probe.listen(0, "127.0.0.1", listening))));
  const ports = probes.map((probe) => probe.address().port);
  await Promise.all(probes.map((probe) => new Promise((closed) => probe.close(closed))));
  return ports;
}
