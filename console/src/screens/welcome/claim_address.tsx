import { useState } from "preact/hooks";
import { api, inPod } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import styles from "./welcome.module.css";

/** Claims the first address of the pod. The server says the domain. */
export function ClaimAddress({ pod, address }: { pod: string; address: string | undefined }) {
  const [local, setLocal, forget] = useDraft("welcome.local", "hello");
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await api.POST("/v1/emails", { params: { header: inPod(pod) }, body: { local_part: local.trim().toLowerCase() } });
      forget();
      await queries.invalidateQueries({ queryKey: ["mail", pod] });
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  if (address) return <Copyable value={address} />;
  return (
    <form class="column tight" onSubmit={submit}>
      <div class={styles["line"]}>
        <Field label={text.welcome.local} required maxLength={64} autoCapitalize="none" spellcheck={false} value={local} onInput={({ currentTarget }) => setLocal(currentTarget.value)} />
        <Button kind="primary" type="submit" disabled={isBusy}>{text.welcome.claim}</Button>
      </div>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
    </form>
  );
}
