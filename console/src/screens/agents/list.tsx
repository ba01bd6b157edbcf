import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, content, type Environment, type Pod } from "../../api/client.ts";
import { usePages } from "../../api/pages.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { limitsInWords } from "./limits.tsx";
import { NewAgent } from "./new_agent.tsx";

const t = text.agents;

export function AgentList() {
  const { route } = useLocation();
  const [typed, setTyped] = useState("");
  const [isNew, setNew] = useState(false);
  const pods = usePages(["pods", "all"], (cursor) => content(api.GET("/v1/pods", { params: { query: { limit: 500, cursor } } })), (page) => page.pods, { isWhole: typed !== "" });
  const isDeleted = useDeleted(pods.data ?? []);
  const found = (all: Pod[]) => all.filter((pod) => matches(pod, typed));
  return (
    <Page title={t.title} actions={<Button kind="primary" icon="plus" onClick={() => setNew(true)}>{t.create}</Button>}>
      <Loaded query={pods} lines={6}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon="agents" title={t.empty}>
              <p>{t.emptyHint}</p>
              <Button kind="primary" icon="plus" onClick={() => setNew(true)}>{t.create}</Button>
            </Empty>
          ) : (
            <>
              <input class="input" type="search" aria-label={t.search} placeholder={t.search} value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
              {found(all).length === 0 ? (
                <Empty icon="search" title={t.noMatch}><p>{pods.isComplete ? t.noMatchHint : text.loading}</p></Empty>
              ) : (
                <Table label={t.title} columns={columns(isDeleted)} rows={found(all)} id={(pod) => pod.id} onOpen={(pod) => route(to(`/agents/${pod.id}`))} onEnd={pods.more} height="calc(100dvh - 240px)" />
              )}
            </>
          )
        }
      </Loaded>
      {isNew && <NewAgent onClose={() => setNew(false)} />}
    </Page>
  );
}

function matches(pod: Pod, typed: string): boolean {
  const labels = Object.entries(pod.metadata).map(([name, value]) => `${name}=${value}`);
  const known = [pod.name, pod.id, pod.env_slug, ...labels].join(" ").toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => known.includes(word));
}

/** Pods list deleted environments as suspended; the list of environments leaves them out. */
function useDeleted(pods: Pod[]): (pod: Pod) => boolean {
  const { data: existing } = useQuery({
    queryKey: ["pods", "existing"],
    queryFn: existingEnvironments,
    enabled: pods.some(({ status }) => status === "suspended"),
  });
  return (pod) => pod.status === "suspended" && existing !== undefined && !existing.has(pod.id);
}

async function existingEnvironments(): Promise<Set<string>> {
  const all: Environment[] = [];
  let cursor: string | undefined;
  do {
    const page = await content(api.GET("/api/v1/environments", { params: { query: { limit: 1000, cursor } } }));
    all.push(...page.environments);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return new Set(all.map((environment) => environment.pod_id));
}

export function StatusBadge({ status, isDeleted }: { status: Pod["status"]; isDeleted: boolean }) {
  if (isDeleted) return <Badge kind="bad">{t.deleted}</Badge>;
  return status === "active" ? <Badge kind="good">{t.active}</Badge> : <Badge kind="warn">{t.suspended}</Badge>;
}

const columns = (isDeleted: (pod: Pod) => boolean): Column<Pod>[] => [
  { key: "name", head: t.name, width: "minmax(110px, 2fr)", cell: (pod) => <a href={to(`/agents/${pod.id}`)}>{pod.name ?? pod.env_slug}</a> },
  { key: "status", head: t.status, width: "96px", cell: (pod) => <StatusBadge status={pod.status} isDeleted={isDeleted(pod)} /> },
  { key: "labels", head: t.labels, width: "minmax(100px, 1.6fr)", isExtra: true, cell: ({ metadata }) => <span class="dim">{Object.entries(metadata).map(([name, value]) => `${name}: ${value}`).join(" · ")}</span> },
  { key: "limits", head: t.limits, width: "minmax(100px, 1.6fr)", isExtra: true, cell: (pod) => <span class="dim">{limitsInWords(pod) || t.noLimits}</span> },
  { key: "id", head: t.id, width: "170px", isExtra: true, cell: ({ id }) => <code class="dim">{id}</code> },
  { key: "created", head: t.created, width: "84px", cell: ({ created_at }) => <Time at={created_at} /> },
];
