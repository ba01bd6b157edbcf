// The inboxes of a deleted agent move to another one, in a job that runs in the background.
import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type Job, type Pod } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Select } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";

const t = text.agents;
const INTERVAL = 60_000;

export function Reassign({ pod }: { pod: Pod }) {
  const [isOpen, setOpen] = useState(false);
  const [jobId, setJobId] = useDraft(`agents.job.${pod.id}`, "");
  return (
    <Card title={t.reassign} actions={<Button onClick={() => setOpen(true)}>{t.reassignAction}</Button>} isPadded>
      {jobId ? <Progress id={jobId} /> : <p class="dim">{t.reassignHint}</p>}
      {isOpen && <Target pod={pod} onStarted={(job) => { setJobId(job.job_id); setOpen(false); }} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function Target({ pod, onStarted, onClose }: { pod: Pod; onStarted: (job: Job) => void; onClose: () => void }) {
  const [chosen, setChosen] = useState("");
  const query = useQuery({ queryKey: ["pods", "targets"], queryFn: () => content(api.GET("/v1/pods", { params: { query: { limit: 1000 } } })) });
  const start = async () => {
    const job = await content(api.POST("/api/v1/environments/{id}/reassign", { params: { path: { id: pod.id } }, body: { to: chosen } }));
    queries.setQueryData(["jobs", job.job_id], job);
    onStarted(job);
  };
  return (
    <FormDialog title={t.reassign} action={t.reassignAction} isDisabled={chosen === ""} onSubmit={start} onClose={onClose}>
      <p>{t.reassignEffect}</p>
      <Loaded query={query} lines={1}>
        {({ pods }) => (
          <Select label={t.target} value={chosen} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            <option value="">{t.chooseAgent}</option>
            {pods.filter(({ id, status }) => id !== pod.id && status === "active").map(({ id, name, env_slug }) => <option key={id} value={id}>{name ?? env_slug}</option>)}
          </Select>
        )}
      </Loaded>
    </FormDialog>
  );
}

function Progress({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ["jobs", id],
    queryFn: () => content(api.GET("/api/v1/jobs/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data?.status === "running" ? INTERVAL : false),
  });
  return (
    <Loaded query={query} lines={1}>
      {(job) => (
        <div class="column tight">
          <div class="row wrap">
            <Badge kind={{ running: "info" as const, done: "good" as const, failed: "bad" as const }[job.status]}>{t.jobStatus[job.status]}</Badge>
            <span class="grow">{t.moved(job.moved, job.total ?? undefined)} <span class="dim">· <Time at={job.updated_at} /></span></span>
            {job.status === "running" && <Button icon="refresh" onClick={() => query.refetch()}>{t.checkNow}</Button>}
          </div>
          {job.total ? <div class={job.status === "failed" ? "bar bad" : "bar"} role="progressbar" aria-label={t.reassign} aria-valuemin={0} aria-valuemax={job.total} aria-valuenow={job.moved}><span style={{ width: `${(100 * job.moved) / job.total}%` }} /></div> : null}
          {job.error && <p>{job.error}</p>}
        </div>
      )}
    </Loaded>
  );
}
