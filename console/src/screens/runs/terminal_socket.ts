// The connection to a run's terminal. After a lost one it goes on with the first byte that did not arrive.
import { HOME_POD, type RunStatus } from "../../api/client.ts";
import { isSessionOver } from "../../api/session.ts";

type Message =
  | { type: "connected"; status: RunStatus; offset: number; output_bytes: number; columns: number; rows: number }
  | { type: "status"; status: RunStatus }
  | { type: "skipped"; offset: number }
  | { type: "acknowledgement_needed"; offset: number }
  | { type: "ended"; status: RunStatus }
  | { type: "error"; code: string; message: string };

/** Whether the connection is open, and why not. */
export type Connection = "connecting" | "replaying" | "open" | "lost" | "ended" | "shut_out";

interface Listener {
  /** Calls `done` when the bytes are shown. */
  onBytes: (bytes: Uint8Array, done: () => void) => void;
  onSize: (columns: number, rows: number, isLive: boolean) => void;
  onConnection: (connection: Connection) => void;
  onStatus: (status: RunStatus) => void;
  /** Output that is no longer stored was left out. */
  onSkipped: () => void;
  onError: (code: string, message: string) => void;
}

const ACKNOWLEDGED_AT_ONCE = 128 * 1024;
const MAX_DELAY = 30_000;
const PING_INTERVAL = 30_000;
/** The server will not accept this session again. */
const ENDED = 4401;
/** The pod is suspended, or the person lost the permission. */
const SHUT_OUT = 4403;
/** All of the output was sent. */
const COMPLETE = 1000;

export class TerminalSocket {
  #socket: WebSocket | undefined;
  #received = 0;
  #shown = 0;
  #acknowledged = 0;
  /** Where the output ended when the connection began. What it asks of a terminal is not answered: the agent would get the answer as input. */
  #replayEnd: number | undefined;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;
  #isComplete = false;
  #isAsked = false;
  readonly #pings = setInterval(() => this.#send("ping"), PING_INTERVAL);
  readonly #url: URL;
  readonly #token: string;
  readonly #listener: Listener;

  constructor(pod: string, run: string, token: string, listener: Listener) {
    this.#url = new URL(`/api/v1/ext/orgs/me/pods/${encodeURIComponent(run)}/terminal`, location.href.replace(/^http/, "ws"));
    if (pod !== HOME_POD) this.#url.searchParams.set("environment", pod);
    this.#token = token;
    this.#listener = listener;
    this.#connect();
  }

  type(text: string): void {
    this.#send(JSON.stringify({ type: "input", text }));
  }

  resize(columns: number, rows: number): void {
    this.#send(JSON.stringify({ type: "resize", columns, rows }));
  }

  close(): void {
    this.#isOver = true;
    clearInterval(this.#pings);
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #send(message: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(message);
  }

  #connect(): void {
    this.#url.searchParams.set("since", String(this.#received));
    // The session is sent as a protocol, because URLs are logged.
    const socket = new WebSocket(this.#url, ["bearer", this.#token]);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    this.#listener.onConnection(this.#failures > 0 ? "lost" : "connecting");
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = ({ code }) => this.#closed(code);
  }

  #take(data: string | ArrayBuffer): void {
    if (typeof data === "string") return data === "pong" ? undefined : this.#read(JSON.parse(data));
    const bytes = new Uint8Array(data);
    this.#received += bytes.length;
    const end = this.#received;
    this.#listener.onBytes(bytes, () => this.#isShown(end));
  }

  #isShown(end: number): void {
    this.#shown = end;
    if (this.#replayEnd !== undefined && end >= this.#replayEnd) {
      this.#replayEnd = undefined;
      this.#listener.onConnection("open");
    }
    if (this.#isAsked || end - this.#acknowledged >= ACKNOWLEDGED_AT_ONCE) this.#acknowledge();
  }

  /** Goes on when what came so far is shown. */
  #awaitShown(): void {
    const end = this.#received;
    this.#listener.onBytes(new Uint8Array(), () => this.#isShown(end));
  }

  #acknowledge(): void {
    // What waits to be shown is acknowledged when it is.
    this.#isAsked = this.#shown <= this.#acknowledged;
    if (this.#isAsked) return;
    this.#acknowledged = this.#shown;
    this.#send(JSON.stringify({ type: "ack", offset: this.#shown }));
  }

  #read(message: Message): void {
    switch (message.type) {
      case "connected":
        this.#failures = 0;
        this.#received = message.offset;
        this.#acknowledged = message.offset;
        this.#listener.onSize(message.columns, message.rows, message.status === "creating" || message.status === "running");
        this.#replayEnd = message.output_bytes;
        this.#listener.onConnection("replaying");
        this.#awaitShown();
        return this.#listener.onStatus(message.status);
      case "skipped":
        this.#received = message.offset;
        this.#awaitShown();
        return this.#listener.onSkipped();
      case "acknowledgement_needed":
        return this.#acknowledge();
      case "error":
        return this.#listener.onError(message.code, message.message);
      case "ended":
        this.#isComplete = true;
        return this.#listener.onStatus(message.status);
      case "status":
        return this.#listener.onStatus(message.status);
    }
  }

  #closed(code: number): void {
    if (this.#isOver) return;
    this.#replayEnd = undefined;
    if (code === ENDED) isSessionOver.value = true;
    if (code === ENDED || code === SHUT_OUT) return this.#listener.onConnection("shut_out");
    if (code === COMPLETE && this.#isComplete) return this.#listener.onConnection("ended");
    this.#failures++;
    this.#listener.onConnection("lost");
    this.#timer = setTimeout(() => this.#connect(), Math.min(500 * 2 ** this.#failures, MAX_DELAY) * (0.5 + Math.random() / 2));
  }
}
