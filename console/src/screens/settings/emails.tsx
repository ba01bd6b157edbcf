import { useState } from "preact/hooks";
import { api, content, type Account } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import styles from "./settings.module.css";

const reload = () => queries.invalidateQueries({ queryKey: ["account"] });

export function Emails({ account }: { account: Account }) {
  return (
    <Card title={text.settings.emails} isPadded>
      <div class="column">
        <OperatorEmail account={account} />
        <RecoveryEmail account={account} />
      </div>
    </Card>
  );
}

function OperatorEmail({ account }: { account: Account }) {
  const save = async (email: string) => {
    const { confirmed } = await content(api.POST("/v1/account/operator-email", { body: { email } }));
    await reload();
    toast(confirmed ? text.settings.operatorSetConfirmed : text.settings.operatorSet);
  };
  const isConfirmed = account.operator_email_confirmed;
  return (
    <EmailForm name="operator" label={text.settings.operator} hint={text.settings.operatorHint} present={account.operator_email} isResendable={!isConfirmed} onSave={save}>
      {account.operator_email && <Badge kind={isConfirmed ? "good" : "warn"}>{isConfirmed ? text.settings.confirmed : text.settings.unconfirmed}</Badge>}
    </EmailForm>
  );
}

function RecoveryEmail({ account }: { account: Account }) {
  const [asked, setAsked] = useState<{ email: string; done: () => void }>();
  const ask = (email: string) => new Promise<void>((done) => setAsked({ email, done }));
  return (
    <>
      <EmailForm name="recovery" label={text.settings.recovery} hint={text.settings.recoveryHint} present={account.recovery_email} onSave={ask} />
      {asked && (
        <Confirm
          title={text.settings.recoveryChange}
          action={text.settings.change}
          isDangerous
          onClose={() => {
            asked.done();
            setAsked(undefined);
          }}
          onConfirm={async () => {
            await api.POST("/v1/account/recovery-email", { body: { email: asked.email } });
            await reload();
            toast(text.settings.recoverySet);
          }}
        >
          <p><strong>{asked.email}</strong></p>
          <p>{text.settings.recoveryWarning}</p>
        </Confirm>
      )}
    </>
  );
}

interface EmailFormProps {
  name: string;
  label: string;
  hint: string;
  present: string | null | undefined;
  /** The same address may be sent again. */
  isResendable?: boolean;
  onSave: (email: string) => Promise<void>;
  children?: preact.ComponentChildren;
}

function EmailForm({ name, label, hint, present, isResendable, onSave, children }: EmailFormProps) {
  const [email, setEmail, forget] = useDraft<string | null>(`settings.${name}`, null);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const shown = email ?? present ?? "";
  const isSame = shown === (present ?? "");
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onSave(shown.trim());
      forget();
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  return (
    <form class="column tight" onSubmit={submit}>
      <div class={styles["line"]}>
        <Field label={label} hint={<>{hint} {children}</>} type="email" required value={shown} onInput={({ currentTarget }) => setEmail(currentTarget.value)} />
        <Button type="submit" disabled={isBusy || (isSame && !(isResendable && present))}>{isSame && isResendable && present ? text.settings.resend : text.settings.change}</Button>
      </div>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
    </form>
  );
}
