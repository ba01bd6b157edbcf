// The seed while the vault is unlocked: in the memory of this page only.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { toast } from "../../ui/toast.tsx";
import type { SeedKey } from "./envelope.ts";

const UNLOCKED_MS = 5 * 60_000;

interface Unlocked {
  key: SeedKey;
  until: number;
}

export const unlocked = signal<Unlocked | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

export function unlock(key: SeedKey): void {
  clearTimeout(timer);
  unlocked.value = { key, until: Date.now() + UNLOCKED_MS };
  timer = setTimeout(() => {
    lock();
    toast(text.vault.locked);
  }, UNLOCKED_MS);
}

export function lock(): void {
  clearTimeout(timer);
  unlocked.value = undefined;
}

/** The seed is forgotten when the screen of this pod's vault is left, even before the next screen has loaded. */
export function useLockOnLeave(pod: string): void {
  const { path } = useLocation();
  const isHere = path.startsWith(toPod(pod, "/vault"));
  useEffect(() => {
    if (!isHere) lock();
  }, [isHere]);
  useEffect(() => lock, [pod]);
}
