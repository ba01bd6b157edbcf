// Runs of agents: bytes of their terminals, and the real runner.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, json, message } from "./load.mjs";
import { root } from "./runtime.mjs";

/** The bytes of a frame; the runner and the pod have at most 16 of them under way. */
export const FRAME = 64 * 1024;
export const WINDOW = 16;
/** Frames of one run, below the limit of what is stored. */
const FRAMES = 1_000;

const post = (path, key, body) => message("POST", path, { key, body: Buffer.from(JSON.stringify(body)) });
const opened = (socket) =>
  new Promise((open, failed) => ((socket.onopen = open), (socket.onerror = () => failed(new Error("no socket")))));

/** Sends frames of a terminal as a runner does. Each call resolves when the frame is acknowledged. */
export async function terminal(port) {
  const org = await organization(port);
  const { runner_id, key } = await registered(port, org, "bench");
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/runners/connect`, ["bearer", key]);
  socket.binaryType = "arraybuffer";
  await opened(socket);
  let run, offset = 0;
  const waiting = [], starts = [];
  const say = (what) => socket.send(JSON.stringify(what));
  socket.onmessage = ({ data }) => {
    const said = JSON.parse(data);
    if (said.type === "start") {
      say({ type: "answer", command: said.command });
      say({ type: "state", run: { run: said.spec.run, phase: "running", output: 0 } });
      starts.shift()?.(said.spec.run);
    } else if (said.type === "ack") {
      while (waiting.length > 0 && waiting[0].end <= said.offset) waiting.shift().resolve();
    }
  };
  say({ type: "hello", version: "0", capabilities: capabilities(), runs: [] });
  const begin = async () => {
    const started = new Promise((resolve) => starts.push(resolve));
    await ask(port, post(`${org.path}/pods`, org.key, { runner_id, agent_type_id: "claude-code" }));
    [run, offset] = [await started, 0];
  };
  const send = () =>
    new Promise((resolve) => {
      const frame = Buffer.alloc(33 + FRAME, 120);
      frame[0] = 1;
      frame.write(run, 1, "latin1");
      frame.writeUInt32BE(0, 21);
      frame.writeBigUInt64BE(BigInt(offset), 25);
      offset += FRAME;
      waiting.push({ end: offset, resolve });
      socket.send(frame);
    });
  return {
    /** A run for the next frames, if this one has no room for so many. */
    make: async (room) => {
      if (run === undefined || offset / FRAME + room > FRAMES) await begin();
    },
    send,
  };
}

/** Sends the same bytes to an object that only sends them back. */
export async function echo(port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/echo`);
  socket.binaryType = "arraybuffer";
  await opened(socket);
  const waiting = [];
  socket.onmessage = () => waiting.shift()();
  return () => new Promise((resolve) => (waiting.push(resolve), socket.send(Buffer.alloc(33 + FRAME, 120))));
}

/** Builds the runner. Comes before everything that keeps connections open. */
export function buildRunner() {
  execFileSync("cargo", ["build", "--release", "--quiet", "-p", "warren-runner"], { cwd: root, stdio: "inherit" });
}

/** Milliseconds from the request to the first output, alone and many at once, with the real runner; and many runners on one pod. */
export async function starts(port) {
  const org = await organization(port);
  const one = await Runner.start(port, org, 200);
  const alone = [];
  for (let number = 0; number < 30; number++) alone.push(await firstOutput(port, org, one.id));
  const together = await all(200, () => firstOutput(port, org, one.id));
  one.stop();
  const other = await organization(port);
  const many = [];
  for (let number = 0; number < 50; number++) many.push(await Runner.start(port, other, 4));
  const spread = await all(50, (at) => firstOutput(port, other, many[at].id));
  many.forEach((runner) => runner.stop());
  return { alone, together, spread };
}

async function all(count, one) {
  const begin = performance.now();
  const each = await Promise.all(Array.from({ length: count }, (_, at) => one(at)));
  return { count, each, whole: performance.now() - begin };
}

async function firstOutput(port, org, runner_id) {
  const begin = performance.now();
  const body = { runner_id, custom_agent_command: "sh", custom_agent_args: ["-c", "echo ready; sleep 2"] };
  const { pod } = await json(port, post(`${org.path}/pods`, org.key, body));
  const socket = new WebSocket(`ws://127.0.0.1:${port}${org.path}/pods/${pod.key}/terminal`, ["bearer", org.key]);
  socket.binaryType = "arraybuffer";
  await new Promise((resolve) => (socket.onmessage = ({ data }) => typeof data === "string" || resolve()));
  const time = performance.now() - begin;
  socket.close();
  return time;
}

/** The real runner, as a process. */
class Runner {
  static async start(port, org, maxRuns) {
    const { token } = await json(port, post(`${org.path}/runners/tokens`, org.account, {}));
    const runner = new Runner();
    runner.folder = mkdtempSync(join(tmpdir(), "runner-"));
    const state = join(runner.folder, "state");
    const configuration = join(runner.folder, "config.toml");
    const lines = [`server = "http://127.0.0.1:${port}"`, `state_dir = "${state}"`, "custom_commands = true", `max_runs = ${maxRuns}`];
    writeFileSync(configuration, lines.join("\n"));
    const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release/warren-runner");
    runner.process = spawn(program, ["--config", configuration, "--token", token], { stdio: "ignore" });
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { runners } = await json(port, message("GET", `${org.path}/runners`, { key: org.key }));
      try {
        runner.id = JSON.parse(readFileSync(join(state, "runner.json"), "utf8")).runner_id;
      } catch {
        continue;
      }
      if (runners.some(({ id, status }) => id === runner.id && status === "online")) return runner;
    }
  }

  stop() {
    this.process.kill("SIGINT");
    this.process.on("exit", () => rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 }));
  }
}

/** Each has a name of its own. */
let organizations = 0;

async function organization(port) {
  const account = await json(port, post("/v1/auth/agent-register", undefined, { name: `bench-runs-${organizations++}` }));
  const path = `/api/v1/ext/orgs/${account.account_id}`;
  const { raw_key } = await json(port, post(`${path}/api-keys`, account.api_key, { name: "bench" }));
  return { account: account.api_key, path, key: raw_key };
}

async function registered(port, org, name) {
  const { token } = await json(port, post(`${org.path}/runners/tokens`, org.account, {}));
  return json(port, post("/v1/runners/register", token, { name }));
}

function capabilities() {
  const types = { agent_types: [{ id: "claude-code", default: true }], repositories: [], custom_commands: false };
  return { ...types, sandbox_types: ["tempdir"], max_runs: 100, limits: "watched", os: "linux", arch: "x86_64", vault: false };
}
