// The DNS records of a domain: what to set, and what was found.
import type { DnsRecord } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Copyable } from "../../ui/button.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import style from "./domains.module.css";

const t = text.domains;
const KINDS = { unchecked: undefined, ok: "good", missing: "bad", wrong: "bad" } as const;

export function Records({ records }: { records: DnsRecord[] }) {
  return (
    <Card title={t.records}>
      <p class="card padded dim" style={{ border: "0" }}>{t.recordsHint}</p>
      <ul>{records.map((record) => <Record key={record.name + record.type + record.value} record={record} />)}</ul>
    </Card>
  );
}

function Record({ record }: { record: DnsRecord }) {
  const purpose = t.purposes[record.purpose];
  const isWrong = record.status === "wrong" || record.status === "missing";
  return (
    <li class={style["record"]}>
      <div class="row wrap">
        <Badge>{record.type}</Badge>
        <h3 class="grow">{purpose}</h3>
        {!record.required && <span class="dim">{t.optional}</span>}
        <Badge kind={KINDS[record.status]}>{t.states[record.status]}</Badge>
      </div>
      <dl class={style["values"]}>
        <div><dt class="dim">{t.recordName}</dt><dd><Copyable value={record.name} label={t.copyName(purpose)} /></dd></div>
        <div><dt class="dim">{t.value}</dt><dd><Copyable value={record.value} label={t.copyValue(purpose)} /></dd></div>
        {record.priority != null && <div class={style["priority"]}><dt class="dim">{t.priority}</dt><dd>{record.priority}</dd></div>}
      </dl>
      {isWrong && <p>{t.found}: {record.found.length ? record.found.map((value) => <code key={value} class={style["found"]}>{value}</code>) : <span class="dim">{t.nothing}</span>}</p>}
      {record.fix && <p>{record.fix}</p>}
    </li>
  );
}
