// What is used today, against what the plan allows.
import type { Usage } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { bytes, count } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import styles from "./usage.module.css";

const NEAR = 0.8;

export function Today({ usage }: { usage: Usage }) {
  const { requests, emails, inbound, stacks, storage } = usage;
  return (
    <Card title={text.usage.today} actions={<span class="dim">{text.usage.resets}</span>} isPadded>
      <div class={styles["limits"]}>
        <Limit name={text.usage.requests} used={requests.used} limit={requests.limit} />
        <Limit name={text.usage.emails} used={emails.daily_used} limit={emails.daily_limit} />
        <Limit name={text.usage.emailsHour} used={emails.hourly_used} limit={emails.hourly_limit} />
        <Limit name={text.usage.received} used={inbound.messages} limit={inbound.messages_limit} />
        <Limit name={text.usage.receivedBytes} used={inbound.bytes} limit={inbound.bytes_limit} format={bytes} />
        <Limit name={text.usage.domains} used={stacks.used} limit={stacks.limit} />
        <div class="column tight">
          <span class={styles["name"]}>{text.usage.storage}<span class="number">{bytes(storage.storage_bytes)}</span></span>
          <span class="dim">{text.usage.storageHint(bytes(storage.limit_per_pod))}</span>
        </div>
      </div>
    </Card>
  );
}

/** Limits that no account reaches are sent as the largest number. */
const isEndless = (limit: number) => limit >= Number.MAX_SAFE_INTEGER;

export function Limit({ name, used, limit, format = count }: { name: string; used: number; limit: number; format?: (value: number) => string }) {
  const share = limit > 0 && !isEndless(limit) ? Math.min(1, used / limit) : 0;
  const kind = share >= 1 ? "bad" : share >= NEAR ? "warn" : "";
  return (
    <div class="column tight">
      <span class={styles["name"]}>
        <span class="row">{name}{kind && <Badge kind={kind}>{kind === "bad" ? text.usage.full : text.usage.near}</Badge>}</span>
        <span class="number">{text.usage.of(format(used), isEndless(limit) ? text.usage.noLimit : format(limit))}</span>
      </span>
      <div class={`bar ${kind}`} role="meter" aria-label={name} aria-valuemin={0} aria-valuemax={limit} aria-valuenow={used} aria-valuetext={text.usage.of(format(used), format(limit))}>
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
