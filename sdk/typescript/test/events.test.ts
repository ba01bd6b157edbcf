import assert from "node:assert/strict";
import { test } from "node:test";
import { SocketClosedError, Warren } from "../src/index.ts";

type Step = object | { close: number } | { error: true };

/** A class of sockets, each of which does the next of these scripts, and the URLs that were opened. */
function sockets(...scripts: Step[][]) {
  const opened: [string, string | string[] | undefined][] = [];
  class ScriptedSocket extends EventTarget {
    readonly OPEN = 1;
    readyState = 1;
    constructor(url: string | URL, protocols?: string | string[]) {
      super();
      opened.push([String(url), protocols]);
      const script = scripts.shift() ?? [];
      setTimeout(() => {
        for (const step of script) {
          this.dispatchEvent(eventOf(step));
        }
      });
    }
    send() {}
    close() {}
  }
  return { opened, WebSocket: ScriptedSocket as unknown as typeof WebSocket };
}

function eventOf(step: Step): Event {
  if ("error" in step) return new Event("error");
  if ("close" in step) return Object.assign(new Event("close"), { code: step.close, reason: "" });
  return new MessageEvent("message", { data: JSON.stringify(step) });
}

function client(status: number, error: string) {
  const fetch = async () => Response.json({ error }, { status });
  return new Warren({ url: "https://warren.example", apiKey: "al_live_key", fetch, maxRetries: 0 });
}

test("after a cut it continues after the last event", async () => {
  const { opened, WebSocket } = sockets(
    [{ type: "connected", cursor: 4, complete: true }, { type: "email.received", cursor: 5 }, { close: 1006 }],
    [{ type: "connected", cursor: 6, complete: true }, { type: "email.sent", cursor: 6 }],
  );
  const types: string[] = [];
  for await (const event of client(426, "websocket_required").events({ WebSocket })) {
    if (types.push(event.type) === 2) break;
  }
  assert.deepEqual(types, ["email.received", "email.sent"]);
  assert.deepEqual(opened, [
    ["wss://warren.example/v1/ws", ["bearer", "al_live_key"]],
    ["wss://warren.example/v1/ws?since=5", ["bearer", "al_live_key"]],
  ]);
});

test("it tries again until the server is back", async () => {
  const { opened, WebSocket } = sockets(
    [{ type: "connected", cursor: 4, complete: true }, { error: true }],
    [{ error: true }],
    [{ type: "connected", cursor: 5, complete: true }, { type: "email.sent", cursor: 5 }],
  );
  for await (const event of client(503, "not_ready").events({ WebSocket })) {
    assert.equal(event.type, "email.sent");
    break;
  }
  assert.equal(opened.length, 3);
});

test("it continues where it was when nothing happened, and tells of events that are lost", async () => {
  const { opened, WebSocket } = sockets(
    [{ type: "connected", cursor: 4, complete: true }, { close: 1013 }],
    [{ type: "connected", cursor: 20_000, complete: false }, { type: "email.sent", cursor: 10_001 }],
  );
  const seen: unknown[] = [];
  for await (const event of client(426, "websocket_required").events({ WebSocket })) {
    if (seen.push([event.type, event.cursor]) === 2) break;
  }
  assert.deepEqual(seen, [["connected", 20_000], ["email.sent", 10_001]]);
  assert.equal(opened[1]![0], "wss://warren.example/v1/ws?since=4");
});

test("a key that is revoked ends it", async () => {
  const { WebSocket } = sockets([{ type: "connected", cursor: 0, complete: true }, { close: 4401 }]);
  const first = client(401, "unauthorized").events({ WebSocket }).next();
  await assert.rejects(first, (error) => error instanceof SocketClosedError && error.code === 4401);
});

test("a key that never was one ends it", async () => {
  const { WebSocket } = sockets([{ close: 1006 }]);
  await assert.rejects(client(401, "unauthorized").events({ WebSocket }).next(), { code: "unauthorized" });
});

test("the caller ends it", async () => {
  const { WebSocket } = sockets([{ type: "connected", cursor: 0, complete: true }]);
  for (const signal of [AbortSignal.timeout(20), AbortSignal.abort(new DOMException("late", "TimeoutError"))]) {
    const first = client(426, "websocket_required").events({ WebSocket, signal }).next();
    await assert.rejects(first, { name: "TimeoutError" });
  }
});
