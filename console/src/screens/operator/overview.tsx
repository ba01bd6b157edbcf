import { useQuery } from "@tanstack/react-query";
import type { Overview } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { bytes, count, dateTime, usdc } from "../../ui/format.tsx";
import { Badge, Card, Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { health, overview } from "./api.ts";
import { ErrorHours } from "./error_hours.tsx";
import { IncomeChart } from "./income.tsx";
import css from "./operator.module.css";

const words = text.operator.overview;

export function OverviewScreen() {
  const query = useQuery({ queryKey: ["operator", "overview"], queryFn: overview });
  return (
    <Page title={words.title}>
      <Loaded query={query} lines={8}>
        {(now) => (
          <>
            <Figures now={now} />
            <div class={css["pair"]}>
              <Tiers now={now} />
              <State />
            </div>
          </>
        )}
      </Loaded>
      <div class={css["pair"]}>
        <Card isPadded><ErrorHours hours={24} /></Card>
        <Card isPadded><IncomeChart /></Card>
      </div>
    </Page>
  );
}

function Figures({ now }: { now: Overview }) {
  const figures = [
    [words.accounts, count(now.accounts)],
    [words.pods, count(now.pods)],
    [words.requests, count(now.requests_today)],
    [words.emails, count(now.emails_today)],
    [words.storage, bytes(now.storage_bytes)],
    [words.incomeToday, usdc(now.income_today_usdc)],
    [words.income30, usdc(now.income_30_days_usdc)],
  ];
  return (
    <dl class={css["figures"]}>
      {figures.map(([name, value]) => <div key={name} class={css["figure"]}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

function Tiers({ now }: { now: Overview }) {
  return (
    <Card title={words.tiers} isPadded>
      <div class="column tight">
        {Object.entries(now.accounts_by_tier).map(([tier, accounts]) => {
          const share = now.accounts > 0 ? accounts / now.accounts : 0;
          return (
            <div key={tier} class={css["tier"]}>
              <span>{text.operator.tiers[tier as keyof typeof text.operator.tiers] ?? tier}</span>
              <div class="bar"><span style={{ width: `${share * 100}%` }} /></div>
              <span class="number">{count(accounts)} <span class="dim">{Math.round(share * 100)}%</span></span>
            </div>
          );
        })}
      </div>
    </Card>
  );
}

/** The server says that it works, or why it does not. */
function State() {
  const query = useQuery({ queryKey: ["operator", "health"], queryFn: health });
  return (
    <Card title={words.health} isPadded>
      <Loaded query={query} lines={3}>
        {({ status, version, timestamp }) => (
          <dl class="facts">
            <dt>{words.status}</dt>
            <dd><Badge kind={status === "ok" ? "good" : "bad"}>{status === "ok" ? words.ok : status}</Badge></dd>
            <dt>{words.version}</dt>
            <dd>{version}</dd>
            <dt>{words.time}</dt>
            <dd>{dateTime(timestamp)}</dd>
          </dl>
        )}
      </Loaded>
    </Card>
  );
}
