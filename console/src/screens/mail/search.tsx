import { useEffect, useId, useRef, useState } from "preact/hooks";
import { text } from "../../texts.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icons.tsx";
import styles from "./mail.module.css";

const PAUSE = 250;

interface SearchProps {
  q: string;
  onSearch: (q: string) => void;
  onLeave: () => void;
  /** Gets the field, so that a key can go to it. */
  field: { current: HTMLInputElement | null };
}

/** Searches as somebody types. While the field has the focus and nothing is typed, it explains itself. */
export function Search({ q, onSearch, onLeave, field }: SearchProps) {
  const id = useId();
  const [typed, setTyped] = useState(q);
  const [hasFocus, setFocus] = useState(false);
  const sent = useRef(q);
  useEffect(() => {
    if (q !== sent.current) setTyped(q);
    sent.current = q;
  }, [q]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const wanted = typed.trim();
      if (wanted === sent.current) return;
      sent.current = wanted;
      onSearch(wanted);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Escape" && event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    event.stopPropagation();
    field.current?.blur();
    if (event.key === "Escape" && !typed) onLeave();
  };
  return (
    <div class={styles.search} role="search">
      <Icon name="search" size={16} />
      <label class="visually-hidden" for={id}>{text.mail.search}</label>
      <input id={id} ref={field} type="text" inputMode="search" enterkeyhint="search" autocomplete="off" placeholder={text.mail.search} value={typed} aria-describedby={hasFocus ? `${id}-help` : undefined} onInput={({ currentTarget }) => setTyped(currentTarget.value)} onKeyDown={pressed} onFocus={() => setFocus(true)} onBlur={() => setFocus(false)} />
      {typed ? <IconButton icon="close" label={text.mail.clear} onClick={() => setTyped("")} /> : <kbd>/</kbd>}
      {hasFocus && !typed && <div class={styles.help} id={`${id}-help`}><Operators /></div>}
    </div>
  );
}

export function Operators() {
  return (
    <>
      <h2>{text.mail.operatorsTitle}</h2>
      <dl class={styles.operators}>
        {text.mail.operators.map(([written, meaning]) => (
          <div key={written}><dt><code>{written}</code></dt><dd>{meaning}</dd></div>
        ))}
      </dl>
    </>
  );
}
