import { useState } from "preact/hooks";
import { api, content, type CreatedPodKey, type PodKey } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Select } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { SecretDialog } from "../../ui/secret.tsx";
import { nameOf, reloadKeys } from "./list.tsx";

const t = text.keys;

export function Rotate({ pod, current, onClose }: { pod: string; current: PodKey; onClose: () => void }) {
  const [grace, setGrace] = useState(600);
  const [made, setMade] = useState<CreatedPodKey>();
  const rotate = async () => {
    const params = { path: { pod_id: pod, key_id: current.id } };
    setMade(await content(api.POST("/v1/pods/{pod_id}/keys/{key_id}/rotate", { params, body: { grace_seconds: grace } })));
    void reloadKeys(pod);
  };
  if (made) return <SecretDialog title={t.secretTitle} label={t.key} value={made.api_key} onClose={onClose} />;
  return (
    <FormDialog title={t.rotateTitle(nameOf(current))} action={t.rotate} onSubmit={rotate} onClose={onClose}>
      <p>{t.rotateHint}</p>
      <Select label={t.grace} value={String(grace)} onChange={({ currentTarget }) => setGrace(Number(currentTarget.value))}>
        {Object.entries(t.graces).map(([seconds, words]) => <option key={seconds} value={seconds}>{words}</option>)}
      </Select>
    </FormDialog>
  );
}
