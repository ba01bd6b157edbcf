import { useState } from "preact/hooks";
import { api, type Account } from "../../api/client.ts";
import { forgetSession } from "../../api/session.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Card } from "../../ui/page.tsx";

export function Danger({ account }: { account: Account }) {
  const [isAsked, setAsked] = useState(false);
  const leave = async () => {
    await api.DELETE("/v1/members/me");
    forgetSession();
  };
  return (
    <Card title={text.settings.danger} isPadded>
      <div class="row wrap spread">
        <p class="dim grow">{text.settings.leaveHint}</p>
        <Button kind="danger" onClick={() => setAsked(true)}>{text.settings.leave}</Button>
      </div>
      {isAsked && (
        <Confirm title={text.settings.leaveTitle} action={text.settings.leave} isDangerous onConfirm={leave} onClose={() => setAsked(false)}>
          <p>{text.settings.leaveConfirm(account.name)}</p>
        </Confirm>
      )}
    </Card>
  );
}
