import { sleep } from "./retry.ts";

/** An event of a pod. `type` says which other fields it has; docs/WEBHOOKS.md lists the types. */
export interface PodEvent {
  type: string;
  id?: string;
  /** Grows with each event. Store it to continue after it later. */
  cursor: number;
  [field: string]: unknown;
}

export interface EventsOptions {
  /** First the stored events after this cursor. Default: only events from now on. */
  since?: number;
  /** Ends the iteration. */
  signal?: AbortSignal;
  /** The class of sockets, where there is no global `WebSocket` (Node.js before 22). */
  WebSocket?: typeof WebSocket;
}

/** The server closed the socket and will not accept this key again. */
export class SocketClosedError extends Error {
  override readonly name = "SocketClosedError";
  /** 4401: the key was revoked, or the session ended. 4403: the pod is suspended, or the key lost its permission. */
  readonly code: number;

  constructor(code: number, reason: string) {
    super(reason || `The server closed the socket with code ${code}.`);
    this.code = code;
  }
}

/** The `readyState` of an open socket; not every runtime has the constant. */
const OPEN = 1;
const PING_INTERVAL = 30_000;
const MAX_DELAY = 30_000;

/**
 * The events of a pod as they happen. After a cut it connects again and continues after the last event.
 *
 * Where the server no longer has all events after the cursor, it yields a `connected` with `complete: false` first.
 */
export async function* events(
  url: string,
  key: string,
  options: EventsOptions,
  checkKey: () => Promise<void>,
): AsyncGenerator<PodEvent> {
  const { signal, WebSocket: Socket = globalThis.WebSocket } = options;
  if (!Socket) throw new TypeError("There is no global WebSocket; pass one in the options.");
  let { since } = options;
  let failures = 0;
  for (;;) {
    let isConnected = false;
    const target = since === undefined ? url : `${url}?since=${since}`;
    // The key is sent as a protocol, because URLs are logged.
    for await (const event of messages(new Socket(target, ["bearer", key]), signal)) {
      isConnected = true;
      if (event.type === "connected") {
        since ??= event.cursor;
        if (event.complete === false) yield event;
      } else {
        since = event.cursor ?? since;
        yield event;
      }
    }
    signal?.throwIfAborted();
    // A socket that was never open does not say why.
    if (!isConnected) await checkKey();
    failures = isConnected ? 0 : failures + 1;
    await sleep(Math.min(500 * 2 ** failures, MAX_DELAY) * (0.5 + Math.random() / 2), signal);
  }
}

/** The messages of one socket until it is cut. */
async function* messages(socket: WebSocket, signal?: AbortSignal): AsyncGenerator<PodEvent> {
  const queue: PodEvent[] = [];
  let closed: CloseEvent | true | undefined;
  let wake = () => {};
  let heard = true;
  const end = (event: CloseEvent | true) => {
    closed ??= event;
    wake();
  };
  socket.addEventListener("message", ({ data }) => {
    heard = true;
    if (data !== "pong") queue.push(JSON.parse(data));
    wake();
  });
  socket.addEventListener("close", end);
  // Node.js sends no `close` after it.
  socket.addEventListener("error", () => end(true));
  const abort = () => end(true);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  // A dead connection does not close by itself.
  const pings = setInterval(() => {
    if (!heard) return end(true);
    heard = false;
    if (socket.readyState === OPEN) socket.send("ping");
  }, PING_INTERVAL);
  try {
    for (;;) {
      for (let event = queue.shift(); event; event = queue.shift()) yield event;
      if (closed) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    clearInterval(pings);
    signal?.removeEventListener("abort", abort);
    socket.close();
  }
  if (closed !== true && (closed.code === 4401 || closed.code === 4403)) {
    throw new SocketClosedError(closed.code, closed.reason);
  }
}
