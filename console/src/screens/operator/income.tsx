import { useInfiniteQuery } from "@tanstack/react-query";
import type { SettledPayment } from "../../api/client.ts";
import { fromAtomic } from "../../api/money.ts";
import { text } from "../../texts.ts";
import { CopyButton } from "../../ui/button.tsx";
import { Chart, type ChartPoint } from "../../ui/chart.tsx";
import { money, Time, usdc } from "../../ui/format.tsx";
import { Badge, Card, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { income } from "./api.ts";
import css from "./operator.module.css";

const words = text.operator.income;
const DAYS = 30;
const DAY = 86_400_000;

function useIncome() {
  const query = useInfiniteQuery({
    queryKey: ["operator", "income"],
    queryFn: ({ pageParam }) => income(pageParam),
    initialPageParam: "",
    getNextPageParam: ({ pagination }) => pagination.next_before ?? undefined,
  });
  return { ...query, payments: query.data?.pages.flatMap((page) => page.payments) };
}

export function Income() {
  const query = useIncome();
  const more = () => query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage();
  return (
    <Page title={words.title}>
      <Loaded query={{ ...query, data: query.payments }}>
        {(payments) => payments.length === 0 ? <Empty icon="budget" title={words.none}><p>{words.noneWhat}</p></Empty> : (
          <>
            <Card isPadded><IncomeChart /></Card>
            <Table label={words.title} columns={COLUMNS} rows={payments} id={({ id }) => id} onEnd={more} rowHeight={52} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Income by day, as far as the payments are loaded. */
export function IncomeChart() {
  const query = useIncome();
  return (
    <Loaded query={{ ...query, data: query.payments }}>
      {(payments) => <Chart label={words.chart} points={byDay(payments, query.hasNextPage)} format={money} />}
    </Loaded>
  );
}

/** The last days, without those of which payments may be missing. */
function byDay(payments: SettledPayment[], isPart: boolean): ChartPoint[] {
  const today = Math.floor(Date.now() / DAY);
  const sums = new Map<string, number>();
  for (const { timestamp, amount_usdc } of payments) {
    const day = timestamp.slice(0, 10);
    sums.set(day, (sums.get(day) ?? 0) + fromAtomic(amount_usdc));
  }
  const oldest = isPart ? (payments.at(-1)?.timestamp.slice(0, 10) ?? "") : "";
  return Array.from({ length: DAYS }, (_, back) => new Date((today - DAYS + 1 + back) * DAY).toISOString().slice(0, 10))
    .filter((day) => day > oldest)
    .map((day) => ({ day, value: sums.get(day) ?? 0 }));
}

const COLUMNS: Column<SettledPayment>[] = [
  { key: "amount", head: words.columns.amount, width: "90px", isNumber: true, cell: ({ amount_usdc }) => usdc(amount_usdc) },
  { key: "payer", head: words.columns.payer, width: "minmax(120px, 2fr)", cell: ({ payer, account_id }) => <div class={css["two"]}><span class="mono truncate" title={payer}>{payer}</span><span class="dim truncate">{account_id ?? words.noAccount}</span></div> },
  { key: "route", head: words.columns.route, width: "minmax(100px, 1fr)", isExtra: true, cell: ({ route }) => <span class="mono">{route}</span> },
  { key: "network", head: words.columns.network, width: "110px", isExtra: true, cell: ({ network }) => network },
  { key: "transaction", head: words.columns.transaction, width: "minmax(120px, 1fr)", isExtra: true, cell: ({ transaction }) => transaction ? <span class="row"><span class="mono truncate">{transaction}</span><CopyButton value={transaction} /></span> : <Badge kind="warn">{words.unknown}</Badge> },
  { key: "at", head: words.columns.at, width: "90px", isNumber: true, cell: ({ timestamp }) => <Time at={timestamp} /> },
];
