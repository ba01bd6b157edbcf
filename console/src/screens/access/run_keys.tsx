import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type RunApiKey } from "../../api/client.ts";
import { useCan } from "../../api/me.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Time } from "../../ui/format.tsx";
import { Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { NewRunKey } from "./new_run_key.tsx";

const t = text.access;
export const RUN_KEYS = ["access", "runs"];
const ORG = { org: "me" };

/** Keys with which programs start runs. */
export function RunKeys() {
  const [isNew, setNew] = useState(false);
  const [deleting, setDeleting] = useState<RunApiKey>();
  const query = useQuery({ queryKey: RUN_KEYS, queryFn: () => content(api.GET("/api/v1/ext/orgs/{org}/api-keys", { params: { path: ORG } })) });
  const mayWrite = useCan()("keys:write");
  const remove = async ({ id }: RunApiKey) => {
    await api.DELETE("/api/v1/ext/orgs/{org}/api-keys/{id}", { params: { path: { ...ORG, id } } });
    await queries.invalidateQueries({ queryKey: RUN_KEYS });
    toast(t.deleted);
  };
  return (
    <Card title={t.runKeys} actions={mayWrite && <Button icon="plus" onClick={() => setNew(true)}>{t.createRunKey}</Button>}>
      <Loaded query={query} lines={1}>
        {({ api_keys: keys }) =>
          keys.length === 0 ? <p class="card padded dim" style={{ border: "0" }}>{t.runKeysHint}</p> : (
            <ul class="lines">
              {keys.map((key) => (
                <li key={key.id}>
                  <span class="grow">
                    {key.name} <code class="dim">{key.key_prefix}…</code>
                    <span class="dim"> · {key.scopes.join(", ")} · {key.last_used_at ? <>{t.used} <Time at={key.last_used_at} /></> : t.neverUsed} · {key.expires_at ? <>{t.ends} <Time at={key.expires_at} /></> : t.never}</span>
                  </span>
                  {mayWrite && <Button kind="danger" onClick={() => setDeleting(key)}>{t.delete}</Button>}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isNew && <NewRunKey onClose={() => setNew(false)} />}
      {deleting && <Confirm title={t.deleteTitle(deleting.name)} action={t.delete} isDangerous onConfirm={() => remove(deleting)} onClose={() => setDeleting(undefined)}><p>{t.deleteHint}</p></Confirm>}
    </Card>
  );
}
