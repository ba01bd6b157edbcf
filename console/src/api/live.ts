// Events of a pod as they happen, over a WebSocket. Each event makes the queries about the same thing load again.
import { useEffect } from "preact/hooks";
import { HOME_POD } from "./client.ts";
import { queries } from "./queries.ts";
import { isSessionOver, session } from "./session.ts";

export interface PodEvent {
  type: string;
  cursor?: number;
  [field: string]: unknown;
}

const MAX_DELAY = 30_000;
/** Of a pod that never answered: perhaps the person may not see it. Each attempt is a request. */
const MAX_DELAY_REFUSED = 600_000;
const PING_INTERVAL = 30_000;
/** The server will not accept this session again. */
const ENDED = 4401;
/** The pod is suspended, or the person lost the permission. */
const SHUT_OUT = 4403;

/** Calls `heard` for each event of the pod until the component goes. Without a pod, or without a session, nothing happens. */
export function useEvents(pod: string | undefined, heard: (event: PodEvent) => void): void {
  const token = session.value?.token;
  useEffect(() => (pod && token ? listen(pod, token, heard) : undefined), [pod, token]);
}

/** What is read first goes before. */
const whenIdle = (work: () => void) => ("requestIdleCallback" in globalThis ? requestIdleCallback(work, { timeout: 1000 }) : setTimeout(work));

function listen(pod: string, token: string, heard: (event: PodEvent) => void): () => void {
  let socket: WebSocket | undefined;
  let since: number | undefined;
  let wasOpen = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const pings = setInterval(() => socket?.readyState === WebSocket.OPEN && socket.send("ping"), PING_INTERVAL);

  const connect = () => {
    if (isStopped || (socket && socket.readyState <= WebSocket.OPEN)) return;
    const url = new URL("/v1/ws", location.href.replace(/^http/, "ws"));
    if (pod !== HOME_POD) url.searchParams.set("environment", pod);
    if (since !== undefined) url.searchParams.set("since", String(since));
    // The session is sent as a protocol, because URLs are logged.
    socket = new WebSocket(url, ["bearer", token]);
    socket.onmessage = ({ data }) => {
      failures = 0;
      wasOpen = true;
      if (data === "pong") return;
      const event: PodEvent = JSON.parse(data);
      since = event.cursor ?? since;
      // Events that are no longer stored: everything may have changed.
      if (event.type !== "connected") heard(event);
      else if (event["complete"] === false) void queries.invalidateQueries();
    };
    socket.onclose = ({ code }) => {
      if (code === ENDED) isSessionOver.value = true;
      if (code === ENDED || code === SHUT_OUT) return;
      timer = setTimeout(connect, Math.min(500 * 2 ** failures++, wasOpen ? MAX_DELAY : MAX_DELAY_REFUSED) * (0.5 + Math.random() / 2));
    };
  };
  // A browser keeps a page that was left, to go back to it at once, only if nothing of it is connected.
  const stop = () => {
    isStopped = true;
    clearTimeout(timer);
    if (socket) socket.onclose = null;
    socket?.close();
  };
  const comeBack = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    isStopped = false;
    connect();
  };
  addEventListener("pagehide", stop);
  addEventListener("pageshow", comeBack);
  whenIdle(connect);
  return () => {
    removeEventListener("pagehide", stop);
    removeEventListener("pageshow", comeBack);
    clearInterval(pings);
    stop();
  };
}
