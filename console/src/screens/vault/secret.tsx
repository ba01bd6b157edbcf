// One secret: what is known of it, its versions, and its value when it is asked for.
import { useState } from "preact/hooks";
import { api, inPod } from "../../api/client.ts";
import type { VaultKey } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm, Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/field.tsx";
import { dateTime, Time } from "../../ui/format.tsx";
import { Loading } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { StoreDialog } from "./store.tsx";
import { undelete } from "./undelete.tsx";
import { Value } from "./value.tsx";

interface Props {
  pod: string;
  name: string;
  /** As in the list: reading the secret itself would count as a reading. */
  listed: VaultKey | undefined;
  onClose: () => void;
}

type Asked = "version" | "delete" | "delete-version";

export function SecretDialog({ pod, name, listed, onClose }: Props) {
  const [chosen, setChosen] = useState<number>();
  const [asked, setAsked] = useState<Asked>();
  const back = () => setAsked(undefined);
  if (!listed) return <Dialog title={name} onClose={onClose}><Loading /></Dialog>;
  const version = chosen ?? listed.latest_version;
  const remove = async () => {
    await api.DELETE("/v1/vault/{key}", { params: { path: { key: name }, header: inPod(pod) } });
    toast(text.vault.deleted(name), { label: text.vault.undelete, run: () => void undelete(pod, name) });
    onClose();
    void queries.invalidateQueries({ queryKey: ["vault", pod] });
  };
  const removeVersion = async () => {
    await api.DELETE("/v1/vault/{key}", { params: { path: { key: name }, header: inPod(pod), query: { version } } });
    toast(text.vault.versionDeleted(version));
    setChosen(undefined);
    void queries.invalidateQueries({ queryKey: ["vault", pod] });
  };
  return (
    <Dialog title={name} onClose={onClose}>
      <div class="column">
        <Select label={text.vault.version} value={version} onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}>
          {Array.from({ length: listed.latest_version }, (_, index) => listed.latest_version - index).map((one) => (
            <option key={one} value={one}>{text.vault.versionOf(one, one === listed.latest_version)}</option>
          ))}
        </Select>
        <Value key={version} pod={pod} name={name} version={version} />
        <Facts listed={listed} />
        <footer>
          <Button kind="danger" icon="trash" onClick={() => setAsked("delete")}>{text.vault.delete}</Button>
          {listed.latest_version > 1 && <Button kind="danger" onClick={() => setAsked("delete-version")}>{text.vault.deleteVersion(version)}</Button>}
          <Button kind="primary" icon="plus" onClick={() => setAsked("version")}>{text.vault.newVersion}</Button>
        </footer>
      </div>
      {asked === "version" && <StoreDialog pod={pod} name={name} known={listed.next_version - 1} onClose={back} />}
      {asked === "delete" && <Confirm title={text.vault.deleteTitle(name)} action={text.vault.delete} isDangerous onConfirm={remove} onClose={back}><p>{text.vault.deleteBody}</p></Confirm>}
      {asked === "delete-version" && <Confirm title={text.vault.deleteVersion(version)} action={text.vault.delete} isDangerous onConfirm={removeVersion} onClose={back}><p>{text.vault.deleteVersionBody}</p></Confirm>}
    </Dialog>
  );
}

function Facts({ listed }: { listed: VaultKey }) {
  const { created_at, last_read_at, metadata } = listed;
  return (
    <dl class="facts">
      <dt>{text.vault.created}</dt>
      <dd>{dateTime(created_at)}</dd>
      <dt>{text.vault.read}</dt>
      <dd>{last_read_at ? <Time at={last_read_at} /> : text.vault.never}</dd>
      {metadata && <><dt>{text.vault.metadata}</dt><dd class="mono">{JSON.stringify(metadata)}</dd></>}
    </dl>
  );
}
