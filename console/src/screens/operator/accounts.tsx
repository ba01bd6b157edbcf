import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "preact/hooks";
import type { ListedAccount, Tier } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Field, Select } from "../../ui/field.tsx";
import { bytes, count, Time, usdc } from "../../ui/format.tsx";
import { Badge, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { AccountDialog } from "./account_dialog.tsx";
import { accounts } from "./api.ts";
import css from "./operator.module.css";

const words = text.operator.accounts;
const TYPING_PAUSE = 250;

export function Accounts() {
  const [q, setQ] = useState("");
  const [tier, setTier] = useState<Tier | "">("");
  const [opened, setOpened] = useState<ListedAccount>();
  const searched = useSettled(q.trim());
  const query = useInfiniteQuery({
    queryKey: ["operator", "accounts", searched, tier],
    queryFn: ({ pageParam }) => accounts({ ...(searched && { q: searched }), ...(tier && { tier }), ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    placeholderData: (before) => before,
  });
  const rows = query.data?.pages.flatMap((page) => page.accounts);
  const more = () => query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage();
  return (
    <Page title={words.title}>
      <div class={css["find"]}>
        <Field label={text.search} type="search" placeholder={words.searchHint} value={q} onInput={({ currentTarget }) => setQ(currentTarget.value)} />
        <Select label={words.tier} value={tier} onChange={({ currentTarget }) => setTier(currentTarget.value as Tier | "")}>
          <option value="">{words.allTiers}</option>
          <option value="free">{text.operator.tiers.free}</option>
          <option value="paid">{text.operator.tiers.paid}</option>
        </Select>
      </div>
      <Loaded query={{ ...query, data: rows }} lines={10}>
        {(all) => all.length > 0
          ? <Table label={words.title} columns={COLUMNS} rows={all} id={({ id }) => id} onOpen={setOpened} onEnd={more} rowHeight={52} height="calc(100dvh - 260px)" />
          : <Empty icon="people" title={searched || tier ? words.noMatch : words.none} />}
      </Loaded>
      {opened && <AccountDialog account={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}

const COLUMNS: Column<ListedAccount>[] = [
  { key: "name", head: words.columns.name, width: "minmax(140px, 3fr)", cell: ({ name, email, id }) => <div class={css["two"]}><span class="truncate">{name}</span><span class="dim truncate">{email ?? id}</span></div> },
  { key: "tier", head: words.tier, width: "70px", cell: ({ tier }) => <Badge kind={tier === "paid" ? "good" : undefined}>{text.operator.tiers[tier]}</Badge> },
  { key: "pods", head: words.columns.pods, width: "70px", isNumber: true, cell: ({ pods }) => count(pods) },
  { key: "requests", head: words.columns.requests, width: "90px", isNumber: true, isExtra: true, cell: (one) => count(one.requests_today) },
  { key: "emails", head: words.columns.emails, width: "80px", isNumber: true, isExtra: true, cell: (one) => count(one.emails_today) },
  { key: "spent", head: words.columns.spent, width: "90px", isNumber: true, isExtra: true, cell: (one) => usdc(one.spent_today_usdc) },
  { key: "storage", head: words.columns.storage, width: "80px", isNumber: true, isExtra: true, cell: (one) => bytes(one.storage_bytes) },
  { key: "created", head: words.columns.created, width: "100px", isNumber: true, isExtra: true, cell: ({ created_at }) => <Time at={created_at} /> },
];

/** A value that did not change for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
