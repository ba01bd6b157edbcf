import { useState } from "preact/hooks";
import { api, content, inPod, type Delivery } from "../../api/client.ts";
import { usePages } from "../../api/pages.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { dateTime, Time } from "../../ui/format.tsx";
import { Badge } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";
import { reloadWebhooks } from "./list.tsx";
import style from "./webhooks.module.css";

const t = text.webhooks;

type State = "pending" | "delivered" | "failed";
const STATES: State[] = ["pending", "delivered", "failed"];
const KINDS: Record<string, "info" | "good" | "bad"> = { pending: "info", delivered: "good", failed: "bad" };

export function Deliveries({ pod, id }: { pod: string; id: string }) {
  const [state, setState] = useState<State | "">("");
  const [opened, setOpened] = useState<Delivery>();
  const query = usePages(
    ["webhooks", pod, id, "deliveries", state],
    (cursor) => content(api.GET("/v1/email/webhooks/{id}/deliveries", { params: { header: inPod(pod), path: { id }, query: { limit: 100, cursor, ...(state && { status: state }) } } })),
    (page) => page.deliveries,
  );
  const replay = async (delivery: Delivery) => {
    await api.POST("/v1/email/webhooks/{id}/deliveries/{delivery_id}/replay", { params: { header: inPod(pod), path: { id, delivery_id: delivery.id } } });
    setOpened(undefined);
    toast(t.replayed);
    await reloadWebhooks(pod);
  };
  return (
    <section class="column tight" aria-label={t.deliveries}>
      <div class="row wrap spread">
        <h2>{t.deliveries}</h2>
        <div class="row">
          <select class="input" aria-label={t.filter} value={state} onChange={({ currentTarget }) => setState(currentTarget.value as State | "")}>
            <option value="">{t.filterAll}</option>
            {STATES.map((one) => <option key={one} value={one}>{t.states[one]}</option>)}
          </select>
          <Button icon="refresh" onClick={() => query.refetch()}>{t.refresh}</Button>
        </div>
      </div>
      <Loaded query={query}>
        {(deliveries) =>
          deliveries.length === 0
            ? <Empty title={t.noDeliveries}><p>{t.noDeliveriesHint}</p></Empty>
            : <Table label={t.deliveries} columns={COLUMNS} rows={deliveries} id={(delivery) => delivery.id} onOpen={setOpened} onEnd={query.more} height="480px" />
        }
      </Loaded>
      {opened && <Details delivery={opened} onReplay={() => replay(opened)} onClose={() => setOpened(undefined)} />}
    </section>
  );
}

const StateBadge = ({ status }: Delivery) => <Badge kind={KINDS[status]}>{t.states[status] ?? status}</Badge>;

const COLUMNS: Column<Delivery>[] = [
  { key: "event", head: t.event, width: "minmax(120px, 2fr)", cell: ({ type }) => t.kinds[type] ?? <code>{type}</code> },
  { key: "status", head: t.status, width: "88px", cell: (delivery) => <StateBadge {...delivery} /> },
  { key: "code", head: t.code, width: "minmax(90px, 1fr)", isExtra: true, cell: ({ last_status_code, last_error }) => last_status_code ?? last_error ?? <span class="dim">–</span> },
  { key: "attempts", head: t.attempts, width: "80px", isNumber: true, isExtra: true, cell: ({ attempts }) => attempts },
  { key: "when", head: t.when, width: "90px", cell: ({ created_at }) => <Time at={created_at} /> },
];

function Details({ delivery, onReplay, onClose }: { delivery: Delivery; onReplay: () => Promise<void>; onClose: () => void }) {
  return (
    <Dialog title={t.kinds[delivery.type] ?? delivery.type} onClose={onClose}>
      <Form action={t.replay} onSubmit={onReplay}>
        <dl class="facts">
          <dt>{t.status}</dt><dd class="row"><StateBadge {...delivery} />{t.attempt(delivery.attempts)}</dd>
          <dt>{t.when}</dt><dd>{dateTime(delivery.created_at)}</dd>
          {delivery.last_attempt_at && <><dt>{t.lastAttempt}</dt><dd>{dateTime(delivery.last_attempt_at)}</dd></>}
          {delivery.next_attempt_at && <><dt>{t.nextAttempt}</dt><dd><Time at={delivery.next_attempt_at} /></dd></>}
          <dt>{t.code}</dt><dd>{delivery.last_status_code ?? t.noAnswer}</dd>
          {delivery.last_error && <><dt>{t.error}</dt><dd>{delivery.last_error}</dd></>}
          <dt>{t.id}</dt><dd><code class="dim">{delivery.id}</code></dd>
        </dl>
        {delivery.last_response_body && <pre class={style["answer"]} tabIndex={0} aria-label={t.answer}>{delivery.last_response_body}</pre>}
      </Form>
    </Dialog>
  );
}
