import { useState } from "preact/hooks";
import { api, content } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import styles from "./sign_in.module.css";

/** Makes an account. Its key is in the reply only. */
export function SignUpForm({ onMade, onSignIn }: { onMade: (key: string, email: string) => void; onSignIn: () => void }) {
  const [form, setForm, forget] = useDraft("sign-up", { name: "", email: "" });
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const email = form.email.trim().toLowerCase();
    try {
      const { api_key } = await content(api.POST("/v1/auth/keys", { body: { name: form.name.trim(), email } }));
      forget();
      onMade(api_key, email);
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <form class="column" onSubmit={submit}>
      <h1>{text.signIn.signUp}</h1>
      <Field label={text.signIn.name} hint={text.signIn.nameHint} required maxLength={64} autoFocus autoComplete="name" value={form.name} onInput={({ currentTarget }) => setForm({ ...form, name: currentTarget.value })} />
      <Field label={text.signIn.email} hint={text.signIn.emailHint} type="email" required autoComplete="email" value={form.email} onInput={({ currentTarget }) => setForm({ ...form, email: currentTarget.value })} />
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <Button kind="primary" type="submit" disabled={isBusy}>{text.signIn.signUp}</Button>
      <Button kind="plain" class={styles["other"]} onClick={onSignIn}>{text.signIn.toSignIn}</Button>
    </form>
  );
}
