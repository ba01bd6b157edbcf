import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, content, type Tenant } from "../../api/client.ts";
import { usePages } from "../../api/pages.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { NewTenant } from "./new_tenant.tsx";

const t = text.tenants;

export function TenantList() {
  const { route } = useLocation();
  const [typed, setTyped] = useState("");
  const [isNew, setNew] = useState(false);
  const tenants = usePages(["tenants"], (cursor) => content(api.GET("/admin/tenants", { params: { query: { limit: 500, cursor } } })), (page) => page.tenants, { isWhole: typed !== "" });
  const found = (all: Tenant[]) => all.filter((tenant) => matches(tenant, typed));
  const create = <Button kind="primary" icon="plus" onClick={() => setNew(true)}>{t.create}</Button>;
  return (
    <Page title={t.title} actions={create}>
      <Loaded query={tenants} lines={6}>
        {(all) =>
          all.every((tenant) => tenant.is_default) ? (
            <Empty icon="tenants" title={t.empty}><p>{t.emptyHint}</p>{create}</Empty>
          ) : (
            <>
              <p class="dim">{t.intro}</p>
              <input class="input" type="search" aria-label={t.search} placeholder={t.search} value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
              {found(all).length === 0 ? (
                <Empty icon="search" title={t.noMatch}><p>{tenants.isComplete ? t.noMatchHint : text.loading}</p></Empty>
              ) : (
                <Table label={t.title} columns={COLUMNS} rows={found(all)} id={({ id }) => id} onOpen={({ id }) => route(to(`/tenants/${id}`))} onEnd={tenants.more} height="calc(100dvh - 280px)" />
              )}
            </>
          )
        }
      </Loaded>
      {isNew && <NewTenant onClose={() => setNew(false)} />}
    </Page>
  );
}

function matches({ name, slug, plan, id }: Tenant, typed: string): boolean {
  const known = [name, slug, plan, id].join(" ").toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => known.includes(word));
}

export function StatusBadge({ isDisabled, isDeleted }: { isDisabled: boolean; isDeleted?: boolean }) {
  if (isDeleted) return <Badge kind="bad">{t.isDeleted}</Badge>;
  return isDisabled ? <Badge kind="warn">{t.disabled}</Badge> : <Badge kind="good">{t.active}</Badge>;
}

const COLUMNS: Column<Tenant>[] = [
  { key: "name", head: t.name, width: "minmax(110px, 2fr)", cell: ({ id, name, is_default }) => <><a href={to(`/tenants/${id}`)}>{name}</a>{is_default && <span class="dim"> {t.default}</span>}</> },
  { key: "plan", head: t.plan, width: "minmax(60px, 1fr)", cell: ({ plan }) => plan ?? <span class="dim">–</span> },
  { key: "status", head: t.status, width: "88px", cell: ({ disabled }) => <StatusBadge isDisabled={disabled} /> },
  { key: "slug", head: t.slug, width: "minmax(100px, 1fr)", isExtra: true, cell: ({ slug }) => <code>{slug}</code> },
  { key: "id", head: t.id, width: "150px", isExtra: true, cell: ({ id }) => <code class="dim">{id}</code> },
  { key: "created", head: t.created, width: "100px", isExtra: true, cell: ({ created_at }) => <Time at={created_at} /> },
];
