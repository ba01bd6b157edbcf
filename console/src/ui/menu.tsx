import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { Icon, type IconName } from "./icons.tsx";

interface MenuProps {
  /** The name of the button. */
  label: string;
  icon?: IconName;
  /** What the button shows; without it, the icon only. */
  button?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}

/** A button that opens a list of {@link MenuItem}s. Arrow keys walk through it; Escape and a click elsewhere close it. */
export function Menu({ label, icon = "more", button, class: more, children }: MenuProps) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const items = () => [...(list.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  const place = (isOpen: boolean) => {
    opener.current?.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen || !opener.current || !list.current) return;
    const from = opener.current.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = list.current;
    const top = from.bottom + height + 8 > innerHeight ? Math.max(4, from.top - height - 8) : from.bottom;
    Object.assign(list.current.style, { top: `${top}px`, left: `${Math.max(8, Math.min(from.left, innerWidth - width - 8))}px` });
    items()[0]?.focus();
  };
  const walk = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    all[to % all.length]?.focus();
  };
  return (
    <>
      <button ref={opener} type="button" class={["button", button ? "" : "icon plain", more].filter(Boolean).join(" ")} aria-label={button ? undefined : label} title={label} aria-haspopup="menu" aria-expanded={false} popovertarget={id}>
        {button ?? <Icon name={icon} />}
      </button>
      <div ref={list} id={id} class="menu" role="menu" aria-label={label} popover="auto" onToggle={(event) => place((event as ToggleEvent).newState === "open")} onKeyDown={walk} onClick={() => list.current?.hidePopover()}>
        {children}
      </div>
    </>
  );
}

export function MenuItem({ icon, href, isDangerous, onClick, children }: { icon?: IconName; href?: string; isDangerous?: boolean; onClick?: () => void; children: ComponentChildren }) {
  const inside = <>{icon && <Icon name={icon} />}{children}</>;
  const shared = { class: isDangerous ? "item danger" : "item", role: "menuitem" as const, tabIndex: -1 };
  return href ? <a href={href} {...shared}>{inside}</a> : <button type="button" {...shared} onClick={onClick}>{inside}</button>;
}
