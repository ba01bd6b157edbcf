import { useEffect, useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { mailLink } from "./link.ts";

/** The account's key, until the person has stored it. Leaving the page before asks once more. */
export function NewKey({ value, email, onSent }: { value: string; email: string; onSent: (email: string) => void }) {
  const [isStored, setStored] = useState(false);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    const ask = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, []);
  const go = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await mailLink(email);
      onSent(email);
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <div class="column">
      <div>
        <h1>{text.signIn.keyTitle}</h1>
        <p class="dim">{text.signIn.keyWarning}</p>
      </div>
      <Copyable value={value} label={`${text.copy}: ${text.signIn.key}`} />
      <Checkbox label={text.signIn.keyStored} checked={isStored} onChange={setStored} />
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <Button kind="primary" disabled={!isStored || isBusy} onClick={go}>{text.signIn.keyContinue}</Button>
    </div>
  );
}
