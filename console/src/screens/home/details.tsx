import type { Of, Waiting } from "../../api/waiting.ts";
import { podInAddress } from "../../api/waiting.ts";
import { to, toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Copyable } from "../../ui/button.tsx";
import { Time, dateTime } from "../../ui/format.tsx";
import { Badge } from "../../ui/page.tsx";
import { CredentialForm } from "./credential_form.tsx";
import { DraftDetails } from "./draft_details.tsx";
import { EventDetails } from "./event_details.tsx";
import styles from "./home.module.css";
import { dollars, type NameOf } from "./names.ts";

/** Everything about one thing that waits. */
export function Details({ item, nameOf }: { item: Waiting; nameOf: NameOf }) {
  switch (item.kind) {
    case "approval":
      return <ApprovalDetails item={item} nameOf={nameOf} />;
    case "draft":
      return <DraftDetails item={item} />;
    case "credential":
      return <CredentialForm item={item} />;
    case "event":
      return <EventDetails item={item} />;
    case "invitation":
      return <p><a href={to("/people")}>{text.nav.people}</a></p>;
  }
}

function ApprovalDetails({ item: { approval }, nameOf }: { item: Of<"approval">; nameOf: NameOf }) {
  const { amount_usdc, payee, category, description, capture, expires_at, created_at, run_id, pod_id, id, exceeded } = approval;
  return (
    <div class={styles["details"]}>
      <dl class="facts">
        <dt>{text.home.amount}</dt><dd>{dollars(amount_usdc)} · {capture ? text.home.once : text.home.hold}</dd>
        <dt>{text.home.payee}</dt><dd>{payee ?? text.none}</dd>
        <dt>{text.home.category}</dt><dd>{category}</dd>
        <dt>{text.home.why}</dt><dd>{description || text.none}</dd>
        <dt>{text.home.agent}</dt><dd><a href={toPod(podInAddress(pod_id), "/audit")}>{nameOf(pod_id)}</a></dd>
        <dt>{text.home.asked}</dt><dd><Time at={created_at} /></dd>
        <dt>{text.home.expires}</dt><dd>{dateTime(expires_at)}</dd>
        {run_id && <><dt>{text.home.run}</dt><dd><a href={toPod(podInAddress(pod_id), `/runs/${run_id}`)}>{run_id}</a> {text.home.runWaits}</dd></>}
        {exceeded.length > 0 && (
          <>
            <dt>{text.home.caps}</dt>
            <dd class="column tight">
              {exceeded.map(({ scope, period, limit_usdc, spent_usdc }) => (
                <span key={scope + period} class="row wrap">
                  <Badge kind="warn">{text.home.cap(text.home.scopes[scope] ?? scope, period)}</Badge>
                  {limit_usdc != null && <span class="dim">{text.home.capDetails(dollars(limit_usdc), dollars(spent_usdc ?? 0))}</span>}
                </span>
              ))}
            </dd>
          </>
        )}
      </dl>
      <Copyable value={id} />
    </div>
  );
}
