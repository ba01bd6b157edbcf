import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type PodKey } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { Time } from "../../ui/format.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Badge, Page } from "../../ui/page.tsx";
import { Empty, Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";
import { ChangeKey, NewKey } from "./edit.tsx";
import { expand } from "./permissions.ts";
import { Rotate } from "./rotate.tsx";

const t = text.keys;

interface Chosen {
  act: "change" | "rotate" | "revoke";
  key: PodKey;
}

export const nameOf = (key: PodKey) => key.label ?? `${key.prefix}…`;

export const reloadKeys = (pod: string) => queries.invalidateQueries({ queryKey: ["keys", pod] });

export function KeyList({ pod }: { pod: string }) {
  const [isNew, setNew] = useState(false);
  const [hasEnded, setEnded] = useState(false);
  const [chosen, setChosen] = useState<Chosen>();
  const query = useQuery({ queryKey: ["keys", pod], queryFn: () => content(api.GET("/v1/pods/{pod_id}/keys", { params: { path: { pod_id: pod } } })) });
  const create = <Button kind="primary" icon="plus" onClick={() => setNew(true)}>{t.create}</Button>;
  const close = () => setChosen(undefined);
  const revoke = async (key: PodKey) => {
    await api.DELETE("/v1/pods/{pod_id}/keys/{key_id}", { params: { path: { pod_id: pod, key_id: key.id } } });
    await reloadKeys(pod);
    toast(t.revoked);
  };
  return (
    <Page title={t.title} actions={create}>
      <Loaded query={query}>
        {({ keys }) => {
          const ended = keys.filter(({ status }) => status !== "active");
          const shown = hasEnded ? keys : keys.filter(({ status }) => status === "active");
          return (
            <>
              {shown.length === 0
                ? <Empty icon="keys" title={t.empty}><p>{t.emptyHint}</p>{create}</Empty>
                : <Table label={t.title} columns={columns(setChosen)} rows={[...shown].reverse()} id={({ id }) => id} onOpen={(key) => key.status === "active" && setChosen({ act: "change", key })} rowHeight={52} />}
              {ended.length > 0 && <Checkbox label={t.showEnded(ended.length)} checked={hasEnded} onChange={setEnded} />}
            </>
          );
        }}
      </Loaded>
      {isNew && <NewKey pod={pod} onClose={() => setNew(false)} />}
      {chosen?.act === "change" && <ChangeKey pod={pod} current={chosen.key} onClose={close} />}
      {chosen?.act === "rotate" && <Rotate pod={pod} current={chosen.key} onClose={close} />}
      {chosen?.act === "revoke" && (
        <Confirm title={t.revokeTitle(nameOf(chosen.key))} action={t.revoke} isDangerous onConfirm={() => revoke(chosen.key)} onClose={close}>
          <p>{t.revokeHint}</p>
        </Confirm>
      )}
    </Page>
  );
}

/** What the key may do, in a few words; the tooltip has all. */
function scopeOf({ permissions, inboxes, ip_ranges }: PodKey) {
  const what = permissions ? (permissions.length === 1 ? permissions[0] : t.restricted(expand(permissions).length)) : t.all;
  const where = [inboxes && t.inboxCount(inboxes.length), ip_ranges && t.networkCount(ip_ranges.length)].filter(Boolean).join(", ");
  const details = [...(permissions ?? []), ...(inboxes ?? []), ...(ip_ranges ?? [])].join("\n");
  return <span title={details}>{what}{where && <><br /><span class="dim">{where}</span></>}</span>;
}

const columns = (choose: (chosen: Chosen) => void): Column<PodKey>[] => [
  {
    key: "label", head: t.label, width: "minmax(120px, 2fr)", cell: (key) => (
      <>
        {key.label ?? <span class="dim">{t.unnamed}</span>}
        {key.status !== "active" && <> <Badge>{t.statuses[key.status] ?? key.status}</Badge></>}
        <br /><code class="dim">{key.prefix}…</code>
      </>
    ),
  },
  { key: "scope", head: t.scope, width: "minmax(100px, 2fr)", cell: scopeOf },
  { key: "used", head: t.used, width: "100px", isExtra: true, cell: ({ last_used_at }) => <Time at={last_used_at} /> },
  { key: "expires", head: t.expires, width: "100px", isExtra: true, cell: ({ expires_at }) => (expires_at ? <Time at={expires_at} /> : <span class="dim">{t.never}</span>) },
  {
    key: "actions", head: "", width: "40px", cell: (key) => key.status === "active" && (
      <Menu label={t.actions(nameOf(key))}>
        <MenuItem icon="edit" onClick={() => choose({ act: "change", key })}>{t.change}</MenuItem>
        <MenuItem icon="refresh" onClick={() => choose({ act: "rotate", key })}>{t.rotate}</MenuItem>
        <MenuItem icon="trash" isDangerous onClick={() => choose({ act: "revoke", key })}>{t.revoke}</MenuItem>
      </Menu>
    ),
  },
];
