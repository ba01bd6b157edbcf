import { useState } from "preact/hooks";
import type { EntryKind, LedgerEntry } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { usePodNames } from "../../api/pod_names.ts";
import { text } from "../../texts.ts";
import { Time, usdc } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Empty, ErrorNotice, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { Export } from "./export.tsx";
import { entriesOf, type LedgerQuery } from "./history.ts";
import styles from "./budget.module.css";

interface Filters {
  words: string;
  category: string;
  kind: EntryKind | "";
}

export function Ledger({ pod, ledger, onOpen }: { pod: string; ledger: LedgerQuery; onOpen: (charge: string) => void }) {
  const [filters, setFilters] = useState<Filters>({ words: "", category: "", kind: "" });
  const columns = useColumns();
  const entries = entriesOf(ledger);
  const found = entries.filter((entry) => matches(entry, filters));
  return (
    <section class="column tight" aria-label={text.budget.ledger}>
      <div class="page-head">
        <h2>{text.budget.ledger}</h2>
        {entries.length > 0 && <Export pod={pod} />}
      </div>
      <Loaded query={ledger} lines={6}>
        {() => entries.length === 0
          ? <Card><Empty icon="budget" title={text.budget.nothing}><p>{text.budget.nothingHint}</p></Empty></Card>
          : (
            <>
              <FilterBar filters={filters} categories={[...new Set(entries.map(({ category }) => category))].sort()} onChange={setFilters} />
              {found.length === 0 && <p class="dim">{text.budget.nothingMatches}</p>}
              <Table label={text.budget.ledger} columns={columns} rows={found} id={({ id }) => id} onOpen={({ charge_id }) => onOpen(charge_id)} onEnd={() => ledger.hasNextPage && !ledger.isFetching && void ledger.fetchNextPage()} />
              {ledger.isFetchNextPageError && <ErrorNotice {...explain(ledger.error)} onRetry={() => ledger.fetchNextPage()} />}
            </>
          )}
      </Loaded>
    </section>
  );
}

function matches({ kind, category, description, payee, reference_id, charge_id }: LedgerEntry, filters: Filters): boolean {
  if (filters.kind && kind !== filters.kind) return false;
  if (filters.category && category !== filters.category) return false;
  const all = [description, payee, reference_id, charge_id, category].join(" ").toLowerCase();
  return filters.words.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

function FilterBar({ filters, categories, onChange }: { filters: Filters; categories: string[]; onChange: (filters: Filters) => void }) {
  return (
    <div class={styles["filters"]} role="search">
      <input class="input" type="search" aria-label={text.budget.filter} placeholder={text.budget.filter} value={filters.words} onInput={({ currentTarget }) => onChange({ ...filters, words: currentTarget.value })} />
      <select class="input" aria-label={text.budget.category} value={filters.category} onChange={({ currentTarget }) => onChange({ ...filters, category: currentTarget.value })}>
        <option value="">{text.budget.anyCategory}</option>
        {categories.map((category) => <option key={category} value={category}>{category}</option>)}
      </select>
      <select class="input" aria-label={text.budget.kind} value={filters.kind} onChange={({ currentTarget }) => onChange({ ...filters, kind: currentTarget.value as EntryKind | "" })}>
        <option value="">{text.budget.anyKind}</option>
        <option value="charge">{text.budget.kinds.charge}</option>
        <option value="refund">{text.budget.kinds.refund}</option>
      </select>
    </div>
  );
}

function useColumns(): Column<LedgerEntry>[] {
  const nameOf = usePodNames();
  return [
    { key: "when", head: text.budget.when, width: "92px", cell: ({ timestamp }) => <span class="dim"><Time at={timestamp} /></span> },
    {
      key: "what", head: text.budget.what, width: "minmax(0, 3fr)",
      cell: ({ kind, description, category, payee }) => <>{kind === "refund" && <><Badge kind="info">{text.budget.refund}</Badge> </>}{description || payee || category}</>,
    },
    { key: "category", head: text.budget.category, width: "minmax(0, 1fr)", isExtra: true, cell: ({ category }) => <Badge>{category}</Badge> },
    { key: "payee", head: text.budget.payee, width: "minmax(0, 1.5fr)", isExtra: true, cell: ({ payee }) => payee },
    { key: "agent", head: text.budget.agent, width: "minmax(0, 1.2fr)", isExtra: true, cell: ({ pod_id }) => nameOf(pod_id) },
    { key: "amount", head: text.budget.amount, width: "104px", isNumber: true, cell: ({ amount_usdc }) => usdc(amount_usdc) },
  ];
}
