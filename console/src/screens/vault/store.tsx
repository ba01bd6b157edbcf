import { useState } from "preact/hooks";
import { useMutation } from "@tanstack/react-query";
import { api, content, inPod } from "../../api/client.ts";
import type { StoredSecret } from "../../api/client.ts";
import { ApiError, explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { seal, type SeedKey } from "./envelope.ts";
import { useOwner } from "../../api/owner.ts";
import { unlocked } from "./seed.ts";
import { UnlockDialog } from "./unlock.tsx";

interface Props {
  pod: string;
  /** The secret that gets a new version; without it, the person names a new one. */
  name?: string;
  /** The newest version that the person saw: 0 for a new secret. */
  known?: number;
  /** Names that are taken. */
  names?: string[];
  onClose: () => void;
}

/** Encrypts a secret and stores it. The secret is kept nowhere else, not even as a draft. */
export function StoreDialog({ pod, name: given, known = 0, names = [], onClose }: Props) {
  const owner = useOwner(pod);
  const [name, setName] = useState(given ?? "");
  const [secret, setSecret] = useState("");
  const [isChecked, setChecked] = useState(false);
  const [isUnlocking, setUnlocking] = useState(false);
  const [newest, setNewest] = useState(known);
  const wrongName = given ? undefined : wrong(name, names);
  const store = useMutation({
    mutationFn: (seed: SeedKey) => send({ pod, owner: owner ?? "", name, seed, newest, secret }),
    onSuccess: ({ version }) => {
      void queries.invalidateQueries({ queryKey: ["vault", pod] });
      toast(text.vault.storedVersion(name, version));
      onClose();
    },
    onError: async (error) => {
      if (isConflict(error)) setNewest(await newestVersion(pod, name));
    },
  });
  const submit = () => {
    setChecked(true);
    if (wrongName || !secret || !owner) return;
    if (unlocked.value) store.mutate(unlocked.value.key);
    else setUnlocking(true);
  };
  return (
    <Dialog title={given ? text.vault.newVersionOf(given) : text.vault.add} onClose={onClose}>
      <form class="column" onSubmit={(event) => { event.preventDefault(); submit(); }} noValidate>
        {!given && <Field label={text.vault.name} hint={text.vault.nameHint} wrong={isChecked ? wrongName : undefined} class="input mono" autocomplete="off" spellcheck={false} autoFocus value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />}
        <TextArea label={text.vault.secret} hint={text.vault.secretHint} wrong={isChecked && !secret ? text.vault.emptySecret : undefined} class="input mono" autocomplete="off" spellcheck={false} value={secret} onInput={({ currentTarget }) => setSecret(currentTarget.value)} />
        {store.error && <ErrorNotice {...(isConflict(store.error) ? { headline: text.vault.conflict, fix: text.vault.conflictFix } : explain(store.error))} />}
        <footer>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button kind="primary" type="submit" disabled={store.isPending}>{text.vault.store}</Button>
        </footer>
      </form>
      {isUnlocking && <UnlockDialog onUnlocked={() => unlocked.value && store.mutate(unlocked.value.key)} onClose={() => setUnlocking(false)} />}
    </Dialog>
  );
}

function wrong(name: string, names: string[]): string | undefined {
  if (names.includes(name)) return text.vault.taken;
  return /^[\w.-]{1,128}$/.test(name) ? undefined : text.vault.wrongName;
}

const isConflict = (error: unknown) => error instanceof ApiError && error.code === "version_conflict";

interface Sending {
  pod: string;
  owner: string;
  name: string;
  seed: SeedKey;
  newest: number;
  secret: string;
}

/** The envelope contains the number of its version, so the server is told which one is expected to be the newest. */
async function send({ pod, owner, name, seed, newest, secret }: Sending): Promise<StoredSecret> {
  const ciphertext = await seal(seed, { owner, name, version: newest + 1 }, secret);
  return content(api.PUT("/v1/vault/{key}", { params: { path: { key: name }, header: inPod(pod) }, body: { ciphertext, if_version: newest } }));
}

async function newestVersion(pod: string, name: string): Promise<number> {
  const { next_version } = await content(api.GET("/v1/vault/{key}", { params: { path: { key: name }, header: inPod(pod) } }));
  return next_version - 1;
}
