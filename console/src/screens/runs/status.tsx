import type { Run, RunStatus } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Badge } from "../../ui/page.tsx";

const KINDS: Record<RunStatus, "good" | "bad" | "warn" | "info" | undefined> = {
  creating: "info",
  running: "good",
  terminating: "warn",
  completed: undefined,
  terminated: undefined,
  failed: "bad",
  lost: "bad",
};

export const STATUSES = Object.keys(KINDS) as RunStatus[];

export const hasEnded = (status: RunStatus): boolean => ["completed", "terminated", "failed", "lost"].includes(status);
export const isWaiting = ({ status, agent_status }: Run): boolean => status === "running" && agent_status === "waiting";

export function Status({ run }: { run: Run }) {
  if (isWaiting(run)) return <Badge kind="warn">{text.runs.waiting}</Badge>;
  return <Badge kind={KINDS[run.status]}>{text.runs.status[run.status]}</Badge>;
}

/** What went wrong, in words; for codes of newer runners, in those of the server. */
export function causeOf({ error_code, error_message, exit_code }: Run): string | undefined {
  if (!error_code) return undefined;
  if (error_code === "exit_code" && exit_code !== null) return text.runs.exited(exit_code ?? 0);
  const causes: Record<string, string> = text.runs.causes;
  return causes[error_code] ?? error_message ?? error_code;
}
