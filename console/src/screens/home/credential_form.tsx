import { useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import { ApiError, explain } from "../../api/errors.ts";
import { useAccount } from "../../api/me.ts";
import { queries } from "../../api/queries.ts";
import { refreshWaiting, type Of } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { settled } from "./decide.ts";
import styles from "./home.module.css";

/** The name that a credential gets in the agent's vault, unless the person says another. */
const nameFor = ({ service_name, credential_type }: { service_name: string; credential_type: string }) =>
  `${service_name}-${credential_type}`.toLowerCase().replace(/[^a-z0-9_.-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 100);

/** Sends the credential that an agent asked for, or denies it. The value is in this form only, and stored nowhere. */
export function CredentialForm({ item }: { item: Of<"credential"> }) {
  const { request } = item;
  const account = useAccount().data;
  const [value, setValue] = useState("");
  const [name, setName] = useState(nameFor(request));
  const [operator, setOperator] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const stored = account?.operator_email ?? undefined;
  const operatorEmail = stored ?? operator ?? account?.recovery_email ?? "";
  const decide = async (approved: boolean) => {
    setBusy(true);
    setError(undefined);
    try {
      if (!stored) await setOperatorEmail(operatorEmail);
      const body = { approved, operator_email: operatorEmail, user_code: item.id, vault_key: name, ...(approved && { credential_value: value }) };
      await api.POST("/v1/credentials/approve", { body });
      settled([item]);
      toast(approved ? text.home.credentialSent : text.home.credentialDenied);
    } catch (caught) {
      setBusy(false);
      if (await isOver(item)) {
        settled([item]);
        toast(text.home.gone(explain(caught).headline));
      } else setError(caught);
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void decide(true);
  };
  return (
    <form class={styles["details"]} onSubmit={submit}>
      <div>
        <p class={`${styles["code"]} mono`}>{request.user_code}</p>
        <p class="dim">{text.home.codeHint}</p>
      </div>
      {!stored && <Field label={text.home.operatorEmail} hint={text.home.operatorEmailHint} type="email" required value={operatorEmail} onInput={({ currentTarget }) => setOperator(currentTarget.value)} />}
      <Field label={text.home.value} hint={text.home.valueHint} type="password" autoComplete="off" required value={value} onInput={({ currentTarget }) => setValue(currentTarget.value)} />
      <Field label={text.home.vaultKey} hint={text.home.vaultKeyHint} required pattern="[A-Za-z0-9_.\-]{1,100}" value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <div class="row">
        <Button kind="primary" type="submit" disabled={isBusy}>{text.home.sendCredential}</Button>
        <Button kind="danger" disabled={isBusy} onClick={() => decide(false)}>{text.home.deny}</Button>
      </div>
    </form>
  );
}

async function setOperatorEmail(email: string): Promise<void> {
  await api.POST("/v1/account/operator-email", { body: { email } });
  await queries.invalidateQueries({ queryKey: ["account"] });
}

/** Whether the request was decided before, or has expired. */
async function isOver(item: Of<"credential">): Promise<boolean> {
  try {
    await api.GET("/v1/credentials/approve", { params: { query: { code: item.id } } });
    return false;
  } catch (error) {
    void refreshWaiting("credentials");
    return error instanceof ApiError && error.status === 404;
  }
}
