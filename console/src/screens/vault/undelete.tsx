import { useState } from "preact/hooks";
import { api, inPod } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/toast.tsx";

export async function undelete(pod: string, name: string): Promise<void> {
  await api.POST("/v1/vault/{key}/undelete", { params: { path: { key: name }, header: inPod(pod) } });
  void queries.invalidateQueries({ queryKey: ["vault", pod] });
  toast(text.vault.undeleted(name));
}

export function UndeleteDialog({ pod, onClose }: { pod: string; onClose: () => void }) {
  const [name, setName] = useState("");
  return (
    <Confirm title={text.vault.undeleteTitle} action={text.vault.undelete} onConfirm={() => undelete(pod, name.trim())} onClose={onClose}>
      <Field label={text.vault.name} hint={text.vault.undeleteHint} class="input mono" autocomplete="off" spellcheck={false} autoFocus value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
    </Confirm>
  );
}
