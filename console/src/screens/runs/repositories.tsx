import { useState } from "preact/hooks";
import { api, content, inPod, type NewRepository, type Repository } from "../../api/client.ts";
import { useCan } from "../../api/me.ts";
import { text } from "../../texts.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { Time } from "../../ui/format.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";
import { Tab } from "./index.tsx";
import { ofPod, ORG, reload, useRepositories } from "./queries.ts";

const words = text.runs.repositories;

export function Repositories({ pod }: { pod: string }) {
  const query = useRepositories(pod);
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Repository>();
  const mayWrite = useCan()("runs:write");
  const add = mayWrite && <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>{words.add}</Button>;
  const columns = [...COLUMNS, ...(mayWrite ? [removal(setRemoved)] : [])];
  return (
    <Tab pod={pod} at="repositories" actions={add}>
      <Loaded query={query}>
        {({ repositories }) => repositories.length > 0
          ? <Table label={words.title} columns={columns} rows={repositories} id={({ id }) => String(id)} />
          : <Empty icon="runs" title={words.empty}><p>{words.emptyWhat}</p>{add}</Empty>}
      </Loaded>
      {isAdding && <AddRepository pod={pod} onClose={() => setAdding(false)} />}
      {removed && <Removal pod={pod} repository={removed} onClose={() => setRemoved(undefined)} />}
    </Tab>
  );
}

const COLUMNS: Column<Repository>[] = [
  { key: "name", head: words.columns.name, width: "minmax(100px, 1fr)", cell: ({ name }) => name },
  { key: "branch", head: words.columns.branch, width: "minmax(80px, 1fr)", cell: ({ default_branch }) => default_branch ?? "–" },
  { key: "url", head: words.columns.url, width: "minmax(120px, 2fr)", isExtra: true, cell: ({ url }) => (url ? <span class="mono">{url}</span> : "–") },
  { key: "added", head: words.columns.added, width: "90px", isExtra: true, cell: ({ created_at }) => <Time at={created_at} /> },
];

const removal = (remove: (repository: Repository) => void): Column<Repository> => ({
  key: "remove", head: "", width: "44px", cell: (one) => <IconButton icon="trash" label={words.remove.label(one.name)} onClick={() => remove(one)} />,
});

function Removal({ pod, repository, onClose }: { pod: string; repository: Repository; onClose: () => void }) {
  const remove = async () => {
    await content(api.DELETE("/api/v1/ext/orgs/{org}/repositories/{id}", { params: { path: { org: ORG, id: repository.id }, header: inPod(pod) } }));
    await reload(pod, "repositories");
    toast(words.remove.done(repository.name));
  };
  return (
    <Confirm title={words.remove.title(repository.name)} action={words.remove.action} isDangerous onConfirm={remove} onClose={onClose}>
      <p>{words.remove.what}</p>
    </Confirm>
  );
}

const EMPTY = { name: "", branch: "", url: "" };

function AddRepository({ pod, onClose }: { pod: string; onClose: () => void }) {
  const [form, setForm, forget] = useDraft(`runs.${pod}.repository`, EMPTY);
  const input = (name: keyof typeof EMPTY) => ({ value: form[name], onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => setForm({ ...form, [name]: currentTarget.value }) });
  const add = async () => {
    const body: NewRepository = { name: form.name.trim(), default_branch: form.branch.trim() || undefined, url: form.url.trim() || undefined };
    await content(api.POST("/api/v1/ext/orgs/{org}/repositories", { params: ofPod(pod), body }));
    await reload(pod, "repositories");
    forget();
    toast(words.added(body.name));
    onClose();
  };
  return (
    <FormDialog title={words.add} action={words.add} onSubmit={add} onClose={onClose}>
      <Field label={words.name} hint={words.nameHint} required maxLength={100} {...input("name")} />
      <Field label={words.branch} hint={words.branchHint} {...input("branch")} />
      <Field label={words.url} hint={words.urlHint} {...input("url")} />
    </FormDialog>
  );
}
