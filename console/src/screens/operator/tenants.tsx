import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { Tenant } from "../../api/client.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { tenants } from "./api.ts";
import { NewTenantDialog } from "./new_tenant.tsx";
import css from "./operator.module.css";
import { TenantDialog } from "./tenant_dialog.tsx";

const words = text.operator.tenants;

export function Tenants() {
  const { query: address, route } = useLocation();
  const account = address["account"] ?? "";
  const [typed, setTyped] = useState("");
  const [opened, setOpened] = useState<Tenant>();
  const [isCreating, setCreating] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ["operator", "tenants", account],
    queryFn: ({ pageParam }) => tenants(account, pageParam),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
  });
  const all = query.data?.pages.flatMap((page) => page.tenants);
  const found = all?.filter(({ name, slug, id, account_id, plan }) => [name, slug, id, account_id, plan].some((one) => one?.toLowerCase().includes(typed.trim().toLowerCase())));
  const more = () => query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage();
  return (
    <Page title={words.title} actions={<Button kind="primary" icon="plus" onClick={() => setCreating(true)}>{words.add}</Button>}>
      <div class={css["find"]}>
        <Field label={text.search} type="search" placeholder={words.searchHint} value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
        {account && <Button icon="close" onClick={() => route(to("/operator/tenants"))}>{words.only(account)}</Button>}
      </div>
      <Loaded query={{ ...query, data: found }} lines={10}>
        {(rows) => rows.length > 0
          ? <Table label={words.title} columns={COLUMNS} rows={rows} id={({ id }) => id} onOpen={setOpened} onEnd={more} rowHeight={52} height="calc(100dvh - 260px)" />
          : <Empty icon="tenants" title={typed ? words.noMatch : words.none}>{query.hasNextPage && <Button onClick={more}>{text.more}</Button>}</Empty>}
      </Loaded>
      {opened && <TenantDialog tenant={opened} onClose={() => setOpened(undefined)} />}
      {isCreating && <NewTenantDialog account={account} onClose={() => setCreating(false)} />}
    </Page>
  );
}

const COLUMNS: Column<Tenant>[] = [
  { key: "name", head: words.columns.name, width: "minmax(140px, 2fr)", cell: ({ name, slug }) => <div class={css["two"]}><span class="truncate">{name}</span><span class="dim truncate">{slug}</span></div> },
  { key: "state", head: words.columns.state, width: "100px", cell: ({ disabled, is_default }) => <Badge kind={disabled ? "bad" : "good"}>{disabled ? words.suspended : is_default ? words.home : words.active}</Badge> },
  { key: "plan", head: words.columns.plan, width: "110px", isExtra: true, cell: ({ plan }) => plan ?? "–" },
  { key: "account", head: words.columns.account, width: "minmax(120px, 1fr)", isExtra: true, cell: ({ account_id }) => <span class="mono" title={account_id}>{account_id}</span> },
  { key: "created", head: words.columns.created, width: "100px", isNumber: true, isExtra: true, cell: ({ created_at }) => <Time at={created_at} /> },
];
