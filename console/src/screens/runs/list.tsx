import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { Run, RunStatus } from "../../api/client.ts";
import { useCan } from "../../api/me.ts";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Time, usdc } from "../../ui/format.tsx";
import { useShortcuts } from "../../ui/keyboard.ts";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { Tab } from "./index.tsx";
import { useAgentTypes, useRepositories, useRunners, useRuns } from "./queries.ts";
import css from "./runs.module.css";
import { causeOf, Status, STATUSES } from "./status.tsx";
import { Icon } from "../../ui/icons.tsx";
import { AddRunner, RegisterRunner } from "./runners.tsx";

export function RunList({ pod }: { pod: string }) {
  const { route } = useLocation();
  const [status, setStatus] = useState<RunStatus | "">("");
  const query = useRuns(pod, status);
  const columns = useColumns(pod);
  const runs = query.data && distinct(query.data.pages.flatMap(({ pods }) => pods));
  const start = toPod(pod, "/runs/new");
  const mayStart = useCan()("runs:write");
  useShortcuts(mayStart ? { n: () => route(start) } : {});
  const more = () => query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage();
  return (
    <Tab pod={pod} at="" actions={mayStart && <a class="button primary" href={start}><Icon name="play" />{text.runs.start.title}<kbd class={css["key"]}>n</kbd></a>}>
      <div class={css["filter"]}>
        <select class="input" aria-label={text.runs.filter} value={status} onChange={({ currentTarget }) => setStatus(currentTarget.value as RunStatus | "")}>
          <option value="">{text.runs.allStatuses}</option>
          {STATUSES.map((one) => <option key={one} value={one}>{text.runs.status[one]}</option>)}
        </select>
      </div>
      <Loaded query={{ ...query, data: runs }} lines={8}>
        {(all) => all.length > 0
          ? <Table label={text.runs.title} columns={columns} rows={all} id={({ key }) => key} onOpen={({ key }) => route(toPod(pod, `/runs/${key}`))} onEnd={more} rowHeight={52} height="calc(100dvh - 260px)" />
          : <Nothing pod={pod} isFiltered={status !== ""} />}
      </Loaded>
    </Tab>
  );
}

/** A run that is created while pages load moves the others by one. */
function distinct(runs: Run[]): Run[] {
  return [...new Map(runs.map((run) => [run.key, run])).values()];
}

function useColumns(pod: string): Column<Run>[] {
  const repositories = useRepositories(pod).data?.repositories ?? [];
  const types = useAgentTypes(pod).data?.agent_types ?? [];
  const repository = ({ repository_id: id }: Run) => repositories.find((one) => one.id === id)?.name ?? (id ? `#${id}` : "–");
  return [
    { key: "task", head: text.runs.columns.task, width: "minmax(150px, 3fr)", cell: (run) => <Task pod={pod} run={run} type={types.find(({ id }) => id === run.agent_type_id)?.name ?? run.agent_type_id} /> },
    { key: "status", head: text.runs.columns.status, width: "140px", cell: (run) => <Status run={run} /> },
    { key: "repository", head: text.runs.columns.repository, width: "minmax(90px, 1fr)", isExtra: true, cell: repository },
    { key: "branch", head: text.runs.columns.branch, width: "minmax(90px, 1fr)", isExtra: true, cell: ({ branch_name, branch }) => branch_name ?? branch ?? "–" },
    { key: "spend", head: text.runs.columns.spend, width: "110px", isNumber: true, isExtra: true, cell: Spend },
    { key: "started", head: text.runs.columns.started, width: "90px", isNumber: true, isExtra: true, cell: ({ started_at, created_at }) => <Time at={started_at ?? created_at} /> },
  ];
}

function Task({ pod, run, type }: { pod: string; run: Run; type: string }) {
  return (
    <div class={css["task"]}>
      <a class="truncate" href={toPod(pod, `/runs/${run.key}`)}>{run.initial_prompt?.split("\n")[0] || text.runs.noPrompt}</a>
      <span class="dim truncate"><span class={css["phone"]}><Time at={run.started_at ?? run.created_at} /> · </span>{[type, causeOf(run)].filter(Boolean).join(" · ")}</span>
    </div>
  );
}

function Spend({ spent_usdc, max_spend_usdc }: Run) {
  if (max_spend_usdc == null) return <span class="dim">–</span>;
  return <span>{spent_usdc == null ? text.runs.upTo(usdc(max_spend_usdc)) : `${usdc(spent_usdc)} / ${usdc(max_spend_usdc)}`}</span>;
}

function Nothing({ pod, isFiltered }: { pod: string; isFiltered: boolean }) {
  const runners = useRunners(pod).data?.runners;
  const mayStart = useCan()("runs:write");
  const [isRegistering, setRegistering] = useState(false);
  if (isFiltered) return <Empty icon="runs" title={text.runs.noneOfStatus} />;
  const hasRunner = (runners?.length ?? 0) > 0;
  return (
    <Empty icon="runs" title={text.runs.empty}>
      <p>{text.runs.emptyWhat}</p>
      {hasRunner
        ? mayStart && <a class="button primary" href={toPod(pod, "/runs/new")}>{text.runs.start.title}</a>
        : <><p>{text.runs.emptyRunner}</p><AddRunner onClick={() => setRegistering(true)} /></>}
      {isRegistering && <RegisterRunner pod={pod} onClose={() => setRegistering(false)} />}
    </Empty>
  );
}
