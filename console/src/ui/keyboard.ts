// Shortcuts: single keys outside of fields, and combinations anywhere.
import { useEffect, useRef } from "preact/hooks";

type Shortcuts = Record<string, () => void>;

/** The shortcuts of everything that is shown, the newest last: a screen's keys win over those of the frame around it. */
const shown: { current: Shortcuts }[] = [];

/** Runs the function of a key, such as `j`, `Enter`, `?`, or `mod+k` for ⌘K and Ctrl+K, while the component is shown. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    shown.push(current);
    return () => void shown.splice(shown.indexOf(current), 1);
  }, []);
}

/** Keys that walk. Of a held key, the others count once. */
const WALKING = new Set(["j", "k", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

addEventListener("keydown", (event) => {
  const isCombination = event.metaKey || event.ctrlKey;
  if (event.altKey || event.defaultPrevented || (!isCombination && isBusy(event))) return;
  const key = isCombination ? `mod+${event.key.toLowerCase()}` : event.key;
  const run = shown.findLast(({ current }) => current[key])?.current[key];
  if (!run) return;
  event.preventDefault();
  if (!event.repeat || WALKING.has(key)) run();
});

/** Whether the key belongs to a field, to an open dialog or menu, or to a control that Enter or space press. */
function isBusy({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open], .menu:popover-open")) return true;
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, [contenteditable=true], .xterm")) return true;
  return (key === "Enter" || key === " ") && target.closest("a, button, summary") !== null;
}
