import type { Run } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { dateTime, Time } from "../../ui/format.tsx";
import { useRunners } from "./queries.ts";
import css from "./runs.module.css";
import { hasEnded, isWaiting } from "./status.tsx";

interface Step {
  name: string;
  at?: string | null | undefined;
  kind: "good" | "bad" | "warn" | "ahead" | "done";
  more?: string | undefined;
}

/** What has happened to a run, in order, and what comes next. */
export function Timeline({ pod, run }: { pod: string; run: Run }) {
  const runners = useRunners(pod).data?.runners ?? [];
  const runner = runners.find(({ id }) => id === run.runner_id);
  return (
    <ol class={css["timeline"]}>
      {stepsOf(run, runner?.name ?? run.runner_id, runner?.status === "offline").map(({ name, at, kind, more }) => (
        <li key={name} class={css[kind]}>
          <div class="row spread"><span>{name}</span>{at && <span class="dim" title={dateTime(at)}><Time at={at} /></span>}</div>
          {more && <p class="dim">{more}</p>}
        </li>
      ))}
    </ol>
  );
}

function stepsOf(run: Run, runner: string, isOffline: boolean): Step[] {
  const words = text.runs.timeline;
  return [{ name: words.created, at: run.created_at, kind: "done" }, started(run, runner, isOffline), ...middle(run), last(run)];

  function started({ started_at: at, status }: Run, name: string, offline: boolean): Step {
    if (at) return { name: words.started(name), at, kind: "done" };
    if (hasEnded(status)) return { name: words.neverStarted(name), kind: "bad" };
    return { name: words.starting(name), kind: offline ? "warn" : "ahead", more: offline ? words.offline : undefined };
  }

  function middle(one: Run): Step[] {
    if (isWaiting(one)) return [{ name: text.runs.waiting, kind: "warn" }];
    if (one.status === "running") return [{ name: words.works, kind: "good" }];
    return one.status === "terminating" ? [{ name: text.runs.status.terminating, kind: "warn" }] : [];
  }

  function last({ status, started_at, finished_at }: Run): Step {
    if (!hasEnded(status)) return { name: words.end, kind: "ahead" };
    const isBad = status === "failed" || status === "lost";
    const more = started_at && finished_at ? words.took(duration(started_at, finished_at)) : undefined;
    return { name: text.runs.status[status], at: finished_at, kind: isBad ? "bad" : "good", more };
  }
}

/** Such as 2 h 5 min, 40 s. */
function duration(from: string, until: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
