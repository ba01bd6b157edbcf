import { useState } from "preact/hooks";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { Invitations } from "./invitations.tsx";
import { Invite } from "./invite.tsx";
import { Members } from "./members.tsx";
import { ScimTokens } from "./scim_tokens.tsx";

const t = text.people;

export default function People() {
  const [isInviting, setInviting] = useState(false);
  const invite = () => setInviting(true);
  return (
    <Page title={t.title} actions={<Button kind="primary" icon="plus" onClick={invite}>{t.invite}</Button>}>
      <Members onInvite={invite} />
      <Invitations />
      <ScimTokens />
      {isInviting && <Invite onClose={() => setInviting(false)} />}
    </Page>
  );
}
