import { useState } from "preact/hooks";
import { api, content, HOME_POD, type CreatedRunApiKey, type NewRunApiKey, type RunApiKey } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Button, Copyable, IconButton } from "../../ui/button.tsx";
import { Confirm, Dialog } from "../../ui/dialog.tsx";
import { Field, Select } from "../../ui/field.tsx";
import { Time } from "../../ui/format.tsx";
import { Empty, ErrorNotice, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";
import { Tab } from "./index.tsx";
import { ORG, reload, useRunKeys } from "./queries.ts";

const words = text.runs.keys;
const DAY = 86_400;
const LIFETIMES = [0, 7, 30, 90, 365];

export function ApiKeys({ pod }: { pod: string }) {
  const query = useRunKeys(pod);
  const [isCreating, setCreating] = useState(false);
  const [removed, setRemoved] = useState<RunApiKey>();
  const mayWrite = useCan()("keys:write");
  const add = mayWrite && <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>{words.add}</Button>;
  const columns = [...COLUMNS, ...(mayWrite ? [removal(setRemoved)] : [])];
  return (
    <Tab pod={pod} at="keys" actions={add}>
      <p class="dim">{words.what}</p>
      <Loaded query={query}>
        {({ api_keys: keys }) => keys.length > 0
          ? <Table label={words.title} columns={columns} rows={keys} id={({ id }) => id} />
          : <Empty icon="key" title={words.empty}><p>{words.emptyWhat}</p>{add}</Empty>}
      </Loaded>
      {isCreating && <CreateKey pod={pod} onClose={() => setCreating(false)} />}
      {removed && <Removal pod={pod} apiKey={removed} onClose={() => setRemoved(undefined)} />}
    </Tab>
  );
}

const COLUMNS: Column<RunApiKey>[] = [
  { key: "name", head: words.columns.name, width: "minmax(90px, 1fr)", cell: ({ name }) => name },
  { key: "prefix", head: words.columns.prefix, width: "minmax(90px, 1fr)", cell: ({ key_prefix }) => <span class="mono">{key_prefix}…</span> },
  { key: "scopes", head: words.columns.scopes, width: "minmax(120px, 2fr)", isExtra: true, cell: ({ scopes }) => <span title={scopes.join(", ")}>{scopes.join(", ")}</span> },
  { key: "used", head: words.columns.used, width: "100px", isExtra: true, cell: ({ last_used_at }) => (last_used_at ? <Time at={last_used_at} /> : words.never) },
  { key: "expires", head: words.columns.expires, width: "90px", isExtra: true, cell: ({ expires_at }) => (expires_at ? <Time at={expires_at} /> : words.neverExpires) },
];

const removal = (remove: (key: RunApiKey) => void): Column<RunApiKey> => ({
  key: "remove", head: "", width: "44px", cell: (key) => <IconButton icon="trash" label={words.remove.label(key.name)} onClick={() => remove(key)} />,
});

function Removal({ pod, apiKey, onClose }: { pod: string; apiKey: RunApiKey; onClose: () => void }) {
  const remove = async () => {
    await content(api.DELETE("/api/v1/ext/orgs/{org}/api-keys/{id}", { params: { path: { org: ORG, id: apiKey.id } } }));
    await reload(pod, "api-keys");
    toast(words.remove.done(apiKey.name));
  };
  return (
    <Confirm title={words.remove.title(apiKey.name)} action={words.remove.action} isDangerous onConfirm={remove} onClose={onClose}>
      <p>{words.remove.what}</p>
    </Confirm>
  );
}

function CreateKey({ pod, onClose }: { pod: string; onClose: () => void }) {
  const [form, setForm] = useState({ name: "", days: 90, more: "" });
  const [created, setCreated] = useState<CreatedRunApiKey>();
  const [error, setError] = useState<unknown>();
  const create = async (event: Event) => {
    event.preventDefault();
    setError(undefined);
    const more = form.more.split(/[\s,]+/).filter(Boolean);
    const body: NewRunApiKey = {
      name: form.name.trim(),
      ...(pod !== HOME_POD && { environment_id: pod }),
      ...(form.days > 0 && { expires_in: form.days * DAY }),
      ...(more.length > 0 && { scopes: ["pods:read", "pods:write", ...more] }),
    };
    try {
      setCreated(await content(api.POST("/api/v1/ext/orgs/{org}/api-keys", { params: { path: { org: ORG } }, body })));
      void reload(pod, "api-keys");
    } catch (caught) {
      setError(caught);
    }
  };
  if (created) {
    return (
      <Dialog title={words.created} onClose={onClose}>
        <div class="column">
          <p>{words.once}</p>
          <Copyable value={created.raw_key} label={words.copy} />
          <footer class="row"><Button kind="primary" onClick={onClose}>{words.stored}</Button></footer>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={words.add} onClose={onClose}>
      <form class="column" onSubmit={create}>
        <Field label={words.name} hint={words.nameHint} required maxLength={100} value={form.name} onInput={({ currentTarget }) => setForm({ ...form, name: currentTarget.value })} />
        <Select label={words.lifetime} value={String(form.days)} onChange={({ currentTarget }) => setForm({ ...form, days: Number(currentTarget.value) })}>
          {LIFETIMES.map((days) => <option key={days} value={String(days)}>{days === 0 ? words.neverExpires : text.plural(days, "day")}</option>)}
        </Select>
        <Field label={words.more} hint={words.moreHint} value={form.more} onInput={({ currentTarget }) => setForm({ ...form, more: currentTarget.value })} />
        {error !== undefined && <ErrorNotice {...explain(error)} />}
        <footer><Button onClick={onClose}>{text.cancel}</Button><Button type="submit" kind="primary">{words.create}</Button></footer>
      </form>
    </Dialog>
  );
}
