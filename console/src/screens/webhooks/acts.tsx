// What can be done with a webhook, each in a dialog of its own.
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, content, inPod, type Webhook } from "../../api/client.ts";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { SecretDialog } from "../../ui/secret.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { EditWebhook } from "./edit.tsx";
import { reloadWebhooks } from "./list.tsx";

const t = text.webhooks;

export type Act = "edit" | "pause" | "enable" | "rotate" | "replay" | "delete";

interface Props {
  pod: string;
  webhook: Webhook;
  onClose: () => void;
}

export function Acts({ act, ...props }: Props & { act: Act | undefined }) {
  if (act === "edit") return <EditWebhook {...props} />;
  if (act === "pause") return <Pause {...props} />;
  if (act === "enable") return <Enable {...props} />;
  if (act === "rotate") return <Rotate {...props} />;
  if (act === "replay") return <Replay {...props} />;
  if (act === "delete") return <Delete {...props} />;
  return null;
}

async function setEnabled(pod: string, id: string, enabled: boolean): Promise<void> {
  await api.PATCH("/v1/email/webhooks/{id}", { params: { header: inPod(pod), path: { id } }, body: { enabled } });
  await reloadWebhooks(pod);
  toast(enabled ? t.enabled : t.pausedNow);
}

function Pause({ pod, webhook, onClose }: Props) {
  return (
    <Confirm title={t.pauseTitle} action={t.pause} isDangerous onConfirm={() => setEnabled(pod, webhook.id, false)} onClose={onClose}>
      <p>{t.pauseHint}</p>
    </Confirm>
  );
}

/** Nothing is lost by enabling: it is not asked for. */
function Enable({ pod, webhook, onClose }: Props) {
  useEffect(() => {
    void setEnabled(pod, webhook.id, true).catch(toastError).finally(onClose);
  }, []);
  return null;
}

function Rotate({ pod, webhook, onClose }: Props) {
  const [secret, setSecret] = useState<string>();
  const rotate = async () => {
    const rotated = await content(api.POST("/v1/email/webhooks/{id}/rotate-secret", { params: { header: inPod(pod), path: { id: webhook.id } }, body: {} }));
    setSecret(rotated.secret ?? "");
    void reloadWebhooks(pod);
  };
  if (secret !== undefined) return <SecretDialog title={t.secretTitle} label={t.secret} value={secret} onClose={onClose}><p class="dim">{t.rotateHint}</p></SecretDialog>;
  return <FormDialog title={t.rotateTitle} action={t.rotate} onSubmit={rotate} onClose={onClose}><p>{t.rotateHint}</p></FormDialog>;
}

const DAY = 86_400_000;

/** A time as a field for times shows it: local, to the minute. */
function localTime(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Replay({ pod, webhook, onClose }: Props) {
  const [since, setSince] = useState(() => localTime(Date.now() - DAY));
  const replay = async () => {
    const body = { since: new Date(since).toISOString() };
    const { replayed } = await content(api.POST("/v1/email/webhooks/{id}/replay", { params: { header: inPod(pod), path: { id: webhook.id } }, body }));
    await reloadWebhooks(pod);
    toast(t.replayedMany(replayed));
    onClose();
  };
  return (
    <FormDialog title={t.replayTitle} action={t.replaySince} onSubmit={replay} onClose={onClose}>
      <p>{t.replayHint}</p>
      <Field label={t.since} type="datetime-local" required value={since} onInput={({ currentTarget }) => setSince(currentTarget.value)} />
    </FormDialog>
  );
}

function Delete({ pod, webhook, onClose }: Props) {
  const { route } = useLocation();
  const remove = async () => {
    await api.DELETE("/v1/email/webhooks/{id}", { params: { header: inPod(pod), path: { id: webhook.id } } });
    toast(t.deleted);
    route(toPod(pod, "/webhooks"));
    void reloadWebhooks(pod);
  };
  return <Confirm title={t.deleteTitle} action={t.delete} isDangerous onConfirm={remove} onClose={onClose}><p>{t.deleteHint}</p></Confirm>;
}
