import { useState } from "preact/hooks";
import { api, content, type OauthGrant } from "../../api/client.ts";
import { usePages } from "../../api/pages.ts";
import { usePods } from "../../api/me.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";

const t = text.access;
const KEY = ["access", "grants"];

/** Programs of others that act for a person. */
export function Grants() {
  const [ending, setEnding] = useState<OauthGrant>();
  const query = usePages(KEY, (cursor) => content(api.GET("/v1/oauth/grants", { params: { query: { cursor } } })), (page) => page.grants);
  const end = async ({ id, client }: OauthGrant) => {
    await api.DELETE("/v1/oauth/grants/{id}", { params: { path: { id } } });
    await queries.invalidateQueries({ queryKey: KEY });
    toast(t.endedApp(client.name));
  };
  return (
    <Card title={t.apps}>
      <Loaded query={query} lines={2}>
        {(grants) =>
          grants.length === 0 ? <p class="card padded dim" style={{ border: "0" }}>{t.appsHint}</p> : (
            <ul class="lines">
              {grants.map((grant) => <Grant key={grant.id} grant={grant} onEnd={() => setEnding(grant)} />)}
            </ul>
          )
        }
      </Loaded>
      {!query.isComplete && <div class="card padded" style={{ border: "0" }}><Button onClick={query.more}>{text.more}</Button></div>}
      {ending && <Confirm title={t.endAppTitle(ending.client.name)} action={t.endApp} isDangerous onConfirm={() => end(ending)} onClose={() => setEnding(undefined)}><p>{t.endAppHint}</p></Confirm>}
    </Card>
  );
}

function Grant({ grant: { client, permissions, resource, environment_id, created_at, expires_at }, onEnd }: { grant: OauthGrant; onEnd: () => void }) {
  const { data } = usePods();
  const agent = data?.pods.find(({ id }) => id.replace("pod_", "env_") === environment_id);
  return (
    <li>
      <div class="grow">
        <p><strong><bdi>{client.name}</bdi></strong> {client.host && <span class="dim">{client.host} </span>}{client.url ? <Badge kind="good">{t.verified}</Badge> : <Badge kind="warn">{t.notVerified}</Badge>}</p>
        <p class="dim">{agent?.name ?? agent?.env_slug ?? text.nav.homePod} · {t.resource} <code>{resource}</code> · {t.created} <Time at={created_at} /> · {t.expires} <Time at={expires_at} /></p>
        <p class="row wrap">{permissions.map((permission) => <Badge key={permission}>{permission}</Badge>)}</p>
      </div>
      <Button kind="danger" onClick={onEnd}>{t.endApp}</Button>
    </li>
  );
}
