import { useState } from "preact/hooks";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { generateSeed, seedKey } from "./envelope.ts";
import { unlock } from "./seed.ts";

/** Asks for the seed. */
export function UnlockDialog({ onUnlocked, onClose }: { onUnlocked?: () => void; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [made, setMade] = useState<string>();
  const [isWrong, setWrong] = useState(false);
  const use = async (seed: string) => {
    const key = await seedKey(seed);
    setWrong(!key);
    if (!key) return;
    unlock(key);
    onClose();
    onUnlocked?.();
  };
  const make = () => {
    const seed = generateSeed();
    setMade(seed);
    setTyped(seed);
  };
  return (
    <FormDialog title={text.vault.unlockTitle} action={text.vault.unlock} onSubmit={() => use(typed)} onClose={onClose}>
      <p>{text.vault.unlockBody}</p>
      <Field label={text.vault.seed} hint={text.vault.seedHint} wrong={isWrong ? text.vault.wrongSeed : undefined} type="password" autocomplete="off" spellcheck={false} autoFocus value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
      {made
        ? <div class="column tight"><strong>{text.vault.madeSeed}</strong><Copyable value={made} /><p>{text.vault.madeSeedBody}</p></div>
        : <div class="row wrap"><SeedFile onRead={use} /><Button kind="plain" onClick={make}>{text.vault.makeSeed}</Button></div>}
    </FormDialog>
  );
}

function SeedFile({ onRead }: { onRead: (seed: string) => void }) {
  const choose = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    input.value = "";
    if (file) onRead(await file.text());
  };
  return (
    <label class="button">
      {text.vault.seedFile}
      <input class="visually-hidden" type="file" onChange={({ currentTarget }) => void choose(currentTarget)} />
    </label>
  );
}
