import { useState } from "preact/hooks";
import { useAddresses } from "../../api/addresses.ts";
import { api, content, inPod, type Webhook } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field, Select } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { SecretDialog } from "../../ui/secret.tsx";
import { toast } from "../../ui/toast.tsx";
import { reloadWebhooks } from "./list.tsx";
import style from "./webhooks.module.css";

const t = text.webhooks;

interface WebhookDraft {
  url: string;
  address: string;
  events: string[];
}

const bodyOf = ({ url, address, events }: WebhookDraft) => ({ url: url.trim(), address: address || null, events });

export function NewWebhook({ pod, onClose }: { pod: string; onClose: (made?: Webhook) => void }) {
  // An address often carries a token, so no draft stores it.
  const [url, setUrl] = useState("");
  const [kept, setKept, forget] = useDraft<Omit<WebhookDraft, "url">>(`webhooks.new.${pod}`, { address: "", events: ["email.received"] });
  const draft = { url, address: kept.address, events: kept.events };
  const change = ({ url: typed, ...rest }: WebhookDraft) => {
    setUrl(typed);
    setKept(rest);
  };
  const [made, setMade] = useState<Webhook>();
  const create = async () => {
    setMade(await content(api.POST("/v1/email/webhooks", { params: { header: inPod(pod) }, body: bodyOf(draft) })));
    forget();
    void reloadWebhooks(pod);
  };
  if (made) return <SecretDialog title={t.secretTitle} label={t.secret} value={made.secret ?? ""} onClose={() => onClose(made)}><p class="dim">{t.secretHint}</p></SecretDialog>;
  return (
    <FormDialog title={t.create} action={t.createAction} isDisabled={draft.events.length === 0} onSubmit={create} onClose={() => onClose()}>
      <Fields pod={pod} draft={draft} onChange={change} />
    </FormDialog>
  );
}

export function EditWebhook({ pod, webhook, onClose }: { pod: string; webhook: Webhook; onClose: () => void }) {
  const [draft, setDraft] = useState<WebhookDraft>({ url: webhook.url, address: webhook.address ?? "", events: webhook.events });
  const save = async () => {
    await content(api.PATCH("/v1/email/webhooks/{id}", { params: { header: inPod(pod), path: { id: webhook.id } }, body: bodyOf(draft) }));
    await reloadWebhooks(pod);
    toast(t.saved);
    onClose();
  };
  return (
    <FormDialog title={t.edit} action={text.save} isDisabled={draft.events.length === 0} onSubmit={save} onClose={onClose}>
      <Fields pod={pod} draft={draft} onChange={setDraft} />
    </FormDialog>
  );
}

function Fields({ pod, draft, onChange }: { pod: string; draft: WebhookDraft; onChange: (draft: WebhookDraft) => void }) {
  const { data } = useAddresses(pod);
  const mailboxes = [...new Set([...(data?.addresses ?? []), draft.address].filter(Boolean))];
  return (
    <>
      <Field label={t.url} hint={t.urlHint} type="url" required autoFocus maxLength={2048} placeholder="https://" value={draft.url} onInput={({ currentTarget }) => onChange({ ...draft, url: currentTarget.value })} />
      <Events chosen={draft.events} onChange={(events) => onChange({ ...draft, events })} />
      <Select label={t.mailbox} value={draft.address} onChange={({ currentTarget }) => onChange({ ...draft, address: currentTarget.value })}>
        <option value="">{t.allMailboxes}</option>
        {mailboxes.map((mailbox) => <option key={mailbox} value={mailbox}>{mailbox}</option>)}
      </Select>
    </>
  );
}

function Events({ chosen, onChange }: { chosen: string[]; onChange: (chosen: string[]) => void }) {
  const kinds = Object.entries(t.kinds);
  const toggle = (kind: string, isOn: boolean) => onChange(isOn ? [...chosen, kind] : chosen.filter((one) => one !== kind));
  return (
    <fieldset class="column tight">
      <legend class="legend">{t.events}</legend>
      <div class={style["kinds"]}>
        {kinds.map(([kind, words]) => <Checkbox key={kind} label={words} hint={<code>{kind}</code>} checked={chosen.includes(kind)} onChange={(isOn) => toggle(kind, isOn)} />)}
      </div>
      <div class="row">
        <Button onClick={() => onChange(kinds.map(([kind]) => kind))}>{t.allEvents}</Button>
        {chosen.length === 0 && <span class="dim">{t.eventsHint}</span>}
      </div>
    </fieldset>
  );
}
