// A runner that does what a test says. It speaks the protocol of `run-protocol`.
import { call } from "./test.ts";

const RUN_ID_BYTES = 20;
const HEADER = 1 + RUN_ID_BYTES + 4 + 8;
const OUTPUT = 1;
const INPUT = 2;
const TERMINAL = 0;

type Message = { type: string; [field: string]: any };

export class ScriptedRunner {
  /** What was typed into each run. */
  readonly typed = new Map<string, string>();
  readonly #sent = new Map<string, number>();
  readonly #messages: Message[] = [];
  #wake = () => {};
  readonly #socket: WebSocket;
  readonly id: string;

  private constructor(id: string, socket: WebSocket) {
    this.id = id;
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.#messages.push(JSON.parse(data));
      else this.#take(Buffer.from(data as ArrayBuffer));
      this.#wake();
    };
  }

  /** Registers with a token of the API, connects and says hello. */
  static async register(token: string, name: string): Promise<ScriptedRunner> {
    const { runner_id: id, key } = await call(token, "POST", "/v1/runners/register", { name });
    const url = `${process.env["WARREN_URL"]?.replace(/^http/, "ws")}/v1/runners/connect?protocol=1`;
    const socket = new WebSocket(url, ["bearer", key]);
    await new Promise((opened, failed) => {
      socket.onopen = opened;
      socket.onerror = failed;
    });
    const runner = new ScriptedRunner(id, socket);
    runner.#say({ type: "hello", version: "1.2.0", capabilities: CAPABILITIES, runs: [] });
    await runner.next(({ type }) => type === "welcome");
    return runner;
  }

  /** The next message of a kind. */
  async next(isWanted: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const at = this.#messages.findIndex(isWanted);
      if (at >= 0) return this.#messages.splice(at, 1)[0] as Message;
      await new Promise<void>((wake) => (this.#wake = wake));
    }
  }

  /** Waits for the start of the next run, and says that it runs. */
  async takes(): Promise<string> {
    const { command, spec } = await this.next(({ type }) => type === "start");
    this.#say({ type: "answer", command });
    this.#say({ type: "state", run: { run: spec.run, phase: "running", output: 0 } });
    return spec.run;
  }

  prints(run: string, text: string): void {
    this.#stream(run, TERMINAL, this.#sent.get(run) ?? 0, Buffer.from(text));
    this.#sent.set(run, (this.#sent.get(run) ?? 0) + Buffer.byteLength(text));
  }

  /** The agent exits, and leaves files. */
  exits(run: string, code: number, files: Record<string, string> = {}): void {
    const output = this.#sent.get(run) ?? 0;
    const paths = Object.keys(files);
    const end = { cause: "exit", exit_code: code, signal: null, output, files: paths.length, error: null };
    this.#say({ type: "state", run: { run, phase: "ended", output, end } });
    paths.forEach((path, index) => {
      const data = Buffer.from(files[path] ?? "");
      this.#say({ type: "file", run, stream: index + 1, path, size: data.length, change: "added", stored: true });
      this.#stream(run, index + 1, 0, data);
    });
  }

  close(): void {
    this.#socket.close();
  }

  #say(message: Message): void {
    this.#socket.send(JSON.stringify(message));
  }

  #stream(run: string, stream: number, offset: number, data: Buffer): void {
    const frame = Buffer.alloc(HEADER + data.length);
    frame.writeUInt8(OUTPUT, 0);
    frame.write(run, 1, "ascii");
    frame.writeUInt32BE(stream, 1 + RUN_ID_BYTES);
    frame.writeBigUInt64BE(BigInt(offset), 1 + RUN_ID_BYTES + 4);
    data.copy(frame, HEADER);
    this.#socket.send(frame);
  }

  #take(frame: Buffer): void {
    if (frame.readUInt8(0) !== INPUT) return;
    const run = frame.toString("ascii", 1, 1 + RUN_ID_BYTES);
    const typed = (this.typed.get(run) ?? "") + frame.toString("utf8", HEADER);
    this.typed.set(run, typed);
    this.#say({ type: "input_ack", run, offset: Buffer.byteLength(typed) });
  }
}

const CAPABILITIES = {
  agent_types: [{ id: "claude-code", default: true }, { id: "codex", default: false }],
  repositories: ["site"],
  custom_commands: false,
  sandbox_types: ["tempdir", "worktree"],
  max_runs: 3,
  limits: "watched",
  os: "linux",
  arch: "x86_64",
  vault: false,
};
