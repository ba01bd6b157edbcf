import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type Pod } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { POD_SCREENS, to, toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { dateTime } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { Ending } from "./ending.tsx";
import { Labels } from "./labels.tsx";
import { Limits } from "./limits.tsx";
import { StatusBadge } from "./list.tsx";
import { AssignedPeople } from "./people.tsx";
import { loadPod } from "./pod.ts";

const t = text.agents;

export function AgentDetails({ id }: { id: string }) {
  const pod = useQuery({ queryKey: ["pods", id], queryFn: () => loadPod(id) });
  const deleted = useQuery({ queryKey: ["pods", id, "deleted"], queryFn: () => isDeleted(id), enabled: pod.data?.status === "suspended" });
  const [isRenaming, setRenaming] = useState(false);
  const name = pod.data?.name ?? pod.data?.env_slug ?? t.agent;
  return (
    <Page title={name} actions={<><a class="button" href={to("/agents")}><Icon name="back" />{t.all}</a>{pod.data && <Button icon="edit" onClick={() => setRenaming(true)}>{t.rename}</Button>}</>}>
      <Loaded query={pod}>
        {(loaded) => (
          <>
            <Facts pod={loaded} isDeleted={deleted.data ?? false} />
            {!deleted.data && (
              <>
                <Limits pod={loaded} />
                <Labels pod={loaded} />
                <AssignedPeople pod={loaded} />
              </>
            )}
            <Ending pod={loaded} isDeleted={deleted.data ?? false} />
            {isRenaming && <Rename pod={loaded} onClose={() => setRenaming(false)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** A deleted environment is still a pod, but no longer an environment. */
async function isDeleted(id: string): Promise<boolean> {
  try {
    await api.GET("/api/v1/environments/{id}", { params: { path: { id } } });
    return false;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return true;
    throw error;
  }
}

function Facts({ pod, isDeleted }: { pod: Pod; isDeleted: boolean }) {
  return (
    <Card isPadded>
      <div class="column">
        <dl class="facts">
          <dt>{t.status}</dt><dd><StatusBadge status={pod.status} isDeleted={isDeleted} /></dd>
          <dt>{t.id}</dt><dd><Copyable value={pod.id} label={t.copyId} /></dd>
          <dt>{t.slug}</dt><dd><code>{pod.env_slug}</code></dd>
          <dt>{t.created}</dt><dd>{dateTime(pod.created_at)}</dd>
        </dl>
        {!isDeleted && (
          <nav class="row wrap" aria-label={t.screens}>
            {POD_SCREENS.map(({ path, name, icon }) => <a key={path} class="button" href={toPod(pod.id, path)}><Icon name={icon} />{name}</a>)}
          </nav>
        )}
      </div>
    </Card>
  );
}

function Rename({ pod, onClose }: { pod: Pod; onClose: () => void }) {
  const [name, setName] = useState(pod.name ?? "");
  const save = async () => {
    await content(api.PATCH("/v1/pods/{pod_id}", { params: { path: { pod_id: pod.id } }, body: { name: name.trim() || null } }));
    await queries.invalidateQueries({ queryKey: ["pods"] });
    toast(t.renamed);
    onClose();
  };
  return (
    <FormDialog title={t.rename} action={text.save} onSubmit={save} onClose={onClose}>
      <Field label={t.name} maxLength={100} autoFocus value={name} hint={t.slugStays} onInput={({ currentTarget }) => setName(currentTarget.value)} />
    </FormDialog>
  );
}
