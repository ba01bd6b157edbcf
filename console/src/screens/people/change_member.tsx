import { useState } from "preact/hooks";
import { api, type Member, type MemberRole } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Field, Select } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { toast } from "../../ui/toast.tsx";
import { reloadMembers } from "./members.tsx";

const t = text.people;
const ROLES: MemberRole[] = ["owner", "admin", "member", "viewer"];

export function RoleField({ role, onChange }: { role: MemberRole; onChange: (role: MemberRole) => void }) {
  return (
    <Select label={t.role} value={role} hint={t.rolesHint[role]} onChange={({ currentTarget }) => onChange(currentTarget.value as MemberRole)}>
      {ROLES.map((one) => <option key={one} value={one}>{t.roles[one]}</option>)}
    </Select>
  );
}

export function ChangeMember({ member, onClose }: { member: Member; onClose: () => void }) {
  const [role, setRole] = useState(member.role);
  const [name, setName] = useState(member.name ?? "");
  const save = async () => {
    const named = name.trim() || null;
    const body = { ...(role !== member.role && { role }), ...(named !== (member.name ?? null) && { name: named }) };
    await api.PATCH("/v1/members/{id}", { params: { path: { id: member.id } }, body });
    await reloadMembers();
    toast(t.changed);
    onClose();
  };
  return (
    <FormDialog title={t.changeTitle(member.email)} action={text.save} onSubmit={save} onClose={onClose}>
      <RoleField role={role} onChange={setRole} />
      <Field label={t.name} maxLength={100} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
    </FormDialog>
  );
}
