// What somebody types outlives a reload, a dead session and a lost network, until it is sent.
import { useCallback, useState } from "preact/hooks";

/** A value that this tab stores under a name while it is edited. The third member forgets it. */
export function useDraft<T>(name: string, initial: T): [T, (value: T) => void, () => void] {
  const key = `warren.draft.${name}`;
  const [value, setValue] = useState<T>(() => {
    const stored = sessionStorage.getItem(key);
    return stored === null ? initial : (JSON.parse(stored) as T);
  });
  const change = useCallback((next: T) => {
    setValue(next);
    sessionStorage.setItem(key, JSON.stringify(next));
  }, [key]);
  const forget = useCallback(() => {
    sessionStorage.removeItem(key);
    setValue(initial);
  }, [key]);
  return [value, change, forget];
}
