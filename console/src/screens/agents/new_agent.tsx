import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, content, type CreatedPod } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { SecretDialog } from "../../ui/secret.tsx";
import { toastError } from "../../ui/toast.tsx";
import { asMetadata, LabelFields, saveLabels, type Label } from "./labels.tsx";
import { LimitFields, NO_LIMITS, rateLimits, spendingCaps } from "./limits.tsx";

const t = text.agents;

export function NewAgent({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const [draft, setDraft, forget] = useDraft("agents.new", { name: "", limits: NO_LIMITS, labels: [] as Label[] });
  const [made, setMade] = useState<CreatedPod>();
  const create = async () => {
    const body = { name: draft.name.trim() || null, rate_limits: rateLimits(draft.limits), spending_caps: spendingCaps(draft.limits) };
    const pod = await content(api.POST("/v1/pods", { body }));
    setMade(pod);
    // The agent exists, and its key must be shown: labels can be set again on its page.
    const metadata = asMetadata(draft.labels);
    if (Object.keys(metadata).length > 0) await saveLabels(pod.id, metadata).catch(toastError);
    forget();
    void queries.invalidateQueries({ queryKey: ["pods"] });
  };
  if (made) {
    return (
      <SecretDialog title={t.keyOf(made.name ?? made.id)} label={t.key} value={made.api_key} onClose={() => { onClose(); route(to(`/agents/${made.id}`)); }}>
        <p class="dim">{t.keyHint}</p>
      </SecretDialog>
    );
  }
  return (
    <FormDialog title={t.create} action={t.createAction} onSubmit={create} onClose={onClose}>
      <Field label={t.name} hint={t.nameHint} maxLength={100} required autoFocus value={draft.name} onInput={({ currentTarget }) => setDraft({ ...draft, name: currentTarget.value })} />
      <LimitFields value={draft.limits} onChange={(part) => setDraft({ ...draft, limits: { ...draft.limits, ...part } })} />
      <LabelFields labels={draft.labels} onChange={(labels) => setDraft({ ...draft, labels })} />
    </FormDialog>
  );
}
