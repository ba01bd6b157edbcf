import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { api, content, inPod, type Runner, type RunnerToken } from "../../api/client.ts";
import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Button, Copyable, IconButton } from "../../ui/button.tsx";
import { Confirm, Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { dateTime, Time } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";
import { Tab } from "./index.tsx";
import { ofPod, ORG, reload, useAgentTypes, useRunners } from "./queries.ts";

const words = text.runs.runners;

export function Runners({ pod }: { pod: string }) {
  const query = useRunners(pod);
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Runner>();
  const may = useCan();
  const add = <AddRunner onClick={() => setAdding(true)} />;
  const columns = [...COLUMNS, ...(may("runs:write") ? [removal(setRemoved)] : [])];
  return (
    <Tab pod={pod} at="runners" actions={<><Button icon="refresh" onClick={() => reload(pod, "runners")}>{words.refresh}</Button>{add}</>}>
      <Loaded query={query}>
        {({ runners }) => runners.length > 0
          ? <Table label={words.title} columns={columns} rows={runners} id={({ id }) => id} />
          : <Empty icon="runs" title={words.empty}><p>{words.emptyWhat}</p>{add}</Empty>}
      </Loaded>
      <AgentTypes pod={pod} />
      {isAdding && <RegisterRunner pod={pod} onClose={() => setAdding(false)} />}
      {removed && <Removal pod={pod} runner={removed} onClose={() => setRemoved(undefined)} />}
    </Tab>
  );
}

const COLUMNS: Column<Runner>[] = [
  { key: "name", head: words.columns.name, width: "minmax(100px, 2fr)", cell: ({ name, id }) => <span title={id}>{name}</span> },
  { key: "status", head: words.columns.status, width: "90px", cell: ({ status }) => <Badge kind={status === "online" ? "good" : undefined}>{words.status[status]}</Badge> },
  { key: "runs", head: words.columns.runs, width: "70px", isNumber: true, cell: ({ active_runs, max_runs }) => (max_runs ? `${active_runs} / ${max_runs}` : active_runs) },
  { key: "types", head: words.columns.types, width: "minmax(120px, 2fr)", isExtra: true, cell: ({ agent_types }) => agent_types.join(", ") || "–" },
  { key: "version", head: words.columns.version, width: "80px", isExtra: true, cell: ({ version }) => version ?? "–" },
  { key: "seen", head: words.columns.seen, width: "90px", isExtra: true, cell: ({ last_seen_at }) => <Time at={last_seen_at} /> },
];

const removal = (remove: (runner: Runner) => void): Column<Runner> => ({
  key: "remove", head: "", width: "44px", cell: (runner) => <IconButton icon="trash" label={words.remove.label(runner.name)} onClick={() => remove(runner)} />,
});

function Removal({ pod, runner, onClose }: { pod: string; runner: Runner; onClose: () => void }) {
  const remove = async () => {
    await content(api.DELETE("/api/v1/ext/orgs/{org}/runners/{id}", { params: { path: { org: ORG, id: runner.id }, header: inPod(pod) } }));
    await reload(pod);
    toast(words.remove.done(runner.name));
  };
  return (
    <Confirm title={words.remove.title(runner.name)} action={words.remove.action} isDangerous onConfirm={remove} onClose={onClose}>
      <p>{words.remove.what(runner.active_runs)}</p>
    </Confirm>
  );
}

/** The way to a new runner, for those who may make its token. */
export function AddRunner({ onClick }: { onClick: () => void }) {
  return useCan()("keys:write") && <Button kind="primary" icon="plus" onClick={onClick}>{words.add}</Button>;
}

/** Makes a token, and says how to start a runner with it. */
export function RegisterRunner({ pod, onClose }: { pod: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const [token, setToken] = useState<RunnerToken>();
  const close = () => {
    void reload(pod, "runners");
    onClose();
  };
  const create = async () => {
    const body = name.trim() ? { name: name.trim() } : {};
    setToken(await content(api.POST("/api/v1/ext/orgs/{org}/runners/tokens", { params: ofPod(pod), body })));
  };
  return (
    <Dialog title={words.add} onClose={close}>
      {token ? <Command token={token} onClose={close} /> : (
        <Form action={words.create} onSubmit={create} onCancel={close}>
          <p>{words.addWhat}</p>
          <Field label={words.name} hint={words.nameHint} value={name} maxLength={100} onInput={({ currentTarget }) => setName(currentTarget.value)} />
        </Form>
      )}
    </Dialog>
  );
}

function Command({ token, onClose }: { token: RunnerToken; onClose: () => void }) {
  return (
    <div class="column">
      <p>{words.run}</p>
      <Copyable value={`warren-runner --server ${location.origin} --token ${token.token}`} label={words.copyCommand} />
      <p class="dim">{words.once(dateTime(token.expires_at))}</p>
      <p class="dim">{words.warning}</p>
      <footer class="row"><Button kind="primary" onClick={onClose}>{words.finished}</Button></footer>
    </div>
  );
}

function AgentTypes({ pod }: { pod: string }) {
  const query = useAgentTypes(pod);
  const runners = useRunners(pod).data?.runners ?? [];
  const nameOf = (id: string) => runners.find((one) => one.id === id)?.name ?? id;
  return (
    <Card title={words.types} isPadded>
      <Loaded query={query}>
        {({ agent_types: types }) => (
          <dl class="facts">
            {types.map(({ id, name, runners: able }) => (
              <Fragment key={id}><dt>{name}</dt><dd class={able.length > 0 ? "" : "dim"}>{able.length > 0 ? able.map(nameOf).join(", ") : words.noRunner}</dd></Fragment>
            ))}
          </dl>
        )}
      </Loaded>
    </Card>
  );
}
