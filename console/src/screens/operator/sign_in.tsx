import { useState } from "preact/hooks";
import { ApiError } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Field } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Page } from "../../ui/page.tsx";
import { signIn } from "./api.ts";
import css from "./operator.module.css";
import { startOperatorSession } from "./session.ts";

const words = text.operator.signIn;

export function OperatorSignIn() {
  return (
    <main class={css["signIn"]}>
      <Page title={words.title}>
        <p class="dim">{words.what}</p>
        <TokenForm />
        <p class="dim">{words.person} <a href={to("/")}>{words.personLink}</a></p>
      </Page>
    </main>
  );
}

/** Exchanges the operator's token for a session. The token itself is not stored. */
export function TokenForm() {
  const [token, setToken] = useState("");
  const submit = async () => {
    startOperatorSession(await signIn(token.trim()).catch(inWords));
    void queries.invalidateQueries({ queryKey: ["operator"] });
  };
  return (
    <Form action={words.action} isDisabled={!token.trim()} onSubmit={submit}>
      <Field label={words.token} hint={words.hint} type="password" autocomplete="off" spellcheck={false} autoFocus value={token} onInput={({ currentTarget }) => setToken(currentTarget.value)} />
    </Form>
  );
}

/** The server's words are for those who know its settings. */
function inWords(error: unknown): never {
  const known = error instanceof ApiError ? { 401: words.wrong, 403: words.wrong, 404: words.unset, 429: words.limited }[error.status] : undefined;
  throw known ? new Error(known) : error;
}
