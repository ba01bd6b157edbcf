import { useState } from "preact/hooks";
import { api, content, type CreatedRunApiKey } from "../../api/client.ts";
import { usePods } from "../../api/me.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Field, Select } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { SecretDialog } from "../../ui/secret.tsx";
import { RUN_KEYS } from "./run_keys.tsx";

const t = text.access;

export function NewRunKey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [agent, setAgent] = useState("");
  const [mayWrite, setMayWrite] = useState(true);
  const [more, setMore] = useState("");
  const [period, setPeriod] = useState("0");
  const [made, setMade] = useState<CreatedRunApiKey>();
  const { data } = usePods();
  const create = async () => {
    const scopes = ["pods:read", ...(mayWrite ? ["pods:write"] : []), ...more.split(/[\s,]+/).filter(Boolean)];
    const body = { name: name.trim(), scopes, environment_id: agent || null, expires_in: Number(period) || null };
    setMade(await content(api.POST("/api/v1/ext/orgs/{org}/api-keys", { params: { path: { org: "me" } }, body })));
    void queries.invalidateQueries({ queryKey: RUN_KEYS });
  };
  if (made) return <SecretDialog title={t.runKeyTitle} label={t.runKey} value={made.raw_key} onClose={onClose} />;
  return (
    <FormDialog title={t.createRunKeyTitle} action={t.createRunKey} onSubmit={create} onClose={onClose}>
      <Field label={t.runKeyName} hint={t.runKeyNameHint} required maxLength={100} autoFocus value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      <Select label={t.runKeyAgent} value={agent} onChange={({ currentTarget }) => setAgent(currentTarget.value)}>
        <option value="">{t.runKeyHome}</option>
        {data?.pods.map((pod) => <option key={pod.id} value={pod.id}>{pod.name ?? pod.env_slug}</option>)}
      </Select>
      <div class="fields">
        <Select label={t.runKeyMay} value={mayWrite ? "write" : "read"} onChange={({ currentTarget }) => setMayWrite(currentTarget.value === "write")}>
          <option value="write">{t.runKeyWrite}</option>
          <option value="read">{t.runKeyRead}</option>
        </Select>
        <Select label={t.runKeyExpires} value={period} onChange={({ currentTarget }) => setPeriod(currentTarget.value)}>
          {Object.entries(t.runKeyPeriods).map(([seconds, words]) => <option key={seconds} value={seconds}>{words}</option>)}
        </Select>
      </div>
      <Field label={t.runKeyMore} hint={t.runKeyMoreHint} value={more} onInput={({ currentTarget }) => setMore(currentTarget.value)} />
    </FormDialog>
  );
}
