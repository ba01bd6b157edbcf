import { useState } from "preact/hooks";
import { useQuery } from "@tanstack/react-query";
import { api, content } from "../../api/client.ts";
import type { CapState } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Time, usdc } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { CapsForm } from "./caps_form.tsx";
import styles from "./budget.module.css";

export const PERIODS = ["daily", "weekly", "monthly"] as const;
const NEAR = 0.8;

export const loadBudget = (pod: string) => content(api.GET("/v1/budget", { params: { query: pod ? { pod_id: pod } : {} } }));

/** What the account, or one agent, may spend, and how much of it is left. */
export function Caps({ pod }: { pod: string }) {
  const [isEditing, setEditing] = useState(false);
  const query = useQuery({ queryKey: ["budget", "state", pod], queryFn: () => loadBudget(pod) });
  return (
    <Card title={text.budget.caps} actions={<Button icon="edit" disabled={!query.data} onClick={() => setEditing(true)}>{text.budget.editCaps}</Button>}>
      <div class={styles["caps"]}>
        <Loaded query={query}>
          {({ caps, has_caps }) =>
            has_caps
              ? PERIODS.map((period) => <Cap key={period} name={text.budget.periods[period]} cap={caps[period] ?? undefined} />)
              : <Empty icon="budget" title={text.budget.noCaps}><p>{text.budget.noCapsHint}</p></Empty>}
        </Loaded>
      </div>
      {isEditing && query.data && <CapsForm pod={pod} state={query.data} onClose={() => setEditing(false)} />}
    </Card>
  );
}

function Cap({ name, cap }: { name: string; cap: CapState | undefined }) {
  if (!cap) return <div class={styles["cap"]}><span class={styles["line"]}>{name}<span class="dim">{text.budget.noCap}</span></span></div>;
  const { spent_usdc: spent, held_usdc: held, limit_usdc: limit, remaining_usdc: left, resets_at } = cap;
  const share = limit > 0 ? (spent + held) / limit : 1;
  const kind = share >= 1 ? "bad" : share >= NEAR ? "warn" : "";
  const value = text.budget.spentOf(usdc(spent), usdc(limit));
  return (
    <div class={styles["cap"]}>
      <span class={styles["line"]}>
        <span class="row">{name}{kind === "bad" && <Badge kind="bad">{text.budget.reached}</Badge>}</span>
        <span class="number">{value}</span>
      </span>
      <div class={`bar ${kind}`} role="meter" aria-label={name} aria-valuemin={0} aria-valuemax={limit} aria-valuenow={spent + held} aria-valuetext={value}>
        <span style={{ width: `${Math.min(1, share) * 100}%` }} />
      </div>
      <span class={`${styles["line"]} dim`}>
        <span>{text.budget.left(usdc(Math.max(0, left)))}{held > 0 && ` · ${text.budget.held(usdc(held))}`}</span>
        <span>{text.budget.resets} <Time at={resets_at} /></span>
      </span>
    </div>
  );
}
