import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type EnvironmentMember, type Pod } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Select } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";

const t = text.agents;

export function AssignedPeople({ pod }: { pod: Pod }) {
  const [isAssigning, setAssigning] = useState(false);
  const [leaving, setLeaving] = useState<EnvironmentMember>();
  const query = useQuery({
    queryKey: ["pods", pod.id, "members"],
    queryFn: () => content(api.GET("/api/v1/environments/{id}/members", { params: { path: { id: pod.id }, query: { limit: 1000 } } })),
  });
  const unassign = async (member: EnvironmentMember) => {
    await api.DELETE("/api/v1/environments/{id}/members/{member_id}", { params: { path: { id: pod.id, member_id: member.member_id } } });
    await queries.invalidateQueries({ queryKey: ["pods", pod.id, "members"] });
    toast(t.unassigned(member.email));
  };
  return (
    <Card title={t.people} actions={<Button icon="plus" onClick={() => setAssigning(true)}>{t.assign}</Button>}>
      <Loaded query={query} lines={2}>
        {({ members }) =>
          members.length === 0 ? <p class="card padded dim" style={{ border: "0" }}>{t.nobody}</p> : (
            <ul class="lines">
              {members.map((member) => (
                <li key={member.member_id}>
                  <span class="grow truncate">{member.email}</span>
                  <Badge>{text.people.roles[member.role]}</Badge>
                  <Button onClick={() => setLeaving(member)}>{t.unassign}</Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isAssigning && <Assign pod={pod} assigned={query.data?.members ?? []} onClose={() => setAssigning(false)} />}
      {leaving && (
        <Confirm title={t.unassignTitle(leaving.email)} action={t.unassign} isDangerous onConfirm={() => unassign(leaving)} onClose={() => setLeaving(undefined)}>
          <p>{t.unassignHint}</p>
        </Confirm>
      )}
    </Card>
  );
}

function Assign({ pod, assigned, onClose }: { pod: Pod; assigned: EnvironmentMember[]; onClose: () => void }) {
  const [chosen, setChosen] = useState("");
  const query = useQuery({ queryKey: ["people", "members", "choice"], queryFn: () => content(api.GET("/v1/members", { params: { query: { limit: 1000 } } })) });
  const assign = async () => {
    await content(api.POST("/api/v1/environments/{id}/members", { params: { path: { id: pod.id } }, body: { member_id: chosen } }));
    await queries.invalidateQueries({ queryKey: ["pods", pod.id, "members"] });
    toast(t.assigned);
    onClose();
  };
  return (
    <FormDialog title={t.assignTitle} action={t.assign} isDisabled={chosen === ""} onSubmit={assign} onClose={onClose}>
      <p>{t.assignHint}</p>
      <Loaded query={query} lines={1}>
        {({ members }) => (
          <Select label={t.person} value={chosen} hint={<a href={to("/people")}>{t.inviteFirst}</a>} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            <option value="">{t.choosePerson}</option>
            {members.filter(({ id }) => !assigned.some(({ member_id }) => member_id === id)).map(({ id, email, role }) => <option key={id} value={id}>{`${email} (${text.people.roles[role]})`}</option>)}
          </Select>
        )}
      </Loaded>
    </FormDialog>
  );
}
