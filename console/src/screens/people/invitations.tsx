import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type AccountInvitation } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Time } from "../../ui/format.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { reloadMembers } from "./members.tsx";

const t = text.people;

async function revoke({ id }: AccountInvitation): Promise<void> {
  await api.DELETE("/v1/invitations/{id}", { params: { path: { id } } });
  await reloadMembers();
  toast(t.revoked);
}

/** Another invitation to the same address takes the place of the one before. */
async function resend({ email, role, environments }: AccountInvitation): Promise<void> {
  await content(api.POST("/v1/invitations", { body: { email, role, environments } }));
  await reloadMembers();
  toast(t.resent(email));
}

export function Invitations() {
  const [revoking, setRevoking] = useState<AccountInvitation>();
  const [sending, setSending] = useState<string>();
  const query = useQuery({ queryKey: ["people", "invitations"], queryFn: () => content(api.GET("/v1/invitations")) });
  const again = async (invitation: AccountInvitation) => {
    setSending(invitation.id);
    await resend(invitation).catch(toastError);
    setSending(undefined);
  };
  return (
    <Card title={t.invitations}>
      <Loaded query={query} lines={2}>
        {({ invitations }) =>
          invitations.length === 0 ? <p class="card padded dim" style={{ border: "0" }}>{t.noInvitations}</p> : (
            <ul class="lines">
              {invitations.map((invitation) => (
                <li key={invitation.id} class="row wrap">
                  <span class="grow">{invitation.email} <span class="dim">· {t.expires} <Time at={invitation.expires_at} /></span></span>
                  <Badge>{t.roles[invitation.role]}</Badge>
                  <Button disabled={sending === invitation.id} onClick={() => again(invitation)}>{t.resend}</Button>
                  <Button kind="danger" onClick={() => setRevoking(invitation)}>{t.revoke}</Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {revoking && (
        <Confirm title={t.revokeTitle(revoking.email)} action={t.revoke} isDangerous onConfirm={() => revoke(revoking)} onClose={() => setRevoking(undefined)}>
          <p>{t.revokeHint}</p>
        </Confirm>
      )}
    </Card>
  );
}
