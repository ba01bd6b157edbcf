import { Fragment, type ComponentChildren } from "preact";
import type { Run } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { bytes, usdc } from "../../ui/format.tsx";
import { Card } from "../../ui/page.tsx";
import { useAgentTypes, useRepositories } from "./queries.ts";

/** What a run has spent and holds, against its limit. */
export function Spend({ run }: { run: Run }) {
  const { max_spend_usdc: limit, spent_usdc: spent, held_usdc: held } = run;
  const words = text.runs.spend;
  if (limit == null) return <Card title={words.title} isPadded><p class="dim">{words.none}</p></Card>;
  const used = (spent ?? 0) + (held ?? 0);
  const share = Math.min(1, used / limit);
  return (
    <Card title={words.title} isPadded>
      <div class="column tight">
        <div class="row spread"><strong>{usdc(spent ?? 0)}</strong><span class="dim">{words.of(usdc(limit))}</span></div>
        <div class={share >= 0.9 ? "bar bad" : share >= 0.7 ? "bar warn" : "bar"} role="meter" aria-label={words.title} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}>
          <span style={{ width: `${share * 100}%` }} />
        </div>
        <p class="dim">{[held ? words.held(usdc(held)) : "", words.left(usdc(Math.max(0, limit - used)))].filter(Boolean).join(" · ")}</p>
      </div>
    </Card>
  );
}

export function RunFacts({ pod, run }: { pod: string; run: Run }) {
  const types = useAgentTypes(pod).data?.agent_types;
  const repositories = useRepositories(pod).data?.repositories;
  const words = text.runs.facts;
  const facts: [string, ComponentChildren][] = [
    [words.type, types?.find(({ id }) => id === run.agent_type_id)?.name ?? run.agent_type_id],
    [words.repository, run.repository_id && (repositories?.find(({ id }) => id === run.repository_id)?.name ?? `#${run.repository_id}`)],
    [words.branch, run.branch_name ?? run.branch],
    [words.model, run.model],
    [words.turns, run.max_turns],
    [words.tools, run.tools?.join(", ")],
    [words.time, text.plural(run.pod_timeout_minutes, "minute")],
    [words.output, run.output_bytes > 0 && `${bytes(run.output_bytes)}${run.output_truncated ? ` (${words.truncated})` : ""}`],
    [words.exit, run.exit_code != null && String(run.exit_code)],
    [words.ticket, run.ticket_slug],
  ];
  return (
    <dl class="facts">
      {facts.filter(([, value]) => value).map(([name, value]) => <Fragment key={name}><dt>{name}</dt><dd>{value}</dd></Fragment>)}
    </dl>
  );
}
