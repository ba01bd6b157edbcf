import { useState } from "preact/hooks";
import { api, inPod, type Rule, type RuleAction, type RuleAuth } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field, Select } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { toast } from "../../ui/toast.tsx";
import { reload } from "./requests.ts";

const words = text.mail.rules;

interface Form {
  action: RuleAction;
  from: string;
  auth: RuleAuth | "";
  address: string;
  note: string;
  trust: boolean;
}

const formOf = (rule?: Rule): Form => ({
  action: rule?.action ?? "refuse", from: rule?.match.from ?? "", auth: rule?.match.auth ?? "", address: rule?.address ?? "", note: rule?.note ?? "", trust: rule?.trust_unauthenticated ?? false,
});

/** Makes a rule, or changes one. The mailbox of a rule does not change. */
export function RuleDialog({ pod, addresses, rule, onClose }: { pod: string; addresses: string[]; rule?: Rule; onClose: () => void }) {
  const [form, setForm, forget] = useDraft(`mail.${pod}.rule.${rule?.id ?? "new"}`, formOf(rule));
  const [wrong, setWrong] = useState<string>();
  const set = (change: Partial<Form>) => setForm({ ...form, ...change });
  const save = async () => {
    setWrong(form.from.trim() || form.auth ? undefined : words.nothing);
    if (!form.from.trim() && !form.auth) return;
    await store(pod, form, rule);
    forget();
    toast(words.saved);
    void reload(pod);
    onClose();
  };
  return (
    <FormDialog title={rule ? words.editTitle : words.create} action={words.save} onSubmit={save} onClose={onClose}>
      <Select label={words.action} value={form.action} hint={words.actionHint[form.action]} onChange={({ currentTarget }) => set({ action: currentTarget.value as RuleAction })}>
        {Object.entries(words.actions).map(([action, name]) => <option key={action} value={action}>{name}</option>)}
      </Select>
      <Field label={words.from} value={form.from} hint={words.fromHint} wrong={wrong} autocomplete="off" spellcheck={false} onInput={({ currentTarget }) => set({ from: currentTarget.value })} />
      <Select label={words.auth} value={form.auth} onChange={({ currentTarget }) => set({ auth: currentTarget.value as Form["auth"] })}>
        {Object.entries(words.auths).map(([auth, name]) => <option key={auth} value={auth}>{name}</option>)}
      </Select>
      {form.action === "allow" && <Checkbox label={words.trust} hint={words.trustHint} checked={form.trust} onChange={(trust) => set({ trust })} />}
      {!rule && addresses.length > 0 && (
        <Select label={words.mailbox} value={form.address} onChange={({ currentTarget }) => set({ address: currentTarget.value })}>
          <option value="">{words.allMailboxes}</option>
          {addresses.map((address) => <option key={address}>{address}</option>)}
        </Select>
      )}
      <Field label={words.note} value={form.note} maxLength={200} onInput={({ currentTarget }) => set({ note: currentTarget.value })} />
    </FormDialog>
  );
}

async function store(pod: string, form: Form, rule: Rule | undefined): Promise<void> {
  const header = inPod(pod);
  const body = {
    action: form.action,
    match: { ...(form.from.trim() && { from: form.from.trim() }), ...(form.auth && { auth: form.auth }) },
    note: form.note || null,
    trust_unauthenticated: form.action === "allow" && form.trust,
  };
  if (rule) await api.PATCH("/v1/email/rules/{id}", { params: { path: { id: rule.id }, header }, body });
  else await api.POST("/v1/email/rules", { params: { header }, body: { ...body, ...(form.address && { address: form.address }) } });
}
