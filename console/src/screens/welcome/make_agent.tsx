import { useState } from "preact/hooks";
import { api, content, type Pod } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import styles from "./welcome.module.css";

/** Makes the pod. Its key is in the reply only. */
export function MakeAgent({ pod, apiKey, onMade }: { pod: Pod | undefined; apiKey: string | undefined; onMade: (key: string) => void }) {
  const [name, setName, forget] = useDraft("welcome.name", "");
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const made = await content(api.POST("/v1/pods", { body: { name: name.trim() } }));
      onMade(made.api_key);
      forget();
      await queries.invalidateQueries({ queryKey: ["pods"] });
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  if (pod) {
    return (
      <>
        <p>{text.welcome.made(pod.name ?? pod.id)}</p>
        {apiKey && (
          <div class="column tight">
            <Copyable value={apiKey} label={`${text.copy}: ${text.welcome.key}`} />
            <p class="dim">{text.welcome.keyHint}</p>
          </div>
        )}
      </>
    );
  }
  return (
    <form class="column tight" onSubmit={submit}>
      <div class={styles["line"]}>
        <Field label={text.welcome.name} required maxLength={64} autoFocus value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
        <Button kind="primary" type="submit" disabled={isBusy}>{text.welcome.make}</Button>
      </div>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
    </form>
  );
}
