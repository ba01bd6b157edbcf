import { useEffect, useRef, useState } from "preact/hooks";
import { session } from "../../api/session.ts";
import { text } from "../../texts.ts";
import { reload } from "./queries.ts";
import css from "./runs.module.css";
import { TerminalSocket, type Connection } from "./terminal_socket.ts";
import type { TerminalView } from "./terminal_view.ts";

interface TerminalProps {
  pod: string;
  run: string;
  /** Whether the person's role may type. */
  mayType: boolean;
}

interface State {
  connection: Connection | "loading" | "failed";
  /** The server refuses what this person types. */
  isRefused: boolean;
  hasSkipped: boolean;
  error?: string;
}

/** The terminal of a run: what it printed, what it prints, and what a person types. */
export function RunTerminal({ pod, run, mayType }: TerminalProps) {
  const host = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<State>({ connection: "loading", isRefused: !mayType, hasSkipped: false });
  const token = session.value?.token;
  useEffect(() => {
    if (!host.current || !token) return;
    const change = (part: Partial<State>) => setState((before) => ({ ...before, ...part }));
    return show(host.current, { pod, run, mayType }, token, change);
  }, [pod, run, token, mayType]);
  return (
    <div class={css["terminal"]} role="group" aria-label={text.runs.terminal.title}>
      <div ref={host} class={css["screen"]} data-terminal={state.connection} />
      <Say {...state} />
    </div>
  );
}

function Say({ connection, isRefused, hasSkipped, error }: State) {
  const words = text.runs.terminal;
  const isBad = connection === "lost" || connection === "failed" || connection === "shut_out" || error !== undefined;
  const typing = connection === "open" ? (isRefused ? words.readOnly : words.open) : words.connection[connection];
  return <p class={isBad ? `${css["say"]} ${css["warn"]}` : css["say"]} role="status">{[error, hasSkipped && words.skipped, typing].filter(Boolean).join(" ")}</p>;
}

/** Connects a terminal with a run until the function that it returns is called. */
function show(host: HTMLElement, { pod, run, mayType }: TerminalProps, token: string, change: (part: Partial<State>) => void): () => void {
  let view: TerminalView | undefined;
  let socket: TerminalSocket | undefined;
  let isGone = false;
  let isLive = false;
  let isRefused = !mayType;
  // The size is the run's own for those who only watch it; who types decides it.
  const fit = () => {
    if (!view || !isLive || isRefused) return;
    const { columns, rows } = view.fit();
    socket?.resize(columns, rows);
  };
  const resized = new ResizeObserver(debounce(fit));
  const start = async () => {
    const { openTerminal } = await import("./terminal_view.ts");
    if (isGone) return;
    const shown = (view = openTerminal(host));
    shown.onTyped((typed) => socket?.type(typed));
    socket = new TerminalSocket(pod, run, token, {
      onBytes: shown.write,
      onSize: (columns, rows, live) => {
        isLive = live;
        shown.resize(columns, rows);
        fit();
      },
      onConnection: (connection) => {
        shown.setReadOnly(connection !== "open" || isRefused);
        change({ connection });
      },
      onStatus: () => void reload(pod, "run", run),
      onSkipped: () => change({ hasSkipped: true }),
      onError: (code, message) => {
        if (code !== "missing_scope") return change({ error: message });
        isRefused = true;
        shown.setReadOnly(true);
        change({ isRefused });
      },
    });
    resized.observe(host);
  };
  start().catch(() => change({ connection: "failed" }));
  return () => {
    isGone = true;
    resized.disconnect();
    socket?.close();
    view?.close();
  };
}

const RESIZE_DELAY = 120;

function debounce(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, RESIZE_DELAY);
  };
}
