import { api, content, type MemberRole, type Pod } from "../../api/client.ts";
import { usePages } from "../../api/pages.ts";
import { text } from "../../texts.ts";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { RoleField } from "./change_member.tsx";
import { reloadMembers } from "./members.tsx";
import style from "./people.module.css";

const t = text.people;

export function Invite({ onClose }: { onClose: () => void }) {
  const [draft, setDraft, forget] = useDraft("people.invite", { email: "", role: "member" as MemberRole, environments: [] as string[] });
  const isLimited = draft.role === "member" || draft.role === "viewer";
  const send = async () => {
    const email = draft.email.trim();
    await content(api.POST("/v1/invitations", { body: { email, role: draft.role, environments: isLimited ? draft.environments : [] } }));
    forget();
    await reloadMembers();
    toast(t.invited(email));
    onClose();
  };
  return (
    <FormDialog title={t.invite} action={t.inviteAction} onSubmit={send} onClose={onClose}>
      <Field label={t.email} type="email" required autoFocus hint={t.inviteHint} value={draft.email} onInput={({ currentTarget }) => setDraft({ ...draft, email: currentTarget.value })} />
      <RoleField role={draft.role} onChange={(role) => setDraft({ ...draft, role })} />
      {isLimited && <Agents chosen={draft.environments} onChange={(environments) => setDraft({ ...draft, environments })} />}
    </FormDialog>
  );
}

function Agents({ chosen, onChange }: { chosen: string[]; onChange: (chosen: string[]) => void }) {
  const query = usePages(["pods", "all"], (cursor) => content(api.GET("/v1/pods", { params: { query: { limit: 500, cursor } } })), (page) => page.pods);
  const toggle = (id: string, isOn: boolean) => onChange(isOn ? [...chosen, id] : chosen.filter((one) => one !== id));
  const choice = ({ id, name, env_slug }: Pod) => <Checkbox key={id} label={name ?? env_slug} checked={chosen.includes(id)} onChange={(isOn) => toggle(id, isOn)} />;
  return (
    <fieldset>
      <legend class="legend">{t.chooseAgents}</legend>
      <Loaded query={query} lines={2}>
        {(pods) => (pods.length === 0 ? <p class="dim">{t.noAgents}</p> : <div class={style["choices"]}>{pods.map(choice)}</div>)}
      </Loaded>
    </fieldset>
  );
}
