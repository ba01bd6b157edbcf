import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, content, inPod, type Webhook } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { NewWebhook } from "./edit.tsx";

const t = text.webhooks;

export const reloadWebhooks = (pod: string) => queries.invalidateQueries({ queryKey: ["webhooks", pod] });

export function WebhookList({ pod }: { pod: string }) {
  const { route } = useLocation();
  const [isNew, setNew] = useState(false);
  const query = useQuery({ queryKey: ["webhooks", pod], queryFn: () => content(api.GET("/v1/email/webhooks", { params: { header: inPod(pod) } })) });
  const create = <Button kind="primary" icon="plus" onClick={() => setNew(true)}>{t.create}</Button>;
  const address = ({ id }: Webhook) => toPod(pod, `/webhooks/${id}`);
  return (
    <Page title={t.title} actions={create}>
      <Loaded query={query}>
        {({ webhooks }) =>
          webhooks.length === 0
            ? <Empty icon="webhooks" title={t.empty}><p>{t.emptyHint}</p>{create}</Empty>
            : <Table label={t.title} columns={columns(address)} rows={webhooks} id={({ id }) => id} onOpen={(webhook) => route(address(webhook))} />
        }
      </Loaded>
      {isNew && <NewWebhook pod={pod} onClose={(made) => { setNew(false); if (made) route(address(made)); }} />}
    </Page>
  );
}

export function StatusBadge({ webhook }: { webhook: Webhook }) {
  if (webhook.status !== "active") return <Badge kind={webhook.disabled_reason === "by_owner" ? "warn" : "bad"}>{webhook.disabled_reason === "by_owner" ? t.paused : t.stopped}</Badge>;
  if (!webhook.verified) return <Badge kind="warn">{t.unverified}</Badge>;
  return webhook.failing_since ? <Badge kind="bad">{t.failing}</Badge> : <Badge kind="good">{t.working}</Badge>;
}

const columns = (address: (webhook: Webhook) => string): Column<Webhook>[] => [
  { key: "url", head: t.server, width: "minmax(130px, 3fr)", cell: (webhook) => <a href={address(webhook)} title={webhook.url}>{webhook.url.replace(/^https:\/\//, "")}</a> },
  { key: "status", head: t.status, width: "108px", cell: (webhook) => <StatusBadge webhook={webhook} /> },
  { key: "events", head: t.events, width: "minmax(120px, 2fr)", isExtra: true, cell: ({ events }) => <span title={events.join("\n")}>{events.length > 2 ? t.kindsCount(events.length) : events.join(", ")}</span> },
  { key: "mailbox", head: t.mailbox, width: "minmax(120px, 1.5fr)", isExtra: true, cell: ({ address: mailbox }) => mailbox ?? <span class="dim">{t.allMailboxes}</span> },
  { key: "created", head: t.created, width: "100px", isExtra: true, cell: ({ created_at }) => <Time at={created_at} /> },
];
