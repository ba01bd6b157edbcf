import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, inPod, type Tested, type Webhook } from "../../api/client.ts";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { dateTime } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Badge, Card, Page } from "../../ui/page.tsx";
import { ErrorNotice, Loaded } from "../../ui/states.tsx";
import { explain } from "../../api/errors.ts";
import { Acts, type Act } from "./acts.tsx";
import { Deliveries } from "./deliveries.tsx";
import { reloadWebhooks, StatusBadge } from "./list.tsx";
import style from "./webhooks.module.css";

const t = text.webhooks;

export function WebhookDetails({ pod, id }: { pod: string; id: string }) {
  const [act, setAct] = useState<Act>();
  const query = useQuery({
    queryKey: ["webhooks", pod, id],
    queryFn: () => content(api.GET("/v1/email/webhooks/{id}", { params: { header: inPod(pod), path: { id } } })),
  });
  const webhook = query.data;
  return (
    <Page
      title={t.webhook}
      actions={
        <>
          <a class="button" href={toPod(pod, "/webhooks")}><Icon name="back" />{t.all}</a>
          {webhook && <Button icon="edit" onClick={() => setAct("edit")}>{t.edit}</Button>}
          {webhook && <Actions webhook={webhook} onAct={setAct} />}
        </>
      }
    >
      <Loaded query={query}>
        {(loaded) => (
          <>
            <Facts webhook={loaded} />
            <Test pod={pod} id={id} />
            <Deliveries pod={pod} id={id} />
            <Acts pod={pod} webhook={loaded} act={act} onClose={() => setAct(undefined)} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Actions({ webhook, onAct }: { webhook: Webhook; onAct: (act: Act) => void }) {
  return (
    <Menu label={t.actions}>
      {webhook.status === "active"
        ? <MenuItem icon="stop" onClick={() => onAct("pause")}>{t.pause}</MenuItem>
        : <MenuItem icon="play" onClick={() => onAct("enable")}>{t.enable}</MenuItem>}
      <MenuItem icon="key" onClick={() => onAct("rotate")}>{t.rotate}</MenuItem>
      <MenuItem icon="refresh" onClick={() => onAct("replay")}>{t.replayTitle}</MenuItem>
      <MenuItem icon="trash" isDangerous onClick={() => onAct("delete")}>{t.delete}</MenuItem>
    </Menu>
  );
}

function Facts({ webhook }: { webhook: Webhook }) {
  const isActive = webhook.status === "active";
  return (
    <Card isPadded>
      <div class="column">
        <dl class="facts">
          <dt>{t.server}</dt><dd><Copyable value={webhook.url} /></dd>
          <dt>{t.status}</dt><dd><StatusBadge webhook={webhook} /></dd>
          <dt>{t.events}</dt><dd class="row wrap">{webhook.events.map((kind) => <Badge key={kind}>{kind}</Badge>)}</dd>
          <dt>{t.mailbox}</dt><dd>{webhook.address ?? t.allMailboxes}</dd>
          <dt>{t.created}</dt><dd>{dateTime(webhook.created_at)}</dd>
          <dt>{t.id}</dt><dd><code class="dim">{webhook.id}</code></dd>
          {webhook.previous_secret_until && <><dt>{t.both}</dt><dd>{dateTime(webhook.previous_secret_until)}</dd></>}
        </dl>
        {!isActive && <p class="notice warn">{t.reasons[webhook.disabled_reason ?? ""] ?? t.paused}</p>}
        {isActive && !webhook.verified && <p class="notice warn">{t.unverifiedHint} {webhook.verification_error && t.lastProblem(webhook.verification_error)}</p>}
        {isActive && webhook.failing_since && <p class="notice bad">{t.failingHint} {dateTime(webhook.failing_since)}.</p>}
      </div>
    </Card>
  );
}

/** A test, and what the server answered. */
function Test({ pod, id }: { pod: string; id: string }) {
  const [tested, setTested] = useState<Tested>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setTested(await content(api.POST("/v1/email/webhooks/{id}/test", { params: { header: inPod(pod), path: { id } } })));
      void reloadWebhooks(pod);
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  return (
    <section class="column tight" aria-live="polite">
      <div class="row wrap">
        <Button icon="send" disabled={isBusy} onClick={test}>{t.test}</Button>
        {tested && <span class="row"><Badge kind={tested.delivered ? "good" : "bad"}>{tested.delivered ? t.states["delivered"] : t.states["failed"]}</Badge>{tested.delivered ? t.testOk(tested.status, tested.duration_ms) : t.testFailed(tested.error ?? String(tested.status))}</span>}
      </div>
      {tested?.response && <pre class={style["answer"]} tabIndex={0} aria-label={t.answer}>{tested.response}</pre>}
      {error !== undefined && <ErrorNotice {...explain(error)} />}
    </section>
  );
}
