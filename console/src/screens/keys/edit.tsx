import { useState } from "preact/hooks";
import { api, content, type CreatedPodKey, type PodKey } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { useDraft } from "../../ui/draft.ts";
import { FormDialog } from "../../ui/form.tsx";
import { SecretDialog } from "../../ui/secret.tsx";
import { toast } from "../../ui/toast.tsx";
import { nameOf, reloadKeys } from "./list.tsx";
import { draftOf, isComplete, NEW_KEY, restrictionsOf, ScopeFields } from "./scope.tsx";

const t = text.keys;

export function NewKey({ pod, onClose }: { pod: string; onClose: () => void }) {
  const [draft, setDraft, forget] = useDraft(`keys.new.${pod}`, NEW_KEY);
  const [made, setMade] = useState<CreatedPodKey>();
  const create = async () => {
    // The keys that there are stay.
    const body = { ...restrictionsOf(draft), mode: "add" as const };
    setMade(await content(api.POST("/v1/pods/{pod_id}/keys", { params: { path: { pod_id: pod } }, body })));
    forget();
    void reloadKeys(pod);
  };
  if (made) return <SecretDialog title={t.secretTitle} label={t.key} value={made.api_key} onClose={onClose} />;
  return (
    <FormDialog title={t.create} action={t.createAction} isWide isDisabled={!isComplete(draft)} onSubmit={create} onClose={onClose}>
      <ScopeFields pod={pod} draft={draft} onChange={setDraft} />
    </FormDialog>
  );
}

export function ChangeKey({ pod, current, onClose }: { pod: string; current: PodKey; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(current));
  const save = async () => {
    const params = { path: { pod_id: pod, key_id: current.id } };
    const { expires_at, ...rest } = restrictionsOf(draft);
    // A day is all that the form shows: an end within the same day stays as it is.
    const body = draft.ends === draftOf(current).ends ? rest : { ...rest, expires_at };
    await content(api.PATCH("/v1/pods/{pod_id}/keys/{key_id}", { params, body }));
    await reloadKeys(pod);
    toast(t.changed);
    onClose();
  };
  return (
    <FormDialog title={nameOf(current)} action={text.save} isWide isDisabled={!isComplete(draft)} onSubmit={save} onClose={onClose}>
      <ScopeFields pod={pod} draft={draft} onChange={setDraft} />
    </FormDialog>
  );
}
