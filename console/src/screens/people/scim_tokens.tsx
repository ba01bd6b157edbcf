import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type CreatedScimToken, type ScimToken } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { Time } from "../../ui/format.tsx";
import { Card } from "../../ui/page.tsx";
import { SecretDialog } from "../../ui/secret.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";

const t = text.people;
const KEY = ["people", "scim"];

async function revoke({ id }: ScimToken): Promise<void> {
  await api.DELETE("/v1/scim/tokens/{id}", { params: { path: { id } } });
  await queries.invalidateQueries({ queryKey: KEY });
  toast(t.scimRevoked);
}

export function ScimTokens() {
  const [isNew, setNew] = useState(false);
  const [revoking, setRevoking] = useState<ScimToken>();
  const query = useQuery({ queryKey: KEY, queryFn: () => content(api.GET("/v1/scim/tokens")) });
  return (
    <Card title={t.scim} actions={<Button icon="plus" onClick={() => setNew(true)}>{t.scimCreate}</Button>}>
      <Loaded query={query} lines={1}>
        {({ tokens }) =>
          tokens.length === 0 ? <p class="card padded dim" style={{ border: "0" }}>{t.scimHint}</p> : (
            <ul class="lines">
              {tokens.map((token) => (
                <li key={token.id}>
                  <span class="grow">{token.label ?? t.scimUnnamed} <code class="dim">{token.prefix}…</code></span>
                  <span class="dim">{token.last_used_at ? <>{t.scimUsed} <Time at={token.last_used_at} /></> : t.scimUnused}</span>
                  <Button kind="danger" onClick={() => setRevoking(token)}>{t.scimRevoke}</Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isNew && <NewToken onClose={() => setNew(false)} />}
      {revoking && (
        <Confirm title={t.scimRevokeTitle(revoking.label ?? t.scimUnnamed)} action={t.scimRevoke} isDangerous onConfirm={() => revoke(revoking)} onClose={() => setRevoking(undefined)}>
          <p>{t.scimRevokeHint}</p>
        </Confirm>
      )}
    </Card>
  );
}

function NewToken({ onClose }: { onClose: () => void }) {
  const [label, setLabel] = useState("");
  const [made, setMade] = useState<CreatedScimToken>();
  const create = async () => {
    setMade(await content(api.POST("/v1/scim/tokens", { body: { label: label.trim() || null } })));
    void queries.invalidateQueries({ queryKey: KEY });
  };
  if (made) {
    return (
      <SecretDialog title={t.scimTitle} label={t.scimToken} value={made.token} onClose={onClose}>
        <div class="field"><span class="label">{t.scimUrl}</span><Copyable value={made.base_url} /></div>
      </SecretDialog>
    );
  }
  return (
    <FormDialog title={t.scimCreate} action={t.scimCreate} onSubmit={create} onClose={onClose}>
      <Field label={t.scimLabel} hint={t.scimLabelHint} maxLength={100} autoFocus value={label} onInput={({ currentTarget }) => setLabel(currentTarget.value)} />
    </FormDialog>
  );
}
