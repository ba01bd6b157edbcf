import { useQuery } from "@tanstack/react-query";
import { api, content } from "../../api/client.ts";
import type { Breakdown, PublicScore, TrustTier } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Badge, Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import styles from "./trust.module.css";

/** The most points of each part. */
const MOST: Record<keyof Breakdown, number> = { consistency: 300, longevity: 250, transparency: 250, volume: 200 };
const PARTS = Object.keys(MOST) as (keyof Breakdown)[];
const KINDS = { untrusted: "bad", provisional: "warn", trusted: "info", verified: "good" } as const satisfies Record<TrustTier, string>;

export function Score() {
  const query = useQuery({ queryKey: ["trust", "score"], queryFn: () => content(api.GET("/v1/trust/{agentId}", { params: { path: { agentId: "me" } } })) });
  return (
    <Card title={text.trust.score} isPadded>
      <Loaded query={query}>
        {({ agentId, score, tier, breakdown }) => (
          <div class={styles["score"]}>
            <div class="column tight">
              <p class={styles["number"]}>{score}</p>
              <p class="row"><span class="dim">{text.trust.scoreOf(score)}</span><Badge kind={KINDS[tier]}>{text.trust.tiers[tier]}</Badge></p>
              <p class="dim">{text.trust.nextTier[tier]}</p>
              <Evidence id={agentId} />
            </div>
            <ul class="column">{PARTS.map((part) => <Part key={part} part={part} points={breakdown[part]} />)}</ul>
          </div>
        )}
      </Loaded>
      <p class={`dim ${styles["foot"]}`}>{text.trust.ofAccount}</p>
    </Card>
  );
}

function Part({ part, points }: { part: keyof Breakdown; points: number }) {
  const value = text.trust.partOf(points, MOST[part]);
  return (
    <li class="column tight">
      <span class="row spread">{text.trust.parts[part]}<span class="number">{value}</span></span>
      <div class="bar" role="meter" aria-label={text.trust.parts[part]} aria-valuemin={0} aria-valuemax={MOST[part]} aria-valuenow={points} aria-valuetext={value}>
        <span style={{ width: `${(points / MOST[part]) * 100}%` }} />
      </div>
      <span class="dim">{text.trust.partHints[part]}</span>
    </li>
  );
}

/** What the public score says besides: how sure it is, and where it goes. */
function Evidence({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ["trust", "public", id],
    queryFn: () => content(api.GET("/badge/{agent}/score.json", { params: { path: { agent: id } } })) as Promise<PublicScore>,
  });
  if (!data) return null;
  return (
    <dl class="facts">
      <dt>{text.trust.confidence}</dt>
      <dd>{text.trust.percent(data.confidence)}</dd>
      <dt>{text.trust.trend}</dt>
      <dd>{text.trust.trends[data.trend]}</dd>
      <dt>{text.trust.level}</dt>
      <dd>{data.atfLevel}</dd>
    </dl>
  );
}
