import { useEffect, useState } from "preact/hooks";
import { api, content, inPod } from "../../api/client.ts";
import type { VaultEntry } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button, CopyButton } from "../../ui/button.tsx";
import { bytes, dateTime } from "../../ui/format.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { isEnvelope, open, UnknownFormat } from "./envelope.ts";
import { useOwner } from "../../api/owner.ts";
import { unlocked } from "./seed.ts";
import { UnlockDialog } from "./unlock.tsx";
import styles from "./vault.module.css";

interface Props {
  pod: string;
  name: string;
  version: number;
}

interface Opened {
  entry: VaultEntry;
  secret: string;
  isPlain: boolean;
}

const lengthOf = (secret: string) => new TextEncoder().encode(secret).length;

/** The value of a version: hidden until it is asked for, and hidden again when the vault is locked. */
export function Value({ pod, name, version }: Props) {
  const owner = useOwner(pod);
  const [opened, setOpened] = useState<Opened>();
  const [isUnlocking, setUnlocking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isLocked = !unlocked.value;
  useEffect(() => {
    if (isLocked) setOpened((current) => (current?.isPlain ? current : undefined));
  }, [isLocked]);
  const show = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const entry = await read({ pod, name, version });
      const value = entry.ciphertext;
      if (!isEnvelope(value)) setOpened({ entry, secret: value, isPlain: true });
      else if (!unlocked.value) setUnlocking(true);
      else setOpened({ entry, secret: await open(unlocked.value.key, { owner: owner ?? "", name, version }, value), isPlain: false });
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="column tight">
      <div class={styles["value"]}>
        <span class={styles["label"]}>{text.vault.value}</span>
        {opened ? <pre class={styles["secret"]} tabIndex={0}>{opened.secret}</pre> : <span class={`${styles["secret"]} dim`} aria-label={text.vault.hidden}>••••••••••••</span>}
        {opened
          ? <span class="row"><CopyButton value={opened.secret} label={text.vault.copyValue} /><Button onClick={() => setOpened(undefined)}>{text.vault.hide}</Button></span>
          : <Button disabled={isBusy} onClick={show}>{text.vault.show}</Button>}
      </div>
      {error !== undefined && <ErrorNotice {...inWords(error)} />}
      {error instanceof DOMException && <div><Button icon="key" onClick={() => setUnlocking(true)}>{text.vault.otherSeed}</Button></div>}
      {opened && <About opened={opened} />}
      {isUnlocking && <UnlockDialog onUnlocked={show} onClose={() => setUnlocking(false)} />}
    </div>
  );
}

function About({ opened: { entry, secret, isPlain } }: { opened: Opened }) {
  const size = text.vault.sizeOf(bytes(entry.ciphertext.length), isPlain ? undefined : bytes(lengthOf(secret)));
  return (
    <>
      {isPlain && !entry.encrypted && <div class="notice warn"><div><p class="headline">{text.vault.plain}</p><p>{text.vault.plainBody}</p></div></div>}
      {isPlain && entry.encrypted && <div class="notice warn">{text.vault.otherFormat}</div>}
      <p class="dim">{size} · {text.vault.updated} {dateTime(entry.updated_at)}</p>
    </>
  );
}

function read({ pod, name, version }: Props): Promise<VaultEntry> {
  return content(api.GET("/v1/vault/{key}", { params: { path: { key: name }, header: inPod(pod), query: { version } } }));
}

function inWords(error: unknown) {
  if (error instanceof UnknownFormat) return { headline: text.vault.otherFormat };
  return error instanceof DOMException ? { headline: text.vault.wrongKey, fix: text.vault.wrongKeyFix } : explain(error);
}
