// Where the money went, of what is loaded of the ledger.
import { usePodNames } from "../../api/pod_names.ts";
import type { LedgerEntry } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { dateTime, usdc } from "../../ui/format.tsx";
import { Card } from "../../ui/page.tsx";
import { entriesOf, type LedgerQuery } from "./history.ts";
import styles from "./budget.module.css";

const SHOWN = 8;

export function Shares({ ledger, isAccount }: { ledger: LedgerQuery; isAccount: boolean }) {
  const nameOf = usePodNames();
  const entries = entriesOf(ledger);
  const oldest = entries.at(-1);
  if (!oldest) return null;
  const number = text.plural(entries.length, text.budget.entry, text.budget.entries);
  return (
    <section class="column tight">
      <div class={styles["shares"]}>
        <Share title={text.budget.byCategory} sums={sums(entries, ({ category }) => category)} />
        {isAccount && <Share title={text.budget.byAgent} sums={sums(entries, ({ pod_id }) => nameOf(pod_id))} />}
      </div>
      <p class="row wrap dim">
        {ledger.hasNextPage ? text.budget.basis(number, dateTime(oldest.timestamp)) : text.budget.basisAll(number)}
        {ledger.hasNextPage && <Button kind="plain" disabled={ledger.isFetchingNextPage} onClick={() => ledger.fetchNextPage()}>{text.budget.loadOlder}</Button>}
      </p>
    </section>
  );
}

function sums(entries: LedgerEntry[], of: (entry: LedgerEntry) => string): [string, number][] {
  const totals = new Map<string, number>();
  for (const entry of entries) totals.set(of(entry), (totals.get(of(entry)) ?? 0) + entry.amount_usdc);
  return [...totals].sort(([, one], [, other]) => other - one);
}

function Share({ title, sums }: { title: string; sums: [string, number][] }) {
  const most = Math.max(1, ...sums.map(([, amount]) => amount));
  return (
    <Card title={title}>
      <ul class={styles["share"]}>
        {sums.slice(0, SHOWN).map(([name, amount]) => (
          <li key={name}>
            <span class={styles["line"]}><span class="truncate">{name}</span><span class="number">{usdc(amount)}</span></span>
            <div class="bar" aria-hidden="true"><span style={{ width: `${(Math.max(0, amount) / most) * 100}%` }} /></div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
