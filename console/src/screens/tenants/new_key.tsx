import { useState } from "preact/hooks";
import { api, content, type CreatedPodKey } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Checkbox, Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { SecretDialog } from "../../ui/secret.tsx";

const t = text.tenants;

export function NewKey({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const [label, setLabel] = useState("");
  const [isReplacing, setReplacing] = useState(false);
  const [made, setMade] = useState<CreatedPodKey>();
  const create = async () => {
    const body = { label: label.trim() || null, mode: isReplacing ? ("replace" as const) : ("add" as const) };
    setMade(await content(api.POST("/admin/tenants/{id}/keys", { params: { path: { id } }, body })));
    void queries.invalidateQueries({ queryKey: ["keys"] });
  };
  if (made) return <SecretDialog title={t.keyOf(name)} label={t.key} value={made.api_key} onClose={onClose} />;
  return (
    <FormDialog title={t.createKey} action={t.createKey} onSubmit={create} onClose={onClose}>
      <Field label={t.keyLabel} hint={t.keyLabelHint} maxLength={100} autoFocus value={label} onInput={({ currentTarget }) => setLabel(currentTarget.value)} />
      <Checkbox label={t.keyReplace} hint={t.keyReplaceHint} checked={isReplacing} onChange={setReplacing} />
    </FormDialog>
  );
}
