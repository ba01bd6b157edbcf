import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, content, type Stack } from "../../api/client.ts";
import { usePods } from "../../api/me.ts";
import { queries } from "../../api/queries.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { AddDomain } from "./add_domain.tsx";

const t = text.domains;

export const reloadDomains = () => queries.invalidateQueries({ queryKey: ["domains"] });

/** The name of the only agent that a domain serves, or that it serves all. */
export function useServed(): (stack: Stack) => string {
  const { data } = usePods();
  return ({ environment_id: id }) => {
    if (!id) return t.forAll;
    const pod = data?.pods.find((one) => one.id.replace("pod_", "") === id.replace("env_", ""));
    return pod?.name ?? pod?.env_slug ?? (data && !data.has_more ? t.homePod : id);
  };
}

export function DomainList() {
  const { route } = useLocation();
  const [isNew, setNew] = useState(false);
  const query = useQuery({ queryKey: ["domains"], queryFn: () => content(api.GET("/v1/stack")) });
  const served = useServed();
  const add = <Button kind="primary" icon="plus" onClick={() => setNew(true)}>{t.add}</Button>;
  return (
    <Page title={t.title} actions={add}>
      <Loaded query={query}>
        {({ stacks }) =>
          stacks.length === 0
            ? <Empty icon="domains" title={t.empty}><p>{t.emptyHint}</p>{add}</Empty>
            : <Table label={t.title} columns={columns(served)} rows={stacks} id={({ id }) => id} onOpen={({ id }) => route(to(`/domains/${id}`))} />
        }
      </Loaded>
      {isNew && <AddDomain onClose={() => setNew(false)} />}
    </Page>
  );
}

export function StatusBadge({ status }: { status: Stack["status"] }) {
  return <Badge kind={{ provisioning: "warn" as const, verified: "info" as const, active: "good" as const }[status]}>{t.statuses[status]}</Badge>;
}

const columns = (served: (stack: Stack) => string): Column<Stack>[] => [
  { key: "domain", head: t.domain, width: "minmax(110px, 2fr)", cell: ({ id, domain }) => <a href={to(`/domains/${id}`)}>{domain}</a> },
  { key: "status", head: t.status, width: "170px", cell: ({ status }) => <StatusBadge status={status} /> },
  { key: "for", head: t.for, width: "minmax(100px, 1fr)", isExtra: true, cell: served },
  { key: "checked", head: t.checked, width: "120px", isExtra: true, cell: ({ checked_at }) => (checked_at ? <Time at={checked_at} /> : <span class="dim">{t.neverChecked}</span>) },
];
