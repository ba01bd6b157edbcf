import { useState } from "preact/hooks";
import { api, content, type Member } from "../../api/client.ts";
import { usePages } from "../../api/pages.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { Time } from "../../ui/format.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Badge } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Table, type Column } from "../../ui/table.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { ChangeMember } from "./change_member.tsx";

const t = text.people;

interface Chosen {
  act: "change" | "deactivate" | "remove";
  member: Member;
}

export const reloadMembers = () => queries.invalidateQueries({ queryKey: ["people"] });

async function setActive(member: Member, active: boolean): Promise<void> {
  await api.PATCH("/v1/members/{id}", { params: { path: { id: member.id } }, body: { active } });
  await reloadMembers();
  toast(active ? t.activated(member.email) : t.deactivated(member.email));
}

async function remove(member: Member): Promise<void> {
  await api.DELETE("/v1/members/{id}", { params: { path: { id: member.id } } });
  await reloadMembers();
  toast(t.removed(member.email));
}

export function Members({ onInvite }: { onInvite: () => void }) {
  const [chosen, setChosen] = useState<Chosen>();
  const query = usePages(["people", "members"], (cursor) => content(api.GET("/v1/members", { params: { query: { limit: 500, cursor } } })), (page) => page.members);
  const close = () => setChosen(undefined);
  return (
    <section class="column tight" aria-label={t.members}>
      <Loaded query={query} lines={3}>
        {(members) => (
          <>
            <Table label={t.members} columns={columns(setChosen)} rows={members} id={({ id }) => id} onEnd={query.more} height="480px" />
            {members.length === 1 && <p class="dim">{t.onlyYou} <button type="button" class="button plain" onClick={onInvite}>{t.invite}</button></p>}
          </>
        )}
      </Loaded>
      {chosen?.act === "change" && <ChangeMember member={chosen.member} onClose={close} />}
      {chosen?.act === "deactivate" && (
        <Confirm title={t.deactivateTitle(chosen.member.email)} action={t.deactivate} isDangerous onConfirm={() => setActive(chosen.member, false)} onClose={close}>
          <p>{t.deactivateHint}</p>
        </Confirm>
      )}
      {chosen?.act === "remove" && (
        <Confirm title={t.removeTitle(chosen.member.email)} action={t.remove} isDangerous onConfirm={() => remove(chosen.member)} onClose={close}>
          <p>{t.removeHint}</p>
        </Confirm>
      )}
    </section>
  );
}

function Status({ member }: { member: Member }) {
  if (!member.active) return <Badge kind="bad">{t.inactive}</Badge>;
  return member.verified ? <Badge kind="good">{t.active}</Badge> : <Badge>{t.never}</Badge>;
}

const reachesAll = ({ role }: Member) => role === "owner" || role === "admin";

const columns = (choose: (chosen: Chosen) => void): Column<Member>[] => [
  { key: "person", head: t.person, width: "minmax(120px, 3fr)", cell: ({ email, name }) => <span title={email}>{name && <strong>{name} </strong>}<span class={name ? "dim" : ""}>{email}</span></span> },
  { key: "role", head: t.role, width: "76px", cell: ({ role }) => t.roles[role] },
  { key: "status", head: t.status, width: "140px", isExtra: true, cell: (member) => <Status member={member} /> },
  { key: "agents", head: t.agents, width: "80px", isExtra: true, isNumber: true, cell: (member) => (reachesAll(member) ? t.allAgents : member.environments.length) },
  { key: "since", head: t.since, width: "100px", isExtra: true, cell: ({ created_at }) => <Time at={created_at} /> },
  {
    key: "actions", head: "", width: "40px", cell: (member) => (
      <Menu label={t.actionsFor(member.email)}>
        <MenuItem icon="edit" onClick={() => choose({ act: "change", member })}>{t.change}</MenuItem>
        {member.active
          ? <MenuItem icon="stop" onClick={() => choose({ act: "deactivate", member })}>{t.deactivate}</MenuItem>
          : <MenuItem icon="play" onClick={() => setActive(member, true).catch(toastError)}>{t.activate}</MenuItem>}
        <MenuItem icon="trash" isDangerous onClick={() => choose({ act: "remove", member })}>{t.remove}</MenuItem>
      </Menu>
    ),
  },
];
