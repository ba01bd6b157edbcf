import { useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { mailLink } from "./link.ts";
import styles from "./sign_in.module.css";

/** Asks for the link to sign in. */
export function EmailForm({ onSent, onSignUp }: { onSent: (email: string) => void; onSignUp: () => void }) {
  const [email, setEmail] = useDraft("sign-in.email", "");
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await mailLink(email.trim());
      onSent(email.trim().toLowerCase());
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <form class="column" onSubmit={submit}>
      <div>
        <h1>{text.signIn.title}</h1>
        <p class="dim">{text.signIn.intro}</p>
      </div>
      <Field label={text.signIn.email} type="email" required autoFocus autoComplete="email" value={email} onInput={({ currentTarget }) => setEmail(currentTarget.value)} />
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <Button kind="primary" type="submit" disabled={isBusy}>{text.signIn.send}</Button>
      <Button kind="plain" class={styles["other"]} onClick={onSignUp}>{text.signIn.toSignUp}</Button>
    </form>
  );
}
