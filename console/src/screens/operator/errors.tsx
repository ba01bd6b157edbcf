import { useState } from "preact/hooks";
import type { CountedError } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { CopyButton } from "../../ui/button.tsx";
import { count, Time } from "../../ui/format.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { ErrorHours, useErrors } from "./error_hours.tsx";
import css from "./operator.module.css";

const words = text.operator.errors;
const PERIODS = [24, 72, 168];

export function RecentErrors() {
  const [hours, setHours] = useState(24);
  const query = useErrors(hours);
  const period = (
    <select class="input" aria-label={words.period} value={String(hours)} onChange={({ currentTarget }) => setHours(Number(currentTarget.value))}>
      {PERIODS.map((one) => <option key={one} value={String(one)}>{words.last(one)}</option>)}
    </select>
  );
  return (
    <Page title={words.title} actions={period}>
      <p class="dim">{words.what}</p>
      <Loaded query={query}>
        {({ errors }) => errors.length === 0 ? <Empty icon="check" title={words.none} /> : (
          <>
            <Card isPadded><ErrorHours hours={hours} /></Card>
            <Table label={words.title} columns={COLUMNS} rows={errors} id={({ code }) => code} rowHeight={52} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const COLUMNS: Column<CountedError>[] = [
  { key: "code", head: words.columns.code, width: "minmax(120px, 2fr)", cell: ({ code, request_id }) => <div class={css["two"]}><span class="mono truncate">{code}</span><span class={`mono dim truncate ${css["phone"]}`}>{request_id}</span></div> },
  { key: "count", head: words.columns.count, width: "76px", isNumber: true, cell: (error) => count(error.count) },
  { key: "last", head: words.columns.last, width: "100px", isNumber: true, isExtra: true, cell: ({ last_at }) => <Time at={last_at} /> },
  { key: "request", head: words.columns.request, width: "minmax(120px, 2fr)", isExtra: true, cell: ({ request_id: id }) => <span class="row"><span class="mono truncate">{id}</span><CopyButton value={id} /></span> },
];
